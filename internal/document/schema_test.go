package document_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

func (*pair) JSONSchema(words []string, lang havre.Lang) map[string]any {
	title := havre.Text{FR: "paire", EN: "pair"}.In(lang)
	return map[string]any{"type": "array", "title": title, "items": map[string]any{"enum": document.Words(words)}}
}

func TestSchema(t *testing.T) {
	var out strings.Builder
	for _, lang := range []havre.Lang{havre.French, havre.English} {
		b, err := json.MarshalIndent(document.Schema("urn:test", &sample{}, lang), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(b, '\n'))
	}
	golden(t, "schema.golden", out.String())
}

// What the schema accepts, Decode reads; what it refuses, Decode refuses.
func TestSchemaAgreesWithDecode(t *testing.T) {
	b, err := json.Marshal(document.Schema("urn:test", &sample{}, havre.English))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := errors.Join(c.AddResource("urn:test", doc)); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("urn:test")
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]bool{
		`"free": "x"`: true, `"free": 12`: true, `"free": []`: false,
		`"order": "first"`: true, `"order": "third"`: false,
		`"fact": true`: true, `"fact": "oui"`: true, `"fact": null`: true, `"fact": "maybe"`: false,
		`"settled": "non"`: true, `"settled": "?"`: false,
		`"on": "2026-11-22"`: true, `"on": "22/11/2026"`: false,
		`"title": {"fr": "a", "en": "b"}`: true, `"title": {"fr": "a"}`: false, `"title": "a"`: false,
		`"count": 3`: true, `"count": 3.5`: false, `"share": 0.5`: true, `"share": "half"`: false,
		`"items": [{"to": "a", "port": 1}]`: true, `"items": [{"to": "a", "port": 0}]`: false, `"items": [{"port": 1}]`: false, `"items": {}`: false,
		`"words": ["un"]`: true, `"words": ["trois"]`: false,
		`"table": {"k": {"to": "a"}}`: true, `"table": {"k": 1}`: false,
		`"colour": "red"`: true, `"colour": "blue"`: false, `"version": "v1"`: true, `"version": []`: false,
		`"pair": ["a"]`: true, `"pair": ["c"]`: false,
		`"raw": [1, {"x": null}]`: true, `"shared": "x"`: true, `"nothing": 1`: false,
	} {
		text := `{"kind": "Sample", "name": "n", ` + field + `}`
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := schema.Validate(v) == nil; got != want {
			t.Errorf("schema: %s is accepted: %t", field, got)
		}
		docs, problems := document.Parse("f", []byte(text))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var s sample
		if got := len(document.Decode("f", docs[0], &s)) == 0; got != want {
			t.Errorf("Decode: %s is accepted: %t", field, got)
		}
	}
}
