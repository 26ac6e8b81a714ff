// Package configuration is what somebody chooses of a plan: the fields that they
// fill, checked against what the plan lets choose, completed with its defaults and
// its locked values, and turned into the quantities of its components and the
// resources that quotas count.
//
// What may be chosen is the JSON Schema that the plan publishes, and nothing else:
// whoever asks over the API can check before asking; a blueprint is read besides.
// Refusals are [havre.Problems], one for each field and for each mistake of a
// blueprint, in both languages.
//
// The package knows neither prices nor quotas nor orders.
package configuration

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// Configuration is what was chosen of a plan, complete and checked.
type Configuration struct {
	// Choices are the values by field, defaults and locked values included: int64,
	// string or bool, as the kind of the field says. A field that is neither chosen
	// nor defaulted is absent.
	Choices map[string]any `json:"choices"`
	// Quantities are how many of each component, all of them present.
	Quantities map[string]int64 `json:"quantities"`
	// Resources are what it takes of the quotas, by word of [catalogue.Resources],
	// without those it takes none of. Money is not here.
	Resources map[string]int64 `json:"resources"`
}

// Of reads what somebody asks of a plan: a JSON object of fields, where a null
// leaves the field out. Nothing at all asks for the defaults.
func Of(p *catalogue.Plan, asked []byte) (*Configuration, error) {
	chosen, problems := read(asked)
	if err := problems.Err(); err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	maps.DeleteFunc(chosen, func(_ string, v any) bool { return v == nil })
	return build(p, chosen)
}

// Change is a configuration altered by a merge patch (RFC 7396): a field of the
// patch takes its value, a null puts it back to its default, and the others stay.
// Only the fields that the plan lets change may differ.
func Change(p *catalogue.Plan, current *Configuration, asked []byte) (*Configuration, error) {
	patch, problems := read(asked)
	if err := problems.Err(); err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	c, err := build(p, merged(p, current, patch))
	if err != nil {
		return nil, err
	}
	for i := range p.Fields {
		f := &p.Fields[i]
		if _, named := patch[f.ID]; named && !f.Mutable && !f.Locked && c.Choices[f.ID] != current.Choices[f.ID] {
			problems = append(problems, havre.Problem{Field: path(f.ID), Value: shown(patch[f.ID]), Message: cannotChange.With(f.Title)})
		}
	}
	if err := problems.Err(); err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	return c, nil
}

var cannotChange = havre.Text{
	FR: "%s : ce choix ne se modifie pas après coup ; il faut résilier et commander de nouveau",
	EN: "%s: this choice cannot be altered afterwards; cancel and order again",
}

// merged is what is chosen once the patch is applied. What the plan no longer has,
// and what it locks, is left to the plan as it is now.
func merged(p *catalogue.Plan, current *Configuration, patch map[string]any) map[string]any {
	out := map[string]any{}
	for i := range p.Fields {
		f := &p.Fields[i]
		if v, ok := current.Choices[f.ID]; ok && !f.Locked {
			out[f.ID] = v
		}
	}
	for id, v := range patch {
		if v == nil {
			delete(out, id)
			continue
		}
		out[id] = v
	}
	return out
}

// build checks what is chosen, completes it and counts it.
func build(p *catalogue.Plan, chosen map[string]any) (*Configuration, error) {
	if err := check(p, chosen).Err(); err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	c := &Configuration{Choices: chosen, Quantities: map[string]int64{}, Resources: map[string]int64{}}
	for i := range p.Fields {
		f := &p.Fields[i]
		if _, ok := c.Choices[f.ID]; !ok && f.Default != nil {
			c.Choices[f.ID] = f.Default
		}
	}
	if err := c.count(p).Err(); err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	return c, nil
}

// Asked is what was chosen, as it may be asked again of [Of].
func (c *Configuration) Asked() []byte { return encoded(c.Choices) }

// JSON is the configuration as bytes that are the same for the same content, and
// that UnmarshalJSON reads back.
func (c *Configuration) JSON() []byte { return encoded(c) }

func encoded(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // maps of numbers, strings and booleans always encode
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// UnmarshalJSON reads what JSON wrote, whole numbers included.
func (c *Configuration) UnmarshalJSON(b []byte) error {
	type plain Configuration // without this method
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var out plain
	if err := d.Decode(&out); err != nil {
		return fmt.Errorf("reading a configuration: %w", err)
	}
	for id, v := range out.Choices {
		out.Choices[id] = number(v)
	}
	*c = Configuration(out)
	return nil
}
