package doctrine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// link resolves what sets say of one another and refuses what would let one set
// change the meaning of another, or a rule be found under two meanings.
func (lib *library) link(m *fact.Model) {
	slices.SortStableFunc(lib.sets, func(a, b *Set) int { return cmp.Compare(a.ID, b.ID) })
	for i, s := range lib.sets {
		if i > 0 && lib.sets[i-1].ID == s.ID {
			lib.add(s.place.value(havre.Text{FR: "deux doctrines ont cet identifiant", EN: "two sets have this identifier"}, s.ID, nil))
		}
		lib.inherit(s)
	}
	lib.breakCycles()
	for _, s := range lib.sets {
		lib.linkRules(s, m)
		lib.repealed(s)
	}
	lib.uniqueAcrossSets()
}

// inherit finds the set that s says it inherits from: one of its own level.
func (lib *library) inherit(s *Set) {
	if s.Inherits == "" {
		if len(s.Repeals) > 0 {
			lib.add(s.Repeals[0].place.problem(havre.Text{
				FR: "une doctrine n'abroge que les règles de celle dont elle hérite", EN: "a set repeals only rules of the set it inherits from",
			}))
		}
		return
	}
	at := s.place
	at.field = "spec.inherits"
	i := slices.IndexFunc(lib.sets, func(x *Set) bool { return x.ID == s.Inherits })
	switch {
	case i < 0:
		var ids []string
		for _, x := range lib.sets {
			ids = append(ids, x.ID)
		}
		lib.add(at.value(havre.Text{FR: "doctrine héritée inconnue", EN: "unknown inherited set"}, s.Inherits, ids))
	case lib.sets[i].Level != s.Level || lib.sets[i].Ministry != s.Ministry:
		lib.add(at.value(havre.Text{
			FR: "une doctrine n'hérite que d'une doctrine de son niveau et de son ministère", EN: "a set inherits only from a set of its own level and ministry",
		}, s.Inherits, nil))
	default:
		s.parent = lib.sets[i]
	}
}

func (lib *library) breakCycles() {
	for _, s := range lib.sets {
		slow, fast := s, s
		for fast != nil && fast.parent != nil {
			slow, fast = slow.parent, fast.parent.parent
			if slow == fast {
				at := s.place
				at.field = "spec.inherits"
				lib.add(at.value(havre.Text{FR: "cet héritage tourne en rond", EN: "this inheritance goes round in circles"}, s.Inherits, nil))
				s.parent = nil
				break
			}
		}
	}
}

// repealed checks that what a set repeals exists in what it inherits, and that a
// ministry repeals nothing: it may add to the rules, never weaken them.
func (lib *library) repealed(s *Set) {
	var inherited []string
	if s.parent != nil {
		for _, m := range s.parent.Effective() {
			inherited = append(inherited, m.Rule.ID)
		}
	}
	for _, r := range s.Repeals {
		if s.Level == Ministry {
			lib.add(r.place.value(havre.Text{
				FR: "un ministère peut ajouter des règles, il ne peut pas en abroger", EN: "a ministry may add rules, it may not repeal any",
			}, r.Rule, nil))
		} else if s.parent != nil && !slices.Contains(inherited, r.Rule) {
			lib.add(r.place.value(havre.Text{
				FR: "la doctrine héritée n'a pas cette règle", EN: "the inherited set has no such rule",
			}, r.Rule, inherited))
		}
	}
	for _, r := range s.Rules {
		if slices.Contains(inherited, r.ID) && !s.repeals(r.ID) {
			lib.add(r.where("").value(havre.Text{
				FR: "la doctrine hérite déjà d'une règle de cet identifiant : l'abroger d'abord", EN: "the set already inherits a rule of this identifier: repeal it first",
			}, r.ID, nil))
		}
	}
}

// linkRules resolves the sources of each rule and checks its bounds.
func (lib *library) linkRules(s *Set, m *fact.Model) {
	seen := map[string]bool{}
	for _, r := range s.Rules {
		if seen[r.ID] {
			lib.add(r.where("").value(havre.Text{FR: "deux règles ont cet identifiant", EN: "two rules have this identifier"}, r.ID, nil))
		}
		seen[r.ID] = true
		lib.linkSources(s, r)
		lib.linkPeriod(s, r)
		lib.linkBinds(r, m)
	}
	for _, d := range s.Definitions {
		if _, ok := s.source(d.Source); d.Source != "" && !ok {
			lib.add(d.place.value(unknownSource, d.Source, sourceIDs(s.Sources)))
		}
		if slices.ContainsFunc(lib.definitions, func(x *Definition) bool { return x.Name == d.Name }) {
			lib.add(d.place.value(havre.Text{
				FR: "cette définition est commune à toutes les doctrines : elle ne se redéfinit pas", EN: "this definition is shared by every set: it cannot be redefined",
			}, d.Name, nil))
		}
	}
}

func (lib *library) linkSources(s *Set, r *Rule) {
	for i, key := range r.sourceKeys {
		x, ok := s.source(key)
		if !ok {
			lib.add(r.where("source "+key).value(unknownSource, key, sourceIDs(s.Sources)))
			continue
		}
		if r.Sources[i].Article != "" {
			x.Article = r.Sources[i].Article
		}
		r.Sources[i] = x
	}
	if r.Severity == Must && len(r.Sources) > 0 && r.Confidence() != havre.Verified {
		lib.add(r.where("severity").problem(havre.Text{
			FR: "une règle n'oblige (must) que si toutes ses sources sont vérifiées", EN: "a rule compels (must) only if all its sources are verified",
		}))
	}
}

func (lib *library) linkPeriod(s *Set, r *Rule) {
	if !r.Period.From.IsZero() && !s.Period.Contains(r.Period.From) {
		lib.add(r.where("from").problem(havre.Text{FR: "la règle commence hors de la période de la doctrine", EN: "the rule begins outside the period of the set"}))
	}
	// A rule may outlive its set when a later set inherits it; it may not end before.
	if u := r.Period.Until; !u.IsZero() && !s.Period.From.Before(u) {
		lib.add(r.where("until").problem(havre.Text{FR: "la règle finit avant que la doctrine commence", EN: "the rule ends before the set begins"}))
	}
}

func (lib *library) linkBinds(r *Rule, m *fact.Model) {
	kinds := organisationKinds(m)
	for _, b := range r.Binds {
		if b != Everyone && !slices.Contains(kinds, b) {
			lib.add(r.where("binds").value(havre.Text{
				FR: "organisme inconnu ; attendu : %s", EN: "unknown organisation; expected: %s",
			}.With(strings.Join(append([]string{Everyone}, kinds...), ", ")), b, append(kinds, Everyone)))
		}
	}
}

const organisationKind = "dossier.organisation.kind"

func organisationKinds(m *fact.Model) []string {
	if ref, ok := m.Lookup(organisationKind); ok {
		return slices.Clone(m.Def(ref).Values)
	}
	return nil
}

// uniqueAcrossSets: two state sets are never in force together and may keep an
// identifier from one to the next; anywhere else, one identifier is one rule, so
// that a ministry cannot put its own words under a rule of the State.
func (lib *library) uniqueAcrossSets() {
	owner := map[string]*Set{}
	ordered := slices.Clone(lib.sets)
	slices.SortStableFunc(ordered, func(a, b *Set) int { return cmp.Compare(ranks[a.Level], ranks[b.Level]) })
	for _, s := range ordered {
		for _, r := range s.Rules {
			first, taken := owner[r.ID]
			if !taken {
				owner[r.ID] = s
				continue
			}
			if first != s && (first.Level != State || s.Level != State) && !s.descends(first) {
				lib.add(r.where("").value(havre.Text{
					FR: "la doctrine %s a déjà une règle de cet identifiant", EN: "set %s already has a rule of this identifier",
				}.With(first.ID), r.ID, nil))
			}
		}
	}
}

func (s *Set) descends(other *Set) bool {
	for p := s.parent; p != nil; p = p.parent {
		if p == other {
			return true
		}
	}
	return false
}
