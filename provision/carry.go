package provision

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// carrying is a run in the hands of one worker, for a slice of time. The record is
// ahead of the cloud: a step is marked before its call, so that whoever takes the run
// up after a crash knows what may have been done.
type carrying struct {
	*Service
	job    carryJob
	pace   Pace
	epoch  int64
	d      *Deployment
	run    *Run
	target *Target
	env    driver.Environment
	known  []Resource
	steps  []Step
	ids    map[string]string // of what exists, by key
	calls  atomic.Int64

	flying  map[int]bool // steps whose answer is awaited
	looking bool
	answers chan answer
	end     time.Time // of the slice
	halt    halt      // why nothing more begins in this slice
}

// answer is what came of one call.
type answer struct {
	step   int
	object plan.Object
	err    error
	looked bool // it was a look at what the cloud is at work on
	last   bool // of the looks that were begun together
	// searched says that it was a search for what an earlier attempt may have made, and
	// found what it gave: the object is complete, or half made.
	searched bool
	found    []plan.Object
}

// halt is why a slice ends before its time, "" as long as it goes on.
type halt string

const (
	overtime halt = "the slice is over, or nothing is due for a while"
	lost     halt = "another worker has the run"
	paused   halt = "somebody paused the run"
	stopped  halt = "somebody called the run off"
)

// errLost undoes the transaction of a worker that no longer has the run.
var errLost = errors.New(string(lost))

// carryOn is the job: it carries a run on until nothing more can be done, or until its
// slice is over and another job goes on.
func (s *Service) carryOn(ctx context.Context, j carryJob, _ jobs.Attempt) error {
	c, err := s.takeUp(ctx, j)
	if err != nil || c == nil {
		return err
	}
	ctx = driver.Counting(ctx, &c.calls)
	if len(c.steps) == 0 {
		if more, err := c.plan(ctx); !more || err != nil {
			return err
		}
	}
	if err := c.loop(ctx); err != nil {
		return err
	}
	return c.leave(context.WithoutCancel(ctx))
}

// takeUp reads a run and takes it in hand; nil when there is nothing to carry on.
func (s *Service) takeUp(ctx context.Context, j carryJob) (c *carrying, err error) {
	pace := s.Pace.withDefaults()
	err = s.DB.Write(ctx, func(tx Tx) error {
		c = nil
		d, err := tx.Deployment(ctx, j.Deployment)
		if err != nil {
			return err
		}
		r, err := tx.Run(ctx, j.Run)
		if err != nil {
			return err
		}
		if d.Run != r.ID || r.State != Working {
			return nil
		}
		t := s.target(d.Target)
		if t == nil {
			return s.fails(ctx, tx, d, r, noTarget(d))
		}
		n := &carrying{Service: s, job: j, pace: pace, d: d, run: r, target: t, env: s.environment(d), flying: map[int]bool{}, end: s.now().Add(pace.Slice)}
		if n.steps, err = tx.Steps(ctx, r.ID); err != nil {
			return err
		}
		if d.Paused {
			n.halt = paused
			if looks, due := n.underWay(n.end); len(looks) == 0 && due.IsZero() {
				return nil
			}
		}
		if n.known, err = tx.Resources(ctx, d.ID); err != nil {
			return err
		}
		if n.epoch, err = tx.Claim(ctx, d.ID); err != nil {
			return err
		}
		c = n
		return nil
	})
	if c != nil {
		c.index()
	}
	return c, err
}

// index knows what exists by its key.
func (c *carrying) index() {
	c.ids = map[string]string{}
	for i := range c.known {
		c.ids[c.known[i].Object.Key] = c.known[i].Object.ID
	}
	for i := range c.steps {
		st := &c.steps[i]
		if st.State == Done && st.Verb == plan.Delete {
			if c.ids[st.Key] == st.Found.ID {
				delete(c.ids, st.Key)
			}
		}
	}
	for i := range c.steps {
		if st := &c.steps[i]; st.State == Done && st.Verb != plan.Delete {
			c.ids[st.Key] = st.Made.ID
		}
	}
	c.answers = make(chan answer, len(c.steps)+1)
}

// loop begins what can begin and takes in what comes back, until nothing more can be
// done in this slice. What was begun is always awaited.
func (c *carrying) loop(ctx context.Context) error {
	for {
		now := c.now()
		if (c.halt == "" || c.halt == paused) && (!now.Before(c.end) || ctx.Err() != nil) {
			c.halt = overtime
		}
		due := now.Add(time.Minute)
		switch c.halt {
		case "":
			var start, looks, searches []int
			start, looks, searches, due = c.ready(now)
			before, err := c.mark(ctx, start)
			if err != nil {
				return err
			}
			if c.halt == "" {
				c.launch(ctx, before, looks)
				c.search(ctx, searches)
			}
		case paused: // what was begun is seen to its end
			var looks []int
			looks, due = c.underWay(now)
			c.launch(ctx, nil, looks)
		case overtime, lost, stopped:
		}
		if len(c.flying) == 0 && !c.looking {
			if c.halt != "" && c.halt != paused || due.IsZero() {
				return nil
			}
			if due.Sub(now) > 2*c.pace.Poll { // somebody else has the worker meanwhile
				c.halt = overtime
				return nil
			}
			if rest(ctx, min(due.Sub(now), c.end.Sub(now))) != nil {
				c.halt = overtime
			}
			continue
		}
		if err := c.take(ctx, due, now); err != nil {
			return err
		}
	}
}

// take waits for an answer, or for something else to be due, and records what came.
func (c *carrying) take(ctx context.Context, due, now time.Time) error {
	wait := time.Minute
	if !due.IsZero() {
		wait = max(due.Sub(now), time.Millisecond)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	var came []answer
	select {
	case a := <-c.answers:
		came = append(came, a)
	case <-timer.C:
		return nil
	}
	for more := true; more; {
		select {
		case a := <-c.answers:
			came = append(came, a)
		default:
			more = false
		}
	}
	return c.settle(context.WithoutCancel(ctx), came)
}

// write is a transaction of the worker that has the run in hand. It reads again what
// people may have said meanwhile.
func (c *carrying) write(ctx context.Context, fn func(Tx) error) error {
	gone := false
	err := c.DB.Write(ctx, func(tx Tx) error {
		if err := tx.Holds(ctx, c.d.ID, c.epoch); err != nil {
			if errors.Is(err, &havre.Fault{Code: havre.Conflict}) {
				gone, c.halt = true, lost
			}
			return err
		}
		d, err := tx.Deployment(ctx, c.d.ID)
		if err != nil {
			return err
		}
		r, err := tx.Run(ctx, c.run.ID)
		if err != nil {
			return err
		}
		c.d = d
		switch {
		case d.Run != r.ID:
			gone, c.halt = true, lost
			return errLost
		case r.State == CalledOff:
			c.halt = stopped
		case d.Paused:
			c.halt = paused
		}
		c.run.State = r.State
		return fn(tx)
	})
	if gone {
		return nil // whoever has the run now goes on
	}
	return err
}

// rest waits, unless the context ends first.
func rest(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
