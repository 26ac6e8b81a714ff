package configuration_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/configuration"
)

// Whatever is asked: it is refused with problems that have a field and both
// languages, or what is kept is what the published schema takes, reads back the same,
// and asking for it again gives it again.
func FuzzOf(f *testing.F) {
	for _, s := range []string{
		``, `{}`, `{"cpu": 4, "region": "rie"}`, `{"cpu": 4.0, "region": "rie", "storage": 1e2, "name": "abc", "backup": false}`,
		`{"cpu": 1e99, "region": null}`, `{"cpu": 4, "cpu": 5}`, `[{}]`, `{"cpu": {"cpu": {}}}`, "{\"\x00\": \"\xff\"}", `{"region": "rie", "cpu": 1, "storage": 9223372036854775800}`,
		`{"cpu": 1, "region": "rie", "built": "apiVersion: havre/v1\nkind: Blueprint\nspec: {}"}`, `{"cpu": 1, "region": "rie", "built": "spec: {"}`,
	} {
		f.Add([]byte(s))
	}
	p := plan(f)
	schema := published(f, p.Schema(havre.English))
	f.Fuzz(func(t *testing.T, asked []byte) {
		c, err := configuration.Of(p, asked)
		if err != nil {
			var ps havre.Problems
			if !errors.As(err, &ps) || len(ps) == 0 {
				t.Fatalf("%T: %v", err, err)
			}
			for _, x := range ps {
				if x.Field == "" || x.Message.FR == "" || x.Message.EN == "" || len(x.Value) > 300 {
					t.Errorf("%+v", x)
				}
			}
			return
		}
		chosen, err := json.Marshal(c.Choices)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(chosen))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Fatalf("%s is kept, and the schema refuses it: %v", chosen, err)
		}
		again, err := configuration.Of(p, chosen)
		if err != nil || !bytes.Equal(again.JSON(), c.JSON()) {
			t.Fatalf("%s then %v, %v", c.JSON(), again, err)
		}
		for r, n := range c.Resources {
			if n <= 0 {
				t.Fatalf("%d of %s", n, r)
			}
		}
	})
}

func published(tb testing.TB, schema map[string]any) *jsonschema.Schema {
	tb.Helper()
	b, err := json.Marshal(schema)
	if err != nil {
		tb.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		tb.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("plan.json", doc); err != nil {
		tb.Fatal(err)
	}
	s, err := c.Compile("plan.json")
	if err != nil {
		tb.Fatal(err)
	}
	return s
}
