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

// keyed are the columns that make a flow the same one: who talks to whom, in which
// environment, by which service. Where it is hosted, what the network answers and
// who answers for it may change.
var keyed = []Column{ColApplication, ColEnvironment, ColDirection, ColSource, ColDestination, ColProtocol, ColPort, ColDNSName}

// Key is what makes a flow the same from one matrix to the next. The other side
// counts by its platform too, since a flow may name nothing else of it.
func (l *Line) Key() string {
	var b strings.Builder
	for _, c := range keyed {
		b.WriteString(l[c] + "\x1f")
	}
	if l[ColDirection] == string(In) {
		return b.String() + l[ColSourcePlatform]
	}
	return b.String() + l[ColDestinationPlatform]
}

// Diff lists what changed from one matrix to another, which must be in the same
// language: in the order of the second, then what is no longer there.
func Diff(before, after *Table) []Change {
	left := map[string][]int{} // of the first, by key
	for i := range before.Lines {
		k := before.Lines[i].Key()
		left[k] = append(left[k], i)
	}
	matched := make([]int, len(after.Lines)) // line of the first, -1 for none
	take := func(same bool) {
		for i := range after.Lines {
			if matched[i] >= 0 {
				continue
			}
			k := after.Lines[i].Key()
			for at, j := range left[k] {
				if !same || before.Lines[j] == after.Lines[i] {
					matched[i] = j
					left[k] = append(left[k][:at:at], left[k][at+1:]...)
					break
				}
			}
		}
	}
	for i := range matched {
		matched[i] = -1
	}
	take(true) // of several flows with one key, first those that have not changed
	take(false)
	return changes(before, after, matched)
}

func changes(before, after *Table, matched []int) []Change {
	var out []Change
	kept := make([]bool, len(before.Lines))
	for i, j := range matched {
		if j < 0 {
			out = append(out, Change{Kind: Added, After: after.Lines[i]})
			continue
		}
		kept[j] = true
		if differing := differ(&before.Lines[j], &after.Lines[i]); len(differing) > 0 {
			out = append(out, Change{Changed, before.Lines[j], after.Lines[i], differing})
		}
	}
	for j := range before.Lines {
		if !kept[j] {
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

// Line is the flow that changed, as it is now, or as it was when it is gone.
func (c *Change) Line() *Line {
	if c.Kind == Removed {
		return &c.Before
	}
	return &c.After
}
