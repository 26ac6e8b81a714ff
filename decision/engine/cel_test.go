package engine_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/doctrine/condition/conditiontest"
	"github.com/havre-cloud/havre/fact"
)

// celRule is a rule as cel-go runs it.
type celRule struct{ when, concerns, requires conditiontest.Program }

// broken is cel-go's own answer to "is the rule broken?".
func (r celRule) broken(t *rapid.T, a *conditiontest.Activation) havre.Truth {
	v := havre.Yes
	for i, p := range []conditiontest.Program{r.when, r.concerns, r.requires} {
		x, err := p.Eval(a)
		if err != nil {
			t.Fatal(err)
		}
		if i == 2 {
			x = x.Not()
		}
		v = v.And(x)
	}
	return v
}

// TestSameAsCEL: over random rule sets, catalogues and dossiers, verdicts and
// reasons are those of cel-go's own interpreter. Ordered facts and words are known
// here: of an unknown one, Havre reads the domain, which cel-go cannot.
func TestSameAsCEL(t *testing.T) {
	m := conditiontest.Model(t)
	env, err := condition.NewEnv(m).With(nil)
	if err != nil {
		t.Fatal(err)
	}
	cel, err := conditiontest.NewCEL(m, nil)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string, depth int) (*condition.Expr, conditiontest.Program) {
			for {
				src := conditiontest.Source(depth).Draw(t, label)
				x, err := env.Compile(src)
				if err != nil { // too long, or it uses a definition
					continue
				}
				p, err := cel.Compile(src)
				if err != nil {
					t.Fatal(err)
				}
				return x, p
			}
		}
		var celRules []celRule
		w, p := drawProgram(t, m, func() world {
			w := world{offers: []fact.Facts{known(t, m, fact.Offer), known(t, m, fact.Offer)}}
			celRules = nil
			for range rapid.IntRange(1, 4).Draw(t, "rules") {
				var r engine.Rule
				var c celRule
				r.When, c.when = draw("when", 2)
				r.Concerns, c.concerns = draw("concerns", 1)
				r.Requires, c.requires = draw("requires", 2)
				w.rules, celRules = append(w.rules, r), append(celRules, c)
			}
			return w
		})
		d := known(t, m, fact.Dossier)
		s, packed := p.NewScratch(), make(engine.Packed, p.PackedWords())
		p.Pack(d, packed)
		p.Decide(packed, s)
		got := map[engine.Reason]bool{}
		for _, r := range p.Reasons(s, nil) {
			got[r] = true
		}
		dossierValues := cel.Values(fact.Dossier, d)
		for o := range w.offers {
			act := &conditiontest.Activation{Dossier: dossierValues, Offer: cel.Values(fact.Offer, w.offers[o])}
			want := havre.Yes
			for i, c := range celRules {
				broken := c.broken(t, act)
				want = want.And(broken.Not())
				reason := engine.Reason{Offer: int32(o), Rule: int32(i), Certain: broken == havre.Yes}
				if got[reason] != (broken != havre.No) {
					t.Fatalf("rule %d on offer %d: cel-go says broken is %v, reasons are %v", i, o, broken, got)
				}
			}
			if v := s.Verdict(o); v != want {
				t.Fatalf("offer %d: kernel says %v, cel-go %v", o, v, want)
			}
		}
	})
}

// known draws facts whose numbers, levels, dates and words are all known.
func known(t *rapid.T, m *fact.Model, s fact.Side) fact.Facts {
	f := conditiontest.Facts(m, s).Draw(t, "facts")
	for i := range f {
		switch m.Defs(s)[i].Kind {
		case fact.Level, fact.Number:
			if !f[i].Known {
				f[i] = fact.Value{Known: true, Number: 1}
			}
		case fact.Date, fact.Enum:
			f[i].Known = true
		case fact.Truth, fact.Set:
		}
	}
	return f
}
