package store

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/riverqueue/river"

	"github.com/havre-cloud/havre/jobs"
)

var _ jobs.Tx = (*Tx)(nil)

// Enqueue implements jobs.Tx: the job exists if the transaction is committed, and
// only then.
func (tx *Tx) Enqueue(ctx context.Context, job jobs.Job, o jobs.Options) error {
	return tx.db.engine.queue().enqueue(ctx, tx, job, o)
}

// JobStatus says where a job is, by the identifier of its attempts. Jobs that
// ended are forgotten after a day, failed ones after a week.
func (db *DB) JobStatus(ctx context.Context, id string) (*jobs.Status, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, notFound(err)
	}
	return db.engine.queue().status(ctx, n)
}

// JobCounts is how many jobs are in each state, for the metrics.
func (db *DB) JobCounts(ctx context.Context) (map[jobs.State]int, error) {
	return db.engine.queue().counts(ctx)
}

// RunnerOptions tune a runner.
type RunnerOptions struct {
	// Workers is how many jobs run at a time; zero is 32: most of them wait for a mail
	// server or a cloud.
	Workers int
	// RescueAfter is how long after the death of a process its jobs run again; zero
	// is five minutes, and never less than the longest handler may take.
	RescueAfter time.Duration
}

const (
	defaultWorkers = 32
	defaultTimeout = time.Minute
	defaultRescue  = 5 * time.Minute
)

// Runner runs jobs. There may be one in each process that shares the database.
type Runner struct {
	engine engine
	log    *slog.Logger
	client client
	rest   context.CancelFunc // ends the tending
	lock   func() error       // of the only process, on SQLite
}

// client is River's, whatever its transactions.
type client interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// Jobs prepares a runner of these kinds of jobs; it runs none until Start.
func (db *DB) Jobs(handlers []jobs.Handler, o RunnerOptions) (*Runner, error) {
	return db.engine.queue().runner(db, handlers, o)
}

// Start begins to run jobs, until Stop. Those that were running when the only
// process of a SQLite file died run again at once; those of a replica that died,
// after RescueAfter.
func (r *Runner) Start(ctx context.Context) error {
	if err := r.rescue(ctx); err != nil {
		return err
	}
	r.tending(context.WithoutCancel(ctx))
	return faultOf(r.client.Start(context.WithoutCancel(ctx)))
}

// tending tends the database every day, until Stop.
func (r *Runner) tending(ctx context.Context) {
	ctx, r.rest = context.WithCancel(ctx)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(24 * time.Hour):
			}
			if err := r.engine.tend(ctx); err != nil {
				r.log.WarnContext(ctx, "tending the database", "error", err)
			}
		}
	}()
}

// rescue is done by who can tell that nobody else is running the jobs.
func (r *Runner) rescue(ctx context.Context) error {
	release, alone, err := r.engine.onlyRunner(ctx)
	if !alone || err != nil {
		return err
	}
	r.lock = release
	n, err := r.engine.queue().rescue(ctx, time.Now())
	if n > 0 {
		r.log.WarnContext(ctx, "jobs of a process that died run again", "jobs", n)
	}
	return err
}

// Stop waits for the jobs under way, and cancels them when the context ends; those
// run again later.
func (r *Runner) Stop(ctx context.Context) error {
	r.rest()
	err := r.client.Stop(ctx)
	if ctx.Err() != nil {
		now, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = r.client.StopAndCancel(now)
	}
	if r.lock != nil {
		err = errors.Join(err, r.lock())
		r.lock = nil
	}
	return err
}

// runner implements queue.
func (q *riverQueue[T]) runner(db *DB, handlers []jobs.Handler, o RunnerOptions) (*Runner, error) {
	workers, longest := river.NewWorkers(), time.Second
	var periodic []*river.PeriodicJob
	for _, h := range handlers {
		if h.Timeout == 0 {
			h.Timeout = defaultTimeout
		}
		longest = max(longest, h.Timeout)
		river.AddWorkerArgs(workers, envelope{Name: h.Kind}, river.Worker[envelope](worker{handler: h}))
		if h.Every > 0 {
			periodic = append(periodic, every(h))
		}
	}
	if o.Workers == 0 {
		o.Workers = defaultWorkers
	}
	if o.RescueAfter == 0 {
		o.RescueAfter = defaultRescue
	}
	c, err := river.NewClient(q.driver, &river.Config{
		Logger: q.log, MaxAttempts: defaultAttempts, Workers: workers, PeriodicJobs: periodic,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.Workers}},
		JobTimeout:           longest,
		RescueStuckJobsAfter: max(o.RescueAfter, longest+longest/2),
	})
	if err != nil {
		return nil, errorf("jobs: %w", err)
	}
	return &Runner{engine: db.engine, log: db.log, client: c, rest: func() {}}, nil
}

// every enqueues an empty job at each interval. River forgets its schedule when it
// stops: it tries at each start, and one job for each interval stays.
func every(h jobs.Handler) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(h.Every), func() (river.JobArgs, *river.InsertOpts) {
		return envelope{Name: h.Kind, Unique: "every " + h.Every.String(), Job: []byte("{}")},
			&river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: h.Every}}
	}, &river.PeriodicJobOpts{ID: h.Kind, RunOnStart: true})
}

// worker hands a job of River to a handler.
type worker struct {
	river.WorkerDefaults[envelope]
	handler jobs.Handler
}

// Timeout implements river.Worker.
func (w worker) Timeout(*river.Job[envelope]) time.Duration { return w.handler.Timeout }

// Work implements river.Worker.
func (w worker) Work(ctx context.Context, job *river.Job[envelope]) error {
	err := w.handler.Do(ctx, job.Args.Job, jobs.Attempt{
		ID: strconv.FormatInt(job.ID, 10), Number: job.Attempt, Last: job.Attempt >= job.MaxAttempts,
	})
	if stop, ok := errors.AsType[*jobs.Stop](err); ok {
		return river.JobCancel(stop.Cause)
	}
	return err
}
