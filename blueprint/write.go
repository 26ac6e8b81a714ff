package blueprint

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// YAML is the blueprint as a document that [Parse] reads back, the same bytes for the
// same blueprint.
func (b *Blueprint) YAML() ([]byte, error) {
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	f := file{APIVersion: "havre/v1", Kind: Kind, Metadata: metadata{b.Name}, Spec: *b}
	if err := e.Encode(&f); err != nil {
		return nil, fmt.Errorf("blueprint: %w", err)
	}
	n, err := node(json.NewDecoder(&body))
	if err != nil {
		return nil, fmt.Errorf("blueprint: %w", err)
	}
	var out bytes.Buffer
	w := yaml.NewEncoder(&out)
	w.SetIndent(2)
	if err := w.Encode(n); err != nil {
		return nil, fmt.Errorf("blueprint: %w", err)
	}
	return out.Bytes(), nil
}

// node is the next value of a JSON text as YAML writes it, its fields in their order.
func node(d *json.Decoder) (*yaml.Node, error) {
	d.UseNumber()
	t, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("reading back: %w", err)
	}
	switch x := t.(type) {
	case json.Delim:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		if x == '[' {
			n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		}
		for d.More() {
			item, err := node(d)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, item)
		}
		if len(n.Content) == 0 {
			n.Style = yaml.FlowStyle
		}
		_, err := d.Token() // what closes it
		return n, err       //nolint:wrapcheck // the text is our own
	case string:
		return text(x), nil
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(x)}, nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: fmt.Sprint(t)}, nil
}

// text is a text, as it is when it has several lines, between quotation marks when it
// would read as something else.
func text(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	switch {
	case s == "?": // reads as “I do not know”
		n.Style = yaml.DoubleQuotedStyle
	case legible(s):
		n.Style = yaml.LiteralStyle
	}
	return n
}

// legible says that a text has several lines, none of which YAML would alter.
func legible(s string) bool {
	if !strings.Contains(s, "\n") || strings.ContainsAny(s, "\r\t\u0085\u2028\u2029\ufeff") {
		return false
	}
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimRight(line, " ") != line {
			return false
		}
	}
	return strings.TrimSpace(s) != "" && !strings.HasPrefix(s, " ") && !strings.HasPrefix(s, "\n")
}
