package main

import (
	"math/rand/v2"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// seed makes every run draw the same dossiers.
const seed = 20261122

// unknownShare is how many of the facts nobody has stated.
const unknownShare = 0.05

// shares are how often a true-or-false fact holds, or how often each member of a
// set is in it, where a third would be far from what dossiers say.
var shares = map[string]float64{
	"dossier.organisation.srenScope": 0.15, "dossier.project.contractorChange": 0.2, "dossier.project.liftAndShift": 0.15,
	"dossier.project.cloudReady": 0.8, "dossier.environments": 0.5, "dossier.data.personal": 0.8, "dossier.data.specialCategory": 0.3,
	"dossier.data.healthHosting": 0.25, "dossier.data.selfHostedHealth": 0.1, "dossier.data.legalSecrets": 0.08,
	"dossier.data.essentialMission": 0.15, "dossier.data.harm.publicOrder": 0.05, "dossier.data.harm.publicSecurity": 0.05,
	"dossier.data.harm.health": 0.15, "dossier.data.harm.life": 0.05, "dossier.data.harm.intellectualProperty": 0.05,
	"dossier.needs.layer": 0.5, "dossier.needs.runtimes": 0.12, "dossier.needs.services": 0.15, "dossier.needs.exposure": 0.6,
	"dossier.needs.audience": 0.4, "dossier.flows.to": 0.06, "dossier.existingSolution": 0.2,
	"offer.id": 1, "offer.available": 0.9, "offer.cloud": 0.8, "offer.layers": 0.4, "offer.runtimes": 0.5, "offer.services": 0.6,
	"offer.exposure": 0.7, "offer.reaches": 0.3, "offer.openTo": 0.6, "offer.reserved": 0.3, "offer.dict.published": 0.5,
}

// words are the weights of a word, a level or a number, by position or value.
var words = map[string][]weighted{
	"dossier.organisation.kind":          {{0, 40}, {1, 25}, {2, 15}, {3, 5}, {4, 3}, {5, 10}, {6, 2}},
	"dossier.project.nature":             {{0, 50}, {1, 20}, {2, 30}},
	"dossier.project.fullCostEUR":        {{40_000, 20}, {200_000, 30}, {800_000, 25}, {1_500_000, 15}, {4_000_000, 7}, {12_000_000, 3}},
	"dossier.project.evolutionPercent":   {{5, 30}, {20, 30}, {40, 20}, {60, 15}, {120, 5}},
	"dossier.data.marking":               {{0, 92}, {1, 7}, {2, 1}},
	"dossier.needs.dict.scale":           {{0, 90}, {1, 7}, {2, 3}},
	"dossier.needs.dict.availability":    levels,
	"dossier.needs.dict.integrity":       levels,
	"dossier.needs.dict.traceability":    levels,
	"dossier.needs.rtoMinutes":           {{60, 10}, {240, 20}, {1440, 40}, {4320, 20}, {20160, 10}},
	"dossier.needs.rpoMinutes":           {{15, 10}, {240, 20}, {1440, 60}, {10080, 10}},
	"dossier.needs.zones":                {{1, 70}, {2, 25}, {3, 5}},
	"dossier.needs.segment":              {{0, 85}, {1, 3}, {2, 4}, {3, 3}, {4, 5}},
	"offer.zones":                        {{1, 30}, {2, 45}, {3, 25}},
	"offer.slaBasisPoints":               {{9900, 30}, {9950, 30}, {9990, 30}, {9995, 10}},
	"dossier.needs.dict.confidentiality": levels,
}

var levels = []weighted{{1, 20}, {2, 40}, {3, 30}, {4, 10}}

type weighted struct {
	value  int64
	weight int
}

// draws are random facts, the same for the same seed.
type draws struct {
	*rand.Rand
	m *fact.Model
}

func newDraws(m *fact.Model, stream uint64) *draws {
	return &draws{rand.New(rand.NewPCG(seed, stream)), m} //nolint:gosec // the same draws at every run is the point
}

// dossiers draws the needs of one ministry.
func (r *draws) dossiers(n int) []fact.Facts {
	out := make([]fact.Facts, n)
	for i := range out {
		out[i] = r.dossier()
	}
	return out
}

func (r *draws) dossier() fact.Facts {
	f := r.facts(fact.Dossier)
	if _, ok := r.m.Lookup("dossier.organisation.ministry"); !ok {
		return f
	}
	r.m.SetWord(f, fact.Dossier, "organisation.ministry", ministry)
	// Levels on another scale than the catalogue's are unknown to the rules.
	if at, _ := r.m.Lookup("dossier.needs.dict.scale"); !f[at.Index].Known || f[at.Index].Number != 0 {
		for _, axis := range []string{"availability", "integrity", "confidentiality", "traceability"} {
			level, _ := r.m.Lookup("dossier.needs.dict." + axis)
			f[level.Index] = fact.Value{}
		}
	}
	return f
}

// facts draws one side, each fact on its own.
func (r *draws) facts(s fact.Side) fact.Facts {
	f := r.m.NewFacts(s)
	for i := range f {
		if r.Float64() >= unknownShare {
			r.value(&r.m.Defs(s)[i], &f[i])
		}
	}
	return f
}

func (r *draws) value(d *fact.Def, v *fact.Value) {
	share, ok := shares[d.Name()]
	if !ok {
		share = 1.0 / 3
	}
	switch d.Kind {
	case fact.Truth:
		v.Truth = havre.TruthOf(r.Float64() < share)
	case fact.Set:
		r.members(d, v, share)
	case fact.Enum, fact.Level, fact.Number, fact.Date:
		*v = fact.Value{Known: true, Number: r.number(d)}
	}
}

// members draws a set. A dossier states a whole list; an offer, member by member.
func (r *draws) members(d *fact.Def, v *fact.Value, share float64) {
	var in []int
	for i := range d.Values {
		if r.Float64() < share {
			in = append(in, i)
		}
	}
	v.Members.Fill(len(d.Values), in, true)
	if d.Side == fact.Offer {
		for i := range d.Values {
			if r.Float64() < unknownShare {
				v.Members.Put(i, havre.Unknown)
			}
		}
	}
}

func (r *draws) number(d *fact.Def) int64 {
	if choice := words[d.Name()]; choice != nil {
		return r.choose(choice)
	}
	switch d.Kind {
	case fact.Level:
		return r.choose(levels)
	case fact.Date:
		return havre.MustDate("2016-01-01").Days() + r.Int64N(11*365)
	case fact.Enum:
		return r.Int64N(int64(len(d.Values)))
	default:
		return r.Int64N(min(d.Max, 20) + 1)
	}
}

func (r *draws) choose(from []weighted) int64 {
	total := 0
	for _, w := range from {
		total += w.weight
	}
	at := r.IntN(total)
	for _, w := range from {
		if at -= w.weight; at < 0 {
			return w.value
		}
	}
	return from[0].value
}
