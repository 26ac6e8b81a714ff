package approval

import (
	"strings"
	"sync"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/havre-cloud/havre"
)

// Bounds on one condition: its cost is known before it is evaluated.
const (
	maxCondition = 2000 // characters
	maxDepth     = 60
)

// condition is a checked CEL expression over the variables of an order.
type condition struct {
	program cel.Program
	root    ast.Expr
}

// mistake is what is wrong in the text of a condition.
type mistake struct {
	offset     int // in characters from its start
	message    havre.Text
	value      string
	suggestion string
}

// environment declares the variables to CEL, without macros: no condition loops.
var environment = sync.OnceValue(func() *cel.Env {
	opts := []cel.EnvOption{
		cel.ClearMacros(), cel.CrossTypeNumericComparisons(true),
		cel.ParserRecursionLimit(maxDepth), cel.ParserExpressionSizeLimit(maxCondition + 1),
	}
	for _, v := range variables {
		opts = append(opts, cel.Variable(v.name, v.typ))
	}
	env, err := cel.NewEnv(opts...)
	if err != nil {
		panic(err) // the variables are declared above
	}
	return env
})

// compile checks a condition: its words first, which we name better than CEL does,
// then its types.
func compile(source string) (*condition, *mistake) {
	if len(source) > maxCondition {
		return nil, &mistake{message: havre.Text{
			FR: "condition trop longue : %d caractères au plus", EN: "condition too long: %d characters at most",
		}.With(maxCondition)}
	}
	env := environment()
	parsed, issues := env.Parse(source)
	if issues.Err() != nil {
		return nil, refused(source, issues)
	}
	native := parsed.NativeRep()
	g := grammar{native.SourceInfo()}
	if m := g.boolean(native.Expr()); m != nil {
		return nil, m
	}
	checked, issues := env.Check(parsed)
	if issues.Err() != nil {
		return nil, refused(source, issues)
	}
	program, err := env.Program(checked, cel.EvalOptions(cel.OptExhaustiveEval, cel.OptPartialEval))
	if err != nil {
		return nil, &mistake{message: havre.Text{
			FR: "condition que CEL ne sait pas évaluer : %s", EN: "condition that CEL cannot evaluate: %s",
		}.With(havre.Same(err.Error()))}
	}
	return &condition{program, checked.NativeRep().Expr()}, nil
}

// refused is the first mistake that CEL found.
func refused(source string, issues *cel.Issues) *mistake {
	e := issues.Errors()[0]
	offset := max(0, e.Location.Column())
	for i, line := range strings.SplitAfter(source, "\n") {
		if i+1 < e.Location.Line() {
			offset += utf8.RuneCountInString(line)
		}
	}
	return &mistake{offset: offset, message: havre.Text{
		FR: "expression refusée par l’analyseur CEL (%s)", EN: "expression refused by the CEL checker (%s)",
	}.With(havre.Same(strings.TrimSpace(e.Message)))}
}

// finding is what a condition says of a case.
type finding struct {
	value   havre.Truth
	read    []reading // the variables that make the value, in the order of the text
	unknown []*variable
}

// reading is a variable and its value for people.
type reading struct {
	variable *variable
	shown    havre.Text
}

// facts are a case as CEL reads it: once for all the conditions of a plan.
type facts struct {
	c    *Case
	vars cel.PartialActivation
}

func factsOf(c *Case) facts {
	known := make(map[string]any, len(variables))
	var unknown []*cel.AttributePatternType
	for i := range variables {
		v := &variables[i]
		if value, _, ok := v.read(c); ok {
			known[v.name] = value
		} else {
			unknown = append(unknown, cel.AttributePattern(v.name))
		}
	}
	vars, err := cel.PartialVars(known, unknown...)
	if err != nil {
		panic(err) // it refuses what is not a map of variables
	}
	return facts{c, vars}
}

// eval is the value of the condition, and what of the case made it.
func (x *condition) eval(f facts) finding {
	out, details, err := x.program.Eval(f.vars)
	if err != nil {
		return finding{} // unknown is the cautious answer
	}
	t := tracer{c: f.c, details: details, seen: map[*variable]bool{}}
	t.value = truthOf(out)
	t.visit(x.root, t.value)
	return t.finding
}

// truthOf is a value of CEL, of which the unknown are neither true nor false.
func truthOf(v any) havre.Truth {
	switch v {
	case types.True:
		return havre.Yes
	case types.False:
		return havre.No
	}
	return havre.Unknown
}

// tracer walks the parts of a condition that make its value.
type tracer struct {
	finding
	c       *Case
	details *cel.EvalDetails
	seen    map[*variable]bool
}

func (t *tracer) valueOf(e ast.Expr) havre.Truth {
	if e.Kind() == ast.LiteralKind {
		return truthOf(e.AsLiteral())
	}
	v, _ := t.details.State().Value(e.ID())
	return truthOf(v)
}

// visit keeps what makes e worth v. One part is enough for an "or" to hold or an
// "and" to fail; every part that is unknown matters.
func (t *tracer) visit(e ast.Expr, v havre.Truth) {
	if e.Kind() != ast.CallKind {
		t.keep(e)
		return
	}
	call := e.AsCall()
	switch call.FunctionName() {
	case operators.LogicalNot:
		t.visit(call.Args()[0], v.Not())
	case operators.LogicalAnd, operators.LogicalOr:
		settles := havre.TruthOf(call.FunctionName() == operators.LogicalOr)
		for _, a := range call.Args() {
			if t.valueOf(a) != v {
				continue
			}
			t.visit(a, v)
			if v == settles {
				return
			}
		}
	default:
		for _, a := range call.Args() {
			t.keep(a)
		}
	}
}

// keep notes a variable once.
func (t *tracer) keep(e ast.Expr) {
	v := lookup(qualified(e))
	if v == nil || t.seen[v] {
		return
	}
	t.seen[v] = true
	if _, shown, ok := v.read(t.c); ok {
		t.read = append(t.read, reading{v, shown})
	} else {
		t.unknown = append(t.unknown, v)
	}
}
