package approval

import (
	"time"

	"github.com/havre-cloud/havre"
)

// Cover looks for the open steps that too few people may settle today: the named person
// is away with nobody standing in, or is the requester; the only holder of the role is.
// Such a step escalates at once; one that cannot is said to be uncovered, once.
//
// electors must be everybody who may settle an open step (see [Course.Pending]), those
// who are away included, and whoever stands in for them. Run it when a stage opens and
// when an absence or a role changes.
func (c *Course) Cover(now time.Time, electors []Elector, requesters []string) []Change {
	now = instant(now)
	var out []Change
	for i := range c.Steps {
		s := &c.Steps[i]
		if s.State != Open {
			continue
		}
		switch enough := c.available(s, electors, requesters) >= s.Quorum-s.approvals(requesters); {
		case enough:
			s.Uncovered = false
		case !s.EscalateTo.IsZero() && !s.Escalated:
			out = append(out, s.escalate(now, havre.Text{
				FR: "Personne ne peut régler l’étape « %s » aujourd’hui (absence, ou demandeur) : elle est aussi demandée à %s.",
				EN: "Nobody may settle the step \"%s\" today (absence, or the requester): it is asked of %s as well.",
			}.With(s.Title, s.EscalateTo.Text())))
		case !s.Uncovered:
			s.Uncovered = true
			out = append(out, s.change(StepUncovered, now, havre.Text{
				FR: "Personne ne peut régler l’étape « %s », demandée à %s : un administrateur doit accorder ce rôle ou une délégation.",
				EN: "Nobody may settle the step \"%s\", asked of %s: an administrator must grant this role or a delegation.",
			}.With(s.Title, s.By.Text())))
		}
	}
	return out
}

// available is how many people could agree today, each in the name of somebody else.
func (c *Course) available(s *Step, electors []Elector, requesters []string) int {
	people, seats := map[string]bool{}, map[string]bool{}
	for _, e := range electors {
		if e.Absent {
			continue
		}
		if h, err := c.seat(s, e, requesters); err == nil {
			people[e.Person], seats[h.Person] = true, true
		}
	}
	return min(len(people), len(seats))
}
