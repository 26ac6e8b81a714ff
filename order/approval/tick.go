package approval

import (
	"time"

	"github.com/havre-cloud/havre"
)

// due is something that time does to a step.
type due uint8

const (
	nothing due = iota
	reminder
	escalation
	silence
)

// Tick does what has become due: reminders, escalations, agreement by silence. Run twice
// at one instant, it does nothing the second time.
func (c *Course) Tick(now time.Time) []Change {
	now = instant(now)
	var out []Change
	for i := range c.Steps {
		s := &c.Steps[i]
		at, what := s.next()
		if what == nothing || now.Before(at) {
			continue
		}
		switch what {
		case silence:
			out = append(out, c.settle(s, Silent, at, now, havre.Text{
				FR: "Le délai de l’étape « %s » est passé sans réponse : le silence vaut accord. %s",
				EN: "The time limit of the step \"%s\" passed without an answer: silence is agreement. %s",
			}.With(s.Title, cited(s.Source))))
		case escalation:
			out = append(out, s.escalate(now, havre.Text{
				FR: "Le délai de l’étape « %s » est passé : elle est aussi demandée à %s.",
				EN: "The time limit of the step \"%s\" has passed: it is asked of %s as well.",
			}.With(s.Title, s.EscalateTo.Text())))
		default:
			out = append(out, s.remind(now))
		}
	}
	return out
}

// Next is when Tick will have something to do; zero is never.
func (c *Course) Next() time.Time {
	var first time.Time
	for i := range c.Steps {
		if at, what := c.Steps[i].next(); what != nothing && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// next is what time will do to the step, and when.
func (s *Step) next() (time.Time, due) {
	switch {
	case s.State != Open:
		return time.Time{}, nothing
	case s.unreferred():
		return later(s.OpenedAt, s.Reminded).AddDate(0, 0, reminderEvery), reminder
	case s.DueAt.IsZero():
		return time.Time{}, nothing
	case s.Overdue == Agree:
		return s.DueAt, silence
	case s.Overdue == Escalate && !s.Escalated:
		return s.DueAt, escalation
	case s.Reminded.Before(s.DueAt):
		return s.DueAt, reminder
	}
	return s.Reminded.AddDate(0, 0, reminderEvery), reminder
}

// unreferred says that the body has not been asked for its opinion: its time limit has
// not begun.
func (s *Step) unreferred() bool {
	return s.Opinion != "" && s.Within != Within{} && s.DueAt.IsZero()
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func (s *Step) remind(now time.Time) Change {
	s.Reminded = now
	text := havre.Text{FR: "L’étape « %s » est en retard.", EN: "The step \"%s\" is late."}
	if s.unreferred() {
		text = havre.Text{
			FR: "Étape « %s » : la demande d’avis n’est pas enregistrée, son délai ne court pas.",
			EN: "Step \"%s\": the request for the opinion is not recorded, its time limit is not running.",
		}
	}
	return s.change(StepReminded, now, text.With(s.Title))
}

// escalate lets others settle the step as well, with a new limit. The limit of an opinion
// is the body's, whoever records it.
func (s *Step) escalate(now time.Time, text havre.Text) Change {
	s.Escalated, s.Uncovered, s.Reminded = true, false, now
	if s.Opinion == "" {
		s.DueAt = s.Within.due(havre.DayOf(now))
	}
	return s.change(StepEscalated, now, text)
}
