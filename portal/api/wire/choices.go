package wire

import (
	"encoding/json"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// Choices are the fields of a plan that somebody fills, by identifier: a number, a
// text, true or false each, null to leave one out. What they may be is the schema of
// the plan.
type Choices map[string]any

// DecodeNode reads a group of simple values.
func (c *Choices) DecodeNode(ctx *document.Context, n *document.Node) {
	if n.Null {
		return
	}
	if n.Kind != document.Mapping {
		ctx.Bad(n, havre.Text{FR: "un groupe de champs du gabarit est attendu (champ: valeur)", EN: "a group of fields of the plan is expected (field: value)"}, "")
		return
	}
	*c = make(Choices, len(n.Items))
	for i, item := range n.Items {
		if item.Kind != document.Scalar {
			ctx.Bad(item, havre.Text{FR: "un nombre, un texte, true ou false est attendu", EN: "a number, a text, true or false is expected"}, "")
			continue
		}
		(*c)[n.Keys[i].Value] = scalarOf(item)
	}
}

// scalarOf is a simple value, as JSON has it.
func scalarOf(n *document.Node) any {
	switch text := strings.TrimSpace(n.Value); {
	case n.Null:
		return nil
	case n.Quoted:
	case text == "true" || text == "false":
		return text == "true"
	case json.Valid([]byte(text)):
		return json.Number(text)
	}
	return n.Value
}

// JSONSchema is an object whose fields the plan describes.
func (*Choices) JSONSchema([]string, havre.Lang) map[string]any {
	return map[string]any{"type": "object", "additionalProperties": map[string]any{"type": []any{"string", "integer", "boolean", "null"}}}
}

// JSON is what was chosen, as plans read it; nothing for nothing.
func (c Choices) JSON() ([]byte, error) {
	if c == nil {
		return nil, nil
	}
	return json.Marshal(map[string]any(c))
}
