package doctrine

import (
	"cmp"
	"slices"

	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/bdd"
)

// maxNodes bounds the diagrams of one question. The shipped rules need a few
// thousand nodes; past the bound a check says that it cannot tell.
const maxNodes = 1 << 18

// maxLandmarks bounds the numbers that comparisons of two facts go by.
const maxLandmarks = 128

// logic puts rules into one decision diagram, where whether something can ever
// happen is a look-up. Each elementary statement about a fact (this word, this
// member, at least this level) is a variable; the domain says which of them go
// together: an enumeration has one word, and what is at least 3 is at least 2.
type logic struct {
	*bdd.Manager
	model    *fact.Model
	formulas *condition.Formulas
	rules    []ruleFormulas
	variable []int               // of each literal
	literal  []condition.Literal // of each variable
	byFact   map[fact.Ref][]int  // the variables about a fact, in rising order of N
	memo     map[condition.FormulaID]bdd.Ref
}

// ruleFormulas are the two questions a rule asks: does it apply, is it satisfied.
type ruleFormulas struct {
	applies, requires condition.FormulaID
}

// newLogic spells out the rules; offers are those whose facts will be assumed.
func newLogic(m *fact.Model, rules []*Applied, offers []fact.Facts) *logic {
	l := &logic{model: m, byFact: map[fact.Ref][]int{}, memo: map[condition.FormulaID]bdd.Ref{}}
	first := condition.NewFormulas(m, nil)
	spell(first, rules)
	l.formulas = condition.NewFormulas(m, append(landmarks(m, first.Literals()), offers...))
	l.rules = spell(l.formulas, rules)
	l.order()
	l.Manager = bdd.New(len(l.literal), maxNodes)
	return l
}

func spell(f *condition.Formulas, rules []*Applied) []ruleFormulas {
	out := make([]ruleFormulas, len(rules))
	for i, r := range rules {
		out[i] = ruleFormulas{f.And(f.Add(r.When), f.Add(r.Concerns)), f.Add(r.Requires)}
	}
	return out
}

// landmarks are made-up offers that hold the constants rules compare numbers of
// the same unit with. Two facts are compared by way of the values that offers
// have; around a constant, there must be room for one to be under the other.
func landmarks(m *fact.Model, literals []condition.Literal) []fact.Facts {
	var out []fact.Facts
	add := func(kind fact.Kind, unit string, n int64) {
		o := m.NewFacts(fact.Offer)
		for i, def := range m.Defs(fact.Offer) {
			if def.Kind == kind && def.Unit == unit {
				o[i] = fact.Value{Known: true, Number: n}
			}
		}
		out = append(out, o)
	}
	for _, lit := range literals {
		def := m.Def(lit.Ref)
		if lit.Op == condition.AtLeast && def.Kind != fact.Level && len(out) < maxLandmarks {
			add(def.Kind, def.Unit, lit.N)
			add(def.Kind, def.Unit, lit.N+2)
		}
	}
	return out
}

// order gives each literal its variable. Diagrams stay small when facts that are
// compared with one another (services needed, services offered) alternate, member
// by member, and when all that is about one fact stays together.
func (l *logic) order() {
	literals := l.formulas.Literals()
	group := l.groups()
	rank := map[fact.Ref]int{}
	for i, lit := range literals {
		if g := group(lit.Ref); rank[g] == 0 {
			rank[g] = i + 1
		}
	}
	byVariable := make([]int, len(literals))
	for i := range byVariable {
		byVariable[i] = i
	}
	slices.SortStableFunc(byVariable, func(a, b int) int {
		x, y := literals[a], literals[b]
		return cmp.Or(
			cmp.Compare(rank[group(x.Ref)], rank[group(y.Ref)]), cmp.Compare(x.N, y.N),
			cmp.Compare(x.Ref.Side, y.Ref.Side), cmp.Compare(x.Ref.Index, y.Ref.Index), cmp.Compare(x.Op, y.Op),
		)
	})
	l.variable = make([]int, len(literals))
	for v, i := range byVariable {
		l.variable[i] = v
		l.literal = append(l.literal, literals[i])
		l.byFact[literals[i].Ref] = append(l.byFact[literals[i].Ref], v)
	}
}

// groups joins the facts that a comparison puts side by side; the result names
// each group by one of its facts.
func (l *logic) groups() func(fact.Ref) fact.Ref {
	parent := map[fact.Ref]fact.Ref{}
	find := func(r fact.Ref) fact.Ref {
		for {
			p, ok := parent[r]
			if !ok {
				return r
			}
			r = p
		}
	}
	for id := range l.formulas.Len() {
		kids := l.formulas.Node(condition.FormulaID(id)).Kids
		if len(kids) != 2 {
			continue
		}
		a, b := l.formulas.Node(kids[0]), l.formulas.Node(kids[1])
		if a.Kind != condition.NodeLiteral || b.Kind != condition.NodeLiteral || a.Dossier == b.Dossier {
			continue
		}
		x, y := l.formulas.Literals()[a.Literal], l.formulas.Literals()[b.Literal]
		if gx, gy := find(x.Ref), find(y.Ref); x.N == y.N && gx != gy {
			parent[gy] = gx
		}
	}
	return find
}

// diagram is a formula as a diagram.
func (l *logic) diagram(id condition.FormulaID) bdd.Ref {
	if r, ok := l.memo[id]; ok {
		return r
	}
	n := l.formulas.Node(id)
	var r bdd.Ref
	switch n.Kind {
	case condition.NodeConst:
		r = bdd.Const(id == condition.FormulaTrue)
	case condition.NodeLiteral:
		r = l.Var(l.variable[n.Literal])
		if n.Negated {
			r = l.Not(r)
		}
	default:
		kids := make([]bdd.Ref, len(n.Kids))
		for i, k := range n.Kids {
			kids[i] = l.diagram(k)
		}
		if n.Kind == condition.NodeAnd {
			r = l.And(kids...)
		} else {
			r = l.Or(kids...)
		}
	}
	l.memo[id] = r
	return r
}

func (l *logic) applies(i int) bdd.Ref  { return l.diagram(l.rules[i].applies) }
func (l *logic) requires(i int) bdd.Ref { return l.diagram(l.rules[i].requires) }

// violates is true where rule i applies and is not satisfied.
func (l *logic) violates(i int) bdd.Ref { return l.And(l.applies(i), l.Not(l.requires(i))) }

// real is f, where the statements about one fact go together. Facts that f does
// not read have some value whatever f is, so their constraints are left out.
func (l *logic) real(f bdd.Ref) bdd.Ref {
	for _, ref := range l.facts(f) {
		f = l.And(f, l.domain(ref))
	}
	return f
}

// possible says whether f can be true of some dossier and some offer.
func (l *logic) possible(f bdd.Ref) bool { return l.Err() == nil && l.real(f) != bdd.False }

// facts are those that f depends on, in the order of the variables.
func (l *logic) facts(f bdd.Ref) []fact.Ref {
	var out []fact.Ref
	for _, v := range l.Support(f) {
		if ref := l.literal[v].Ref; !slices.Contains(out, ref) {
			out = append(out, ref)
		}
	}
	return out
}

// domain is what ties together the variables about one fact.
func (l *logic) domain(ref fact.Ref) bdd.Ref {
	choices := l.choices(ref)
	if choices == nil {
		return bdd.True
	}
	vars := l.byFact[ref]
	some := bdd.False
	for _, c := range choices {
		all := bdd.True
		for i, v := range slices.Backward(vars) {
			x := l.Var(v)
			if !c[i] {
				x = l.Not(x)
			}
			all = l.And(x, all)
		}
		some = l.Or(some, all)
	}
	return some
}

// choices lists what the variables about one fact may be together, or nil when
// they are free: the members of a set, a truth.
func (l *logic) choices(ref fact.Ref) [][]bool {
	vars := l.byFact[ref]
	switch def := l.model.Def(ref); def.Kind {
	case fact.Truth, fact.Set:
		return nil
	case fact.Enum:
		var out [][]bool
		for i := range vars {
			c := make([]bool, len(vars))
			c[i] = true
			out = append(out, c)
		}
		if len(vars) < len(def.Values) { // or a word that no condition names
			out = append(out, make([]bool, len(vars)))
		}
		return out
	default: // at least n: true up to some threshold
		var out [][]bool
		for reached := range len(vars) + 1 {
			c := make([]bool, len(vars))
			for i := range reached {
				c[i] = true
			}
			out = append(out, c)
		}
		return out
	}
}
