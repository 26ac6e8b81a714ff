package havre_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
)

func truth() *rapid.Generator[havre.Truth] {
	return rapid.SampledFrom([]havre.Truth{havre.No, havre.Unknown, havre.Yes})
}

// The laws of strong Kleene logic, and the one that matters most: learning an
// unknown never flips what was settled.
func TestTruthLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := truth().Draw(t, "a"), truth().Draw(t, "b"), truth().Draw(t, "c")
		laws := map[string]bool{
			"and commutes":        a.And(b) == b.And(a),
			"or commutes":         a.Or(b) == b.Or(a),
			"and associates":      a.And(b).And(c) == a.And(b.And(c)),
			"or associates":       a.Or(b).Or(c) == a.Or(b.Or(c)),
			"and distributes":     a.And(b.Or(c)) == a.And(b).Or(a.And(c)),
			"or distributes":      a.Or(b.And(c)) == a.Or(b).And(a.Or(c)),
			"De Morgan":           a.And(b).Not() == a.Not().Or(b.Not()),
			"not twice":           a.Not().Not() == a,
			"absorption":          a.And(a.Or(b)) == a,
			"no decides and":      a.And(havre.No) == havre.No,
			"yes decides or":      a.Or(havre.Yes) == havre.Yes,
			"identity of and, or": a.And(havre.Yes) == a && a.Or(havre.No) == a,
			"monotone and":        !a.And(havre.Unknown).Known() || a.And(b) == a.And(havre.Unknown),
			"monotone or":         !a.Or(havre.Unknown).Known() || a.Or(b) == a.Or(havre.Unknown),
		}
		for law, holds := range laws {
			if !holds {
				t.Errorf("%s, with %s, %s, %s", law, a, b, c)
			}
		}
	})
}

func TestTruthWords(t *testing.T) {
	for _, s := range havre.TruthSpellings {
		v, err := havre.ParseTruth(s)
		if err != nil {
			t.Error(err)
		}
		again, err := havre.ParseTruth(v.String())
		if err != nil || again != v {
			t.Errorf("%s: %v, %v", s, again, err)
		}
		if v.Text().FR == "" || v.Text().EN == "" {
			t.Errorf("%s has no word", v)
		}
	}
	for _, bad := range []string{"maybe", "1", "0", "ok", "yess"} {
		v := havre.Yes
		if err := v.UnmarshalText([]byte(bad)); err == nil || v != havre.Yes {
			t.Errorf("%s is read as %s", bad, v)
		}
	}
	var v havre.Truth
	if b, err := v.MarshalText(); err != nil || string(b) != "unknown" || v.Known() {
		t.Error("the zero value is not unknown")
	}
	if havre.TruthOf(true) != havre.Yes || havre.TruthOf(false) != havre.No {
		t.Error("TruthOf")
	}
}

func TestDates(t *testing.T) {
	for _, bad := range []string{"2026-02-30", "22/11/2026", "2026-1-1", "2026", " 2026-01-01", "2026-01-01T00:00:00Z"} {
		if _, err := havre.ParseDate(bad); err == nil {
			t.Errorf("%s is a date", bad)
		}
	}
	d := havre.MustDate("2024-02-28")
	for got, want := range map[string]string{
		d.AddDays(1).String():                   "2024-02-29",
		d.AddDays(2).String():                   "2024-03-01",
		d.AddDays(-59).String():                 "2023-12-31",
		d.AddMonths(12).String():                "2025-02-28",
		havre.NewDate(2024, 1, 32).String():     "2024-02-01",
		havre.DateOf(d.Time()).String():         "2024-02-28",
		havre.Date{}.String():                   "",
		havre.MustDate("0001-01-01").String():   "0001-01-01",
		havre.MustDate("2027-01-01").Words().FR: "1er janvier 2027",
		havre.MustDate("2027-01-01").Words().EN: "1 January 2027",
		havre.Date{}.Words().FR:                 "",
		d.MonthWords().FR:                       "février 2024",
		havre.DayOf(time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC)).String(): "2026-07-01",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if havre.MustDate("1970-01-02").Days() != 1 || !(havre.Date{}).IsZero() || d.IsZero() {
		t.Error("days")
	}
	var e havre.Date
	if err := e.UnmarshalText([]byte("nope")); err == nil {
		t.Error("nope is a date")
	}
	if err := e.UnmarshalText(nil); err != nil || !e.IsZero() {
		t.Error("nothing is not the zero date")
	}
	defer func() {
		if recover() == nil {
			t.Error("MustDate lets a bad constant through")
		}
	}()
	havre.MustDate("tomorrow")
}

func date(from, to int) *rapid.Generator[havre.Date] {
	return rapid.Custom(func(t *rapid.T) havre.Date {
		return havre.NewDate(1970, 1, 1).AddDays(rapid.IntRange(from, to).Draw(t, "days"))
	})
}

func TestDateLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := date(-100000, 100000).Draw(t, "a"), date(-100000, 100000).Draw(t, "b")
		if got := a.Compare(b); got < 0 != (a.Days() < b.Days()) || got == 0 != (a == b) || a.Before(b) != (got < 0) {
			t.Fatalf("%s and %s compare as %d", a, b, got)
		}
		text, err := a.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var again havre.Date
		if err := again.UnmarshalText(text); err != nil || again != a {
			t.Fatalf("%s is read again as %s, %v", a, again, err)
		}
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		if a.AddDays(n).Days() != a.Days()+int64(n) {
			t.Fatalf("%s and %d days is %s", a, n, a.AddDays(n))
		}
	})
}

// Contains, Overlaps and Clamp agree with looking at every day.
func TestPeriodLaws(t *testing.T) {
	period := rapid.Custom(func(t *rapid.T) havre.Period {
		var p havre.Period
		from := rapid.IntRange(0, 12).Draw(t, "from")
		if rapid.Bool().Draw(t, "begins") {
			p.From = havre.NewDate(2026, 1, 1).AddDays(from)
		}
		if rapid.Bool().Draw(t, "ends") {
			p.Until = havre.NewDate(2026, 1, 1).AddDays(from + 1 + rapid.IntRange(0, 6).Draw(t, "length"))
		}
		return p
	})
	rapid.Check(t, func(t *rapid.T) {
		p, q := period.Draw(t, "p"), period.Draw(t, "q")
		common := false
		for i := range 40 {
			d := havre.NewDate(2025, 12, 20).AddDays(i)
			common = common || p.Contains(d) && q.Contains(d)
			near := p.Clamp(d)
			if !p.Contains(near) || p.Contains(d) && near != d {
				t.Fatalf("%v: %s is clamped to %s", p, d, near)
			}
		}
		if p.Overlaps(q) != common || q.Overlaps(p) != common {
			t.Fatalf("%v and %v have a day in common: %t", p, q, common)
		}
	})
}

func TestText(t *testing.T) {
	text := havre.Text{FR: "%[2]s à %[1]d", EN: "%d at %s"}.With(3, havre.Text{FR: "Paris", EN: "London"})
	if text.In(havre.French) != "Paris à 3" || text.In(havre.English) != "3 at London" || text.In("de") != "Paris à 3" {
		t.Error(text)
	}
	if !(havre.Text{}).IsZero() || text.IsZero() || havre.Same("x").FR != havre.Same("x").EN {
		t.Error("IsZero, Same")
	}
}

func TestNearest(t *testing.T) {
	words := []string{"medical", "privacy", "paas", "caas", "restricted"}
	for in, want := range map[string]string{
		"medcal": "medical", "Medical": "medical", "pivracy": "privacy", "pass": "paas", "restrictted": "restricted",
		"weather": "", "xyz": "", strings.Repeat("m", 500): "",
	} {
		if got := havre.Nearest(in, words); got != want {
			t.Errorf("%.20s: %q, want %q", in, got, want)
		}
	}
	if havre.Nearest("a", nil) != "" {
		t.Error("something is near nothing")
	}
	rapid.Check(t, func(t *rapid.T) { // a word of the list is always its own nearest
		w := rapid.SampledFrom(words).Draw(t, "word")
		if got := havre.Nearest(w, words); got != w {
			t.Fatalf("%s: %s", w, got)
		}
	})
}

func TestProblemIn(t *testing.T) {
	message := havre.Text{FR: "mot inconnu", EN: "unknown word"}
	tests := []struct {
		p      havre.Problem
		fr, en string
	}{
		{havre.Problem{Message: message}, "mot inconnu", "unknown word"},
		{havre.Problem{File: "a.yaml", Message: message}, "a.yaml: mot inconnu", "a.yaml: unknown word"},
		{havre.Problem{File: "a.yaml", Line: 3, Message: message}, "a.yaml:3: mot inconnu", "a.yaml:3: unknown word"},
		{
			havre.Problem{File: "a.yaml", Line: 3, Column: 7, Field: "spec.data", Value: "medcal", Suggestion: "medical", Message: message},
			"a.yaml:3:7: spec.data : mot inconnu (lu : « medcal » ; vouliez-vous « medical » ?)",
			`a.yaml:3:7: spec.data: unknown word (read: "medcal"; did you mean "medical"?)`,
		},
		{
			havre.Problem{File: "a.yaml", Field: "f", Value: "v", Warning: true, Message: message},
			"a.yaml: avertissement : f : mot inconnu (lu : « v »)", `a.yaml: warning: f: unknown word (read: "v")`,
		},
	}
	for _, tt := range tests {
		if got := tt.p.In(havre.French); got != tt.fr {
			t.Errorf("got  %s\nwant %s", got, tt.fr)
		}
		if got := tt.p.In(havre.English); got != tt.en {
			t.Errorf("got  %s\nwant %s", got, tt.en)
		}
	}
}

func TestProblems(t *testing.T) {
	message := havre.Text{FR: "faux", EN: "wrong"}
	ps := havre.Problems{{File: "b", Message: message}, {File: "a", Line: 2, Column: 9, Message: message}, {File: "a", Line: 2, Column: 1, Message: message}, {File: "a", Line: 1, Message: message}}
	ps.Sort()
	if got := ps.In(havre.English); got != "a:1: wrong\na:2:1: wrong\na:2:9: wrong\nb: wrong" {
		t.Error(got)
	}
	if ps.Err() == nil || !strings.HasPrefix(ps.Err().Error(), "a:1: faux") {
		t.Error(ps.Err())
	}
	if err := (havre.Problems{{Warning: true, Message: message}}).Err(); err != nil {
		t.Errorf("a warning is an error: %v", err)
	}
	if err := havre.Problems(nil).Err(); err != nil {
		t.Error(err)
	}
}

func TestConfidence(t *testing.T) {
	for i, c := range havre.Confidences {
		if got := havre.Confidence(c).Rank(); got != 2-i {
			t.Errorf("%s ranks %d", c, got)
		}
		if text := havre.Confidence(c).Text(); text.FR == "" || text.EN == "" {
			t.Errorf("%s has no word", c)
		}
	}
	if havre.Confidence("hearsay").Rank() != 0 {
		t.Error("an unknown confidence is worth something")
	}
}
