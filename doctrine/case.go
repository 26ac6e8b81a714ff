package doctrine

import (
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/document"
)

// Case is an example written beside a rule: some facts, and what the rule makes of
// them. What it does not list is unknown.
type Case struct {
	Name    havre.Text `json:"name"`
	On      havre.Date `json:"on,omitzero"` // the day the rule began when the case gives none
	Shown   Shown      `json:"shown"`       // for obligations
	Outcome Outcome    `json:"outcome"`
	Missing []string   `json:"missing,omitempty"` // of an unknown outcome: the facts to obtain; nil when not stated

	dossier, offer stated
	at             place
}

// stated are the facts a case lists on one side, as written.
type stated []statement

type statement struct {
	path string
	node *document.Node
	at   place
}

func (r *Rule) readCases(o object) {
	cases := o.children("cases")
	if len(cases) > MaxCases {
		o.add(o.at("cases").problem(havre.Text{FR: "%d cas ; %d au plus", EN: "%d cases; %d at most"}.With(len(cases), MaxCases)))
		return
	}
	for _, c := range cases {
		if c.only("name", "on", "dossier", "offer", "shown", "outcome", "missing") {
			r.Cases = append(r.Cases, r.readCase(c))
		}
	}
}

func (r *Rule) readCase(o object) Case {
	c := Case{
		Name: o.wording("name", true), On: o.date("on", false), Shown: Nothing,
		dossier: readStated(o, "dossier"), offer: readStated(o, "offer"), at: o.at("outcome"),
	}
	if r.Judges != "" {
		words := make([]string, 0, 5)
		for _, out := range r.Judges.Outcomes() {
			words = append(words, string(out))
		}
		c.Outcome = Outcome(o.word("outcome", true, words...))
	}
	if s := o.word("shown", false, string(Nothing), string(Claim), string(Document)); s != "" {
		c.Shown = Shown(s)
	}
	if o.get("missing") != nil {
		c.Missing = append([]string{}, o.words("missing")...)
	}
	if r.Judges == Offer && c.Shown != Nothing {
		o.add(o.at("shown").problem(havre.Text{FR: "une règle qui juge les offres ne regarde pas de pièce", EN: "a rule that judges offers looks at no evidence"}))
	}
	if c.Missing != nil && c.Outcome != Unknown {
		o.add(o.at("missing").problem(havre.Text{FR: "seul un cas au résultat inconnu a des faits manquants", EN: "only a case whose outcome is unknown has missing facts"}))
	}
	return c
}

func readStated(o object, side string) stated {
	c := o.child(side)
	if c.node == nil {
		return nil
	}
	if c.node.Kind != document.Mapping {
		c.only()
		return nil
	}
	var out stated
	for i, k := range c.node.Keys {
		out = append(out, statement{k.Value, c.node.Items[i], c.place(k, k.Value)})
	}
	return out
}

// facts are the values of one side that a case states.
func (list stated) facts(m *fact.Model, side fact.Side, problems *havre.Problems) fact.Facts {
	f := m.NewFacts(side)
	for _, s := range list {
		if p, bad := s.put(m, f, side); bad {
			*problems = append(*problems, p)
		}
	}
	return f
}

// put writes one fact, or says why it cannot.
func (s statement) put(m *fact.Model, f fact.Facts, side fact.Side) (havre.Problem, bool) {
	ref, member, ok := resolve(m, side, s.path)
	if !ok {
		p := s.at.value(havre.Text{FR: "fait inconnu du modèle", EN: "fact unknown to the model"}, s.path, nil)
		if near := m.Nearest(side.String() + "." + s.path); near != "" {
			p.Suggestion = strings.TrimPrefix(near, side.String()+".")
		}
		return p, true
	}
	def := m.Def(ref)
	if member >= 0 {
		return s.truth(func(t havre.Truth) { f[ref.Index].Members.Put(member, t) })
	}
	switch def.Kind {
	case fact.Truth:
		return s.truth(func(t havre.Truth) { f[ref.Index].Truth = t })
	case fact.Set:
		return s.list(def, &f[ref.Index])
	default:
		return s.single(def, &f[ref.Index])
	}
}

// resolve finds a fact by its path, or a member of a set by the path of the set
// and its word (services.object-storage); member is -1 for a whole fact.
func resolve(m *fact.Model, side fact.Side, path string) (ref fact.Ref, member int, ok bool) {
	if ref, ok = m.Lookup(side.String() + "." + path); ok {
		return ref, -1, true
	}
	dot := strings.LastIndexByte(path, '.')
	if dot < 0 {
		return ref, -1, false
	}
	ref, ok = m.Lookup(side.String() + "." + path[:dot])
	if !ok || m.Def(ref).Kind != fact.Set {
		return ref, -1, false
	}
	member = m.Def(ref).Index(path[dot+1:])
	return ref, member, member >= 0
}

func (s statement) refuse(value string, candidates []string, what havre.Text) (havre.Problem, bool) {
	at := s.at
	if s.node.Line > 0 {
		at.line, at.column = s.node.Line, s.node.Column
	}
	return at.value(what, value, candidates), true
}

func (s statement) truth(put func(havre.Truth)) (havre.Problem, bool) {
	t, err := havre.ParseTruth(s.node.Value)
	if err != nil || s.node.Kind != document.Scalar {
		return s.refuse(s.node.Value, havre.TruthSpellings, havre.Text{FR: "yes, no ou unknown est attendu", EN: "yes, no or unknown is expected"})
	}
	put(t)
	return havre.Problem{}, false
}

// unknownWord says that a scalar states nothing.
func (s statement) unknownWord() bool {
	t, err := havre.ParseTruth(s.node.Value)
	return s.node.Kind == document.Scalar && (s.node.Null || (err == nil && !t.Known()))
}

// list is a whole set, complete; or unknown.
func (s statement) list(def *fact.Def, v *fact.Value) (havre.Problem, bool) {
	if s.unknownWord() {
		return havre.Problem{}, false
	}
	if s.node.Kind != document.Sequence {
		return s.refuse(s.node.Value, nil, havre.Text{FR: "une liste [a, b], ou unknown, est attendue", EN: "a list [a, b], or unknown, is expected"})
	}
	var in []int
	for _, n := range s.node.Items {
		i := def.Index(n.Value)
		if i < 0 {
			return s.refuse(n.Value, def.Values, havre.Text{
				FR: "valeur inconnue ; attendu : %s", EN: "unknown value; expected: %s",
			}.With(strings.Join(def.Values, ", ")))
		}
		in = append(in, i)
	}
	v.Members.Fill(len(def.Values), in, true)
	return havre.Problem{}, false
}

// single is a word, a level, a number or a date; or unknown.
func (s statement) single(def *fact.Def, v *fact.Value) (havre.Problem, bool) {
	if s.node.Kind != document.Scalar {
		return s.refuse("", nil, havre.Text{FR: "une seule valeur est attendue", EN: "one value is expected"})
	}
	n, ok := number(def, strings.TrimSpace(s.node.Value))
	switch {
	case ok:
		*v = fact.Value{Known: true, Number: n}
	case !s.unknownWord():
		return s.refuse(s.node.Value, def.Values, havre.Text{
			FR: "valeur hors du domaine de ce fait (%s)", EN: "value outside the domain of this fact (%s)",
		}.With(domain(def)))
	}
	return havre.Problem{}, false
}

// number is the position of a word, a level, a number or a date in its domain.
func number(def *fact.Def, s string) (int64, bool) {
	switch def.Kind {
	case fact.Enum:
		i := def.Index(s)
		return int64(i), i >= 0
	case fact.Date:
		d, err := havre.ParseDate(s)
		return d.Days(), err == nil
	default: // a level or a number
	}
	n, err := strconv.ParseInt(s, 10, 64)
	lo, hi := int64(0), def.Max
	if def.Kind == fact.Level {
		lo, hi = 1, int64(len(def.Values))
	}
	return n, err == nil && n >= lo && n <= hi
}

// domain says in words what values a fact takes.
func domain(def *fact.Def) havre.Text {
	switch def.Kind {
	case fact.Enum, fact.Set, fact.Level:
		return havre.Same(strings.Join(def.Values, ", "))
	case fact.Date:
		return havre.Text{FR: "AAAA-MM-JJ", EN: "YYYY-MM-DD"}
	case fact.Number:
		return havre.Text{FR: "de 0 à %d", EN: "0 to %d"}.With(def.Max)
	default:
		return havre.Text{FR: "yes, no ou unknown", EN: "yes, no or unknown"}
	}
}
