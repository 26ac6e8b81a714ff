package configuration_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/order/configuration"
)

// machines is a catalogue of one plan that has a field of every kind.
const machines = `apiVersion: havre/v1
kind: Platform
metadata: {id: a}
spec:
  title: {fr: A, en: A}
  offers: [{id: a, title: {fr: A, en: A}, owner: {fr: o, en: o}}]
---
apiVersion: havre/v1
kind: Plans
spec:
  plans:
    - id: vm
      offer: a
      title: {fr: Machine, en: Machine}
      fields:
        - {id: cpu, kind: integer, title: {fr: Processeurs, en: Processors}, min: 1, max: 64, required: yes, mutable: yes}
        - {id: storage, kind: integer, title: {fr: Stockage, en: Storage}, min: 10, step: 10, default: 20, mutable: yes}
        - {id: gpu, kind: integer, title: {fr: GPU, en: GPU}}
        - {id: name, kind: text, title: {fr: Nom, en: Name}, pattern: "^[a-z]+$", max: 8}
        - {id: region, kind: choice, title: {fr: Région, en: Region}, required: yes, choices: [{value: rie, title: {fr: le RIE, en: the RIE}}, {value: internet, title: {fr: Internet, en: Internet}}]}
        - {id: backup, kind: truth, title: {fr: Sauvegarde, en: Backup}, default: yes, mutable: yes}
        - {id: restricted, kind: truth, title: {fr: Diffusion Restreinte, en: Diffusion Restreinte}, default: no, locked: yes}
        - {id: built, kind: blueprint, title: {fr: Plan de construction, en: Blueprint}, mutable: yes}
      components:
        - {id: cpu, title: {fr: Processeurs, en: Processors}, billing: limit, quantity: cpu, counts: [{resource: cpu, perUnit: 1}, {resource: memory, perUnit: 4096}]}
        - {id: storage, title: {fr: Stockage, en: Storage}, billing: limit, quantity: storage, counts: [{resource: storage, perUnit: 1}]}
        - {id: mirror, title: {fr: Miroir, en: Mirror}, billing: limit, quantity: storage, counts: [{resource: storage, perUnit: 1000000000000000}]}
        - {id: gpu, title: {fr: GPU, en: GPU}, billing: limit, quantity: gpu, counts: [{resource: gpu, perUnit: 1}]}
        - {id: fee, title: {fr: Mise en service, en: Setting up}, billing: one-time, counts: [{resource: addresses, perUnit: 2}]}
`

func plan(tb testing.TB) *catalogue.Plan {
	tb.Helper()
	c, err := catalogue.Load(fstest.MapFS{"a.yaml": {Data: []byte(machines)}})
	if err != nil {
		tb.Fatal(err)
	}
	p, ok := c.Plan("a", "vm")
	if !ok {
		tb.Fatal("no plan")
	}
	return p
}

func of(tb testing.TB, p *catalogue.Plan, asked string) *configuration.Configuration {
	tb.Helper()
	c, err := configuration.Of(p, []byte(asked))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func TestOfFillsAndCounts(t *testing.T) {
	got := of(t, plan(t), `{"cpu": 4, "region": "rie", "name": null}`)
	want := &configuration.Configuration{
		Choices:    map[string]any{"cpu": int64(4), "region": "rie", "storage": int64(20), "backup": true, "restricted": false},
		Quantities: map[string]int64{"cpu": 4, "storage": 20, "mirror": 20, "gpu": 0, "fee": 1},
		Resources:  map[string]int64{"cpu": 4, "memory": 16384, "storage": 20_000_000_000_000_020, "addresses": 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOfReadsWholeNumbersHoweverWritten(t *testing.T) {
	for _, n := range []string{"10", "1e1", "10.0", "100e-1"} {
		if got := of(t, plan(t), `{"cpu": `+n+`, "region": "rie"}`).Choices["cpu"]; got != int64(10) {
			t.Errorf("%s gives %v (%T)", n, got, got)
		}
	}
}

func TestOfRefuses(t *testing.T) {
	tests := []struct{ name, asked, want string }{
		{"nothing", ``, "choices.cpu: Processors: to be chosen; a whole number from 1 to 64 is expected\nchoices.region: Region: to be chosen; one of these words is expected: rie, internet"},
		{"not JSON", `cpu=4`, `choices: choices are written as a JSON object, for instance {"cpu": 4} (read: "cpu=4")`},
		{"a list", `[1]`, "as a JSON object"},
		{"two objects", `{"cpu": 1, "region": "rie"} {}`, "as a JSON object"},
		{"an end that is missing", `{"cpu": 1`, "as a JSON object"},
		{"a value that is none", `{"cpu": x}`, "as a JSON object"},
		{"a field written twice", `{"cpu": 1, "cpu": 2, "region": "rie"}`, "choices.cpu: this field is written twice"},
		{"too much", `{"name": "` + strings.Repeat("a", 300<<10) + `"}`, "fit in 256 KiB"},
		{"an unknown field", `{"cpus": 4, "cpu": 1, "region": "rie"}`, `choices.cpus: this plan has no field of that name; it has: cpu, storage, gpu, name, region, backup, restricted, built (read: "cpus"; did you mean "cpu"?)`},
		{"too many", `{"cpu": 65, "region": "rie"}`, `choices.cpu: Processors: a whole number from 1 to 64 is expected (read: "65")`},
		{"too few", `{"cpu": 0, "region": "rie"}`, "from 1 to 64"},
		{"a fraction", `{"cpu": 1.5, "region": "rie"}`, "from 1 to 64"},
		{"a number in words", `{"cpu": "4", "region": "rie"}`, `from 1 to 64 is expected (read: "4")`},
		{"a number out of this world", `{"cpu": 1e999999999, "region": "rie"}`, "from 1 to 64"},
		{"a number beyond whole ones", `{"cpu": 99999999999999999999, "region": "rie"}`, "from 1 to 64"},
		{"between two steps", `{"cpu": 1, "region": "rie", "storage": 15}`, "choices.storage: Storage: a whole number of at least 10, a multiple of 10, is expected"},
		{"not of the form", `{"cpu": 1, "region": "rie", "name": "Demo"}`, "choices.name: Name: a text of 0 to 8 characters, of the form ^[a-z]+$, is expected"},
		{"too long", `{"cpu": 1, "region": "rie", "name": "abcdefghij"}`, "0 to 8 characters"},
		{"another word", `{"cpu": 1, "region": "internt"}`, `rie, internet (read: "internt"; did you mean "internet"?)`},
		{"a truth in words", `{"cpu": 1, "region": "rie", "backup": "yes"}`, "choices.backup: Backup: true or false is expected"},
		{"what is locked", `{"cpu": 1, "region": "rie", "restricted": true}`, `choices.restricted: Diffusion Restreinte: the plan imposes no (read: "true")`},
		{"an object for a number", `{"cpu": {"a": [1, 2]}, "region": "rie"}`, "from 1 to 64"},
		{"what is no blueprint", `{"cpu": 1, "region": "rie", "built": "apiVersion: havre/v1\nkind: Blueprint\nspec:\n  teirs: []\n"}`, `choices.built: Blueprint: line 4, column 3: spec.teirs: unknown field (read: "teirs"; did you mean "tiers"?)`},
		{"a blueprint that is no text", `{"cpu": 1, "region": "rie", "built": {"spec": {}}}`, "choices.built: Blueprint: a blueprint in YAML (kind: Blueprint), of 65,536 characters at most, is expected"},
		{"a blueprint too long", `{"cpu": 1, "region": "rie", "built": "` + strings.Repeat("#", 65537) + `"}`, "of 65,536 characters at most"},
		{"a blueprint with too many bytes", `{"cpu": 1, "region": "rie", "built": "` + strings.Repeat("é", 40000) + `"}`, "Blueprint: a blueprint fits in 64 KiB"},
		{"what cannot be counted", `{"cpu": 1, "region": "rie", "storage": 90000000}`, "choices.storage: Mirror: this quantity is more than can be counted"},
	}
	p := plan(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := configuration.Of(p, []byte(tt.asked))
			refused(t, err, tt.want)
		})
	}
}

// A blueprint is kept as it was written, and may be changed, or taken away.
func TestBlueprint(t *testing.T) {
	p := plan(t)
	const text = "apiVersion: havre/v1 # ours\nkind: Blueprint\nspec: {containers: [{name: documents}]}\n"
	asked, err := json.Marshal(map[string]any{"cpu": 1, "region": "rie", "built": text})
	if err != nil {
		t.Fatal(err)
	}
	c := of(t, p, string(asked))
	if c.Choices["built"] != text || c.Resources["storage"] != of(t, p, `{"cpu": 1, "region": "rie"}`).Resources["storage"] {
		t.Errorf("%+v", c)
	}
	var again configuration.Configuration
	if err := json.Unmarshal(c.JSON(), &again); err != nil || again.Choices["built"] != text {
		t.Errorf("%v, %v", again.Choices["built"], err)
	}
	if changed, err := configuration.Change(p, c, []byte(`{"built": null}`)); err != nil || changed.Choices["built"] != nil {
		t.Errorf("%v, %v", changed, err)
	}
	_, err = configuration.Change(p, c, []byte(`{"built": "spec: {"}`))
	refused(t, err, "choices.built: Blueprint: line 1, column 7: ")
}

// Every mistake is told at once, in the order of the form.
func TestOfTellsEveryMistake(t *testing.T) {
	_, err := configuration.Of(plan(t), []byte(`{"zz": 1, "restricted": true, "region": "x", "cpu": 0, "aa": 2}`))
	var ps havre.Problems
	if !errors.As(err, &ps) {
		t.Fatal(err)
	}
	var got []string
	for _, p := range ps {
		got = append(got, p.Field)
	}
	if want := "choices.cpu choices.region choices.restricted choices.aa choices.zz"; strings.Join(got, " ") != want {
		t.Errorf("got %v", got)
	}
}

func TestChange(t *testing.T) {
	p := plan(t)
	before := of(t, p, `{"cpu": 4, "region": "rie", "storage": 50, "name": "demo"}`)
	tests := []struct{ name, patch, want string }{
		{"nothing", `{}`, `{"backup":true,"cpu":4,"name":"demo","region":"rie","restricted":false,"storage":50}`},
		{"one field", `{"cpu": 8}`, `{"backup":true,"cpu":8,"name":"demo","region":"rie","restricted":false,"storage":50}`},
		{"back to the default", `{"storage": null, "backup": false}`, `{"backup":false,"cpu":4,"name":"demo","region":"rie","restricted":false,"storage":20}`},
		{"a fixed field as it is", `{"region": "rie", "restricted": false}`, `{"backup":true,"cpu":4,"name":"demo","region":"rie","restricted":false,"storage":50}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := configuration.Change(p, before, []byte(tt.patch))
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(c.Choices)
			if err != nil || string(got) != tt.want {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
	if before.Choices["cpu"] != int64(4) || before.Resources["cpu"] != 4 {
		t.Errorf("the configuration in force was altered: %+v", before)
	}
}

func TestChangeRefuses(t *testing.T) {
	p := plan(t)
	before := of(t, p, `{"cpu": 4, "region": "rie", "name": "demo"}`)
	tests := []struct{ name, patch, want string }{
		{"not JSON", `cpu: 4`, "as a JSON object"},
		{"a fixed field", `{"region": "internet", "cpu": 8}`, `choices.region: Region: this choice cannot be altered afterwards; cancel and order again (read: "internet")`},
		{"a fixed field taken away", `{"name": null}`, "choices.name: Name: this choice cannot be altered"},
		{"a fixed field given", `{"gpu": 1}`, "choices.gpu: GPU: this choice cannot be altered"},
		{"what must be chosen taken away", `{"cpu": null}`, "choices.cpu: Processors: to be chosen"},
		{"what is locked", `{"restricted": true}`, "the plan imposes no"},
		{"out of bounds", `{"cpu": 65}`, "from 1 to 64"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := configuration.Change(p, before, []byte(tt.patch))
			refused(t, err, tt.want)
		})
	}
}

// What was configured under an older plan changes under the plan of today: fields
// that are gone are left out, and what is locked now is imposed.
func TestChangeFollowsThePlan(t *testing.T) {
	before := &configuration.Configuration{Choices: map[string]any{"cpu": int64(4), "region": "rie", "colour": "red", "restricted": true}}
	c, err := configuration.Change(plan(t), before, []byte(`{"cpu": 2}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, kept := c.Choices["colour"]; kept || c.Choices["restricted"] != false || c.Quantities["cpu"] != 2 {
		t.Errorf("%+v", c)
	}
}

func TestJSONIsStableAndReadsBack(t *testing.T) {
	c := of(t, plan(t), `{"region": "rie", "cpu": 4}`)
	c.Choices["cpu"] = int64(math.MaxInt64) // a float would lose it
	again := &configuration.Configuration{}
	if err := json.Unmarshal(c.JSON(), again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, again); diff != "" {
		t.Error(diff)
	}
	if string(c.JSON()) != string(again.JSON()) {
		t.Errorf("%s\n%s", c.JSON(), again.JSON())
	}
	if json.Unmarshal([]byte(`{"choices": 3}`), again) == nil {
		t.Error("a number was taken for choices")
	}
}

// A plan that the catalogue should not hold is told, not panicked at.
func TestBrokenPlan(t *testing.T) {
	p := &catalogue.Plan{ID: "x", Offer: "a", Fields: []catalogue.Field{{ID: "f", Kind: catalogue.FreeText, Pattern: "("}}}
	_, err := configuration.Of(p, nil)
	refused(t, err, "this plan of the catalogue is malformed")
}

func refused(tb testing.TB, err error, want string) {
	tb.Helper()
	var ps havre.Problems
	if !errors.As(err, &ps) {
		tb.Fatalf("got %v", err)
	}
	if text := ps.In(havre.English); !strings.Contains(text, want) {
		tb.Errorf("got %s\nwant %s", text, want)
	}
	for _, p := range ps {
		if !strings.HasPrefix(p.Field, "choices") || p.Message.FR == "" || p.Message.EN == "" {
			tb.Errorf("without a field or a language: %+v", p)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	p := plan(b)
	for b.Loop() {
		if _, err := configuration.Of(p, []byte(`{"cpu": 4, "region": "rie"}`)); err != nil {
			b.Fatal(err)
		}
	}
}
