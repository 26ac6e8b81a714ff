package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// writeYAML writes v as YAML by way of its JSON, so that both formats always say
// the same under the same names, in the same order.
func writeYAML(w io.Writer, v any) error {
	b, err := encode(v)
	if err != nil {
		return err
	}
	y := yamlWriter{dec: json.NewDecoder(bytes.NewReader(b))}
	y.dec.UseNumber()
	if err := y.value(0, false); err != nil {
		return fmt.Errorf("writing YAML: %w", err)
	}
	_, err = y.out.WriteTo(w)
	return err
}

// yamlWriter turns a flow of JSON tokens into lines.
type yamlWriter struct {
	dec *json.Decoder
	out bytes.Buffer
}

// value writes what comes next. Within a mapping or a list, a scalar goes on the
// same line; inList says that the first key of a mapping follows a dash.
func (y *yamlWriter) value(depth int, inList bool) error {
	t, err := y.dec.Token()
	if err != nil {
		return err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return y.list(depth, inList)
		}
		return y.mapping(depth, inList)
	case string:
		y.scalar(yamlString(t))
	case nil:
		y.scalar("null")
	default:
		y.scalar(fmt.Sprint(t))
	}
	return nil
}

func (y *yamlWriter) scalar(s string) {
	if n := y.out.Len(); n > 0 && y.out.Bytes()[n-1] != '\n' && y.out.Bytes()[n-1] != ' ' {
		y.out.WriteByte(' ')
	}
	y.out.WriteString(s + "\n")
}

func (y *yamlWriter) mapping(depth int, inList bool) error {
	if !y.dec.More() {
		y.scalar("{}")
		_, err := y.dec.Token()
		return err
	}
	if depth > 0 && !inList {
		y.out.WriteByte('\n')
	}
	for first := true; y.dec.More(); first = false {
		key, err := y.dec.Token()
		if err != nil {
			return err
		}
		if !first || !inList {
			y.out.WriteString(strings.Repeat("  ", depth))
		}
		fmt.Fprintf(&y.out, "%s:", yamlString(fmt.Sprint(key)))
		if err := y.value(depth+1, false); err != nil {
			return err
		}
	}
	_, err := y.dec.Token()
	return err
}

func (y *yamlWriter) list(depth int, inList bool) error {
	if !y.dec.More() {
		y.scalar("[]")
		_, err := y.dec.Token()
		return err
	}
	if depth > 0 && !inList {
		y.out.WriteByte('\n')
	}
	for first := true; y.dec.More(); first = false {
		if !first || !inList {
			y.out.WriteString(strings.Repeat("  ", depth))
		}
		y.out.WriteString("- ")
		if err := y.value(depth+1, true); err != nil {
			return err
		}
	}
	_, err := y.dec.Token()
	return err
}

// plain are the texts that every reader of YAML takes for texts without quotes.
var plain = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9_./-]*$`)

// taken are those that some reader takes for something else.
var taken = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

func yamlString(s string) string {
	if plain.MatchString(s) && !slices.Contains(taken, strings.ToLower(s)) {
		return s
	}
	b, err := encode(s) // a JSON string is a YAML string
	if err != nil {
		return `""`
	}
	return strings.TrimSuffix(string(b), "\n")
}
