package condition

import (
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// LiteralOp is what an elementary literal says of its fact.
type LiteralOp uint8

// The elementary statements every condition is made of.
const (
	IsTrue  LiteralOp = iota // the Truth fact is yes
	Is                       // the Enum fact is value N
	Has                      // the Set fact has member N
	AtLeast                  // the Level, Number or Date fact is at least N
)

// Literal is an elementary three-valued statement about one fact.
type Literal struct {
	Ref fact.Ref
	Op  LiteralOp
	N   int64
}

// Eval is the value of the literal for the facts of its side.
func (l Literal) Eval(m *fact.Model, f fact.Facts) havre.Truth {
	v := &f[l.Ref.Index]
	switch l.Op {
	case IsTrue:
		return v.Truth
	case Has:
		return v.Members.Get(int(l.N))
	case Is:
		if !v.Known {
			return havre.Unknown
		}
		return havre.TruthOf(v.Number == l.N)
	default:
		lo, hi := interval(m.Def(l.Ref), v)
		return compare(atLeast, lo, hi, l.N, l.N)
	}
}

// FormulaID names a node of a [Formulas]; equal formulas share one.
type FormulaID int32

// The two constant formulas.
const (
	FormulaFalse FormulaID = 0
	FormulaTrue  FormulaID = 1
)

// NodeKind is what a formula node is.
type NodeKind uint8

// A formula is in negation normal form: negation is on literals only.
const (
	NodeConst NodeKind = iota
	NodeLiteral
	NodeAnd
	NodeOr
)

// Node is one formula. Dossier and Offer say which sides it reads.
type Node struct {
	Kind           NodeKind
	Negated        bool // of a literal
	Literal        int  // position in Literals
	Kids           []FormulaID
	Dossier, Offer bool
}

// Formulas is a store of formulas over elementary literals, each kept once. It is
// what a condition becomes when the offers it will meet are known: comparisons
// between the two sides are spelt out, so that every literal is about one side.
//
// A formula has, in Kleene's logic, exactly the value of the condition it spells
// out, for any dossier and for those offers: a test compares them.
type Formulas struct {
	model    *fact.Model
	numbers  map[fact.Ref][]int64 // thresholds worth testing, by offer fact
	literals []Literal
	litIndex map[Literal]int
	nodes    []Node
	index    map[string]FormulaID
}

// NewFormulas prepares a store for a model and the offers that will be judged:
// two numbers are compared by way of the values these offers have.
func NewFormulas(m *fact.Model, offers []fact.Facts) *Formulas {
	f := &Formulas{model: m, numbers: map[fact.Ref][]int64{}, litIndex: map[Literal]int{}, index: map[string]FormulaID{}}
	f.nodes = []Node{{Kind: NodeConst}, {Kind: NodeConst}}
	for i := range m.Defs(fact.Offer) {
		r := fact.Ref{Side: fact.Offer, Index: i}
		if k := m.Def(r).Kind; k == fact.Level || k == fact.Number || k == fact.Date {
			f.numbers[r] = thresholds(m.Def(r), r, offers)
		}
	}
	return f
}

// thresholds are the bounds that tell apart the values these offers have.
func thresholds(def *fact.Def, r fact.Ref, offers []fact.Facts) []int64 {
	lo, hi := domain(def)
	if def.Kind == fact.Level {
		var out []int64
		for t := lo + 1; t <= hi; t++ {
			out = append(out, t)
		}
		return out
	}
	out := []int64{lo + 1, hi} // an unknown value lies between its bounds
	for _, o := range offers {
		if v := o[r.Index]; v.Known {
			out = append(out, v.Number, v.Number+1)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Literals lists the literals met so far; nodes point into it.
func (f *Formulas) Literals() []Literal { return f.literals }

// Node is the formula of that name.
func (f *Formulas) Node(id FormulaID) *Node { return &f.nodes[id] }

// Len is how many formulas the store holds.
func (f *Formulas) Len() int { return len(f.nodes) }

// Add spells out a condition.
func (f *Formulas) Add(x *Expr) FormulaID { return f.add(x, false) }

// AddNot spells out the opposite of a condition.
func (f *Formulas) AddNot(x *Expr) FormulaID { return f.add(x, true) }

func (f *Formulas) add(x *Expr, neg bool) FormulaID {
	switch x.op {
	case opConst:
		if (x.number == 1) != neg {
			return FormulaTrue
		}
		return FormulaFalse
	case opNot:
		return f.add(x.kids[0], !neg)
	case opAnd, opOr:
		kids := make([]FormulaID, len(x.kids))
		for i, k := range x.kids {
			kids[i] = f.add(k, neg)
		}
		if (x.op == opAnd) != neg {
			return f.And(kids...)
		}
		return f.Or(kids...)
	case opTrue:
		return f.literal(Literal{x.a, IsTrue, 0}, neg)
	case opIs:
		return f.literal(Literal{x.a, Is, x.number}, neg)
	case opHas:
		return f.literal(Literal{x.a, Has, x.number}, neg)
	case opCompare:
		return f.compare(x, neg)
	case opOrder:
		return f.order(x, neg)
	default:
		return f.sets(x, neg)
	}
}

func (f *Formulas) literal(l Literal, neg bool) FormulaID {
	if l.Op == AtLeast {
		lo, hi := domain(f.model.Def(l.Ref))
		if l.N <= lo || l.N > hi { // holds, or fails, whatever the value
			if (l.N <= lo) != neg {
				return FormulaTrue
			}
			return FormulaFalse
		}
	}
	i, ok := f.litIndex[l]
	if !ok {
		i = len(f.literals)
		f.literals = append(f.literals, l)
		f.litIndex[l] = i
	}
	return f.intern(Node{
		Kind: NodeLiteral, Literal: i, Negated: neg,
		Dossier: l.Ref.Side == fact.Dossier, Offer: l.Ref.Side == fact.Offer,
	})
}

// compare spells out an ordered fact against a constant.
func (f *Formulas) compare(x *Expr, neg bool) FormulaID {
	if x.cmp == atLeast {
		return f.literal(Literal{x.a, AtLeast, x.number}, neg)
	}
	low := f.literal(Literal{x.a, AtLeast, x.number}, neg)
	high := f.literal(Literal{x.a, AtLeast, x.number + 1}, !neg)
	if neg {
		return f.Or(low, high)
	}
	return f.And(low, high)
}

// order spells out a >= b over the thresholds of the offer's fact: a < b when,
// for some threshold t, b reaches t and a does not.
func (f *Formulas) order(x *Expr, neg bool) FormulaID {
	ts := f.numbers[x.a]
	if x.a.Side == fact.Dossier {
		ts = f.numbers[x.b]
	}
	parts := make([]FormulaID, 0, len(ts))
	for _, t := range ts {
		a := f.literal(Literal{x.a, AtLeast, t}, neg)
		b := f.literal(Literal{x.b, AtLeast, t}, !neg)
		if neg { // not (a >= b): some t with b >= t and not a >= t
			parts = append(parts, f.And(a, b))
		} else {
			parts = append(parts, f.Or(a, b))
		}
	}
	if neg {
		return f.Or(parts...)
	}
	return f.And(parts...)
}

// sets spells out the comparisons of sets, member by member.
func (f *Formulas) sets(x *Expr, neg bool) FormulaID {
	var parts []FormulaID
	switch x.op {
	case opContains: // for every member: not needed, or there
		for i := range x.size {
			a := f.literal(Literal{x.a, Has, int64(i)}, neg)
			b := f.literal(Literal{x.b, Has, int64(i)}, !neg)
			if neg {
				parts = append(parts, f.And(a, b))
			} else {
				parts = append(parts, f.Or(a, b))
			}
		}
		if neg {
			return f.Or(parts...)
		}
		return f.And(parts...)
	case opIntersects:
		for i := range x.size {
			a, b := f.literal(Literal{x.a, Has, int64(i)}, neg), f.literal(Literal{x.b, Has, int64(i)}, neg)
			if neg {
				parts = append(parts, f.Or(a, b))
			} else {
				parts = append(parts, f.And(a, b))
			}
		}
		if neg {
			return f.And(parts...)
		}
		return f.Or(parts...)
	case opAmong: // the word is one of the set's, or every word is
		var all []FormulaID
		for i := range x.size {
			member := f.literal(Literal{x.b, Has, int64(i)}, neg)
			parts = append(parts, f.And(f.literal(Literal{x.a, Is, int64(i)}, false), member))
			all = append(all, member)
		}
		return f.Or(append(parts, f.And(all...))...)
	default:
		panic("condition: unknown operation")
	}
}

// And is the formula that all hold.
func (f *Formulas) And(kids ...FormulaID) FormulaID { return f.join(NodeAnd, kids) }

// Or is the formula that some holds.
func (f *Formulas) Or(kids ...FormulaID) FormulaID { return f.join(NodeOr, kids) }

// join flattens, orders and deduplicates the kids: laws of a distributive
// lattice, true in Kleene's logic too. (A and not A is not false there.)
func (f *Formulas) join(k NodeKind, kids []FormulaID) FormulaID {
	neutral, absorbing := FormulaTrue, FormulaFalse
	if k == NodeOr {
		neutral, absorbing = FormulaFalse, FormulaTrue
	}
	var flat []FormulaID
	for _, id := range kids {
		switch {
		case id == absorbing:
			return absorbing
		case id == neutral:
		case f.nodes[id].Kind == k:
			flat = append(flat, f.nodes[id].Kids...)
		default:
			flat = append(flat, id)
		}
	}
	slices.Sort(flat)
	flat = f.absorb(k, slices.Compact(flat))
	switch len(flat) {
	case 0:
		return neutral
	case 1:
		return flat[0]
	}
	n := Node{Kind: k, Kids: flat}
	for _, id := range flat {
		n.Dossier = n.Dossier || f.nodes[id].Dossier
		n.Offer = n.Offer || f.nodes[id].Offer
	}
	return f.intern(n)
}

// absorb drops the kids that another makes useless: in A and (A or B), A is enough.
func (f *Formulas) absorb(k NodeKind, kids []FormulaID) []FormulaID {
	opposite := NodeAnd + NodeOr - k
	var kept []FormulaID
	for i, id := range kids {
		if n := &f.nodes[id]; n.Kind == opposite {
			if slices.ContainsFunc(kids, func(other FormulaID) bool { return other != id && f.within(opposite, other, n.Kids) }) {
				if kept == nil {
					kept = append(make([]FormulaID, 0, len(kids)), kids[:i]...)
				}
				continue
			}
		}
		if kept != nil {
			kept = append(kept, id)
		}
	}
	if kept == nil {
		return kids
	}
	return kept
}

// within says whether the parts of a formula are all among these, which are in order.
func (f *Formulas) within(k NodeKind, id FormulaID, among []FormulaID) bool {
	parts := []FormulaID{id}
	if f.nodes[id].Kind == k {
		parts = f.nodes[id].Kids
	}
	for _, p := range parts {
		if _, ok := slices.BinarySearch(among, p); !ok {
			return false
		}
	}
	return true
}

func (f *Formulas) intern(n Node) FormulaID {
	key := fmt.Sprint(n.Kind, n.Negated, n.Literal, n.Kids)
	if id, ok := f.index[key]; ok {
		return id
	}
	id := FormulaID(len(f.nodes))
	f.nodes = append(f.nodes, n)
	f.index[key] = id
	return id
}

// Eval is the value of a formula: the obvious way, for tests and explanations.
func (f *Formulas) Eval(id FormulaID, d, o fact.Facts) havre.Truth {
	n := &f.nodes[id]
	switch n.Kind {
	case NodeConst:
		return havre.TruthOf(id == FormulaTrue)
	case NodeLiteral:
		l := f.literals[n.Literal]
		side := d
		if l.Ref.Side == fact.Offer {
			side = o
		}
		v := l.Eval(f.model, side)
		if n.Negated {
			return v.Not()
		}
		return v
	case NodeAnd:
		v := havre.Yes
		for _, k := range n.Kids {
			v = v.And(f.Eval(k, d, o))
		}
		return v
	default:
		v := havre.No
		for _, k := range n.Kids {
			v = v.Or(f.Eval(k, d, o))
		}
		return v
	}
}
