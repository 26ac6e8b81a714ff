package bdd

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const vars = 6

// formula is a random formula, kept as its truth table: bit a is its value when
// the bits of a are the values of the variables.
type formula struct {
	ref   Ref
	table uint64
}

func column(i int) (t uint64) {
	for a := range uint64(1) << vars {
		t |= (a >> i & 1) << a
	}
	return t
}

func draw(t *rapid.T, m *Manager, depth int) formula {
	kind := 0
	if depth > 0 {
		kind = rapid.IntRange(0, 5).Draw(t, "kind")
	}
	switch kind {
	case 1:
		f := draw(t, m, depth-1)
		return formula{m.Not(f.ref), ^f.table}
	case 2, 3, 4, 5:
		f, g := draw(t, m, depth-1), draw(t, m, depth-1)
		switch kind {
		case 2:
			return formula{m.And(f.ref, g.ref), f.table & g.table}
		case 3:
			return formula{m.Or(f.ref, g.ref), f.table | g.table}
		case 4:
			return formula{m.Imp(f.ref, g.ref), ^f.table | g.table}
		default:
			return formula{m.Iff(f.ref, g.ref), ^(f.table ^ g.table)}
		}
	default:
		i := rapid.IntRange(0, vars-1).Draw(t, "var")
		return formula{m.Var(i), column(i)}
	}
}

// cofactor is the truth table with variable i fixed.
func cofactor(table uint64, i int, value bool) (out uint64) {
	for a := range uint64(1) << vars {
		b := a &^ (1 << i)
		if value {
			b |= 1 << i
		}
		out |= (table >> b & 1) << a
	}
	return out
}

func same(t *rapid.T, m *Manager, what string, f Ref, table uint64) {
	t.Helper()
	for a := range uint64(1) << vars {
		got := m.Eval(f, func(i int) bool { return a>>i&1 == 1 })
		if got != (table>>a&1 == 1) {
			t.Fatalf("%s: value for %06b is %v", what, a, got)
		}
	}
}

func TestAgreesWithTruthTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(vars, 10_000)
		f, g := draw(t, m, 5), draw(t, m, 5)
		same(t, m, "formula", f.ref, f.table)
		if (f.ref == g.ref) != (f.table == g.table) {
			t.Fatal("equal formulas must have equal references, and only they")
		}
		if m.IsTrue(f.ref) != (f.table == ^uint64(0)) || m.IsFalse(f.ref) != (f.table == 0) {
			t.Fatal("constant formulas are not recognised")
		}
		i, value := rapid.IntRange(0, vars-1).Draw(t, "i"), rapid.Bool().Draw(t, "value")
		no, yes := cofactor(f.table, i, false), cofactor(f.table, i, true)
		fixed := no
		if value {
			fixed = yes
		}
		same(t, m, "Restrict", m.Restrict(f.ref, i, value), fixed)
		same(t, m, "Exists", m.Exists(f.ref, i), no|yes)
		same(t, m, "ForAll", m.ForAll(f.ref, i), no&yes)
		if slices.Contains(m.Support(f.ref), i) != (no != yes) {
			t.Fatalf("variable %d: wrong support %v", i, m.Support(f.ref))
		}
		checkSat(t, m, f)
	})
}

// checkSat: the assignment satisfies whatever the variables left out, and no
// satisfying assignment has fewer variables true.
func checkSat(t *rapid.T, m *Manager, f formula) {
	t.Helper()
	sat, ok := m.AnySat(f.ref)
	if ok != (f.table != 0) {
		t.Fatalf("AnySat found %v", ok)
	}
	if !ok {
		return
	}
	least, cost := vars, 0
	for _, v := range sat {
		if v {
			cost++
		}
	}
	for a := range uint64(1) << vars {
		agrees, ones := true, 0
		for i := range vars {
			bit := a>>i&1 == 1
			if v, set := sat[i]; set && v != bit {
				agrees = false
			}
			if bit {
				ones++
			}
		}
		value := f.table>>a&1 == 1
		if agrees && !value {
			t.Fatalf("AnySat %v does not satisfy at %06b", sat, a)
		}
		if value {
			least = min(least, ones)
		}
	}
	if cost != least {
		t.Fatalf("AnySat %v has %d variables true, %d would do", sat, cost, least)
	}
}

func TestLimit(t *testing.T) {
	m := New(40, 500)
	f := False
	for i := range 20 { // the classic bad order: exponential whatever we do
		f = m.Or(f, m.And(m.Var(i), m.Var(i+20)))
	}
	if !errors.Is(m.Err(), ErrTooLarge) {
		t.Fatalf("error is %v, %d nodes", m.Err(), m.Size())
	}
	if m.Size() > 500 {
		t.Fatalf("%d nodes kept, 500 allowed", m.Size())
	}
	if m.IsTrue(f) || m.IsFalse(f) {
		t.Fatal("a formula cut short must claim nothing")
	}
	if _, ok := m.AnySat(True); ok {
		t.Fatal("a Manager cut short must claim nothing")
	}
}
