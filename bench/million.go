package main

import (
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision/engine"
)

// benchMillion decides a million dossiers held in memory on one core.
func benchMillion(r *report, o options) error {
	w, _, err := shipped()
	if err != nil {
		return err
	}
	n := o.size(1_000_000, 100_000)
	r.title(thousands(n) + " dossiers decided from memory")
	e, err := newEngines(w, false)
	if err != nil {
		return err
	}
	p := e.ours.program
	packed := packMany(w, p, n)
	var counts [3]int
	fromBits := once(min(o.rounds, 5), func() {
		counts = [3]int{}
		for _, d := range packed {
			p.Decide(d, e.ours.scratch)
			count(e.ours.scratch, len(w.offers), &counts)
		}
	})
	// Facts of a million dossiers would take 3 GB: fewer are read again and again,
	// still far more than the processor's caches hold.
	w.dossiers = newDraws(w.model, 1).dossiers(min(n, 50_000))
	space := make(engine.Packed, p.PackedWords())
	fromFacts := once(min(o.rounds, 3), func() {
		counts := [3]int{}
		for i := range n {
			p.Pack(w.dossiers[i%len(w.dossiers)], space)
			p.Decide(space, e.ours.scratch)
			count(e.ours.scratch, len(w.offers), &counts)
		}
	})
	r.table([]string{"from", "CPU", "a dossier", "dossiers/s"}, [][]string{
		{fmt.Sprintf("packed dossiers (%d bytes each)", 8*p.PackedWords()), human(fromBits), human(fromBits / float64(n)), thousands(int(float64(n) * 1e9 / fromBits))},
		{"facts", human(fromFacts), human(fromFacts / float64(n)), thousands(int(float64(n) * 1e9 / fromFacts))},
	})
	r.line("Verdicts: %s eligible, %s undetermined, %s ineligible.", thousands(counts[2]), thousands(counts[1]), thousands(counts[0]))
	r.below("a million dossiers decided, packed", 2e9, fromBits*1e6/float64(n))
	r.below("a million dossiers decided, from their facts", 2e9, fromFacts*1e6/float64(n))
	return nil
}

// packMany draws dossiers and keeps the bits only.
func packMany(w *world, p *engine.Program, n int) []engine.Packed {
	draw := newDraws(w.model, 1)
	words := p.PackedWords()
	all, out := make([]uint64, n*words), make([]engine.Packed, n)
	for i := range out {
		out[i] = all[i*words : (i+1)*words]
		p.Pack(draw.dossier(), out[i])
	}
	return out
}

// count reads every verdict, so that nothing of the work can be left out.
func count(s *engine.Scratch, offers int, counts *[3]int) {
	for o := range offers {
		counts[s.Verdict(o)-havre.No]++
	}
}
