package engine_test

import (
	"slices"
	"testing"

	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/doctrine/condition/conditiontest"
	"github.com/havre-cloud/havre/fact"
)

// The kernel alone, on a rule of every form. What it does with the shipped rules, and
// how it compares with other engines, is for the bench module.

// forms are the "when" and the "requires" of rules.
var forms = [][2]string{
	{`dossier.personal`, `offer.cloud`},
	{`dossier.personal && dossier.health`, `offer.hds`},
	{`dossier.kind in ["state", "gip"]`, `offer.owner == "state" || offer.hds`},
	{`dossier.kind != "town" || named`, `dossier.kind in offer.openTo`},
	{`dossier.services != []`, `sets.contains(offer.services, dossier.services)`},
	{`dossier.services != []`, `sets.intersects(offer.services, dossier.services) || offer.cloud`},
	{`dossier.cost > 5`, `offer.zones >= 2`},
	{`dossier.level >= 2`, `offer.level >= dossier.level`},
	{`dossier.engaged < "2023-06-01"`, `offer.owner != "commercial" || !dossier.health`},
	{`named && !(dossier.health || dossier.cost >= 10)`, `offer.level >= 3 && offer.zones >= 1`},
	{`"db" in dossier.services`, `"db" in offer.services || !dossier.personal`},
}

// benchWorld is those rules, with offers and dossiers drawn alike at every run.
func benchWorld(b *testing.B, offers, dossiers int) world {
	b.Helper()
	w := world{m: conditiontest.Model(b)}
	env := condition.NewEnv(w.m)
	defs := condition.Definitions{}
	compile := func(text string) *condition.Expr {
		x, err := env.Compile(text, defs)
		if err != nil {
			b.Fatal(err)
		}
		return x
	}
	defs["named"] = compile("dossier.personal || dossier.level >= 2")
	for _, f := range forms {
		w.rules = append(w.rules, engine.Rule{ID: f[1], When: compile(f[0]), Concerns: compile("true"), Requires: compile(f[1])})
	}
	for i := range offers {
		w.offers = append(w.offers, conditiontest.Facts(w.m, fact.Offer).Example(i))
	}
	for i := range dossiers {
		w.dossiers = append(w.dossiers, conditiontest.Facts(w.m, fact.Dossier).Example(i))
	}
	return w
}

func (w *world) program(b *testing.B) (*engine.Program, []engine.Packed) {
	b.Helper()
	p, err := engine.Compile(w.m, w.rules, w.offers)
	if err != nil {
		b.Fatal(err)
	}
	packed := make([]engine.Packed, len(w.dossiers))
	for i, d := range w.dossiers {
		packed[i] = make(engine.Packed, p.PackedWords())
		p.Pack(d, packed[i])
	}
	return p, packed
}

// shapes are a catalogue of today, and one large enough to take the other path.
var shapes = []struct {
	name   string
	offers int
}{{"offers=11", 11}, {"offers=1000", 1000}}

func BenchmarkCompile(b *testing.B) {
	for _, shape := range shapes {
		b.Run(shape.name, func(b *testing.B) {
			w := benchWorld(b, shape.offers, 0)
			for b.Loop() {
				if _, err := engine.Compile(w.m, w.rules, w.offers); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPack(b *testing.B) {
	w := benchWorld(b, 11, 256)
	p, packed := w.program(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Pack(w.dossiers[i%256], packed[0])
	}
}

func BenchmarkDecide(b *testing.B) {
	for _, shape := range shapes {
		b.Run(shape.name, func(b *testing.B) {
			w := benchWorld(b, shape.offers, 256)
			p, packed := w.program(b)
			s := p.NewScratch()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				p.Decide(packed[i%256], s)
			}
		})
	}
}

func BenchmarkReasons(b *testing.B) {
	for _, shape := range shapes {
		b.Run(shape.name, func(b *testing.B) {
			w := benchWorld(b, shape.offers, 256)
			p, packed := w.program(b)
			s, out := p.NewScratch(), make([]engine.Reason, 0, len(w.rules)*shape.offers)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				p.Decide(packed[i%256], s)
				out = p.Reasons(s, out[:0])
			}
		})
	}
}

// portfolio repeats a few dossiers: the index does not know.
func portfolio(packed []engine.Packed, n int) []engine.Packed {
	out := make([]engine.Packed, n)
	for i := range out {
		out[i] = packed[i%len(packed)]
	}
	return out
}

func BenchmarkNewIndex(b *testing.B) {
	w := benchWorld(b, 11, 256)
	p, packed := w.program(b)
	many := portfolio(packed, 64_000)
	for b.Loop() {
		p.NewIndex(len(many), slices.Values(many))
	}
}

func BenchmarkCompare(b *testing.B) {
	w := benchWorld(b, 11, 256)
	p, packed := w.program(b)
	many := portfolio(packed, 64_000)
	x := p.NewIndex(len(many), slices.Values(many))
	for i := 0; b.Loop(); i++ {
		x.Compare(i%10, i%10+1)
	}
}
