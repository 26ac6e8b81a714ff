package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// served is the OpenAPI document as published, in a language.
func served(t *testing.T, w *world, lang string) map[string]any {
	t.Helper()
	a := w.do(nobody, http.MethodGet, "openapi.json", nil, "Accept-Language", lang)
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/openapi+json" {
		t.Fatalf("%d %s: %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	var doc map[string]any
	if err := json.Unmarshal(a.body, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// The published document is OpenAPI 3.1, its schemas JSON Schema 2020-12, by the
// schemas of those who define them.
func TestDocumentIsOpenAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := jsonschema.NewCompiler()
	for url, file := range map[string]string{
		"https://spec.openapis.org/oas/3.1/schema/2022-10-07":      "schema.json",
		"https://spec.openapis.org/oas/3.1/schema-base/2022-10-07": "schema-base.json",
		"https://spec.openapis.org/oas/3.1/dialect/base":           "dialect-base.json",
		"https://spec.openapis.org/oas/3.1/meta/base":              "meta-base.json",
	} {
		raw, err := os.ReadFile(filepath.Join("testdata", "openapi", file))
		w.must(err)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		w.must(err)
		w.must(c.AddResource(url, doc))
	}
	schema, err := c.Compile("https://spec.openapis.org/oas/3.1/schema-base/2022-10-07")
	w.must(err)
	for _, lang := range []string{"fr", "en"} {
		if err := schema.Validate(served(t, w, lang)); err != nil {
			t.Errorf("%s: %v", lang, err)
		}
	}
}

// The YAML says what the JSON says.
func TestDocumentInYAML(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.do(nobody, http.MethodGet, "openapi.yaml?lang=en", nil)
	var doc map[string]any
	w.must(yaml.Unmarshal(a.body, &doc))
	got, err := json.Marshal(doc)
	w.must(err)
	want, err := json.Marshal(served(t, w, "en"))
	w.must(err)
	if !bytes.Equal(got, want) {
		t.Error("the two documents differ")
	}
}

// texts are the sentences of a document, by where they are.
func texts(node any, at string, out map[string]string) {
	switch n := node.(type) {
	case map[string]any:
		for k, v := range n {
			if s, ok := v.(string); ok && (k == "description" || k == "summary" || k == "title") {
				out[at+"/"+k] = s
			}
			texts(v, at+"/"+k, out)
		}
	case []any:
		for i, v := range n {
			texts(v, fmt.Sprintf("%s/%d", at, i), out)
		}
	}
}

// same are the words that both languages share.
var same = []string{"version", "source", "note", "condition", "contact", "doctrine", "action", "actions", "attribution", "organisation", "document", "vlan"}

// Every sentence is written in both languages, and each document speaks one.
func TestDocumentInBothLanguages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fr, en := map[string]string{}, map[string]string{}
	texts(served(t, w, "fr"), "", fr)
	texts(served(t, w, "en"), "", en)
	if len(fr) < 500 || len(fr) != len(en) {
		t.Fatalf("%d sentences in French, %d in English", len(fr), len(en))
	}
	for _, at := range slices.Sorted(maps.Keys(fr)) {
		if strings.Contains(fr[at]+en[at], "|") {
			t.Errorf("%s: the languages are not told apart: %s", at, fr[at])
		}
		if fr[at] == "" || en[at] == "" || fr[at] == en[at] && !slices.Contains(same, strings.ToLower(fr[at])) && !strings.Contains(at, "/license/") {
			t.Errorf("%s: not in both languages: %q, %q", at, fr[at], en[at])
		}
	}
}

// operations lists what a document describes.
func operations(doc map[string]any, each func(method, path string, op map[string]any)) {
	paths := at(doc, "paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := at(paths, path)
		for _, method := range slices.Sorted(maps.Keys(item)) {
			if op, ok := item[method].(map[string]any); ok {
				each(strings.ToUpper(method), path, op)
			}
		}
	}
}

func mapping(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func word(m map[string]any, name string) string {
	s, _ := m[name].(string)
	return s
}

// at follows names in a document.
func at(m map[string]any, path ...string) map[string]any {
	for _, p := range path {
		m, _ = m[p].(map[string]any)
	}
	return m
}

// Every operation has a name, a chapter, sentences, and answers; every reference
// leads somewhere; every schema is used.
func TestDocumentIsWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := served(t, w, "en")
	count := 0
	operations(doc, func(method, path string, op map[string]any) {
		count++
		for _, field := range []string{"operationId", "summary"} {
			if s, _ := op[field].(string); s == "" {
				t.Errorf("%s %s has no %s", method, path, field)
			}
		}
		if tags, _ := op["tags"].([]any); len(tags) != 1 {
			t.Errorf("%s %s is in %d chapters", method, path, len(tags))
		}
		answers := at(op, "responses")
		for _, status := range []string{"500", "503", "429", "422"} {
			if answers[status] == nil {
				t.Errorf("%s %s does not document %s", method, path, status)
			}
		}
		params, _ := op["parameters"].([]any)
		for _, p := range params {
			if word(mapping(p), "description") == "" {
				t.Errorf("%s %s: parameter %v is not described", method, path, p)
			}
		}
	})
	if count < 80 {
		t.Errorf("only %d operations", count)
	}
	raw, err := json.Marshal(doc)
	w.must(err)
	schemas := at(doc, "components", "schemas")
	for name := range schemas {
		if n := bytes.Count(raw, []byte(`"#/components/schemas/`+name+`"`)); n == 0 {
			t.Errorf("schema %s is not used", name)
		}
	}
	for _, ref := range references(doc, nil) {
		if at(doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...) == nil {
			t.Errorf("%s leads nowhere", ref)
		}
	}
}

func references(node any, out []string) []string {
	switch n := node.(type) {
	case map[string]any:
		for k, v := range n {
			if s, ok := v.(string); ok && k == "$ref" {
				out = append(out, s)
			}
			out = references(v, out)
		}
	case []any:
		for _, v := range n {
			out = references(v, out)
		}
	}
	return out
}

// Every code that a problem may have has its page, in both languages, without
// script.
func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := served(t, w, "en")
	pages := []string{"docs", "problems"}
	chapters, _ := doc["tags"].([]any)
	for _, tag := range chapters {
		pages = append(pages, "docs/"+word(mapping(tag), "name"))
	}
	for name := range at(doc, "components", "schemas") {
		pages = append(pages, "docs/schemas/"+name)
	}
	for code := range at(doc, "components", "responses") {
		pages = append(pages, "problems/"+code)
	}
	for _, page := range pages {
		for _, lang := range []string{"fr", "en"} {
			a := w.do(nobody, http.MethodGet, page+"?lang="+lang, nil)
			body := string(a.body)
			if a.status != http.StatusOK || a.header.Get("Content-Language") != lang || !strings.Contains(body, `<html lang="`+lang+`">`) {
				t.Errorf("%s in %s: %d", page, lang, a.status)
			}
			if strings.Contains(body, "<script") || strings.Contains(body, " style=") || !strings.HasPrefix(a.header.Get("Content-Security-Policy"), "default-src 'none'; style-src 'self'") {
				t.Errorf("%s: not the pages that the policy allows", page)
			}
			if i := strings.Index(body, "ZgotmplZ"); i >= 0 {
				t.Errorf("%s: an unsafe value: %s", page, body[max(0, i-80):i])
			}
		}
	}
	if a := w.do(nobody, http.MethodGet, "docs/nowhere", nil); a.status != http.StatusNotFound || a.problem(t).Code != "not-found" {
		t.Errorf("a chapter that does not exist: %d", a.status)
	}
	if a := w.do(nobody, http.MethodGet, "docs/style.css", nil); a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/css") {
		t.Errorf("the style sheet: %d %s", a.status, a.header.Get("Content-Type"))
	}
}
