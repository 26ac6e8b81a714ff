package catalogue

import (
	"slices"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// object reads one mapping of a catalogue file. Whatever is asked of it becomes an
// allowed key; close then refuses the others. Nothing stops at the first mistake.
type object struct {
	file  string
	path  string
	node  *document.Node
	keys  []string
	found *havre.Problems
}

// refuse records a mistake at a node.
func (o *object) refuse(n *document.Node, field, value, suggestion string, message havre.Text) {
	p := havre.Problem{File: o.file, Field: o.below(field), Value: value, Suggestion: suggestion, Message: message}
	if n != nil {
		p.Line, p.Column = n.Line, n.Column
	}
	*o.found = append(*o.found, p)
}

func (o *object) below(field string) string {
	switch {
	case o.path == "":
		return field
	case field == "":
		return o.path
	}
	return o.path + "." + field
}

func (o *object) place() Place {
	p := Place{File: o.file}
	if o.node != nil {
		p.Line, p.Column = o.node.Line, o.node.Column
	}
	return p
}

// get is the node of a key, nil when absent or written as nothing.
func (o *object) get(key string) *document.Node {
	if !slices.Contains(o.keys, key) {
		o.keys = append(o.keys, key)
	}
	if o.node == nil || o.node.Kind != document.Mapping {
		return nil
	}
	n := o.node.Get(key)
	if n == nil || n.Null {
		return nil
	}
	return n
}

// close refuses the keys that nobody asked for.
func (o *object) close() {
	if o.node == nil || o.node.Kind != document.Mapping {
		return
	}
	for _, k := range o.node.Keys {
		if !slices.Contains(o.keys, k.Value) {
			o.refuse(k, "", k.Value, havre.Nearest(k.Value, o.keys), havre.Text{FR: "clé inconnue", EN: "unknown key"})
		}
	}
}

var (
	wantsMapping  = havre.Text{FR: "il faut ici un groupe de clés et de valeurs", EN: "a group of keys and values is needed here"}
	wantsSequence = havre.Text{FR: "il faut ici une liste", EN: "a list is needed here"}
	wantsScalar   = havre.Text{FR: "il faut ici une valeur simple", EN: "a plain value is needed here"}
	isRequired    = havre.Text{FR: "clé obligatoire absente", EN: "a required key is missing"}
	notOneOf      = havre.Text{FR: "mot inconnu", EN: "unknown word"}
	notADate      = havre.Text{FR: "ce n'est pas une date de la forme AAAA-MM-JJ", EN: "this is not a date of the form YYYY-MM-DD"}
)

// text is a scalar, "" when absent.
func (o *object) text(key string) string {
	n := o.get(key)
	if n == nil {
		return ""
	}
	if n.Kind != document.Scalar {
		o.refuse(n, key, "", "", wantsScalar)
		return ""
	}
	return n.Value
}

// need is a scalar that must be there.
func (o *object) need(key string) string {
	o.require(key)
	return o.text(key)
}

// require refuses the absence of a key.
func (o *object) require(key string) {
	if o.get(key) == nil {
		o.refuse(o.node, key, "", "", isRequired)
	}
}

// word is one of a list; "" when absent.
func (o *object) word(key string, allowed []string) string {
	s := o.text(key)
	if s != "" && !slices.Contains(allowed, s) {
		o.refuse(o.get(key), key, s, havre.Nearest(s, allowed), notOneOf)
		return ""
	}
	return s
}

// sentence is a text in both languages.
func (o *object) sentence(key string) havre.Text {
	n := o.get(key)
	if n == nil {
		return havre.Text{}
	}
	c := o.child(n, key)
	t := havre.Text{FR: c.need("fr"), EN: c.need("en")}
	c.close()
	return t
}

func (o *object) date(key string) havre.Date {
	s := o.text(key)
	d, err := havre.ParseDate(s)
	if s != "" && err != nil {
		o.refuse(o.get(key), key, s, "", notADate)
	}
	return d
}

// period is the keys from and until; it is refused when it holds no day.
func (o *object) period() havre.Period { return o.periodSince("from") }

// periodSince is a period whose first day has another name: the from of a link is
// one of its ends.
func (o *object) periodSince(first string) havre.Period {
	p := havre.Period{From: o.date(first), Until: o.date("until")}
	if !p.Until.IsZero() && !p.From.Before(p.Until) {
		o.refuse(o.get("until"), "until", p.Until.String(), "", havre.Text{FR: "la fin doit venir après le début", EN: "the end must come after the beginning"})
	}
	return p
}

func (o *object) truth(key string) havre.Truth {
	s := o.text(key)
	t, err := havre.ParseTruth(s)
	if err != nil {
		o.refuse(o.get(key), key, s, havre.Nearest(s, havre.TruthSpellings), havre.Text{FR: "écrire yes, no ou unknown", EN: "write yes, no or unknown"})
	}
	return t
}

// child is the mapping at a node.
func (o *object) child(n *document.Node, field string) *object {
	c := &object{file: o.file, path: o.below(field), node: n, found: o.found}
	if n != nil && n.Kind != document.Mapping {
		c.refuse(n, "", n.Value, "", wantsMapping)
	}
	return c
}

// each calls f on every mapping of a list.
func (o *object) each(key string, f func(*object)) {
	for i, n := range o.items(key) {
		c := o.child(n, key+"."+strconv.Itoa(i))
		f(c)
		c.close()
	}
}

// items are the nodes of a list.
func (o *object) items(key string) []*document.Node {
	n := o.get(key)
	if n == nil {
		return nil
	}
	if n.Kind != document.Sequence {
		o.refuse(n, key, n.Value, "", wantsSequence)
		return nil
	}
	return n.Items
}

// list is a list of scalars.
func (o *object) list(key string) []string {
	var out []string
	for _, n := range o.items(key) {
		if n.Kind != document.Scalar {
			o.refuse(n, key, "", "", wantsScalar)
			continue
		}
		out = append(out, n.Value)
	}
	return out
}

// wordList is a list of words of a domain.
func (o *object) wordList(key string, allowed []string) []string {
	out := o.list(key)
	for i, n := range o.items(key) {
		if i < len(out) && !slices.Contains(allowed, n.Value) {
			o.refuse(n, key, n.Value, havre.Nearest(n.Value, allowed), notOneOf)
		}
	}
	return out
}
