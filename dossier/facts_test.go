package dossier_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// complete states everything.
const complete = `apiVersion: havre/v1
kind: Dossier
metadata: {name: complet, title: Tout est dit}
spec:
  organisation: {name: Direction, kind: gip, ministry: social, srenScope: no}
  project: {nature: new, engagedOn: 2022-03-01, fullCostEUR: 800000, evolutionRatio: 0.3, contractorChange: no, liftAndShift: no, cloudReady: yes}
  environments: [production]
  data:
    personal: yes
    specialCategory: no
    healthHosting: no
    selfHostedHealth: no
    legalSecrets: [privacy]
    subjects: [citizens]
    essentialMission: no
    harm: {publicOrder: no, publicSecurity: no, health: no, life: no, intellectualProperty: yes}
    marking: none
  needs:
    layer: [paas, caas]
    runtimes: [node]
    services: [object-storage]
    outsourcedOperation: no
    dict: {scale: social-ministries, availability: 2, integrity: 2, confidentiality: 3, traceability: 4}
    rto: 24h
    rpo: 30min
    zones: 2
    exposure: [internet]
    audience: [citizens]
    segment: none
  flows:
    - {to: rosny, protocol: tcp, port: 5432}
  existingSolution: no
`

// Every published fact is filled by a dossier that states everything, and none
// by one that states nothing.
func TestEveryFactIsFilled(t *testing.T) {
	m := model(t)
	all, nothing := one(t, complete).Facts(m), one(t, need("  {}\n")).Facts(m)
	for i, def := range m.Defs(fact.Dossier) {
		if word(&def, all[i]) == "unknown" || strings.HasSuffix(word(&def, all[i]), "…") {
			t.Errorf("%s is not filled", def.Path)
		}
		if got := word(&def, nothing[i]); got != "unknown" {
			t.Errorf("%s is %s though nothing was said", def.Path, got)
		}
	}
}

// Where a fact is stated can be shown, under the name rules give it.
func TestPosition(t *testing.T) {
	d := one(t, complete)
	for _, def := range dossier.Facts() {
		if line, column := d.Position(def.Path); line == 0 || column == 0 {
			t.Errorf("%s has no place", def.Path)
		}
	}
	if line, column := d.Position("project.evolutionPercent"); line != 6 || column != 86 {
		t.Errorf("evolutionPercent at %d:%d", line, column)
	}
	if line, _ := d.Position("data.nothing"); line != 0 {
		t.Error("an absent fact has a place")
	}
	if d.File() != "besoin.yaml" {
		t.Error(d.File())
	}
}

// The words of the field tags, from which documents are read, are those of the
// published model, from which rules are checked.
func TestVocabulariesAgree(t *testing.T) {
	for _, def := range dossier.Facts() {
		if def.Kind != fact.Set && def.Kind != fact.Enum || def.Open {
			continue
		}
		for _, w := range def.Values {
			written := w
			if def.Kind == fact.Set {
				written = "[" + w + "]"
			}
			d := one(t, need(nest(def.Path, written)))
			if got := value(t, d, def.Path); got != w && !(def.Kind == fact.Set && w == "none" && got == "none") {
				t.Errorf("%s: %s is read as %s", def.Path, w, got)
			}
		}
		bad := def.Values[0] + "x"
		_, err := dossier.Parse("f", []byte(need(nest(def.Path, "["+bad+"]"))))
		if err == nil || !strings.Contains(err.Error(), def.Path) {
			t.Errorf("%s: %s is read: %v", def.Path, bad, err)
		}
	}
}

// nest writes a field by its path, below spec.
func nest(path, value string) string {
	steps := strings.Split(path, ".")
	var b strings.Builder
	for i, s := range steps {
		b.WriteString(strings.Repeat("  ", i+1) + s + ":")
		if i < len(steps)-1 {
			b.WriteByte('\n')
		}
	}
	return b.String() + " " + value + "\n"
}

// Every spelling of yes, no and unknown, in YAML and in JSON.
func TestTruthSpellings(t *testing.T) {
	spellings := map[havre.Truth][]string{
		havre.Yes:     {"yes", "Yes", "YES", "y", "Y", "oui", "Oui", "OUI", "o", "O", "true", "True", "vrai", `"yes"`, `"oui"`},
		havre.No:      {"no", "No", "NO", "n", "N", "non", "NON", "false", "False", "faux", "'no'"},
		havre.Unknown: {"unknown", "Unknown", "inconnu", "inconnue", "?", `"?"`, "~", "null", ""},
	}
	for want, list := range spellings {
		for _, s := range list {
			d := one(t, need("  data: {personal: "+s+"}\n"))
			if d.Spec.Data.Personal != want {
				t.Errorf("%s is read as %s", s, d.Spec.Data.Personal)
			}
		}
	}
	for s, want := range map[string]havre.Truth{`true`: havre.Yes, `false`: havre.No, `null`: havre.Unknown, `"oui"`: havre.Yes, `"N"`: havre.No, `"?"`: havre.Unknown} {
		d := one(t, `{"apiVersion":"havre/v1","kind":"Dossier","metadata":{"name":"essai"},"spec":{"existingSolution":`+s+`}}`)
		if d.Spec.ExistingSolution != want {
			t.Errorf("JSON %s is read as %s", s, d.Spec.ExistingSolution)
		}
	}
}

// What is written of a quantity or a set, and the fact rules read.
func TestReadings(t *testing.T) {
	tests := []struct{ spec, path, want string }{
		{"environments: [production, acceptance]", "environments", "acceptance production"},
		{"environments: []", "environments", "none"},
		{"environments: none", "environments", "none"},
		{"environments: [none]", "environments", "none"},
		{"environments: unknown", "environments", "unknown"},
		{"environments: '?'", "environments", "unknown"},
		{"environments: [inconnu]", "environments", "unknown"},
		{"environments: [production, unknown]", "environments", "production…"},
		{"environments: [production, ~]", "environments", "production…"},
		{"environments:", "environments", "unknown"},

		{"organisation: {kind: inconnu}", "organisation.kind", "unknown"},
		{"organisation: {kind: gip}", "organisation.kind", "gip"},
		{"organisation: {ministry: none}", "organisation.ministry", "none"},
		{"data: {marking: none}", "data.marking", "none"},

		{"project: {engagedOn: 2022-03-01}", "project.engagedOn", "2022-03-01"},
		{"project: {engagedOn: ?}", "project.engagedOn", "unknown"},

		{"project: {fullCostEUR: 800000}", "project.fullCostEUR", "800000"},
		{"project: {fullCostEUR: 9_500_000}", "project.fullCostEUR", "9500000"},
		{"project: {fullCostEUR: 9 500 000}", "project.fullCostEUR", "9500000"},
		{"project: {fullCostEUR: 9\u202f500\u00a0000 €}", "project.fullCostEUR", "9500000"},
		{"project: {fullCostEUR: 0}", "project.fullCostEUR", "0"},
		{"project: {fullCostEUR: unknown}", "project.fullCostEUR", "unknown"},

		{"project: {evolutionRatio: 0.495}", "project.evolutionPercent", "49"}, // never rounded up to a threshold
		{"project: {evolutionRatio: 0.4999999999}", "project.evolutionPercent", "49"},
		{"project: {evolutionRatio: 0.5}", "project.evolutionPercent", "50"},
		{"project: {evolutionRatio: '0,5'}", "project.evolutionPercent", "50"},
		{"project: {evolutionRatio: 50 %}", "project.evolutionPercent", "50"},
		{"project: {evolutionRatio: 49.9%}", "project.evolutionPercent", "49"},
		{"project: {evolutionRatio: 0.29}", "project.evolutionPercent", "29"}, // 28.999… in binary
		{"project: {evolutionRatio: 1}", "project.evolutionPercent", "100"},
		{"project: {evolutionRatio: 2.05}", "project.evolutionPercent", "205"},
		{"project: {evolutionRatio: 0}", "project.evolutionPercent", "0"},
		{"project: {evolutionRatio: null}", "project.evolutionPercent", "unknown"},

		{"needs: {rto: 24h}", "needs.rtoMinutes", "1440"},
		{"needs: {rto: 0}", "needs.rtoMinutes", "0"},
		{"needs: {rto: 30min}", "needs.rtoMinutes", "30"},
		{"needs: {rto: 90 m}", "needs.rtoMinutes", "90"},
		{"needs: {rto: 2j}", "needs.rtoMinutes", "2880"},
		{"needs: {rto: 2 jours}", "needs.rtoMinutes", "2880"},
		{"needs: {rto: 7d}", "needs.rtoMinutes", "10080"},
		{"needs: {rto: 1 semaine}", "needs.rtoMinutes", "10080"},
		{"needs: {rto: 1w}", "needs.rtoMinutes", "10080"},
		{"needs: {rto: 4 heures}", "needs.rtoMinutes", "240"},
		{"needs: {rto: PT24H}", "needs.rtoMinutes", "1440"},
		{"needs: {rto: P1DT6H30M}", "needs.rtoMinutes", "1830"},
		{"needs: {rto: P2W}", "needs.rtoMinutes", "20160"},
		{"needs: {rpo: PT0M}", "needs.rpoMinutes", "0"},
		{"needs: {rpo: inconnu}", "needs.rpoMinutes", "unknown"},

		{"needs: {zones: 2}", "needs.zones", "2"},
		{"needs: {zones: ?}", "needs.zones", "unknown"},
		{"needs: {dict: {scale: social-ministries, availability: 4}}", "needs.dict.availability", "4"},
		{"needs: {dict: {scale: anssi-mss, availability: 4}}", "needs.dict.availability", "unknown"}, // scales are not compared
		{"needs: {dict: {availability: 4}}", "needs.dict.availability", "unknown"},
		{"needs: {dict: {scale: social-ministries, availability: unknown}}", "needs.dict.availability", "unknown"},

		{"flows: []", "flows.to", "none"},
		{"flows: unknown", "flows.to", "unknown"},
		{"flows: [{to: rosny}]", "flows.to", "rosny"},
		{"flows: [{to: rosny}, unknown]", "flows.to", "rosny…"},
		{"flows: [{to: api.exemple.gouv.fr}]", "flows.to", "other"},
		{"flows: [{to: rosny}, {to: nubo, from: essai}]", "flows.to", "rosny nubo"},
		{"flows: [{to: essai, from: nubo}]", "flows.to", "none"}, // opened by the other side
	}
	for _, tt := range tests {
		t.Run(tt.spec, func(t *testing.T) {
			all, err := dossier.Parse("f", []byte(need("  "+tt.spec+"\n")))
			if err != nil {
				t.Fatal(err)
			}
			if got := value(t, all[0], tt.path); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// A model of which the dossier package knows only some facts is filled all the same.
func TestOtherModels(t *testing.T) {
	m, err := fact.NewModel([]fact.Def{{Path: "data.personal", Kind: fact.Truth}, {Path: "weather", Kind: fact.Truth}, {Path: "flows.to", Kind: fact.Set, Values: []string{"nubo"}}})
	if err != nil {
		t.Fatal(err)
	}
	d := one(t, complete)
	for range 2 { // the second time from memory
		f := d.Facts(m)
		if f[0].Truth != havre.Yes || f[1].Truth != havre.Unknown || f[2].Members.Get(0) != havre.No {
			t.Errorf("%+v", f)
		}
	}
}
