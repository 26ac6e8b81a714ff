package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/havre-cloud/havre/dossier"
)

// inline is a derogation on one line of YAML.
func inline(g *dossier.Derogation) string {
	parts := []string{"rule: " + g.Rule}
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+": "+value)
		}
	}
	add("offer", g.Offer)
	add("authority", quoted(g.Authority))
	add("reference", quoted(g.Reference))
	add("document", quoted(g.Document))
	add("from", g.From.String())
	add("until", g.Until.String())
	return "{" + strings.Join(parts, ", ") + "}"
}

// quoted is a text between the quotes of JSON, which YAML reads alike.
func quoted(s string) string {
	if s == "" {
		return ""
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""` // no string fails to encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// written are ways to insert the additions into the author's text, the one that
// moves the fewest lines first. None may be right: the reader of dossiers judges.
func (a *additions) written(document []byte, d *dossier.Dossier) [][]byte {
	text := insert(document, d, "organisation", a.organisation, false)
	list := make([]string, len(a.derogations))
	for i, g := range a.derogations {
		list[i] = "- " + g
	}
	line, _ := d.Position("derogations")
	if line > 0 || len(list) == 0 {
		return [][]byte{insert(text, d, "derogations", list, true)}
	}
	return [][]byte{appended(text, d, list), insert(text, d, "", group("derogations", list), false)}
}

// group is a field with lines below it.
func group(field string, lines []string) []string {
	out := []string{field + ":"}
	for _, l := range lines {
		out = append(out, "  "+l)
	}
	return out
}

// insert puts lines at the beginning of a group or list of the text, in the style
// in which it is written. A group that is absent is added to the one above it.
func insert(text []byte, d *dossier.Dossier, path string, lines []string, list bool) []byte {
	if len(lines) == 0 {
		return text
	}
	line, column := d.Position(path)
	if line == 0 {
		return insert(text, d, "", group(path, lines), false)
	}
	at, ok := offset(text, line, column)
	if !ok {
		return text
	}
	indent := strings.Repeat(" ", column-1)
	added := strings.Join(lines, "\n"+indent) + "\n" + indent
	if c := text[at]; c == '{' || c == '[' {
		at++
		added = flowed(lines, list)
	}
	return bytes.Join([][]byte{text[:at], text[at:]}, []byte(added))
}

// flowed writes lines between braces or brackets.
func flowed(lines []string, list bool) string {
	var b strings.Builder
	for _, l := range lines {
		if list {
			l = strings.TrimPrefix(l, "- ")
		}
		b.WriteString(l + ", ")
	}
	return b.String()
}

// appended puts a new field of the need at the end of the text, where it moves no
// line: right when spec comes last, as it nearly always does.
func appended(text []byte, d *dossier.Dossier, lines []string) []byte {
	_, column := d.Position("")
	out := bytes.TrimRight(text, " \n\r\t")
	for _, l := range group("derogations", lines) {
		out = fmt.Appendf(out, "\n%*s%s", column-1, "", l)
	}
	return append(out, '\n')
}

// offset is where a line and a column, counted in characters, begin in a text.
func offset(text []byte, line, column int) (at int, ok bool) {
	for ; line > 1; line-- {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return 0, false
		}
		at += i + 1
	}
	for ; column > 1 && at < len(text); column-- {
		_, n := utf8.DecodeRune(text[at:])
		at += n
	}
	return at, at < len(text)
}
