package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// postgresEngine is a PostgreSQL server, through one pool.
type postgresEngine struct {
	pool *pgxpool.Pool
	sql  *sql.DB // the same pool, as database/sql
	jobs *riverQueue[pgx.Tx]
}

// defaultConnections is the size of the pool.
const defaultConnections = 16

// Locks of PostgreSQL are numbers, by database: these are ours.
const (
	writerLock    = 0x4841565245 // "HAVRE"
	migrationLock = writerLock + 1
)

// runtime are the settings of each connection, unless the address says otherwise.
// A writer that waits too long is told so; one that went away in the middle of its
// transaction does not keep the others waiting.
var runtime = map[string]string{
	"application_name":                    "havre",
	"timezone":                            "UTC",
	"lock_timeout":                        "15s",
	"idle_in_transaction_session_timeout": "60s",
}

func isPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

func openPostgres(ctx context.Context, c Config) (engine, error) {
	config, err := pgxpool.ParseConfig(c.URL)
	if err != nil {
		return nil, err // without the password
	}
	for name, value := range runtime {
		if _, said := config.ConnConfig.RuntimeParams[name]; !said {
			config.ConnConfig.RuntimeParams[name] = value
		}
	}
	config.MaxConns = defaultConnections
	if c.Connections > 0 {
		config.MaxConns = int32(c.Connections)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	e := &postgresEngine{pool: pool, sql: stdlib.OpenDBFromPool(pool)}
	e.jobs, err = newQueue(riverpgxv5.New(pool), riverpgxv5.New(pool), joinPostgres, c.Log)
	return e, err
}

func (*postgresEngine) name() string           { return "postgresql" }
func (e *postgresEngine) reader() *sql.DB      { return e.sql }
func (e *postgresEngine) writer() *sql.DB      { return e.sql }
func (e *postgresEngine) queue() queue         { return e.jobs }
func (*postgresEngine) dialect() goose.Dialect { return goose.DialectPostgres }

func (e *postgresEngine) pools() map[string]*sql.DB { return map[string]*sql.DB{"pool": e.sql} }

func (*postgresEngine) readOptions() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

// alone waits for the other writers, of every replica. Each statement that follows
// sees all that they committed.
func (*postgresEngine) alone(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(writerLock))
	return err
}

// locked holds a lock of the session, on a connection of its own.
func (e *postgresEngine) locked(ctx context.Context, _ string, fn func() error) error {
	conn, err := e.sql.Conn(ctx)
	if err != nil {
		return faultOf(err)
	}
	defer conn.Close() //nolint:errcheck // it only goes back to the pool
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return faultOf(err)
	}
	err = fn()
	free, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_, unlock := conn.ExecContext(free, "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	return errors.Join(err, faultOf(unlock))
}

// onlyRunner cannot tell: replicas run jobs too.
func (*postgresEngine) onlyRunner(context.Context) (func() error, bool, error) {
	return nil, false, nil
}

// tend has nothing to do: PostgreSQL does it by itself.
func (*postgresEngine) tend(context.Context) error { return nil }

func (e *postgresEngine) close() error {
	err := e.sql.Close()
	e.pool.Close()
	return err
}
