package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/fact"
)

// opa is OPA's Go SDK with a prepared query: the offers are data, the dossier is an
// input already in OPA's own form, the answer is read as OPA's own terms. All three
// are faster than what its documentation shows first.
type opa struct {
	query  rego.PreparedEvalQuery
	inputs []ast.Value
	seen   map[engine.Reason]bool
}

func newOPA(w *world) (*opa, error) {
	t, err := parse(w)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	store, err := catalogueStore(ctx, w)
	if err != nil {
		return nil, err
	}
	e := &opa{seen: map[engine.Reason]bool{}}
	e.query, err = rego.New(rego.Query("f = data.doctrine.fail; o = data.doctrine.open"), rego.Module("doctrine.rego", regoText(t)), rego.Store(store)).PrepareForEval(ctx)
	if err != nil {
		return nil, fmt.Errorf("the rules in Rego: %w", err)
	}
	for _, d := range w.dossiers {
		e.inputs = append(e.inputs, regoObject(w.model, fact.Dossier, d))
	}
	return e, nil
}

// catalogueStore holds the offers as OPA's own terms, sets included.
func catalogueStore(ctx context.Context, w *world) (storage.Store, error) {
	offers := ast.NewObject()
	for i, o := range w.offers {
		offers.Insert(ast.InternedTerm(i), ast.NewTerm(regoObject(w.model, fact.Offer, o)))
	}
	store := inmem.NewFromObjectWithOpts(map[string]any{}, inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))
	txn, err := store.NewTransaction(ctx, storage.WriteParams)
	if err != nil {
		return nil, err
	}
	if err := store.Write(ctx, txn, storage.AddOp, storage.MustParsePath("/offers"), offers); err != nil {
		return nil, err
	}
	return store, store.Commit(ctx, txn)
}

func regoObject(m *fact.Model, s fact.Side, f fact.Facts) ast.Object {
	o := ast.NewObject()
	encode(m, s, f, func(name string, v any) {
		var t *ast.Term
		switch x := v.(type) {
		case bool:
			t = ast.InternedTerm(x)
		case string:
			t = ast.StringTerm(x)
		case int64:
			t = ast.InternedTerm(int(x))
		case []string:
			set := ast.NewSet()
			for _, w := range x {
				set.Add(ast.StringTerm(w))
			}
			t = ast.NewTerm(set)
		}
		o.Insert(ast.StringTerm(name), t)
	})
	return o
}

// verdicts costs what reasons cost: OPA has no verdict without them.
func (e *opa) verdicts(i int, out []havre.Truth) { e.reasons(i, out, nil) }

func (e *opa) reasons(i int, out []havre.Truth, why []engine.Reason) []engine.Reason {
	results, err := e.query.Eval(context.Background(), rego.EvalParsedInput(e.inputs[i]),
		rego.EvalGenerateJSON(func(t *ast.Term, _ *rego.EvalContext) (any, error) { return t, nil }))
	if err != nil {
		panic(err)
	}
	for o := range out {
		out[o] = havre.Yes
	}
	clear(e.seen)
	for _, name := range []string{"f", "o"} {
		certain := name == "f"
		pairs(results[0].Bindings[name], func(offer, rule int) {
			r := engine.Reason{Offer: int32(offer), Rule: int32(rule), Certain: true}
			if certain {
				out[offer] = havre.No
				e.seen[r] = true
			} else if e.seen[r] { // certainly broken is possibly broken too
				return
			}
			out[offer] = min(out[offer], havre.Unknown)
			r.Certain = certain
			why = append(why, r)
		})
	}
	return why
}

// pairs reads a set of [offer, rule].
func pairs(v any, yield func(offer, rule int)) {
	t, ok := v.(*ast.Term)
	if !ok {
		panic("OPA: a term was asked for")
	}
	set, ok := t.Value.(ast.Set)
	if !ok {
		panic("OPA: a set was asked for")
	}
	at := func(a *ast.Array, i int) int {
		n, ok := a.Elem(i).Value.(ast.Number)
		if !ok {
			panic("OPA: a number was asked for")
		}
		x, _ := n.Int()
		return x
	}
	set.Foreach(func(t *ast.Term) {
		if a, ok := t.Value.(*ast.Array); ok {
			yield(at(a, 0), at(a, 1))
		}
	})
}

// regoWriter writes rules in Rego. What is an "or" becomes a helper rule with a
// body an alternative, shared when two rules need the same.
type regoWriter struct {
	b       strings.Builder
	helpers map[string]string // bodies to name
}

func regoText(t *texts) string {
	w := &regoWriter{helpers: map[string]string{}}
	for i := range t.when {
		for _, set := range []struct {
			name string
			must bool
		}{{"fail", true}, {"open", false}} {
			body := w.lines(t.when[i], false, set.must)
			body = append(body, "some offer, p in data.offers")
			body = append(body, w.lines(t.rest[i], false, set.must)...)
			fmt.Fprintf(&w.b, "%s contains [offer, %d] if {\n\t%s\n}\n\n", set.name, i, strings.Join(body, "\n\t"))
		}
	}
	return "package doctrine\n\nimport rego.v1\n\n" + w.b.String()
}

// lines are the conditions that a body holds for a statement, or its opposite, to be
// certain (must) or possible.
func (w *regoWriter) lines(s *statement, negated, must bool) []string {
	switch s.op {
	case opTrue, opFalse:
		if (s.op == opTrue) != negated {
			return nil
		}
		return []string{"false"}
	case opAtom:
		return []string{regoAtom(&s.atom, negated, must)}
	case opNot:
		return w.lines(s.kids[0], !negated, must)
	case opAnd, opOr:
	}
	if (s.op == opAnd) == negated {
		return []string{w.helper(s, negated, must)}
	}
	var out []string
	for _, k := range s.kids {
		out = append(out, w.lines(k, negated, must)...)
	}
	return out
}

// helper is a rule that holds when one of the statement's parts does. One over the
// dossier alone is computed once a decision.
func (w *regoWriter) helper(s *statement, negated, must bool) string {
	arg := ""
	if s.readsOffer() {
		arg = "(p)"
	}
	var bodies []string
	for _, k := range flat(s) {
		body := strings.Join(w.lines(k, negated, must), "\n\t")
		if body == "" {
			body = "true"
		}
		bodies = append(bodies, body)
	}
	key := strings.Join(bodies, "\n|\n")
	name, ok := w.helpers[key]
	if !ok {
		name = fmt.Sprintf("h%d", len(w.helpers))
		w.helpers[key] = name
		for _, body := range bodies {
			fmt.Fprintf(&w.b, "%s%s if {\n\t%s\n}\n\n", name, arg, body)
		}
	}
	return name + arg
}

// flat lists the parts of nested statements of the same operation.
func flat(s *statement) []*statement {
	var out []*statement
	for _, k := range s.kids {
		if k.op == s.op {
			out = append(out, flat(k)...)
		} else {
			out = append(out, k)
		}
	}
	return out
}

// regoAtom writes an elementary statement. Its opposite is certain when it is not
// possible, and possible when it is not certain.
func regoAtom(a *atom, negated, must bool) string {
	x, y := regoPath(a.a), regoPath(a.b)
	if a.kind == isTrue { // an equality: OPA indexes rules on those
		return fmt.Sprintf("%s%s == %t", x, suffix(must != negated, "_t", "_p"), !negated)
	}
	if negated && a.kind == isWord && !must {
		return fmt.Sprintf("%s != %q", x, a.words[0])
	}
	text := regoHolds(a, x, y, must != negated)
	if negated {
		return "not " + text
	}
	return text
}

func regoHolds(a *atom, x, y string, must bool) string {
	switch a.kind {
	case isWord:
		if must {
			return fmt.Sprintf("%s == %q", x, a.words[0])
		}
		return fmt.Sprintf("%q in %s_s", a.words[0], x)
	case isOneOf:
		list := `{"` + strings.Join(a.words, `", "`) + `"}`
		if must {
			return fmt.Sprintf("%s in %s", x, list)
		}
		return fmt.Sprintf("count(%s_s & %s) > 0", x, list)
	case hasMember:
		return fmt.Sprintf("%q in %s%s", a.words[0], x, suffix(must, "_y", "_m"))
	case isEmpty:
		return fmt.Sprintf("count(%s%s) == 0", x, suffix(must, "_m", "_y"))
	case atLeast:
		return fmt.Sprintf("%s%s >= %d", x, suffix(must, "_lo", "_hi"), a.n)
	case atLeastOf:
		return fmt.Sprintf("%s%s >= %s%s", x, suffix(must, "_lo", "_hi"), y, suffix(must, "_hi", "_lo"))
	case containsOf:
		return fmt.Sprintf("count(%s%s - %s%s) == 0", y, suffix(must, "_m", "_y"), x, suffix(must, "_y", "_m"))
	case sharesWith:
		return fmt.Sprintf("count(%[1]s%[3]s & %[2]s%[3]s) > 0", x, y, suffix(must, "_y", "_m"))
	default: // isAmong
		if must {
			return fmt.Sprintf("count(%s_s - %s_y) == 0", x, y)
		}
		return fmt.Sprintf("count(%s_s & %s_m) > 0", x, y)
	}
}

func regoPath(o operand) string {
	if o.side == fact.Offer {
		return "p." + o.field
	}
	return "input." + o.field
}

func suffix(must bool, certain, possible string) string {
	if must {
		return certain
	}
	return possible
}
