package questionnaire

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// marshal is a value as JSON. Every value of a dossier has one.
func marshal(v reflect.Value) []byte { return marshalOf(v.Interface()) }

func marshalOf(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		return []byte(`"` + unknown + `"`)
	}
	return text
}

// inline is a value on one line of YAML.
func inline(v reflect.Value) string {
	if v.Kind() == reflect.String {
		return quoted(v.String())
	}
	return flow(marshal(v))
}

// flow writes JSON as YAML on one line, with quotes only where they are needed.
func flow(text []byte) string {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return next(d)
}

func next(d *json.Decoder) string {
	token, err := d.Token()
	if err != nil {
		return unknown // only what was just marshalled is read
	}
	switch t := token.(type) {
	case json.Delim:
		return sequence(d, t == '{')
	case string:
		return quoted(t)
	case json.Number:
		return t.String()
	}
	return unknown
}

// sequence writes a list, or a group when its items have names. A list of one port
// is a port.
func sequence(d *json.Decoder, named bool) string {
	var parts []string
	for d.More() {
		part := next(d)
		if named {
			value := next(d)
			if part == "port" {
				value = single(value)
			}
			part += ": " + value
		}
		parts = append(parts, part)
	}
	if _, err := d.Token(); err != nil {
		return unknown
	}
	if named {
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func single(list string) string {
	inside := strings.Trim(list, "[]")
	if strings.Contains(inside, ",") {
		return list
	}
	return inside
}

func itoa(i int) string { return strconv.Itoa(i) }
