package main

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// OPA and Cedar know two truth values. So each rule is written twice for them:
// "certainly broken" and "possibly broken", over facts that say what is certain and
// what is possible. Both texts are made from the CEL text that people write, statement
// by statement and not literal by literal, so that they look like what an author of
// those languages would write and use their own set operations.

// statement is a parsed condition.
type statement struct {
	op   statementOp
	kids []*statement
	atom atom
}

type statementOp uint8

const (
	opTrue statementOp = iota
	opFalse
	opAtom
	opAnd
	opOr
	opNot
)

// atom is an elementary statement about one fact, or one of each side.
type atom struct {
	kind  atomKind
	a, b  operand
	words []string
	n     int64
}

type atomKind uint8

const (
	isTrue     atomKind = iota // a
	isWord                     // a == words[0]
	isOneOf                    // a in words
	hasMember                  // words[0] in a
	isEmpty                    // a == []
	atLeast                    // a >= n
	atLeastOf                  // a >= b
	containsOf                 // a has all of b
	sharesWith                 // a and b share a member
	isAmong                    // the word a is a member of b
)

// operand is a fact: the object that holds it and the name of its field there.
type operand struct {
	side  fact.Side
	field string
}

// reader parses conditions, with definitions by name.
type reader struct {
	env   *cel.Env
	m     *fact.Model
	terms map[string]*statement
}

// texts is a world's rules parsed once for both languages: broken[i] is rule i's
// formula for "this offer breaks it", the part over the dossier alone first.
type texts struct {
	when, rest []*statement
}

func parse(w *world) (*texts, error) {
	env, err := cel.NewEnv(cel.ClearMacros())
	if err != nil {
		return nil, err
	}
	r := &reader{env, w.model, map[string]*statement{}}
	for _, t := range w.terms {
		if r.terms[t.name], err = r.read(t.text); err != nil {
			return nil, err
		}
	}
	out := &texts{}
	for i := range w.rules {
		var parts [3]*statement
		for k, text := range []string{w.rules[i].when, w.rules[i].concerns, w.rules[i].requires} {
			if parts[k], err = r.read(text); err != nil {
				return nil, fmt.Errorf("rule %s: %w", w.rules[i].ID, err)
			}
		}
		out.when = append(out.when, parts[0])
		out.rest = append(out.rest, all(parts[1], not(parts[2])))
	}
	return out, nil
}

func all(kids ...*statement) *statement { return &statement{op: opAnd, kids: kids} }
func not(s *statement) *statement       { return &statement{op: opNot, kids: []*statement{s}} }

func (r *reader) read(text string) (*statement, error) {
	parsed, iss := r.env.Parse(text)
	if iss.Err() != nil {
		return nil, iss.Err()
	}
	return r.statement(parsed.NativeRep().Expr())
}

func (r *reader) statement(e ast.Expr) (*statement, error) {
	switch e.Kind() {
	case ast.LiteralKind:
		if e.AsLiteral().Value() == true {
			return &statement{op: opTrue}, nil
		}
		return &statement{op: opFalse}, nil
	case ast.IdentKind, ast.SelectKind:
		name := dotted(e)
		if t, ok := r.terms[name]; ok {
			return t, nil
		}
		return r.about(atom{kind: isTrue}, e, nil)
	case ast.CallKind:
		return r.call(e.AsCall())
	default:
		return nil, fmt.Errorf("expression of kind %v", e.Kind())
	}
}

func (r *reader) call(c ast.CallExpr) (*statement, error) {
	fn, args := c.FunctionName(), c.Args()
	switch fn {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
		s := &statement{op: map[string]statementOp{operators.LogicalAnd: opAnd, operators.LogicalOr: opOr, operators.LogicalNot: opNot}[fn]}
		for _, a := range args {
			k, err := r.statement(a)
			if err != nil {
				return nil, err
			}
			s.kids = append(s.kids, k)
		}
		return s, nil
	case operators.GreaterEquals, operators.Less, operators.Greater, operators.LessEquals:
		return r.order(fn, args)
	case operators.Equals, operators.NotEquals:
		s, err := r.equal(args)
		if err == nil && fn == operators.NotEquals {
			s = not(s)
		}
		return s, err
	case operators.In:
		return r.in(args)
	case "contains", "sets.contains":
		return r.about(atom{kind: containsOf}, args[0], args[1])
	case "intersects", "sets.intersects":
		return r.about(atom{kind: sharesWith}, args[0], args[1])
	}
	return nil, fmt.Errorf("call of %s", fn)
}

// about completes an atom with the facts it is about.
func (r *reader) about(a atom, x, y ast.Expr) (*statement, error) {
	for _, f := range []struct {
		e  ast.Expr
		to *operand
	}{{x, &a.a}, {y, &a.b}} {
		if f.e == nil {
			continue
		}
		ref, ok := r.m.Lookup(dotted(f.e))
		if !ok {
			return nil, fmt.Errorf("%q is not a fact", dotted(f.e))
		}
		*f.to = operand{ref.Side, field(r.m.Def(ref))}
	}
	return &statement{op: opAtom, atom: a}, nil
}

// order writes every comparison with "at least" and "not".
func (r *reader) order(fn string, args []ast.Expr) (*statement, error) {
	x, y := args[0], args[1]
	if x.Kind() == ast.LiteralKind {
		x, y = y, x
		fn = map[string]string{operators.Less: operators.Greater, operators.LessEquals: operators.GreaterEquals, operators.Greater: operators.Less, operators.GreaterEquals: operators.LessEquals}[fn]
	}
	negated := fn == operators.Less || fn == operators.LessEquals
	over := fn == operators.Greater || fn == operators.LessEquals
	var s *statement
	var err error
	if y.Kind() == ast.LiteralKind {
		n, failed := number(y)
		if over {
			n++
		}
		if s, err = r.about(atom{kind: atLeast, n: n}, x, nil); err == nil {
			err = failed
		}
	} else {
		if over { // x > y is not y >= x
			x, y, negated = y, x, !negated
		}
		s, err = r.about(atom{kind: atLeastOf}, x, y)
	}
	if err == nil && negated {
		s = not(s)
	}
	return s, err
}

func number(e ast.Expr) (int64, error) {
	switch v := e.AsLiteral().Value().(type) {
	case int64:
		return v, nil
	case string:
		d, err := havre.ParseDate(v)
		return d.Days(), err
	}
	return 0, fmt.Errorf("a number or a date is expected")
}

func (r *reader) equal(args []ast.Expr) (*statement, error) {
	x, y := args[0], args[1]
	if x.Kind() == ast.LiteralKind || x.Kind() == ast.ListKind {
		x, y = y, x
	}
	if y.Kind() == ast.ListKind {
		return r.about(atom{kind: isEmpty}, x, nil)
	}
	if ref, ok := r.m.Lookup(dotted(x)); ok && r.m.Def(ref).Kind == fact.Enum {
		return r.about(atom{kind: isWord, words: []string{fmt.Sprint(y.AsLiteral().Value())}}, x, nil)
	}
	n, err := number(y)
	if err != nil {
		return nil, err
	}
	low, err := r.about(atom{kind: atLeast, n: n}, x, nil)
	if err != nil {
		return nil, err
	}
	high, err := r.about(atom{kind: atLeast, n: n + 1}, x, nil)
	return all(low, not(high)), err
}

func (r *reader) in(args []ast.Expr) (*statement, error) {
	x, y := args[0], args[1]
	if x.Kind() == ast.LiteralKind {
		return r.about(atom{kind: hasMember, words: []string{fmt.Sprint(x.AsLiteral().Value())}}, y, nil)
	}
	if y.Kind() != ast.ListKind {
		return r.about(atom{kind: isAmong}, x, y)
	}
	a := atom{kind: isOneOf}
	for _, el := range y.AsList().Elements() {
		a.words = append(a.words, fmt.Sprint(el.AsLiteral().Value()))
	}
	return r.about(a, x, nil)
}

// dotted is the name an expression spells, or "".
func dotted(e ast.Expr) string {
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent()
	case ast.SelectKind:
		return dotted(e.AsSelect().Operand()) + "." + e.AsSelect().FieldName()
	default:
		return ""
	}
}

func field(d *fact.Def) string { return strings.ReplaceAll(d.Path, ".", "_") }

// readsOffer says whether a statement depends on the offer.
func (s *statement) readsOffer() bool {
	if s.op == opAtom {
		a := s.atom
		return a.a.side == fact.Offer || a.b.field != "" && a.b.side == fact.Offer
	}
	for _, k := range s.kids {
		if k.readsOffer() {
			return true
		}
	}
	return false
}

// encode gives a side's facts as both languages read them. For a fact x:
// a truth is x_t (certain) and x_p (possible); a word is x, "?" when unknown, and the
// set x_s of those it may be; a set is x_y (certain members) and x_m (possible ones);
// an ordered fact is between x_lo and x_hi.
func encode(m *fact.Model, s fact.Side, f fact.Facts, put func(name string, v any)) {
	for i := range f {
		d, v := &m.Defs(s)[i], &f[i]
		name := field(d)
		switch d.Kind {
		case fact.Truth:
			put(name+"_t", v.Truth == havre.Yes)
			put(name+"_p", v.Truth != havre.No)
		case fact.Enum:
			word, may := "?", d.Values
			if v.Known {
				word, may = d.Values[v.Number], d.Values[v.Number:v.Number+1]
			}
			put(name, word)
			put(name+"_s", may)
		case fact.Set:
			certain, possible := []string{}, []string{}
			for k, w := range d.Values {
				t := v.Members.Get(k)
				if t == havre.Yes {
					certain = append(certain, w)
				}
				if t != havre.No {
					possible = append(possible, w)
				}
			}
			put(name+"_y", certain)
			put(name+"_m", possible)
		case fact.Level, fact.Number, fact.Date:
			lo, hi := bounds(d, v)
			put(name+"_lo", lo)
			put(name+"_hi", hi)
		}
	}
}

func bounds(d *fact.Def, v *fact.Value) (lo, hi int64) {
	switch {
	case v.Known:
		return v.Number, v.Number
	case d.Kind == fact.Level:
		return 1, int64(len(d.Values))
	case d.Kind == fact.Number:
		return 0, d.Max
	default:
		return -1 << 40, 1 << 40
	}
}
