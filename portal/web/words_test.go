package web

import (
	"testing"
	"time"

	"github.com/havre-cloud/havre"
)

func in(l havre.Lang) *Request { return &Request{Lang: l} }

func TestTypography(t *testing.T) {
	for _, c := range []struct{ fr, want string }{
		{"Où ?", "Où\u202f?"},
		{"Attention : danger !", "Attention\u00a0: danger\u202f!"},
		{"un ; deux", "un\u202f; deux"},
		{"« ici »", "«\u00a0ici\u00a0»"},
		{"l'État d'aujourd'hui", "l’État d’aujourd’hui"},
		{"24 % du capital", "24\u202f% du capital"},
		{"https://exemple.fr/a?b", "https://exemple.fr/a?b"},
		{"rien à faire", "rien à faire"},
		{"'cité'", "'cité’"},
	} {
		if got := in(havre.French).Text(havre.Same(c.fr)); got != c.want {
			t.Errorf("%q gives %q, want %q", c.fr, got, c.want)
		}
	}
	if got := in(havre.English).Say("", "the team's : 24 %"); got != "the team’s : 24 %" {
		t.Errorf("English: %q", got)
	}
}

func TestSay(t *testing.T) {
	r := in(havre.French)
	for want, got := range map[string]string{
		"l’offre «\u00a0it's ok ?\u00a0»": r.Say("l'offre « %s »", "offer “%s”", "it's ok ?"),
		"100\u202f%":                      r.Say("%d %%", "%d%%", 100),
		"3 sur 12":                        r.Say("%[2]s sur %[1]s", "%s %s", "12", "3"),
		"sans verbe":                      r.Say("sans verbe", "without", 1),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPlurals(t *testing.T) {
	one, many := havre.Text{FR: "%s offre", EN: "%s offer"}, havre.Text{FR: "%s offres", EN: "%s offers"}
	for _, c := range []struct {
		n      int
		fr, en string
	}{
		{0, "0 offre", "0 offers"}, {1, "1 offre", "1 offer"}, {2, "2 offres", "2 offers"}, {1234, "1\u202f234 offres", "1,234 offers"},
	} {
		if got := in(havre.French).Many(c.n, one, many); got != c.fr {
			t.Errorf("%d in French: %q, want %q", c.n, got, c.fr)
		}
		if got := in(havre.English).Many(c.n, one, many); got != c.en {
			t.Errorf("%d in English: %q, want %q", c.n, got, c.en)
		}
	}
	if got := in(havre.French).Many(2, havre.Same("%s sur %s"), havre.Same("%s sur %s"), "9"); got != "2 sur 9" {
		t.Errorf("other operands: %q", got)
	}
}

func TestDatesAndNumbers(t *testing.T) {
	fr, en := in(havre.French), in(havre.English)
	day, first := havre.MustDate("2026-12-12"), havre.MustDate("2027-01-01")
	instant := time.Date(2026, 7, 14, 22, 5, 0, 0, time.UTC) // the 15th in Paris
	for _, c := range []struct{ got, want string }{
		{fr.Date(day), "12\u00a0décembre\u00a02026"},
		{en.Date(day), "12\u00a0December\u00a02026"},
		{fr.Date(first), "1er\u00a0janvier\u00a02027"},
		{en.Date(first), "1\u00a0January\u00a02027"},
		{fr.Date(havre.Date{}), ""},
		{fr.Month(day), "décembre\u00a02026"},
		{fr.Instant(instant), "15\u00a0juillet\u00a02026 à 00\u00a0h\u00a005"},
		{en.Instant(instant), "15\u00a0July\u00a02026 at 00:05"},
		{fr.Instant(time.Time{}), ""},
		{fr.Number(1234567), "1\u202f234\u202f567"},
		{en.Number(-1234), "-1,234"},
		{fr.Number(-12), "-12"},
		{fr.Decimal(2.5, 1), "2,5"},
		{en.Decimal(1234.25, 2), "1,234.25"},
		{fr.Decimal(-0.5, 1), "-0,5"},
		{fr.Decimal(3, 0), "3"},
		{fr.Percent(1, 8), "12\u202f%"},
		{en.Percent(1, 2), "50%"},
		{fr.Percent(1, 0), "–"},
		{fr.Span(havre.Period{From: day, Until: first}), "du 12\u00a0décembre\u00a02026 au 31\u00a0décembre\u00a02026"},
		{fr.Span(havre.Period{From: day}), "depuis le 12\u00a0décembre\u00a02026"},
		{en.Span(havre.Period{Until: first}), "until 31\u00a0December\u00a02026"},
		{fr.Span(havre.Period{}), "sans limite de date"},
		{fr.And("a", "b", "c"), "a, b et c"},
		{en.Or("a", "b"), "a or b"},
		{fr.And("a"), "a"},
		{fr.And(), ""},
		{fr.Sentence(havre.Same("état des lieux")), "État des lieux."},
		{fr.Sentence(havre.Same("Fini ?")), "Fini\u202f?"},
		{fr.Sentence(havre.Same("à suivre…")), "À suivre…"},
		{fr.Sentence(havre.Text{}), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestLocalPaths(t *testing.T) {
	for path, want := range map[string]bool{
		"/": true, "/a?b=c#d": true, "/en/x": true,
		"": false, "a": false, "//evil.example": false, "https://evil.example": false, "/\\evil.example": false, "/a\nb": false, "javascript:x": false,
	} {
		if got := local(path); got != want {
			t.Errorf("local(%q) is %v", path, got)
		}
	}
	if Local("//x", "/y") != "/y" || Local("/x", "/y") != "/x" {
		t.Error("Local")
	}
}

func TestPathIn(t *testing.T) {
	for _, c := range [][2]string{{"/", "/en/"}, {"/x?y", "/en/x?y"}, {"/en/x", "/en/x"}, {"#x", "#x"}, {"https://e.org", "https://e.org"}, {"/enquete", "/en/enquete"}} {
		if got := PathIn(havre.English, c[0]); got != c[1] {
			t.Errorf("PathIn(%q) is %q, want %q", c[0], got, c[1])
		}
		if got := PathIn(havre.French, c[0]); got != c[0] {
			t.Errorf("in French %q became %q", c[0], got)
		}
	}
}
