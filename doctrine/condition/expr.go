// Package condition is the language in which a doctrine states when a rule
// applies and what it requires: a small subset of CEL, parsed and type-checked by
// cel-go against the published fact model, then lowered to a finite formula of
// Kleene's three-valued logic.
//
// What it refuses is the point: no macro, no arithmetic, no conditional, no
// function but two set comparisons. So the cost of a condition is known when it
// is loaded, a lawyer can read it, and other programs can decide exactly whether
// one rule implies another.
//
// The package knows no rule, date, file or platform. cel-go is imported here and
// nowhere else in the program.
package condition

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// op is the operation of a node of a lowered condition.
type op uint8

const (
	opConst      op = iota // number is 0 or 1
	opAnd                  // every kid
	opOr                   // some kid
	opNot                  // the kid
	opTrue                 // the Truth fact a
	opIs                   // the Enum fact a is value number
	opHas                  // the Set fact a has member number
	opCompare              // the ordered fact a, compared with number
	opOrder                // the ordered fact a, compared with the ordered fact b
	opContains             // the Set fact a has every member of the Set fact b
	opIntersects           // the Set facts a and b share a member
	opAmong                // the value of the Enum fact a is a member of the Set fact b
)

// comparison is the relation of an opCompare or opOrder node; the others (<, <=,
// !=) are negations of these, or these with another bound.
type comparison uint8

const (
	atLeast comparison = iota // a >= b
	equal                     // a == b
)

// Expr is a condition lowered from CEL. It is immutable.
type Expr struct {
	op     op
	cmp    comparison
	a, b   fact.Ref
	number int64
	size   int // of the domain of the sets involved
	kids   []*Expr
	name   string // of the definition it came from, "" otherwise
	model  *fact.Model
}

// Definitions are conditions that others may use by name.
type Definitions map[string]*Expr

// True is the condition that always holds.
func True(m *fact.Model) *Expr { return &Expr{op: opConst, number: 1, model: m} }

// And is the condition that both hold.
func And(x, y *Expr) *Expr {
	if x.op == opConst && x.number == 1 {
		return y
	}
	if y.op == opConst && y.number == 1 {
		return x
	}
	return &Expr{op: opAnd, kids: []*Expr{x, y}, model: x.model}
}

// Not is the opposite condition.
func Not(x *Expr) *Expr { return &Expr{op: opNot, kids: []*Expr{x}, model: x.model} }

// OneOf is the condition that an Enum fact has one of these values; it is how a
// rule's "binds" list joins its "when".
func OneOf(m *fact.Model, name string, values []string) (*Expr, bool) {
	r, ok := m.Lookup(name)
	if !ok || m.Def(r).Kind != fact.Enum {
		return nil, false
	}
	x := &Expr{op: opOr, model: m}
	for _, v := range values {
		i := m.Def(r).Index(v)
		if i < 0 {
			return nil, false
		}
		x.kids = append(x.kids, &Expr{op: opIs, a: r, number: int64(i), model: m})
	}
	return x, true
}

// Always says that the condition is the constant true.
func (x *Expr) Always() bool { return x.op == opConst && x.number == 1 }

// Eval is the value of the condition: slow, obvious, and the reference that the
// compiled kernel is compared with.
func (x *Expr) Eval(d, o fact.Facts) havre.Truth {
	switch x.op {
	case opConst:
		return havre.TruthOf(x.number == 1)
	case opAnd:
		v := havre.Yes
		for _, k := range x.kids {
			v = v.And(k.Eval(d, o))
		}
		return v
	case opOr:
		v := havre.No
		for _, k := range x.kids {
			v = v.Or(k.Eval(d, o))
		}
		return v
	case opNot:
		return x.kids[0].Eval(d, o).Not()
	default:
		return x.atom(d, o)
	}
}

func value(r fact.Ref, d, o fact.Facts) *fact.Value {
	if r.Side == fact.Dossier {
		return &d[r.Index]
	}
	return &o[r.Index]
}

// atom evaluates a node that reads facts.
func (x *Expr) atom(d, o fact.Facts) havre.Truth {
	a := value(x.a, d, o)
	switch x.op {
	case opTrue:
		return a.Truth
	case opIs:
		if !a.Known {
			return havre.Unknown
		}
		return havre.TruthOf(a.Number == x.number)
	case opHas:
		return a.Members.Get(int(x.number))
	case opCompare:
		lo, hi := interval(x.model.Def(x.a), a)
		return compare(x.cmp, lo, hi, x.number, x.number)
	case opOrder:
		b := value(x.b, d, o)
		alo, ahi := interval(x.model.Def(x.a), a)
		blo, bhi := interval(x.model.Def(x.b), b)
		return compare(x.cmp, alo, ahi, blo, bhi)
	default:
		return x.sets(a, value(x.b, d, o))
	}
}

// sets evaluates the nodes that compare a set with a set or a word.
func (x *Expr) sets(a, b *fact.Value) havre.Truth {
	switch x.op {
	case opContains:
		v := havre.Yes
		for i := range x.size {
			v = v.And(b.Members.Get(i).Not().Or(a.Members.Get(i)))
		}
		return v
	case opIntersects:
		v := havre.No
		for i := range x.size {
			v = v.Or(a.Members.Get(i).And(b.Members.Get(i)))
		}
		return v
	case opAmong:
		if a.Known {
			return b.Members.Get(int(a.Number))
		}
		all, some := havre.Yes, havre.No // an unknown word may be any
		for i := range x.size {
			all, some = all.And(b.Members.Get(i)), some.Or(b.Members.Get(i))
		}
		if all == some {
			return all
		}
		return havre.Unknown
	default:
		panic("condition: unknown operation")
	}
}

// interval is what an ordered fact may be: one number when known, its whole
// domain otherwise.
func interval(def *fact.Def, v *fact.Value) (lo, hi int64) {
	if v.Known {
		return v.Number, v.Number
	}
	return domain(def)
}

// domain is the interval of an ordered fact of which nothing is known.
func domain(def *fact.Def) (lo, hi int64) {
	switch def.Kind {
	case fact.Level:
		return 1, int64(len(def.Values))
	case fact.Number:
		return 0, def.Max
	default: // dates
		return -1 << 40, 1 << 40
	}
}

func compare(c comparison, alo, ahi, blo, bhi int64) havre.Truth {
	if c == atLeast {
		switch {
		case alo >= bhi:
			return havre.Yes
		case ahi < blo:
			return havre.No
		}
		return havre.Unknown
	}
	switch {
	case alo == ahi && blo == bhi && alo == blo:
		return havre.Yes
	case ahi < blo || bhi < alo:
		return havre.No
	}
	return havre.Unknown
}

// Refs lists the facts the condition reads, each once, in order of appearance.
func (x *Expr) Refs() []fact.Ref {
	var out []fact.Ref
	seen := map[fact.Ref]bool{}
	add := func(r fact.Ref) {
		if !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	x.walk(func(n *Expr) {
		if n.op >= opTrue {
			add(n.a)
		}
		if n.op >= opOrder {
			add(n.b)
		}
	})
	return out
}

// Uses says whether the condition reads a fact of that side.
func (x *Expr) Uses(s fact.Side) bool {
	for _, r := range x.Refs() {
		if r.Side == s {
			return true
		}
	}
	return false
}

// Names lists the definitions the condition uses, each once, in order.
func (x *Expr) Names() []string {
	var out []string
	seen := map[string]bool{}
	x.walk(func(n *Expr) {
		if n.name != "" && !seen[n.name] {
			seen[n.name] = true
			out = append(out, n.name)
		}
	})
	return out
}

func (x *Expr) walk(visit func(*Expr)) {
	visit(x)
	for _, k := range x.kids {
		k.walk(visit)
	}
}
