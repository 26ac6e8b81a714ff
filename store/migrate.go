package store

import (
	"context"
	"embed"
	"errors"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/havre-cloud/havre"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// newest asks for the version of this program.
const newest = -1

// Versions are those of the schema.
type Versions struct {
	Database int64 // applied
	Program  int64 // the newest this program knows
}

// MigrateTo brings a database to a version of the schema, up or down, and closes
// it. Version 0 removes everything. It is for going back to an older program: what
// that program does not know is lost.
func MigrateTo(ctx context.Context, c Config, version int64) error {
	db, err := open(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(db.migrate(ctx, version), db.Close())
}

// VersionsOf reads the versions of a database without migrating it.
func VersionsOf(ctx context.Context, c Config) (v Versions, err error) {
	db, err := open(ctx, c)
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	p, err := db.provider()
	if err != nil {
		return v, err
	}
	v.Database, v.Program, err = p.GetVersions(ctx)
	return v, faultOf(err)
}

// migrate is alone to do it, of all processes.
func (db *DB) migrate(ctx context.Context, to int64) error {
	return db.engine.locked(ctx, "migration", func() error {
		if err := db.migrateSchema(ctx, to); err != nil {
			return faultOf(err)
		}
		return faultOf(db.migrateQueue(ctx, to))
	})
}

func (db *DB) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(db.engine.dialect(), db.engine.writer(), files,
		goose.WithTableName("migrations"), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
}

func (db *DB) migrateSchema(ctx context.Context, to int64) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	database, program, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case database > program:
		return tooNew(database, program)
	case to == newest:
		to = program
	case to < 0 || to > program:
		return errorf("version %d of the schema does not exist: this program knows 0 to %d", to, program)
	}
	if to == database {
		return nil
	}
	db.log.InfoContext(ctx, "migrating the database", "from", database, "to", to)
	if to > database {
		_, err = p.UpTo(ctx, to)
	} else {
		_, err = p.DownTo(ctx, to)
	}
	return err
}

// migrateQueue brings the tables of the jobs to what this program knows, or
// removes them with the rest.
func (db *DB) migrateQueue(ctx context.Context, to int64) error {
	q := db.engine.queue()
	database, program, err := q.versions(ctx)
	switch {
	case err != nil:
		return err
	case database > program:
		return tooNew(int64(database), int64(program))
	case to == 0:
		return q.migrate(ctx, 0)
	case database == program:
		return nil
	}
	return q.migrate(ctx, program)
}

// tooNew refuses to touch what a newer program has written.
func tooNew(database, program int64) error {
	return &havre.Fault{
		Code: havre.Unavailable,
		Message: havre.Text{
			FR: "La base de données est en version %d, mais ce programme ne connaît que la version %d : elle a servi à une version plus récente de Havre.",
			EN: "The database is at version %d, but this program only knows version %d: a newer version of Havre has used it.",
		}.With(database, program),
		Next: havre.Text{
			FR: "Lancez la version récente. Pour revenir en arrière, c'est elle qui sait ramener la base à la version %d.",
			EN: "Run the newer version. To go back, it is the one that can bring the database back to version %d.",
		}.With(program),
	}
}
