package approval

import (
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/havre-cloud/havre"
)

// grammar holds a condition to the part of CEL that can be explained to people: the
// variables of an order, &&, ||, !, comparisons and membership.
type grammar struct{ info *ast.SourceInfo }

func (g grammar) fail(e ast.Expr, msg havre.Text, value string, near []string) *mistake {
	for e.Kind() == ast.SelectKind { // a dotted name starts at its first word
		e = e.AsSelect().Operand()
	}
	m := &mistake{message: msg, value: value, suggestion: havre.Nearest(value, near)}
	if r, ok := g.info.GetOffsetRange(e.ID()); ok {
		m.offset = int(r.Start)
	}
	return m
}

var outside = havre.Text{
	FR: "construction hors du langage des conditions (variables « order.… », &&, ||, !, comparaisons, « in »)",
	EN: "construction outside the language of conditions (\"order.…\" variables, &&, ||, !, comparisons, \"in\")",
}

// qualified is the dotted name an expression spells, or "".
func qualified(e ast.Expr) string {
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent()
	case ast.SelectKind:
		if s := e.AsSelect(); !s.IsTestOnly() {
			if left := qualified(s.Operand()); left != "" {
				return left + "." + s.FieldName()
			}
		}
	default:
	}
	return ""
}

// variable resolves a name, or names the nearest.
func (g grammar) variable(e ast.Expr) (*variable, *mistake) {
	name := qualified(e)
	if name == "" {
		return nil, g.fail(e, outside, "", nil)
	}
	if v := lookup(name); v != nil {
		return v, nil
	}
	m := g.fail(e, havre.Text{FR: "variable inconnue", EN: "unknown variable"}, name, variableNames)
	if m.suggestion == "" && name+"." != prefix {
		m.suggestion = havre.Nearest(prefix+name, variableNames)
	}
	return nil, m
}

// boolean is an expression that is true or false.
func (g grammar) boolean(e ast.Expr) *mistake {
	switch e.Kind() {
	case ast.LiteralKind:
		if _, ok := e.AsLiteral().Value().(bool); ok {
			return nil
		}
	case ast.IdentKind, ast.SelectKind:
		v, m := g.variable(e)
		if m == nil && v.typ != cel.BoolType {
			m = g.fail(e, havre.Text{FR: "cette variable n’est pas un oui ou non : il faut la comparer", EN: "this variable is no yes or no: compare it with something"}, v.name, nil)
		}
		return m
	case ast.CallKind:
		return g.call(e, e.AsCall())
	default:
	}
	return g.fail(e, outside, "", nil)
}

func (g grammar) call(e ast.Expr, c ast.CallExpr) *mistake {
	args := c.Args()
	switch c.FunctionName() {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
		for _, a := range args {
			if m := g.boolean(a); m != nil {
				return m
			}
		}
		return nil
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return g.compared(e, args)
	case operators.Equals, operators.NotEquals:
		return g.equal(e, args[0], args[1])
	case operators.In:
		return g.member(e, args[0], args[1])
	}
	return g.fail(e, outside, "", nil)
}

// compared is two numbers, one at least a variable.
func (g grammar) compared(e ast.Expr, args []ast.Expr) *mistake {
	read := 0
	for _, a := range args {
		if a.Kind() == ast.LiteralKind {
			if !number(a) {
				return g.fail(a, havre.Text{FR: "un nombre est attendu", EN: "a number is expected"}, "", nil)
			}
			continue
		}
		v, m := g.variable(a)
		if m != nil {
			return m
		}
		if v.typ != cel.DoubleType {
			return g.fail(a, havre.Text{FR: "cette variable n’est pas un nombre", EN: "this variable is not a number"}, v.name, nil)
		}
		read++
	}
	if read == 0 {
		return g.fail(e, outside, "", nil)
	}
	return nil
}

func number(e ast.Expr) bool {
	switch e.AsLiteral().Value().(type) {
	case int64, uint64, float64:
		return true
	}
	return false
}

// equal is a word and one of its values, in either order. Numbers are not compared so:
// two amounts are hardly ever equal.
func (g grammar) equal(e, left, right ast.Expr) *mistake {
	if left.Kind() == ast.LiteralKind {
		left, right = right, left
	}
	v, m := g.variable(left)
	switch {
	case m != nil:
		return m
	case v.typ != cel.StringType:
		return g.fail(e, havre.Text{
			FR: "== et != ne comparent que des mots ; un nombre se compare avec >= ou <=, une liste avec « in », un oui ou non s’emploie seul",
			EN: "== and != only compare words; compare a number with >= or <=, a list with \"in\", and use a yes or no alone",
		}, v.name, nil)
	}
	return g.text(right, v)
}

// member is a word of a list of the order, or a word of the order in a written list.
func (g grammar) member(e, left, right ast.Expr) *mistake {
	if right.Kind() == ast.ListKind {
		v, m := g.variable(left)
		if m != nil {
			return m
		}
		if v.typ != cel.StringType {
			return g.fail(left, havre.Text{FR: "un mot est attendu avant « in »", EN: "a word is expected before \"in\""}, v.name, nil)
		}
		for _, item := range right.AsList().Elements() {
			if m := g.text(item, v); m != nil {
				return m
			}
		}
		return nil
	}
	v, m := g.variable(right)
	if m != nil {
		return m
	}
	if v.typ == cel.StringType || v.typ == cel.DoubleType || v.typ == cel.BoolType {
		return g.fail(e, havre.Text{FR: "une liste est attendue après « in »", EN: "a list is expected after \"in\""}, v.name, nil)
	}
	return g.text(left, v)
}

// text is a written word, one of those the variable takes: another would never match,
// and the chain would be silent for ever.
func (g grammar) text(e ast.Expr, v *variable) *mistake {
	if e.Kind() == ast.LiteralKind {
		if s, ok := e.AsLiteral().Value().(string); ok {
			if v.words == nil || slices.Contains(v.words, s) {
				return nil
			}
			return g.fail(e, havre.Text{FR: "valeur inconnue pour %s", EN: "unknown value for %s"}.With(havre.Same(v.name)), s, v.words)
		}
	}
	return g.fail(e, havre.Text{FR: "un mot entre guillemets est attendu", EN: "a word between quotes is expected"}, "", nil)
}
