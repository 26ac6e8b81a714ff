package provision

import (
	"context"
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// carryJob carries a run on, for a slice of time.
type carryJob struct {
	Deployment string `json:"deployment"`
	Run        string `json:"run"`
	// Turn alternates, so that a job that runs can enqueue the next one and two never
	// wait for the same run.
	Turn int `json:"turn,omitempty"`
}

// Kind implements jobs.Job.
func (carryJob) Kind() string { return "provision.carry" }

func (j carryJob) key() string { return fmt.Sprintf("%s/%d", j.Run, j.Turn) }

// begin begins a run, which supersedes the one before it. Its plan is made by the job:
// nothing is asked of a cloud within a transaction.
func (s *Service) begin(ctx context.Context, tx Tx, a identity.Actor, d *Deployment, cause Cause) error {
	runs, err := tx.Runs(ctx, d.ID, 1)
	if err != nil {
		return err
	}
	number := 1
	if len(runs) > 0 {
		number = runs[0].Number + 1
		if last := &runs[0]; !last.State.Ended() {
			last.State, last.EndedAt = Superseded, s.now()
			if err := tx.SaveRun(ctx, last); err != nil {
				return err
			}
		}
	}
	r := &Run{ID: s.Records.NewID(), Deployment: d.ID, Number: number, Cause: cause, Generation: d.Generation, By: a.ID, State: Working, StartedAt: s.now()}
	d.Run, d.Paused, d.Why, d.Next, d.Told = r.ID, false, havre.Text{}, havre.Text{}, ""
	if d.State != Leaving && d.State != Undoing {
		d.State = Building
	}
	if err := s.save(ctx, tx, a, d); err != nil {
		return err
	}
	if err := tx.SaveRun(ctx, r); err != nil {
		return err
	}
	if err := s.log(ctx, tx, a, d, "deployment.run", "run", number, "cause", cause); err != nil {
		return err
	}
	return s.enqueue(ctx, tx, carryJob{Deployment: d.ID, Run: r.ID}, jobs.Options{})
}

// untilItsEnd is how often a job that carries a run may die with its process. A run goes
// on until it ends: what it does is safe to do again, and each death costs one slice.
const untilItsEnd = 10_000

func (s *Service) enqueue(ctx context.Context, tx Tx, j carryJob, o jobs.Options) error {
	o.Unique, o.Attempts = j.key(), untilItsEnd
	return tx.Enqueue(ctx, j, o)
}

// plan makes the plan of a run, and says whether there is something to carry out now.
func (c *carrying) plan(ctx context.Context) (more bool, err error) {
	if until, err := c.pending(ctx); err != nil || until.After(c.now()) {
		if err != nil {
			return false, err
		}
		j := c.job
		j.Turn = 1 + j.Turn%2
		return false, c.write(ctx, func(tx Tx) error { return c.enqueue(ctx, tx, j, jobs.Options{At: until}) })
	}
	var p *plan.Plan
	for try := 1; ; try++ {
		p, err = c.planned(ctx, c.d, c.known)
		f := driver.FailureOf(err)
		tries := c.pace.Tries
		if err != nil && f.Reason == driver.Denied {
			tries = seldom
		}
		if err == nil || havre.FaultOf(err) != nil || !f.Reason.Passing() && f.Reason != driver.Denied || try >= tries || ctx.Err() != nil {
			break
		}
		if err := rest(ctx, max(f.After, c.pace.backoff(try))); err != nil {
			return false, err
		}
	}
	if err != nil {
		return false, c.write(ctx, func(tx Tx) error { return c.fails(ctx, tx, c.d, c.run, err) })
	}
	err = c.write(ctx, func(tx Tx) error {
		more = false
		c.run.Unchanged = p.Unchanged
		c.steps = stepsOf(c.run, p, c.now())
		c.d.Foreign = p.Foreign
		if err := tx.SaveSteps(ctx, c.steps); err != nil {
			return err
		}
		switch {
		case len(c.steps) == 0:
			return c.finish(ctx, tx)
		case c.target.reviewed(p, c.run.Cause):
			c.run.State, c.d.State = Reviewing, Planned
			if err := c.awaitReview(ctx, tx, c.d, p); err != nil {
				return err
			}
		default:
			more = true
		}
		if err := tx.SaveRun(ctx, c.run); err != nil {
			return err
		}
		return c.save(ctx, tx, identity.System(), c.d)
	})
	c.answers = make(chan answer, len(c.steps)+1)
	return more, err
}

// pending is until when what the run before may have begun can still appear: a plan made
// earlier would miss it.
func (c *carrying) pending(ctx context.Context) (until time.Time, err error) {
	err = c.DB.Read(ctx, func(tx Tx) error {
		runs, err := tx.Runs(ctx, c.d.ID, 2)
		if err != nil || len(runs) < 2 {
			return err
		}
		steps, err := tx.Steps(ctx, runs[1].ID)
		for i := range steps {
			if st := &steps[i]; st.Verb == plan.Create && st.State != Done && st.UnsureUntil.After(until) {
				until = st.UnsureUntil
			}
		}
		return err
	})
	return until, err
}

// stepsOf are the steps of a run: those of its plan, and those that an earlier run had begun
// and left its cloud at work on.
func stepsOf(r *Run, p *plan.Plan, now time.Time) []Step {
	steps := make([]Step, 0, len(p.Awaited)+len(p.Steps))
	for _, st := range p.Awaited {
		made := st.Found
		st.Found = plan.Object{}
		steps = append(steps, Step{Run: r.ID, Number: len(steps) + 1, Step: st, State: Awaiting, Made: made, StartedAt: now, TriedAt: now, NextAt: now})
	}
	for _, st := range p.Steps {
		steps = append(steps, Step{Run: r.ID, Number: len(steps) + 1, Step: st, State: Waiting})
	}
	return steps
}

// planned gives a run its steps: the difference between what is wanted and what the
// cloud has now.
func (s *Service) planned(ctx context.Context, d *Deployment, known []Resource) (*plan.Plan, error) {
	t := s.target(d.Target)
	if t == nil {
		return nil, noTarget(d)
	}
	found, err := t.cloud().Inventory(ctx, s.environment(d))
	if err != nil {
		return nil, err
	}
	p, err := d.wanted(t.Driver.Kinds()).Difference(remembered(found, known))
	if err != nil {
		return nil, err
	}
	if d.Only != nil {
		p = p.Part(d.Only...)
	}
	return p, nil
}

// remembered gives what was found what the record knows of it: what it needed when it
// was made. That which the record has comes before its doubles.
func remembered(found []plan.Object, known []Resource) []plan.Object {
	needs, recorded := map[string][]string{}, map[string]bool{}
	for i := range known {
		k := &known[i]
		needs[k.Object.Key] = k.Object.After
		if k.Wanted != nil {
			needs[k.Object.Key] = k.Wanted.Needs()
		}
		recorded[k.Object.Key+" "+k.Object.ID] = true
	}
	var out, others []plan.Object
	for _, o := range found {
		if len(o.After) == 0 {
			o.After = needs[o.Key]
		}
		if recorded[o.Key+" "+o.ID] {
			out = append(out, o)
		} else {
			others = append(others, o)
		}
	}
	return append(out, others...)
}

// reviewed says whether a plan waits for somebody to agree to it.
func (t *Target) reviewed(p *plan.Plan, cause Cause) bool {
	switch {
	case p.Empty(), cause != Ordered:
		return false // what ends is ordered to end; a retry and a roll-back were asked for
	case t.Review == ReviewAll:
		return true
	case t.Review == ReviewNone:
		return false
	}
	return p.Loses()
}
