package broker_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/havre-cloud/havre/catalogue"
)

// friendly is what a person may type, and what may be in an address (§ Catalog
// Management, § URL Properties).
var friendly = regexp.MustCompile(`^[A-Za-z0-9.-]+$`)

// listed is the catalogue as a platform reads it.
type listed struct {
	Services []struct {
		Name, ID, Description string
		Bindable              *bool
		Plans                 []struct {
			Name, ID, Description string
			Free, Bindable        *bool
			Schemas               struct {
				Instance map[string]struct{ Parameters json.RawMessage } `json:"service_instance"`
			}
		}
	}
}

func (w *world) listed(lang string) *listed {
	w.t.Helper()
	r := w.is(w.ask(asking{method: http.MethodGet, path: "/v2/catalog", header: map[string]string{"Accept-Language": lang}}), http.StatusOK)
	var out listed
	w.ok(json.Unmarshal([]byte(r.text), &out))
	return &out
}

// TestCatalog holds what § Catalog Management demands of every field, in both languages.
func TestCatalog(t *testing.T) {
	w := onSQLite(t)
	for _, lang := range []string{"fr", "en"} {
		ids, names, plans := map[string]bool{}, map[string]bool{}, 0
		for _, s := range w.listed(lang).Services {
			if !friendly.MatchString(s.Name) || !friendly.MatchString(s.ID) || s.Description == "" || len([]rune(s.Description)) > 255 || s.Bindable == nil || len(s.Plans) == 0 {
				t.Errorf("%+v", s)
			}
			if names[s.Name] || ids[s.ID] {
				t.Errorf("%s is there twice", s.ID)
			}
			names[s.Name], ids[s.ID] = true, true
			mine := map[string]bool{}
			for _, p := range s.Plans {
				plans++
				if !friendly.MatchString(p.ID) || p.Description == "" || len([]rune(p.Description)) > 255 || mine[p.Name] || ids[p.ID] || p.Free == nil || *p.Free {
					t.Errorf("%+v", p)
				}
				mine[p.Name], ids[p.ID] = true, true
				if wants := p.ID == base; p.Bindable == nil || *p.Bindable != wants {
					t.Errorf("%s: bindable", p.ID)
				}
				for _, name := range []string{"create", "update"} {
					checkSchema(t, p.ID+" "+name, p.Schemas.Instance[name].Parameters)
				}
			}
		}
		if want := len(catalogue.Builtin().Plans()) + 2; plans != want {
			t.Errorf("%d plans, not %d", plans, want)
		}
	}
	if w.listed("fr").Services[0].Plans[0].Description == w.listed("en").Services[0].Plans[0].Description {
		t.Error("the catalogue is said in one language only")
	}
}

// checkSchema compiles a schema: it says its dialect, refers to nothing outside, and fits
// in 64 kB (§ Input Parameters Schema Object).
func checkSchema(t *testing.T, name string, text json.RawMessage) *jsonschema.Schema {
	t.Helper()
	if len(text) == 0 || len(text) > 64<<10 || !bytes.Contains(text, []byte(`"$schema"`)) || bytes.Contains(text, []byte(`"$ref"`)) {
		t.Fatalf("%s: %d bytes", name, len(text))
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

// TestSchemas: what the schemas let through is what the broker takes, and what they
// refuse it refuses.
func TestSchemas(t *testing.T) {
	w := onSQLite(t)
	var create, update *jsonschema.Schema
	for _, s := range w.listed("fr").Services {
		for _, p := range s.Plans {
			if p.ID == base {
				create = checkSchema(t, "create", p.Schemas.Instance["create"].Parameters)
				update = checkSchema(t, "update", p.Schemas.Instance["update"].Parameters)
			}
		}
	}
	mine := `"havre": {"need": "` + w.need.ID + `", "environment": "acceptance", "estimate": 12.5, "estimateNote": "devis"}`
	for parameters, ok := range map[string]bool{
		`{"cpu": 2, ` + mine + `}`:                              true,
		`{"cpu": 2, "engine": "my", ` + mine + `}`:              true,
		`{"cpu": 2, "backup": true, ` + mine + `}`:              true,
		`{"cpu": 2, "backup": false, ` + mine + `}`:             false,
		`{"cpu": "2", ` + mine + `}`:                            false,
		`{"cpu": 0, ` + mine + `}`:                              false,
		`{` + mine + `}`:                                        false,
		`{"cpu": 2, "colour": "red", ` + mine + `}`:             false,
		`{"cpu": 2, "havre": {"need": 3}}`:                      false,
		`{"cpu": 2, "havre": {"environment": "mars"}}`:          false,
		`{"cpu": 2, "havre": {"name": "With Capitals"}}`:        false,
		`{"cpu": 2, "havre": {"until": "2027-12-31", "x": ""}}`: false,
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(parameters)))
		w.ok(err)
		if valid := create.Validate(doc) == nil; valid != ok {
			t.Errorf("%s: the schema says %v", parameters, valid)
		}
		r := w.put(newID(), w.wanted(base, 2).with(members{"parameters": json.RawMessage(parameters)}))
		if (r.status == http.StatusAccepted) != ok {
			t.Errorf("%s: %d %s", parameters, r.status, r.text)
		}
	}
	for parameters, ok := range map[string]bool{`{"cpu": 4}`: true, `{}`: true, `{"engine": "my"}`: false, `{"havre": {"environment": "production"}}`: false, `{"havre": {"until": "2027-12-31"}}`: true} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(parameters)))
		w.ok(err)
		if valid := update.Validate(doc) == nil; valid != ok {
			t.Errorf("update %s: the schema says %v", parameters, valid)
		}
	}
}
