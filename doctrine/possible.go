package doctrine

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/bdd"
)

// outcomes lists those a rule can ever have, exactly, in the order of
// [Judges.Outcomes]; ok is false when the rule is too complex to tell.
//
// Knowing more never unsettles what is settled, so an outcome can be unknown if,
// and only if, it is when nothing is known.
func (a *Applied) outcomes(m *fact.Model) (out []Outcome, ok bool) {
	l := newLogic(m, []*Applied{a}, nil)
	applies, requires := l.applies(0), l.requires(0)
	fails := l.possible(l.And(applies, l.Not(requires)))
	passes := l.possible(l.And(applies, requires))
	asks := a.Rule.asksEvidence() && l.possible(applies)
	can := map[Outcome]bool{NotApplicable: l.possible(l.Not(applies))}
	if a.Rule.Judges == Offer {
		can[Pass], can[Fail] = passes, fails
		can[Unknown] = a.everUnknown(m)
	} else {
		can[Met] = asks || (passes && len(a.Rule.Evidence) == 0)
		can[Declared] = asks
		can[Unmet] = fails || (a.Rule.Requires == "" && l.possible(applies))
		can[Unknown] = a.Obligation(m.NewFacts(fact.Dossier), m.NewFacts(fact.Offer), Nothing) == Unknown
	}
	for _, x := range a.Rule.Judges.Outcomes() {
		if can[x] {
			out = append(out, x)
		}
	}
	return out, l.Err() == nil
}

// everUnknown says whether a rule on offers is unknown when nothing is known but
// which offer it is, for some offer. (An obligation is judged before an offer is
// chosen, and not even that is known then.)
func (a *Applied) everUnknown(m *fact.Model) bool {
	d, o := m.NewFacts(fact.Dossier), m.NewFacts(fact.Offer)
	for i, def := range m.Defs(fact.Offer) {
		if !def.Open || def.Kind != fact.Enum {
			continue
		}
		for v := range def.Values {
			o[i] = fact.Value{Known: true, Number: int64(v)}
			if a.Outcome(d, o) == Unknown {
				return true
			}
		}
		return false
	}
	return a.Outcome(d, o) == Unknown
}

// Need is a fact to obtain, or one member of a set.
type Need struct {
	Ref    fact.Ref
	Member int // position in the set's values, -1 for a whole fact
}

// Name is how a rule would write it: dossier.data.personal, offer.services.gpu.
func (n Need) Name(m *fact.Model) string {
	def := m.Def(n.Ref)
	if n.Member < 0 {
		return def.Name()
	}
	return def.Name() + "." + def.Values[n.Member]
}

// Missing are the facts that keep a rule unknown for a dossier and an offer, and
// only those that could change its outcome in some completion of what is not
// known: a fact that can change nothing is never asked. It fails when the rule is
// too complex.
func (a *Applied) Missing(m *fact.Model, d, o fact.Facts) ([]Need, error) {
	l := newLogic(m, []*Applied{a}, []fact.Facts{o})
	applies := l.assume(l.applies(0), d, o)
	fails := l.And(applies, l.Not(l.assume(l.requires(0), d, o)))
	questions := []bdd.Ref{fails}
	if a.Rule.Judges != Offer { // an obligation is told apart from no obligation
		questions = append(questions, applies)
	}
	var out []Need
	for _, f := range questions {
		for _, ref := range l.facts(f) {
			for _, n := range l.essential(f, ref) {
				if !slices.Contains(out, n) {
					out = append(out, n)
				}
			}
		}
	}
	return out, l.Err()
}

// assume is f where the facts that are known have their value; nil facts are all
// unknown.
func (l *logic) assume(f bdd.Ref, d, o fact.Facts) bdd.Ref {
	for _, v := range l.Support(f) {
		lit := l.literal[v]
		side := d
		if lit.Ref.Side == fact.Offer {
			side = o
		}
		if side == nil {
			continue
		}
		if t := lit.Eval(l.model, side); t.Known() {
			f = l.Restrict(f, v, t == havre.Yes)
		}
	}
	return f
}

// essential are the needs about one fact that can change f: two values of the
// fact, all else being equal and possible, give two values of f.
func (l *logic) essential(f bdd.Ref, ref fact.Ref) []Need {
	vars := l.byFact[ref]
	choices := l.choices(ref)
	if choices == nil {
		var out []Need
		for _, v := range vars {
			if l.differ(l.Restrict(f, v, false), l.Restrict(f, v, true)) {
				n := Need{ref, -1}
				if l.model.Def(ref).Kind == fact.Set {
					n.Member = int(l.literal[v].N)
				}
				out = append(out, n)
			}
		}
		return out
	}
	var first bdd.Ref
	for i, c := range choices {
		g := f
		for j, v := range vars {
			g = l.Restrict(g, v, c[j])
		}
		if i == 0 {
			first = g
		} else if l.differ(first, g) { // if any two differ, one differs from the first
			return []Need{{ref, -1}}
		}
	}
	return nil
}

func (l *logic) differ(f, g bdd.Ref) bool { return f != g && l.possible(l.Not(l.Iff(f, g))) }
