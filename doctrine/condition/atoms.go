package condition

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

func literal[T any](e ast.Expr) (T, bool) {
	var zero T
	if e.Kind() != ast.LiteralKind {
		return zero, false
	}
	v, ok := e.AsLiteral().Value().(T)
	return v, ok
}

// order lowers <, <=, > and >=, always to "at least" and its negation.
func (l *lowering) order(e ast.Expr, c ast.CallExpr) (*Expr, error) {
	left, right, fn := c.Args()[0], c.Args()[1], c.FunctionName()
	if left.Kind() == ast.LiteralKind { // 3 <= fact reads as fact >= 3
		left, right = right, left
		fn = map[string]string{operators.Less: operators.Greater, operators.LessEquals: operators.GreaterEquals, operators.Greater: operators.Less, operators.GreaterEquals: operators.LessEquals}[fn]
	}
	a, err := l.ordered(left)
	if err != nil {
		return nil, err
	}
	if right.Kind() != ast.LiteralKind {
		return l.orderFacts(e, fn, a, right)
	}
	n, err := l.bound(right, a)
	if err != nil {
		return nil, err
	}
	x := l.node(opCompare)
	x.a, x.number = a, n
	if fn == operators.Greater || fn == operators.LessEquals {
		x.number++ // a > n is a >= n+1: every ordered fact is whole
	}
	if fn == operators.Less || fn == operators.LessEquals {
		return Not(x), nil
	}
	return x, nil
}

// orderFacts compares an offer's fact with the dossier's, in either order.
func (l *lowering) orderFacts(e ast.Expr, fn string, a fact.Ref, right ast.Expr) (*Expr, error) {
	b, err := l.ordered(right)
	if err != nil {
		return nil, err
	}
	if a.Side == b.Side || l.m.Def(a).Kind != l.m.Def(b).Kind {
		return nil, l.fail(e, "", havre.Text{
			FR: "seuls un fait de l'offre et un fait du dossier de même type se comparent", EN: "only a fact of the offer and a fact of the dossier of the same type can be compared",
		}, "")
	}
	x := l.node(opOrder)
	x.a, x.b = a, b
	if fn == operators.Greater || fn == operators.LessEquals { // a > b is not (b >= a)
		x.a, x.b = b, a
	}
	if fn == operators.Greater || fn == operators.Less {
		return Not(x), nil
	}
	return x, nil
}

// ordered resolves a level, number or date.
func (l *lowering) ordered(e ast.Expr) (fact.Ref, error) {
	r, err := l.ref(e)
	if err != nil {
		return r, err
	}
	if k := l.m.Def(r).Kind; k != fact.Level && k != fact.Number && k != fact.Date {
		return r, l.fail(e, qualified(e), havre.Text{
			FR: "un fait de type %s n'est pas ordonné", EN: "a fact of type %s is not ordered",
		}.With(havre.Same(k.String())), "")
	}
	return r, nil
}

// bound reads the constant an ordered fact is compared with.
func (l *lowering) bound(e ast.Expr, a fact.Ref) (int64, error) {
	if l.m.Def(a).Kind == fact.Date {
		s, ok := literal[string](e)
		d, err := havre.ParseDate(s)
		if !ok || err != nil {
			return 0, l.fail(e, s, havre.Text{FR: "une date s'écrit \"AAAA-MM-JJ\"", EN: "a date is written \"YYYY-MM-DD\""}, "")
		}
		return d.Days(), nil
	}
	n, ok := literal[int64](e)
	if !ok {
		return 0, l.fail(e, "", havre.Text{FR: "un nombre entier est attendu", EN: "a whole number is expected"}, "")
	}
	if n < -1<<40 || n > 1<<40 {
		return 0, l.fail(e, "", havre.Text{FR: "nombre démesuré", EN: "number out of reach"}, "")
	}
	return n, nil
}

// equality lowers == and !=.
func (l *lowering) equality(e ast.Expr, c ast.CallExpr) (*Expr, error) {
	left, right := c.Args()[0], c.Args()[1]
	if left.Kind() == ast.LiteralKind || left.Kind() == ast.ListKind {
		left, right = right, left
	}
	r, err := l.ref(left)
	if err != nil {
		return nil, err
	}
	var x *Expr
	switch def := l.m.Def(r); def.Kind {
	case fact.Enum:
		x, err = l.is(right, r)
	case fact.Set:
		x, err = l.empty(right, r)
	case fact.Truth:
		return nil, l.fail(e, qualified(left), havre.Text{FR: "un fait vrai ou faux s'emploie seul, ou précédé de !", EN: "a true or false fact stands alone, or after !"}, "")
	default:
		x = l.node(opCompare)
		x.a, x.cmp = r, equal
		x.number, err = l.bound(right, r)
	}
	if err != nil {
		return nil, err
	}
	if c.FunctionName() == operators.NotEquals {
		return Not(x), nil
	}
	return x, nil
}

// is lowers the comparison of an Enum with a word of its list.
func (l *lowering) is(e ast.Expr, r fact.Ref) (*Expr, error) {
	s, ok := literal[string](e)
	def := l.m.Def(r)
	i := def.Index(s)
	if !ok || (i < 0 && !def.Open) {
		return nil, l.word(e, s, def)
	}
	if i < 0 { // a word of another catalogue: no offer here has it
		return l.node(opConst), nil
	}
	x := l.node(opIs)
	x.a, x.number = r, int64(i)
	return x, nil
}

func (l *lowering) word(e ast.Expr, s string, def *fact.Def) error {
	return l.fail(e, s, havre.Text{
		FR: "valeur inconnue pour %s", EN: "unknown value for %s",
	}.With(havre.Same(def.Name())), havre.Nearest(s, def.Values))
}

// empty lowers the comparison of a Set with []: every member is absent.
func (l *lowering) empty(e ast.Expr, r fact.Ref) (*Expr, error) {
	if e.Kind() != ast.ListKind || len(e.AsList().Elements()) != 0 {
		return nil, l.fail(e, "", havre.Text{FR: "une liste ne se compare qu'à la liste vide []", EN: "a list is compared with the empty list [] only"}, "")
	}
	some := l.node(opOr)
	for i := range l.m.Def(r).Values {
		some.kids = append(some.kids, l.has(r, i))
	}
	return Not(some), nil
}

func (l *lowering) has(r fact.Ref, i int) *Expr {
	x := l.node(opHas)
	x.a, x.number = r, int64(i)
	return x
}

// in lowers the three forms of membership.
func (l *lowering) in(e ast.Expr, c ast.CallExpr) (*Expr, error) {
	left, right := c.Args()[0], c.Args()[1]
	if s, ok := literal[string](left); ok { // "word" in set
		r, err := l.set(right)
		if err != nil {
			return nil, err
		}
		def := l.m.Def(r)
		i := def.Index(s)
		if i < 0 && def.Open {
			return l.node(opConst), nil
		}
		if i < 0 {
			return nil, l.word(left, s, def)
		}
		return l.has(r, i), nil
	}
	r, err := l.ref(left)
	if err != nil {
		return nil, err
	}
	if l.m.Def(r).Kind != fact.Enum {
		return nil, l.forbidden(e, "in")
	}
	if right.Kind() == ast.ListKind { // enum in ["a", "b"]
		x := l.node(opOr)
		for _, el := range right.AsList().Elements() {
			k, err := l.is(el, r)
			if err != nil {
				return nil, err
			}
			x.kids = append(x.kids, k)
		}
		return x, nil
	}
	return l.among(e, right, r)
}

// among lowers "enum of the dossier in set of the offer".
func (l *lowering) among(e, right ast.Expr, a fact.Ref) (*Expr, error) {
	b, err := l.set(right)
	if err != nil {
		return nil, err
	}
	return l.pair(e, opAmong, a, b)
}

// compareSets lowers sets.contains and sets.intersects.
func (l *lowering) compareSets(e ast.Expr, c ast.CallExpr) (*Expr, error) {
	fn := c.FunctionName()
	o := opContains
	if fn == "intersects" || fn == "sets.intersects" {
		o = opIntersects
	}
	if len(c.Args()) != 2 {
		return nil, l.forbidden(e, fn)
	}
	a, err := l.set(c.Args()[0])
	if err != nil {
		return nil, err
	}
	b, err := l.set(c.Args()[1])
	if err != nil {
		return nil, err
	}
	if o == opIntersects && len(l.m.Def(a).Values) > MaxIntersects {
		return nil, l.fail(e, "", havre.Text{
			FR: "sets.intersects est limité aux listes de %d valeurs", EN: "sets.intersects is limited to lists of %d values",
		}.With(MaxIntersects), "")
	}
	return l.pair(e, o, a, b)
}

// pair joins a fact of each side over the same list of values.
func (l *lowering) pair(e ast.Expr, o op, a, b fact.Ref) (*Expr, error) {
	da, db := l.m.Def(a), l.m.Def(b)
	if a.Side == b.Side || !sameWords(da.Values, db.Values) {
		return nil, l.fail(e, "", havre.Text{
			FR: "les deux côtés doivent être l'un de l'offre, l'autre du dossier, avec la même liste de valeurs", EN: "one side must be of the offer and the other of the dossier, with the same list of values",
		}, "")
	}
	x := l.node(o)
	x.a, x.b, x.size = a, b, len(da.Values)
	return x, nil
}

func sameWords(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (l *lowering) set(e ast.Expr) (fact.Ref, error) {
	r, err := l.ref(e)
	if err != nil {
		return r, err
	}
	if l.m.Def(r).Kind != fact.Set {
		return r, l.fail(e, qualified(e), havre.Text{FR: "une liste est attendue", EN: "a list is expected"}, "")
	}
	return r, nil
}
