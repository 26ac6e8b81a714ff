package decision_test

import (
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

var update = flag.Bool("update", false, "write the golden decisions again")

// house is a catalogue with the shipped rules compiled for it.
type house struct {
	cat *catalogue.Catalogue
	m   *fact.Model
	doc *doctrine.Doctrine
}

func build(t *testing.T, cat *catalogue.Catalogue) house {
	t.Helper()
	m, err := decision.Model(cat)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := doctrine.Builtin(m)
	if err != nil {
		t.Fatal(err)
	}
	return house{cat, m, doc}
}

// shipped is the catalogue in the program; cases that of the public cases.
var (
	shippedOnce, casesOnce   sync.Once
	shippedHouse, casesHouse house
)

func shipped(t *testing.T) house {
	t.Helper()
	shippedOnce.Do(func() { shippedHouse = build(t, catalogue.Builtin()) })
	return shippedHouse
}

func publicCases(t *testing.T) house {
	t.Helper()
	casesOnce.Do(func() {
		cat, err := catalogue.Load(os.DirFS("testdata/public-cases"))
		if err != nil {
			t.Fatal(err)
		}
		casesHouse = build(t, cat)
	})
	return casesHouse
}

func (h house) judge(t *testing.T, on, force string) *decision.Judge {
	t.Helper()
	j, err := decision.NewJudge(h.cat, h.doc, decision.Options{On: havre.MustDate(on), Force: force})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func decide(t *testing.T, j *decision.Judge, d *dossier.Dossier, lang havre.Lang) *decision.Decision {
	t.Helper()
	out, err := j.Decide(d, lang)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t *testing.T, file string) *dossier.Dossier {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ds, err := dossier.Parse(filepath.Base(file), data)
	if err != nil {
		t.Fatal(err)
	}
	return ds[0]
}

func caseFile(name string) string { return filepath.Join("testdata", "cases", name+".yaml") }

func caseFiles(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS("."), "testdata/cases/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no case: %v", err)
	}
	return names
}

// days are one in the reign of each State doctrine, and today's.
var days = []string{"2020-01-01", "2022-01-01", "2024-01-01", "2026-11-22"}

// TestGolden holds the decision of every public case, on one day of each State
// doctrine, against the hosts of these cases and against the shipped catalogue.
func TestGolden(t *testing.T) {
	for _, where := range []struct {
		name string
		house
	}{{"public", publicCases(t)}, {"shipped", shipped(t)}} {
		for _, day := range days {
			j := where.judge(t, day, "")
			for _, file := range caseFiles(t) {
				name := strings.TrimSuffix(filepath.Base(file), ".yaml")
				t.Run(where.name+"/"+day+"/"+name, func(t *testing.T) {
					got := digest(decide(t, j, read(t, file), havre.French))
					golden(t, filepath.Join("testdata", "golden", where.name, name+"."+day+".txt"), got)
				})
			}
		}
	}
}

// digest is a decision in few words, for golden files that a person reviews.
func digest(d *decision.Decision) string {
	var b strings.Builder
	for _, s := range d.Doctrine {
		b.WriteString(s.ID + " ")
	}
	b.WriteString("\n\n")
	for _, v := range d.Verdicts {
		b.WriteString(v.Offer + ": " + string(v.Verdict) + "\n")
		for _, r := range v.Rules {
			if r.Severity == doctrine.Must && (r.Outcome == doctrine.Fail || r.Outcome == doctrine.Unknown) {
				b.WriteString("  " + r.ID + " " + string(r.Outcome) + " " + strings.Join(r.Missing, " ") + "\n")
			}
		}
	}
	b.WriteString("\nobligations:")
	for _, o := range d.Obligations {
		if o.State != doctrine.NotApplicable && o.Severity == doctrine.Must {
			b.WriteString(" " + o.Rule + "=" + string(o.State))
		}
	}
	b.WriteString("\nquestions:")
	for _, q := range d.Questions {
		b.WriteString(" " + q.Fact)
	}
	return b.String() + "\n"
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (write it with: go test ./decision -update)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// outcome is what one rule says of one offer.
func outcome(t *testing.T, d *decision.Decision, offer, rule string) doctrine.Outcome {
	t.Helper()
	v, ok := d.Offer(offer)
	if !ok {
		t.Fatalf("no offer %s", offer)
	}
	for _, r := range v.Rules {
		if r.ID == rule {
			return r.Outcome
		}
	}
	return ""
}

// TestPublicCases states, case by case, what the texts make of them: the expected
// verdicts of docs/divergences.md, to be confirmed by a lawyer.
func TestPublicCases(t *testing.T) {
	h := publicCases(t)
	for _, c := range []struct {
		dossier, on, offer, rule string
		want                     doctrine.Outcome
		verdict                  decision.Verdict
		why                      string
	}{
		{"01-health-data-hub", "2022-01-01", "azure-hds", "R9-SNC-2021", doctrine.NotApplicable, "", "a GIP is not bound by the circular: the scope answers first"},
		{"01-health-data-hub", "2026-11-22", "azure-hds", "SREN-31", doctrine.Fail, "", "SREN names it; the text was not read, so the rule informs"},
		{"01b-health-data-hub-under-tutelle", "2024-01-01", "azure-hds", "R9-SNC-2023", doctrine.Fail, decision.Ineligible, "on the merits: sensitive, harmful, not qualified"},
		{"01b-health-data-hub-under-tutelle", "2026-11-22", "scaleway-candidate", "R9-SNC-2023", doctrine.Fail, decision.Ineligible, "in qualification is not qualified"},
		{"01b-health-data-hub-under-tutelle", "2026-11-22", "snc-hds", "", "", decision.Eligible, "qualified and HDS-certified"},
		{"02-voter-registration", "2024-01-01", "snc-plain", "R9-SNC-2023", doctrine.Pass, decision.Eligible, "essential mission and public order"},
		{"02-voter-registration", "2024-01-01", "ovh-public", "R9-SNC-2023", doctrine.Fail, decision.Ineligible, ""},
		{"03-geoplateforme", "2022-01-01", "ovh-public", "R9-SNC-2021", doctrine.NotApplicable, decision.Eligible, "open data triggers nothing"},
		{"03-geoplateforme", "2024-01-01", "ovh-public", "R9-SNC-2023", doctrine.NotApplicable, decision.Eligible, ""},
		{"04-si-samu", "2024-01-01", "snc-hds", "", "", decision.Eligible, "SecNumCloud and HDS"},
		{"04-si-samu", "2024-01-01", "snc-plain", "R9-HDS", doctrine.Fail, decision.Ineligible, "SecNumCloud does not imply HDS"},
		{"04-si-samu", "2024-01-01", "ovh-hds", "R9-SNC-2023", doctrine.Fail, decision.Ineligible, "HDS does not imply SecNumCloud"},
		{"05-shom", "2024-01-01", "snc-plain", "R9-SNC-2023", doctrine.Pass, decision.Eligible, ""},
		{"06-inca", "2024-01-01", "ovh-hds", "R9-SNC-2023", doctrine.Unknown, decision.Undetermined, "harm not assessed: cannot tell, never compliant"},
		{"06-inca", "2024-01-01", "snc-hds", "R9-SNC-2023", doctrine.Pass, decision.Eligible, "nothing that remains to be known could refuse it"},
		{"07-vie-publique", "2024-01-01", "ovh-public", "", "", decision.Eligible, "public content"},
		{"08-laboe-si", "2024-01-01", "ovh-hds", "R9-SNC-2023", doctrine.Fail, decision.Ineligible, ""},
		{"11-grist", "2024-01-01", "getgrist", "R9-GDPR", doctrine.Fail, decision.Ineligible, "agents' data outside the Union"},
		{"11-grist", "2024-01-01", "grist-dinum", "", "", decision.Eligible, "the State's own instance"},
		{"14-office-suite", "2022-01-01", "office-365", "R9-SNC-2021", doctrine.Fail, decision.Ineligible, "2021: applications about agents are in the broad trigger"},
		{"14-office-suite", "2024-01-01", "office-365", "R9-SNC-2023", doctrine.NotApplicable, decision.Eligible, "2023: that leg is gone"},
		{"15-office-suite-sensitive", "2024-01-01", "bleu", "R9-SNC-2023", doctrine.Fail, decision.Ineligible, "compliant only once qualified"},
	} {
		t.Run(c.dossier+"/"+c.on+"/"+c.offer+"/"+c.rule, func(t *testing.T) {
			d := decide(t, h.judge(t, c.on, ""), read(t, caseFile(c.dossier)), havre.English)
			if c.rule != "" {
				if got := outcome(t, d, c.offer, c.rule); got != c.want {
					t.Errorf("%s says %s of %s, want %s: %s", c.rule, got, c.offer, c.want, c.why)
				}
			}
			if v, _ := d.Offer(c.offer); c.verdict != "" && v.Verdict != c.verdict {
				t.Errorf("%s is %s, want %s: %s", c.offer, v.Verdict, c.verdict, c.why)
			}
		})
	}
}

// TestDeterministic: the same input gives the same bytes, and the dossier's own
// language changes sentences only.
func TestDeterministic(t *testing.T) {
	h, fresh := shipped(t), build(t, catalogue.Builtin())
	j, again := h.judge(t, "2026-11-22", ""), fresh.judge(t, "2026-11-22", "")
	for _, file := range caseFiles(t) {
		bytesOf := func(j *decision.Judge, lang havre.Lang) string {
			b, err := json.Marshal(decide(t, j, read(t, file), lang))
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		first := bytesOf(j, havre.French)
		if bytesOf(j, havre.French) != first {
			t.Fatalf("%s: two runs differ", file)
		}
		if bytesOf(again, havre.French) != first {
			t.Fatalf("%s: a fresh judge differs", file)
		}
		fr, en := decide(t, j, read(t, file), havre.French), decide(t, j, read(t, file), havre.English)
		if diff := cmp.Diff(digest(fr), digest(en)); diff != "" {
			t.Errorf("%s: the language changes the decision:\n%s", file, diff)
		}
	}
}

// TestQuickAgrees: the compiled kernel and the explained decision give the same
// verdicts, whatever the day.
func TestQuickAgrees(t *testing.T) {
	for _, h := range []house{shipped(t), publicCases(t)} {
		for _, day := range days {
			j := h.judge(t, day, "")
			for _, file := range caseFiles(t) {
				d := read(t, file)
				quick, err := j.Quick(d)
				if err != nil {
					t.Fatal(err)
				}
				full := decide(t, j, d, havre.French)
				for i, o := range j.View().Offers {
					if v, _ := full.Offer(o.ID); v.Verdict != quick[i] {
						t.Errorf("%s on %s: %s is %s in full, %s in short", file, day, o.ID, v.Verdict, quick[i])
					}
				}
			}
		}
	}
}
