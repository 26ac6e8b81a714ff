package approval

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

const whole = `apiVersion: havre/v1
kind: ApprovalChain
metadata:
  id: big-spending
  title: {fr: Grosse dépense, en: Big spending}
spec:
  organisation: dnum
  from: 2026-01-01
  until: 2027-01-01
  replaces: [purchase]
  when: order.amount >= 60000
  whenText: {fr: la commande atteint 60 000 €, en: "the order reaches €60,000"}
  source: {title: Note du secrétaire général, article: "2", url: "https://example.fr/note", date: 2025-12-01, publisher: SG, confidence: verified}
  automatic:
    id: small-growth
    title: {fr: Petite croissance, en: Small growth}
    text: {fr: Moins de 10 %., en: Less than 10%.}
    when: order.growth.cpu <= 10
    approves: [standard]
    source: {title: Note, confidence: secondary}
  steps:
    - id: head
      title: {fr: Accord du chef, en: Agreement of the head}
      by: {person: chef@example.fr}
      within: {days: 3}
      overdue: escalate
      escalateTo: {role: approver, at: dnum}
    - id: buyers
      title: {fr: Deux acheteurs, en: Two buyers}
      stage: 2
      by: {role: buyer}
      quorum: 2
      within: {workingDays: 10}
    - id: opinion
      title: {fr: Avis, en: Opinion}
      stage: 2
      by: {role: approver}
      opinion: binding
      within: {months: 1}
      overdue: agree
    - id: last
      title: {fr: Dernier, en: Last}
      stage: 3
      by: {role: auditor}
      source: {title: Autre texte, confidence: unverified}
`

func TestParseWhole(t *testing.T) {
	got, err := Parse("big.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	note := havre.Source{
		Title: "Note du secrétaire général", Article: "2", URL: "https://example.fr/note", Date: havre.MustDate("2025-12-01"),
		Publisher: "SG", Confidence: havre.Verified,
	}
	want := []Chain{{
		ID: "big-spending", Title: havre.Text{FR: "Grosse dépense", EN: "Big spending"}, Organisation: "dnum",
		Period: havre.Period{From: havre.MustDate("2026-01-01"), Until: havre.MustDate("2027-01-01")},
		When:   "order.amount >= 60000", WhenText: havre.Text{FR: "la commande atteint 60 000 €", EN: "the order reaches €60,000"},
		Replaces: []string{"purchase"}, Source: note, File: "big.yaml", Line: 1, Column: 1,
		Automatic: &Automatic{
			ID: "small-growth", When: "order.growth.cpu <= 10", Title: havre.Text{FR: "Petite croissance", EN: "Small growth"},
			Text: havre.Text{FR: "Moins de 10 %.", EN: "Less than 10%."}, Approves: []string{"standard"},
			Source: havre.Source{Title: "Note", Confidence: havre.Secondary},
		},
		Steps: []Rule{
			{
				ID: "head", Title: havre.Text{FR: "Accord du chef", EN: "Agreement of the head"}, Stage: 1, By: By{Person: "chef@example.fr"}, Quorum: 1,
				Within: Within{Days: 3}, Overdue: Escalate, EscalateTo: By{Role: identity.Approver, At: "dnum"}, Source: note,
			},
			{
				ID: "buyers", Title: havre.Text{FR: "Deux acheteurs", EN: "Two buyers"}, Stage: 2, By: By{Role: identity.Buyer}, Quorum: 2,
				Within: Within{WorkingDays: 10}, Overdue: Remind, Source: note,
			},
			{
				ID: "opinion", Title: havre.Text{FR: "Avis", EN: "Opinion"}, Stage: 2, By: By{Role: identity.Approver}, Quorum: 1,
				Within: Within{Months: 1}, Overdue: Agree, Opinion: Binding, Source: note,
			},
			{
				ID: "last", Title: havre.Text{FR: "Dernier", EN: "Last"}, Stage: 3, By: By{Role: identity.Auditor}, Quorum: 1,
				Source: havre.Source{Title: "Autre texte", Confidence: havre.Unverified},
			},
		},
	}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Chain{}), cmpopts.EquateComparable(havre.Date{})); diff != "" {
		t.Error(diff)
	}
}

// TestParseMistakes changes one thing of the whole document: the mistake is told with its
// place, and nothing is given.
func TestParseMistakes(t *testing.T) {
	for _, c := range []struct{ old, now, want string }{
		{"kind: ApprovalChain", "kind: Chain", `big.yaml:2:7: kind : mot inconnu ; mots admis : ApprovalChain`},
		{"id: big-spending", "id: Big", `big.yaml:4:7: metadata.id : forme attendue`},
		{", en: Big spending}", "}", `big.yaml:5:10: metadata.title.en : ce champ est obligatoire`},
		{"organisation: dnum", "organization: dnum", `big.yaml:7:3: spec.organization : champ inconnu (lu : « organization » ; vouliez-vous « organisation » ?)`},
		{"until: 2027-01-01", "until: 2026-01-01", `big.yaml:9:10: spec.until : la fin doit suivre le début`},
		{"until: 2027-01-01", "until: demain", `big.yaml:9:10: spec.until : une date de la forme`},
		{"order.amount >= 60000", "order.amout >= 60000", `big.yaml:11:9: spec.when : variable inconnue (lu : « order.amout » ; vouliez-vous « order.amount » ?)`},
		{"when: order.amount >= 60000", "when: >-\n    true &&\n    order.amout >= 60000", `big.yaml:13:5: spec.when : variable inconnue`},
		{"when: order.amount >= 60000", "when: 'true && order.amout >= 60000'", `big.yaml:11:18: spec.when : variable inconnue`},
		{"when: order.amount >= 60000", `when: "\"gip\" == order.organisationKin"`, `big.yaml:11:21: spec.when : variable inconnue`},
		{"when: order.amount >= 60000", `when: "\"gipp\" == order.organisationKind"`, `big.yaml:11:10: spec.when : valeur inconnue pour order.organisationKind (lu : « gipp » ; vouliez-vous « gip » ?)`},
		{"  when: order.amount >= 60000\n", "", `big.yaml:7:3: spec.when : il manque la condition`},
		{"  when: order.amount >= 60000\n", "  when: [a]\n", `big.yaml:11:9: spec.when : une valeur simple est attendue`},
		{`  whenText: {fr: la commande atteint 60 000 €, en: "the order reaches €60,000"}` + "\n", "", `big.yaml:7:3: spec.whenText : il manque la condition en mots`},
		{"confidence: verified", "confidence: sure", `spec.source.confidence : mot inconnu`},
		{"confidence: verified", "confidence: secondary", `big.yaml:40:16: spec.steps.2.overdue : le silence ne vaut accord que si un texte vérifié le dit`},
		{"article: \"2\"", "artcle: \"2\"", `(lu : « artcle » ; vouliez-vous « article » ?)`},
		{"    when: order.growth.cpu <= 10", "    when: order.growth.cpuu <= 10", `big.yaml:18:11: spec.automatic.when : variable inconnue`},
		{"id: buyers", "id: head", `big.yaml:28:11: spec.steps.1.id : deux étapes du circuit ont cet identifiant`},
		{"{person: chef@example.fr}", "{person: chef}", `big.yaml:24:20: spec.steps.0.by.person : forme attendue`},
		{"{person: chef@example.fr}", "{}", `big.yaml:24:11: spec.steps.0.by : un rôle (role) ou une personne (person) est attendu`},
		{"{person: chef@example.fr}", "{person: chef@example.fr, role: buyer}", `spec.steps.0.by : un rôle (role) ou une personne (person) est attendu`},
		{"{person: chef@example.fr}", "{person: chef@example.fr, at: dnum}", `big.yaml:24:41: spec.steps.0.by.at : « at » précise`},
		{"      escalateTo: {role: approver, at: dnum}\n", "", `big.yaml:24:20: spec.steps.0.by.person : une personne nommée peut être absente`},
		{"      by: {person: chef@example.fr}\n      within: {days: 3}\n      overdue: escalate\n      escalateTo: {role: approver, at: dnum}\n", "      by: {role: buyer}\n      within: {days: 3}\n      overdue: escalate\n", `big.yaml:26:16: spec.steps.0.overdue : dites à qui l’étape passe`},
		{"escalateTo: {role: approver, at: dnum}", "escalateTo: {person: chef@example.fr}", `spec.steps.0.escalateTo : l’étape est déjà demandée`},
		{"escalateTo: {role: approver, at: dnum}", "escalateTo: {}", `big.yaml:27:19: spec.steps.0.escalateTo : un rôle (role) ou une personne (person) est attendu`},
		{"within: {days: 3}", "within: {days: 3, months: 1}", `big.yaml:25:15: spec.steps.0.within : un délai se compte`},
		{"      within: {days: 3}\n", "", `big.yaml:25:16: spec.steps.0.overdue : sans délai`},
		{"within: {days: 3}", "within: {days: 0}", `spec.steps.0.within.days : le nombre doit être au moins 1`},
		{"by: {person: chef@example.fr}", "by: {person: chef@example.fr}\n      quorum: 2", `big.yaml:25:15: spec.steps.0.quorum : une personne nommée`},
		{"opinion: binding", "opinion: binding\n      quorum: 2", `spec.steps.2.quorum : un avis se note une fois`},
		{"quorum: 2", "quorum: 0", `spec.steps.1.quorum : le nombre doit être au moins 1`},
		{"stage: 3", "stage: 0", `spec.steps.3.stage : le nombre doit être au moins 1`},
		{"by: {role: auditor}", "by: {role: auditeur}", `(lu : « auditeur » ; vouliez-vous « auditor » ?)`},
		{"  replaces: [purchase]", "  optional: yes", `big.yaml:10:13: spec.optional : un circuit à adopter`},
		{"  replaces: [purchase]", "  adopts: measured-use", `big.yaml:11:9: spec.when : un circuit qui en adopte un autre`},
		{whole, "", `big.yaml: le fichier est vide`},
		{whole, strings.Repeat(whole+"---\n", maxChains+1), `big.yaml: 101 circuits ; 100 au plus`},
		{whole[strings.Index(whole, "  automatic:"):], "", `big.yaml:7:3: spec.steps : un circuit demande au moins une étape`},
		{whole[strings.Index(whole, "    - id: head"):], strings.Repeat("    - {id: a, title: {fr: a, en: a}, by: {role: buyer}}\n", maxSteps+1), `spec.steps : 51 étapes ; 50 au plus`},
	} {
		text := strings.Replace(whole, c.old, c.now, 1)
		if text == whole {
			t.Errorf("%q is not in the document", c.old)
			continue
		}
		chains, err := Parse("big.yaml", []byte(text))
		ps, ok := errors.AsType[havre.Problems](err)
		if !ok || chains != nil {
			t.Errorf("%q: accepted (%v)", c.now, err)
			continue
		}
		if !strings.Contains(ps.In(havre.French), c.want) {
			t.Errorf("%q:\n got %s\nwant %s", shortened(c.now), ps.In(havre.French), c.want)
		}
		if en := ps.In(havre.English); en == "" || strings.Contains(en, "%!") {
			t.Errorf("%q: badly written in English: %s", c.now, en)
		}
	}
}

// TestParseEveryMistake: mistakes of all kinds come together, in order.
func TestParseEveryMistake(t *testing.T) {
	text := strings.NewReplacer("quorum: 2", "quorum: two", "order.amount >=", "order.amout >=").Replace(whole)
	_, err := Parse("big.yaml", []byte(text))
	ps, _ := errors.AsType[havre.Problems](err)
	if len(ps) != 2 || ps[0].Line != 11 || ps[1].Line != 32 {
		t.Errorf("got %v", err)
	}
}

func TestLoadRefusesFilesWhole(t *testing.T) {
	for name, fsys := range map[string]fstest.MapFS{
		"bad.yaml: fichier illisible : longer than 256 KiB": {"bad.yaml": {Data: make([]byte, maxFile+1)}},
		"b.yaml:4:7: metadata.id : forme attendue":          {"a.yaml": {Data: []byte(strings.Replace(whole, "[standard]", "[]", 1))}, "b.yaml": {Data: []byte(strings.Replace(whole, "big-s", "Big-s", 1))}},
		"b.yaml:1:1: metadata.id : un autre circuit a cet identifiant (lu : « big-spending »": {
			"a.yaml": {Data: []byte(whole)}, "b.yaml": {Data: []byte(whole)},
		},
		"a.yaml:1:1: spec.automatic.approves : aucun circuit n’a cet identifiant (lu : « standard »": {"a.yaml": {Data: []byte(whole)}},
	} {
		cs, err := Load(fsys)
		if cs != nil || err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %s, got %v", name, err)
		}
	}
	if _, err := Load(Data()); err != nil {
		t.Error(err)
	}
}
