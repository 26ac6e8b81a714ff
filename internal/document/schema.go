package document

import (
	"reflect"

	"github.com/havre-cloud/havre"
)

// Schema is the JSON Schema (draft 2020-12) of the documents that Decode reads
// into v, so that an editor completes and checks them.
func Schema(id string, v any, lang havre.Lang) map[string]any {
	s := Fragment(v, lang)
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = id
	return s
}

// Fragment is the part of a schema that describes what v points to.
func Fragment(v any, lang havre.Lang) map[string]any {
	return schemer{lang}.of(shapeOf(reflect.TypeOf(v).Elem()), nil)
}

type schemer struct{ lang havre.Lang }

// of describes a shape, within the field that holds it.
func (s schemer) of(sh *shape, f *field) map[string]any {
	switch sh.kind {
	case shapeStruct:
		return s.object(sh)
	case shapePointer:
		return s.of(sh.elem, f)
	case shapeList:
		return map[string]any{"type": "array", "items": s.of(sh.elem, f)}
	case shapeMap:
		return map[string]any{"type": "object", "additionalProperties": s.of(sh.elem, f)}
	case shapeCustom, shapeWord:
		return s.custom(sh, f)
	default:
		return s.scalar(sh, f)
	}
}

func (s schemer) object(sh *shape) map[string]any {
	properties, required := map[string]any{}, []any{}
	for i := range sh.fields {
		f := &sh.fields[i]
		p := s.of(f.shape, f)
		if d := f.doc.In(s.lang); d != "" {
			p["description"] = d
		}
		properties[f.name] = p
		if f.required {
			required = append(required, f.name)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func (s schemer) custom(sh *shape, f *field) map[string]any {
	var words []string
	if f != nil {
		words = f.enum
	}
	v := reflect.New(sh.typ).Interface()
	if t, ok := v.(Schemer); ok {
		return t.JSONSchema(words, s.lang)
	}
	if t, ok := v.(Worder); ok {
		return map[string]any{"enum": Words(t.Accepts())}
	}
	return map[string]any{"type": []any{"string", "number"}}
}

func (s schemer) scalar(sh *shape, f *field) map[string]any {
	switch sh.kind {
	case shapeTruth:
		return map[string]any{"enum": append(Words(havre.TruthSpellings), true, false, nil)}
	case shapeBool:
		return map[string]any{"enum": []any{true, false, "yes", "no", "oui", "non"}}
	case shapeDate:
		return map[string]any{"type": "string", "format": "date", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}
	case shapeInt:
		return integerSchema(f)
	case shapeFloat:
		return map[string]any{"type": "number"}
	case shapeString:
		return stringSchema(f)
	default:
		return map[string]any{}
	}
}

func integerSchema(f *field) map[string]any {
	out := map[string]any{"type": "integer"}
	if f != nil && f.min != nil {
		out["minimum"] = *f.min
	}
	if f != nil && f.max != nil {
		out["maximum"] = *f.max
	}
	return out
}

func stringSchema(f *field) map[string]any {
	switch {
	case f == nil:
		return map[string]any{"type": "string"}
	case f.enum != nil:
		return map[string]any{"enum": Words(f.enum)}
	case f.pattern != nil:
		return map[string]any{"type": "string", "pattern": f.pattern.String()}
	case f.required:
		return map[string]any{"type": "string", "minLength": 1}
	}
	return map[string]any{"type": []any{"string", "number", "boolean"}}
}

// Words are the values of an enum, as a schema wants them.
func Words(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}
