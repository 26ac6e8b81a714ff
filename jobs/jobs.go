// Package jobs is the port to durable work: what must be done later, at least
// once, even if the process dies meanwhile. A job is enqueued in the transaction
// of its cause. It runs at least once: a worker makes its effect idempotent.
//
// The package knows neither the jobs nor what runs them.
package jobs

import (
	"context"
	"time"
)

// Job is work to do, as JSON. Its kind chooses the worker.
type Job interface {
	Kind() string
}

// Options tune one job.
type Options struct {
	At       time.Time // not before; zero is at once
	Attempts int       // tries in all, with growing delays; zero is the usual number
	// Unique, when set, makes this job the only one of its kind with that key that
	// waits or runs.
	Unique string
}

// Tx is what an author of jobs needs of a transaction.
type Tx interface {
	Enqueue(ctx context.Context, job Job, o Options) error
}

// Attempt is one run of a job.
type Attempt struct {
	ID     string
	Number int // from 1
	Last   bool
}

// Handler does one kind of job. An error means: again later. [Stop] means: never
// again.
type Handler struct {
	Kind string
	Do   func(ctx context.Context, args []byte, a Attempt) error
	// Every, when set, also enqueues an empty job at that interval, on one replica.
	Every   time.Duration
	Timeout time.Duration // of one run; zero is a minute
}

// Stop is an error after which a job is not tried again.
type Stop struct{ Cause error }

// Error tells the cause.
func (s *Stop) Error() string { return s.Cause.Error() }

// Unwrap gives the cause.
func (s *Stop) Unwrap() error { return s.Cause }

// Status is where a job is, for the page that shows progress.
type Status struct {
	ID       string
	Kind     string
	State    State
	Attempts int
	Errors   []string
	At       time.Time // last change
}

// State is where a job is in its life.
type State string

// The states of a job.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Succeeded State = "succeeded"
	Retrying  State = "retrying" // failed, will be tried again
	Failed    State = "failed"   // will not be tried again
)
