package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/havre-cloud/havre/jobs"
)

// engine is what differs between the two databases. Nothing else of the package
// knows which one it talks to.
type engine interface {
	// name is sqlite or postgresql, for people and metrics.
	name() string
	// reader and writer give connections; they may be of the same pool.
	reader() *sql.DB
	writer() *sql.DB
	pools() map[string]*sql.DB
	// readOptions begin a transaction that sees one snapshot.
	readOptions() *sql.TxOptions
	// alone makes a writing transaction wait for the others; it is its first statement.
	alone(ctx context.Context, tx *sql.Tx) error
	// locked runs fn while no other process runs the same under that name.
	locked(ctx context.Context, name string, fn func() error) error
	// onlyRunner says whether nobody else runs the jobs of this database, and keeps
	// it so until release.
	onlyRunner(ctx context.Context) (release func() error, alone bool, err error)
	// tend keeps the figures by which the database chooses its ways up to date.
	tend(ctx context.Context) error
	dialect() goose.Dialect
	queue() queue
	close() error
}

// queue is River on one of the databases, behind what the package needs of it.
type queue interface {
	// migrate brings River's own tables to a version; newest is the program's.
	migrate(ctx context.Context, to int) error
	// versions are those of the database and of the program.
	versions(ctx context.Context) (database, program int, err error)
	enqueue(ctx context.Context, tx *Tx, job jobs.Job, o jobs.Options) error
	status(ctx context.Context, id int64) (*jobs.Status, error)
	counts(ctx context.Context) (map[jobs.State]int, error)
	runner(db *DB, handlers []jobs.Handler, o RunnerOptions) (*Runner, error)
	// rescue makes jobs run again at once that a dead process was running.
	rescue(ctx context.Context, now time.Time) (int, error)
}
