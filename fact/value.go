package fact

import (
	"math/bits"
	"slices"

	"github.com/havre-cloud/havre"
)

// Value is one fact's value. The field in use depends on the fact's kind.
type Value struct {
	Truth   havre.Truth // Truth
	Known   bool        // Level, Number, Date, Enum
	Number  int64       // Level 1..n, Number, Date in days, Enum position in Values
	Members Members     // Set
}

// Facts are the values of one side, in the order of the model.
type Facts []Value

// NewFacts is a side of which everything is unknown.
func (m *Model) NewFacts(s Side) Facts { return make(Facts, len(m.defs[s])) }

// Members is a three-valued set: each position is yes, no or, when in neither
// bitmap, unknown.
type Members struct{ yes, no []uint64 }

// Get is whether position i is a member.
func (s *Members) Get(i int) havre.Truth {
	w, b := i>>6, i&63
	if w >= len(s.yes) || w >= len(s.no) {
		return havre.Unknown
	}
	return havre.Truth(s.yes[w]>>b&1) - havre.Truth(s.no[w]>>b&1)
}

// Put records whether position i is a member.
func (s *Members) Put(i int, t havre.Truth) {
	w, b := i>>6, uint64(1)<<(i&63)
	for len(s.yes) <= w {
		s.yes, s.no = append(s.yes, 0), append(s.no, 0)
	}
	s.yes[w] &^= b
	s.no[w] &^= b
	switch t {
	case havre.Yes:
		s.yes[w] |= b
	case havre.No:
		s.no[w] |= b
	case havre.Unknown: // in neither
	}
}

// Fill records a whole set of n positions: those listed are members, the others
// are not, or are unknown when the list is said to be incomplete.
func (s *Members) Fill(n int, in []int, complete bool) {
	words := (n + 63) / 64
	s.yes, s.no = make([]uint64, words), make([]uint64, words)
	for _, i := range in {
		s.Put(i, havre.Yes)
	}
	if complete {
		for i := range n {
			if s.Get(i) != havre.Yes {
				s.Put(i, havre.No)
			}
		}
	}
}

// Count is how many positions are certainly members.
func (s *Members) Count() (n int) {
	for _, w := range s.yes {
		n += bits.OnesCount64(w)
	}
	return n
}

// Clone is an independent copy.
func (f Facts) Clone() Facts {
	out := slices.Clone(f)
	for i := range out {
		m := &out[i].Members
		m.yes, m.no = slices.Clone(m.yes), slices.Clone(m.no)
	}
	return out
}

// SetTruth, SetNumber, SetDate, SetWord and SetMember write one fact by its path
// below the side, and say whether the model has it with that kind and value.

// SetTruth writes a Truth fact.
func (m *Model) SetTruth(f Facts, s Side, path string, t havre.Truth) bool {
	r, ok := m.names[s.String()+"."+path]
	if !ok || m.Def(r).Kind != Truth {
		return false
	}
	f[r.Index].Truth = t
	return true
}

// SetNumber writes a Number or a Level.
func (m *Model) SetNumber(f Facts, s Side, path string, n int64) bool {
	r, ok := m.names[s.String()+"."+path]
	if !ok || (m.Def(r).Kind != Number && m.Def(r).Kind != Level) {
		return false
	}
	f[r.Index] = Value{Known: true, Number: n}
	return true
}

// SetDate writes a Date; no date is unknown.
func (m *Model) SetDate(f Facts, s Side, path string, d havre.Date) bool {
	r, ok := m.names[s.String()+"."+path]
	if !ok || m.Def(r).Kind != Date {
		return false
	}
	f[r.Index] = Value{}
	if !d.IsZero() {
		f[r.Index] = Value{Known: true, Number: d.Days()}
	}
	return true
}

// SetWord writes an Enum; the empty word is unknown.
func (m *Model) SetWord(f Facts, s Side, path, word string) bool {
	r, ok := m.names[s.String()+"."+path]
	if !ok || m.Def(r).Kind != Enum {
		return false
	}
	f[r.Index] = Value{}
	if word == "" {
		return true
	}
	i := m.Def(r).Index(word)
	if i < 0 {
		return false
	}
	f[r.Index] = Value{Known: true, Number: int64(i)}
	return true
}

// SetMember writes one member of a Set.
func (m *Model) SetMember(f Facts, s Side, path, member string, t havre.Truth) bool {
	r, ok := m.names[s.String()+"."+path]
	if !ok || m.Def(r).Kind != Set {
		return false
	}
	i := m.Def(r).Index(member)
	if i < 0 {
		return false
	}
	f[r.Index].Members.Put(i, t)
	return true
}

// SetList writes a whole Set from its members; incomplete leaves the others unknown.
func (m *Model) SetList(f Facts, s Side, path string, members []string, complete bool) bool {
	r, ok := m.names[s.String()+"."+path]
	if !ok || m.Def(r).Kind != Set {
		return false
	}
	d := m.Def(r)
	in := make([]int, 0, len(members))
	for _, w := range members {
		i := d.Index(w)
		if i < 0 {
			return false
		}
		in = append(in, i)
	}
	f[r.Index].Members.Fill(len(d.Values), in, complete)
	return true
}

func sorted(s []string) []string {
	slices.Sort(s)
	return s
}
