package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/fact"
)

// field of contestants: the engines that decide one world.
type engines struct {
	ours  *ours
	tree  *tree
	cel   *celGo
	opa   *opa
	cedar *cedarGo
}

// newEngines loads them all, or only those that are asked for with "others".
func newEngines(w *world, others bool) (*engines, error) {
	e := &engines{tree: newTree(w)}
	var err error
	if e.ours, err = newOurs(w); err != nil {
		return nil, err
	}
	if e.cel, err = newCEL(w); err != nil || !others {
		return e, err
	}
	if e.opa, err = newOPA(w); err != nil {
		return nil, err
	}
	e.cedar, err = newCedar(w)
	return e, err
}

// sameness is what the comparison of the engines found.
type sameness struct {
	dossiers, pairs, reasons int
	counts                   [3]int // verdicts no, unknown, yes
	excused                  int    // pairs of a rule and an offer
}

// check decides dossiers with every engine and fails on the first difference in a
// verdict or in a reason.
//
// One difference is excused, and counted: cel-go knows nothing of an unknown number,
// level, date or word, where Havre knows its domain (an unknown level is at least 1).
// There cel-go may hesitate on a rule that Havre settles, if that rule does read such
// an unknown.
func (e *engines) check(w *world, dossiers int) (sameness, error) {
	s := sameness{dossiers: min(dossiers, len(w.dossiers))}
	for i := range s.dossiers {
		want := answer(e.tree, w, i)
		s.pairs += len(want.verdicts)
		s.reasons += len(want.reasons)
		for _, v := range want.verdicts {
			s.counts[v+1]++
		}
		for _, other := range []struct {
			name string
			d    decider
		}{{"havre", e.ours}, {"havre from facts", newPacking(e.ours)}, {"OPA", orNil(e.opa)}, {"Cedar", orNil(e.cedar)}} {
			if other.d == nil {
				continue
			}
			if got := answer(other.d, w, i); !got.equal(want) {
				return s, fmt.Errorf("dossier %d: %s says %v, the rules' own trees say %v", i, other.name, got, want)
			}
		}
		n, err := excuse(w, i, answer(e.cel, w, i), want)
		if s.excused += n; err != nil {
			return s, err
		}
	}
	return s, nil
}

// orNil turns a nil pointer into a nil interface.
func orNil[T any, P interface {
	*T
	decider
}](p P) decider {
	if p == nil {
		return nil
	}
	return p
}

// said is everything an engine says of a dossier.
type said struct {
	verdicts []havre.Truth
	reasons  []engine.Reason
}

// answer asks for the verdicts twice, without and with reasons: the two ways must
// agree.
func answer(d decider, w *world, i int) said {
	var a said
	alone := make([]havre.Truth, len(w.offers))
	a.verdicts = make([]havre.Truth, len(w.offers))
	d.verdicts(i, alone)
	a.reasons = d.reasons(i, a.verdicts, nil)
	if !slices.Equal(alone, a.verdicts) {
		panic(fmt.Sprintf("dossier %d: %T gives %v without reasons, %v with them", i, d, alone, a.verdicts))
	}
	slices.SortFunc(a.reasons, func(x, y engine.Reason) int {
		return cmp.Or(cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Offer, y.Offer))
	})
	return a
}

func (a said) equal(b said) bool {
	return slices.Equal(a.verdicts, b.verdicts) && slices.Equal(a.reasons, b.reasons)
}

// excuse compares cel-go's answer, and counts the hesitations it is forgiven.
func excuse(w *world, i int, cel, want said) (int, error) {
	wanted, given := byPair(want.reasons), byPair(cel.reasons)
	excused := 0
	for pair, certain := range given {
		sure, ok := wanted[pair]
		if ok && sure == certain {
			continue
		}
		if certain || !w.opaque(pair[0], i, pair[1]) {
			return excused, fmt.Errorf("dossier %d, rule %s, offer %s: cel-go and the rule's own tree differ", i, w.rules[pair[0]].ID, w.ids[pair[1]])
		}
		excused++
	}
	for pair := range wanted {
		if _, ok := given[pair]; !ok {
			return excused, fmt.Errorf("dossier %d, rule %s, offer %s: cel-go lacks a reason", i, w.rules[pair[0]].ID, w.ids[pair[1]])
		}
	}
	return excused, nil
}

func byPair(rs []engine.Reason) map[[2]int32]bool {
	out := make(map[[2]int32]bool, len(rs))
	for _, r := range rs {
		out[[2]int32{r.Rule, r.Offer}] = r.Certain
	}
	return out
}

// opaque says whether a rule reads an unknown whose domain cel-go cannot use.
func (w *world) opaque(rule int32, dossier int, offer int32) bool {
	for _, x := range []interface{ Refs() []fact.Ref }{w.rules[rule].When, w.rules[rule].Concerns, w.rules[rule].Requires} {
		for _, r := range x.Refs() {
			f := w.dossiers[dossier]
			if r.Side == fact.Offer {
				f = w.offers[offer]
			}
			if k := w.model.Def(r).Kind; k != fact.Truth && k != fact.Set && !f[r.Index].Known {
				return true
			}
		}
	}
	return false
}
