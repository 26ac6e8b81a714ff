package questionnaire

import (
	"fmt"
	"slices"

	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
)

// plan is the rules that judge the dossiers of one ministry, with the facts of the
// dossier that each reads.
type plan struct {
	offer, project           []doctrine.Applied // those that decide, the others
	offerReads, projectReads [][]fact.Ref
	offerOf, projectOf       map[int][]int // fact -> rules that read it
}

// plan is made once for each ministry.
func (g *Guide) plan(ministry string) (*plan, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if p, ok := g.plans[ministry]; ok {
		return p, nil
	}
	rules, err := g.doctrine.InForce(g.judge.On(), "", ministry)
	if err != nil {
		return nil, fmt.Errorf("rules of the questionnaire: %w", err)
	}
	p := newPlan(rules)
	g.plans[ministry] = p
	return p, nil
}

func newPlan(rules []doctrine.Applied) *plan {
	p := &plan{offerOf: map[int][]int{}, projectOf: map[int][]int{}}
	for i := range rules {
		a, reads := rules[i], needs(&rules[i])
		switch {
		case a.Rule.Judges != doctrine.Offer:
			index(p.projectOf, len(p.project), reads)
			p.project, p.projectReads = append(p.project, a), append(p.projectReads, reads)
		case a.Rule.Severity == doctrine.Must:
			index(p.offerOf, len(p.offer), reads)
			p.offer, p.offerReads = append(p.offer, a), append(p.offerReads, reads)
		}
	}
	return p
}

func index(readers map[int][]int, rule int, reads []fact.Ref) {
	for _, r := range reads {
		readers[r.Index] = append(readers[r.Index], rule)
	}
}

// needs are the facts of the dossier that a rule reads, each once.
func needs(a *doctrine.Applied) []fact.Ref {
	var out []fact.Ref
	for _, r := range slices.Concat(a.When.Refs(), a.Concerns.Refs(), a.Requires.Refs()) {
		if r.Side == fact.Dossier && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}
