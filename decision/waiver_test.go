package decision_test

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
)

// TestDerogation: a derogation in force sets its rule aside, for its offer, and the
// strict verdict stays beside. One that has no end, has ended, or is for projects
// engaged before the rule, does not count.
func TestDerogation(t *testing.T) {
	j := publicCases(t).judge(t, "2024-01-01", "")
	granted := dossier.Derogation{
		Rule: "R9-SNC-2023", Offer: "ovh-public", Authority: "le ministre, après validation du Premier ministre", Reference: "2023-12",
		From: havre.MustDate("2023-07-01"), Until: havre.MustDate("2024-06-30"),
	}
	with := func(edit func(*dossier.Spec, *dossier.Derogation)) (*decision.OfferRuled, decision.RuleSaid) {
		d := decide(t, j, change(t, "02-voter-registration", func(s *dossier.Spec) {
			g := granted
			edit(s, &g)
			s.Derogations = []dossier.Derogation{g}
		}), havre.French)
		v, _ := d.Offer("ovh-public")
		for _, r := range v.Rules {
			if r.ID == "R9-SNC-2023" {
				return v, r
			}
		}
		t.Fatal("no R9-SNC-2023")
		return nil, decision.RuleSaid{}
	}

	v, r := with(func(*dossier.Spec, *dossier.Derogation) {})
	if v.Verdict != decision.Eligible || v.Strict != decision.Ineligible || r.Outcome != decision.Waived {
		t.Fatalf("granted: %s, strictly %s, %s", v.Verdict, v.Strict, r.Outcome)
	}
	if r.Derogation.GrantedBy != granted.Authority || r.Derogation.Doubt != "" {
		t.Errorf("granted: by %q, doubt %q", r.Derogation.GrantedBy, r.Derogation.Doubt)
	}
	if _, r = with(func(_ *dossier.Spec, g *dossier.Derogation) { g.Until = havre.MustDate("2099-01-01") }); r.Derogation.Doubt == "" {
		t.Error("a derogation of 75 years raises no doubt")
	}
	for name, edit := range map[string]func(*dossier.Spec, *dossier.Derogation){
		"without an end":     func(_ *dossier.Spec, g *dossier.Derogation) { g.Until = havre.Date{} },
		"ended":              func(_ *dossier.Spec, g *dossier.Derogation) { g.Until = havre.MustDate("2023-12-31") },
		"to come":            func(_ *dossier.Spec, g *dossier.Derogation) { g.From = havre.MustDate("2024-02-01") },
		"for another offer":  func(_ *dossier.Spec, g *dossier.Derogation) { g.Offer = "azure-hds" },
		"for another rule":   func(_ *dossier.Spec, g *dossier.Derogation) { g.Rule = "R9-GDPR" },
		"of a later project": func(s *dossier.Spec, _ *dossier.Derogation) { s.Project.EngagedOn.Date = havre.MustDate("2023-11-01") },
	} {
		if v, r := with(edit); v.Verdict != decision.Ineligible || r.Outcome == decision.Waived {
			t.Errorf("%s: %s, %s", name, v.Verdict, r.Outcome)
		}
	}
}

func TestWarnings(t *testing.T) {
	j := shipped(t).judge(t, "2026-11-22", "")
	ds, err := dossier.Parse("w.yaml", []byte(`
apiVersion: havre/v1
kind: Dossier
metadata: {name: w}
spec:
  flows:
    - {to: rosnyy, protocol: tcp, port: 443}
    - {to: api.example.org, protocol: tcp, port: 443}
    - {to: rosny, protocol: tcp, port: 5432}
  evidence:
    - {rule: R44}
    - {rule: R4}
    - {rule: R1-SEARCH}
  derogations:
    - {rule: R9-SNC-2032, offer: ovh-snk, authority: x, from: 2026-01-01, until: 2026-12-31}
`))
	if err != nil {
		t.Fatal(err)
	}
	got := j.Warnings(ds[0])
	var said []string
	for _, p := range got {
		if !p.Warning || p.Message.EN == "" || p.Line == 0 {
			t.Errorf("%+v is not a located warning in both languages", p)
		}
		said = append(said, p.Value+"→"+p.Suggestion)
	}
	if want := "R44→R4 R9-SNC-2032→R9-SNC-2021 ovh-snk→ovh-snc rosnyy→rosny"; strings.Join(said, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(said, " "), want)
	}
}

// TestNoRuleInForce: a day on which nothing judges is refused, never a yes.
func TestNoRuleInForce(t *testing.T) {
	h := shipped(t)
	_, err := decision.NewJudge(h.cat, h.doc, decision.Options{On: havre.MustDate("1900-01-01")})
	if err == nil || !strings.Contains(err.Error(), "2018-11-08") {
		t.Errorf("got %v, want a refusal that says when the first doctrine begins", err)
	}
}
