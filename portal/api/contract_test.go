package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/havre-cloud/havre/portal/api"
)

// contract is what the API publishes of itself, to hold its answers to.
type contract struct {
	doc      map[string]any
	ops      map[string]op // by identifier
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

// op is one operation of the document.
type op struct {
	id, method, path string
	node             map[string]any
}

const docURL = "https://havre.example/openapi.json"

// published is the document as the first world that was asked serves it. They all serve
// the same, which takes each of them longer to write than to read.
var published struct {
	once sync.Once
	text []byte
}

func newContract(t *testing.T, w *world) *contract {
	t.Helper()
	published.once.Do(func() {
		text, err := json.Marshal(served(t, w, "en"))
		w.must(err)
		published.text = text
	})
	var doc map[string]any
	w.must(json.Unmarshal(published.text, &doc))
	c := &contract{doc: doc, ops: map[string]op{}, compiler: jsonschema.NewCompiler(), compiled: map[string]*jsonschema.Schema{}}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource(docURL, c.doc); err != nil {
		t.Fatal(err)
	}
	operations(c.doc, func(method, path string, node map[string]any) {
		id, _ := node["operationId"].(string)
		c.ops[id] = op{id, method, path, node}
	})
	return c
}

// public says whether an operation needs nobody to be known.
func (o op) public() bool {
	s, ok := o.node["security"].([]any)
	return ok && len(s) == 1 && len(mapping(s[0])) == 0
}

// params are the parameters of an operation that are in a place.
func (o op) params(in string) (out []map[string]any) {
	all, _ := o.node["parameters"].([]any)
	for _, p := range all {
		if p := mapping(p); p["in"] == in {
			out = append(out, p)
		}
	}
	return out
}

func (o op) takes(header string) bool {
	return slices.ContainsFunc(o.params("header"), func(p map[string]any) bool { return p["name"] == header })
}

// body is the schema of the body by media type.
func (o op) body() map[string]any { return at(o.node, "requestBody", "content") }

// schema compiles the part of the document at a place.
func (c *contract) schema(path ...string) (*jsonschema.Schema, error) {
	for i, p := range path {
		path[i] = strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D", "+", "%2B", " ", "%20", "*", "%2A").Replace(p)
	}
	url := docURL + "#/" + strings.Join(path, "/")
	if s := c.compiled[url]; s != nil {
		return s, nil
	}
	s, err := c.compiler.Compile(url)
	if err == nil {
		c.compiled[url] = s
	}
	return s, err
}

// check holds an answer to the document: its status, its media type, its headers,
// its body.
func (c *contract) check(o op, a answer) error {
	status := strconv.Itoa(a.status)
	where := []string{"paths", o.path, strings.ToLower(o.method), "responses", status}
	response := at(c.doc, where...)
	if response == nil {
		return fmt.Errorf("status %d is not documented: %s", a.status, a.body)
	}
	if ref, ok := response["$ref"].(string); ok {
		where = strings.Split(strings.TrimPrefix(ref, "#/"), "/")
		response = at(c.doc, where...)
	}
	for name := range at(response, "headers") {
		if a.header.Get(name) == "" && name != "Link" && name != "ETag" {
			return fmt.Errorf("%d without the header %s", a.status, name)
		}
	}
	for _, name := range []string{"Location", "Link", "Etag", "Www-Authenticate", "Retry-After"} {
		if a.header.Get(name) != "" && !slices.ContainsFunc(slices.Collect(maps.Keys(at(response, "headers"))), func(n string) bool { return strings.EqualFold(n, name) }) {
			if !(name == "Etag" && a.status == http.StatusNotModified) {
				return fmt.Errorf("%d with the header %s, which is not documented", a.status, name)
			}
		}
	}
	return c.checkBody(where, at(response, "content"), a)
}

func (c *contract) checkBody(where []string, content map[string]any, a answer) error {
	if len(content) == 0 {
		if len(a.body) > 0 {
			return fmt.Errorf("%d with a body: %s", a.status, a.body)
		}
		return nil
	}
	media, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil || content[media] == nil {
		return fmt.Errorf("%d of type %q, documented %v", a.status, a.header.Get("Content-Type"), slices.Collect(maps.Keys(content)))
	}
	if !strings.HasSuffix(media, "json") {
		return nil
	}
	schema, err := c.schema(append(slices.Clone(where), "content", media, "schema")...)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.body))
	if err != nil {
		return fmt.Errorf("%d: %w: %s", a.status, err, a.body)
	}
	if err := schema.Validate(value); err != nil {
		return fmt.Errorf("%d: %w\n%.2000s", a.status, err, a.body)
	}
	return nil
}

// fill puts values in the path of an operation.
func (o op) fill(values map[string]string) string {
	path := o.path
	for name, v := range values {
		path = strings.ReplaceAll(path, "{"+name+"}", v)
	}
	return path
}

// The whole document, operation by operation: each is called as somebody who may,
// succeeds, and answers what the document says.
func TestEveryOperation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := &story{world: w, c: newContract(t, w), seen: map[string]bool{}}
	s.run()
	for id := range s.c.ops {
		if !s.seen[id] {
			t.Errorf("%s was never called", id)
		}
	}
	if w.Failures() != "" {
		t.Errorf("failures: %s", w.Failures())
	}
}

// Every record can be read, listed, made, changed or taken back.
func TestEveryKindIsWhole(t *testing.T) {
	t.Parallel()
	c := newContract(t, newWorld(t))
	for kind, want := range map[string][]string{
		"Organisation":  {"list", "get", "create", "replace", "patch", "delete", "restore"},
		"Person":        {"list", "get", "create", "replace", "patch", "delete", "restore"},
		"Grant":         {"list", "get", "create", "replace", "patch", "delete", "restore"},
		"Service":       {"list", "get", "create", "replace", "patch", "delete", "restore"},
		"Dossier":       {"list", "get", "create", "replace", "patch", "delete", "restore"},
		"Webhook":       {"list", "get", "create", "replace", "patch", "delete", "restore"},
		"Token":         {"list", "get", "create", "delete"},
		"Comment":       {"list", "get", "create", "delete", "restore"},
		"Derogation":    {"list", "get", "create", "delete"},
		"Decision":      {"list", "get"},
		"Notice":        {"list", "get"},
		"Order":         {"list", "get", "create", "replace", "patch", "delete"},
		"Quota":         {"list", "get", "create", "replace", "patch", "delete"},
		"Framework":     {"list", "get", "create", "replace", "patch", "delete"},
		"ApprovalChain": {"list", "get", "create", "replace", "patch", "delete"},
		"Delegation":    {"list", "get", "create", "delete"},
		"Instance":      {"list", "get"},
		"Work":          {"list", "get"},
	} {
		for _, verb := range want {
			name := verb + kind
			if verb == "list" {
				name += "s"
			}
			if name == "listPersons" {
				name = "listPeople"
			}
			if _, ok := c.ops[name]; !ok {
				t.Errorf("%s: no operation %s", kind, name)
			}
		}
	}
}

// Whoever is not known is told so by every operation that needs to know, in the
// same words whatever is asked.
func TestUnauthenticated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := newContract(t, w)
	for _, o := range c.ops {
		values := map[string]string{"id": newID(), "number": "1", "index": "1", "attribute": "secnumcloud"}
		path := o.fill(values) + requiredQuery(o)
		a := w.do(nobody, o.method, path, nil, "If-Match", `"1"`)
		switch {
		case o.public() && a.status == http.StatusUnauthorized:
			t.Errorf("%s: public, and refused", o.id)
		case !o.public() && (a.status != http.StatusUnauthorized || a.problem(t).Code != "unauthenticated"):
			t.Errorf("%s: %d %s", o.id, a.status, a.body)
		}
		if err := c.check(o, a); err != nil {
			t.Errorf("%s: %v", o.id, err)
		}
	}
	for _, header := range []string{"Bearer havre_aaaaaaaa_" + newID(), "Bearer x", "Basic eDp5", "Bearer", ""} {
		a := w.do(nobody, http.MethodGet, "me", nil, "Authorization", header)
		if a.status != http.StatusUnauthorized || a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("Authorization %q: %d", header, a.status)
		}
	}
	// What is sent must be right even where nothing is needed.
	if a := w.do(nobody, http.MethodGet, "policy", nil, "Authorization", "Bearer havre_aaaaaaaa_"+newID()); a.status != http.StatusUnauthorized {
		t.Errorf("a wrong token on a public operation: %d", a.status)
	}
}

// family is the first name of the path, that of a kind of objects.
func (o op) family() string {
	family, _, _ := strings.Cut(strings.TrimPrefix(o.path, api.Prefix+"/"), "/")
	return family
}

// requiredQuery fills the parameters without which an operation says nothing else.
func requiredQuery(o op) string {
	var out []string
	for _, p := range o.params("query") {
		if p["required"] == true {
			out = append(out, word(p, "name")+"="+sampleOf(p))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "?" + strings.Join(out, "&")
}

func sampleOf(p map[string]any) string {
	if at(p, "schema")["format"] == "date" {
		return "2026-01-31"
	}
	return "x.md"
}

// What belongs to another organisation answers exactly as what does not exist, for
// every operation on an object.
func TestHiddenIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := &story{world: w, c: newContract(t, w), seen: map[string]bool{}}
	s.run()
	for _, o := range s.c.ops {
		if o.public() || !strings.Contains(o.path, "{id}") {
			continue
		}
		family := o.family()
		id := s.ids[family]
		if id == "" {
			t.Errorf("%s: no %s was made", o.id, family)
			continue
		}
		ask := func(id string) answer {
			values := map[string]string{"id": id, "number": "1"}
			return w.do(w.theirs, o.method, o.fill(values)+requiredQuery(o), strings.ReplaceAll(s.bodies[o.id], s.ids[family], id), "If-Match", `"1"`, "Content-Type", s.media[o.id])
		}
		hidden, missing := ask(id), ask(newID())
		if hidden.status != http.StatusNotFound && !(o.id == "erasePerson" && hidden.status == http.StatusForbidden) { // forbidden whoever it is
			t.Errorf("%s on %s of another organisation: %d %s", o.id, family, hidden.status, hidden.body)
			continue
		}
		if a, b := withoutRequest(t, hidden), withoutRequest(t, missing); a != b {
			t.Errorf("%s: what is hidden is told\n%s\nand what is missing\n%s", o.id, a, b)
		}
	}
}

// withoutRequest is a problem without what differs from one request to the next.
func withoutRequest(t *testing.T, a answer) string {
	t.Helper()
	p := a.problem(t)
	p.Request = ""
	h := a.header.Clone()
	h.Del("X-Request-Id")
	raw, err := json.Marshal([]any{a.status, h, p})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Every creation asked for again with its key gives the same answer and creates
// nothing more; another request with that key is refused.
func TestEveryCreationOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := &story{world: w, c: newContract(t, w), seen: map[string]bool{}, twice: true}
	s.run()
	if s.again < 12 {
		t.Errorf("only %d creations were asked for again", s.again)
	}
	for _, o := range s.c.ops {
		if o.takes("Idempotency-Key") != (at(o.node, "responses", "201") != nil || o.id == "createImport" || o.id == "verifyJournal" || o.id == "sendOrder") {
			t.Errorf("%s: a creation takes Idempotency-Key, and nothing else does", o.id)
		}
	}
}

// Nothing may be changed blindly: without If-Match the answer is 428, with that of
// another version 412.
func TestEveryChangeIsGuarded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := &story{world: w, c: newContract(t, w), seen: map[string]bool{}}
	s.run()
	for _, o := range s.c.ops {
		if !o.takes("If-Match") {
			if o.method == http.MethodDelete || o.method == http.MethodPatch {
				t.Errorf("%s does not take If-Match", o.id)
			}
			continue
		}
		family := o.family()
		path := o.fill(map[string]string{"id": s.ids[family], "number": "1"})
		for header, want := range map[string]int{"": http.StatusPreconditionRequired, `"999"`: http.StatusPreconditionFailed, `"never"`: http.StatusPreconditionFailed} {
			a := w.do(s.who[o.id], o.method, path, s.bodies[o.id], "If-Match", header, "Content-Type", s.media[o.id])
			if a.status != want || a.status >= 400 && a.problem(t).Status != want {
				t.Errorf("%s with If-Match %s: %d, want %d: %s", o.id, header, a.status, want, a.body)
			}
			if err := s.c.check(o, a); err != nil {
				t.Errorf("%s: %v", o.id, err)
			}
		}
	}
}
