package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// joined is our transaction on PostgreSQL, as pgx knows transactions: River inserts
// its rows in it. Its end is ours to decide, so Commit and Rollback do nothing.
type joined struct {
	conn *pgx.Conn
}

// joinPostgres lends the connection under the transaction.
func joinPostgres(tx *Tx, fn func(pgx.Tx) error) error {
	return tx.conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return errorf("a connection of type %T is not of pgx", driver)
		}
		return fn(joined{c.Conn()})
	})
}

// Begin opens a savepoint.
func (j joined) Begin(ctx context.Context) (pgx.Tx, error) {
	_, err := j.Exec(ctx, "SAVEPOINT joined")
	return savepoint{j}, err
}

// Commit implements pgx.Tx.
func (joined) Commit(context.Context) error { return nil }

// Rollback implements pgx.Tx.
func (joined) Rollback(context.Context) error { return nil }

// LargeObjects implements pgx.Tx; River has none.
func (joined) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }

// Conn implements pgx.Tx.
func (j joined) Conn() *pgx.Conn { return j.conn }

// Exec implements pgx.Tx.
func (j joined) Exec(ctx context.Context, query string, operands ...any) (pgconn.CommandTag, error) {
	return j.conn.Exec(ctx, query, operands...)
}

// Query implements pgx.Tx.
func (j joined) Query(ctx context.Context, query string, operands ...any) (pgx.Rows, error) {
	return j.conn.Query(ctx, query, operands...)
}

// QueryRow implements pgx.Tx.
func (j joined) QueryRow(ctx context.Context, query string, operands ...any) pgx.Row {
	return j.conn.QueryRow(ctx, query, operands...)
}

// CopyFrom implements pgx.Tx.
func (j joined) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	return j.conn.CopyFrom(ctx, table, columns, rows)
}

// SendBatch implements pgx.Tx.
func (j joined) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return j.conn.SendBatch(ctx, b)
}

// Prepare implements pgx.Tx.
func (j joined) Prepare(ctx context.Context, name, query string) (*pgconn.StatementDescription, error) {
	return j.conn.Prepare(ctx, name, query)
}

// savepoint is a transaction within ours.
type savepoint struct{ joined }

// Commit keeps what was done since the savepoint.
func (s savepoint) Commit(ctx context.Context) error {
	_, err := s.Exec(ctx, "RELEASE SAVEPOINT joined")
	return err
}

// Rollback undoes what was done since the savepoint.
func (s savepoint) Rollback(ctx context.Context) error {
	_, err := s.Exec(ctx, "ROLLBACK TO SAVEPOINT joined")
	return err
}
