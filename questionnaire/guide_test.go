package questionnaire_test

import (
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/questionnaire"
)

var world = sync.OnceValues(func() (*questionnaire.Guide, error) {
	cat := catalogue.Builtin()
	m, err := decision.Model(cat)
	if err != nil {
		return nil, err
	}
	doc, err := doctrine.Builtin(m)
	if err != nil {
		return nil, err
	}
	j, err := decision.NewJudge(cat, doc, decision.Options{On: havre.MustDate("2026-11-22")})
	if err != nil {
		return nil, err
	}
	return questionnaire.NewGuide(j, doc), nil
})

func guide(tb testing.TB) *questionnaire.Guide {
	tb.Helper()
	g, err := world()
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func blank(tb testing.TB) *questionnaire.Sheet {
	tb.Helper()
	s, err := questionnaire.Blank("Prise de rendez-vous", "Direction du numérique")
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func look(tb testing.TB, s *questionnaire.Sheet) *questionnaire.State {
	tb.Helper()
	st, err := guide(tb).Look(s)
	if err != nil {
		tb.Fatal(err)
	}
	return st
}

// given is what an example answers to a question.
func given(from *questionnaire.Sheet, q *questionnaire.Question) questionnaire.Given {
	g := questionnaire.Given{}
	for i := range q.Fields {
		a := from.Answer(&q.Fields[i])
		switch {
		case a.Known && len(a.Words) == 0:
			g[q.Fields[i].Path] = []string{questionnaire.None}
		case a.Open:
			g[q.Fields[i].Path] = append(a.Words, questionnaire.Unknown)
		case a.Known:
			g[q.Fields[i].Path] = a.Words
		default:
			g[q.Fields[i].Path] = []string{questionnaire.Unknown}
		}
	}
	return g
}

func example(tb testing.TB, name string) *questionnaire.Sheet {
	tb.Helper()
	text, err := os.ReadFile("../examples/dossiers/" + name + ".yaml")
	if err != nil {
		tb.Fatal(err)
	}
	return read(tb, string(text))
}

// verdicts are those of a sheet, by offer.
func verdicts(tb testing.TB, s *questionnaire.Sheet) map[string]decision.Verdict {
	tb.Helper()
	g := guide(tb)
	list, err := g.Judge().Quick(s.Dossier)
	if err != nil {
		tb.Fatal(err)
	}
	out := map[string]decision.Verdict{}
	for i, v := range list {
		out[g.Judge().View().Offers[i].ID] = v
	}
	return out
}

// From a blank sheet, a handful of questions settle every verdict that the whole
// dossier settles; the guide then asks about obligations only, and stops.
func TestWalk(t *testing.T) {
	for name, most := range map[string]int{"demo-rdv": 12, "cancer-data": 18, "bureautique": 5, "samu": 15, "conges-agents": 15} {
		from, s, asked, st := example(t, name), blank(t), 0, (*questionnaire.State)(nil)
		for st = look(t, s); st.Next != nil && st.Next.Bearing == questionnaire.Verdicts; st = look(t, s) {
			next, err := s.With(st.Next.Question, given(from, st.Next.Question))
			if err != nil {
				t.Fatal(name, st.Next.Question.ID, err)
			}
			s, asked = next, asked+1
		}
		if asked > most {
			t.Errorf("%s: %d questions before the verdicts are settled, at most %d expected", name, asked, most)
		}
		if diff := cmp.Diff(verdicts(t, from), verdicts(t, s)); diff != "" {
			t.Errorf("%s: after %d questions: %s", name, asked, diff)
		}
		for st = look(t, s); st.Next != nil; st = look(t, s) {
			if st.Next.Bearing != questionnaire.Obligations {
				t.Fatalf("%s: asks %s, which bears on %d", name, st.Next.Question.ID, st.Next.Bearing)
			}
			next, err := s.With(st.Next.Question, given(from, st.Next.Question))
			if err != nil {
				t.Fatal(name, st.Next.Question.ID, err)
			}
			s = next
		}
	}
}

// A verdict said to be settled is not changed by any later answer.
func TestSettled(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := blank(t)
		for range rapid.IntRange(0, 8).Draw(rt, "answers") {
			s = answered(rt, s)
		}
		st, before := look(t, s), verdicts(t, s)
		for range rapid.IntRange(1, 12).Draw(rt, "later answers") {
			s = answered(rt, s)
		}
		after := verdicts(t, s)
		for offer, v := range before {
			if st.IsSettled(offer) && after[offer] != v {
				rt.Fatalf("%s: %s, then %s in\n%s", offer, v, after[offer], s.YAML())
			}
		}
	})
}

// answered is the sheet with one more question answered at random.
func answered(t *rapid.T, s *questionnaire.Sheet) *questionnaire.Sheet {
	g, err := world()
	if err != nil {
		t.Fatal(err)
	}
	var open []string
	for i := range g.Questions() {
		if q := &g.Questions()[i]; !s.Said(q) {
			open = append(open, q.ID)
		}
	}
	if len(open) == 0 {
		return s
	}
	q, _ := g.Find(rapid.SampledFrom(open).Draw(t, "question"))
	out, err := s.With(q, drawGiven(t, q))
	if err != nil {
		t.Fatal(q.ID, err)
	}
	return out
}

// drawGiven is an answer that can be read, perhaps that nobody knows.
func drawGiven(t *rapid.T, q *questionnaire.Question) questionnaire.Given {
	g := questionnaire.Given{}
	for i := range q.Fields {
		f := &q.Fields[i]
		g[f.Path] = drawWords(t, f)
	}
	return g
}

func drawWords(t *rapid.T, f *questionnaire.Field) []string {
	forms := map[questionnaire.Kind][]string{
		questionnaire.Truth: {"yes", "no", "unknown"}, questionnaire.Level: {"1", "2", "3", "4", "unknown"},
		questionnaire.Date: {"2019-05-04", "2026-01-01", "unknown"}, questionnaire.Amount: {"0", "800 000 €", "2400000"},
		questionnaire.Share: {"30", "12,5", "80 %"}, questionnaire.Duration: {"30min", "4h", "2j"}, questionnaire.Count: {"1", "3"},
		questionnaire.Text: {"Direction générale : l’essai", "null"}, questionnaire.Word: append(slices.Clone(f.Values), "unknown"),
	}[f.Kind]
	if forms != nil {
		return []string{rapid.SampledFrom(forms).Draw(t, f.Path)}
	}
	words := rapid.SliceOfNDistinct(rapid.SampledFrom(f.Values), 0, 3, rapid.ID[string]).Draw(t, f.Path)
	switch {
	case len(words) == 0:
		return []string{questionnaire.None}
	case rapid.Bool().Draw(t, "others"):
		return append(words, questionnaire.Unknown)
	}
	return words
}

// The first question is the one whose answers settle most; a question that settles
// nothing says so.
func TestEffects(t *testing.T) {
	st := look(t, blank(t))
	if st.Next.Question.ID != "organisation.ministry" {
		t.Errorf("first question: %s", st.Next.Question.ID)
	}
	marking, _ := st.Standing("data.marking")
	var classified questionnaire.Effect
	for _, e := range marking.Effects {
		if e.Answer == fact.Label("classified") {
			classified = e
		}
	}
	if classified.Refused != st.Offers || classified.Verdicts != st.Offers {
		t.Errorf("classified rules out %d and settles %d offers of %d", classified.Refused, classified.Verdicts, st.Offers)
	}
	title, _ := st.Standing("title")
	if !title.Known || title.Bearing != questionnaire.Nothing {
		t.Errorf("title: %+v", title)
	}
}

// The title comes first, without which nothing is kept; the name of the body, which
// settles nothing, does not come before what settles some verdict.
func TestTitleFirst(t *testing.T) {
	s := read(t, "apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: a}\nspec: {}\n")
	if st := look(t, s); st.Next.Question.ID != "title" {
		t.Errorf("first question: %s", st.Next.Question.ID)
	}
	s = read(t, "apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: a, title: A}\nspec: {}\n")
	if st := look(t, s); st.Next.Bearing != questionnaire.Verdicts {
		t.Errorf("second question: %s, which bears on %d", st.Next.Question.ID, st.Next.Bearing)
	}
}

// A question nobody could answer is not asked again, but is not forgotten.
func TestUnknownIsNotAskedAgain(t *testing.T) {
	s := blank(t)
	q := look(t, s).Next.Question
	s, err := s.Without(q, nil)
	if err != nil {
		t.Fatal(err)
	}
	st := look(t, s)
	if st.Next.Question.ID == q.ID || st.Owed != 1 {
		t.Errorf("next %s, owed %d", st.Next.Question.ID, st.Owed)
	}
	if at, _ := st.Standing(q.ID); !at.Said || at.Known {
		t.Errorf("%s: %+v", q.ID, at)
	}
}

func BenchmarkLook(b *testing.B) {
	s := blank(b)
	look(b, s)
	b.ReportAllocs()
	for b.Loop() {
		look(b, s)
	}
}
