package doctrine

import (
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// object reads the fields of one mapping and collects every mistake. It reads by
// hand rather than into a struct because rules are keyed maps, scalars that may
// also be mappings, and texts in which later mistakes are located.
type object struct {
	text     *source
	problems *havre.Problems
	node     *document.Node
	path     string
}

func (o object) place(n *document.Node, field string) place { return o.text.at(n, o.join(field)) }

// at is where a field is written: a scalar itself, the key of anything longer, or
// the mapping when it has no such field.
func (o object) at(field string) place {
	n := o.get(field)
	if n == nil {
		return o.place(o.node, field)
	}
	if n.Kind != document.Scalar {
		i := slices.IndexFunc(o.node.Keys, func(k *document.Node) bool { return k.Value == field })
		n = o.node.Keys[i]
	}
	return o.place(n, field)
}

func (o object) join(field string) string {
	if o.path == "" || field == "" {
		return o.path + field
	}
	return o.path + "." + field
}

func (o object) add(p havre.Problem) { *o.problems = append(*o.problems, p) }

// get is the value of a field; one written null is absent.
func (o object) get(field string) *document.Node {
	if o.node == nil || o.node.Kind != document.Mapping {
		return nil
	}
	if n := o.node.Get(field); n != nil && !n.Null {
		return n
	}
	return nil
}

// only refuses what is not a mapping, and the keys that are not fields.
func (o object) only(fields ...string) bool {
	if o.node == nil {
		return false
	}
	if o.node.Kind != document.Mapping {
		o.add(o.place(o.node, "").problem(havre.Text{FR: "une liste de champs « clé: valeur » est attendue", EN: "fields of the form \"key: value\" are expected"}))
		return false
	}
	for _, k := range o.node.Keys {
		if !slices.Contains(fields, k.Value) {
			o.add(o.place(k, "").value(havre.Text{FR: "champ inconnu", EN: "unknown field"}, k.Value, fields))
		}
	}
	return true
}

// child is the mapping of a field.
func (o object) child(field string) object {
	return object{o.text, o.problems, o.get(field), o.join(field)}
}

// children are the mappings of a list.
func (o object) children(field string) []object {
	var out []object
	for i, n := range o.items(field) {
		out = append(out, object{o.text, o.problems, n, o.join(field) + "." + strconv.Itoa(i)})
	}
	return out
}

// items are the values of a list.
func (o object) items(field string) []*document.Node {
	n := o.get(field)
	if n == nil {
		return nil
	}
	if n.Kind != document.Sequence {
		o.add(o.place(n, field).problem(havre.Text{FR: "une liste est attendue", EN: "a list is expected"}))
		return nil
	}
	return n.Items
}

// str is a scalar.
func (o object) str(field string, required bool) string {
	n := o.get(field)
	switch {
	case n == nil:
		if required {
			o.missing(field)
		}
		return ""
	case n.Kind != document.Scalar:
		o.add(o.place(n, field).problem(havre.Text{FR: "un texte simple est attendu", EN: "a plain text is expected"}))
		return ""
	}
	s := strings.TrimSpace(n.Value)
	if s == "" && required {
		o.missing(field)
	}
	return s
}

func (o object) missing(field string) {
	o.add(o.at(field).problem(havre.Text{FR: "champ obligatoire absent ou vide", EN: "compulsory field absent or empty"}))
}

// word is one word of a closed list; the empty string when absent or wrong.
func (o object) word(field string, required bool, words ...string) string {
	s := o.str(field, required)
	if s != "" && !slices.Contains(words, s) {
		o.add(o.at(field).value(havre.Text{
			FR: "valeur inconnue ; attendu : %s", EN: "unknown value; expected: %s",
		}.With(strings.Join(words, ", ")), s, words))
		return ""
	}
	return s
}

// words are the scalars of a list.
func (o object) words(field string) []string {
	var out []string
	for _, n := range o.items(field) {
		if n.Kind != document.Scalar || n.Null {
			o.add(o.place(n, field).problem(havre.Text{FR: "un mot est attendu", EN: "a word is expected"}))
			continue
		}
		out = append(out, strings.TrimSpace(n.Value))
	}
	return out
}

// bilingual is a text written in both languages.
func (o object) bilingual(field string, required bool) havre.Text {
	c := o.child(field)
	if c.node == nil {
		if required {
			o.missing(field)
		}
		return havre.Text{}
	}
	return c.self()
}

// wording is a text in both languages, or one that reads alike in both: a title that
// nobody translates, the words of somebody who writes in one language only.
func (o object) wording(field string, required bool) havre.Text {
	if n := o.get(field); n != nil && n.Kind == document.Scalar {
		return havre.Same(o.str(field, required))
	}
	return o.bilingual(field, required)
}

// self reads the mapping itself as a text in both languages.
func (o object) self() havre.Text {
	if !o.only("fr", "en") {
		return havre.Text{}
	}
	return havre.Text{FR: o.str("fr", true), EN: o.str("en", true)}
}

// bilinguals are the texts of a list.
func (o object) bilinguals(field string) []havre.Text {
	var out []havre.Text
	for _, c := range o.children(field) {
		out = append(out, c.self())
	}
	return out
}

// date is a civil date.
func (o object) date(field string, required bool) havre.Date {
	s := o.str(field, required)
	if s == "" {
		return havre.Date{}
	}
	d, err := havre.ParseDate(s)
	if err != nil {
		o.add(o.at(field).value(havre.Text{FR: "une date s'écrit AAAA-MM-JJ", EN: "a date is written YYYY-MM-DD"}, s, nil))
	}
	return d
}

// period is from and until, in order.
func (o object) period(required bool) havre.Period {
	p := havre.Period{From: o.date("from", required), Until: o.date("until", false)}
	if !p.Until.IsZero() && !p.From.Before(p.Until) {
		o.add(o.at("until").problem(havre.Text{FR: "la fin doit suivre le début", EN: "the end must come after the beginning"}))
	}
	return p
}

// boolean is yes or no; absent is no.
func (o object) boolean(field string) bool {
	s := o.str(field, false)
	t, err := havre.ParseTruth(s)
	if err != nil || (s != "" && !t.Known()) {
		o.add(o.at(field).value(havre.Text{FR: "yes ou no est attendu", EN: "yes or no is expected"}, s, []string{"yes", "no"}))
	}
	return t == havre.Yes
}

// whole is a positive whole number; absent is zero.
func (o object) whole(field string, upTo int) int {
	s := o.str(field, false)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > upTo {
		o.add(o.at(field).value(havre.Text{
			FR: "un nombre entier de 1 à %d est attendu", EN: "a whole number from 1 to %d is expected",
		}.With(upTo), s, nil))
		return 0
	}
	return n
}
