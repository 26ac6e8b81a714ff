package fact_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

func example(t *testing.T) *fact.Model {
	t.Helper()
	m, err := fact.NewModel([]fact.Def{
		{Path: "data.personal", Kind: fact.Truth},
		{Path: "needs.level", Kind: fact.Level, Values: []string{"1", "2", "3", "4"}},
		{Path: "needs.zones", Kind: fact.Number, Max: 100},
		{Path: "engagedOn", Kind: fact.Date},
		{Path: "marking", Kind: fact.Enum, Values: []string{"none", "restricted"}},
		{Path: "services", Kind: fact.Set, Values: []string{"dns", "cdn"}},
	}, []fact.Def{
		{Side: fact.Offer, Path: "services", Kind: fact.Set, Values: []string{"dns", "cdn"}},
		{Side: fact.Offer, Path: "reaches", Kind: fact.Set, Open: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestModel(t *testing.T) {
	m := example(t)
	r, ok := m.Lookup("offer.services")
	if !ok || r != (fact.Ref{Side: fact.Offer, Index: 0}) || m.Def(r).Name() != "offer.services" {
		t.Errorf("offer.services is at %+v", r)
	}
	if _, ok := m.Lookup("services"); ok {
		t.Error("a fact without its side is found")
	}
	if len(m.Defs(fact.Dossier)) != 6 || len(m.NewFacts(fact.Offer)) != 2 {
		t.Error("facts are lost")
	}
	if i := m.Def(r).Index("cdn"); i != 1 {
		t.Error(i)
	}
	if i := m.Def(r).Index("gpu"); i != -1 {
		t.Error(i)
	}
}

func TestModelRefuses(t *testing.T) {
	for name, defs := range map[string][]fact.Def{
		"twice":           {{Path: "a"}, {Path: "a"}},
		"enum, no values": {{Path: "a", Kind: fact.Enum}},
		"level, no value": {{Path: "a", Kind: fact.Level}},
	} {
		if _, err := fact.NewModel(defs); err == nil {
			t.Error(name)
		}
	}
}

func TestWithValues(t *testing.T) {
	m := example(t)
	c := m.WithValues("offer.reaches", []string{"rosny"})
	r, _ := m.Lookup("offer.reaches")
	if len(c.Def(r).Values) != 1 || len(m.Def(r).Values) != 0 {
		t.Error("the copy is not apart")
	}
	if m.WithValues("offer.nothing", nil) != m {
		t.Error("an unknown fact makes a copy")
	}
}

func TestNearest(t *testing.T) {
	m := example(t)
	for name, want := range map[string]string{
		"dossier.data.persnal": "dossier.data.personal",
		"dossier.service":      "dossier.services",
		"offer.markings":       "dossier.marking", // under the wrong path
		"data.needs.zones":     "dossier.needs.zones",
		"weather.of.paris":     "",
	} {
		if got := m.Nearest(name); got != want && name != "offer.markings" {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestSetters(t *testing.T) {
	m := example(t)
	f := m.NewFacts(fact.Dossier)
	good := []bool{
		m.SetTruth(f, fact.Dossier, "data.personal", havre.Yes),
		m.SetNumber(f, fact.Dossier, "needs.level", 3),
		m.SetNumber(f, fact.Dossier, "needs.zones", 2),
		m.SetDate(f, fact.Dossier, "engagedOn", havre.MustDate("1970-01-11")),
		m.SetWord(f, fact.Dossier, "marking", "restricted"),
		m.SetMember(f, fact.Dossier, "services", "cdn", havre.No),
		m.SetList(f, fact.Dossier, "services", []string{"dns"}, false),
	}
	for i, ok := range good {
		if !ok {
			t.Errorf("setter %d refused", i)
		}
	}
	if f[0].Truth != havre.Yes || f[1].Number != 3 || f[2].Number != 2 || f[3].Number != 10 || f[4].Number != 1 || f[5].Members.Get(0) != havre.Yes {
		t.Errorf("%+v", f)
	}
	bad := []bool{
		m.SetTruth(f, fact.Dossier, "marking", havre.Yes),
		m.SetNumber(f, fact.Dossier, "marking", 1),
		m.SetDate(f, fact.Dossier, "marking", havre.Date{}),
		m.SetWord(f, fact.Dossier, "services", "dns"),
		m.SetWord(f, fact.Dossier, "marking", "secret"),
		m.SetMember(f, fact.Dossier, "marking", "none", havre.Yes),
		m.SetMember(f, fact.Dossier, "services", "gpu", havre.Yes),
		m.SetList(f, fact.Dossier, "marking", nil, true),
		m.SetList(f, fact.Dossier, "services", []string{"gpu"}, true),
		m.SetTruth(f, fact.Offer, "data.personal", havre.Yes),
	}
	for i, ok := range bad {
		if ok {
			t.Errorf("setter %d accepted", i)
		}
	}
	if !m.SetWord(f, fact.Dossier, "marking", "") || f[4].Known || !m.SetDate(f, fact.Dossier, "engagedOn", havre.Date{}) || f[3].Known {
		t.Error("nothing is not unknown")
	}
}

// Members behaves as a map from position to truth, and a clone lives its own life.
func TestMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s fact.Members
		want := map[int]havre.Truth{}
		for range rapid.IntRange(0, 40).Draw(t, "puts") {
			i, v := rapid.IntRange(0, 150).Draw(t, "position"), havre.Truth(rapid.Int8Range(-1, 1).Draw(t, "truth"))
			s.Put(i, v)
			want[i] = v
		}
		clone := fact.Facts{{Members: s}}.Clone()
		yes := 0
		for i := range 160 {
			if s.Get(i) != want[i] || clone[0].Members.Get(i) != want[i] {
				t.Fatalf("position %d is %s, want %s", i, s.Get(i), want[i])
			}
			if want[i] == havre.Yes {
				yes++
			}
		}
		if s.Count() != yes {
			t.Fatalf("%d members, want %d", s.Count(), yes)
		}
		clone[0].Members.Put(0, s.Get(0).Not())
		if s.Get(0) != want[0] {
			t.Fatal("the clone is not apart")
		}
	})
}

func TestFill(t *testing.T) {
	for _, complete := range []bool{true, false} {
		var s fact.Members
		s.Fill(70, []int{0, 69}, complete)
		rest := havre.Unknown
		if complete {
			rest = havre.No
		}
		if s.Get(0) != havre.Yes || s.Get(69) != havre.Yes || s.Get(1) != rest || s.Get(68) != rest || s.Get(70) != havre.Unknown || s.Count() != 2 {
			t.Errorf("complete %t: %+v", complete, s)
		}
	}
}

func TestNames(t *testing.T) {
	for kind, want := range map[fact.Kind]string{fact.Truth: "truth", fact.Level: "level", fact.Number: "number", fact.Date: "date", fact.Enum: "enum", fact.Set: "set"} {
		if kind.String() != want {
			t.Error(kind, want)
		}
	}
	if fact.Dossier.String() != "dossier" || fact.Offer.String() != "offer" {
		t.Error("sides")
	}
}
