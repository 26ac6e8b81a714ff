package doctrine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// Change is one difference between two sets.
type Change struct {
	Subject string     `json:"subject"` // set, definition or rule
	ID      string     `json:"id"`      // of the rule or definition; of the later set
	Kind    ChangeKind `json:"kind"`
	Field   string     `json:"field,omitempty"` // of a changed one: requires, title.fr, derogation.months
	Before  string     `json:"before,omitempty"`
	After   string     `json:"after,omitempty"`
	Reason  havre.Text `json:"reason,omitzero"` // of a repeal, when the later set gives it
}

// ChangeKind is what happened to a rule or a definition.
type ChangeKind string

// A rule whose identifier changes is repealed and another is added.
const (
	Added    ChangeKind = "added"
	Repealed ChangeKind = "repealed"
	Changed  ChangeKind = "changed"
)

// field is one thing that may differ, under a name that stays.
type field struct{ name, value string }

// Diff is what changes from one set to another, inheritance resolved, field by
// field, in the order of the later set; what was repealed comes last.
func Diff(before, after *Set) []Change {
	out := compare("set", after.ID, before.fields(), after.fields())
	was, is := before.allDefinitions(), after.allDefinitions()
	out = append(out, diff("definition", was, is, definitionID, (*Definition).fields)...)
	rules := func(s *Set) []*Rule {
		var list []*Rule
		for _, m := range s.Effective() {
			list = append(list, m.Rule)
		}
		return list
	}
	changes := diff("rule", rules(before), rules(after), func(r *Rule) string { return r.ID }, (*Rule).fields)
	for i, c := range changes {
		if j := slices.IndexFunc(after.Repeals, func(r Repeal) bool { return r.Rule == c.ID }); j >= 0 && c.Kind == Repealed {
			changes[i].Reason = after.Repeals[j].Reason
		}
	}
	return append(out, changes...)
}

func definitionID(d *Definition) string { return d.Name }

// diff pairs two lists by identifier.
func diff[T any](subject string, before, after []T, id func(T) string, fields func(T) []field) []Change {
	var out []Change
	old := map[string]T{}
	for _, x := range before {
		old[id(x)] = x
	}
	seen := map[string]bool{}
	for _, x := range after {
		seen[id(x)] = true
		if y, ok := old[id(x)]; ok {
			out = append(out, compare(subject, id(x), fields(y), fields(x))...)
		} else {
			out = append(out, Change{Subject: subject, ID: id(x), Kind: Added})
		}
	}
	for _, x := range before {
		if !seen[id(x)] {
			out = append(out, Change{Subject: subject, ID: id(x), Kind: Repealed})
		}
	}
	return out
}

// compare lists the fields whose value differs; both sides name the same fields.
func compare(subject, id string, before, after []field) []Change {
	var out []Change
	for i := range before {
		if b, a := before[i], after[i]; b.value != a.value {
			out = append(out, Change{Subject: subject, ID: id, Kind: Changed, Field: a.name, Before: b.value, After: a.value})
		}
	}
	return out
}

// allDefinitions are those of the set and of its ancestors, the nearest winning.
func (s *Set) allDefinitions() []*Definition {
	byName := map[string]*Definition{}
	var order []string
	for _, d := range append(visible(s, nil), s.Definitions...) {
		if byName[d.Name] == nil {
			order = append(order, d.Name)
		}
		byName[d.Name] = d
	}
	out := make([]*Definition, len(order))
	for i, name := range order {
		out[i] = byName[name]
	}
	return out
}

func bilingual(name string, t havre.Text) []field {
	return []field{{name + ".fr", t.FR}, {name + ".en", t.EN}}
}

func (s *Set) fields() []field {
	return slices.Concat(bilingual("title", s.Title), []field{
		{"version", s.Version},
		{"level", string(s.Level)},
		{"ministry", s.Ministry},
		{"from", s.Period.From.String()},
		{"until", s.Period.Until.String()},
		{"inherits", s.Inherits},
	})
}

func (d *Definition) fields() []field {
	return slices.Concat(bilingual("title", d.Title), []field{{"means", words(d.Means)}, {"source", d.Source}})
}

func (r *Rule) fields() []field {
	out := slices.Concat(bilingual("title", r.Title), bilingual("text", r.Text), []field{
		{"judges", string(r.Judges)},
		{"severity", string(r.Severity)},
		{"from", r.Period.From.String()},
		{"until", r.Period.Until.String()},
		{"binds", strings.Join(r.Binds, ", ")},
		{"when", words(r.When)},
		{"concerns", words(r.Concerns)},
		{"requires", words(r.Requires)},
		{"blocks", strconv.FormatBool(r.Blocks)},
	})
	var evidence havre.Text
	for _, e := range r.Evidence {
		evidence = havre.Text{FR: evidence.FR + "; " + e.FR, EN: evidence.EN + "; " + e.EN}
	}
	out = append(out, bilingual("evidence", havre.Text{FR: strings.TrimPrefix(evidence.FR, "; "), EN: strings.TrimPrefix(evidence.EN, "; ")})...)
	for _, o := range []Outcome{Pass, Fail, Met, Declared, Unmet, Unknown, NotApplicable} {
		out = append(out, bilingual("because."+string(o), r.Because.Of(o))...)
	}
	return slices.Concat(out, r.Derogation.fields(), []field{{"sources", sourceWords(r.Sources)}})
}

func (d *Derogation) fields() []field {
	if d == nil {
		d = &Derogation{}
	}
	return slices.Concat(
		bilingual("derogation.authority", d.Authority), bilingual("derogation.proof", d.Proof),
		bilingual("derogation.countsFrom", d.CountsFrom), []field{
			{"derogation.months", strconv.Itoa(d.Months)},
			{"derogation.engagedOnly", strconv.FormatBool(d.EngagedOnly)},
		})
}

func sourceWords(list Sources) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.TrimSpace(fmt.Sprintf("%s %s", s.ID, s.Article))
	}
	return strings.Join(out, ", ")
}

// words is a condition without its line breaks: laying it out otherwise changes
// nothing.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }
