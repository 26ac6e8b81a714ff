package condition

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// Use is a fact, or one member of a set, that an evaluation read.
type Use struct {
	Ref    fact.Ref
	Member string // of a Set; "" for a whole fact
}

// Trace is why a condition has its value.
type Trace struct {
	Value havre.Truth
	// Used settle the value: with them alone, it would be the same. They are in
	// the order of the text; of a failure, every cause is there.
	Used []Use
	// Missing are the unknown facts behind an unknown value.
	Missing []Use
	// Names are the definitions the value rests on.
	Names []string
}

// Trace evaluates the condition and keeps what mattered. Where one fact is enough
// (an "or" that holds), the others are left out.
func (x *Expr) Trace(d, o fact.Facts) Trace {
	t := &tracer{d: d, o: o, used: map[Use]bool{}, missing: map[Use]bool{}, names: map[string]bool{}}
	t.Value = x.Eval(d, o)
	t.visit(x, t.Value)
	return t.Trace
}

type tracer struct {
	Trace
	d, o          fact.Facts
	used, missing map[Use]bool
	names         map[string]bool
}

// visit walks the parts of x that make it worth v.
func (t *tracer) visit(x *Expr, v havre.Truth) {
	if x.name != "" && !t.names[x.name] {
		t.names[x.name] = true
		t.Names = append(t.Names, x.name)
	}
	switch x.op {
	case opConst:
	case opNot:
		t.visit(x.kids[0], v.Not())
	case opAnd, opOr:
		// In an unknown "and", parts that hold bring nothing; in an "or", those
		// that fail. One part is enough for an "or" to hold; of an "and" that fails,
		// every failing part is worth telling.
		for _, k := range x.kids {
			kv := k.Eval(t.d, t.o)
			if kv != v {
				continue
			}
			t.visit(k, kv)
			if x.op == opOr && v == havre.Yes {
				return
			}
		}
	default:
		t.atom(x, v)
	}
}

// use keeps a fact. The team declares a set of the dossier whole, so it is kept
// and asked for whole; each member of an offer's set is known on its own.
func (t *tracer) use(r fact.Ref, member string, known bool) {
	if r.Side == fact.Dossier {
		member = ""
	}
	u := Use{r, member}
	if !t.used[u] {
		t.used[u] = true
		t.Used = append(t.Used, u)
	}
	if !known && !t.missing[u] {
		t.missing[u] = true
		t.Missing = append(t.Missing, u)
	}
}

func (t *tracer) atom(x *Expr, v havre.Truth) {
	a := value(x.a, t.d, t.o)
	words := x.model.Def(x.a).Values
	switch x.op {
	case opTrue:
		t.use(x.a, "", a.Truth.Known())
	case opIs, opCompare:
		t.use(x.a, "", a.Known || v.Known())
	case opHas:
		t.use(x.a, words[x.number], a.Members.Get(int(x.number)).Known())
	case opOrder:
		t.use(x.a, "", a.Known || v.Known())
		t.use(x.b, "", value(x.b, t.d, t.o).Known || v.Known())
	case opAmong:
		b := value(x.b, t.d, t.o)
		t.use(x.a, "", a.Known || v.Known())
		for i, w := range words {
			if a.Known == (int64(i) == a.Number) || !a.Known {
				t.use(x.b, w, b.Members.Get(i).Known())
			}
		}
	case opContains, opIntersects:
		t.members(x, v)
	default:
		panic("condition: not an atom")
	}
}

// members keeps, of two sets, what makes their comparison worth v: the list that
// is asked for, and the members of the other that are asked for and decide.
func (t *tracer) members(x *Expr, v havre.Truth) {
	has, asked := value(x.a, t.d, t.o), value(x.b, t.d, t.o)
	for i, w := range x.model.Def(x.a).Values {
		h, q := has.Members.Get(i), asked.Members.Get(i)
		one := q.And(h)
		if x.op == opContains {
			one = q.Not().Or(h)
		}
		if one != v {
			continue
		}
		t.use(x.b, w, q.Known() || v.Known())
		if q != havre.No {
			t.use(x.a, w, h.Known())
		}
		if x.op == opIntersects && v == havre.Yes {
			return
		}
	}
}
