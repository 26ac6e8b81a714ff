package main

import (
	"fmt"

	"github.com/havre-cloud/havre/decision/engine"
)

// otherShapes is the largest number of pairs of a rule and an offer for which OPA and
// Cedar run: beyond, one of their decisions takes a tenth of a second and more.
const otherShapes = 20_000

// benchGrowth shows how the cost of a decision grows with offers and rules.
func benchGrowth(r *report, o options) error {
	r.title("Growth")
	r.line("Made-up rules and offers over the published facts. \"Bitmaps\" is the kernel's own answer; \"verdicts\" reads one an offer out of it; \"reasons\" writes out every rule broken or perhaps broken for every offer.")
	rules, offers := []int{10, 17, 50, 100}, []int{10, 100, 1_000, 10_000}
	if o.quick {
		rules, offers = []int{17, 100}, []int{10, 100, 1_000}
	}
	var costs, ratios, sizes [][]string
	for _, n := range rules {
		for _, k := range offers {
			g, err := grow(n, k, o)
			if err != nil {
				return fmt.Errorf("%d rules, %d offers: %w", n, k, err)
			}
			costs, ratios, sizes = append(costs, g.costs), append(ratios, g.ratios), append(sizes, g.sizes)
		}
	}
	r.table([]string{"rules x offers", "bitmaps", "verdicts", "+ reasons", "tree", "tree + reasons", "cel-go", "cel-go + reasons", "OPA", "Cedar"}, costs)
	r.line("Times faster than each, like for like:")
	r.table([]string{"rules x offers", "verdicts vs cel-go", "reasons vs cel-go", "reasons vs OPA", "reasons vs Cedar", "verdicts vs tree"}, ratios)
	r.line("What the rules compile to:")
	r.table([]string{"rules x offers", "literals", "gates", "slots", "compiled in", "dossiers checked"}, sizes)
	return nil
}

type grown struct{ costs, ratios, sizes []string }

func grow(rules, offers int, o options) (grown, error) {
	w, err := synthetic(rules, offers, max(20, min(1000, 4_000_000/(rules*offers))))
	if err != nil {
		return grown{}, err
	}
	e, err := newEngines(w, rules*offers <= otherShapes)
	if err != nil {
		return grown{}, err
	}
	s, err := e.check(w, max(2, min(100, 400_000/(rules*offers))))
	if err != nil {
		return grown{}, err
	}
	cs := e.contestants(w)
	race(cs, min(o.rounds, 3), o.slice(60, 20))
	shape := fmt.Sprintf("%d x %s", rules, thousands(offers))
	g := grown{costs: []string{shape}, ratios: []string{shape}}
	for _, name := range []string{nKernel, nVerdict, nReasons, nTree, nTreeReasons, nCEL, nCELReasons, nOPA, nCedar} {
		cell := "-"
		if c := find(cs, name); c != nil {
			cell = human(c.cpu())
		}
		g.costs = append(g.costs, cell)
	}
	for _, pair := range [][2]string{{nVerdict, nCEL}, {nReasons, nCELReasons}, {nReasons, nOPA}, {nReasons, nCedar}, {nVerdict, nTree}} {
		cell := "-"
		if x := ratio(cs, pair[0], pair[1]); x > 0 {
			cell = times(x)
		}
		g.ratios = append(g.ratios, cell)
	}
	literals, gates, slots := e.ours.program.Size()
	compiled := once(1, func() { _, err = engine.Compile(w.model, w.engineRules(), w.offers) })
	g.sizes = []string{shape, fmt.Sprint(literals), fmt.Sprint(gates), fmt.Sprint(slots), human(compiled), fmt.Sprint(s.dossiers)}
	return g, err
}
