package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Requests drawn from the document, right and wrong, by all sorts of people: every
// answer is one that the document describes, and none is a failure of ours.
func TestAnyRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := &story{world: w, c: newContract(t, w), seen: map[string]bool{}}
	s.run()
	g := &generator{c: s.c, families: s.ids, ids: slices.Sorted(maps.Values(s.ids))}
	g.ids = append(g.ids, w.ids["organisation"], w.ids["other"], "direction", "rosny", "cegedim-cloud", "state-2023", "R9-HDS", newID())
	ops := slices.Sorted(maps.Keys(s.c.ops))
	counts := map[int]int{}
	rapid.Check(t, func(rt *rapid.T) {
		for i := range 30 {
			o := s.c.ops[rapid.SampledFrom(ops).Draw(rt, fmt.Sprintf("operation %d", i))]
			as := rapid.SampledFrom([]client{w.root, w.root, w.ours, w.ours, w.theirs, w.reader, nobody}).Draw(rt, "as")
			path, body, headers := g.request(rt, o)
			a := w.do(as, o.method, path, body, headers...)
			counts[a.status]++
			if err := s.c.check(o, a); err != nil || a.status >= 500 {
				rt.Fatalf("%s %s\n%s\n%v\n%v\n%s", o.method, path, body, headers, err, w.Failures())
			}
		}
	})
	for _, status := range []int{200, 201, 401, 403, 404, 409, 412, 415, 422, 428} {
		if counts[status] == 0 {
			t.Errorf("no request was answered %d: %v", status, counts)
		}
	}
}

// generator draws requests.
type generator struct {
	c        *contract
	families map[string]string // an object of each family of paths
	ids      []string
}

func (g *generator) request(t *rapid.T, o op) (path, body string, headers []string) {
	values := map[string]string{}
	for _, p := range o.params("path") {
		name := word(p, "name")
		own := g.families[o.family()]
		values[name] = url.PathEscape(rapid.OneOf(
			rapid.Just(own), rapid.Just(own), rapid.SampledFrom(g.ids), rapid.SampledFrom([]string{"1", "0", "-1", "99999999999999999999", "secnumcloud", "..", ".", "a/b", "é\x00", strings.Repeat("x", 300)}),
		).Draw(t, name))
		if strings.Trim(values[name], ".") == "" || values[name] == "" {
			values[name] = "x" // an address of another shape
		}
	}
	return o.fill(values) + g.query(t, o), g.body(t, o), g.headers(t, o)
}

func (g *generator) query(t *rapid.T, o op) string {
	q := url.Values{}
	for _, p := range o.params("query") {
		name := word(p, "name")
		if p["required"] == true || rapid.IntRange(0, 3).Draw(t, name+"?") == 0 {
			q.Set(name, g.scalar(t, at(p, "schema")))
		}
	}
	if rapid.IntRange(0, 15).Draw(t, "more?") == 0 {
		q.Set(rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "unknown"), "1")
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// scalar is a value of a parameter, right most of the time.
func (g *generator) scalar(t *rapid.T, schema map[string]any) string {
	if rapid.IntRange(0, 9).Draw(t, "wrong?") == 0 {
		return rapid.SampledFrom([]string{"", "?", "-1", "0", "1e9", "x", "2026-13-45", "\x00", strings.Repeat("y", 400)}).Draw(t, "wrong")
	}
	if schema["type"] == "string" && schema["enum"] == nil && schema["format"] == nil && rapid.Bool().Draw(t, "known?") {
		return rapid.SampledFrom(g.ids).Draw(t, "known")
	}
	v := g.value(t, schema, 0)
	if list, ok := v.([]any); ok {
		words := make([]string, len(list))
		for i, w := range list {
			words[i] = fmt.Sprint(w)
		}
		return strings.Join(words, ",")
	}
	return fmt.Sprint(v)
}

func (g *generator) headers(t *rapid.T, o op) []string {
	out := []string{"Accept-Language", rapid.SampledFrom([]string{"fr", "en", "de, en;q=0.5", "*", "", "x;;q=a"}).Draw(t, "language")}
	if o.takes("If-Match") && rapid.IntRange(0, 5).Draw(t, "match?") > 0 {
		out = append(out, "If-Match", rapid.SampledFrom([]string{"*", `"1"`, `W/"2"`, `"0"`, "3", `"x"`}).Draw(t, "match"))
	}
	if o.takes("If-None-Match") {
		out = append(out, "If-None-Match", rapid.SampledFrom([]string{"", "*", `"1"`, `"1", "2"`}).Draw(t, "none match"))
	}
	if o.takes("Idempotency-Key") {
		out = append(out, "Idempotency-Key", rapid.SampledFrom([]string{"", "a", "b", newID(), strings.Repeat("k", 300)}).Draw(t, "key"))
	}
	media := slices.Sorted(maps.Keys(o.body()))
	media = append(media, "", "application/json; charset=utf-8", "text/plain", "nonsense")
	return append(out, "Content-Type", rapid.SampledFrom(media).Draw(t, "media"))
}

// body is a body after the schema, or not quite, or not at all.
func (g *generator) body(t *rapid.T, o op) string {
	content := o.body()
	if len(content) == 0 {
		return rapid.SampledFrom([]string{"", "{}"}).Draw(t, "body")
	}
	if rapid.IntRange(0, 7).Draw(t, "nonsense?") == 0 {
		return rapid.SampledFrom([]string{"", "null", "[]", "{", "1", "\"x\"", "{}{}", "a: b: c", "\xff\xfe", "---\n---\n", "&a [*a]", strings.Repeat("[", 200)}).Draw(t, "nonsense")
	}
	media := slices.Sorted(maps.Keys(content))[0]
	raw, err := json.Marshal(g.value(t, at(content, media, "schema"), 0))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// value draws a value of a schema; now and then, one that is not.
func (g *generator) value(t *rapid.T, schema map[string]any, depth int) any {
	if ref, ok := schema["$ref"].(string); ok {
		return g.value(t, at(g.c.doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...), depth)
	}
	if depth > 0 && rapid.IntRange(0, 40).Draw(t, "wrong?") == 0 {
		return rapid.SampledFrom([]any{nil, "", "x", 0, -1, 1.5, true, []any{}, map[string]any{"x": 1}, []any{[]any{nil}}}).Draw(t, "wrong")
	}
	for _, either := range []string{"anyOf", "oneOf"} {
		if all, ok := schema[either].([]any); ok {
			return g.value(t, mapping(all[rapid.IntRange(0, len(all)-1).Draw(t, either)]), depth)
		}
	}
	if words, ok := schema["enum"].([]any); ok {
		return rapid.SampledFrom(words).Draw(t, "word")
	}
	return g.typed(t, schema, depth)
}

func (g *generator) typed(t *rapid.T, schema map[string]any, depth int) any {
	kind, _ := schema["type"].(string)
	if several, ok := schema["type"].([]any); ok {
		kind = fmt.Sprint(several[rapid.IntRange(0, len(several)-1).Draw(t, "type")])
	}
	switch kind {
	case "object":
		return g.object(t, schema, depth)
	case "array":
		out := []any{}
		for range rapid.IntRange(0, 2).Draw(t, "length") {
			out = append(out, g.value(t, at(schema, "items"), depth+1))
		}
		return out
	case "integer", "number":
		low, high := -2.0, 1000.0
		if v, ok := schema["minimum"].(float64); ok {
			low = v
		}
		if v, ok := schema["maximum"].(float64); ok {
			high = v
		}
		return rapid.IntRange(int(low), int(high)).Draw(t, "number")
	case "boolean":
		return rapid.Bool().Draw(t, "boolean")
	case "null":
		return nil
	case "string":
		return g.text(t, schema)
	}
	return rapid.SampledFrom([]any{nil, "x", 3, map[string]any{"a": []any{1}}}).Draw(t, "anything")
}

func (g *generator) object(t *rapid.T, schema map[string]any, depth int) any {
	out := map[string]any{}
	required, _ := schema["required"].([]any)
	for _, name := range slices.Sorted(maps.Keys(at(schema, "properties"))) {
		if slices.Contains(required, any(name)) || depth < 3 && rapid.IntRange(0, 4).Draw(t, name+"?") == 0 {
			out[name] = g.value(t, at(schema, "properties", name), depth+1)
		}
	}
	switch rapid.IntRange(0, 40).Draw(t, "shape") {
	case 0:
		out["unknown"] = 1
	case 1:
		for name := range out {
			delete(out, name)
			break
		}
	}
	return out
}

func (g *generator) text(t *rapid.T, schema map[string]any) string {
	switch {
	case schema["format"] == "date":
		return time.Date(2020+rapid.IntRange(0, 9).Draw(t, "year"), 1, rapid.IntRange(1, 365).Draw(t, "day"), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	case schema["pattern"] != nil && rapid.Bool().Draw(t, "pattern?"):
		return rapid.StringMatching(word(schema, "pattern")).Draw(t, "pattern")
	}
	return rapid.OneOf(rapid.SampledFrom(g.ids), rapid.SampledFrom([]string{"", "demo-rdv", "2027-06-30", "a@b.example", "https://example.org/x", "R9-SNC-2023", "é«»\u202f", "<script>", "\x00", strings.Repeat("z", 300)}), rapid.String()).Draw(t, "text")
}

// What is not an operation is told as a problem too.
func TestNowhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct {
		method, path string
		status       int
		code         string
	}{
		{http.MethodGet, "nowhere", 404, "not-found"},
		{http.MethodGet, "/api/v1", 404, "not-found"},
		{http.MethodGet, "/api/v1/", 404, "not-found"},
		{http.MethodGet, "/api/v1//me", 404, "not-found"},
		{http.MethodGet, "me/", 404, "not-found"},
		{http.MethodDelete, "me", 405, "method-not-allowed"},
		{http.MethodOptions, "organisations", 405, "method-not-allowed"},
		{"PROPFIND", "organisations", 405, "method-not-allowed"},
	} {
		a := w.do(w.ours, c.method, c.path, nil)
		if a.status != c.status || a.problem(t).Code != c.code {
			t.Errorf("%s %s: %d %s", c.method, c.path, a.status, a.body)
		}
	}
	if a := w.do(w.ours, http.MethodDelete, "organisations", nil); a.header.Get("Allow") != "GET, POST, HEAD" {
		t.Errorf("Allow: %s", a.header.Get("Allow"))
	}
	if a := w.do(w.ours, http.MethodHead, "me", nil); a.status != 200 {
		t.Errorf("HEAD: %d", a.status)
	}
}
