package provision

import (
	"context"
	"time"

	"github.com/havre-cloud/havre/plan"
)

// ready are the steps to begin, those to look at and those to search for, and when the
// next one is due: zero when none will be by itself.
func (c *carrying) ready(now time.Time) (start, looks, searches []int, due time.Time) {
	state := map[string]StepState{}
	for i := range c.steps {
		state[c.steps[i].ID] = c.steps[i].State
	}
	abreast := c.target.Abreast
	if abreast == 0 {
		abreast = 8
	}
	soon := func(at time.Time) {
		if due.IsZero() || at.Before(due) {
			due = at
		}
	}
	for i := range c.steps {
		st := &c.steps[i]
		if c.flying[i] || st.State.Over() || !open(st, state) {
			continue
		}
		if st.NextAt.After(now) {
			soon(st.NextAt)
			continue
		}
		switch {
		case st.State == Awaiting && !c.looking:
			looks = append(looks, i)
		case st.State == Awaiting:
		case len(c.flying)+len(start)+len(searches) >= abreast:
			soon(now.Add(c.pace.Poll))
		case st.unsure():
			searches = append(searches, i)
		default:
			start = append(start, i)
		}
	}
	return start, looks, searches, due
}

// underWay are the steps to look at that a cloud is at work on, and when the next one is due:
// zero when it is at work on nothing.
func (c *carrying) underWay(now time.Time) (looks []int, due time.Time) {
	for i := range c.steps {
		st := &c.steps[i]
		if c.flying[i] || st.State != Awaiting {
			continue
		}
		if !st.NextAt.After(now) && !c.looking {
			looks = append(looks, i)
		} else if due.IsZero() || st.NextAt.Before(due) {
			due = st.NextAt
		}
	}
	return looks, due
}

// unsure says whether an earlier attempt may have made what a step is to make.
func (st *Step) unsure() bool {
	return st.State == Trying && st.Verb == plan.Create && st.Made.State != plan.Broken
}

// open says whether all that comes before a step is done.
func open(st *Step, state map[string]StepState) bool {
	for _, id := range st.After {
		if state[id] != Done {
			return false
		}
	}
	return true
}

// mark records that steps are about to be tried, unless the run is no longer to go on,
// and gives them as they were before.
func (c *carrying) mark(ctx context.Context, start []int) (before map[int]Step, err error) {
	if len(start) == 0 {
		return nil, nil
	}
	now := c.now()
	before = map[int]Step{}
	var marked []Step
	for _, i := range start {
		st := c.steps[i]
		before[i] = st
		st.State, st.TriedAt, st.UnsureUntil = Trying, now, now.Add(c.pace.Lost)
		st.Attempts++
		if st.StartedAt.IsZero() {
			st.StartedAt = now
		}
		marked = append(marked, st)
	}
	err = c.write(ctx, func(tx Tx) error {
		if c.halt != "" {
			return nil
		}
		return tx.SaveSteps(ctx, marked)
	})
	if err != nil || c.halt != "" {
		return nil, err
	}
	for k, i := range start {
		c.steps[i] = marked[k]
	}
	return before, nil
}

// next is when something is due again.
func (c *carrying) next() (at time.Time) {
	for i := range c.steps {
		st := &c.steps[i]
		if !st.State.Over() && !st.NextAt.IsZero() && (at.IsZero() || st.NextAt.Before(at)) {
			at = st.NextAt
		}
	}
	return at
}
