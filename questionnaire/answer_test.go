package questionnaire_test

import (
	"errors"
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

// Every fact that rules read of a dossier is asked, once, and explained in both
// languages.
func TestEveryFactIsAsked(t *testing.T) {
	asked := map[string]int{}
	for _, q := range questionnaire.All() {
		for _, text := range []havre.Text{q.Ask, q.Help, q.Owner, q.Theme.Text()} {
			if text.FR == "" || text.EN == "" {
				t.Errorf("%s: a sentence is missing: %+v", q.ID, q)
			}
		}
		for _, f := range q.Fields {
			asked[f.Fact]++
			if f.Kind == "" || f.Title.FR == "" || f.Title.EN == "" {
				t.Errorf("%s: %+v", q.ID, f)
			}
		}
	}
	for _, d := range dossier.Facts() {
		if asked[d.Path] != 1 {
			t.Errorf("%s is asked %d times", d.Path, asked[d.Path])
		}
	}
}

// Every field of a dossier is asked, or kept as it is by design.
func TestEveryFieldIsAskedOrKept(t *testing.T) {
	kept := []string{"apiVersion", "kind", "metadata.name", "spec.hosting", "spec.evidence", "spec.derogations"}
	var asked []string
	for _, q := range questionnaire.All() {
		for _, f := range q.Fields {
			asked = append(asked, f.Path)
		}
	}
	var visit func(reflect.Type, string)
	visit = func(typ reflect.Type, path string) {
		for field := range typ.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			at := strings.TrimPrefix(path+"."+name, ".")
			switch {
			case name == "" || name == "-" || slices.Contains(asked, at) || slices.Contains(kept, at):
			case field.Type.Kind() == reflect.Struct && field.Type.NumField() > 0:
				visit(field.Type, at)
			default:
				t.Errorf("%s is neither asked nor kept", at)
			}
		}
	}
	visit(reflect.TypeFor[dossier.Dossier](), "")
}

// An answer is read back as it was given, and changes nothing else.
func TestAnswerRoundTrip(t *testing.T) {
	g := guide(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := &questionnaire.Sheet{Dossier: draw(rt)}
		q := &g.Questions()[rapid.IntRange(0, len(g.Questions())-1).Draw(rt, "question")]
		words := drawGiven(rt, q)
		out, err := s.With(q, words)
		if err != nil {
			rt.Fatal(err)
		}
		for i := range g.Questions() {
			if other := &g.Questions()[i]; other.ID != q.ID {
				if diff := cmp.Diff(known(s, other), known(out, other)); diff != "" {
					rt.Fatalf("%s changed %s: %s", q.ID, other.ID, diff)
				}
			}
		}
		if diff := cmp.Diff(s.Dossier.Spec.Evidence, out.Dossier.Spec.Evidence, cmp.AllowUnexported(havre.Date{})); diff != "" {
			rt.Fatal(diff)
		}
		again, err := out.With(q, given(out, q))
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(string(out.YAML()), string(again.YAML())); diff != "" {
			rt.Fatalf("%s given back: %s", q.ID, diff)
		}
	})
}

// known are the answers of a question, but for whether the unknown was said.
func known(s *questionnaire.Sheet, q *questionnaire.Question) []questionnaire.Answer {
	var out []questionnaire.Answer
	for i := range q.Fields {
		a := s.Answer(&q.Fields[i])
		a.Said = a.Known
		out = append(out, a)
	}
	return out
}

func TestWrongAnswers(t *testing.T) {
	for _, c := range []struct{ question, field, words, says string }{
		{"needs.continuity", "spec.needs.rto", "un jour", "une durée avec son unité"},
		{"project.fullCostEUR", "spec.project.fullCostEUR", "beaucoup", "euros entiers"},
		{"project.evolutionRatio", "spec.project.evolutionRatio", "un peu", "un pourcentage"},
		{"project.engagedOn", "spec.project.engagedOn", "hier", "2026-03-01"},
		{"project.engagedOn", "spec.project.engagedOn", "1026-03-01", "2026-03-01"},
		{"data.personal", "spec.data.personal", "peut-être", "oui, non"},
		{"needs.services", "spec.needs.services", "imprimante", "cochez les réponses"},
		{"needs.services", "spec.needs.services", "backup none", "se coche seul"},
		{"needs.zones", "spec.needs.zones", "0", "1 à 1000"},
		{"organisation.ministry", "spec.organisation.ministry", "lune", "réponses proposées"},
		{"data.personal", "spec.data.personal", "", "Je ne sais pas"},
		{"title", "metadata.title", " ", "nom de l’application"},
	} {
		q, ok := questionnaire.Find(c.question)
		if !ok {
			t.Fatal(c.question)
		}
		words := []string{c.words}
		if strings.HasPrefix(c.question, "needs.serv") {
			words = strings.Fields(c.words)
		}
		_, err := blank(t).With(q, questionnaire.Given{c.field: words})
		var problems havre.Problems
		if !errors.As(err, &problems) || len(problems) != 1 {
			t.Errorf("%s %q: %v", c.question, c.words, err)
			continue
		}
		if p := problems[0]; p.Field != c.field || p.Line != 0 || !strings.Contains(p.In(havre.French), c.says) {
			t.Errorf("%s %q: %+v", c.question, c.words, p)
		}
	}
}

// A choice of destinations keeps what the form does not show of the flows.
func TestDestinationsKeepFlows(t *testing.T) {
	s := read(t, `apiVersion: havre/v1
kind: Dossier
metadata: {name: app}
spec:
  flows:
    - {to: rosny, protocol: tcp, port: 5432}
    - {to: api.gouv.fr, protocol: tcp, port: 443}
    - {to: duquesne, from: another, protocol: tcp, port: 22}
    - {to: nubo}
`)
	q, _ := guide(t).Find("flows")
	out, err := s.With(q, questionnaire.Given{"spec.flows": {"rosny", "cloud-pi"}})
	if err != nil {
		t.Fatal(err)
	}
	want := `  flows:
    - {to: rosny, protocol: tcp, port: 5432}
    - {to: api.gouv.fr, protocol: tcp, port: 443}
    - {to: duquesne, from: another, protocol: tcp, port: 22}
    - {to: cloud-pi}
`
	if !strings.HasSuffix(string(out.YAML()), want) {
		t.Errorf("got\n%s", out.YAML())
	}
	if a := out.Answer(&q.Fields[0]); !a.Known || a.Open || len(a.Words) != 3 {
		t.Errorf("%+v", a)
	}
}

// What nobody knows yet is written, so that it is not asked again.
func TestUnknownIsWritten(t *testing.T) {
	q, _ := questionnaire.Find("data.harm")
	s, err := blank(t).Without(q, questionnaire.Given{"spec.data.harm.life": {"no"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"      publicOrder: unknown\n", "      life: no\n"} {
		if !strings.Contains(string(s.YAML()), line) {
			t.Errorf("%q is not in\n%s", line, s.YAML())
		}
	}
	if !s.Said(q) || s.Known(q) {
		t.Error("said and not known expected")
	}
}

func TestName(t *testing.T) {
	for title, want := range map[string]string{
		"Prise de rendez-vous": "prise-de-rendez-vous", "L’œuvre — été 2026 !": "l-oeuvre-ete-2026", "": "application", "日本": "application",
		strings.Repeat("é-", 60): strings.Repeat("e-", 31) + "e",
	} {
		if got := questionnaire.Name(title); got != want {
			t.Errorf("%q: %q", title, got)
		}
	}
}
