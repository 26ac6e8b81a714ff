package matrix

import "strings"

// keyed are the columns that make a flow the same one: who talks to whom, in which
// environment, by which protocol. Its ports, its addresses, where it is hosted, what
// the network answers and who answers for it may change.
var keyed = []Column{ColApplication, ColEnvironment, ColDirection, ColSource, ColDestination, ColProtocol}

// Key is what makes a flow the same from one matrix to the next, whatever the names
// of applications and places.
func (l *Line) Key() string {
	by := identity{places: l[ColName] != ""}
	form := by.form(l)
	return form.key()
}

// key is the key of a line in the form that is compared, with more columns. The other
// side counts by its platform too, since a flow may name nothing else of it.
func (l *Line) key(more ...Column) string {
	var b strings.Builder
	for _, c := range keyed {
		b.WriteString(l[c] + "\x1f")
	}
	for _, c := range more {
		b.WriteString(l[c] + "\x1f")
	}
	if l[ColDirection] == string(In) {
		return b.String() + l[ColSourcePlatform]
	}
	return b.String() + l[ColDestinationPlatform]
}

// identity says by what two matrices may be compared: a file may have been written
// without identifiers, or somebody may have taken them out.
type identity struct {
	places bool // applications and platforms, by identifiers
	ways   bool // the ways and what is missing on them, idem
}

func comparing(tables ...*Table) identity {
	by := identity{true, true}
	for _, t := range tables {
		for i := range t.Lines {
			l := &t.Lines[i]
			by.places = by.places && l[ColName] != ""
			by.ways = by.ways && (l[ColTrace] != "" || l[ColMissing] == "")
		}
	}
	return by
}

func (by identity) all(t *Table) []Line {
	out := make([]Line, len(t.Lines))
	for i := range t.Lines {
		out[i] = by.form(&t.Lines[i])
	}
	return out
}

// form is a line as it is compared: identifiers in place of the names that people
// read, and nothing that is only told of other columns.
func (by identity) form(l *Line) Line {
	out := *l
	if by.places {
		out[ColApplication] = l[ColName]
		out[ColSourcePlatform] = orElse(l[ColFrom], l[ColSourcePlatform])
		out[ColDestinationPlatform] = orElse(l[ColTo], l[ColDestinationPlatform])
		own := ColSource
		if l[ColDirection] == string(In) {
			own = ColDestination
		}
		if l[own] == l[ColApplication] { // the application itself, under its title
			out[own] = ""
		}
	}
	if by.ways {
		out[ColWay], out[ColMissing], _ = strings.Cut(l[ColTrace], traceMissing)
	}
	for _, c := range []Column{ColToComplete, ColName, ColFrom, ColTo, ColTrace} {
		out[c] = ""
	}
	return out
}
