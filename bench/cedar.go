package main

import (
	"fmt"
	"iter"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/fact"
)

// cedarGo is cedar-go with one request an offer: its batch interface is slower, it
// prepares the policies again at every call. The policies are given in order: a
// PolicySet is a map, and answers in another order each time.
type cedarGo struct {
	policies policies
	means    map[cedar.PolicyID]engine.Reason
	entities entities
	uids     []types.EntityUID
	dossiers []types.Record
	certain  map[int32]bool
}

var (
	theDossier = types.NewEntityUID("Dossier", "d")
	theAction  = types.NewEntityUID("Action", "host")
)

func newCedar(w *world) (*cedarGo, error) {
	t, err := parse(w)
	if err != nil {
		return nil, err
	}
	e := &cedarGo{means: map[cedar.PolicyID]engine.Reason{}, entities: entities{offers: map[types.EntityUID]types.Entity{}}, certain: map[int32]bool{}}
	if err := e.load(t); err != nil {
		return nil, err
	}
	for i, o := range w.offers {
		u := types.NewEntityUID("Offer", types.String(fmt.Sprint(i)))
		e.entities.offers[u] = types.Entity{UID: u, Attributes: cedarRecord(w.model, fact.Offer, o)}
		e.uids = append(e.uids, u)
	}
	for _, d := range w.dossiers {
		e.dossiers = append(e.dossiers, cedarRecord(w.model, fact.Dossier, d))
	}
	return e, nil
}

// load writes two policies a rule and has cedar-go read them.
func (e *cedarGo) load(t *texts) error {
	var b strings.Builder
	b.WriteString("permit (principal, action, resource);\n")
	for i := range t.when {
		for _, must := range []bool{true, false} {
			fmt.Fprintf(&b, "forbid (principal, action, resource) when { %s };\n", cedarText(all(t.when[i], t.rest[i]), must))
		}
	}
	list, err := cedar.NewPolicyListFromBytes("doctrine.cedar", []byte(b.String()))
	if err != nil {
		return fmt.Errorf("the rules in Cedar: %w", err)
	}
	for i, p := range list {
		id := cedar.PolicyID(fmt.Sprint(i))
		e.policies.ids, e.policies.list = append(e.policies.ids, id), append(e.policies.list, p)
		if i > 0 {
			e.means[id] = engine.Reason{Rule: int32((i - 1) / 2), Certain: i%2 == 1}
		}
	}
	return nil
}

func (e *cedarGo) verdicts(i int, out []havre.Truth) { e.reasons(i, out, nil) }

func (e *cedarGo) reasons(i int, out []havre.Truth, why []engine.Reason) []engine.Reason {
	e.entities.dossier = types.Entity{UID: theDossier, Attributes: e.dossiers[i]}
	for o, u := range e.uids {
		_, d := cedar.Authorize(&e.policies, &e.entities, cedar.Request{Principal: theDossier, Action: theAction, Resource: u})
		if len(d.Errors) > 0 {
			panic(d.Errors[0].Message) // an error is no refusal for Cedar
		}
		out[o] = havre.Yes
		clear(e.certain)
		for _, r := range d.Reasons { // in the order of policies: certain first
			m, ok := e.means[r.PolicyID]
			if !ok || e.certain[m.Rule] {
				continue
			}
			if m.Certain {
				e.certain[m.Rule] = true
				out[o] = havre.No
			}
			out[o] = min(out[o], havre.Unknown)
			m.Offer = int32(o)
			why = append(why, m)
		}
	}
	return why
}

// policies is a list in order.
type policies struct {
	ids  []cedar.PolicyID
	list []*cedar.Policy
}

// All is how cedar-go reads policies.
func (p *policies) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for i, x := range p.list {
			if !yield(p.ids[i], x) {
				return
			}
		}
	}
}

// entities is one dossier and all offers.
type entities struct {
	dossier types.Entity
	offers  map[types.EntityUID]types.Entity
}

// Get is how cedar-go reads entities.
func (e *entities) Get(u types.EntityUID) (types.Entity, bool) {
	if u == theDossier {
		return e.dossier, true
	}
	x, ok := e.offers[u]
	return x, ok
}

func cedarRecord(m *fact.Model, s fact.Side, f fact.Facts) types.Record {
	r := types.RecordMap{}
	encode(m, s, f, func(name string, v any) {
		switch x := v.(type) {
		case bool:
			r[types.String(name)] = types.Boolean(x)
		case string:
			r[types.String(name)] = types.String(x)
		case int64:
			r[types.String(name)] = types.Long(x)
		case []string:
			members := make([]types.Value, len(x))
			for i, w := range x {
				members[i] = types.String(w)
			}
			r[types.String(name)] = types.NewSet(members...)
		}
	})
	return types.NewRecord(r)
}

// cedarText writes a statement for it to be certain (must) or possible.
func cedarText(s *statement, must bool) string {
	join := func(with string) string {
		var parts []string
		for _, k := range flat(s) {
			parts = append(parts, cedarText(k, must))
		}
		return "(" + strings.Join(parts, with) + ")"
	}
	switch s.op {
	case opTrue:
		return "true"
	case opFalse:
		return "false"
	case opAnd:
		return join(" && ")
	case opOr:
		return join(" || ")
	case opNot:
		return "!(" + cedarText(s.kids[0], !must) + ")"
	default:
		return cedarAtom(&s.atom, must)
	}
}

func cedarAtom(a *atom, must bool) string {
	x, y := cedarPath(a.a), cedarPath(a.b)
	list := func() string { return `["` + strings.Join(a.words, `", "`) + `"]` }
	switch a.kind {
	case isTrue:
		return x + suffix(must, "_t", "_p")
	case isWord:
		if must {
			return fmt.Sprintf("%s == %q", x, a.words[0])
		}
		return fmt.Sprintf("%s_s.contains(%q)", x, a.words[0])
	case isOneOf:
		if must {
			return fmt.Sprintf("%s.contains(%s)", list(), x)
		}
		return fmt.Sprintf("%s_s.containsAny(%s)", x, list())
	case hasMember:
		return fmt.Sprintf("%s%s.contains(%q)", x, suffix(must, "_y", "_m"), a.words[0])
	case isEmpty:
		return fmt.Sprintf("%s%s.isEmpty()", x, suffix(must, "_m", "_y"))
	case atLeast:
		return fmt.Sprintf("%s%s >= %d", x, suffix(must, "_lo", "_hi"), a.n)
	case atLeastOf:
		return fmt.Sprintf("%s%s >= %s%s", x, suffix(must, "_lo", "_hi"), y, suffix(must, "_hi", "_lo"))
	case containsOf:
		return fmt.Sprintf("%s%s.containsAll(%s%s)", x, suffix(must, "_y", "_m"), y, suffix(must, "_m", "_y"))
	case sharesWith:
		return fmt.Sprintf("%[1]s%[3]s.containsAny(%[2]s%[3]s)", x, y, suffix(must, "_y", "_m"))
	default: // isAmong
		if must {
			return fmt.Sprintf("%s_y.containsAll(%s_s)", y, x)
		}
		return fmt.Sprintf("%s_m.containsAny(%s_s)", y, x)
	}
}

func cedarPath(o operand) string {
	if o.side == fact.Offer {
		return "resource." + o.field
	}
	return "principal." + o.field
}
