package approval

import (
	"cmp"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Plan is the course of an order planned on a day: the steps of every chain in force
// whose organisation is the order's or above it and whose condition is true, or
// unknown. An order that no chain asks anything of needs one approver all the same.
func (cs *Chains) Plan(c Case, on havre.Date) Course {
	out := Course{Organisations: slices.Clone(c.Organisations), PlannedOn: on}
	p := planning{facts: factsOf(&c), on: on}
	for _, chain := range cs.inForce(&c, on) {
		if f := chain.when.eval(p.facts); f.value != havre.No {
			p.take(chain, f)
		}
	}
	if len(p.steps) == 0 {
		p.add(fallback, fallback.Steps[0], havre.Text{})
	}
	p.considerAll()
	slices.SortStableFunc(p.steps, func(a, b planned) int { return cmp.Compare(a.Stage, b.Stage) })
	for i := range p.steps {
		p.steps[i].Why = p.steps[i].why()
		out.Steps = append(out.Steps, p.steps[i].Step)
	}
	out.Automatic = p.considered
	return out
}

// fallback is what is asked of an order that no chain is about.
var fallback = &Chain{Steps: []Rule{{
	ID: "approver", Stage: 1, Quorum: 1, By: By{Role: identity.Approver},
	Title: havre.Text{FR: "Accord d’un approbateur", EN: "Agreement of an approver"},
}}}

// inForce are the chains that may speak of the order, without those replaced.
func (cs *Chains) inForce(c *Case, on havre.Date) []*Chain {
	var out []*Chain
	replaced := map[string]bool{}
	for i := range cs.all {
		x := &cs.all[i]
		here := x.Organisation == "" || slices.Contains(c.Organisations, x.Organisation)
		if x.Optional || !here || !x.Period.Contains(on) {
			continue
		}
		out = append(out, x)
		for _, id := range x.Replaces {
			replaced[id] = true
		}
	}
	return slices.DeleteFunc(out, func(x *Chain) bool { return replaced[x.ID] })
}

// planning is a course being made.
type planning struct {
	facts
	on         havre.Date
	steps      []planned
	spoke      []spoken
	considered []Considered
}

// planned is a step and the chains that ask for it.
type planned struct {
	Step
	asked   []*Chain
	reasons []havre.Text // of each
}

// spoken is a chain whose condition does not fail.
type spoken struct {
	*Chain
	found finding
}

// take adds the steps of a chain.
func (p *planning) take(chain *Chain, f finding) {
	p.spoke = append(p.spoke, spoken{chain, f})
	why := asks(chain, f)
	for _, r := range chain.Steps {
		p.add(chain, r, why)
	}
}

// add asks for a step, or makes one that is asked for already as strict as both chains
// want. A step of the same identifier that is asked of others is another step: it takes
// the name of its chain.
func (p *planning) add(chain *Chain, r Rule, why havre.Text) {
	i := p.find(r.ID)
	for i >= 0 && !p.steps[i].sameAs(r) {
		r.ID += "-" + chain.ID
		i = p.find(r.ID)
	}
	if i < 0 {
		p.steps = append(p.steps, planned{
			Step:  Step{Rule: r, Chain: chain.ID, ChainTitle: chain.Title, State: Waiting},
			asked: []*Chain{chain}, reasons: []havre.Text{why},
		})
		return
	}
	s := &p.steps[i]
	s.Rule = stricter(s.Rule, r, p.on)
	s.asked = append(s.asked, chain)
	s.Also = append(s.Also, chain.ID)
	s.reasons = append(s.reasons, why)
}

// sameAs says that a step asks the same people for the same thing as a rule: agreement,
// or the opinion of a body.
func (s *planned) sameAs(r Rule) bool {
	return s.By == r.By && (s.Opinion == "") == (r.Opinion == "")
}

func (p *planning) find(id string) int {
	return slices.IndexFunc(p.steps, func(s planned) bool { return s.ID == id })
}
