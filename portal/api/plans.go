package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// planFilter chooses what may be ordered on a day.
type planFilter struct {
	Paging
	Offer string     `query:"offer" doc:"offre|offer"`
	On    havre.Date `query:"on" doc:"jour ; aujourd'hui par défaut|day; today by default"`
}

// onePlan chooses a plan.
type onePlan struct {
	Offer string     `path:"offer" doc:"identifiant de l'offre|identifier of the offer"`
	Plan  string     `path:"plan" doc:"identifiant du gabarit|identifier of the plan"`
	On    havre.Date `query:"on" doc:"jour des prix ; aujourd'hui par défaut|day of the prices; today by default"`
}

// ofOffer chooses an offer.
type ofOffer struct {
	Offer string `path:"offer" doc:"identifiant de l'offre|identifier of the offer"`
}

type planShown struct{ Body wire.Plan }

type operatorShown struct{ Body wire.OfferOperator }

// plans registers what can be ordered, which anyone may read, and who makes it.
func plans(a *API) {
	register(a, operation{
		id: "listPlans", method: http.MethodGet, path: "/plans", group: groupOrders, public: true,
		summary: havre.Text{FR: "Lister ce qui peut être commandé un jour", EN: "List what may be ordered on a day"},
	}, a.listPlans)
	register(a, operation{
		id: "getPlan", method: http.MethodGet, path: "/offers/{offer}/plans/{plan}", group: groupOrders, public: true, refuses: []havre.FaultCode{havre.NotFound},
		summary: havre.Text{FR: "Lire un gabarit de commande", EN: "Read a plan"},
		long: havre.Text{
			FR: "Avec le JSON Schema de ce que l'on peut choisir : c'est lui, et rien d'autre, qui vérifie les choix d'une ligne.",
			EN: "With the JSON Schema of what may be chosen: it, and nothing else, checks the choices of an item.",
		},
	}, a.getPlan)
	register(a, operation{
		id: "getOfferOperator", method: http.MethodGet, path: "/offers/{offer}/operator", group: groupOrders,
		summary: havre.Text{FR: "Lire quelle organisation opère une offre", EN: "Read which organisation operates an offer"},
	}, func(ctx context.Context, actor identity.Actor, in *ofOffer) (*operatorShown, error) {
		return a.operator(ctx, actor, in.Offer)
	})
	set := operation{
		id: "setOfferOperator", method: http.MethodPut, path: "/offers/{offer}/operator", group: groupOrders, accepts: documentTypes,
		summary: havre.Text{FR: "Dire quelle organisation opère une offre", EN: "Say which organisation operates an offer"},
		long:    havre.Text{FR: "Ses opérateurs reçoivent ce qui est à réaliser à la main.", EN: "Its operators receive what is to be made by hand."},
	}
	registerBody(a, set, "OfferOperator", func(ctx context.Context, actor identity.Actor, in *ofOffer, o *wire.OfferOperator) (*operatorShown, error) {
		organisation, err := a.reference(ctx, actor, "organisation", o.Organisation)
		if err != nil {
			return nil, err
		}
		if err := a.Orders.SetOperator(ctx, actor, in.Offer, organisation); err != nil {
			return nil, err
		}
		return a.operator(ctx, actor, in.Offer)
	})
}

func (a *API) operator(ctx context.Context, actor identity.Actor, offer string) (*operatorShown, error) {
	if _, ok := a.Record.Library.Now().Catalogue.Offer(offer); !ok {
		return nil, identity.Missing()
	}
	all, err := a.Orders.Operators(ctx, actor)
	if err != nil {
		return nil, err
	}
	return &operatorShown{Body: wire.OfferOperator{APIVersion: havre.APIVersion, Kind: "OfferOperator", Offer: offer, Organisation: all[offer]}}, nil
}

func (a *API) listPlans(ctx context.Context, _ identity.Actor, in *planFilter) (*listed[wire.Plan], error) {
	on := a.dayOr(in.On)
	var found []*catalogue.Plan
	for _, p := range a.Record.Library.Now().Catalogue.Plans() {
		if p.Period.Contains(on) && (in.Offer == "" || p.Offer == in.Offer) {
			found = append(found, p)
		}
	}
	page, err := window(found, in.Paging)
	if err != nil {
		return nil, err
	}
	v := a.view(ctx)
	return listOf(ctx, "Plan", page, func(p **catalogue.Plan) wire.Plan { return showPlan(v, *p, on) }), nil
}

func (a *API) getPlan(ctx context.Context, _ identity.Actor, in *onePlan) (*planShown, error) {
	p, ok := a.Record.Library.Now().Catalogue.Plan(in.Offer, in.Plan)
	if !ok {
		return nil, identity.Missing()
	}
	v := a.view(ctx)
	out := showPlan(v, p, a.dayOr(in.On))
	out.Schema = p.Schema(v.lang)
	return &planShown{Body: out}, nil
}

func showPlan(v view, p *catalogue.Plan, on havre.Date) wire.Plan {
	out := wire.Plan{
		APIVersion: havre.APIVersion, Kind: "Plan", ID: p.ID, Offer: p.Offer, Title: v.say(p.Title), Note: v.say(p.Note), From: p.Period.From, Until: p.Period.Until,
		ByHand: p.Fulfilment.Driver == "", Days: p.Fulfilment.Days, Contact: v.say(p.Fulfilment.Contact), MinMonths: p.MinMonths, NoticeDays: p.NoticeDays,
		Bindable: p.Bindable, Components: []wire.PlanComponent{}, Confidence: p.Confidence,
	}
	if p.Source != nil {
		out.Source = &p.Source.Source
	}
	for i := range p.Components {
		c := &p.Components[i]
		shown := wire.PlanComponent{ID: c.ID, Title: v.say(c.Title), Unit: v.say(c.Unit), Billing: string(c.Billing), Quantity: c.Quantity}
		if price, known := c.PriceOn(on); known {
			shown.Price, shown.VATRate = &price.Amount, price.VAT
		}
		out.Components = append(out.Components, shown)
	}
	return out
}
