package condition

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// Bounds on one condition. They make its cost known at load and keep a hostile
// rule set from exhausting the parser.
const (
	MaxLength     = 2000
	MaxDepth      = 60
	MaxIntersects = 6 // members of a set in sets.intersects: its negation is a product
)

// Error is one mistake in the text of a condition.
type Error struct {
	Offset     int // in characters from the start of the text
	Message    havre.Text
	Value      string
	Suggestion string
}

// Error is the French sentence.
func (e *Error) Error() string { return e.Message.FR }

// Env compiles conditions against one fact model.
type Env struct {
	model *fact.Model
	opts  []cel.EnvOption
}

// NewEnv declares every fact of the model under the name a rule writes.
func NewEnv(m *fact.Model) *Env {
	e := &Env{model: m}
	words := cel.ListType(cel.StringType)
	e.opts = append(e.opts, cel.ClearMacros(), cel.ParserRecursionLimit(MaxDepth), cel.ParserExpressionSizeLimit(MaxLength+1),
		cel.Function("sets.contains", cel.Overload("sets_contains", []*cel.Type{words, words}, cel.BoolType)),
		cel.Function("sets.intersects", cel.Overload("sets_intersects", []*cel.Type{words, words}, cel.BoolType)))
	for _, side := range []fact.Side{fact.Dossier, fact.Offer} {
		for i := range m.Defs(side) {
			d := &m.Defs(side)[i]
			e.opts = append(e.opts, cel.Variable(d.Name(), celType(d.Kind)))
		}
	}
	return e
}

func celType(k fact.Kind) *cel.Type {
	switch k {
	case fact.Truth:
		return cel.BoolType
	case fact.Level, fact.Number:
		return cel.IntType
	case fact.Set:
		return cel.ListType(cel.StringType)
	default: // words and dates are written between quotes
		return cel.StringType
	}
}

// With is an environment in which these definitions may be used by name.
type With struct {
	env  *cel.Env
	m    *fact.Model
	defs Definitions
}

// With prepares the environment for many conditions that share definitions:
// building one costs as much as compiling thirty conditions.
func (e *Env) With(defs Definitions) (*With, error) {
	opts := append([]cel.EnvOption(nil), e.opts...)
	for name := range defs {
		opts = append(opts, cel.Variable(name, cel.BoolType))
	}
	env, err := cel.NewEnv(opts...)
	if err != nil {
		return nil, fmt.Errorf("declare the facts to cel-go: %w", err)
	}
	return &With{env, e.model, defs}, nil
}

// Compile is With followed by Compile, for one condition.
func (e *Env) Compile(source string, defs Definitions) (*Expr, error) {
	w, err := e.With(defs)
	if err != nil {
		return nil, err
	}
	return w.Compile(source)
}

// Compile parses, checks and lowers one condition. The error is an *[Error].
func (w *With) Compile(source string) (*Expr, error) {
	if len(source) > MaxLength {
		return nil, &Error{Message: havre.Text{
			FR: "condition trop longue : %d caractères, %d au plus", EN: "condition too long: %d characters, %d at most",
		}.With(len(source), MaxLength)}
	}
	parsed, iss := w.env.Parse(source)
	if iss.Err() != nil {
		return nil, celError(iss)
	}
	l := &lowering{With: w, info: parsed.NativeRep().SourceInfo()}
	// Lowering first: it names an unknown fact or a forbidden construction better
	// than the type checker does. The checker then has the last word on types.
	x, err := l.lower(parsed.NativeRep().Expr())
	if err != nil {
		return nil, err
	}
	checked, iss := w.env.Check(parsed)
	if iss.Err() != nil {
		return nil, celError(iss)
	}
	if checked.OutputType() != cel.BoolType {
		return nil, &Error{Message: havre.Text{FR: "une condition doit valoir vrai ou faux", EN: "a condition must be true or false"}}
	}
	return x, nil
}

func celError(iss *cel.Issues) *Error {
	e := iss.Errors()[0]
	detail := strings.TrimSpace(e.Message)
	return &Error{
		Offset: max(0, e.Location.Column()),
		Message: havre.Text{
			FR: "expression refusée par l'analyseur CEL (%s)", EN: "expression refused by the CEL checker (%s)",
		}.With(havre.Same(detail)),
	}
}

// lowering turns the syntax tree of CEL into an Expr.
type lowering struct {
	*With
	info *ast.SourceInfo
}

func (l *lowering) fail(e ast.Expr, value string, msg havre.Text, nearest string) error {
	off := 0
	for e.Kind() == ast.SelectKind { // a dotted name starts at its first word
		e = e.AsSelect().Operand()
	}
	if r, ok := l.info.GetOffsetRange(e.ID()); ok {
		off = int(r.Start)
	}
	return &Error{Offset: off, Message: msg, Value: value, Suggestion: nearest}
}

func (l *lowering) forbidden(e ast.Expr, what string) error {
	return l.fail(e, what, havre.Text{
		FR: "construction hors du langage des règles (faits, &&, ||, !, comparaisons avec une constante ou un niveau, appartenance)",
		EN: "construction outside the rule language (facts, &&, ||, !, comparisons with a constant or a level, membership)",
	}, "")
}

func (l *lowering) node(o op) *Expr { return &Expr{op: o, model: l.m} }

func (l *lowering) lower(e ast.Expr) (*Expr, error) {
	switch e.Kind() {
	case ast.LiteralKind:
		if b, ok := e.AsLiteral().Value().(bool); ok {
			x := l.node(opConst)
			if b {
				x.number = 1
			}
			return x, nil
		}
	case ast.IdentKind, ast.SelectKind:
		return l.name(e)
	case ast.CallKind:
		return l.call(e)
	default:
	}
	return nil, l.forbidden(e, "")
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

// name lowers a fact or a definition that stands alone: it must be a truth.
func (l *lowering) name(e ast.Expr) (*Expr, error) {
	n := qualified(e)
	if d, ok := l.defs[n]; ok {
		c := *d
		c.name = n
		return &c, nil
	}
	r, err := l.ref(e)
	if err != nil {
		return nil, err
	}
	if k := l.m.Def(r).Kind; k != fact.Truth {
		return nil, l.fail(e, n, havre.Text{
			FR: "ce fait est de type %s : il faut le comparer", EN: "this fact is a %s: compare it with something",
		}.With(havre.Same(k.String())), "")
	}
	x := l.node(opTrue)
	x.a = r
	return x, nil
}

// ref resolves a fact, naming the nearest when there is none.
func (l *lowering) ref(e ast.Expr) (fact.Ref, error) {
	n := qualified(e)
	if n == "" {
		return fact.Ref{}, l.forbidden(e, "")
	}
	r, ok := l.m.Lookup(n)
	if !ok {
		near := l.m.Nearest(n)
		if near == "" {
			names := make([]string, 0, len(l.defs))
			for d := range l.defs {
				names = append(names, d)
			}
			near = havre.Nearest(n, names)
		}
		return r, l.fail(e, n, havre.Text{FR: "fait ou définition inconnu", EN: "unknown fact or definition"}, near)
	}
	return r, nil
}

func (l *lowering) call(e ast.Expr) (*Expr, error) {
	c := e.AsCall()
	switch c.FunctionName() {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
		return l.connective(c)
	case operators.GreaterEquals, operators.Greater, operators.LessEquals, operators.Less:
		return l.order(e, c)
	case operators.Equals, operators.NotEquals:
		return l.equality(e, c)
	case operators.In:
		return l.in(e, c)
	case "contains", "intersects":
		if c.IsMemberFunction() && qualified(c.Target()) == "sets" {
			return l.compareSets(e, c)
		}
	case "sets.contains", "sets.intersects":
		return l.compareSets(e, c)
	}
	return nil, l.forbidden(e, strings.Trim(c.FunctionName(), "_"))
}

func (l *lowering) connective(c ast.CallExpr) (*Expr, error) {
	x := l.node(map[string]op{operators.LogicalAnd: opAnd, operators.LogicalOr: opOr, operators.LogicalNot: opNot}[c.FunctionName()])
	for _, a := range c.Args() {
		k, err := l.lower(a)
		if err != nil {
			return nil, err
		}
		x.kids = append(x.kids, k)
	}
	return x, nil
}
