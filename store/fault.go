package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// faultOf turns what a database says into what a person can act upon. What it
// does not know is returned as it is: a failure of the server.
func faultOf(err error) error {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case err == nil || havre.FaultOf(err) != nil:
		return err
	case errors.Is(err, sql.ErrNoRows):
		return notFound(err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err // the asker left
	case errors.As(err, &lite):
		return liteFault(lite, err)
	case errors.As(err, &pg):
		return pgFault(pg, err)
	case lost(err):
		return unreachable(err)
	}
	return err
}

// liteFault reads the codes of https://sqlite.org/rescode.html.
func liteFault(e *sqlite.Error, err error) error {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return taken(err)
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return notFound(err)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_INTERRUPT:
		return context.Canceled
	case sqlite3.SQLITE_FULL:
		return diskFull(err)
	case sqlite3.SQLITE_READONLY:
		return readOnly(err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return busy(err)
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return diskRefuses(err)
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return damaged(err)
	}
	return err
}

// pgFault reads the codes of https://www.postgresql.org/docs/15/errcodes-appendix.html.
func pgFault(e *pgconn.PgError, err error) error {
	switch e.Code {
	case "23505":
		return taken(err)
	case "23503":
		return notFound(err)
	case "53100":
		return diskFull(err)
	case "58030":
		return diskRefuses(err)
	case "XX001", "XX002":
		return damaged(err)
	case "25006":
		return readOnly(err)
	case "40001", "40P01", "55P03":
		return busy(err)
	}
	switch e.Code[:2] {
	case "08", "28", "3D", "53", "57", "58":
		return unreachable(err)
	}
	return err
}

// retriable says that the database asked to run the transaction again.
func retriable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// lost says that the database went away.
func lost(err error) bool {
	var op net.Error
	var connect *pgconn.ConnectError
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &op) || errors.As(err, &connect) ||
		strings.HasSuffix(err.Error(), "conn closed") || strings.HasSuffix(err.Error(), "database is closed") // they have no name
}

// notFound is the answer for what does not exist, and for what is hidden.
func notFound(cause error) error {
	f := *havre.FaultOf(identity.Missing())
	f.Cause = cause
	return &f
}

func taken(cause error) error {
	return &havre.Fault{
		Code: havre.Conflict, Cause: cause,
		Message: havre.Text{FR: "Ce nom ou cet identifiant est déjà pris.", EN: "This name or identifier is already taken."},
		Next:    havre.Text{FR: "Choisissez-en un autre, ou modifiez l’objet qui le porte.", EN: "Choose another, or change the object that has it."},
	}
}

func stale() error {
	return &havre.Fault{
		Code:    havre.Stale,
		Message: havre.Text{FR: "Cet objet a été modifié depuis que vous l’avez lu.", EN: "This object was changed since you read it."},
		Next:    havre.Text{FR: "Relisez-le, puis refaites votre modification.", EN: "Read it again, then make your change again."},
	}
}

func unreachable(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{FR: "La base de données ne répond pas ; rien n’a été enregistré.", EN: "The database does not answer; nothing was saved."},
		Next:    later,
	}
}

// cannotOpen tells the operator, whose program does not start, what the system says.
func cannotOpen(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{FR: "Impossible d’ouvrir la base de données : %s.", EN: "The database cannot be opened: %s."}.With(cause),
		Next: havre.Text{
			FR: "Vérifiez l’adresse ou le chemin, les droits, et que le serveur répond.",
			EN: "Check the address or the path, the permissions, and that the server answers.",
		},
	}
}

func unsure(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{
			FR: "La base de données a cessé de répondre pendant l’enregistrement : on ne sait pas s’il a eu lieu.",
			EN: "The database stopped answering while saving: it is not known whether it was saved.",
		},
		Next: havre.Text{FR: "Rechargez la page pour le vérifier avant de recommencer.", EN: "Reload the page to see before trying again."},
	}
}

func diskFull(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{
			FR: "Le disque de la base de données est plein : on peut lire, plus rien enregistrer.",
			EN: "The disk of the database is full: things can be read, nothing can be saved.",
		},
		Next: later,
	}
}

func diskRefuses(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{
			FR: "Le disque de la base de données refuse de lire ou d’écrire ; rien n’a été enregistré.",
			EN: "The disk of the database refuses to read or to write; nothing was saved.",
		},
		Next: later,
	}
}

func damaged(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{FR: "Les fichiers de la base de données sont abîmés.", EN: "The files of the database are damaged."},
		Next: havre.Text{
			FR: "Prévenez l’exploitant du portail : il faut revenir à une sauvegarde.",
			EN: "Tell the operator of the portal: a backup must be restored.",
		},
	}
}

func readOnly(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{
			FR: "La base de données est en lecture seule : rien n’a été enregistré.",
			EN: "The database is read-only: nothing was saved.",
		},
		Next: later,
	}
}

func busy(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{
			FR: "La base de données est trop occupée ; rien n’a été enregistré.",
			EN: "The database is too busy; nothing was saved.",
		},
		Next: later,
	}
}

var later = havre.Text{
	FR: "Recommencez dans quelques instants. Si cela dure, prévenez l’exploitant du portail.",
	EN: "Try again in a moment. If it lasts, tell the operator of the portal.",
}

// readable refuses the text that a database cannot hold: what is not UTF-8, and
// the NUL character.
func readable(operands []any) error {
	for _, o := range operands {
		if s, ok := o.(string); ok && (!utf8.ValidString(s) || strings.Contains(s, "\x00")) {
			return &havre.Fault{
				Code:    havre.Invalid,
				Message: havre.Text{FR: "Ce texte contient des caractères illisibles.", EN: "This text has unreadable characters."},
				Next:    havre.Text{FR: "Saisissez-le à nouveau, ou enregistrez le fichier en UTF-8.", EN: "Type it again, or save the file as UTF-8."},
			}
		}
	}
	return nil
}
