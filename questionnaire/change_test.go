package questionnaire_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/questionnaire"
)

func TestChanges(t *testing.T) {
	before := read(t, `apiVersion: havre/v1
kind: Dossier
metadata: {name: app, title: Avant}
spec:
  data: {personal: yes, healthHosting: unknown}
  needs: {services: [backup], rto: 24h}
  flows: [{to: rosny, port: 22}, {to: nubo}]
`)
	after := read(t, `apiVersion: havre/v1
kind: Dossier
metadata: {name: app, title: Après}
spec:
  data: {personal: no}
  needs: {services: [backup, unknown], rto: 1440min}
  flows: [{to: rosny, port: 22}, {to: nubo, protocol: tcp}]
  evidence: [{rule: R4, document: plan.pdf}]
`)
	type change struct {
		Title          string
		From, To       []string
		Removed, Added []string
	}
	var got []change
	for _, c := range questionnaire.Changes(before, after) {
		got = append(got, change{c.Title.EN, c.From.Words, c.To.Words, c.Removed, c.Added})
	}
	want := []change{
		{"name of the application", []string{"Avant"}, []string{"Après"}, nil, nil},
		{"personal data", []string{"yes"}, []string{"no"}, nil, nil},
		{"managed services needed", []string{"backup"}, []string{"backup"}, nil, nil},
		{"flows", nil, nil, []string{"{to: nubo}"}, []string{"{to: nubo, protocol: tcp}"}},
		{"documents", nil, nil, nil, []string{"{rule: R4, document: plan.pdf}"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Nothing changes between a dossier and itself; answering a question changes its
// own fields only.
func TestChangesOfOneAnswer(t *testing.T) {
	g := guide(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := &questionnaire.Sheet{Dossier: draw(rt)}
		if c := questionnaire.Changes(s, s); len(c) > 0 {
			rt.Fatalf("%+v", c)
		}
		q := &g.Questions()[rapid.IntRange(0, len(g.Questions())-1).Draw(rt, "question")]
		out, err := s.With(q, drawGiven(rt, q))
		if err != nil {
			rt.Fatal(err)
		}
		for _, c := range questionnaire.Changes(s, out) {
			own := q.ID == "flows" && c.Field == nil
			for i := range q.Fields {
				own = own || c.Field != nil && c.Field.Path == q.Fields[i].Path
			}
			if !own {
				rt.Fatalf("%s changed %s", q.ID, c.Title.EN)
			}
		}
	})
}
