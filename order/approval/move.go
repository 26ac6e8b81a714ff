package approval

import (
	"math"
	"time"

	"github.com/havre-cloud/havre"
)

// Begin opens the first stage. What a published rule approved is approved from then on.
func (c *Course) Begin(now time.Time) []Change {
	now = instant(now)
	for i := range c.Steps {
		if s := &c.Steps[i]; s.State == ByRule && s.SettledAt.IsZero() {
			s.SettledAt = now
		}
	}
	var out []Change
	for _, id := range c.advance(now) {
		s := c.Step(id)
		out = append(out, s.change(StepOpened, now, havre.Text{FR: "L’étape « %s » est ouverte.", EN: "The step \"%s\" is open."}.With(s.Title)))
	}
	return out
}

// Again replaces a course by one planned anew. What people said of a step stands where
// it is still asked of the same people, and of no more of them. It gives how many steps
// are done; [Course.Begin] opens those that wait.
func (c *Course) Again(next Course) (done int) {
	for i := range next.Steps {
		s := &next.Steps[i]
		if old := c.Step(s.ID); old != nil && old.standsFor(s) {
			rule, why := s.Rule, s.Why
			*s = *old
			s.Rule, s.Why = rule, why
		}
		if s.Done() {
			done++
		}
	}
	*c = next
	return done
}

// standsFor says whether what was said of a step answers another one.
func (s *Step) standsFor(next *Step) bool {
	said := s.State != Waiting && s.State != Dropped && s.State != ByRule && next.State != ByRule
	return said && s.By == next.By && s.Opinion == next.Opinion && s.Quorum >= next.Quorum
}

// instant is a time as JSON keeps it.
func instant(t time.Time) time.Time { return t.UTC().Round(0) }

func (s *Step) change(kind ChangeKind, at time.Time, text havre.Text) Change {
	return Change{Kind: kind, Step: s.ID, At: at, Text: text}
}

// advance opens the first stage that is not done, and gives the steps it opened: none
// when one was rejected, as the others are dropped.
func (c *Course) advance(now time.Time) (opened []string) {
	stage := math.MaxInt
	for i := range c.Steps {
		if s := &c.Steps[i]; !s.Done() {
			stage = min(stage, s.Stage)
		}
	}
	for i := range c.Steps {
		s := &c.Steps[i]
		if s.Stage != stage || s.State != Waiting {
			continue
		}
		s.State, s.OpenedAt = Open, now
		if s.Opinion == "" { // the limit of an opinion is the body's: see Refer
			s.DueAt = s.Within.due(havre.DayOf(now))
		}
		opened = append(opened, s.ID)
	}
	return opened
}

// settle ends a step, and opens what waited for it or drops what no longer matters.
func (c *Course) settle(s *Step, to StepState, at, now time.Time, text havre.Text) Change {
	s.State, s.SettledAt, s.Uncovered = to, at, false
	if to == Rejected {
		for i := range c.Steps {
			if o := &c.Steps[i]; !o.Done() && o.State != Rejected {
				o.State, o.SettledAt, o.SuspendedAt, o.Uncovered = Dropped, at, time.Time{}, false
			}
		}
	}
	out := s.change(StepSettled, now, text)
	out.Opened = c.advance(now)
	return out
}

// Answer says that the requester answered: the steps that asked go on, each with its
// time limit lengthened by the time that the answer took. The agreements already given
// stand; when the answer changes what is ordered, plan a new course.
func (c *Course) Answer(now time.Time) []Change {
	now = instant(now)
	var out []Change
	for i := range c.Steps {
		s := &c.Steps[i]
		if s.State != Information {
			continue
		}
		if took := now.Sub(s.SuspendedAt); !s.DueAt.IsZero() && took > 0 {
			s.DueAt = s.DueAt.Add(took)
		}
		s.State, s.SuspendedAt = Open, time.Time{}
		out = append(out, s.change(Answered, now, havre.Text{
			FR: "Le demandeur a répondu : l’étape « %s » reprend.", EN: "The requester answered: the step \"%s\" goes on.",
		}.With(s.Title)))
	}
	return out
}
