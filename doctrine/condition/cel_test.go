package condition_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/doctrine/condition/conditiontest"
	"github.com/havre-cloud/havre/fact"
)

// TestSameAsCEL: a lowered condition has the value that cel-go's own interpreter
// gives its text. Where cel-go knows less, it is because an ordered fact or a word
// is unknown, which Havre reads as any value of its domain.
func TestSameAsCEL(t *testing.T) {
	m := conditiontest.Model(t)
	with := conditiontest.Compiler(t, m)
	cel, err := conditiontest.NewCEL(m, map[string]string{"named": conditiontest.Named})
	if err != nil {
		t.Fatal(err)
	}
	namedCEL, err := cel.Compile(conditiontest.Named)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		src := conditiontest.Source(3).Draw(t, "source")
		if len(src) > condition.MaxLength {
			return
		}
		x, err := with.Compile(src)
		if err != nil {
			t.Fatal(err)
		}
		p, err := cel.Compile(src)
		if err != nil {
			t.Fatal(err)
		}
		d, o := conditiontest.Facts(m, fact.Dossier).Draw(t, "d"), conditiontest.Facts(m, fact.Offer).Draw(t, "o")
		act := &conditiontest.Activation{Dossier: cel.Values(fact.Dossier, d), Offer: cel.Values(fact.Offer, o)}
		v, err := namedCEL.Value(act)
		if err != nil {
			t.Fatal(err)
		}
		act.Definitions = conditiontest.Values{"named": v}
		want, err := p.Eval(act)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		got := x.Eval(d, o)
		// "elsewhere" is no offer of the model: we know the answer, cel-go does not.
		excused := want == havre.Unknown && (opaque(m, x, d, o) || strings.Contains(src, "elsewhere"))
		if got != want && !excused {
			t.Fatalf("%s: cel-go says %v, we say %v", src, want, got)
		}
	})
}

// opaque says whether the condition reads an unknown that cel-go cannot reason on.
func opaque(m *fact.Model, x *condition.Expr, d, o fact.Facts) bool {
	for _, r := range x.Refs() {
		f := d
		if r.Side == fact.Offer {
			f = o
		}
		if k := m.Def(r).Kind; k != fact.Truth && k != fact.Set && !f[r.Index].Known {
			return true
		}
	}
	return false
}
