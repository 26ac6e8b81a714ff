package configuration

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// choices is where a configuration is in what people send.
const choices = "choices"

// path is where a field is.
func path(id string) string {
	if id == "" {
		return choices
	}
	return choices + "." + id
}

// check tells what is wrong with what is chosen, one problem a field, in the order
// of the plan.
func check(p *catalogue.Plan, chosen map[string]any) havre.Problems {
	s, err := schemaOf(p)
	if err != nil { // loading a catalogue refuses such a plan
		return havre.Problems{{Field: choices, Value: p.Key(), Message: brokenPlan}}
	}
	var wrong *jsonschema.ValidationError
	if err := s.Validate(chosen); !errors.As(err, &wrong) {
		return blueprints(p, chosen)
	}
	t := &teller{plan: p, chosen: chosen, told: map[string]havre.Problem{}}
	t.tell(wrong)
	return t.problems()
}

var brokenPlan = havre.Text{FR: "ce gabarit du catalogue est mal formé : le signaler à qui tient le catalogue", EN: "this plan of the catalogue is malformed: tell whoever keeps the catalogue"}

// teller turns the errors of the validator into problems for people.
type teller struct {
	plan   *catalogue.Plan
	chosen map[string]any
	told   map[string]havre.Problem // by field
}

// tell goes down to what is wrong in itself.
func (t *teller) tell(e *jsonschema.ValidationError) {
	for _, cause := range e.Causes {
		t.tell(cause)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, id := range k.Properties {
			t.unknown(id)
		}
	case *kind.Required:
		for _, id := range k.Missing {
			if f, ok := t.plan.Field(id); ok {
				t.say(id, havre.Problem{Message: isMissing.With(f.Title, Expected(f))})
			}
		}
	default:
		t.refused(e)
	}
}

// refused tells that a field does not take its value: what it takes says why.
func (t *teller) refused(e *jsonschema.ValidationError) {
	if len(e.InstanceLocation) == 0 {
		return
	}
	id := e.InstanceLocation[0]
	f, ok := t.plan.Field(id)
	if !ok {
		return
	}
	value := shown(t.chosen[id])
	p := havre.Problem{Value: value, Message: notTaken.With(f.Title, Expected(f))}
	if f.Kind == catalogue.Choosing && !f.Locked {
		p.Suggestion = havre.Nearest(value, valuesOf(f))
	}
	t.say(id, p)
}

var (
	isMissing = havre.Text{FR: "%[1]s : à choisir ; %[2]s", EN: "%[1]s: to be chosen; %[2]s"}
	notTaken  = havre.Text{FR: "%[1]s : %[2]s", EN: "%[1]s: %[2]s"}
	noField   = havre.Text{FR: "ce gabarit n’a pas de champ de ce nom ; il a : %s", EN: "this plan has no field of that name; it has: %s"}
)

func (t *teller) unknown(id string) {
	names := make([]string, len(t.plan.Fields))
	for i := range t.plan.Fields {
		names[i] = t.plan.Fields[i].ID
	}
	t.say(id, havre.Problem{Value: cut(id), Suggestion: havre.Nearest(id, names), Message: noField.With(strings.Join(names, ", "))})
}

// say keeps the first problem of a field.
func (t *teller) say(id string, p havre.Problem) {
	if _, twice := t.told[id]; !twice {
		p.Field = path(cut(id))
		t.told[id] = p
	}
}

// problems lists them in the order of the plan's fields, then the unknown ones.
func (t *teller) problems() havre.Problems {
	order := func(id string) int {
		if i := slices.IndexFunc(t.plan.Fields, func(f catalogue.Field) bool { return f.ID == id }); i >= 0 {
			return i
		}
		return len(t.plan.Fields)
	}
	ids := make([]string, 0, len(t.told))
	for id := range t.told {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a, b)) })
	out := make(havre.Problems, len(ids))
	for i, id := range ids {
		out[i] = t.told[id]
	}
	return out
}
