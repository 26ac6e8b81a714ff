package journal_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// lab is a journal on a real database, and the hands of somebody who can write to
// that database without the program.
type lab struct {
	tb  testing.TB
	db  *store.DB
	sql *sql.DB
	log *journal.Log

	postgres bool
}

var morning = time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)

func (l *lab) append(tb testing.TB, events ...journal.Event) (last int64) {
	tb.Helper()
	err := store.Using[journal.Tx](l.db).Write(tb.Context(), func(tx journal.Tx) (err error) {
		for _, e := range events {
			if last, err = journal.Append(tb.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return last
}

// event is the nth thing that happened, with personal values on some.
func event(n int) journal.Event {
	e := journal.Event{
		At: morning.Add(time.Duration(n) * time.Minute), Actor: fmt.Sprintf("person%d", n%3), ActorName: fmt.Sprintf("Camille Moreau %d", n%3),
		Action: "need.update", Kind: "Dossier", Object: fmt.Sprintf("need%d", n%5), ObjectName: "Prise de rendez-vous « santé »",
		Organisation: "dnum", Request: fmt.Sprintf("request%d", n), Details: map[string]string{"revision": fmt.Sprint(n), "note": "a\"b\\c\u2028d"},
	}
	if n%4 == 0 {
		e.Personal = map[string]string{"email": fmt.Sprintf("camille%d@exemple.gouv.fr", n)}
		e.About = "person0"
	}
	return e
}

func events(from, until int) (out []journal.Event) {
	for n := from; n < until; n++ {
		out = append(out, event(n))
	}
	return out
}

func (l *lab) verify(tb testing.TB, elsewhere ...string) *journal.Report {
	tb.Helper()
	r, err := l.log.Verify(tb.Context(), elsewhere, "")
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func (l *lab) checkpoint(tb testing.TB) string {
	tb.Helper()
	c, err := l.log.Checkpoint(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return c.Note
}

// tamper changes the database behind the program's back.
func (l *lab) tamper(tb testing.TB, statement string, operands ...any) {
	tb.Helper()
	if _, err := l.sql.ExecContext(context.WithoutCancel(tb.Context()), statement, operands...); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

func (l *lab) read(tb testing.TB, to any, query string, operands ...any) {
	tb.Helper()
	if err := l.sql.QueryRowContext(tb.Context(), query, operands...).Scan(to); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
}

var tables = []string{"journal_personal", "journal_entries", "journal_hashes", "journal_checkpoints"}

// keep copies the journal aside; back puts it as it was.
func (l *lab) keep(tb testing.TB) {
	tb.Helper()
	for _, table := range tables {
		l.tamper(tb, "CREATE TABLE kept_"+table+" AS SELECT * FROM "+table)
	}
}

func (l *lab) back(tb testing.TB) {
	tb.Helper()
	for _, table := range tables {
		l.tamper(tb, "DELETE FROM "+table)
		l.tamper(tb, "INSERT INTO "+table+" SELECT * FROM kept_"+table)
	}
}

func newLog(db *store.DB) *journal.Log {
	return &journal.Log{
		DB: store.Using[journal.Tx](db), Name: "havre.exemple.gouv.fr", Seed: bytes.Repeat([]byte{3}, journal.SeedSize),
		Now: func() time.Time { return morning.Add(24 * time.Hour) },
	}
}

func sqliteLab(tb testing.TB) *lab {
	tb.Helper()
	return openLab(tb, storetest.SQLiteURL(tb))
}

func openLab(tb testing.TB, url string) *lab {
	tb.Helper()
	db := storetest.Open(tb, store.Config{URL: url})
	l := &lab{tb: tb, db: db, log: newLog(db), postgres: strings.HasPrefix(url, "postgres")}
	driver := "pgx"
	if !l.postgres {
		driver, url = "sqlite", "file:"+url+"?_pragma=busy_timeout(10000)&_pragma=synchronous(OFF)"
	}
	var err error
	if l.sql, err = sql.Open(driver, url); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := l.sql.Close(); err != nil {
			tb.Error(err)
		}
	})
	return l
}

// each runs a test on both databases.
func each(t *testing.T, test func(t *testing.T, l *lab)) {
	t.Helper()
	storetest.EachURL(t, func(t *testing.T, url string) { test(t, openLab(t, url)) })
}

// unfetter removes the constraints that hold a forger's hands.
func (l *lab) unfetter(tb testing.TB) {
	tb.Helper()
	if l.postgres {
		l.tamper(tb, "ALTER TABLE journal_personal DROP CONSTRAINT journal_personal_position_fkey")
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func (l *lab) tryAppend(tb testing.TB, e journal.Event) error {
	tb.Helper()
	return store.Using[journal.Tx](l.db).Write(tb.Context(), func(tx journal.Tx) error {
		_, err := journal.Append(tb.Context(), tx, e)
		return err
	})
}
