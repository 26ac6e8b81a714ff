// Package conditiontest draws random models, conditions and facts, for the tests
// that hold the compiled engine and the obvious evaluators to the same answers.
package conditiontest

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
)

// Model is a small model with a fact of every kind on each side.
func Model(tb testing.TB) *fact.Model {
	tb.Helper()
	services := []string{"db", "s3", "fs"}
	kinds := []string{"state", "gip", "town"}
	levels := []string{"1", "2", "3", "4"}
	m, err := fact.NewModel([]fact.Def{
		{Path: "personal", Kind: fact.Truth},
		{Path: "health", Kind: fact.Truth},
		{Path: "kind", Kind: fact.Enum, Values: kinds},
		{Path: "services", Kind: fact.Set, Values: services},
		{Path: "level", Kind: fact.Level, Values: levels},
		{Path: "cost", Kind: fact.Number, Max: 20},
		{Path: "engaged", Kind: fact.Date},
		{Side: fact.Offer, Path: "cloud", Kind: fact.Truth},
		{Side: fact.Offer, Path: "hds", Kind: fact.Truth},
		{Side: fact.Offer, Path: "owner", Kind: fact.Enum, Values: []string{"state", "commercial"}},
		{Side: fact.Offer, Path: "services", Kind: fact.Set, Values: services},
		{Side: fact.Offer, Path: "openTo", Kind: fact.Set, Values: kinds},
		{Side: fact.Offer, Path: "level", Kind: fact.Level, Values: levels},
		{Side: fact.Offer, Path: "zones", Kind: fact.Number, Max: 20},
		{Side: fact.Offer, Path: "id", Kind: fact.Enum, Open: true, Values: []string{"nubo", "pi"}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// Named is the definition that drawn conditions may use by the name "named".
const Named = "dossier.personal || dossier.level >= 2"

// Compiler compiles drawn conditions.
func Compiler(tb testing.TB, m *fact.Model) *condition.With {
	tb.Helper()
	env := condition.NewEnv(m)
	named, err := env.Compile(Named, nil)
	if err != nil {
		tb.Fatal(err)
	}
	with, err := env.With(condition.Definitions{"named": named})
	if err != nil {
		tb.Fatal(err)
	}
	return with
}

// Source draws a random condition, at most depth connectives deep. It may use the
// definition "named".
func Source(depth int) *rapid.Generator[string] {
	atoms := []string{
		"dossier.personal", "dossier.health", "offer.cloud", "offer.hds", "true", "false",
		`dossier.kind == "state"`, `dossier.kind != "gip"`, `dossier.kind in ["gip", "town"]`, `offer.owner == "commercial"`,
		`offer.id == "nubo"`, `offer.id == "elsewhere"`, `"db" in dossier.services`, `"s3" in offer.services`,
		"dossier.services != []", "offer.services == []", "dossier.level >= 3", "offer.level < 2", "dossier.cost > 5", "dossier.cost == 7", "7 <= dossier.cost",
		`dossier.engaged < "2023-06-01"`, "offer.level >= dossier.level", "dossier.level > offer.level", "offer.zones < dossier.cost", "offer.zones <= dossier.cost",
		"sets.contains(offer.services, dossier.services)", "sets.intersects(offer.services, dossier.services)", "dossier.kind in offer.openTo", "named",
	}
	return rapid.Custom(func(t *rapid.T) string {
		if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
			return rapid.SampledFrom(atoms).Draw(t, "atom")
		}
		switch rapid.IntRange(0, 2).Draw(t, "op") {
		case 0:
			return "!(" + Source(depth-1).Draw(t, "not") + ")"
		case 1:
			return "(" + Source(depth-1).Draw(t, "l") + ") && (" + Source(depth-1).Draw(t, "r") + ")"
		default:
			return "(" + Source(depth-1).Draw(t, "l") + ") || (" + Source(depth-1).Draw(t, "r") + ")"
		}
	})
}

// Facts draws one side's facts, about a third of them unknown.
func Facts(m *fact.Model, s fact.Side) *rapid.Generator[fact.Facts] {
	truths := rapid.SampledFrom([]havre.Truth{havre.No, havre.Unknown, havre.Yes})
	return rapid.Custom(func(t *rapid.T) fact.Facts {
		f := m.NewFacts(s)
		for i := range f {
			d := &m.Defs(s)[i]
			label := d.Path
			known := rapid.IntRange(0, 2).Draw(t, label+"?") > 0
			switch d.Kind {
			case fact.Truth:
				f[i].Truth = truths.Draw(t, label)
			case fact.Set:
				for j := range d.Values {
					f[i].Members.Put(j, truths.Draw(t, label))
				}
			case fact.Enum:
				f[i] = fact.Value{Known: known, Number: int64(rapid.IntRange(0, len(d.Values)-1).Draw(t, label))}
			case fact.Level:
				f[i] = fact.Value{Known: known, Number: int64(rapid.IntRange(1, 4).Draw(t, label))}
			case fact.Number:
				f[i] = fact.Value{Known: known, Number: int64(rapid.IntRange(0, 20).Draw(t, label))}
			case fact.Date:
				f[i] = fact.Value{Known: known, Number: havre.MustDate("2023-06-01").Days() + int64(rapid.IntRange(-2, 2).Draw(t, label))}
			}
			if !known && d.Kind != fact.Truth && d.Kind != fact.Set {
				f[i] = fact.Value{}
			}
		}
		return f
	})
}
