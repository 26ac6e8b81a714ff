package decision_test

import (
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
)

// TestCompareNamesTheCause: between two dates, each change is attributed to the
// rule that began or ended, or to the fact that changed.
func TestCompareNamesTheCause(t *testing.T) {
	cause := func(c *decision.Comparison, offer, rule string) *decision.Cause {
		for _, ch := range c.Changes {
			for i := range ch.Causes {
				if ch.Offer == offer && ch.Causes[i].Rule == rule {
					return &ch.Causes[i]
				}
			}
		}
		return nil
	}

	h := publicCases(t)
	c, err := decision.Compare(read(t, caseFile("14-office-suite")), h.judge(t, "2022-01-01", ""), h.judge(t, "2024-01-01", ""), havre.French)
	if err != nil {
		t.Fatal(err)
	}
	if got := cause(c, "office-365", "R9-SNC-2021"); got == nil || got.Kind != decision.RuleEnded || !got.Decides {
		t.Errorf("Office 365, 2022 to 2024: %+v, want the end of R9-SNC-2021", got)
	}

	h = shipped(t)
	health := change(t, "07-vie-publique", func(s *dossier.Spec) {
		s.Organisation.Ministry, s.Data.HealthHosting = "social", havre.Yes
		s.Needs.Services = set("managed-database")
	})
	c, err = decision.Compare(health, h.judge(t, "2025-06-30", ""), h.judge(t, "2025-07-02", ""), havre.French)
	if err != nil {
		t.Fatal(err)
	}
	got := cause(c, "fabnum-ovh", "R9-HDS")
	if got == nil || got.Kind != decision.FactChanged || !slices.ContainsFunc(got.Facts, func(f decision.FactChange) bool { return f.Path == "hds.hosting" }) {
		t.Errorf("FabNum@OVH, June to July 2025: %+v, want a change of hds.hosting", got)
	}
}

func TestCompareSameIsEmpty(t *testing.T) {
	h := shipped(t)
	j := h.judge(t, "2026-11-22", "")
	for _, file := range caseFiles(t) {
		c, err := decision.Compare(read(t, file), j, j, havre.French)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Changes)+len(c.Obligations) > 0 {
			t.Errorf("%s differs from itself: %+v", file, c.Changes)
		}
	}
}

func portfolio(t *testing.T) iter.Seq[*dossier.Dossier] {
	t.Helper()
	var ds []*dossier.Dossier
	for _, file := range caseFiles(t) {
		ds = append(ds, read(t, file))
	}
	return slices.Values(ds)
}

// TestImpactSameAsDeciding: what the index says of a supposition is what deciding
// every dossier under it says.
func TestImpactSameAsDeciding(t *testing.T) {
	h := publicCases(t)
	j := h.judge(t, "2026-11-22", "")
	lapses := j.Lapses()
	if len(lapses) == 0 {
		t.Fatal("no attestation to lapse")
	}
	p, err := j.NewPortfolio(lapses, portfolio(t))
	if err != nil {
		t.Fatal(err)
	}
	moved := 0
	for i, e := range p.Impact(100).Changes {
		counted := 0
		for _, m := range e.Moves {
			counted += m.Count
		}
		if counted != e.Affected || len(e.Sample) != e.Affected {
			t.Errorf("%s: %d affected, %d counted, %d named", e.Change, e.Affected, counted, len(e.Sample))
		}
		moved += e.Affected
		for d := range portfolio(t) {
			before, _ := decide(t, j, d, havre.French).Offer(e.Offer)
			named := slices.ContainsFunc(e.Sample, func(c decision.AffectedCase) bool { return c.Dossier == d.Metadata.Name })
			if named && before.Verdict == decision.Ineligible {
				t.Errorf("%s: %s was already refused, yet a lapse moves it", lapses[i], d.Metadata.Name)
			}
		}
	}
	if moved == 0 {
		t.Error("no certificate matters to any case")
	}
}

// TestImpactBetweenAgreesWithCompare over two dates.
func TestImpactBetween(t *testing.T) {
	h := publicCases(t)
	from, to := h.judge(t, "2022-01-01", ""), h.judge(t, "2024-01-01", "")
	imp, err := decision.ImpactBetween(from, to, "2022 → 2024", portfolio(t), 1000)
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for d := range portfolio(t) {
		c, err := decision.Compare(d, from, to, havre.French)
		if err != nil {
			t.Fatal(err)
		}
		for _, ch := range c.Changes {
			if ch.From != ch.To {
				want++
			}
		}
	}
	if got := len(imp.Changes[0].Sample); got != want {
		t.Errorf("impact names %d changes of verdict, compare %d", got, want)
	}
}

// TestSuppose refuses what it cannot read and says what would be right.
func TestSuppose(t *testing.T) {
	j := shipped(t).judge(t, "2026-11-22", "")
	for text, suggestion := range map[string]string{
		"cegedim-cloud.hds.hosting=no":     "",
		"cegedim-cloud.secnumcloud=none":   "",
		"cegedim-cloud.zones=3":            "",
		"ovh-snc.services.antivirus=yes":   "",
		"cegedim-clowd.hds.hosting=no":     "cegedim-cloud",
		"cegedim-cloud.hds.hostin=no":      "hds.hosting",
		"cegedim-cloud.secnumcloud=nonne":  "none",
		"cegedim-cloud.hds.hosting=peut":   "",
		"cegedim-cloud":                    "cegedim-cloud.hds.hosting=no",
		"cegedim-cloud.services.cdnn=yes":  "services.cdn",
		"cegedim-cloud.zones=-1":           "",
		"cegedim-cloud.zones=999999999999": "",
	} {
		_, err := j.Suppose(text)
		var ps havre.Problems
		if err != nil && (!errors.As(err, &ps) || ps[0].Message.FR == "" || ps[0].Message.EN == "") {
			t.Errorf("%s: %v has no sentence", text, err)
			continue
		}
		if len(ps) > 0 && ps[0].Suggestion != suggestion {
			t.Errorf("%s: suggests %q, want %q", text, ps[0].Suggestion, suggestion)
		}
		if len(ps) == 0 && suggestion != "" {
			t.Errorf("%s is accepted", text)
		}
	}
}

// TestQuestionsCoverEveryOpenOffer: whatever is unknown, each offer that could still
// be settled is helped by some question, and no question is about a settled one.
func TestQuestionsCoverEveryOpenOffer(t *testing.T) {
	j := shipped(t).judge(t, "2026-11-22", "")
	empty := &dossier.Dossier{Metadata: dossier.Metadata{Name: "empty"}}
	for d := range func(yield func(*dossier.Dossier) bool) {
		if yield(empty) {
			portfolio(t)(yield)
		}
	} {
		dec := decide(t, j, d, havre.French)
		helped := map[string]bool{}
		for i, q := range dec.Questions {
			for _, o := range q.Decides {
				helped[o] = true
			}
			if i > 0 && len(q.Decides) > len(dec.Questions[i-1].Decides) {
				t.Errorf("%s: question %d settles more than the one before", d.Metadata.Name, i+1)
			}
		}
		for _, v := range dec.Verdicts {
			if open := v.Verdict == decision.Undetermined && v.Assessable; open != helped[v.Offer] {
				t.Errorf("%s: %s is %s, and questions help it: %v", d.Metadata.Name, v.Offer, v.Verdict, helped[v.Offer])
			}
		}
	}
}
