package main

import (
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/fact"
)

// lapse is a certificate that ends: an offer, and what it becomes.
type lapse struct {
	name  string
	offer int
	after fact.Facts
}

// benchImpact asks what a lapsed certificate does to a million dossiers.
func benchImpact(r *report, o options) error {
	w, judge, err := shipped()
	if err != nil {
		return err
	}
	lapses := lapsesOf(w, judge)
	if len(lapses) == 0 {
		return fmt.Errorf("no offer of the catalogue holds a certificate on %s", day)
	}
	n := o.size(1_000_000, 100_000)
	r.title(fmt.Sprintf("A lapsed certificate and %s dossiers", thousands(n)))
	with := slices.Clone(w.offers)
	for _, l := range lapses {
		with = append(with, l.after)
	}
	p, err := engine.Compile(w.model, w.engineRules(), with)
	if err != nil {
		return err
	}
	packed := packMany(w, p, n)
	var x *engine.Index
	build := once(1, func() { x = p.NewIndex(n, slices.Values(packed)) })
	_, _, slots := p.Size()
	r.line("Index of %d slots: %s (%.1f bytes a dossier), built in %s from packed dossiers.", slots, megabytes(x.Bytes()), float64(x.Bytes())/float64(n), human(build))
	worst := impacts(r, o, w, x, lapses)
	return again(r, o, w, lapses[worst], x.Compare(lapses[worst].offer, len(w.offers)+worst).Count)
}

// lapsesOf lists every certificate held that day, as the program does.
func lapsesOf(w *world, j *decision.Judge) []lapse {
	var out []lapse
	for _, s := range j.Lapses() {
		l := lapse{name: s.String(), offer: slices.Index(w.ids, s.Offer)}
		l.after = w.offers[l.offer].Clone()
		if w.model.SetWord(l.after, fact.Offer, s.Path, s.Value) || w.model.SetTruth(l.after, fact.Offer, s.Path, havre.No) {
			out = append(out, l)
		}
	}
	return out
}

// impacts times every lapse, and every certificate regained, which takes the general
// path: it removes reasons instead of adding some. It returns the lapse that changes
// the most dossiers.
func impacts(r *report, o options, w *world, x *engine.Index, lapses []lapse) int {
	var cs []*contestant
	changed := make([]int, 2*len(lapses))
	for i, l := range lapses {
		after := len(w.offers) + i
		cs = append(cs,
			&contestant{name: l.name, f: func(int) { changed[2*i] = x.Compare(l.offer, after).Count }},
			&contestant{name: "regained: " + l.name, f: func(int) { changed[2*i+1] = x.Compare(after, l.offer).Count }})
	}
	race(cs, min(o.rounds, 5), o.slice(60, 20))
	worst := 0
	var rows [][]string
	for i, c := range cs {
		rows = append(rows, []string{c.name, thousands(changed[i]), human(c.cpu())})
		if i%2 == 0 && changed[i] > changed[2*worst] {
			worst = i / 2
		}
	}
	r.table([]string{"change", "dossiers whose verdict changes", "CPU"}, rows)
	slowest := 0.0
	for i := 0; i < len(cs); i += 2 {
		slowest = max(slowest, cs[i].cpu())
	}
	r.below("a lapsed certificate over a million dossiers (the slowest)", 1e6, slowest*1e6/float64(x.Len()))
	r.impact = slowest
	return worst
}

// again decides every dossier again, in three ways, and compares.
func again(r *report, o options, w *world, l lapse, want int) error {
	n := o.size(1_000_000, 100_000)
	after := slices.Clone(w.offers)
	after[l.offer] = l.after
	before, err := engine.Compile(w.model, w.engineRules(), w.offers)
	if err != nil {
		return err
	}
	p, err := engine.Compile(w.model, w.engineRules(), after)
	if err != nil {
		return err
	}
	stored := storedVerdicts(before, packMany(w, before, n))
	packed := packMany(w, p, n)
	s := p.NewScratch()
	got := 0
	all := once(min(o.rounds, 5), func() {
		got = 0
		for i, d := range packed {
			p.Decide(d, s)
			if s.Fail[0] != stored[2*i] || (s.Open[0]&^s.Fail[0]) != stored[2*i+1] {
				got++
			}
		}
	})
	if got != want {
		return fmt.Errorf("%s: the index says %d dossiers change, deciding again says %d", l.name, want, got)
	}
	rows := [][]string{{"deciding all again with the kernel", human(all), times(all / r.impact)}}
	few := &world{model: w.model, rules: w.rules, terms: w.terms, offers: after, ids: w.ids, dossiers: newDraws(w.model, 1).dossiers(o.size(2_000, 500))}
	e, err := newEngines(few, false)
	if err != nil {
		return err
	}
	cs := e.contestants(few)
	cs = slices.DeleteFunc(cs, func(c *contestant) bool { return c.name != nTree && c.name != nCEL })
	race(cs, min(o.rounds, 3), o.slice(200, 50))
	for _, c := range cs {
		cpu := c.cpu() * float64(n)
		rows = append(rows, []string{fmt.Sprintf("deciding all again with the %s (measured on %s, extrapolated)", c.name, thousands(len(few.dossiers))), human(cpu), times(cpu / r.impact)})
	}
	r.line("The same question, asked by deciding every dossier again (%s; the same %s dossiers found):", l.name, thousands(got))
	r.table([]string{"way", "CPU", "times slower than the index"}, rows)
	r.atLeast("a lapsed certificate, against deciding all again with the kernel", 300, all/r.impact)
	return nil
}

func storedVerdicts(p *engine.Program, packed []engine.Packed) []uint64 {
	s := p.NewScratch()
	out := make([]uint64, 2*len(packed))
	for i, d := range packed {
		p.Decide(d, s)
		out[2*i], out[2*i+1] = s.Fail[0], s.Open[0]&^s.Fail[0]
	}
	return out
}
