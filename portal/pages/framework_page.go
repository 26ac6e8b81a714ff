package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// frameworkView is the page of an agreement.
type frameworkView struct {
	Framework     *purchase.Framework
	Organisations []identity.Organisation // that the reader may see
	Orders        havre.Page[order.Order] // under it, as far as the reader may see
	May           bool                    // the reader may change it
	Answers       ui.Answers
	Fault         *havre.Fault

	offer func(id string) string
	plan  func(offer, id string) (*catalogue.Plan, bool)
}

func (p *orderingPages) framework(w http.ResponseWriter, r *web.Request) error {
	v, err := p.frameworkView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, frameworkPage(r, p.orderListing(), v))
}

func (p *orderingPages) frameworkView(r *web.Request) (v *frameworkView, err error) {
	v = &frameworkView{offer: func(id string) string { return p.offerName(r, id) }, plan: p.Library.Now().Catalogue.Plan}
	if v.Framework, err = p.Orders.Framework(r.Context(), r.Actor, r.PathValue("id")); err != nil {
		return nil, err
	}
	v.May = mayOrder(r, identity.WriteFramework, v.Framework.Path)
	if v.Organisations, err = p.organisationsOf(r); err != nil {
		return nil, err
	}
	v.Orders, err = p.Orders.Orders(r.Context(), r.Actor, order.Query{Framework: v.Framework.ID, List: havre.List{Sort: "sent", Desc: true, After: r.List().After}})
	return v, err
}

// recall is the agreement on a line.
func (v *frameworkView) recall(r *web.Request) []ui.Pair {
	f := v.Framework
	kind, words := frameworkState(r, f)
	out := []ui.Pair{
		{Name: r.Say("État", "State"), Value: ui.State(r, kind, web.Capital(words))},
		{Name: r.Say("Voie d'achat", "Purchasing route"), Value: ui.Text(web.Capital(r.Text(f.Route.Text())))},
		{Name: r.Say("Référence", "Reference"), Value: ui.Text(f.Reference)},
	}
	if f.Lot != "" {
		out = append(out, ui.Pair{Name: r.Say("Lot", "Lot"), Value: ui.Text(f.Lot)})
	}
	return append(out, ui.Pair{Name: r.Say("Tenu par", "Kept by"), Value: ui.Text(v.organisationTitle(f.Organisation))})
}

// organisationTitle is what an organisation is called, its identifier when the reader
// may not see it.
func (v *frameworkView) organisationTitle(id string) string {
	i := slices.IndexFunc(v.Organisations, func(o identity.Organisation) bool { return o.ID == id || o.Path == id || o.Name == id })
	if i < 0 {
		return id
	}
	return v.Organisations[i].Title
}

// facts are what the agreement says.
func (v *frameworkView) facts(r *web.Request) []ui.Pair {
	f := v.Framework
	out := []ui.Pair{
		{Name: r.Say("Validité", "Validity"), Value: ui.Text(web.Capital(r.Span(f.Period)))},
		{Name: r.Say("Consultation lancée", "Consultation launched"), Value: ui.Text(dateOr(r, f.Launched, r.Say("non dit", "not stated")))},
		{Name: r.Say("Durée maximale d'une commande", "Longest an order may run"), Value: ui.Text(v.longest(r))},
		{Name: r.Say("Acheteur", "Buyer"), Value: partyCell(r, f.Buyer)},
		{Name: r.Say("Titulaire", "Holder"), Value: partyCell(r, f.Holder)},
		{Name: r.Say("Offres couvertes", "Offers covered"), Value: linesCell(v.offers())},
		{Name: r.Say("Qui peut commander", "Who may order"), Value: linesCell(v.beneficiaries(r))},
	}
	if f.Note != "" {
		out = append(out, ui.Pair{Name: r.Say("Remarque", "Remark"), Value: ui.Paragraphs(f.Note)})
	}
	return out
}

// dateOr is a day in words, or other words when there is none.
func dateOr(r *web.Request, d havre.Date, otherwise string) string {
	if d.IsZero() {
		return otherwise
	}
	return r.Date(d)
}

func (v *frameworkView) longest(r *web.Request) string {
	if v.Framework.MaxMonths == 0 {
		return r.Say("non dit", "not stated")
	}
	return r.Say("%s mois", "%s months", r.Number(v.Framework.MaxMonths))
}

func (v *frameworkView) offers() (out []string) {
	for _, id := range v.Framework.Offers {
		out = append(out, v.offer(id))
	}
	return out
}

// beneficiaries are who may order, in words.
func (v *frameworkView) beneficiaries(r *web.Request) (out []string) {
	if len(v.Framework.Beneficiaries) == 0 {
		return []string{r.Say("« %s » et tout ce qui est au-dessous", "“%s” and all that is below", v.organisationTitle(v.Framework.Organisation))}
	}
	for _, b := range v.Framework.Beneficiaries {
		if strings.HasPrefix(b, "/") {
			out = append(out, r.Say("« %s » et tout ce qui est au-dessous", "“%s” and all that is below", v.organisationTitle(strings.TrimSuffix(b, "/")+"/")))
			continue
		}
		out = append(out, v.organisationTitle(b))
	}
	return out
}

// ceiling is what orders hold of it, in figures.
func (v *frameworkView) ceiling(r *web.Request) []ui.Figure {
	f := v.Framework
	left, _ := f.Remaining()
	return []ui.Figure{
		{Value: money(r, left), Name: r.Say("reste à commander, HT", "left to order, excl. VAT")},
		{Value: money(r, f.Committed), Name: r.Say("engagé", "committed")},
		{Value: money(r, f.Reserved), Name: r.Say("réservé, en validation", "reserved, awaiting approval")},
		{Value: money(r, *f.Ceiling), Name: r.Say("plafond", "ceiling")},
	}
}

// warnings are what the agreement does not say, and should.
func (v *frameworkView) warnings() (out havre.Problems) {
	for _, p := range v.Framework.Problems() {
		if p.Warning {
			out = append(out, p)
		}
	}
	return out
}

// clauses are what it stipulates.
func (v *frameworkView) clauses(r *web.Request) ui.TableProps {
	t := ui.TableProps{
		ID: "clauses", Caption: r.Say("Clauses", "Clauses"), Cards: true,
		Columns: []ui.Head{{Name: r.Say("Clause", "Clause")}, {Name: r.Say("Stipulée", "Stipulated")}, {Name: r.Say("Où", "Where")}, {Name: r.Say("Ce qu'elle couvre", "What it covers")}, {Name: r.Say("Valable", "Valid")}},
	}
	for _, c := range v.Framework.Clauses.Named() {
		period := ""
		if c.Period != (havre.Period{}) {
			period = web.Capital(r.Span(c.Period))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(r.Text(c.Title)), clauseState(r, c.Stipulated), ui.Text(c.Reference), ui.Text(c.Scope), ui.Text(period),
		}})
	}
	return t
}

// clauseState says whether a clause is stipulated: when nobody knows, it says so.
func clauseState(r *web.Request, t havre.Truth) templ.Component {
	switch t {
	case havre.Yes:
		return ui.State(r, ui.Yes, "")
	case havre.No:
		return ui.State(r, ui.No, "")
	case havre.Unknown:
	}
	return ui.State(r, ui.Blank, "")
}

// deleteFramework removes an agreement that no order holds of.
func (p *orderingPages) deleteFramework(w http.ResponseWriter, r *web.Request) error {
	v, err := p.frameworkView(r)
	if err != nil {
		return err
	}
	if r.Field(fieldConfirm) != v.Framework.Reference {
		v.Answers = ui.Answers{Problems: havre.Problems{{Field: fieldConfirm, Message: havre.Text{FR: "écrivez « %s » pour confirmer", EN: "type “%s” to confirm"}.With(v.Framework.Reference)}}}
		return r.Render(w, http.StatusUnprocessableEntity, frameworkPage(r, p.orderListing(), v))
	}
	f := *v.Framework
	f.Version, f.DeletedAt = orderVersion(r), r.Now
	err = p.Orders.SaveFramework(r.Context(), r.Actor, &f)
	if err == nil {
		return r.SeeOther(w, "/accords", web.Flash{Text: havre.Text{FR: "L’accord « %[1]s » est supprimé.", EN: "The agreement “%[1]s” is deleted."}.With(f.Title)})
	}
	answers, fault, err := refusedForm(r, err)
	if err != nil {
		return err
	}
	v.Answers, v.Fault = answers, fault
	return again(w, r, fault, frameworkPage(r, p.orderListing(), v))
}
