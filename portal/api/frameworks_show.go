package api

import (
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func showFramework(v view, f *purchase.Framework) wire.Framework {
	m := metadata(f.Stamps)
	m.Title, m.Organisation = f.Title, f.Organisation
	out := wire.Framework{
		ID: f.ID, Metadata: m,
		Spec: wire.FrameworkSpec{
			Route: string(f.Route), Reference: f.Reference, Lot: f.Lot, Buyer: wire.FrameworkParty(f.Buyer), Holder: wire.FrameworkParty(f.Holder),
			Offers: append([]string{}, f.Offers...), Period: showPeriod(f.Period), Launched: f.Launched, Ceiling: wire.EuroOf(f.Ceiling),
			Beneficiaries: f.Beneficiaries, Prices: showPrices(f.Prices), Clauses: showClauses(&f.Clauses), MaxMonths: f.MaxMonths, Note: f.Note,
		},
		Status: wire.FrameworkStatus{
			RouteText: v.say(f.Route.Text()), Reserved: f.Reserved, Committed: f.Committed,
			Warnings: append([]wire.FieldError{}, fieldErrors(lastDays(f.Problems()), v.lang)...), Conditions: []wire.Condition{v.holding(f.Period)},
		},
	}
	if left, stated := f.Remaining(); stated {
		out.Status.Remaining = &left
	}
	return out
}

// holding is the condition of what holds for a while.
func (v view) holding(p havre.Period) wire.Condition {
	switch {
	case p.Contains(v.today):
		return v.condition("InForce", true, "InForce", havre.Text{FR: "En vigueur aujourd'hui.", EN: "In force today."}, time.Time{})
	case v.today.Before(p.From):
		return v.condition("InForce", false, "ToCome", havre.Text{FR: "Commence plus tard.", EN: "Begins later."}, time.Time{})
	}
	return v.condition("InForce", false, "Ended", havre.Text{FR: "Terminé.", EN: "Ended."}, time.Time{})
}

func readPrices(list []wire.FrameworkPrice) (out []purchase.SchedulePrice) {
	for _, p := range list {
		out = append(out, purchase.SchedulePrice{
			Offer: p.Offer, Plan: p.Plan, Component: p.Component, Reference: p.Reference,
			Price: catalogue.Price{Amount: p.Amount.Euro, VAT: p.VAT, Period: havre.Period{From: p.From, Until: dayAfter(p.LastDay)}, Confidence: havre.Verified},
		})
	}
	return out
}

func showPrices(list []purchase.SchedulePrice) (out []wire.FrameworkPrice) {
	for i := range list {
		p := &list[i]
		out = append(out, wire.FrameworkPrice{
			Offer: p.Offer, Plan: p.Plan, Component: p.Component, Reference: p.Reference,
			Amount: wire.Euro{Euro: p.Amount}, VAT: p.VAT, From: p.Period.From, LastDay: lastDay(p.Period.Until),
		})
	}
	return out
}

func readClauses(c *wire.FrameworkClauses) purchase.Clauses {
	read := func(c *wire.FrameworkClause) (out purchase.Clause) {
		if c != nil {
			out = purchase.Clause{Stipulated: c.Stipulated, Reference: c.Reference, Scope: c.Scope, Period: periodOf(c.Period)}
		}
		return out
	}
	return purchase.Clauses{
		SecNumCloud: read(c.SecNumCloud), HDS: read(c.HDS), DPA: read(c.DPA), Reversibility: read(c.Reversibility), Localisation: read(c.Localisation),
	}
}

func showClauses(c *purchase.Clauses) wire.FrameworkClauses {
	show := func(c purchase.Clause) *wire.FrameworkClause {
		if c == (purchase.Clause{}) {
			return nil
		}
		return &wire.FrameworkClause{Stipulated: c.Stipulated, Reference: c.Reference, Scope: c.Scope, Period: showPeriod(c.Period)}
	}
	return wire.FrameworkClauses{
		SecNumCloud: show(c.SecNumCloud), HDS: show(c.HDS), DPA: show(c.DPA), Reversibility: show(c.Reversibility), Localisation: show(c.Localisation),
	}
}
