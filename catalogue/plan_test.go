package catalogue

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/havre-cloud/havre"
)

// plans is the small catalogue with one plan of its offer, whose fields and
// components a test gives.
func plans(fields, components string) string {
	return small + `---
apiVersion: havre/v1
kind: Plans
metadata: {id: a}
spec:
  plans:
    - id: vm
      offer: a
      title: {fr: Machine, en: Machine}
      fields: [` + fields + `]
      components: [` + components + `]
`
}

const (
	cpuField = `{id: cpu, kind: integer, title: {fr: Processeurs, en: Processors}, min: 1, max: 64, required: yes, mutable: yes}`
	flatPart = `{id: fee, title: {fr: Forfait, en: Flat}, billing: fixed}`
	cpuPart  = `{id: cpu, title: {fr: Processeurs, en: Processors}, unit: {fr: vCPU, en: vCPU}, billing: limit, quantity: cpu, counts: [{resource: cpu, perUnit: 1}]}`
)

// field is cpuField beside another field, with what every field has.
func field(rest string) string {
	return plans(cpuField+", {id: f, title: {fr: F, en: F}, "+rest+"}", cpuPart)
}

// part is cpuPart with other quantities, counts or prices.
func part(rest string) string {
	return plans(cpuField+", {id: note, kind: text, title: {fr: N, en: N}}", "{id: cpu, title: {fr: P, en: P}, billing: limit, "+rest+"}")
}

func price(amount, from, until string) string {
	return "{amount: " + amount + ", vat: 20, from: " + from + ", until: " + until + ", source: operator}"
}

func TestPlansRefuse(t *testing.T) {
	good := plans(cpuField, cpuPart)
	twice := good + strings.SplitN(good, "  plans:\n", 2)[1]
	tests := []struct{ name, yaml, want string }{
		{"unknown offer", strings.Replace(good, "offer: a", "offer: nub", 1), `spec.plans.0.offer: unknown offer`},
		{"the same plan twice", twice, "already has a plan of that name (a.yaml, line 29)"},
		{"a name with a slash", strings.Replace(good, "id: vm", "id: a/vm", 1), "begins with a lower-case letter"},
		{"no component", strings.Replace(good, "      components: ["+cpuPart+"]\n", "", 1), "spec.plans.0.components: a required key is missing"},
		{"the same field twice", plans(cpuField+", "+cpuField, cpuPart), "spec.plans.0.fields.1.id: declared twice"},
		{"the same component twice", plans(cpuField, cpuPart+", "+cpuPart), "spec.plans.0.components.1.id: declared twice"},
		{"a quantity that is no field", part("quantity: cpus"), `spec.plans.0.components.0.quantity: no field of this plan has that name (read: "cpus"; did you mean "cpu"?)`},
		{"a quantity that is no number", part("quantity: note"), "comes from a field of kind"},
		{"a quantity below nothing", strings.Replace(good, "min: 1", "min: -1", 1), "a quantity is not negative"},
		{"an unknown resource", part("counts: [{resource: memry, perUnit: 1}]"), `did you mean "memory"?`},
		{"the same resource twice", part("counts: [{resource: cpu, perUnit: 1}, {resource: cpu, perUnit: 1}]"), "declared twice"},
		{"a unit that takes nothing", part("counts: [{resource: cpu, perUnit: 0}]"), "at least 1"},
		{"a unit without a number", part("counts: [{resource: cpu}]"), "perUnit: a required key is missing"},
		{"overlapping prices", part("prices: [" + price("1", "2024-01-01", "2025-01-01") + ", " + price("2", "2024-12-31", "2026-01-01") + "]"), "two prices on the same day: this one and the one of €1.00"},
		{"a price without a source", part("prices: [{amount: 1, vat: 20}]"), "source: a required key is missing"},
		{"a price that is none", part("prices: [" + price("cheap", "2024-01-01", "2025-01-01") + "]"), "an amount in euros"},
		{"a price below nothing", part("prices: [" + price("-1", "2024-01-01", "2025-01-01") + "]"), "an amount in euros"},
		{"a rate in hundredths", strings.Replace(part("prices: ["+price("1", "2024-01-01", "2025-01-01")+"]"), "vat: 20", "vat: 2000", 1), "a rate in percent"},
		{"a rate too fine", strings.Replace(part("prices: ["+price("1", "2024-01-01", "2025-01-01")+"]"), "vat: 20", "vat: 5.555", 1), "a rate in percent"},
		{"unknown billing", strings.Replace(good, "billing: limit", "billing: limits", 1), `did you mean "limit"?`},
		{"unknown kind of field", field("kind: integers"), `did you mean "integer"?`},
		{"a default out of bounds", field("kind: integer, min: 2, max: 4, default: 5"), "spec.plans.0.fields.1.default: the default is outside the bounds"},
		{"a default between two steps", field("kind: integer, step: 10, default: 15"), "outside the bounds"},
		{"a default that is no number", field("kind: integer, default: four"), "a whole number is needed here"},
		{"a default not of the pattern", field(`kind: text, pattern: "^[a-z]+$", default: A1`), "outside the bounds"},
		{"a default too long", field("kind: text, max: 2, default: abc"), "outside the bounds"},
		{"a default not chosen from", field("kind: choice, choices: [{value: rie, title: {fr: R, en: R}}], default: rei"), `did you mean "rie"?`},
		{"a default that is neither yes nor no", field("kind: truth, default: unknown"), "write yes or no"},
		{"a default of a blueprint", field(`kind: blueprint, default: "{}"`), "a blueprint has no default"},
		{"a bound of a blueprint", field("kind: blueprint, max: 3"), "bounds nothing"},
		{"a pattern of a blueprint", field("kind: blueprint, pattern: a"), "bounds nothing"},
		{"a locked blueprint", field("kind: blueprint, locked: yes"), "a locked field has a default"},
		{"locked without a default", field("kind: truth, locked: yes"), "a locked field has a default"},
		{"not a regular expression", field(`kind: text, pattern: "("`), "not a regular expression"},
		{"a pattern of a number", field(`kind: integer, pattern: "^1"`), "bounds nothing"},
		{"a bound of a truth", field("kind: truth, max: 3"), "bounds nothing"},
		{"a step of a text", field("kind: text, step: 3"), "bounds nothing"},
		{"bounds without a value", field("kind: integer, min: 5, max: 4"), "the bounds leave no value"},
		{"no multiple between the bounds", field("kind: integer, min: 1, max: 9, step: 10"), "the bounds leave no value"},
		{"a text longer than any", field("kind: text, min: 2000"), "the bounds leave no value"},
		{"a text of less than nothing", field("kind: text, min: -1"), "the bounds leave no value"},
		{"a most of nothing", field("kind: integer, max: 0"), "the bounds leave no value"},
		{"a choice of nothing", field("kind: choice"), "choices: a required key is missing"},
		{"the same choice twice", field("kind: choice, choices: [{value: a, title: {fr: R, en: R}}, {value: a, title: {fr: R, en: R}}]"), "declared twice"},
		{"choices of a text", field("kind: text, choices: [{value: a, title: {fr: R, en: R}}]"), "bounds nothing"},
		{"unknown key", field("kind: text, mutible: yes"), `did you mean "mutable"?`},
		{"a commitment of centuries", strings.Replace(good, "      title: {fr: Machine", "      minMonths: 99999999\n      title: {fr: Machine", 1), "more than a century"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(t, tt.yaml)
			var ps havre.Problems
			if !errors.As(err, &ps) {
				t.Fatalf("got %v", err)
			}
			if text := ps.In(havre.English); !strings.Contains(text, tt.want) {
				t.Errorf("got %s\nwant %s", text, tt.want)
			}
			for _, p := range ps {
				if p.File == "" || p.Line == 0 || p.Column == 0 || p.Message.FR == "" || p.Message.EN == "" {
					t.Errorf("without a place or a language: %+v", p)
				}
			}
		})
	}
}

// All that a plan may say is read.
func TestPlanIsRead(t *testing.T) {
	c := mustLoad(t, small+`---
apiVersion: havre/v1
kind: Plans
spec:
  plans:
    - id: vm
      offer: a
      title: {fr: Machine, en: Machine}
      note: {fr: n, en: n}
      from: 2024-01-01
      until: 2026-01-01
      minMonths: 12
      noticeDays: 90
      bindable: yes
      source: operator
      confidence: secondary
      fulfilment: {driver: openstack, days: 5}
      fields:
        - {id: cpu, kind: integer, title: {fr: P, en: P}, min: 1, max: 8, step: 1, default: 2, mutable: yes}
        - {id: region, kind: choice, title: {fr: R, en: R}, choices: [{value: rie, title: {fr: RIE, en: RIE}}], default: rie, locked: yes}
      components:
        - id: cpu
          title: {fr: P, en: P}
          unit: {fr: vCPU, en: vCPU}
          billing: usage
          quantity: cpu
          counts: [{resource: cpu, perUnit: 1}, {resource: memory, perUnit: 2048}]
          prices:
            - {amount: "12,50 €", vat: "5,5", from: 2024-01-01, until: 2025-01-01, source: operator}
            - {amount: 0.000001, vat: 20, from: 2025-01-01, source: press, confidence: unverified}
    - {id: other, offer: a, title: {fr: O, en: O}, until: 2024-06-01, components: [{id: fee, title: {fr: F, en: F}, billing: one-time}]}
`)
	p, ok := c.Plan("a", "vm")
	if !ok || p.Key() != "a/vm" || len(c.Plans()) != 2 {
		t.Fatalf("%v %+v", ok, p)
	}
	owner := havre.Text{FR: "l'opérateur", EN: "the operator"}
	if p.MinMonths != 12 || p.NoticeDays != 90 || !p.Bindable || p.Source.ID != "operator" || p.Confidence != havre.Secondary || p.Fulfilment != (Fulfilment{"openstack", 5, owner}) {
		t.Errorf("%+v", p)
	}
	if other, _ := c.Plan("a", "other"); other.Confidence != havre.Unverified || other.Source != nil {
		t.Errorf("without a source: %+v", other)
	}
	cpu, _ := p.Component("cpu")
	if diff := cmp.Diff([]Count{{"cpu", 1}, {"memory", 2048}}, cpu.Counts); diff != "" {
		t.Error(diff)
	}
	for day, want := range map[string]havre.Euro{"2023-12-31": -1, "2024-01-01": 12_500_000, "2024-12-31": 12_500_000, "2025-01-01": 1, "2030-01-01": 1} {
		got, ok := cpu.PriceOn(havre.MustDate(day))
		if !ok {
			got.Amount = -1
		}
		if got.Amount != want {
			t.Errorf("on %s: %d, want %d", day, got.Amount, want)
		}
	}
	if cpu.Prices[0].VAT != 550 || cpu.Prices[0].Confidence != havre.Verified || cpu.Prices[1].Confidence != havre.Unverified {
		t.Errorf("%+v", cpu.Prices)
	}
	for day, want := range map[string]string{"2023-12-31": "other", "2024-05-31": "vm other", "2025-12-31": "vm", "2026-01-01": ""} {
		var got []string
		for _, p := range c.PlansOf("a", havre.MustDate(day)) {
			got = append(got, p.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("on %s: %v, want %s", day, got, want)
		}
	}
	if got := c.PlansOf("b", today); got != nil {
		t.Errorf("plans of nobody: %v", got)
	}
}

// The schema says all that a field takes, and a validator holds it.
func TestPlanSchema(t *testing.T) {
	c := mustLoad(t, plans(strings.Join([]string{
		cpuField,
		`{id: storage, kind: integer, title: {fr: S, en: S}, note: {fr: en Gio, en: in GiB}, step: 10, default: 20}`,
		`{id: name, kind: text, title: {fr: Nom, en: Name}, pattern: "^[a-z]+$", max: 8, required: yes}`,
		`{id: region, kind: choice, title: {fr: Région, en: Region}, choices: [{value: rie, title: {fr: RIE, en: RIE}}, {value: internet, title: {fr: I, en: I}}]}`,
		`{id: restricted, kind: truth, title: {fr: DR, en: DR}, default: no, locked: yes, required: yes}`,
		`{id: built, kind: blueprint, title: {fr: Plan, en: Blueprint}}`,
	}, ", "), cpuPart))
	p, _ := c.Plan("a", "vm")
	want := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "Machine", "additionalProperties": false,
		"required": []any{"cpu", "name"},
		"properties": map[string]any{
			"cpu":        map[string]any{"title": "Processors", "type": "integer", "minimum": int64(1), "maximum": int64(64)},
			"storage":    map[string]any{"title": "S", "description": "in GiB", "type": "integer", "minimum": int64(0), "multipleOf": int64(10), "default": int64(20)},
			"name":       map[string]any{"title": "Name", "type": "string", "minLength": int64(1), "maxLength": int64(8), "pattern": "^[a-z]+$"},
			"region":     map[string]any{"title": "Region", "type": "string", "enum": []any{"rie", "internet"}, "x-titles": map[string]any{"rie": "RIE", "internet": "I"}},
			"restricted": map[string]any{"title": "DR", "type": "boolean", "default": false, "const": false, "readOnly": true},
			"built":      map[string]any{"title": "Blueprint", "type": "string", "maxLength": int64(65536), "contentMediaType": "application/yaml"},
		},
	}
	if diff := cmp.Diff(want, p.Schema(havre.English)); diff != "" {
		t.Error(diff)
	}
	s := compiled(t, p)
	for doc, ok := range map[string]bool{
		`{"cpu": 4, "name": "demo"}`:                                 true,
		`{"cpu": 4, "name": "demo", "storage": 30, "region": "rie"}`: true,
		`{"cpu": 4, "name": "demo", "restricted": false}`:            true,
		`{"cpu": 4, "name": "demo", "built": "spec: {}"}`:            true,
		`{"cpu": 4, "name": "demo", "built": {"spec": {}}}`:          false,
		`{"cpu": 4, "name": "demo", "restricted": true}`:             false,
		`{"cpu": 4}`:                                   false,
		`{"cpu": 0, "name": "demo"}`:                   false,
		`{"cpu": 65, "name": "demo"}`:                  false,
		`{"cpu": 1.5, "name": "demo"}`:                 false,
		`{"cpu": 4, "name": "Demo"}`:                   false,
		`{"cpu": 4, "name": ""}`:                       false,
		`{"cpu": 4, "name": "demo", "storage": 35}`:    false,
		`{"cpu": 4, "name": "demo", "region": "mars"}`: false,
		`{"cpu": 4, "name": "demo", "colour": "red"}`:  false,
	} {
		if err := s.Validate(decoded(t, doc)); (err == nil) != ok {
			t.Errorf("%s: %v", doc, err)
		}
	}
}

// Whatever the language, the schema of every plan of the program is a schema, and
// refuses what no plan has.
func TestSchemasOfTheBuiltinPlans(t *testing.T) {
	for _, p := range Builtin().Plans() {
		s := compiled(t, p)
		if s.Validate(decoded(t, `{"x-no-such-field": 1}`)) == nil {
			t.Errorf("%s takes anything", p.Key())
		}
		fr, en := p.Schema(havre.French), p.Schema(havre.English)
		if fr["title"] == "" || en["title"] == "" {
			t.Errorf("%s: no title", p.Key())
		}
	}
}

// Every offer may be ordered, and nothing is said of money that no source says.
func TestBuiltinPlans(t *testing.T) {
	c := Builtin()
	for _, o := range c.Offers() {
		if len(c.PlansOf(o.ID, today)) == 0 {
			t.Errorf("%s: no plan", o.ID)
		}
	}
	drivers := map[string]string{"cloud-pi": "openstack", "nubo": "openstack"} // the others are made by hand
	for _, p := range c.Plans() {
		f, has := p.Field("blueprint")
		built := p.Fulfilment.Driver != ""
		if built != has || built != p.Bindable || has && (f.Kind != Blueprint || !f.Mutable || f.Required) {
			t.Errorf("%s: made by %q, bindable %t, blueprint %+v", p.Key(), p.Fulfilment.Driver, p.Bindable, f)
		}
		if p.Fulfilment.Driver != drivers[p.Offer] || p.Fulfilment.Contact.IsZero() || p.Note.IsZero() || p.Source == nil || p.Confidence != havre.Unverified {
			t.Errorf("%s: %+v", p.Key(), p)
		}
		for _, k := range p.Components {
			if len(k.Prices) > 0 {
				t.Errorf("%s: %s has a price", p.Key(), k.ID)
			}
			if k.Quantity != "" && k.Unit.IsZero() {
				t.Errorf("%s: %s counts no unit", p.Key(), k.ID)
			}
		}
		for i := range p.Fields {
			if f := &p.Fields[i]; f.Kind == Integer && f.Max == 0 {
				t.Errorf("%s: %s has no bound", p.Key(), f.ID)
			}
		}
	}
}

// Plans are documents like others: they count in the digest.
func TestPlansCountInTheDigest(t *testing.T) {
	_, a := mustLoad(t, plans(cpuField, cpuPart)).Digest()
	_, b := mustLoad(t, plans(strings.Replace(cpuField, "max: 64", "max: 65", 1), cpuPart)).Digest()
	if a == b {
		t.Error("a plan changed and the digest did not")
	}
}

func TestCheckReadsPlans(t *testing.T) {
	ends := plans(cpuField, strings.TrimSuffix(cpuPart, "}")+", prices: ["+price("1", "2024-01-01", "2025-01-01")+"]}")
	tests := []struct{ name, yaml, day, want string }{
		{"a price in force", ends, "2024-06-01", ""},
		{"a price ended", ends, "2025-01-01", "a/vm.cpu: price known until 2025-01-01 only"},
		{"a price about to end", ends, "2024-11-15", "a/vm.cpu: price known until 2025-01-01 only"},
		{"a price never known", plans(cpuField, cpuPart), "2024-06-01", ""},
		{"an offer that cannot be ordered", strings.Replace(plans(cpuField, cpuPart), "      offer: a\n", "      offer: a\n      until: 2024-01-01\n", 1), "2024-06-01", "a: no plan orders this offer"},
		{"a catalogue without plans", small, "2024-06-01", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range mustLoad(t, tt.yaml).Check(havre.MustDate(tt.day)) {
				if text := p.In(havre.English); strings.Contains(text, "price") || strings.Contains(text, "plan ") {
					got = append(got, text)
				}
			}
			if tt.want == "" && len(got) > 0 || tt.want != "" && !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, tt.want) }) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func compiled(tb testing.TB, p *Plan) *jsonschema.Schema {
	tb.Helper()
	b, err := json.Marshal(p.Schema(havre.French))
	if err != nil {
		tb.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("plan.json", decoded(tb, string(b))); err != nil {
		tb.Fatal(err)
	}
	s, err := c.Compile("plan.json")
	if err != nil {
		tb.Fatalf("%s: %v", p.Key(), err)
	}
	return s
}

func decoded(tb testing.TB, doc string) any {
	tb.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
	if err != nil {
		tb.Fatal(err)
	}
	return v
}
