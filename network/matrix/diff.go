package matrix

import "strings"

// Change is what became of one flow between two matrices.
type Change struct {
	Kind   ChangeKind
	Before Line // zero when added
	After  Line // zero when removed
	// Columns are those that differ, when it is the same flow.
	Columns []Column
}

// ChangeKind says what became of a flow.
type ChangeKind string

// What may become of a flow.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// Line is the flow that changed, as it is now, or as it was when it is gone.
func (c *Change) Line() *Line {
	if c.Kind == Removed {
		return &c.Before
	}
	return &c.After
}

// passes are what two lines have in common to be one flow beyond their [Line.Key],
// from the surest to the least: of several flows with the same key, those that say
// the same are matched first, and what is left was changed.
var passes = [][]Column{
	{ColPort, ColDNSName, ColSourceAddress, ColDestinationAddress},
	{ColPort, ColDNSName},
	{ColSourceAddress, ColDestinationAddress, ColDNSName},
	{ColPort},
	{ColDNSName},
	{},
}

// Diff lists what changed from one matrix to another, which must be in the same
// language: in the order of the second, then what is no longer there. Places and
// applications are compared by their identifiers, so that a new name is no change;
// only a file written without them is compared by names.
func Diff(before, after *Table) []Change {
	by := comparing(before, after)
	was, is := by.all(before), by.all(after)
	matched := make([]int, len(is)) // line of the first, -1 for none
	left := make([]bool, len(was))
	for i := range matched {
		matched[i] = -1
	}
	for j := range left {
		left[j] = true
	}
	match := func(key func(*Line) string) {
		waiting := map[string][]int{}
		for j := range was {
			if left[j] {
				waiting[key(&was[j])] = append(waiting[key(&was[j])], j)
			}
		}
		for i := range is {
			k := key(&is[i])
			if list := waiting[k]; matched[i] < 0 && len(list) > 0 {
				matched[i], left[list[0]], waiting[k] = list[0], false, list[1:]
			}
		}
	}
	match(func(l *Line) string { return strings.Join(l[:], "\x1f") }) // what has not changed
	for _, more := range passes {
		match(func(l *Line) string { return l.key(more...) })
	}
	var out []Change
	for i, j := range matched {
		if j < 0 {
			out = append(out, Change{Kind: Added, After: after.Lines[i]})
		} else if c := differ(&was[j], &is[i]); len(c) > 0 {
			out = append(out, Change{Changed, before.Lines[j], after.Lines[i], c})
		}
	}
	for j := range left {
		if left[j] {
			out = append(out, Change{Kind: Removed, Before: before.Lines[j]})
		}
	}
	return out
}

func differ(a, b *Line) []Column {
	var out []Column
	for c := range a {
		if a[c] != b[c] {
			out = append(out, Column(c))
		}
	}
	return out
}
