package main

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/fact"
)

// decider is an engine with the rules and offers of a world loaded. It decides
// dossiers of the world by number; their conversion to the engine's own form is
// done beforehand.
type decider interface {
	// verdicts fills one verdict an offer: no, unknown or yes to "may it host?".
	verdicts(i int, out []havre.Truth)
	// reasons does too, and appends every rule broken or perhaps broken, in any order.
	reasons(i int, out []havre.Truth, why []engine.Reason) []engine.Reason
}

// ours is the compiled kernel.
type ours struct {
	w       *world
	program *engine.Program
	packed  []uint64
	scratch *engine.Scratch
}

func newOurs(w *world) (*ours, error) {
	p, err := engine.Compile(w.model, w.engineRules(), w.offers)
	if err != nil {
		return nil, err
	}
	o := &ours{w, p, make([]uint64, p.PackedWords()*len(w.dossiers)), p.NewScratch()}
	for i, d := range w.dossiers {
		p.Pack(d, o.at(i))
	}
	return o, nil
}

func (e *ours) at(i int) engine.Packed {
	n := e.program.PackedWords()
	return e.packed[i*n : (i+1)*n]
}

// decide leaves the answer as the kernel gives it: two bitmaps over the offers.
func (e *ours) decide(i int) { e.program.Decide(e.at(i), e.scratch) }

func (e *ours) verdicts(i int, out []havre.Truth) {
	e.decide(i)
	for o := range out {
		out[o] = e.scratch.Verdict(o)
	}
}

func (e *ours) reasons(i int, out []havre.Truth, why []engine.Reason) []engine.Reason {
	e.verdicts(i, out)
	return e.program.Reasons(e.scratch, why)
}

// packing is ours from the facts, their reduction to bits included.
type packing struct {
	*ours
	space engine.Packed
}

func newPacking(e *ours) packing { return packing{e, make(engine.Packed, e.program.PackedWords())} }

func (e packing) verdicts(i int, out []havre.Truth) {
	e.program.Pack(e.w.dossiers[i], e.space)
	e.program.Decide(e.space, e.scratch)
	for o := range out {
		out[o] = e.scratch.Verdict(o)
	}
}

func (e packing) reasons(i int, out []havre.Truth, why []engine.Reason) []engine.Reason {
	e.verdicts(i, out)
	return e.program.Reasons(e.scratch, why)
}

// tree evaluates the conditions as they are written: what a careful programmer
// does first.
type tree struct {
	w       *world
	applies []havre.Truth
}

func newTree(w *world) *tree { return &tree{w, make([]havre.Truth, len(w.rules))} }

func (e *tree) when(d fact.Facts) {
	for r := range e.w.rules {
		e.applies[r] = e.w.rules[r].When.Eval(d, nil)
	}
}

// broken says whether an offer breaks rule r.
func (e *tree) broken(r int, d, o fact.Facts) havre.Truth {
	v := e.applies[r]
	if v != havre.No {
		v = v.And(e.w.rules[r].Concerns.Eval(d, o))
	}
	if v != havre.No {
		v = v.And(e.w.rules[r].Requires.Eval(d, o).Not())
	}
	return v
}

func (e *tree) verdicts(i int, out []havre.Truth) {
	d := e.w.dossiers[i]
	e.when(d)
	for k, o := range e.w.offers {
		out[k] = havre.Yes
		for r := range e.w.rules {
			out[k] = out[k].And(e.broken(r, d, o).Not())
			if out[k] == havre.No {
				break
			}
		}
	}
}

func (e *tree) reasons(i int, out []havre.Truth, why []engine.Reason) []engine.Reason {
	d := e.w.dossiers[i]
	e.when(d)
	for k, o := range e.w.offers {
		out[k] = havre.Yes
		for r := range e.w.rules {
			if b := e.broken(r, d, o); b != havre.No {
				out[k] = out[k].And(b.Not())
				why = append(why, engine.Reason{Offer: int32(k), Rule: int32(r), Certain: b == havre.Yes})
			}
		}
	}
	return why
}
