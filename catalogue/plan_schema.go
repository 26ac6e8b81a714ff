package catalogue

import (
	"github.com/havre-cloud/havre"
)

// schemaDialect is the edition of JSON Schema that plans are published in.
const schemaDialect = "https://json-schema.org/draft/2020-12/schema"

// Schema is what may be chosen of the plan, as JSON Schema 2020-12, with its titles
// in a language. It holds nothing but what encoding/json writes.
func (p *Plan) Schema(lang havre.Lang) map[string]any {
	properties := map[string]any{}
	required := []any{}
	for i := range p.Fields {
		f := &p.Fields[i]
		properties[f.ID] = f.schema(lang)
		if f.Required && f.Default == nil {
			required = append(required, f.ID)
		}
	}
	s := map[string]any{
		"$schema": schemaDialect, "type": "object", "title": p.Title.In(lang),
		"properties": properties, "additionalProperties": false,
	}
	describe(s, p.Note, lang)
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

func describe(s map[string]any, note havre.Text, lang havre.Lang) {
	if !note.IsZero() {
		s["description"] = note.In(lang)
	}
}

// schema is what one field may hold.
func (f *Field) schema(lang havre.Lang) map[string]any {
	s := map[string]any{"title": f.Title.In(lang)}
	describe(s, f.Note, lang)
	switch f.Kind {
	case Integer:
		f.integerSchema(s)
	case FreeText:
		f.textSchema(s)
	case Choosing:
		f.choiceSchema(s, lang)
	case YesOrNo:
		s["type"] = "boolean"
	case Blueprint:
		f.textSchema(s)
		s["contentMediaType"] = "application/yaml"
	}
	if f.Default != nil {
		s["default"] = f.Default
	}
	if f.Locked {
		s["const"] = f.Default
		s["readOnly"] = true
	}
	return s
}

func (f *Field) integerSchema(s map[string]any) {
	s["type"], s["minimum"] = "integer", f.Min
	if f.Max != 0 {
		s["maximum"] = f.Max
	}
	if f.Step > 0 {
		s["multipleOf"] = f.Step
	}
}

func (f *Field) textSchema(s map[string]any) {
	least, most := f.Lengths()
	s["type"], s["maxLength"] = "string", most
	if least > 0 {
		s["minLength"] = least
	}
	if f.Pattern != "" {
		s["pattern"] = f.Pattern
	}
}

// Lengths are the fewest and the most characters of a text; one that must be given
// is not empty.
func (f *Field) Lengths() (least, most int64) {
	least, most = f.Min, f.Max
	if f.Required {
		least = max(least, 1)
	}
	switch {
	case f.Kind == Blueprint:
		most = BlueprintLimit
	case most == 0:
		most = TextLimit
	}
	return least, most
}

// choiceSchema adds the titles of the values as an annotation, which a validator
// leaves alone and a form shows.
func (f *Field) choiceSchema(s map[string]any, lang havre.Lang) {
	values, titles := []any{}, map[string]any{}
	for _, c := range f.Choices {
		values = append(values, c.Value)
		titles[c.Value] = c.Title.In(lang)
	}
	s["type"], s["enum"], s["x-titles"] = "string", values, titles
}
