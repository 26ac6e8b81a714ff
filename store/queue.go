package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"github.com/havre-cloud/havre/jobs"
)

// riverQueue is River on one of the databases; T is the transaction it works with.
type riverQueue[T any] struct {
	driver riverdriver.Driver[T]
	read   riverdriver.Executor // never waits for a writer
	insert *river.Client[T]
	join   func(*Tx, func(T) error) error // lends our transaction to River
	log    *slog.Logger
}

// defaultAttempts is how often a job is tried: for more than two days, River
// waiting n⁴ seconds after the nth failure.
const defaultAttempts = 15

func newQueue[T any](driver, reader riverdriver.Driver[T], join func(*Tx, func(T) error) error, log *slog.Logger) (*riverQueue[T], error) {
	quiet := slog.New(warnings{log.Handler()})
	insert, err := river.NewClient(driver, &river.Config{Logger: quiet, MaxAttempts: defaultAttempts})
	if err != nil {
		return nil, errorf("jobs: %w", err)
	}
	return &riverQueue[T]{driver, reader.GetExecutor(), insert, join, quiet}, nil
}

// warnings drops what River says when all is well.
type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}

// WithAttrs implements slog.Handler.
func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }

func (q *riverQueue[T]) migrator() (*rivermigrate.Migrator[T], error) {
	return rivermigrate.New(q.driver, &rivermigrate.Config{Logger: q.log})
}

func (q *riverQueue[T]) versions(ctx context.Context) (database, program int, err error) {
	m, err := q.migrator()
	if err != nil {
		return 0, 0, err
	}
	// River refuses to list a version that it does not know: ask the table.
	existing, err := q.driver.GetExecutor().MigrationGetByLine(ctx, &riverdriver.MigrationGetByLineParams{Line: riverdriver.MigrationLineMain})
	if err != nil && !q.empty(ctx) {
		return 0, 0, err
	}
	for _, v := range existing {
		database = max(database, v.Version)
	}
	for _, v := range m.AllVersions() {
		program = max(program, v.Version)
	}
	return database, program, nil
}

// empty says that River has no table yet.
func (q *riverQueue[T]) empty(ctx context.Context) bool {
	exists, err := q.driver.GetExecutor().TableExists(ctx, &riverdriver.TableExistsParams{Table: "river_migration"})
	return err == nil && !exists
}

func (q *riverQueue[T]) migrate(ctx context.Context, to int) error {
	m, err := q.migrator()
	if err != nil {
		return err
	}
	if to == 0 {
		_, err = m.Migrate(ctx, rivermigrate.DirectionDown, &rivermigrate.MigrateOpts{TargetVersion: -1})
	} else {
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: to})
	}
	return err
}

// envelope is a job as River keeps it.
type envelope struct {
	Name   string          `json:"-"`
	Unique string          `json:"unique,omitempty" river:"unique"`
	Job    json.RawMessage `json:"job"`
}

// Kind implements river.JobArgs.
func (e envelope) Kind() string { return e.Name }

func (q *riverQueue[T]) enqueue(ctx context.Context, tx *Tx, job jobs.Job, o jobs.Options) error {
	args, err := json.Marshal(job)
	if err != nil {
		return errorf("job %s: %w", job.Kind(), err)
	}
	opts := &river.InsertOpts{ScheduledAt: o.At, MaxAttempts: o.Attempts}
	if o.Unique != "" {
		opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: unfinished}
	}
	err = q.join(tx, func(t T) error {
		_, err := q.insert.InsertTx(ctx, t, envelope{job.Kind(), o.Unique, args}, opts)
		return err
	})
	return faultOf(err)
}

// unfinished are the states in which a unique job is the only one.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}

func (q *riverQueue[T]) status(ctx context.Context, id int64) (*jobs.Status, error) {
	row, err := q.read.JobGetByID(ctx, &riverdriver.JobGetByIDParams{ID: id})
	switch {
	case errors.Is(err, rivertype.ErrNotFound):
		return nil, notFound(err)
	case err != nil:
		return nil, faultOf(err)
	}
	s := &jobs.Status{ID: strconv.FormatInt(id, 10), Kind: row.Kind, State: stateOf(row.State), Attempts: row.Attempt, At: row.CreatedAt}
	if s.State == jobs.Waiting && len(row.Errors) > 0 { // River makes a job available a little before it is due
		s.State = jobs.Retrying
	}
	for _, e := range row.Errors {
		s.Errors = append(s.Errors, e.Error)
	}
	for _, t := range []*time.Time{row.AttemptedAt, row.FinalizedAt} {
		if t != nil && t.After(s.At) {
			s.At = *t
		}
	}
	return s, nil
}

func (q *riverQueue[T]) counts(ctx context.Context) (map[jobs.State]int, error) {
	found, err := q.read.JobCountByAllStates(ctx, &riverdriver.JobCountByAllStatesParams{})
	if err != nil {
		return nil, faultOf(err)
	}
	out := map[jobs.State]int{jobs.Waiting: 0, jobs.Running: 0, jobs.Retrying: 0, jobs.Succeeded: 0, jobs.Failed: 0}
	for state, n := range found {
		out[stateOf(state)] += n
	}
	return out, nil
}

func stateOf(s rivertype.JobState) jobs.State {
	switch s {
	case rivertype.JobStateRunning:
		return jobs.Running
	case rivertype.JobStateCompleted:
		return jobs.Succeeded
	case rivertype.JobStateRetryable:
		return jobs.Retrying
	case rivertype.JobStateCancelled, rivertype.JobStateDiscarded:
		return jobs.Failed
	default:
		return jobs.Waiting
	}
}

// rescueBatch is how many jobs are rescued at a time.
const rescueBatch = 1000

func (q *riverQueue[T]) rescue(ctx context.Context, now time.Time) (int, error) {
	exec, total := q.driver.GetExecutor(), 0
	for last := int64(0); ; {
		rows, err := exec.JobGetStuck(ctx, &riverdriver.JobGetStuckParams{AfterID: last, Max: rescueBatch, StuckHorizon: now})
		if err != nil || len(rows) == 0 {
			return total, faultOf(err)
		}
		if _, err := exec.JobRescueMany(ctx, orphans(rows, now)); err != nil {
			return total, faultOf(err)
		}
		total += len(rows)
		last = rows[len(rows)-1].ID
	}
}

// orphans are jobs whose process died, to run again at once, except those that
// were on their last attempt: they may be what killed it.
func orphans(rows []*rivertype.JobRow, now time.Time) *riverdriver.JobRescueManyParams {
	p := &riverdriver.JobRescueManyParams{StuckHorizon: now}
	for _, r := range rows {
		text, _ := json.Marshal(rivertype.AttemptError{At: now.UTC(), Attempt: r.Attempt, Error: "the process died"})
		state, ended := rivertype.JobStateAvailable, (*time.Time)(nil)
		if r.Attempt >= r.MaxAttempts {
			state, ended = rivertype.JobStateDiscarded, &now
		}
		p.ID, p.Error, p.FinalizedAt = append(p.ID, r.ID), append(p.Error, text), append(p.FinalizedAt, ended)
		p.ScheduledAt, p.State = append(p.ScheduledAt, now), append(p.State, string(state))
	}
	return p
}

// joinSQLite lends the transaction as it is.
func joinSQLite(tx *Tx, fn func(*sql.Tx) error) error { return fn(tx.sql) }
