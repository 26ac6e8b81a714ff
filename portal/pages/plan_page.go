package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// plansView is what can be ordered of an offer.
type plansView struct {
	Offer     string
	OfferName string
	Platform  string
	On        havre.Date
	Plans     []*catalogue.Plan
	Needs     []ui.Option // of the reader, whose decision allows the offer
	MayOrder  bool        // somewhere
}

// plans shows what can be ordered of an offer, and at what price.
func (n *needPages) plans(w http.ResponseWriter, r *web.Request) error {
	on, err := r.On()
	if err != nil {
		return err
	}
	c := n.Library.Now().Catalogue
	o, ok := c.Offer(r.PathValue("offer"))
	if !ok {
		return missingOffer(c, r.PathValue("offer"))
	}
	v := &plansView{Offer: o.ID, OfferName: n.offerName(r, o.ID), Platform: o.Platform.ID, On: on, Plans: c.PlansOf(o.ID, on), MayOrder: mayAnywhere(r, identity.WriteOrder)}
	if v.MayOrder && len(v.Plans) > 0 {
		if v.Needs, err = n.needsFor(r, o.ID); err != nil {
			return err
		}
	}
	return r.Render(w, http.StatusOK, plansPage(r, v))
}

func missingOffer(c *catalogue.Catalogue, id string) error {
	var ids []string
	for _, o := range c.Offers() {
		ids = append(ids, o.ID)
	}
	next := havre.Text{FR: "La liste des plateformes donne toutes les offres.", EN: "The list of platforms has all the offers."}
	if near := havre.Nearest(id, ids); near != "" {
		next = havre.Text{FR: "Vouliez-vous dire « %s » ? La liste des plateformes donne toutes les offres.", EN: "Did you mean “%s”? The list of platforms has all the offers."}.With(near)
	}
	return &havre.Fault{Code: havre.NotFound, Message: havre.Text{FR: "Aucune offre ne porte ce nom.", EN: "No offer has this name."}, Next: next}
}

// needsFor are the shared needs for which the reader may order an offer that their
// decision allows.
func (n *needPages) needsFor(r *web.Request, offer string) (out []ui.Option, err error) {
	page, err := n.Record.Needs(r.Context(), r.Actor, record.NeedQuery{Offer: offer, State: record.Shared, List: havre.List{Limit: havre.MaxLimit, Sort: "title"}})
	if err != nil {
		return nil, err
	}
	for i := range page.Items {
		if x := &page.Items[i]; may(r, identity.WriteOrder, x) {
			out = append(out, ui.Option{Value: x.ID, Label: x.Title, Hint: x.OrgTitle})
		}
	}
	return out, nil
}

// componentTable is what a plan is made of, and what each part costs on a day.
func componentTable(r *web.Request, p *catalogue.Plan, on havre.Date) ui.TableProps {
	t := ui.TableProps{
		ID: "c-" + p.ID, Caption: r.Say("Composants de « %s »", "Components of “%s”", r.Text(p.Title)), Cards: true,
		Columns: []ui.Head{{Name: r.Say("Composant", "Component")}, {Name: r.Say("Unité", "Unit")}, {Name: r.Say("Payé", "Paid")}, {Name: r.Say("Prix", "Price")}},
	}
	for i := range p.Components {
		c := &p.Components[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Text(r.Text(c.Title)), ui.Text(r.Text(c.Unit)), ui.Text(web.Capital(r.Text(c.Billing.Text()))), priceCell(r, c, on)}})
	}
	return t
}

// planFacts are what else a plan says.
func planFacts(r *web.Request, p *catalogue.Plan) (out []ui.Pair) {
	add := func(fr, en, value string) {
		if value != "" {
			out = append(out, ui.Pair{Name: r.Say(fr, en), Value: ui.Text(value)})
		}
	}
	add("Se commande", "Can be ordered", r.Span(p.Period))
	if p.Fulfilment.Days > 0 {
		add("Délai habituel", "Usual delay", r.Many(p.Fulfilment.Days, havre.Text{FR: "%s jour ouvré", EN: "%s working day"}, havre.Text{FR: "%s jours ouvrés", EN: "%s working days"}))
	}
	if p.Fulfilment.Driver == "" {
		add("Réalisé par", "Made by", r.Say("un opérateur, à la main", "an operator, by hand"))
	} else {
		add("Réalisé par", "Made by", r.Say("la plateforme, automatiquement", "the platform, automatically"))
	}
	if p.MinMonths > 0 {
		add("Engagement", "Commitment", r.Many(p.MinMonths, havre.Text{FR: "%s mois au moins", EN: "%s month at least"}, havre.Text{FR: "%s mois au moins", EN: "%s months at least"}))
	}
	if p.NoticeDays > 0 {
		add("Préavis", "Notice", r.Many(p.NoticeDays, havre.Text{FR: "%s jour avant la fin", EN: "%s day before the end"}, havre.Text{FR: "%s jours avant la fin", EN: "%s days before the end"}))
	}
	add("Interlocuteur", "Contact", r.Text(p.Fulfilment.Contact))
	if p.Source != nil {
		out = append(out, ui.Pair{Name: r.Say("Source", "Source"), Value: sourceCell(r, p.Source.Source, p.Confidence)})
	}
	return out
}
