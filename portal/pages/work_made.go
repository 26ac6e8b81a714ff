package pages

import (
	"encoding/json"

	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// makeable are the quantities of a task of which less may be delivered.
func (v *workView) makeable() []*catalogue.Field {
	if v.Plan == nil || v.Task.For.Ordered() == nil {
		return nil
	}
	return v.Plan.Quantities()
}

// madeField is a quantity that was delivered: what was ordered, when nobody typed another.
func (v *workView) madeField(r *web.Request, f *catalogue.Field) ui.Field {
	ordered, ok := v.Task.For.Ordered().Configuration.Choices[f.ID]
	out := v.Answers.Field(r, fieldChoice+f.ID, r.Text(f.Title), r.Say("Commandé : %s.", "Ordered: %s.", choiceText(r, f, ordered)))
	if ok {
		out = out.Default(typedChoice(ordered))
	}
	out.Type, out.Mode, out.Optional = "number", "numeric", true
	return out
}

// made are the quantities that differ from what was ordered, nil when none does.
func (v *workView) made(r *web.Request) ([]byte, error) {
	less := map[string]any{}
	for _, f := range v.makeable() {
		typed := r.Field(fieldChoice + f.ID)
		if ordered := v.Task.For.Ordered().Configuration.Choices[f.ID]; typed != "" && wholeOr(typed) != ordered {
			less[f.ID] = wholeOr(typed)
		}
	}
	if len(less) == 0 {
		return nil, nil
	}
	return json.Marshal(less)
}
