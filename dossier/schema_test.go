package dossier_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

// compiled is the published schema, as an editor sees it.
func compiled(t *testing.T, lang havre.Lang) *jsonschema.Schema {
	t.Helper()
	b, err := json.Marshal(dossier.Schema(lang))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:havre:v1:dossier", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:havre:v1:dossier")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// instance is a YAML text as an editor gives it to the schema: YAML 1.2, where a
// date is a text.
func instance(t *testing.T, text string) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	var dates func(*yaml.Node)
	dates = func(n *yaml.Node) {
		if n.Tag == "!!timestamp" {
			n.Tag = "!!str"
		}
		for _, c := range n.Content {
			dates(c)
		}
	}
	dates(&n)
	var v any
	if err := n.Decode(&v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSchemaAcceptsWhatIsRight(t *testing.T) {
	s := compiled(t, havre.French)
	files, err := filepath.Glob("../examples/dossiers/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range append(files, "testdata/contract.yaml") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(instance(t, string(data))); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	for _, text := range []string{complete, proven, need("  environments: [production, unknown]\n  flows: unknown\n  needs: {rto: PT24H, rpo: 0, zones: unknown, dict: {availability: ~}}\n")} {
		if err := s.Validate(instance(t, text)); err != nil {
			t.Errorf("%v in\n%s", err, text)
		}
	}
	data, err := os.ReadFile("../examples/portfolio.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Error(err)
		}
	}
}

// What the reader refuses for its form, the schema refuses too.
func TestSchemaRefusesWhatIsWrong(t *testing.T) {
	s := compiled(t, havre.English)
	for _, spec := range []string{
		"organisation: {kind: ministry}", "organisation: {knd: gip}", "organisation: []",
		"project: {engagedOn: 01/03/2022}", "project: {fullCostEUR: -1}", "project: {fullCostEUR: lots}", "project: {evolutionRatio: third}",
		"environments: production", "environments: [prod]", "environments: [production, production]",
		"data: {personal: maybe}", "data: {harm: {nature: yes}}", "data: {marking: secret}",
		"needs: {rto: 24}", "needs: {rto: 2 months}", "needs: {zones: 0}", "needs: {zones: 2.5}", "needs: {dict: {availability: 5}}",
		"flows: {to: rosny}", "flows: [{protocol: tcp}]", "flows: [{to: rosny, protocol: http}]", "flows: [{to: rosny, port: 70000}]", "flows: [{to: Rosny}]",
		"existingSolution: 2", "evidence: [{document: a.pdf}]", "derogations: [{rule: R9-HDS}]", "unknownField: 1",
	} {
		text := need("  " + spec + "\n")
		if _, err := dossier.Parse("f", []byte(text)); err == nil {
			t.Errorf("the reader accepts %s", spec)
		}
		if s.Validate(instance(t, text)) == nil {
			t.Errorf("the schema accepts %s", spec)
		}
	}
	for _, text := range []string{"{}", "[]", "12", strings.Replace(complete, "kind: Dossier", "kind: Dosser", 1), strings.Replace(complete, "havre/v1", "v1", 1), strings.Replace(complete, "name: complet", "name: Complet", 1)} {
		if s.Validate(instance(t, text)) == nil {
			t.Errorf("the schema accepts %s", text)
		}
	}
}

// Every field is described, in both languages, and not in the same words
// throughout.
func TestSchemaDescribesEveryField(t *testing.T) {
	fr, en := descriptions(dossier.Schema(havre.French), ""), descriptions(dossier.Schema(havre.English), "")
	if len(fr) < 60 || len(fr) != len(en) {
		t.Fatalf("%d fields in French, %d in English", len(fr), len(en))
	}
	same := 0
	for path, text := range fr {
		if text == "" || en[path] == "" {
			t.Errorf("%s is not described", path)
		}
		if text == en[path] {
			same++
		}
	}
	if same > 8 {
		t.Errorf("%d descriptions are the same in both languages", same)
	}
	if dossier.Schema(havre.French)["title"] == dossier.Schema(havre.English)["title"] {
		t.Error("the title is not translated")
	}
}

// descriptions are those of every field below a schema, by path.
func descriptions(schema map[string]any, path string) map[string]string {
	out := map[string]string{}
	add := func(below any, path string) {
		if m, ok := below.(map[string]any); ok {
			maps.Copy(out, descriptions(m, path))
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, p := range properties {
		m, ok := p.(map[string]any)
		if !ok {
			continue
		}
		text, _ := m["description"].(string)
		out[path+"."+name] = text
		add(m, path+"."+name)
	}
	add(schema["items"], path+"[]")
	choices, _ := schema["anyOf"].([]any)
	for _, c := range choices {
		add(c, path)
	}
	return out
}
