package questionnaire_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/questionnaire"
)

func read(tb testing.TB, text string) *questionnaire.Sheet {
	tb.Helper()
	s, err := questionnaire.Read([]byte(text))
	if err != nil {
		tb.Fatalf("%v in\n%s", err, text)
	}
	return s
}

// same compares what two sheets declare.
func same(a, b *questionnaire.Sheet) string {
	dates := cmp.AllowUnexported(havre.Date{})
	return cmp.Diff(a.Dossier.Metadata, b.Dossier.Metadata) + cmp.Diff(a.Dossier.Spec, b.Dossier.Spec, dates)
}

// Every example is written in the canonical form without losing anything, comments
// included, and the canonical form is its own.
func TestCanonicalExamples(t *testing.T) {
	files, err := filepath.Glob("../examples/dossiers/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		s := read(t, string(text))
		once := s.YAML()
		if diff := same(s, read(t, string(once))); diff != "" {
			t.Errorf("%s: %s", f, diff)
		}
		if diff := cmp.Diff(comments(string(text)), comments(string(once))); diff != "" {
			t.Errorf("%s: comments: %s", f, diff)
		}
		if diff := cmp.Diff(string(once), string(read(t, string(once)).YAML())); diff != "" {
			t.Errorf("%s: written again: %s", f, diff)
		}
	}
}

// comments are those of a text, in order.
func comments(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if i := strings.Index(" "+line, " #"); i >= 0 {
			out = append(out, line[i:])
		}
	}
	slices.Sort(out)
	return out
}

// What is written is read again, whatever the dossier.
func TestCanonicalRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := &questionnaire.Sheet{Dossier: draw(rt)}
		text := s.YAML()
		back, err := questionnaire.Read(text)
		if err != nil {
			rt.Fatalf("%v in\n%s", err, text)
		}
		if diff := same(s, back); diff != "" {
			rt.Fatalf("%s\n%s", diff, text)
		}
		if diff := cmp.Diff(string(text), string(back.YAML())); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// draw is any dossier that could be read.
func draw(t *rapid.T) *dossier.Dossier {
	d := &dossier.Dossier{APIVersion: havre.APIVersion, Kind: dossier.Kind}
	d.Metadata.Name = rapid.StringMatching(`[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?`).Draw(t, "name")
	d.Metadata.Title = drawText(t, "title")
	d.Spec.Organisation.Name = drawText(t, "organisation")
	fill(t, reflect.ValueOf(&d.Spec).Elem(), "spec", "")
	day := havre.NewDate(2024, 1, 1).AddDays(rapid.IntRange(0, 900).Draw(t, "day"))
	for range rapid.IntRange(0, 2).Draw(t, "documents") {
		d.Spec.Evidence = append(d.Spec.Evidence, dossier.Evidence{Rule: "R4", Document: drawText(t, "document"), Date: day, Expires: day.AddDays(30)})
	}
	for range rapid.IntRange(0, 2).Draw(t, "derogations") {
		d.Spec.Derogations = append(d.Spec.Derogations, dossier.Derogation{Rule: "R9-SNC-2023", Authority: "Le " + drawText(t, "authority"), From: day, Until: day.AddDays(90)})
	}
	return d
}

func drawText(t *rapid.T, name string) string {
	text := rapid.StringMatching(`[\pL\pN :'"#,&*!?%{}\[\]|>@~-]{0,30}`).Draw(t, name)
	return rapid.SampledFrom([]string{text, "null", "true", "12", "yes", "2026-01-01", "- a", "a: b # c", "l’été…", "~"}).Draw(t, name+" kind")
}

// fill draws every field of a struct from its type and its enum tag.
func fill(t *rapid.T, v reflect.Value, name, enum string) {
	words := strings.Split(enum, ",")
	switch x := v.Addr().Interface().(type) {
	case *havre.Truth:
		*x = havre.Truth(rapid.Int8Range(-1, 1).Draw(t, name))
	case *dossier.Word:
		*x = dossier.Word(rapid.SampledFrom(append(words, "")).Draw(t, name))
	case *dossier.Set:
		in := rapid.SliceOfDistinct(rapid.SampledFrom(words), rapid.ID[string]).Draw(t, name)
		if x.Complete = rapid.Bool().Draw(t, name+" complete"); len(in) > 0 {
			x.Members = in
		}
	case *dossier.Day:
		if rapid.Bool().Draw(t, name+" known") {
			x.Date = havre.NewDate(2000, 1, 1).AddDays(rapid.IntRange(0, 20000).Draw(t, name))
		}
	case *dossier.Amount:
		x.Euros, x.Known = maybe(t, name, 1<<40)
	case *dossier.Ratio:
		x.Percent, x.Known = maybe(t, name, 100000)
	case *dossier.Duration:
		x.Minutes, x.Known = maybe(t, name, 1<<20)
	case *dossier.Level:
		*x = dossier.Level(rapid.Int8Range(0, 4).Draw(t, name))
	case *dossier.Count:
		*x = dossier.Count(rapid.Int16Range(0, 1000).Draw(t, name))
	case *dossier.Flows:
		if x.Complete = rapid.Bool().Draw(t, name+" complete"); rapid.Bool().Draw(t, name+" some") {
			x.List = []dossier.Flow{
				{To: rapid.SampledFrom([]string{"rosny", "api.gouv.fr"}).Draw(t, "to"), Protocol: "tcp", Port: dossier.Ports{{First: 22, Last: 22}, {First: 80, Last: 90}}, Justification: drawText(t, "why")},
				{To: "duquesne", From: "other-app", Protocol: "udp", Port: dossier.Ports{{First: 53, Last: 53}}},
			}
		}
	case *[]dossier.Hosting:
		if rapid.Bool().Draw(t, name+" some") {
			*x = []dossier.Hosting{{Environment: "production", Platform: "rosny"}, {Platform: "cloud-pi-native.restricted"}}
		}
	case *[]dossier.Evidence, *[]dossier.Derogation, *string:
	default:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			fill(t, v.Field(i), name+"."+f.Name, f.Tag.Get("enum"))
		}
	}
}

func maybe(t *rapid.T, name string, limit int64) (int64, bool) {
	if !rapid.Bool().Draw(t, name+" known") {
		return 0, false
	}
	return rapid.Int64Range(0, limit).Draw(t, name), true
}
