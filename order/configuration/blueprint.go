package configuration

import (
	"errors"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/catalogue"
)

// mostMistakes is how many mistakes of one blueprint are told at once.
const mostMistakes = 10

// blueprints tells what is wrong with the blueprints among what is chosen: what their
// schema cannot say of a text.
func blueprints(p *catalogue.Plan, chosen map[string]any) (out havre.Problems) {
	for i := range p.Fields {
		f := &p.Fields[i]
		text, _ := chosen[f.ID].(string)
		if f.Kind != catalogue.Blueprint || text == "" {
			continue
		}
		_, err := blueprint.Parse("", []byte(text))
		var wrong havre.Problems
		if !errors.As(err, &wrong) {
			continue
		}
		for _, x := range wrong[:min(len(wrong), mostMistakes)] {
			out = append(out, mistaken(f, x))
		}
	}
	return out
}

// mistaken is a mistake of a blueprint as one of the field that holds it. The place is
// in the words too: it is one in the text, which has no name.
func mistaken(f *catalogue.Field, x havre.Problem) havre.Problem {
	said := x.Message
	if x.Field != "" {
		said = havre.Text{FR: "%[1]s : %[2]s", EN: "%[1]s: %[2]s"}.With(x.Field, said)
	}
	if x.Line > 0 {
		said = havre.Text{FR: "ligne %[1]d, colonne %[2]d : %[3]s", EN: "line %[1]d, column %[2]d: %[3]s"}.With(x.Line, x.Column, said)
	}
	x.Field, x.Message = path(f.ID), notTaken.With(f.Title, said)
	return x
}
