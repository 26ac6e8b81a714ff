package record

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
)

// reopenJob looks at decisions again, a few hundred in each run.
type reopenJob struct {
	Operation string `json:"operation"`
}

// Kind implements jobs.Job.
func (reopenJob) Kind() string { return "record.reopen" }

// Sizes of a batch, which is one transaction, and of a run, which is one job.
const (
	batch = 25
	run   = 20 * batch
	// failures is how many decisions that could not be looked at are named.
	failures = 50
)

// reopen is the job: batches until the work is done, or the run is long enough for
// others to have their turn.
func (s *Service) reopen(ctx context.Context, args []byte, attempt jobs.Attempt) error {
	var job reopenJob
	if err := json.Unmarshal(args, &job); err != nil {
		return &jobs.Stop{Cause: fmt.Errorf("reading a job: %w", err)}
	}
	if err := s.Follow(ctx); err != nil {
		return err
	}
	for range run / batch {
		more, err := s.reopenBatch(ctx, job.Operation)
		if err != nil && attempt.Last {
			return errors.Join(err, s.abandon(context.WithoutCancel(ctx), job.Operation))
		}
		if err != nil || !more {
			return err
		}
	}
	return s.DB.Write(ctx, func(tx Tx) error { return tx.Enqueue(ctx, job, jobs.Options{}) })
}

// looked is what a batch found, before it is written.
type looked struct {
	before []byte // the work when the batch began, as stored
	after  work   // and when it ends, but for what writing counts
	found  []*finding
}

// reopenBatch looks at a few decisions in one reading transaction, then writes what
// was found in another, which is short. It says whether there is more.
func (s *Service) reopenBatch(ctx context.Context, id string) (more bool, err error) {
	var l *looked
	err = s.DB.Read(ctx, func(tx Tx) error {
		l, err = s.readBatch(ctx, tx, id)
		return err
	})
	if err != nil || l == nil {
		return false, err
	}
	err = s.DB.Write(ctx, func(tx Tx) error {
		more, err = s.writeBatch(ctx, tx, id, l)
		return err
	})
	return more, err
}

// readBatch looks at the next decisions; nil when there are none to look at.
func (s *Service) readBatch(ctx context.Context, tx Tx, id string) (*looked, error) {
	op, err := tx.Operation(ctx, id)
	if err != nil || op.State != "running" {
		return nil, ignoreMissing(err)
	}
	l := &looked{before: op.Result}
	if err := json.Unmarshal(op.Result, &l.after); err != nil {
		return nil, fmt.Errorf("reading the progress: %w", err)
	}
	w := &l.after
	page, err := tx.Decisions(ctx, DecisionQuery{
		Needs: NeedQuery{All: true}, State: w.State, DueBefore: w.Due, List: havre.List{Sort: "taken", After: w.After, Limit: batch},
	})
	if err != nil {
		return nil, err
	}
	h := s.Library.Now()
	for i := range page.Items {
		f, err := s.look(ctx, tx, h, page.Items[i].ID)
		var u *unreadable
		switch {
		case err == nil:
			l.found = append(l.found, f)
		case !errors.As(err, &u):
			return nil, err
		case len(w.Failed) < failures:
			w.Failed = append(w.Failed, page.Items[i].ID)
		}
	}
	w.Looked += len(page.Items)
	if w.After = page.Next; page.Next == "" {
		w.State = following[w.State]
	}
	return l, nil
}

// following are the decisions to look at after those of a state; none at the end.
var following = map[DecisionState]DecisionState{Reopened: Current}

// writeBatch puts what was found on record, unless another run did.
func (s *Service) writeBatch(ctx context.Context, tx Tx, id string, l *looked) (more bool, err error) {
	op, err := tx.Operation(ctx, id)
	if err != nil || op.State != "running" || !bytes.Equal(op.Result, l.before) {
		return false, ignoreMissing(err)
	}
	w := l.after
	for _, f := range l.found {
		if err := s.applyTo(ctx, tx, f, &w); err != nil {
			return false, err
		}
	}
	if err := s.progress(ctx, tx, op, w); err != nil {
		return false, err
	}
	for _, f := range l.found {
		if err := f.journal(ctx, tx); err != nil {
			return false, err
		}
	}
	return w.State != "", nil
}

// applyTo puts a finding on record and counts it.
func (s *Service) applyTo(ctx context.Context, tx Tx, f *finding, w *work) error {
	got, err := s.apply(ctx, tx, f)
	switch got {
	case reopened:
		w.Reopened++
	case standing:
		w.Standing++
	case unchanged, gone:
	}
	return err
}
