package broker

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
)

// ours is the member of context and of parameters that holds what an order needs and no
// plan asks.
const ours = "havre"

// setters fill a demand from the members of that object, one by one.
var setters = map[string]func(*order.Demand, string) *havre.Text{
	"need":         func(d *order.Demand, s string) *havre.Text { d.Need = s; return nil },
	"environment":  func(d *order.Demand, s string) *havre.Text { d.Item.Environment = s; return nil },
	"name":         func(d *order.Demand, s string) *havre.Text { d.Item.Name = s; return nil },
	"framework":    func(d *order.Demand, s string) *havre.Text { d.Item.Framework = s; return nil },
	"estimateNote": func(d *order.Demand, s string) *havre.Text { d.Item.EstimateNote = s; return nil },
	"until":        setUntil,
	"estimate":     setEstimate,
}

func setUntil(d *order.Demand, s string) *havre.Text {
	on, err := havre.ParseDate(s)
	if err != nil {
		return &havre.Text{FR: "une date de la forme 2027-12-31 est attendue", EN: "a date of the form 2027-12-31 is expected"}
	}
	d.Item.Until = on
	return nil
}

func setEstimate(d *order.Demand, s string) *havre.Text {
	amount, err := havre.ParseEuro(s)
	if err != nil {
		return &havre.Text{FR: "un montant en euros TTC est attendu : 1234.50", EN: "an amount in euros, VAT included, is expected: 1234.50"}
	}
	d.Item.Estimate = &amount
	return nil
}

// demand is what a platform asks of an instance: parameters are the choices of the plan,
// but for what is ours; the context may say the same for all that a space asks.
func (c *call) demand(q *request, offer, plan string) (*order.Demand, error) {
	d := &order.Demand{External: c.PathValue("instance"), Title: shown(q.Context.text("instance_name")), Note: c.note()}
	d.Item.Offer, d.Item.Plan = offer, plan
	var problems havre.Problems
	for _, where := range []struct {
		name string
		in   object
	}{{"context", q.Context}, {"parameters", q.Parameters}} {
		problems = append(problems, fill(d, where.name+"."+ours, where.in[ours])...)
	}
	if err := problems.Err(); err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	choices := maps.Clone(q.Parameters)
	delete(choices, ours)
	text, err := json.Marshal(choices)
	if err != nil {
		return nil, badRequest(havre.Text{FR: "Le champ « parameters » n’est pas bien formé.", EN: "The field “parameters” is not well formed."})
	}
	if choices != nil {
		d.Item.Choices = text
	}
	return d, nil
}

// fill takes in the members of an object of ours; an unknown one is a mistake, which
// would otherwise cost somebody an end date.
func fill(d *order.Demand, path string, raw json.RawMessage) (problems havre.Problems) {
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return nil
	}
	var members object
	if err := json.Unmarshal(raw, &members); err != nil {
		return havre.Problems{{Field: path, Message: havre.Text{FR: "un objet est attendu", EN: "an object is expected"}}}
	}
	known := slices.Sorted(maps.Keys(setters))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		set, ok := setters[name]
		if !ok {
			problems = append(problems, havre.Problem{
				Field: path, Value: shown(name), Suggestion: havre.Nearest(name, known),
				Message: havre.Text{FR: "un de ces noms est attendu : %s", EN: "one of these names is expected: %s"}.With(strings.Join(known, ", ")),
			})
			continue
		}
		value, ok := scalar(members[name])
		said := &havre.Text{FR: "un texte est attendu", EN: "a text is expected"}
		if ok {
			said = set(d, value)
		}
		if said != nil {
			problems = append(problems, havre.Problem{Field: path + "." + name, Value: shown(value), Message: *said})
		}
	}
	return problems
}

// scalar is a text, or a number as it is written; false is anything else, as it is
// written too.
func scalar(raw json.RawMessage) (string, bool) {
	var text string
	if !bytes.Equal(raw, []byte("null")) && json.Unmarshal(raw, &text) == nil {
		return text, true
	}
	var n float64
	return string(raw), json.Unmarshal(raw, &n) == nil && !bytes.Equal(raw, []byte("null"))
}
