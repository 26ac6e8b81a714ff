package doctrine

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
)

// truths builds a rule that applies and requires as told, through the facts
// data.health and data.secret.
func truths(t *testing.T, judges Judges, requires string, evidence bool) (Applied, *fact.Model) {
	t.Helper()
	m := model(t)
	env := condition.NewEnv(m)
	when, err := env.Compile("dossier.data.health", nil)
	if err != nil {
		t.Fatal(err)
	}
	a := Applied{Rule: &Rule{Judges: judges, Requires: requires}, When: when, Concerns: condition.True(m), Requires: condition.True(m)}
	if requires != "" {
		if a.Requires, err = env.Compile(requires, nil); err != nil {
			t.Fatal(err)
		}
	}
	if evidence {
		a.Rule.Evidence = []havre.Text{{FR: "pièce", EN: "document"}}
	}
	return a, m
}

func state(m *fact.Model, applies, satisfied havre.Truth) (d, o fact.Facts) {
	d = m.NewFacts(fact.Dossier)
	m.SetTruth(d, fact.Dossier, "data.health", applies)
	m.SetTruth(d, fact.Dossier, "data.secret", satisfied)
	return d, m.NewFacts(fact.Offer)
}

const (
	n = havre.No
	u = havre.Unknown
	y = havre.Yes
)

func TestOutcome(t *testing.T) {
	a, m := truths(t, Offer, "dossier.data.secret", false)
	for _, c := range []struct {
		applies, satisfied havre.Truth
		want               Outcome
	}{
		{n, n, NotApplicable},
		{n, u, NotApplicable},
		{n, y, NotApplicable},
		{u, n, Unknown},
		{u, u, Unknown},
		{u, y, Pass},
		{y, n, Fail},
		{y, u, Unknown},
		{y, y, Pass},
	} {
		d, o := state(m, c.applies, c.satisfied)
		if got := a.Outcome(d, o); got != c.want {
			t.Errorf("applies %s, satisfied %s: %s, want %s", c.applies, c.satisfied, got, c.want)
		}
	}
}

func TestObligation(t *testing.T) {
	for _, c := range []struct {
		name               string
		requires, evidence bool
		applies, satisfied havre.Truth
		shown              Shown
		want               Outcome
	}{
		{"does not apply, though shown", true, true, n, y, Document, NotApplicable},
		{"perhaps applies, though shown", true, true, u, y, Document, Unknown},
		{"shown", true, true, y, u, Document, Met},
		{"said", true, true, y, y, Claim, Declared},
		{"facts say no", true, true, y, n, Nothing, Unmet},
		{"facts say nothing", true, true, y, u, Nothing, Unknown},
		{"facts say yes, a document is asked for", true, true, y, y, Nothing, Declared},
		{"facts say yes, and are enough", true, false, y, y, Nothing, Met},
		{"facts say no, and no document helps", true, false, y, n, Document, Unmet},
		{"nothing but a document can show it", false, true, y, u, Nothing, Unmet},
		{"a document that the rule does not name", false, false, y, u, Document, Met},
	} {
		requires := ""
		if c.requires {
			requires = "dossier.data.secret"
		}
		a, m := truths(t, Project, requires, c.evidence)
		d, o := state(m, c.applies, c.satisfied)
		if got := a.Obligation(d, o, c.shown); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
