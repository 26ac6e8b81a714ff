package questionnaire

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"

	"github.com/havre-cloud/havre/dossier"
)

// YAML writes the sheet in the one canonical form: the fields in the order of the
// model, a line each, lists of words on one line. What is said to be unknown is
// written so, comments stay with the field they are about.
func (s *Sheet) YAML() []byte { return s.write(nil) }

// write writes the sheet with other values, as YAML, for some fields.
func (s *Sheet) write(instead map[string]string) []byte {
	w := &writer{sheet: s, instead: instead}
	w.above("", 0, "\n")
	w.group(reflect.ValueOf(s.Dossier).Elem(), "", 0)
	w.below("", 0)
	return w.b.Bytes()
}

type writer struct {
	b       bytes.Buffer
	sheet   *Sheet
	instead map[string]string
}

// group writes the fields of a struct that say something.
func (w *writer) group(v reflect.Value, path string, indent int) {
	for i, name := range namesOf(v.Type()) {
		if name != "" {
			w.field(v.Field(i), name, strings.TrimPrefix(path+"."+name, "."), indent)
		}
	}
}

func (w *writer) field(v reflect.Value, name, path string, indent int) {
	if text, ok := w.instead[path]; ok {
		w.line(indent, path, name+": "+text)
		return
	}
	switch {
	case isGroup(v.Type()):
		w.subgroup(v, name, path, indent)
	case v.Kind() == reflect.Slice || v.Type() == reflect.TypeFor[dossier.Flows]():
		w.list(v, name, path, indent)
	case !isZero(v):
		w.line(indent, path, name+": "+inline(v))
	case w.sheet.position(path) > 0:
		w.line(indent, path, name+": "+unknown)
	}
}

// isGroup tells a group of fields from a value that writes itself.
func isGroup(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[dossier.Metadata](), reflect.TypeFor[dossier.Spec](), reflect.TypeFor[dossier.Organisation](),
		reflect.TypeFor[dossier.Project](), reflect.TypeFor[dossier.Data](), reflect.TypeFor[dossier.Harm](),
		reflect.TypeFor[dossier.Needs](), reflect.TypeFor[dossier.DICT]():
		return true
	}
	return false
}

// subgroup writes a group, unless nothing is said in it. A dossier always has its
// name and its specification.
func (w *writer) subgroup(v reflect.Value, name, path string, indent int) {
	inner := &writer{sheet: w.sheet, instead: w.instead}
	inner.group(v, path, indent+1)
	switch {
	case inner.b.Len() > 0:
		w.line(indent, path, name+":")
		w.b.Write(inner.b.Bytes())
		w.below(path, indent)
	case path == "spec":
		w.line(indent, path, name+": {}")
	}
}

// list writes flows, documents and derogations, one a line.
func (w *writer) list(v reflect.Value, name, path string, indent int) {
	var items []json.RawMessage
	if err := json.Unmarshal(marshal(v), &items); err != nil || len(items) == 0 { // unknown, or none
		if w.sheet.position(path) > 0 || !isZero(v) {
			w.line(indent, path, name+": "+flow(marshal(v)))
		}
		return
	}
	w.line(indent, path, name+":")
	for i, item := range items {
		w.line(indent+1, path+"."+itoa(i), "- "+flow(item))
	}
	w.below(path, indent)
}

// line writes a line with the comments of its field.
func (w *writer) line(indent int, path, text string) {
	w.above(path, indent, "")
	beside := w.sheet.comments[path].Beside
	if strings.Contains(beside, "\n") {
		w.comment(indent, beside)
		beside = ""
	}
	w.put(indent, strings.TrimRight(text+"  "+beside, " "))
	if !strings.HasSuffix(text, ":") {
		w.below(path, indent)
	}
}

func (w *writer) above(path string, indent int, after string) {
	if text := w.sheet.comments[path].Above; text != "" {
		w.comment(indent, text)
		w.b.WriteString(after)
	}
}

// below writes the comment that follows a field; the blank line keeps it from
// being taken for that of the next.
func (w *writer) below(path string, indent int) {
	if text := w.sheet.comments[path].Below; text != "" {
		w.comment(indent, text)
		w.b.WriteByte('\n')
	}
}

func (w *writer) comment(indent int, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			w.put(indent, line)
		}
	}
}

func (w *writer) put(indent int, text string) {
	w.b.WriteString(strings.Repeat("  ", indent) + text + "\n")
}

func isZero(v reflect.Value) bool {
	if z, ok := reflect.TypeAssert[interface{ IsZero() bool }](v); ok {
		return z.IsZero()
	}
	return v.IsZero()
}

// plain is what needs no quotes, wherever it stands.
var plain = regexp.MustCompile(`^[\pL\pN]([\pL\pN ._'’/()+-]*[\pL\pN.)’])?$`)

// quoted is a text as YAML reads it back: plain when it can be.
func quoted(s string) string {
	switch strings.ToLower(s) {
	case "null", "true", "false":
	default:
		if plain.MatchString(s) {
			return s
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""` // no string fails to encode
	}
	return strings.TrimSpace(b.String())
}
