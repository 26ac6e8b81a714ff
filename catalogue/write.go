package catalogue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/havre-cloud/havre"
)

// WriteTo writes an import as the YAML file that a catalogue directory holds: its
// source when it is new, the platforms created, then the snapshot.
func (im *Imported) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	out := &writer{&b}
	if im.newSource {
		out.source(im.Snapshot.Source)
	}
	for _, p := range im.Platforms {
		out.platform(p)
	}
	out.snapshot(im.Snapshot)
	n, err := b.WriteTo(w)
	if err != nil {
		return n, fmt.Errorf("writing the import: %w", err)
	}
	return n, nil
}

// writer writes YAML by hand: the order of keys is that of reading, and strings
// are always quoted, so that "N" and "2-3-3-2" stay words.
type writer struct{ b *bytes.Buffer }

func (w *writer) line(indent int, format string, args ...any) {
	w.b.WriteString(strings.Repeat("  ", indent))
	fmt.Fprintf(w.b, format, args...)
	w.b.WriteByte('\n')
}

// quote writes a string as JSON does, which YAML reads alike.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""` // no string fails to encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (w *writer) open(kind, id string) {
	if w.b.Len() > 0 {
		w.line(0, "---")
	}
	w.line(0, "apiVersion: %s", havre.APIVersion)
	w.line(0, "kind: %s", kind)
	if id != "" {
		w.line(0, "metadata: {id: %s}", quote(id))
	}
	w.line(0, "spec:")
}

func (w *writer) source(s *Source) {
	w.open("Sources", "")
	w.line(1, "sources:")
	w.line(2, "- id: %s", quote(s.ID))
	w.line(3, "title: %s", quote(s.Title))
	w.line(3, "url: %s", quote(s.URL))
	w.line(3, "date: %s", s.Date)
	if s.Publisher != "" {
		w.line(3, "publisher: %s", quote(s.Publisher))
	}
	if s.Series != nil {
		w.line(3, "series: %s", quote(s.Series.ID))
	}
	w.line(3, "confidence: %s", s.Confidence)
}

func (w *writer) platform(p *Platform) {
	w.open("Platform", p.ID)
	w.line(1, "title: {fr: %s, en: %s}", quote(p.Title.FR), quote(p.Title.EN))
	w.line(1, "names:")
	for _, n := range p.Names {
		w.line(2, "- {name: %s, from: %s, source: %s}", quote(n.Name), n.Period.From, quote(n.Source.ID))
	}
	w.line(1, "offers:")
	for _, o := range p.Offers {
		w.line(2, "- id: %s", quote(o.ID))
		w.line(3, "title: {fr: %s, en: %s}", quote(o.Title.FR), quote(o.Title.EN))
		w.line(3, "owner: {fr: %s, en: %s}", quote(o.Owner.FR), quote(o.Owner.EN))
	}
}

func (w *writer) snapshot(s *Snapshot) {
	w.open("Snapshot", s.ID)
	w.line(1, "source: %s", quote(s.Source.ID))
	w.line(1, "from: %s", s.Period.From)
	if !s.Period.Until.IsZero() {
		w.line(1, "until: %s", s.Period.Until)
	}
	w.table("table", s.Table)
	w.table("matrix", s.Matrix)
	w.strings("notes", s.Notes)
	w.strings("questions", s.Questions)
}

func (w *writer) strings(key string, list []string) {
	if len(list) == 0 {
		return
	}
	w.line(1, "%s:", key)
	for _, s := range list {
		w.line(2, "- %s", quote(s))
	}
}

func (w *writer) table(key string, t Table) {
	if len(t.Rows) == 0 {
		return
	}
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = quote(c)
	}
	w.line(1, "%s:", key)
	w.line(2, "columns: [%s]", strings.Join(columns, ", "))
	w.line(2, "rows:")
	for _, r := range t.Rows {
		w.row(r)
	}
}

func (w *writer) row(r Row) {
	w.line(3, "- name: %s", quote(r.Name))
	if r.Offer != "" {
		w.line(4, "offer: %s", quote(r.Offer))
	}
	if r.Planned {
		w.line(4, "planned: yes")
	}
	w.line(4, "cells:")
	for _, c := range r.Cells {
		says := ""
		if s := saidYAML(c.Says); s != "" {
			says = ", says: [" + s + "]"
		}
		if s := linksYAML(c.Links); s != "" {
			says += ", links: [" + s + "]"
		}
		w.line(5, "- {header: %s, words: %s%s}", quote(c.Header), quote(c.Words), says)
	}
}

// saidYAML writes what a cell says the short way: a set as a list, a ceiling as
// one word, whenever every member was said.
func saidYAML(said []Said) string {
	var out []string
	for i := 0; i < len(said); {
		text, n := shortest(said[i:])
		out = append(out, text)
		i += n
	}
	return strings.Join(out, ", ")
}

func shortest(said []Said) (string, int) {
	write := func(path, value string) string { return fmt.Sprintf("{attribute: %s, value: %s}", path, value) }
	if text, ok := wholeDict(said); ok {
		return write(dict, text), len(dictAxes) + 1
	}
	if set, _, ok := strings.Cut(said[0].Attribute, "."); ok {
		if d := words().sets[set]; d != nil {
			if value, ok := wholeSet(said, set, d.Values); ok {
				return write(set, value), len(d.Values)
			}
		}
	}
	return write(said[0].Attribute, said[0].Value.String()), 1
}

func wholeSet(said []Said, set string, values []string) (string, bool) {
	if len(said) < len(values) {
		return "", false
	}
	same, listed := true, true
	var in []string
	for i, v := range values {
		s := said[i]
		if s.Attribute != set+"."+v {
			return "", false
		}
		same = same && s.Value == said[0].Value
		listed = listed && (s.Value.Status == Yes || s.Value.Status == No)
		if s.Value.Status == Yes {
			in = append(in, v)
		}
	}
	switch {
	case listed:
		return "[" + strings.Join(in, ", ") + "]", true
	case same:
		return said[0].Value.String(), true
	}
	return "", false
}

func wholeDict(said []Said) (string, bool) {
	if len(said) <= len(dictAxes) || said[0].Attribute != "dict.published" {
		return "", false
	}
	axes := make([]string, len(dictAxes))
	for i, axis := range dictAxes {
		s := said[i+1]
		switch {
		case s.Attribute != axis:
			return "", false
		case s.Value.Status == Stated:
			axes[i] = s.Value.String()
		case s.Value.Status == Unknown && said[0].Value.Status == Yes:
			axes[i] = "X"
		case s.Value == said[0].Value:
			return said[0].Value.String(), true
		}
	}
	return strings.Join(axes, "-"), true
}

func linksYAML(links []Link) string {
	var out []string
	for _, k := range links {
		s := fmt.Sprintf("{from: %s, to: %s, status: %s", quote(k.From), quote(k.To), k.Status)
		if k.Network != "" {
			s += ", network: " + quote(k.Network)
		}
		if k.Kind != "other" {
			s += ", kind: " + k.Kind
		}
		if k.Direction != "both" {
			s += ", direction: " + k.Direction
		}
		if k.Encryption != "" {
			s += ", encryption: " + quote(k.Encryption)
		}
		out = append(out, s+"}")
	}
	return strings.Join(out, ", ")
}
