// Package fact is the published model of what a rule may read: on one side the
// facts a dossier declares, on the other the facts known of an offer. Each has a
// path, a type, a finite or ordered domain, and somebody who knows it.
//
// A value is three-valued whatever its type: a number, a date or a word may be
// unknown, and each member of a set may be unknown on its own.
//
// The package knows no rule, no file format and no particular fact: the dossier
// and catalogue packages publish theirs, and [NewModel] puts them together.
package fact

import (
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
)

// Kind is the type of a fact.
type Kind uint8

// The kinds a rule may read.
const (
	Truth  Kind = iota // yes, no or unknown
	Level              // an ordered need or ceiling, 1 to len(Values)
	Number             // a whole number, in the fact's Unit
	Date               // a civil date
	Enum               // one word of Values
	Set                // any words of Values; each is yes, no or unknown on its own
)

// String is the name of the kind in the published model.
func (k Kind) String() string {
	return [...]string{"truth", "level", "number", "date", "enum", "set"}[k]
}

// Side says who a fact is about.
type Side uint8

// The two sides of a decision.
const (
	Dossier Side = iota
	Offer
)

// String is the variable a rule writes: dossier or offer.
func (s Side) String() string { return [...]string{"dossier", "offer"}[s] }

// Def declares one fact.
type Def struct {
	Side   Side
	Path   string // below the side: data.personal, services
	Kind   Kind
	Values []string // of an Enum, Set or Level, in order
	// Open says that the values are only known once a catalogue is loaded (the
	// platforms that flows may go to). See [Model.WithValues].
	Open bool
	// Max bounds a Number's domain, so that an unknown one is an interval.
	Max      int64
	Unit     string
	Title    havre.Text // a noun phrase: "personal data"
	Question havre.Text // what to ask for it; %s stands for the offer or the member
	Owner    havre.Text // who knows it, when no record names somebody
}

// Name is how a rule writes the fact: dossier.data.personal.
func (d *Def) Name() string { return d.Side.String() + "." + d.Path }

// Index is the position of a value, or -1.
func (d *Def) Index(value string) int {
	for i, v := range d.Values {
		if v == value {
			return i
		}
	}
	return -1
}

// Ref points at a fact of a model.
type Ref struct {
	Side  Side
	Index int
}

// Model is the published list of facts, both sides.
type Model struct {
	defs  [2][]Def
	names map[string]Ref
}

// NewModel puts the facts of every publisher together and refuses duplicates.
func NewModel(lists ...[]Def) (*Model, error) {
	m := &Model{names: map[string]Ref{}}
	for _, list := range lists {
		for _, d := range list {
			if _, dup := m.names[d.Name()]; dup {
				return nil, fmt.Errorf("fact %s is declared twice", d.Name())
			}
			if (d.Kind == Enum || d.Kind == Level) && len(d.Values) == 0 {
				return nil, fmt.Errorf("fact %s has no values", d.Name())
			}
			m.names[d.Name()] = Ref{d.Side, len(m.defs[d.Side])}
			m.defs[d.Side] = append(m.defs[d.Side], d)
		}
	}
	return m, nil
}

// Defs lists the facts of one side, in the order of their index.
func (m *Model) Defs(s Side) []Def { return m.defs[s] }

// Def is the declaration behind a reference.
func (m *Model) Def(r Ref) *Def { return &m.defs[r.Side][r.Index] }

// Lookup finds a fact by the name a rule writes.
func (m *Model) Lookup(name string) (Ref, bool) {
	r, ok := m.names[name]
	return r, ok
}

// Nearest is the fact whose name is closest to a mistyped one, or "".
func (m *Model) Nearest(name string) string {
	var all []string
	for n := range m.names {
		all = append(all, n)
	}
	// The closest wins whatever the order of the map; ties go to the first name.
	best := havre.Nearest(name, sorted(all))
	if best == "" { // the right last word under the wrong path
		tail := name[strings.LastIndexByte(name, '.')+1:]
		for _, n := range sorted(all) {
			if strings.HasSuffix(n, "."+tail) {
				return n
			}
		}
	}
	return best
}

// WithValues is a copy of the model where an open fact has these values.
func (m *Model) WithValues(name string, values []string) *Model {
	r, ok := m.names[name]
	if !ok {
		return m
	}
	c := &Model{names: m.names}
	for s := range m.defs {
		c.defs[s] = append([]Def(nil), m.defs[s]...)
	}
	c.Def(r).Values = values
	return c
}
