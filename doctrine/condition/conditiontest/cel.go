package conditiontest

import (
	"fmt"
	"reflect"
	"regexp"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// CEL evaluates conditions with cel-go's own interpreter. It shares nothing with
// the lowering of package condition but the text of the conditions, so it is an
// independent witness, and the peer of the benchmarks.
//
// It differs in one place, on purpose: cel-go takes an unknown number, level, date
// or word as opaque, where Havre takes it as any value of its domain.
type CEL struct {
	m   *fact.Model
	env *cel.Env
}

// NewCEL declares the model to cel-go. Definitions are given as text and put in
// place of their name.
func NewCEL(m *fact.Model, definitions map[string]string) (*CEL, error) {
	words := cel.ListType(cel.StringType)
	opts := []cel.EnvOption{
		cel.Function("sets.contains", cel.Overload("sets_contains", []*cel.Type{words, words}, cel.BoolType, cel.BinaryBinding(contains))),
		cel.Function("sets.intersects", cel.Overload("sets_intersects", []*cel.Type{words, words}, cel.BoolType, cel.BinaryBinding(intersects))),
	}
	for _, side := range []fact.Side{fact.Dossier, fact.Offer} {
		for i := range m.Defs(side) {
			t := cel.StringType
			switch m.Defs(side)[i].Kind {
			case fact.Truth:
				t = cel.BoolType
			case fact.Level, fact.Number:
				t = cel.IntType
			case fact.Set:
				t = words
			case fact.Enum, fact.Date:
			}
			opts = append(opts, cel.Variable(m.Defs(side)[i].Name(), t))
		}
	}
	for name := range definitions {
		opts = append(opts, cel.Variable(name, cel.BoolType))
	}
	env, err := cel.NewEnv(opts...)
	return &CEL{m, env}, err
}

// Program is a condition ready for cel-go to run.
type Program struct{ p cel.Program }

// differs finds a set compared with the empty list: cel-go makes "!=" of a value
// whose equality is unknown true, where its "!" and "==" are right.
var differs = regexp.MustCompile(`([\w.]+) != \[\]`)

// Compile prepares a condition.
func (c *CEL) Compile(source string) (Program, error) {
	source = differs.ReplaceAllString(source, "!($1 == [])")
	a, iss := c.env.Compile(source)
	if iss.Err() != nil {
		return Program{}, iss.Err()
	}
	p, err := c.env.Program(a, cel.EvalOptions(cel.OptOptimize))
	return Program{p}, err
}

// Values are one side's facts as cel-go values, by the name a rule writes.
type Values map[string]ref.Val

// Values converts facts once, so that many conditions can read them.
func (c *CEL) Values(s fact.Side, f fact.Facts) Values {
	out := Values{}
	for i := range f {
		d := &c.m.Defs(s)[i]
		out[d.Name()] = celValue(d, &f[i])
	}
	return out
}

func celValue(d *fact.Def, v *fact.Value) ref.Val {
	unknown := types.NewUnknown(0, types.NewAttributeTrail(d.Name()))
	switch {
	case d.Kind == fact.Truth:
		return truth(v.Truth, unknown)
	case d.Kind == fact.Set:
		return &set{def: d, members: &v.Members, unknown: unknown}
	case !v.Known:
		return unknown
	case d.Kind == fact.Enum:
		return types.String(d.Values[v.Number])
	case d.Kind == fact.Date:
		return types.String(havre.MustDate("1970-01-01").AddDays(int(v.Number)).String())
	}
	return types.Int(v.Number)
}

func truth(t havre.Truth, unknown *types.Unknown) ref.Val {
	switch t {
	case havre.Yes:
		return types.True
	case havre.No:
		return types.False
	default:
		return unknown
	}
}

// Activation gives a program the facts of both sides and of the definitions.
type Activation struct{ Dossier, Offer, Definitions Values }

// ResolveName is cel-go's way to read a variable.
func (a *Activation) ResolveName(name string) (any, bool) {
	for _, m := range []Values{a.Dossier, a.Offer, a.Definitions} {
		if v, ok := m[name]; ok {
			return v, true
		}
	}
	return nil, false
}

// Parent is nil: there is one scope.
func (a *Activation) Parent() cel.Activation { return nil }

// Value runs the program and keeps cel-go's own value, for use as a definition.
func (p Program) Value(a *Activation) (ref.Val, error) {
	v, _, err := p.p.Eval(a)
	return v, err
}

// Eval runs the program.
func (p Program) Eval(a *Activation) (havre.Truth, error) {
	v, _, err := p.p.Eval(a)
	switch x := v.(type) {
	case types.Bool:
		return havre.TruthOf(bool(x)), nil
	case *types.Unknown:
		return havre.Unknown, nil
	}
	return havre.Unknown, fmt.Errorf("cel-go gave %v: %w", v, err)
}

// set is a three-valued list: asking for a member may answer unknown.
type set struct {
	def     *fact.Def
	members *fact.Members
	unknown *types.Unknown
}

func (s *set) Contains(v ref.Val) ref.Val {
	word, ok := v.(types.String)
	if !ok {
		return types.False
	}
	i := s.def.Index(string(word))
	if i < 0 {
		return types.False
	}
	return truth(s.members.Get(i), s.unknown)
}

// Equal compares with the empty list, the only comparison the language has.
func (s *set) Equal(other ref.Val) ref.Val {
	l, ok := other.(traits.Lister)
	if !ok || l.Size() != types.IntZero {
		return types.NewErr("a set is compared with [] only")
	}
	some := havre.No
	for i := range s.def.Values {
		some = some.Or(s.members.Get(i))
	}
	return truth(some.Not(), s.unknown)
}

func (s *set) ConvertToNative(reflect.Type) (any, error) { return nil, fmt.Errorf("no native form") }
func (s *set) ConvertToType(ref.Type) ref.Val            { return types.NewErr("no conversion") }
func (s *set) Type() ref.Type                            { return types.ListType }
func (s *set) Value() any                                { return s }
func (s *set) Add(ref.Val) ref.Val                       { return types.NewErr("no addition") }
func (s *set) Get(ref.Val) ref.Val                       { return types.NewErr("no index") }

// A function's guard looks at the first element of a list to know its type: an
// empty list passes, and nothing else asks for the size.
func (s *set) Iterator() traits.Iterator { return nil }
func (s *set) Size() ref.Val             { return types.IntZero }

func contains(a, b ref.Val) ref.Val { return fold(a, b, havre.Yes) }

func intersects(a, b ref.Val) ref.Val { return fold(a, b, havre.No) }

// fold runs over the common domain: "every asked member is there" from Yes, "some
// asked member is there" from No.
func fold(a, b ref.Val, v havre.Truth) ref.Val {
	has, ok1 := a.(*set)
	asked, ok2 := b.(*set)
	if !ok1 || !ok2 {
		return types.NewErr("sets expected")
	}
	all := v == havre.Yes
	for i := range has.def.Values {
		h, q := has.members.Get(i), asked.members.Get(i)
		if all {
			v = v.And(q.Not().Or(h))
		} else {
			v = v.Or(q.And(h))
		}
	}
	return truth(v, has.unknown)
}
