package main

import (
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision/engine"
)

// benchShipped compares the engines on the rules and the catalogue that the program
// carries.
func benchShipped(r *report, o options) error {
	w, _, err := shipped()
	if err != nil {
		return err
	}
	w.dossiers = newDraws(w.model, 1).dossiers(o.size(2000, 200))
	e, err := newEngines(w, true)
	if err != nil {
		return err
	}
	s, err := e.check(w, len(w.dossiers))
	if err != nil {
		return err
	}
	r.title("Shipped rules and catalogue")
	literals, gates, slots := e.ours.program.Size()
	r.line("%d must rules, %d offers, on %s for the ministry %q; compiled to %d literals, %d gates, %d slots, %d bytes a packed dossier.\n",
		len(w.rules), len(w.offers), day, ministry, literals, gates, slots, 8*e.ours.program.PackedWords())
	r.same(s)
	lines := e.contestants(w)
	race(lines, o.rounds, o.slice(250, 40))
	r.shipped(w, lines)
	return nil
}

// same says what was checked before measuring.
func (r *report) same(s sameness) {
	r.line("All engines give the same verdicts and reasons on %s dossiers (%s pairs of a dossier and an offer: %s eligible, %s undetermined, %s ineligible; %s reasons). Hesitations excused to cel-go on unknown numbers and words: %s.",
		thousands(s.dossiers), thousands(s.pairs), thousands(s.counts[2]), thousands(s.counts[1]), thousands(s.counts[0]), thousands(s.reasons), thousands(s.excused))
}

const (
	nKernel         = "Havre, bitmaps"
	nVerdict        = "Havre, verdicts"
	nPacking        = "Havre, packing included"
	nReasons        = "Havre + reasons"
	nPackingReasons = "Havre, packing included + reasons"
	nTree           = "tree walker"
	nTreeReasons    = "tree walker + reasons"
	nCEL            = "cel-go"
	nCELReasons     = "cel-go + reasons"
	nOPA            = "OPA + reasons"
	nCedar          = "Cedar + reasons"
)

// contestants are the engines that were loaded, without reasons and with.
func (e *engines) contestants(w *world) []*contestant {
	var cs []*contestant
	out := make([]havre.Truth, len(w.offers))
	why := make([]engine.Reason, 0, len(w.offers)*len(w.rules))
	n := len(w.dossiers)
	alone := func(name string, d decider) {
		cs = append(cs, &contestant{name: name, f: func(i int) { d.verdicts(i%n, out) }})
	}
	with := func(name string, d decider) {
		cs = append(cs, &contestant{name: name, f: func(i int) { why = d.reasons(i%n, out, why[:0]) }})
	}
	cs = append(cs, &contestant{name: nKernel, f: func(i int) { e.ours.decide(i % n) }})
	alone(nVerdict, e.ours)
	alone(nPacking, newPacking(e.ours))
	with(nReasons, e.ours)
	with(nPackingReasons, newPacking(e.ours))
	alone(nTree, e.tree)
	with(nTreeReasons, e.tree)
	alone(nCEL, e.cel)
	with(nCELReasons, e.cel)
	if e.opa != nil {
		with(nOPA, e.opa)
	}
	if e.cedar != nil {
		with(nCedar, e.cedar)
	}
	return cs
}

func find(cs []*contestant, name string) *contestant {
	for _, c := range cs {
		if c.name == name {
			return c
		}
	}
	return nil
}

// ratio is how many times faster a is than b.
func ratio(cs []*contestant, a, b string) float64 {
	x, y := find(cs, a), find(cs, b)
	if x == nil || y == nil {
		return 0
	}
	return y.cpu() / x.cpu()
}

func (r *report) shipped(w *world, cs []*contestant) {
	var rows [][]string
	for _, c := range cs {
		rows = append(rows, []string{
			c.name, human(c.cpu()), human(c.cpu() / float64(len(w.offers))), thousands(int(1e9 / c.cpu())), fmt.Sprintf("%.0f", c.allocs()),
			times(ratio(cs, c.name, nCEL)), times(ratio(cs, c.name, nCELReasons)), times(ratio(cs, c.name, nOPA)), times(ratio(cs, c.name, nCedar)), fmt.Sprintf("%.0f %%", c.spread()),
		})
	}
	r.table([]string{"engine", "CPU a decision", "a pair", "decisions/s/core", "allocations", "vs cel-go", "vs cel-go + reasons", "vs OPA", "vs Cedar", "spread"}, rows)
	r.atLeast("verdicts, against cel-go's verdicts", 60, ratio(cs, nVerdict, nCEL))
	r.atLeast("verdicts with packing, against cel-go's verdicts (no goal set)", 1, ratio(cs, nPacking, nCEL))
	r.atLeast("reasons, against cel-go with reasons", 10, ratio(cs, nReasons, nCELReasons))
	r.atLeast("reasons, against OPA with reasons", 250, ratio(cs, nReasons, nOPA))
	r.goals = append(r.goals, goal{"allocations for a verdict", "0", fmt.Sprintf("%.2f", find(cs, nVerdict).allocs()), find(cs, nVerdict).allocs() < 0.01})
}

// options are the flags.
type options struct {
	quick  bool
	rounds int
}

// size chooses between a full and a quick run.
func (o options) size(full, quick int) int {
	if o.quick {
		return quick
	}
	return full
}

func (o options) slice(full, quick int) time.Duration {
	return time.Duration(o.size(full, quick)) * time.Millisecond
}
