package pages

import (
	"fmt"
	"maps"
	"slices"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// itemNames are what the lines of an order are told with.
type itemNames struct {
	Offers, Frameworks map[string]string
	plan               func(offer, id string) (*catalogue.Plan, bool)
}

func (v *orderView) names() itemNames { return itemNames{v.Offers, v.Frameworks, v.plan} }

// planTitle is what is ordered of an offer.
func (n itemNames) planTitle(r *web.Request, it *order.Item) string {
	if p, ok := n.plan(it.Offer, it.Plan); ok {
		return r.Text(p.Title)
	}
	return it.Offer + "/" + it.Plan
}

// itemSide is one side of a comparison: what there was, what is asked, what is decided.
type itemSide struct {
	name string
	wish *order.Wish
}

// itemSides are what a line says of what it is about: what there was, what was asked for,
// what was decided and what was made, side by side. What somebody grants before the order is
// approved is not approved yet.
func itemSides(r *web.Request, it *order.Item, approved bool) (out []itemSide) {
	if it.Original != nil {
		name := r.Say("Aujourd’hui", "Today")
		if it.State.Ended() {
			name = r.Say("Avant", "Before")
		}
		out = append(out, itemSide{name, it.Original})
	}
	switch {
	case it.Requested == nil:
	case it.Decided == nil:
		out = append(out, itemSide{r.Say("Demandé", "Requested"), it.Requested})
	case approved && sameWish(it.Requested, it.Decided):
		out = append(out, itemSide{r.Say("Demandé et approuvé", "Requested and approved"), it.Decided})
	case approved:
		out = append(out, itemSide{r.Say("Demandé", "Requested"), it.Requested}, itemSide{r.Say("Approuvé", "Approved"), it.Decided})
	default:
		out = append(out, itemSide{r.Say("Demandé", "Requested"), it.Requested}, itemSide{r.Say("Accordé, à approuver", "Granted, to be approved"), it.Decided})
	}
	if it.Delivered != nil {
		out = append(out, itemSide{r.Say("Livré", "Delivered"), it.Delivered})
	}
	return out
}

// sameWish says whether what was decided is what was asked.
func sameWish(a, b *order.Wish) bool {
	return a.Until == b.Until && a.Framework == b.Framework && maps.Equal(a.Configuration.Choices, b.Configuration.Choices)
}

// sidesTable sets the sides of a line beside one another, choice by choice.
func (n itemNames) sidesTable(r *web.Request, it *order.Item, sides []itemSide) ui.TableProps {
	t := ui.TableProps{
		ID: "choix-" + itoa(it.Number), Caption: r.Say("Ce qui est choisi pour %s", "What is chosen for %s", it.Name),
		Columns: []ui.Head{{Name: r.Say("Choix", "Choice")}},
		Cards:   len(sides) > 1, // two columns are readable on a phone, more are cut off
	}
	for _, s := range sides {
		t.Columns = append(t.Columns, ui.Head{Name: s.name})
	}
	row := func(name string, of func(*order.Wish) string) {
		cells, some := []templ.Component{ui.Text(name)}, false
		for _, s := range sides {
			words := of(s.wish)
			some = some || words != ""
			cells = append(cells, choiceCell(words))
		}
		if some {
			t.Rows = append(t.Rows, ui.Row{Cells: cells})
		}
	}
	p, known := n.plan(it.Offer, it.Plan)
	for _, id := range choiceIDs(p, sides) {
		name, f := id, (*catalogue.Field)(nil)
		if known {
			if found, ok := p.Field(id); ok {
				f, name = found, r.Text(found.Title)
			}
		}
		row(name, func(w *order.Wish) string { return choiceText(r, f, w.Configuration.Choices[id]) })
	}
	row(r.Say("Dernier jour", "Last day"), func(w *order.Wish) string { return untilText(r, w.Until) })
	row(r.Say("Accord", "Agreement"), func(w *order.Wish) string { return nameIn(n.Frameworks, w.Framework) })
	row(r.Say("Coût total TTC", "Total cost, incl. VAT"), func(w *order.Wish) string { return itemCost(r, w) })
	return t
}

// choiceIDs are the fields chosen on some side, in the order of the plan.
func choiceIDs(p *catalogue.Plan, sides []itemSide) []string {
	chosen := map[string]bool{}
	for _, s := range sides {
		for id := range s.wish.Configuration.Choices {
			chosen[id] = true
		}
	}
	var out []string
	if p != nil {
		for i := range p.Fields {
			if id := p.Fields[i].ID; chosen[id] {
				out = append(out, id)
				delete(chosen, id)
			}
		}
	}
	return append(out, slices.Sorted(maps.Keys(chosen))...)
}

// choiceText is what was chosen of a field, in words.
func choiceText(r *web.Request, f *catalogue.Field, value any) string {
	switch x := value.(type) {
	case nil:
		return ""
	case bool:
		return r.Text(havre.Text{FR: map[bool]string{true: "oui", false: "non"}[x], EN: map[bool]string{true: "yes", false: "no"}[x]})
	case int64:
		return r.Number(int(x))
	case string:
		if f != nil {
			for _, c := range f.Choices {
				if c.Value == x {
					return r.Text(c.Title)
				}
			}
		}
		return x
	}
	return fmt.Sprint(value)
}

// untilText is the last day of something, or that it has no end.
func untilText(r *web.Request, until havre.Date) string {
	if until.IsZero() {
		return r.Say("sans date de fin", "without an end date")
	}
	return r.Date(until.AddDays(-1))
}

// itemDates says when a line begins, or ends what it ends.
func itemDates(r *web.Request, it *order.Item) string {
	switch {
	case it.On.IsZero() && it.Action == order.Delete:
		return r.Say("Dès que possible.", "As soon as possible.")
	case it.Action == order.Delete:
		return r.Say("Dernier jour : %s.", "Last day: %s.", r.Date(it.On))
	case it.On.IsZero():
		return r.Say("Dès l’approbation.", "As soon as approved.")
	}
	return r.Say("À partir du %s.", "From %s.", r.Date(it.On))
}

// quoteTable is what something costs, component by component.
func quoteTable(r *web.Request, id, caption string, q *pricing.Quote) ui.TableProps {
	t := ui.TableProps{
		ID: id, Caption: caption, Cards: true,
		Columns: []ui.Head{
			{Name: r.Say("Composant", "Component")},
			{Name: r.Say("Quantité", "Quantity"), Number: true},
			{Name: r.Say("Prix unitaire HT", "Unit price, excl. VAT"), Number: true},
			{Name: r.Say("Mois", "Months"), Number: true},
			{Name: r.Say("Montant HT", "Amount, excl. VAT"), Number: true},
		},
	}
	for i := range q.Lines {
		l := &q.Lines[i]
		price, amount := r.Say("non publié", "not published"), r.Say("inconnu", "unknown")
		if l.UnitPrice != nil {
			price, amount = r.Text(l.UnitPrice.Text()), money(r, l.Amount)
		}
		months := ""
		if l.Billing.Recurring() {
			months = r.Number(l.Months)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			lineName(r, l), ui.Text(quantityText(r, l)), ui.Text(price), ui.Text(months), ui.Text(amount),
		}})
	}
	return t
}

func quantityText(r *web.Request, l *pricing.Line) string {
	text := r.Number(int(l.Quantity))
	if unit := r.Text(l.Unit); unit != "" {
		text += "\u00a0" + unit
	}
	return text
}

// costFigures are what several lines cost: each month, once, until the end. What no
// price tells is worked out of the estimates, and said to be.
func costFigures(r *web.Request, o *order.Order) (out []ui.Figure) {
	q := quoteOf(o)
	switch about := estimatedMonthly(o); {
	case q.Complete == havre.Yes:
		out = append(out, ui.Figure{Value: money(r, q.Monthly), Name: r.Say("HT par mois", "excl. VAT, per month")})
	case about > 0:
		out = append(out, ui.Figure{Value: r.Say("environ %s", "about %s", money(r, about)), Name: r.Say("TTC par mois, d’après l’estimation", "incl. VAT per month, by the estimate")})
	default:
		out = append(out, ui.Figure{Value: r.Say("inconnu", "unknown"), Name: r.Say("par mois : des prix ne sont pas publiés", "per month: some prices are not published")})
	}
	if q.OneTime > 0 {
		out = append(out, ui.Figure{Value: money(r, q.OneTime), Name: r.Say("HT, une seule fois", "excl. VAT, once")})
	}
	return append(out, ui.Figure{Value: costText(r, o), Name: costSpan(r, o)})
}

// estimatedMonthly is what the lines cost each month, VAT included, spread evenly over
// their periods; 0 when one is neither priced nor estimated.
func estimatedMonthly(o *order.Order) (sum havre.Euro) {
	for i := range o.Items {
		w := o.Items[i].Standing()
		cost, known := w.Cost()
		if !known {
			return 0
		}
		if w != nil {
			days := w.Quote.Period.Until.Days() - w.Quote.Period.From.Days()
			sum = sum.Plus(cost.Share(30, max(days, 30)))
		}
	}
	return sum
}

// yearCost is what is spent in a year, VAT included.
type yearCost struct {
	Year   int
	Amount havre.Euro
}

// yearCosts are the years of what is priced; nothing when no price is known.
func yearCosts(q *pricing.Quote) (out []yearCost) {
	byYear := q.ByYear()
	for _, year := range slices.Sorted(maps.Keys(byYear)) {
		if byYear[year] != 0 {
			out = append(out, yearCost{year, byYear[year]})
		}
	}
	return out
}

// estimateText tells an unknown price, with the estimate and where it comes from.
func estimateText(r *web.Request, w *order.Wish) string {
	text := r.Say("Prix non publié : %s.", "Price not published: %s.", unknownNames(r, &w.Quote))
	if w.Estimate == nil {
		return text + " " + r.Say("Personne ne l’a estimé.", "Nobody has estimated it.")
	}
	return text + " " + r.Say("Estimation du demandeur : %s TTC sur toute la période (%s).", "The requester’s estimate: %s incl. VAT over the whole period (%s).", money(r, *w.Estimate), w.EstimateNote)
}
