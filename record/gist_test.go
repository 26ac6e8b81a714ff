package record_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/identity"
)

// A gist is the decision but for what is behind the rules that settle nothing.
func TestGist(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, example(t, "demo-rdv"))
		taken, err := w.Decide(t.Context(), ada, n.ID)
		w.ok(err)
		d, err := w.Decision(t.Context(), ada, taken.ID)
		w.ok(err)
		want, err := d.Parsed()
		w.ok(err)
		brief, err := w.DecisionGist(t.Context(), ada, taken.ID)
		w.ok(err)
		got, err := brief.Parsed()
		w.ok(err)
		if brief.Body != nil || len(brief.Gist) > len(d.Body)/3 {
			t.Errorf("a gist of %d bytes for a body of %d", len(brief.Gist), len(d.Body))
		}
		bare(want)
		if diff := cmp.Diff(text(t, want), text(t, got)); diff != "" {
			t.Error(diff)
		}
		eve := w.person("Eve", identity.Reader, w.other)
		_, err = w.DecisionGist(t.Context(), eve, taken.ID)
		w.fault(err, havre.NotFound)
	})
}

func text(tb testing.TB, d *decision.Decision) string {
	tb.Helper()
	body, err := d.JSON()
	if err != nil {
		tb.Fatal(err)
	}
	return string(body)
}

// bare takes away what a gist leaves out.
func bare(d *decision.Decision) {
	for i := range d.Verdicts {
		for k := range d.Verdicts[i].Rules {
			if r := &d.Verdicts[i].Rules[k]; r.Outcome == doctrine.Pass || r.Outcome == doctrine.NotApplicable {
				r.Because, r.Facts, r.Source, r.Sources = "", nil, decision.RuleSource{}, nil
			}
		}
	}
}
