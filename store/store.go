// Package store keeps everything the portal knows in one database: a SQLite file,
// or PostgreSQL 15 and later. The SQL is written by hand, once, for both.
//
// Each stage declares the methods it needs of a transaction (identity.Tx,
// record.Tx …); [Tx] has them all and [Using] lends them. A stage is never
// imported for what it decides, only for its nouns: this package knows no policy,
// no rule and no page.
//
//	db, err := store.Open(ctx, store.Config{URL: "/var/lib/havre/havre.db"})
//	people := identity.Service{DB: store.Using[identity.Tx](db)}
//
// [DB.Read] sees one snapshot. [DB.Write] runs alone: writers wait for one another
// on both databases, so that a function which reads then writes never loses an
// update, and the journal is appended to in order. A write is short: it waits for
// nothing outside the database.
//
// Errors that a person can act upon are faults of the root package: NotFound for
// no such row, Conflict for a unique key already taken, Stale for a version that
// is no longer the newest, Unavailable when the database, or its disk, refuses.
package store

import (
	"context"
	"fmt"
	"log/slog"
)

// Config says where the database is.
type Config struct {
	// URL is postgres://user:password@host/database, or the path of a SQLite file,
	// made when it does not exist.
	URL string
	// Connections is the largest number of open connections; zero is 16 on
	// PostgreSQL, and 8 readers beside the writer on SQLite.
	Connections int
	// Log hears of migrations and of what the jobs cannot say otherwise; nil is silence.
	Log *slog.Logger
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine       engine
	log          *slog.Logger
	dictionaries dictionaries // of the bodies read lately
}

// Open opens the database and migrates it to the version of this program, one
// process at a time. A database that a newer program has migrated is refused.
func Open(ctx context.Context, c Config) (*DB, error) {
	db, err := open(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := db.migrate(ctx, newest); err != nil {
		return nil, withClose(db, err)
	}
	if err := db.engine.tend(ctx); err != nil {
		return nil, withClose(db, faultOf(err))
	}
	return db, nil
}

// open connects, and leaves the schema as it is.
func open(ctx context.Context, c Config) (*DB, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	db := &DB{log: c.Log}
	var err error
	if isPostgres(c.URL) {
		db.engine, err = openPostgres(ctx, c)
	} else {
		db.engine, err = openSQLite(ctx, c)
	}
	if err != nil {
		return nil, cannotOpen(err)
	}
	return db, nil
}

func withClose(db *DB, err error) error {
	_ = db.Close() // the first error is the one to tell
	return err
}

// Close waits for the transactions under way and closes the connections.
func (db *DB) Close() error { return db.engine.close() }

// Ping says whether the database answers. It asks where reading does: a long write
// keeps the others waiting, and everybody else served.
func (db *DB) Ping(ctx context.Context) error { return faultOf(db.engine.reader().PingContext(ctx)) }

// Lent gives a stage transactions that show only the methods it declared.
type Lent[T any] struct{ db *DB }

// Using lends the database to a stage that declared the interface T. It panics
// when a transaction lacks a method of T: that is a mistake of the program.
func Using[T any](db *DB) Lent[T] {
	if _, ok := any(&Tx{}).(T); !ok {
		panic(fmt.Sprintf("store: a transaction is not a %T", *new(T)))
	}
	return Lent[T]{db}
}

// Read lends a transaction that sees one snapshot and changes nothing.
func (l Lent[T]) Read(ctx context.Context, fn func(T) error) error {
	return l.db.Read(ctx, func(tx *Tx) error { return fn(lend[T](tx)) })
}

// Write lends a transaction that is committed unless fn errs. The function may be
// called again when the database asks to retry.
func (l Lent[T]) Write(ctx context.Context, fn func(T) error) error {
	return l.db.Write(ctx, func(tx *Tx) error { return fn(lend[T](tx)) })
}

func lend[T any](tx *Tx) T {
	t, _ := any(tx).(T) // Using has checked
	return t
}
