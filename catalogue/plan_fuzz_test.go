package catalogue

import (
	"encoding/json"
	"testing"

	"github.com/havre-cloud/havre"
)

// A plan that loads has a schema that compiles, and defaults that its own schema
// takes: nobody meets a broken plan when they order.
func FuzzPlans(f *testing.F) {
	f.Add("integer", int64(1), int64(8), int64(2), "4", "", false)
	f.Add("text", int64(0), int64(3), int64(0), "abc", "^[a-z]+$", true)
	f.Add("text", int64(2), int64(0), int64(0), "é\u0000", `\p{L}`, false)
	f.Add("truth", int64(0), int64(0), int64(0), "yes", "", true)
	f.Add("blueprint", int64(0), int64(0), int64(0), "", "", false)
	f.Add("choice", int64(0), int64(0), int64(0), "a", "", false)
	f.Add("integer", int64(-5), int64(-1), int64(1), "-3", "(", true)
	f.Fuzz(func(t *testing.T, kind string, low, high, step int64, value, pattern string, locked bool) {
		rest := map[string]any{"id": "f", "title": map[string]string{"fr": "F", "en": "F"}, "kind": kind, "default": value, "locked": locked, "required": !locked}
		if low != 0 {
			rest["min"] = low
		}
		if high != 0 {
			rest["max"] = high
		}
		if step != 0 {
			rest["step"] = step
		}
		if pattern != "" {
			rest["pattern"] = pattern
		}
		if kind == string(Choosing) {
			rest["choices"] = []any{map[string]any{"value": value, "title": map[string]string{"fr": "F", "en": "F"}}}
		}
		b, err := json.Marshal(rest)
		if err != nil {
			t.Fatal(err)
		}
		c, err := load(t, plans(string(b), flatPart))
		if err != nil {
			return
		}
		p, _ := c.Plan("a", "vm")
		s := compiled(t, p)
		field, _ := p.Field("f")
		defaults, err := json.Marshal(map[string]any{"f": field.Default})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(decoded(t, string(defaults))); err != nil {
			t.Errorf("the default %s of %s: %v\n%v", defaults, b, err, p.Schema(havre.English))
		}
	})
}
