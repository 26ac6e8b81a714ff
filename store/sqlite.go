package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteEngine is a SQLite file: one connection writes, several read.
type sqliteEngine struct {
	path  string
	write *sql.DB
	read  *sql.DB
	jobs  *riverQueue[*sql.Tx]
}

// waits is how long SQLite waits for another process before it says that the
// database is busy.
const waits = 10 * time.Second

// defaultReaders is the number of connections that read.
const defaultReaders = 8

// openSQLite opens the file, and makes it, for its owner only, when there is none.
func openSQLite(ctx context.Context, c Config) (engine, error) {
	path, err := filepath.Abs(c.URL)
	if err != nil {
		return nil, err
	}
	if err := makeFile(path); err != nil {
		return nil, err
	}
	e := &sqliteEngine{path: path}
	if e.write, err = openPool(path, 1, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)", "temp_store(MEMORY)"},
	}); err != nil {
		return nil, err
	}
	if err := e.write.PingContext(ctx); err != nil { // the WAL exists before anybody reads
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), e.write.Close())
	}
	readers := c.Connections
	if readers == 0 {
		readers = defaultReaders
	}
	if e.read, err = openReaders(path, readers); err != nil {
		return nil, errors.Join(err, e.write.Close())
	}
	e.jobs, err = newQueue(riversqlite.New(e.write), riversqlite.New(e.read), joinSQLite, c.Log)
	return e, err
}

// makeFile makes the file and its directory, which hold what is not everybody's.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// openPool opens connections that stay open: opening one reads the whole schema.
func openPool(path string, connections int, query url.Values) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", addressOf(path, query))
	if err != nil {
		return nil, errorf("%s: %w", path, err)
	}
	return keepOpen(pool, connections), nil
}

// openReaders opens the connections that only read.
func openReaders(path string, connections int) (*sql.DB, error) {
	c, err := newPreparing(addressOf(path, url.Values{"_pragma": {"query_only(1)", "temp_store(MEMORY)"}}))
	if err != nil {
		return nil, err
	}
	return keepOpen(sql.OpenDB(c), connections), nil
}

func addressOf(path string, query url.Values) string {
	query["_pragma"] = append([]string{"busy_timeout(" + milliseconds(waits) + ")"}, query["_pragma"]...)
	address := url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}
	return address.String()
}

func keepOpen(pool *sql.DB, connections int) *sql.DB {
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool
}

func (*sqliteEngine) name() string                  { return "sqlite" }
func (e *sqliteEngine) reader() *sql.DB             { return e.read }
func (e *sqliteEngine) writer() *sql.DB             { return e.write }
func (e *sqliteEngine) readOptions() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }
func (e *sqliteEngine) queue() queue                { return e.jobs }
func (*sqliteEngine) dialect() goose.Dialect        { return goose.DialectSQLite3 }

func (e *sqliteEngine) pools() map[string]*sql.DB {
	return map[string]*sql.DB{"writer": e.write, "readers": e.read}
}

// alone has nothing to do: there is one connection that writes, and it begins its
// transactions with the lock of the file.
func (*sqliteEngine) alone(context.Context, *sql.Tx) error { return nil }

// locked waits until no other process holds the lock of that name.
func (e *sqliteEngine) locked(ctx context.Context, name string, fn func() error) error {
	for {
		release, held, err := e.hold(ctx, name)
		if err != nil {
			return err
		}
		if held {
			return errors.Join(fn(), release())
		}
		select {
		case <-ctx.Done():
			return busy(ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (e *sqliteEngine) onlyRunner(ctx context.Context) (release func() error, alone bool, err error) {
	return e.hold(ctx, "jobs")
}

// hold takes the writing lock of a small database beside ours, unless another
// process holds it: a lock that every system knows, and releases when the process
// that holds it dies.
func (e *sqliteEngine) hold(ctx context.Context, name string) (release func() error, held bool, err error) {
	address := url.URL{Scheme: "file", Path: e.path + "-" + name, RawQuery: url.Values{"_txlock": {"exclusive"}}.Encode()}
	pool, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, false, errorf("%s: %w", name, err)
	}
	tx, err := pool.BeginTx(context.WithoutCancel(ctx), nil)
	var lite *sqlite.Error
	switch {
	case errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_BUSY:
		return nil, false, pool.Close()
	case err != nil:
		return nil, false, errors.Join(faultOf(err), pool.Close())
	}
	return func() error { return errors.Join(tx.Rollback(), pool.Close()) }, true, nil
}

// tend is what SQLite asks of a program that stays open: at its start and daily.
// It looks at some rows of the tables that have changed much, in milliseconds.
func (e *sqliteEngine) tend(ctx context.Context) error {
	_, err := e.write.ExecContext(ctx, "PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002")
	return err
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// close folds the WAL into the file, so that the file alone is the whole database.
func (e *sqliteEngine) close() error {
	return errors.Join(e.read.Close(), e.write.Close())
}
