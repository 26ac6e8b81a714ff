package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Tx is one transaction. Its methods are in the file named after their noun.
type Tx struct {
	db   *DB
	conn *sql.Conn // the connection under the transaction, which River needs
	sql  *sql.Tx
	made int64 // the dictionary made in this transaction, which may yet be rolled back
}

// tries is how often a write is attempted when the database asks to retry.
const tries = 8

// Read runs fn in a transaction that sees one snapshot and changes nothing.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	if s := db.sharedBy(ctx); s != nil {
		return s.join(ctx, fn)
	}
	return db.in(ctx, db.engine.reader(), db.engine.readOptions(), false, fn)
}

// Write runs fn in a transaction that no other write overlaps, and commits it
// unless fn errs. It may call fn again when the database asks to retry.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if s := db.sharedBy(ctx); s != nil {
		return s.join(ctx, fn)
	}
	var err error
	for try := range tries {
		if err = pause(ctx, try); err != nil {
			break
		}
		if err = db.in(ctx, db.engine.writer(), nil, true, fn); !retriable(err) {
			return err
		}
	}
	return faultOf(err)
}

// pause waits a little, longer each time, at random so that two do not meet again.
func pause(ctx context.Context, try int) error {
	if try == 0 {
		return nil
	}
	wait := time.Duration(rand.Int64N(int64(5*time.Millisecond) << try)) //nolint:gosec // not a secret
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(wait):
		return nil
	}
}

// in runs fn in a transaction on a connection of its own.
func (db *DB) in(ctx context.Context, pool *sql.DB, o *sql.TxOptions, writing bool, fn func(*Tx) error) error {
	conn, err := connection(ctx, pool)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it only goes back to the pool
	tx, err := conn.BeginTx(ctx, o)
	if err != nil {
		return faultOf(err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it is nothing; otherwise the error that led here is told
	if writing {
		if err := db.engine.alone(ctx, tx); err != nil {
			return faultOf(err)
		}
	}
	if err := fn(&Tx{db: db, conn: conn, sql: tx}); err != nil || !writing {
		return err
	}
	return commit(tx)
}

// patience is how long one waits for a connection, the writer's for one: as long as
// PostgreSQL waits for a lock (see runtime).
const patience = 15 * time.Second

func connection(ctx context.Context, pool *sql.DB) (*sql.Conn, error) {
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pool.Conn(wait)
	if err != nil && ctx.Err() == nil && wait.Err() != nil {
		return nil, busy(err)
	}
	return conn, faultOf(err)
}

// commit tells a connection lost in the middle of it apart: nobody knows then
// whether the work was done.
func commit(tx *sql.Tx) error {
	err := tx.Commit()
	switch {
	case err == nil:
		return nil
	case lost(err):
		return unsure(err)
	default:
		return faultOf(err)
	}
}

// exec runs a statement and says how many rows it touched.
func (tx *Tx) exec(ctx context.Context, statement string, operands ...any) (int64, error) {
	if err := readable(operands); err != nil {
		return 0, err
	}
	res, err := tx.sql.ExecContext(ctx, statement, operands...)
	if err != nil {
		return 0, faultOf(err)
	}
	n, err := res.RowsAffected()
	return n, faultOf(err)
}

// run is exec where the number of rows does not matter.
func (tx *Tx) run(ctx context.Context, statement string, operands ...any) error {
	_, err := tx.exec(ctx, statement, operands...)
	return err
}

// scanner is a row to read.
type scanner interface{ Scan(dest ...any) error }

// one reads the only row of a query; none is a NotFound fault.
func one[T any](ctx context.Context, tx *Tx, scan func(scanner, *T) error, query string, operands ...any) (*T, error) {
	if err := readable(operands); err != nil {
		return nil, err
	}
	var t T
	if err := scan(tx.sql.QueryRowContext(ctx, query, operands...), &t); err != nil {
		return nil, faultOf(err)
	}
	return &t, nil
}

// value reads the only value of a query.
func value[T any](ctx context.Context, tx *Tx, query string, operands ...any) (T, error) {
	v, err := one(ctx, tx, func(s scanner, t *T) error { return s.Scan(t) }, query, operands...)
	if err != nil {
		return *new(T), err
	}
	return *v, nil
}

// all reads every row of a query.
func all[T any](ctx context.Context, tx *Tx, scan func(scanner, *T) error, query string, operands ...any) ([]T, error) {
	if err := readable(operands); err != nil {
		return nil, err
	}
	rows, err := tx.sql.QueryContext(ctx, query, operands...)
	if err != nil {
		return nil, faultOf(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells what went wrong
	var out []T
	for rows.Next() {
		out = append(out, *new(T))
		if err := scan(rows, &out[len(out)-1]); err != nil {
			return nil, faultOf(err)
		}
	}
	return out, faultOf(rows.Err())
}

// missing says that an error is the lack of a row.
func missing(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// errorf is a mistake of the program or of the data, not of a person.
func errorf(format string, args ...any) error { return fmt.Errorf("store: "+format, args...) }
