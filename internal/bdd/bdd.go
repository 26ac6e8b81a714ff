// Package bdd holds reduced ordered binary decision diagrams: a normal form of
// Boolean formulas in which two formulas are equal when, and only when, they are
// the same node. Questions about all assignments at once (can this ever be true,
// does this imply that, which variables matter) become look-ups.
//
// The code is our own, about 200 lines after Bryant (1986): the Go libraries we
// found are unmaintained, and we need a hard bound on memory, which a rule set
// written by somebody else must not be able to exceed.
//
// A Manager knows nothing of rules or facts. It is not safe for concurrent use.
package bdd

import (
	"errors"
	"math"
	"slices"
)

// ErrTooLarge says that the node limit was reached. The formulas built since are
// meaningless and must not be read.
var ErrTooLarge = errors.New("bdd: the decision diagram needs more nodes than allowed")

// Ref is a formula of one Manager. Equal formulas have equal Refs.
type Ref int32

// The two constant formulas.
const (
	False Ref = 0
	True  Ref = 1
)

// node tests a variable; both ends of the order are the constants.
type node struct {
	variable int32
	low      Ref // the formula when the variable is false
	high     Ref // the formula when it is true
}

type triple struct{ f, g, h Ref }

// Manager owns the nodes of formulas over the variables 0 to n-1, tested in that
// order. Operations never fail one by one: after the limit is reached they return
// False, and Err says so.
type Manager struct {
	vars   int
	limit  int
	nodes  []node
	unique map[node]Ref
	memo   map[triple]Ref
	err    error
}

// New makes a Manager of that many variables that holds at most limit nodes.
func New(vars, limit int) *Manager {
	end := int32(math.MaxInt32)
	return &Manager{
		vars:   vars,
		limit:  limit,
		nodes:  []node{{variable: end}, {variable: end}},
		unique: map[node]Ref{},
		memo:   map[triple]Ref{},
	}
}

// Err is ErrTooLarge once the limit was reached, nil before.
func (m *Manager) Err() error { return m.err }

// Size is how many nodes the Manager holds.
func (m *Manager) Size() int { return len(m.nodes) }

// Var is the formula that is true when variable i is.
func (m *Manager) Var(i int) Ref {
	if i < 0 || i >= m.vars {
		panic("bdd: no such variable")
	}
	return m.mk(node{int32(i), False, True})
}

// Const is the formula that is always b.
func Const(b bool) Ref {
	if b {
		return True
	}
	return False
}

// Not is true where f is false.
func (m *Manager) Not(f Ref) Ref { return m.ite(f, False, True) }

// And is true where every formula is; with none it is True.
func (m *Manager) And(fs ...Ref) Ref {
	out := True
	for _, f := range fs {
		out = m.ite(out, f, False)
	}
	return out
}

// Or is true where some formula is; with none it is False.
func (m *Manager) Or(fs ...Ref) Ref {
	out := False
	for _, f := range fs {
		out = m.ite(out, True, f)
	}
	return out
}

// Imp is true where f is false or g is true.
func (m *Manager) Imp(f, g Ref) Ref { return m.ite(f, g, True) }

// Iff is true where f and g are equal.
func (m *Manager) Iff(f, g Ref) Ref { return m.ite(f, g, m.Not(g)) }

// IsTrue says that f is true whatever the variables.
func (m *Manager) IsTrue(f Ref) bool { return m.err == nil && f == True }

// IsFalse says that f is false whatever the variables.
func (m *Manager) IsFalse(f Ref) bool { return m.err == nil && f == False }

// mk is the one node that tests this variable with these outcomes.
func (m *Manager) mk(n node) Ref {
	if n.low == n.high {
		return n.low
	}
	if r, ok := m.unique[n]; ok {
		return r
	}
	if len(m.nodes) >= m.limit {
		m.err = ErrTooLarge
		return False
	}
	r := Ref(len(m.nodes))
	m.nodes = append(m.nodes, n)
	m.unique[n] = r
	return r
}

// ite is "if f then g else h", from which every other operation is made. Its
// depth is at most the number of variables.
func (m *Manager) ite(f, g, h Ref) Ref {
	switch {
	case m.err != nil:
		return False
	case f == True || g == h:
		return g
	case f == False:
		return h
	case g == True && h == False:
		return f
	}
	key := triple{f, g, h}
	if r, ok := m.memo[key]; ok {
		return r
	}
	v := min(m.nodes[f].variable, m.nodes[g].variable, m.nodes[h].variable)
	f0, f1 := m.split(f, v)
	g0, g1 := m.split(g, v)
	h0, h1 := m.split(h, v)
	r := m.mk(node{v, m.ite(f0, g0, h0), m.ite(f1, g1, h1)})
	if m.err == nil {
		m.memo[key] = r
	}
	return r
}

// split is f with variable v false, then true; v comes no later than f's own.
func (m *Manager) split(f Ref, v int32) (low, high Ref) {
	if n := m.nodes[f]; n.variable == v {
		return n.low, n.high
	}
	return f, f
}

// Restrict is f where variable i has that value.
func (m *Manager) Restrict(f Ref, i int, value bool) Ref {
	return m.Assign(f, map[int]bool{i: value})
}

// Assign is f where several variables have a value, in one pass whatever their
// number.
func (m *Manager) Assign(f Ref, values map[int]bool) Ref {
	last := -1
	for i := range values {
		last = max(last, i)
	}
	memo := map[Ref]Ref{}
	var walk func(Ref) Ref
	walk = func(f Ref) Ref {
		n := m.nodes[f]
		switch {
		case m.err != nil:
			return False
		case n.variable > int32(last):
			return f
		}
		if r, ok := memo[f]; ok {
			return r
		}
		var r Ref
		switch value, given := values[int(n.variable)]; {
		case given && value:
			r = walk(n.high)
		case given:
			r = walk(n.low)
		default:
			r = m.mk(node{n.variable, walk(n.low), walk(n.high)})
		}
		memo[f] = r
		return r
	}
	return walk(f)
}

// Exists is true where some value of the variables makes f true.
func (m *Manager) Exists(f Ref, vars ...int) Ref {
	for _, v := range vars {
		f = m.Or(m.Restrict(f, v, false), m.Restrict(f, v, true))
	}
	return f
}

// ForAll is true where every value of the variables makes f true.
func (m *Manager) ForAll(f Ref, vars ...int) Ref {
	for _, v := range vars {
		f = m.And(m.Restrict(f, v, false), m.Restrict(f, v, true))
	}
	return f
}

// Support lists the variables that f depends on, in order.
func (m *Manager) Support(f Ref) []int {
	seen := map[Ref]bool{}
	vars := map[int]bool{}
	var walk func(Ref)
	walk = func(f Ref) {
		if f <= True || seen[f] {
			return
		}
		seen[f] = true
		n := m.nodes[f]
		vars[int(n.variable)] = true
		walk(n.low)
		walk(n.high)
	}
	walk(f)
	out := make([]int, 0, len(vars))
	for v := range vars {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}

// Eval is the value of f for one assignment.
func (m *Manager) Eval(f Ref, value func(variable int) bool) bool {
	for f > True {
		n := m.nodes[f]
		if value(int(n.variable)) {
			f = n.high
		} else {
			f = n.low
		}
	}
	return f == True
}

// AnySat is an assignment that makes f true, with as few variables true as
// possible; the variables it leaves out may have any value. It is nil, false when
// there is none.
func (m *Manager) AnySat(f Ref) (map[int]bool, bool) {
	return m.CheapestSat(f, func(_ int, value bool) int {
		if value {
			return 1
		}
		return 0
	})
}

// CheapestSat is an assignment that makes f true and costs least, the variables
// it leaves out costing nothing.
func (m *Manager) CheapestSat(f Ref, cost func(variable int, value bool) int) (map[int]bool, bool) {
	if m.err != nil || f == False {
		return nil, false
	}
	best := map[Ref]int{False: math.MaxInt / 2, True: 0}
	var price func(Ref) int
	branches := func(n node) (low, high int) {
		return price(n.low) + cost(int(n.variable), false), price(n.high) + cost(int(n.variable), true)
	}
	price = func(f Ref) int {
		if p, ok := best[f]; ok {
			return p
		}
		low, high := branches(m.nodes[f])
		best[f] = min(low, high)
		return best[f]
	}
	out := map[int]bool{}
	for f > True {
		n := m.nodes[f]
		low, high := branches(n)
		out[int(n.variable)] = high < low
		f = n.low
		if high < low {
			f = n.high
		}
	}
	return out, true
}
