package store

import (
	"context"
	"database/sql/driver"
	"errors"

	"modernc.org/sqlite"
)

// SQLite parses and plans a query in more time than most of ours take to run. The
// connections that read keep what they prepared, as those of PostgreSQL do.

// preparing opens connections that keep the queries they prepared.
type preparing struct{ driver.Connector }

func newPreparing(address string) (driver.Connector, error) {
	c, err := sqlite.NewConnector(address)
	if err != nil {
		return nil, errorf("%s: %w", address, err)
	}
	return preparing{c}, nil
}

// Connect implements driver.Connector.
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err //nolint:wrapcheck // database/sql compares it
	}
	lite, ok := c.(sqliteConn)
	if !ok {
		return nil, errors.Join(errDriver, c.Close())
	}
	return &preparedConn{lite, map[string]prepared{}}, nil
}

// errDriver is for a version of the driver that would do less than this one.
var errDriver = errors.New("the driver of SQLite cannot prepare queries")

// sqliteConn is what the connections of the driver do, and database/sql uses.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// prepared is a query ready to run.
type prepared interface {
	driver.Stmt
	driver.StmtQueryContext
}

// preparedMost is how many queries a connection keeps: more than we have, but for
// those that filters make.
const preparedMost = 128

// preparedConn is one connection, which database/sql uses from one goroutine at a
// time.
type preparedConn struct {
	sqliteConn
	idle map[string]prepared
}

// QueryContext implements driver.QueryerContext.
func (c *preparedConn) QueryContext(ctx context.Context, query string, operands []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, operands)
	if err != nil {
		_ = s.Close()   // what went wrong with the query matters more
		return nil, err //nolint:wrapcheck // faultOf reads it
	}
	return &preparedRows{rows, func() error { return c.put(query, s) }}, nil
}

// take is a query prepared, which nobody else runs meanwhile: the same one may be
// run again before its first rows are all read.
func (c *preparedConn) take(ctx context.Context, query string) (prepared, error) {
	if s, ok := c.idle[query]; ok {
		delete(c.idle, query)
		return s, nil
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err //nolint:wrapcheck // faultOf reads it
	}
	ready, ok := s.(prepared)
	if !ok {
		return nil, errors.Join(errDriver, s.Close())
	}
	return ready, nil
}

// put keeps a query for the next time; one is forgotten when there are too many.
func (c *preparedConn) put(query string, s prepared) error {
	if _, ok := c.idle[query]; ok {
		return s.Close() //nolint:wrapcheck // database/sql tells it
	}
	if len(c.idle) >= preparedMost {
		for other, forgotten := range c.idle {
			delete(c.idle, other)
			_ = forgotten.Close() // it was only kept in case
			break
		}
	}
	c.idle[query] = s
	return nil
}

// Close implements driver.Conn.
func (c *preparedConn) Close() error {
	for _, s := range c.idle {
		_ = s.Close() // with the connection, everything ends
	}
	clear(c.idle)
	return c.sqliteConn.Close() //nolint:wrapcheck // database/sql tells it
}

// preparedRows gives its query back when it is read.
type preparedRows struct {
	driver.Rows
	done func() error
}

// Close implements driver.Rows.
func (r *preparedRows) Close() error {
	err := r.Rows.Close()
	if done := r.done; done != nil {
		r.done = nil
		if err == nil {
			err = done()
		}
	}
	return err
}
