package decision_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
)

// change is a dossier of the cases with some facts changed.
func change(t *testing.T, name string, edit func(*dossier.Spec)) *dossier.Dossier {
	t.Helper()
	d := read(t, caseFile(name))
	edit(&d.Spec)
	return d
}

// set is a known set of words.
func set(words ...string) dossier.Set { return dossier.Set{Members: words, Complete: true} }

// verdict is one offer's.
func verdict(t *testing.T, d *decision.Decision, offer string) decision.Verdict {
	t.Helper()
	v, ok := d.Offer(offer)
	if !ok {
		t.Fatalf("no offer %s", offer)
	}
	return v.Verdict
}

// TestTwoCumulativeConditions: data is of particular sensitivity if it is so by
// nature (a secret protected by law) or by use (an essential mission), AND its
// breach would do one of five harms. One without the other asks for nothing.
func TestTwoCumulativeConditions(t *testing.T) {
	j := publicCases(t).judge(t, "2024-01-01", "")
	harms := map[string]func(*dossier.Harm, havre.Truth){
		"public order":          func(h *dossier.Harm, v havre.Truth) { h.PublicOrder = v },
		"public security":       func(h *dossier.Harm, v havre.Truth) { h.PublicSecurity = v },
		"health":                func(h *dossier.Harm, v havre.Truth) { h.Health = v },
		"life":                  func(h *dossier.Harm, v havre.Truth) { h.Life = v },
		"intellectual property": func(h *dossier.Harm, v havre.Truth) { h.IntellectualProperty = v },
	}
	truths := []havre.Truth{havre.No, havre.Unknown, havre.Yes}
	for name, setHarm := range harms {
		for _, secret := range truths {
			for _, mission := range truths {
				for _, harm := range truths {
					d := change(t, "07-vie-publique", func(s *dossier.Spec) {
						s.Data.EssentialMission = mission
						switch secret {
						case havre.Yes:
							s.Data.LegalSecrets = set("business")
						case havre.Unknown:
							s.Data.LegalSecrets = dossier.Set{}
						case havre.No:
						}
						setHarm(&s.Data.Harm, harm)
					})
					want := map[havre.Truth]doctrine.Outcome{havre.Yes: doctrine.Fail, havre.Unknown: doctrine.Unknown, havre.No: doctrine.NotApplicable}[secret.Or(mission).And(harm)]
					if got := outcome(t, decide(t, j, d, havre.French), "ovh-public", "R9-SNC-2023"); got != want {
						t.Errorf("secret %v, mission %v, %s %v: %s, want %s", secret, mission, name, harm, got, want)
					}
				}
			}
		}
	}
}

// TestThreeOffersOfTheSocialMinistries: generic, HDS and trust are consequences of
// the data, told by the ministry's own set.
func TestThreeOffersOfTheSocialMinistries(t *testing.T) {
	j := shipped(t).judge(t, "2026-11-22", "")
	social := func(edit func(*dossier.Spec)) *decision.Decision {
		return decide(t, j, change(t, "07-vie-publique", func(s *dossier.Spec) {
			s.Organisation.Ministry = "social"
			s.Needs.Runtimes, s.Needs.Services = set("container"), set()
			s.Needs.DICT = dossier.DICT{Scale: "social-ministries", Availability: 2, Integrity: 2, Confidentiality: 3, Traceability: 3}
			edit(s)
		}), havre.French)
	}
	state := func(d *decision.Decision, rule string) doctrine.Outcome {
		for _, o := range d.Obligations {
			if o.Rule == rule {
				return o.State
			}
		}
		t.Fatalf("no obligation %s", rule)
		return ""
	}

	generic := social(func(*dossier.Spec) {})
	if got := state(generic, "SOC-GENERIC"); got != doctrine.Met {
		t.Errorf("public content: SOC-GENERIC is %s", got)
	}
	if got := verdict(t, generic, "fabnum-ovh"); got == decision.Ineligible {
		t.Errorf("public content: FabNum@OVH is %s", got)
	}

	health := social(func(s *dossier.Spec) { s.Data.HealthHosting, s.Data.Personal = havre.Yes, havre.Yes })
	if got := state(health, "SOC-GENERIC"); got == doctrine.Met {
		t.Errorf("health data: the generic cloud is said to fit")
	}
	if got := verdict(t, health, "cegedim-cloud"); got != decision.Eligible {
		t.Errorf("health data: Cegedim.cloud is %s", got)
	}
	if got := outcome(t, health, "rosny", "HDS-HOST"); got != doctrine.Fail {
		t.Errorf("health data: HDS-HOST says %s of Rosny", got)
	}

	trust := social(func(s *dossier.Spec) {
		s.Data.LegalSecrets, s.Data.Harm.Health = set("medical"), havre.Yes
	})
	if got := verdict(t, trust, "fabnum-ovh"); got != decision.Ineligible {
		t.Errorf("sensitive data: FabNum@OVH is %s", got)
	}
	if got := outcome(t, trust, "ovh-snc", "R9-SNC-2023"); got != doctrine.Pass {
		t.Errorf("sensitive data: R9-SNC-2023 says %s of OVH SNC", got)
	}
}

// TestInteriorList: Diffusion Restreinte goes to Cloud Pi, never to a commercial
// cloud because it is qualified; what sources disagree on is shown.
func TestInteriorList(t *testing.T) {
	j := shipped(t).judge(t, "2026-11-22", "")
	d := decide(t, j, change(t, "07-vie-publique", func(s *dossier.Spec) {
		s.Organisation.Ministry = "interior"
		s.Data.Marking = "restricted"
		s.Needs.Layer, s.Needs.Runtimes, s.Needs.Services = set("iaas"), set("linux-vm"), set()
		s.Needs.Exposure = set("rie")
	}), havre.French)
	if got := verdict(t, d, "cloud-pi"); got != decision.Eligible {
		t.Errorf("Cloud Pi is %s", got)
	}
	for _, offer := range []string{"snc-private", "nubo"} {
		if got := outcome(t, d, offer, "DR-PLATFORM"); got != doctrine.Fail {
			t.Errorf("DR-PLATFORM says %s of %s", got, offer)
		}
	}
	nubo, _ := d.Offer("nubo")
	conflict := false
	for _, r := range nubo.Rules {
		for _, f := range r.Facts {
			conflict = conflict || f.Path == "restricted" && len(f.Conflicts) > 0
		}
	}
	if !conflict {
		t.Error("Nubo and Diffusion Restreinte: the contrary source is not shown")
	}
}

// TestThreeCircles: in 2020, sensitive data goes to the internal or the dedicated
// circle, ordinary data anywhere.
func TestThreeCircles(t *testing.T) {
	j := publicCases(t).judge(t, "2020-01-01", "")
	sensitive := decide(t, j, read(t, caseFile("15-office-suite-sensitive")), havre.French)
	if got := outcome(t, sensitive, "office-365", "C2018-SENSITIVE"); got != doctrine.Fail {
		t.Errorf("external circle: %s", got)
	}
	if got := outcome(t, sensitive, "grist-dinum", "C2018-SENSITIVE"); got != doctrine.Pass {
		t.Errorf("internal circle: %s", got)
	}
	ordinary := decide(t, j, read(t, caseFile("07-vie-publique")), havre.French)
	if got := verdict(t, ordinary, "ovh-public"); got != decision.Eligible {
		t.Errorf("ordinary data on an external offer: %s", got)
	}
	if got := ordinary.Doctrine[1].ID; got != "state-2018" {
		t.Errorf("judged by %s", got)
	}
}

// TestMapado: its four hosts against R1, R5, R9 and R13.
func TestMapado(t *testing.T) {
	j := shipped(t).judge(t, "2026-11-22", "")
	town := decide(t, j, read(t, caseFile("16-ticketing-town-hall")), havre.French)
	if got := verdict(t, town, "mapado"); got != decision.Eligible {
		t.Errorf("a town hall: Mapado is %s", got)
	}
	for _, o := range town.Obligations {
		if slices.Contains([]string{"R1-SEARCH", "R5-ZONES", "R13-NOBESPOKE"}, o.Rule) && o.State != doctrine.NotApplicable {
			t.Errorf("a town hall: %s is %s, out of the scope of the circular", o.Rule, o.State)
		}
	}

	sensitive := decide(t, j, read(t, caseFile("16b-ticketing-state-sensitive")), havre.French)
	mapado, _ := sensitive.Offer("mapado")
	i := slices.IndexFunc(mapado.Rules, func(r decision.RuleSaid) bool { return r.ID == "R9-SNC-2023" })
	if r := mapado.Rules[i]; r.Outcome != doctrine.Fail || !strings.Contains(r.Because, "Hetzner") {
		t.Errorf("a State buyer with sensitive data: R9 is %s because %q, want a failure that names the archive at Hetzner", r.Outcome, r.Because)
	}

	ordinary := decide(t, j, read(t, caseFile("16c-ticketing-state-ordinary")), havre.French)
	if got := verdict(t, ordinary, "mapado"); got != decision.Eligible {
		t.Errorf("a State buyer with ordinary data: Mapado is %s", got)
	}
	for _, o := range ordinary.Obligations {
		if o.Rule == "R5-ZONES" && o.State != doctrine.Declared {
			t.Errorf("R5-ZONES is %s", o.State)
		}
	}
}

// TestSentences: every sentence of every decision is written, in both languages.
func TestSentences(t *testing.T) {
	j := shipped(t).judge(t, "2026-11-22", "")
	for _, file := range caseFiles(t) {
		for _, lang := range []havre.Lang{havre.French, havre.English} {
			d := decide(t, j, read(t, file), lang)
			check := func(where, text string) {
				if strings.TrimSpace(text) == "" || strings.Contains(text, "%!") {
					t.Errorf("%s in %s: %s says %q", file, lang, where, text)
				}
			}
			for _, v := range d.Verdicts {
				for _, r := range v.Rules {
					check(v.Offer+" "+r.ID, r.Because)
					for _, f := range r.Facts {
						check(v.Offer+" "+r.ID+" "+f.Path, f.Title)
						check(v.Offer+" "+r.ID+" "+f.Path, f.Value)
					}
				}
			}
			for _, o := range d.Obligations {
				check(o.Rule, o.Because)
			}
			for _, q := range d.Questions {
				check(q.Fact, q.Question)
				check(q.Fact, q.Owner)
			}
		}
	}
}
