package store

import (
	"context"
	"errors"
	"fmt"
)

// Together runs fn in one writing transaction, which every Read and Write begun
// with its context joins: they are committed with it or not at all. One that errs
// undoes its own work and leaves the rest. The context is for one goroutine. Like
// Write, it may call fn again.
func (db *DB) Together(ctx context.Context, fn func(context.Context, *Tx) error) error {
	return db.Write(ctx, func(tx *Tx) error {
		s := &shared{tx: tx}
		err := fn(context.WithValue(ctx, sharedKey{db}, s), tx)
		if s.again != nil {
			return s.again
		}
		return err
	})
}

// Together is that of [DB.Together], with the methods that the stage declared.
func (l Lent[T]) Together(ctx context.Context, fn func(context.Context, T) error) error {
	return l.db.Together(ctx, func(ctx context.Context, tx *Tx) error { return fn(ctx, lend[T](tx)) })
}

// shared is a transaction that others join.
type shared struct {
	tx    *Tx
	depth int
	again error // why the whole of it must be tried again, whatever became of the error
}

type sharedKey struct{ db *DB }

// sharedBy is the transaction to join in a context, nil without one.
func (db *DB) sharedBy(ctx context.Context) *shared {
	s, _ := ctx.Value(sharedKey{db}).(*shared)
	return s
}

// join runs fn within the transaction, behind a savepoint.
func (s *shared) join(ctx context.Context, fn func(*Tx) error) error {
	s.depth++
	defer func() { s.depth-- }()
	name := fmt.Sprintf("shared_%d", s.depth)
	if err := s.tx.run(ctx, "SAVEPOINT "+name); err != nil {
		return err
	}
	made := s.tx.made
	if err := fn(s.tx); err != nil {
		s.tx.made = made
		if retriable(err) {
			s.again = err
		}
		if undone := s.undo(ctx, name); undone != nil {
			return errors.Join(err, undone)
		}
		return err
	}
	return s.tx.run(ctx, "RELEASE SAVEPOINT "+name)
}

// undo goes back to a savepoint. When the context has ended, so has the transaction.
func (s *shared) undo(ctx context.Context, name string) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // there is nothing left to undo
	}
	return errors.Join(s.tx.run(ctx, "ROLLBACK TO SAVEPOINT "+name), s.tx.run(ctx, "RELEASE SAVEPOINT "+name))
}
