package engine_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/doctrine/condition/conditiontest"
	"github.com/havre-cloud/havre/fact"
)

// oracle is the slow, obvious evaluator: every rule, by its own tree.
func oracle(rules []engine.Rule, d, o fact.Facts) (havre.Truth, []engine.Reason) {
	verdict := havre.Yes
	var why []engine.Reason
	for i, r := range rules {
		broken := r.When.Eval(d, o).And(r.Concerns.Eval(d, o)).And(r.Requires.Eval(d, o).Not())
		verdict = verdict.And(broken.Not())
		if broken != havre.No {
			why = append(why, engine.Reason{Rule: int32(i), Certain: broken == havre.Yes})
		}
	}
	return verdict, why
}

type world struct {
	m        *fact.Model
	rules    []engine.Rule
	offers   []fact.Facts
	dossiers []fact.Facts
}

func drawWorld(t *rapid.T, m *fact.Model, with *condition.With, maxOffers int) world {
	w := world{m: m}
	compile := func(label string, depth int) *condition.Expr {
		for {
			src := conditiontest.Source(depth).Draw(t, label)
			if x, err := with.Compile(src); err == nil {
				return x
			}
		}
	}
	for range rapid.IntRange(1, 5).Draw(t, "rules") {
		w.rules = append(w.rules, engine.Rule{ID: "R", When: compile("when", 2), Concerns: compile("concerns", 1), Requires: compile("requires", 2)})
	}
	w.offers = rapid.SliceOfN(conditiontest.Facts(m, fact.Offer), 1, maxOffers).Draw(t, "offers")
	w.dossiers = rapid.SliceOfN(conditiontest.Facts(m, fact.Dossier), 1, 3).Draw(t, "dossiers")
	return w
}

// drawProgram draws rules and offers until they are small enough for a program.
func drawProgram(t *rapid.T, m *fact.Model, draw func() world) (world, *engine.Program) {
	for {
		w := draw()
		p, err := engine.Compile(m, w.rules, w.offers)
		if errors.Is(err, engine.ErrTooLarge) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		return w, p
	}
}

// TestSameAsOracle: the kernel's verdicts and reasons are those of the rules' own
// trees, over random rules, offers and dossiers, for one word of offers and more.
func TestSameAsOracle(t *testing.T) {
	m := conditiontest.Model(t)
	with := conditiontest.Compiler(t, m)
	rapid.Check(t, func(t *rapid.T) {
		w, p := drawProgram(t, m, func() world {
			w := drawWorld(t, m, with, 5)
			if rapid.Bool().Draw(t, "wide") { // more than 64 offers take another path
				for i := 0; len(w.offers) < 70; i++ {
					w.offers = append(w.offers, w.offers[i])
				}
			}
			return w
		})
		s, packed := p.NewScratch(), make(engine.Packed, p.PackedWords())
		for _, d := range w.dossiers {
			p.Pack(d, packed)
			p.Decide(packed, s)
			got := map[engine.Reason]bool{}
			for _, r := range p.Reasons(s, nil) {
				got[r] = true
			}
			n := 0
			for i, o := range w.offers {
				want, why := oracle(w.rules, d, o)
				if v := s.Verdict(i); v != want {
					t.Fatalf("offer %d: kernel says %v, the rules %v", i, v, want)
				}
				for _, r := range why {
					r.Offer = int32(i)
					if !got[r] {
						t.Fatalf("kernel lacks reason %+v", r)
					}
				}
				n += len(why)
			}
			if n != len(got) {
				t.Fatalf("kernel gives %d reasons, the rules %d", len(got), n)
			}
		}
	})
}

// TestMonotone: turning an unknown into a value never flips a settled verdict.
func TestMonotone(t *testing.T) {
	m := conditiontest.Model(t)
	with := conditiontest.Compiler(t, m)
	rapid.Check(t, func(t *rapid.T) {
		w, p := drawProgram(t, m, func() world {
			w := drawWorld(t, m, with, 2)
			w.offers = []fact.Facts{w.offers[0], learn(t, m, fact.Offer, w.offers[0])}
			return w
		})
		d := w.dossiers[0]
		fuller := learn(t, m, fact.Dossier, d)
		s, packed := p.NewScratch(), make(engine.Packed, p.PackedWords())
		p.Pack(d, packed)
		p.Decide(packed, s)
		before := s.Verdict(0)
		p.Pack(fuller, packed)
		p.Decide(packed, s)
		if after := s.Verdict(1); before.Known() && after != before {
			t.Fatalf("knowing more turned %v into %v", before, after)
		}
	})
}

// learn gives values to some of the unknown facts.
func learn(t *rapid.T, m *fact.Model, side fact.Side, f fact.Facts) fact.Facts {
	out, other := f.Clone(), conditiontest.Facts(m, side).Draw(t, "learn")
	for i := range out {
		switch d := &m.Defs(side)[i]; d.Kind {
		case fact.Truth:
			if !out[i].Truth.Known() {
				out[i].Truth = other[i].Truth
			}
		case fact.Set:
			for j := range d.Values {
				if !out[i].Members.Get(j).Known() {
					out[i].Members.Put(j, other[i].Members.Get(j))
				}
			}
		case fact.Level, fact.Number, fact.Date, fact.Enum:
			if !out[i].Known {
				out[i] = other[i]
			}
		}
	}
	return out
}

// TestIndexSameAsDeciding: what the index says of a change is what deciding every
// dossier before and after says.
func TestIndexSameAsDeciding(t *testing.T) {
	m := conditiontest.Model(t)
	with := conditiontest.Compiler(t, m)
	rapid.Check(t, func(t *rapid.T) {
		w, p := drawProgram(t, m, func() world { return drawWorld(t, m, with, 4) })
		var packed []engine.Packed
		for i := range 70 {
			k := make(engine.Packed, p.PackedWords())
			p.Pack(w.dossiers[i%len(w.dossiers)], k)
			packed = append(packed, k)
		}
		x := p.NewIndex(len(packed), func(yield func(engine.Packed) bool) {
			for _, k := range packed {
				if !yield(k) {
					return
				}
			}
		})
		before, after := 0, len(w.offers)-1
		ch := x.Compare(before, after)
		n, s := 0, p.NewScratch()
		for k, d := range packed {
			p.Decide(d, s)
			vb, va := s.Verdict(before), s.Verdict(after)
			if gb, ga := ch.Verdicts(k); gb != vb || ga != va {
				t.Fatalf("dossier %d: index says %v then %v, deciding says %v then %v", k, gb, ga, vb, va)
			}
			if vb != va {
				n++
			}
		}
		if n != ch.Count {
			t.Fatalf("index counts %d changes, deciding %d", ch.Count, n)
		}
	})
}

func TestDecideAllocatesNothing(t *testing.T) {
	m := conditiontest.Model(t)
	with := conditiontest.Compiler(t, m)
	rapid.Check(t, func(t *rapid.T) {
		w, p := drawProgram(t, m, func() world { return drawWorld(t, m, with, 3) })
		s, packed := p.NewScratch(), make(engine.Packed, p.PackedWords())
		p.Pack(w.dossiers[0], packed)
		out := make([]engine.Reason, 0, len(w.rules)*len(w.offers))
		if n := testing.AllocsPerRun(3, func() { p.Decide(packed, s); out = p.Reasons(s, out[:0]) }); n != 0 {
			t.Fatalf("%v allocations", n)
		}
	})
}
