package doctrine

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/doctrine/condition/conditiontest"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/bdd"
)

// drawRule is a random "must" rule on offers, over conditiontest's model.
func drawRule(t *rapid.T, m *fact.Model, env *condition.With, id string) Applied {
	a := Applied{Rule: &Rule{ID: id, Judges: Offer, Severity: Must, Requires: "…"}}
	for _, x := range []**condition.Expr{&a.When, &a.Concerns, &a.Requires} {
		expr, err := env.Compile(conditiontest.Source(2).Draw(t, id))
		if err != nil {
			t.Fatal(err)
		}
		*x = expr
	}
	return a
}

func environment(tb testing.TB) (*fact.Model, *condition.With) {
	tb.Helper()
	m := conditiontest.Model(tb)
	env, err := condition.NewEnv(m).With(condition.Definitions{"named": condition.True(m)})
	if err != nil {
		tb.Fatal(err)
	}
	return m, env
}

// complete gives every unknown fact a value.
func complete(t *rapid.T, m *fact.Model, side fact.Side, f fact.Facts) fact.Facts {
	f = f.Clone()
	for i := range f {
		fill(t, &m.Defs(side)[i], &f[i])
	}
	return f
}

func fill(t *rapid.T, def *fact.Def, v *fact.Value) {
	truths := rapid.SampledFrom([]havre.Truth{havre.No, havre.Yes})
	switch {
	case def.Kind == fact.Truth && !v.Truth.Known():
		v.Truth = truths.Draw(t, def.Path)
	case def.Kind == fact.Set:
		for j := range def.Values {
			if !v.Members.Get(j).Known() {
				v.Members.Put(j, truths.Draw(t, def.Path))
			}
		}
	case def.Kind != fact.Truth && !v.Known:
		lo, hi := int64(0), def.Max
		switch def.Kind {
		case fact.Enum:
			hi = int64(len(def.Values)) - 1
		case fact.Level:
			lo, hi = 1, int64(len(def.Values))
		case fact.Date:
			lo, hi = 19000, 20000
		case fact.Truth, fact.Set, fact.Number:
		}
		*v = fact.Value{Known: true, Number: rapid.Int64Range(lo, hi).Draw(t, def.Path)}
	}
}

// witness is a dossier and an offer for which a formula is true.
func (l *logic) witness(sat map[int]bool) [2]fact.Facts {
	out := [2]fact.Facts{l.model.NewFacts(fact.Dossier), l.model.NewFacts(fact.Offer)}
	for side := range out {
		for i := range out[side] {
			ref := fact.Ref{Side: fact.Side(side), Index: i}
			v, def := &out[side][i], l.model.Def(ref)
			v.Truth, v.Known = havre.No, true
			if def.Kind == fact.Level {
				v.Number = 1
			}
			v.Members.Fill(len(def.Values), nil, true)
			if def.Kind == fact.Enum {
				v.Number = l.word(ref, sat)
			}
		}
	}
	for v, lit := range l.literal {
		if !sat[v] {
			continue
		}
		switch x := &out[lit.Ref.Side][lit.Ref.Index]; lit.Op {
		case condition.IsTrue:
			x.Truth = havre.Yes
		case condition.Has:
			x.Members.Put(int(lit.N), havre.Yes)
		case condition.Is, condition.AtLeast:
			x.Number = lit.N
		}
	}
	return out
}

// What can happen is what is said to be possible, both ways: nothing seen was
// called impossible, and what is called possible has an example.
func TestPossibleOutcomesAreExact(t *testing.T) {
	m, env := environment(t)
	rapid.Check(t, func(t *rapid.T) {
		a := drawRule(t, m, env, "rule")
		possible, ok := a.outcomes(m)
		if !ok {
			t.Fatal("too large")
		}
		d, o := conditiontest.Facts(m, fact.Dossier).Draw(t, "d"), conditiontest.Facts(m, fact.Offer).Draw(t, "o")
		if got := a.Outcome(d, o); got == Fail && !slices.Contains(possible, got) {
			t.Fatalf("%s was called impossible (%v)", got, possible)
		}
		d, o = complete(t, m, fact.Dossier, d), complete(t, m, fact.Offer, o)
		if got := a.Outcome(d, o); !slices.Contains(possible, got) {
			t.Fatalf("%s was called impossible (%v)", got, possible)
		}
		l := newLogic(m, []*Applied{&a}, nil)
		for outcome, f := range map[Outcome]bdd.Ref{
			Fail: l.violates(0), Pass: l.And(l.applies(0), l.requires(0)), NotApplicable: l.Not(l.applies(0)),
		} {
			sat, found := l.AnySat(l.real(f))
			if found != slices.Contains(possible, outcome) {
				t.Fatalf("%s: found %v, possible %v", outcome, found, possible)
			}
			if w := l.witness(sat); found && a.Outcome(w[0], w[1]) != outcome {
				t.Fatalf("the example of %s has outcome %s", outcome, a.Outcome(w[0], w[1]))
			}
		}
	})
}

// A fact that is not asked for can change nothing: whatever the other unknown
// facts turn out to be, changing it alone leaves the rule broken or not.
func TestFactsNotMissingChangeNothing(t *testing.T) {
	m, env := environment(t)
	rapid.Check(t, func(t *rapid.T) {
		a := drawRule(t, m, env, "rule")
		sides := [2]fact.Facts{conditiontest.Facts(m, fact.Dossier).Draw(t, "d"), conditiontest.Facts(m, fact.Offer).Draw(t, "o")}
		needs, err := a.Missing(m, sides[0], sides[1])
		if err != nil {
			t.Fatal(err)
		}
		if (a.Outcome(sides[0], sides[1]) != Unknown) && len(needs) > 0 {
			t.Fatalf("settled, yet %v is missing", needs[0].Name(m))
		}
		one := [2]fact.Facts{complete(t, m, fact.Dossier, sides[0]), complete(t, m, fact.Offer, sides[1])}
		two := [2]fact.Facts{complete(t, m, fact.Dossier, sides[0]), complete(t, m, fact.Offer, sides[1])}
		for _, n := range needs { // the two completions differ only by facts not missing
			x, y := &one[n.Ref.Side][n.Ref.Index], &two[n.Ref.Side][n.Ref.Index]
			if n.Member < 0 {
				*y = *x
			} else {
				y.Members.Put(n.Member, x.Members.Get(n.Member))
			}
		}
		if x, y := a.Outcome(one[0], one[1]), a.Outcome(two[0], two[1]); (x == Fail) != (y == Fail) {
			t.Fatalf("%s or %s, for facts that are not missing", x, y)
		}
	})
}

// A dossier shown as having no offer has none, however it is completed; and when
// none is shown, every dossier finds one.
func TestNoOfferProfileIsExact(t *testing.T) {
	m, env := environment(t)
	rapid.Check(t, func(t *rapid.T) {
		rules := []Applied{drawRule(t, m, env, "A"), drawRule(t, m, env, "B")}
		var offers []fact.Facts
		for range rapid.IntRange(1, 3).Draw(t, "offers") {
			offers = append(offers, complete(t, m, fact.Offer, conditiontest.Facts(m, fact.Offer).Draw(t, "o")))
		}
		rejected := func(d fact.Facts) bool {
			return !slices.ContainsFunc(offers, func(o fact.Facts) bool {
				return rules[0].Outcome(d, o) != Fail && rules[1].Outcome(d, o) != Fail
			})
		}
		p, err := NoOfferProfile(m, rules, offers)
		if err != nil {
			t.Fatal(err)
		}
		if p == nil {
			if d := complete(t, m, fact.Dossier, m.NewFacts(fact.Dossier)); rejected(d) {
				t.Fatal("a dossier without an offer was missed")
			}
			return
		}
		if d := complete(t, m, fact.Dossier, p.Facts); !rejected(d) {
			t.Fatalf("%s has an offer", p)
		}
	})
}
