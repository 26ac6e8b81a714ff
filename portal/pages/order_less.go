package pages

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// reducible are the quantities of a line of which less may be granted.
func (v *orderView) reducible(it *order.Item) []*catalogue.Field {
	p, ok := v.plan(it.Offer, it.Plan)
	if !ok || it.Requested == nil {
		return nil
	}
	return p.Quantities()
}

// lessField is a quantity to grant, what stands when nobody typed another.
func (v *orderView) lessField(r *web.Request, it *order.Item, f *catalogue.Field) ui.Field {
	part := "accorder-" + itoa(it.Number)
	asked := choiceText(r, f, it.Requested.Configuration.Choices[f.ID])
	out := v.Refused.AnswersIn(part).Field(r, fieldChoice+f.ID, r.Text(f.Title), r.Say("Demandé : %s.", "Asked for: %s.", asked))
	if value, ok := it.Standing().Configuration.Choices[f.ID]; ok {
		out = out.Default(typedChoice(value))
	}
	out.Type, out.Mode, out.Optional = "number", "numeric", !f.Required
	return within(part, out)
}

// decideLess grants less of a line than what was asked.
func (n *needPages) decideLess(w http.ResponseWriter, r *web.Request) error {
	number, err := strconv.Atoi(r.Field(queryItem))
	if err != nil {
		return identity.Missing()
	}
	granted := map[string]any{}
	for name := range r.PostForm {
		if id, ok := strings.CutPrefix(name, fieldChoice); ok && r.Field(name) != "" {
			granted[id] = wholeOr(r.Field(name))
		}
	}
	choices, err := json.Marshal(granted)
	if err != nil {
		return err
	}
	_, err = n.Orders.Decide(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r), number, choices)
	return n.done(w, r, "accorder-"+itoa(number), err, havre.Text{FR: "Accordé. Donnez maintenant votre avis.", EN: "Granted. Now give your decision."})
}
