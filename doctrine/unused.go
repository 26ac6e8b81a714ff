package doctrine

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
)

// unusedFacts warns of the facts of the model that no rule reads: a form would
// ask for them in vain.
func (c *checker) unusedFacts() {
	used := map[fact.Ref]bool{}
	for _, a := range c.d.compiled {
		for _, x := range []*condition.Expr{a.When, a.Concerns, a.Requires} {
			for _, ref := range x.Refs() {
				used[ref] = true
			}
		}
	}
	for _, side := range []fact.Side{fact.Dossier, fact.Offer} {
		for i := range c.d.model.Defs(side) {
			ref := fact.Ref{Side: side, Index: i}
			if !used[ref] {
				c.add(havre.Problem{Warning: true, Field: c.d.model.Def(ref).Name(), Message: havre.Text{
					FR: "aucune règle ne lit ce fait", EN: "no rule reads this fact",
				}})
			}
		}
	}
}

func (c *checker) unusedDefinitions() {
	used := map[string]bool{}
	note := func(text string) {
		for _, n := range names(text) {
			used[n] = true
		}
	}
	all := slices.Clone(c.d.definitions)
	for _, s := range c.d.sets {
		all = append(all, s.Definitions...)
		for _, r := range s.Rules {
			note(r.When)
			note(r.Concerns)
			note(r.Requires)
		}
	}
	for _, d := range all {
		note(d.Means)
	}
	for _, d := range all {
		if !used[d.Name] {
			c.add(d.place.warning(havre.Text{FR: "aucune règle n'emploie la définition %s", EN: "no rule uses definition %s"}.With(d.Name)))
		}
	}
}

// unusedSources warns of the sources that neither the set nor one that inherits
// from it cites.
func (c *checker) unusedSources(s *Set) {
	cited := map[string]bool{}
	for _, x := range c.d.sets {
		if x != s && !x.descends(s) {
			continue
		}
		for _, r := range x.Rules {
			for _, key := range r.sourceKeys {
				cited[key] = true
			}
		}
		for _, d := range x.Definitions {
			cited[d.Source] = true
		}
	}
	for i, src := range s.Sources {
		if !cited[src.ID] {
			c.add(s.sourceAt[i].warning(havre.Text{FR: "aucune règle ne cite la source %s", EN: "no rule cites source %s"}.With(src.ID)))
		}
	}
}
