package provision

import (
	"context"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// rebuilds is how often an object that its cloud could not build is deleted and made
// again, before its step has failed.
const rebuilds = 2

// seldom is how often what seldom passes is tried.
const seldom = 3

// settle records what came of calls, in one transaction.
func (c *carrying) settle(ctx context.Context, came []answer) error {
	now := c.now()
	var changed []Step
	for i := range came {
		a := &came[i]
		delete(c.flying, a.step)
		if a.last {
			c.looking = false
		}
		st := &c.steps[a.step]
		if asked := !a.looked && !a.searched; asked && (a.err == nil || driver.FailureOf(a.err).Reason != driver.Uncertain) {
			st.UnsureUntil = time.Time{}
		}
		switch {
		case a.err != nil:
			c.failed(st, driver.FailureOf(a.err), now, a.looked || a.searched)
		case a.searched:
			c.searched(st, a, now)
		case st.Verb == plan.Delete:
			c.deleting(st, a, now)
		default:
			c.making(st, a, now)
		}
		changed = append(changed, *st)
	}
	return c.write(ctx, func(tx Tx) error {
		if err := tx.SaveSteps(ctx, changed); err != nil {
			return err
		}
		for i := range changed {
			if err := c.keep(ctx, tx, &changed[i], now); err != nil {
				return err
			}
		}
		return nil
	})
}

// making takes in the state of what is being created or updated.
func (c *carrying) making(st *Step, a *answer, now time.Time) {
	o := keyed(a.object, st)
	switch o.State {
	case plan.Ready:
		st.Made, st.State, st.EndedAt, st.NextAt = o, Done, now, time.Time{}
		c.ids[st.Key] = o.ID
	case plan.Pending, plan.Leaving:
		st.Made, st.State, st.NextAt = o, Awaiting, now.Add(c.pace.look(now.Sub(st.TriedAt)))
		if now.Sub(st.StartedAt) > c.pace.Patience {
			c.broken(st, tooSlow(c.pace.Patience), now)
		}
	case plan.Absent: // what was no good is gone, or what was made vanished
		st.Made, st.State, st.NextAt = plan.Object{}, Waiting, now
		if st.Attempts > c.pace.Tries {
			c.broken(st, vanished, now)
		}
	case plan.Broken:
		st.Made = o
		if st.Verb == plan.Create && st.Attempts <= rebuilds {
			st.State, st.NextAt, st.Failure = Waiting, now.Add(c.pace.backoff(st.Attempts)), trouble(unbuilt(&o), now)
			return
		}
		c.broken(st, unbuilt(&o), now)
	}
}

// deleting takes in the state of what is being deleted.
func (c *carrying) deleting(st *Step, a *answer, now time.Time) {
	if a.looked && a.object.State == plan.Absent {
		st.State, st.EndedAt, st.NextAt = Done, now, time.Time{}
		if c.ids[st.Key] == st.Found.ID {
			delete(c.ids, st.Key)
		}
		return
	}
	st.Made, st.State = st.Found, Awaiting
	st.NextAt = now
	if !a.looked {
		return
	}
	st.NextAt = now.Add(c.pace.look(now.Sub(st.TriedAt)))
	switch {
	case now.Sub(st.StartedAt) > c.pace.Patience:
		c.broken(st, tooSlow(c.pace.Patience), now)
	case a.object.State == plan.Ready && now.Sub(st.TriedAt) > c.pace.Settle<<min(st.Attempts, 8):
		st.State = Waiting // accepted, and forgotten: it is asked again, more and more seldom
	}
}

// failed says what becomes of a step whose call failed.
func (c *carrying) failed(st *Step, f *driver.Failure, now time.Time, looked bool) {
	st.Failure = trouble(f, now)
	wait := max(f.After, c.pace.backoff(max(st.Attempts, 1)))
	switch {
	case looked && f.Reason.Passing() && now.Sub(st.StartedAt) < c.pace.Patience: // nothing was asked: it is looked at again
		st.NextAt = now.Add(wait)
	case looked: // what was asked may have been done: it is not asked again
		c.broken(st, f, now)
	case f.Reason == driver.Busy && now.Sub(st.StartedAt) < c.pace.Patience:
		st.Attempts-- // nothing was done: it does not count
		st.State, st.NextAt = Waiting, now.Add(wait)
	case f.Reason == driver.Conflicting && st.Attempts < c.pace.Tries:
		st.State, st.NextAt = Waiting, now.Add(wait)
	case (f.Reason == driver.Denied || f.Reason == driver.Gone) && st.Attempts < seldom:
		st.State, st.NextAt = Waiting, now.Add(wait) // so it looks for a moment, when rights or objects have just been made
	case f.Reason == driver.Uncertain && st.Attempts < c.pace.Tries: // it stays Trying: what it made is looked for first
		st.NextAt = now.Add(wait)
		if !f.Unanswered {
			st.UnsureUntil = now.Add(c.pace.Settle)
		}
	default:
		c.broken(st, f, now)
	}
}

func (c *carrying) broken(st *Step, f *driver.Failure, now time.Time) {
	st.State, st.EndedAt, st.NextAt, st.Failure = Broken, now, time.Time{}, trouble(f, now)
}

// keep stores the resource that a step is about, and the orphan that it leaves.
func (c *carrying) keep(ctx context.Context, tx Tx, st *Step, now time.Time) error {
	switch {
	case st.Verb == plan.Delete && st.State == Done:
		if err := c.dropSecret(ctx, tx, st); err != nil {
			return err
		}
		return tx.DropResource(ctx, c.d.ID, st.Key, st.Found.ID)
	case st.Verb == plan.Delete && st.State == Broken:
		return c.orphan(ctx, tx, c.d, st.Found, st.Failure)
	case st.Verb == plan.Delete || st.Made.ID == "" || st.Made.State == plan.Leaving:
		return nil
	}
	wanted := st.Wanted
	o := st.Made
	o.After = wanted.Needs()
	r := &Resource{Deployment: c.d.ID, Object: o, Wanted: &wanted, Words: o.State.Text(), Since: now, MadeAt: now, ObservedAt: now}
	return tx.SaveResource(ctx, r)
}

// dropSecret forgets the secret of what is gone.
func (c *carrying) dropSecret(ctx context.Context, tx Tx, st *Step) error {
	if st.Renew {
		return nil // the next one has it
	}
	return tx.DropSealed(ctx, c.d.ID, st.Key)
}

// leave ends the slice: the run has ended, or another job goes on with it.
func (c *carrying) leave(ctx context.Context) error {
	err := c.write(ctx, func(tx Tx) error {
		c.run.Calls += c.calls.Swap(0)
		switch {
		case c.halt == "":
			return c.finish(ctx, tx)
		case c.run.State == CalledOff:
			return c.calledOff(ctx, tx)
		}
		at := c.next()
		if c.d.Paused {
			looks, due := c.underWay(c.now())
			if len(looks) == 0 && due.IsZero() {
				return tx.SaveRun(ctx, c.run)
			}
			at = due
		}
		j := c.job
		j.Turn = 1 + j.Turn%2
		if err := tx.SaveRun(ctx, c.run); err != nil {
			return err
		}
		return c.enqueue(ctx, tx, j, jobs.Options{At: at})
	})
	return err
}

// finish ends a run of which nothing more can be done.
func (c *carrying) finish(ctx context.Context, tx Tx) error {
	now := c.now()
	var first *Step
	left := 0 // what was to go and is still there
	for i := range c.steps {
		st := &c.steps[i]
		if !st.State.Over() { // something before it has failed
			st.State, st.EndedAt = Skipped, now
			if st.Verb == plan.Delete {
				left++
				if err := c.orphan(ctx, tx, c.d, st.Found, leansOnOrphan(now)); err != nil {
					return err
				}
			}
			continue
		}
		if st.State != Broken {
			continue
		}
		if st.Verb == plan.Delete && !st.Renew {
			left++
		} else if first == nil || st.EndedAt.Before(first.EndedAt) {
			first = st
		}
	}
	if err := tx.SaveSteps(ctx, c.steps); err != nil {
		return err
	}
	if first != nil {
		return c.stops(ctx, tx, c.d, c.run, havre.Text{FR: "%[1]s : %[2]s", EN: "%[1]s: %[2]s"}.With(stepText(first), first.Failure.What), first.Failure.Next)
	}
	return c.succeeds(ctx, tx, left)
}

// succeeds ends a run whose steps are done. What could not be removed is in the ledger.
func (c *carrying) succeeds(ctx context.Context, tx Tx, left int) error {
	d, r := c.d, c.run
	r.State, r.EndedAt = Succeeded, c.now()
	if left > 0 {
		r.Why = havre.Text{
			FR: "%[1]d objet(s) n’ont pas pu être supprimés : Havre réessaie et les garde au registre des orphelins.",
			EN: "%[1]d object(s) could not be removed: Havre tries again and keeps them in the ledger of orphans.",
		}.With(left)
	}
	if slices.ContainsFunc(c.steps, func(st Step) bool { return st.Verb == plan.Create && st.Attempts > 1 }) {
		// A call that was never answered may still make a double: somebody looks once it has.
		if err := tx.Enqueue(ctx, lookJob{Deployment: d.ID}, jobs.Options{At: c.now().Add(c.pace.Lost)}); err != nil {
			return err
		}
	}
	drifted := 0
	if d.Only != nil { // the rest was left as it is
		drifted = max(0, d.Drifted-len(d.Only))
	}
	d.Only, d.Drifted, d.ObservedAt = nil, drifted, c.now()
	d.Reference = c.reference()
	if r.Cause != Handed && r.Cause != Repaired {
		d.Before = nil
	}
	switch {
	case len(d.Wanted) > 0:
		if d.State == Undoing {
			d.Undone = d.Item
		}
		d.State = Running
	case left > 0:
		d.State = Leaving // until the ledger is settled
	default:
		d.State = Gone
		if err := tx.DropSealed(ctx, d.ID, ""); err != nil {
			return err
		}
	}
	if err := tx.SaveRun(ctx, r); err != nil {
		return err
	}
	if err := c.save(ctx, tx, identity.System(), d); err != nil {
		return err
	}
	return c.log(ctx, tx, identity.System(), d, "deployment.done", "run", r.Number, "state", d.State, "left", left)
}

// reference is how the platform names the whole: the object that everything is in.
func (c *carrying) reference() string {
	for _, key := range []string{"project", "network/main"} {
		if id := c.ids[key]; id != "" {
			return id
		}
	}
	return ""
}

// calledOff ends a run that somebody stopped; what it may have made is found again by
// the next one.
func (c *carrying) calledOff(ctx context.Context, tx Tx) error {
	for i := range c.steps {
		if st := &c.steps[i]; !st.State.Over() {
			st.State, st.EndedAt = Skipped, c.now()
		}
	}
	if err := tx.SaveSteps(ctx, c.steps); err != nil {
		return err
	}
	c.run.EndedAt = c.now()
	c.d.State = Cancelled
	if err := tx.SaveRun(ctx, c.run); err != nil {
		return err
	}
	return c.save(ctx, tx, identity.System(), c.d)
}

// fails ends a run that could not even be planned.
func (s *Service) fails(ctx context.Context, tx Tx, d *Deployment, r *Run, cause error) error {
	f := driver.FailureOf(cause)
	what, next := f.What, f.Next
	if known := havre.FaultOf(cause); known != nil {
		what, next = known.Message, known.Next
	}
	return s.stops(ctx, tx, d, r, what, next)
}

// stops ends a run that failed, and tells who ordered.
func (s *Service) stops(ctx context.Context, tx Tx, d *Deployment, r *Run, why, next havre.Text) error {
	r.State, r.Why, r.EndedAt = Stopped, why, s.now()
	d.State, d.Why, d.Next = Failed, why, next
	if err := tx.SaveRun(ctx, r); err != nil {
		return err
	}
	if err := s.save(ctx, tx, identity.System(), d); err != nil {
		return err
	}
	if err := s.log(ctx, tx, identity.System(), d, "deployment.fail", "run", r.Number, "why", why.FR); err != nil {
		return err
	}
	if slices.Contains([]Cause{Ordered, Ended, Retried}, r.Cause) && d.Item > 0 {
		return nil // the order is held, and says it
	}
	return s.tellFailure(ctx, tx, d)
}
