package pages

import (
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/configuration"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// notEligible are the offers that the decision does not allow.
func notEligible(all []offerChoice) (out []offerChoice) {
	for _, x := range all {
		if x.kind() != ui.Eligible {
			out = append(out, x)
		}
	}
	return out
}

// field is a field of a plan in the form: what may be chosen is its hint.
func (v *itemView) field(r *web.Request, f *catalogue.Field) ui.Field {
	hint := r.Sentence(f.Note)
	if f.Kind == catalogue.Integer || f.Kind == catalogue.FreeText || f.Kind == catalogue.Blueprint {
		if expected := r.Sentence(configuration.Expected(f)); hint == "" {
			hint = expected
		} else {
			hint += " " + expected
		}
	}
	out := v.Answers.Field(r, fieldChoice+f.ID, r.Text(f.Title), hint)
	out.Optional = !f.Required
	if f.Kind == catalogue.FreeText || f.Kind == catalogue.Blueprint {
		_, most := f.Lengths()
		out.Max = int(most)
	}
	return out
}

// untilHint says what a last day does, and what none does: what exists keeps its own.
func (v *itemView) untilHint(r *web.Request) string {
	told := r.Say("Vous serez prévenu 90, 30 et 7 jours avant.", "You will be told 90, 30 and 7 days before.")
	if v.Instance != nil {
		return told + " " + r.Say("Sans date, la fin d’aujourd’hui reste.", "Without one, today’s end stands.")
	}
	return told + " " + r.Say("Sans date, le prix est compté sur douze mois.", "Without one, the price is counted over twelve months.")
}

// number is a field that holds a whole number.
func (v *itemView) number(r *web.Request, f *catalogue.Field) ui.Field {
	out := v.field(r, f)
	out.Type, out.Mode = "number", "numeric"
	out.Attrs = map[string]any{"min": strconv.FormatInt(f.Min, 10)}
	if f.Max > 0 {
		out.Attrs["max"] = strconv.FormatInt(f.Max, 10)
	}
	if f.Step > 0 {
		out.Attrs["step"] = strconv.FormatInt(f.Step, 10)
	}
	return out
}

// blueprint is a field that holds a text for programs.
func (v *itemView) blueprint(r *web.Request, f *catalogue.Field) ui.Field {
	out := v.field(r, f)
	out.Code, out.Rows = true, 16
	return out
}

func inline(f ui.Field) ui.Field {
	f.Inline = true
	return f
}

// fieldOptions are the choices of a field.
func fieldOptions(r *web.Request, f *catalogue.Field) (out []ui.Option) {
	for _, c := range f.Choices {
		out = append(out, ui.Option{Value: c.Value, Label: web.Capital(r.Text(c.Title))})
	}
	return out
}

// fixedHint says why a field cannot be chosen.
func (v *itemView) fixedHint(r *web.Request, f *catalogue.Field) string {
	if f.Locked {
		if note := r.Sentence(f.Note); note != "" {
			return r.Say("Fixé par le gabarit. %s", "Set by the plan. %s", note)
		}
		return r.Say("Fixé par le gabarit.", "Set by the plan.")
	}
	return r.Say("Ne se modifie pas après coup : il faut arrêter la ressource et commander de nouveau.", "Cannot be changed afterwards: the resource must be ended and ordered again.")
}

// fixedValue is what such a field holds.
func (v *itemView) fixedValue(r *web.Request, f *catalogue.Field) string {
	value := f.Default
	if !f.Locked && v.Instance != nil {
		value = v.Instance.Wish.Configuration.Choices[f.ID]
	}
	if text := choiceText(r, f, value); text != "" {
		if f.Kind == catalogue.Blueprint {
			return text
		}
		return web.Capital(text)
	}
	return r.Say("Rien", "Nothing")
}

// keepLabel is the verb of the form.
func (v *itemView) keepLabel(r *web.Request) string {
	if v.Number > 0 {
		return r.Say("Enregistrer la ligne", "Save the line")
	}
	return r.Say("Mettre au panier", "Put in the basket")
}

// unpriced is what stands in the place of the price before it is worked out.
func (v *itemView) unpriced(r *web.Request) string {
	if v.Action == order.Delete {
		return r.Say("Arrêter ne coûte rien : ce qui n’est pas encore dépensé est rendu au budget.", "Ending costs nothing: what is not spent yet goes back to the budget.")
	}
	return r.Say("Remplissez le formulaire, puis appuyez sur « Calculer le prix ».", "Fill in the form, then press “Work out the price”.")
}

// priceSpan is what the price is for.
func priceSpan(r *web.Request, q *pricing.Quote) string {
	if q.OpenEnded {
		return r.Say("TTC, sur douze mois : aucune date de fin n’est donnée.", "VAT included, over twelve months: no end date was given.")
	}
	return r.Say("TTC, %s.", "VAT included, %s.", r.Span(q.Period))
}

// lineAmount is what a component costs, or that nobody says.
func lineAmount(r *web.Request, l *pricing.Line) string {
	if l.UnitPrice == nil {
		return r.Say("prix non publié", "price not published")
	}
	return r.Say("%s HT", "%s excl. VAT", money(r, l.Amount))
}

// priceText is the price of a component on a day, or that nobody publishes it.
func priceText(r *web.Request, c *catalogue.Component, on havre.Date) string {
	p, ok := c.PriceOn(on)
	if !ok {
		return r.Say("prix non publié", "price not published")
	}
	return r.Say("%s HT, %s", "%s excl. VAT, %s", r.Text(p.Amount.Text()), r.Span(p.Period))
}

// fieldWords says what a field takes, and whether it may be changed later.
func fieldWords(r *web.Request, f *catalogue.Field) string {
	parts := []string{r.Text(configuration.Expected(f))}
	if f.Kind == catalogue.Choosing && !f.Locked {
		var names []string
		for _, c := range f.Choices {
			names = append(names, r.Text(c.Title))
		}
		parts[0] = r.Or(names...)
	}
	if f.Default != nil && !f.Locked {
		parts = append(parts, r.Say("%s par défaut", "%s by default", choiceText(r, f, f.Default)))
	}
	if f.Mutable && !f.Locked {
		parts = append(parts, r.Say("se modifie après coup", "may be changed afterwards"))
	}
	return r.Say(" : ", ": ") + r.Remarks(parts...) + "."
}
