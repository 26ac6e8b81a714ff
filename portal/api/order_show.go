package api

import (
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func showOrder(v view, o *order.Order) wire.Order {
	m := metadata(o.Stamps)
	m.Title, m.Organisation = o.Title, o.Organisation
	b := o.Billing
	cost, known := o.Cost()
	out := wire.Order{
		ID: o.ID, Metadata: m,
		Spec: wire.OrderSpec{
			Dossier: o.Need, Note: o.Note,
			Billing: wire.OrderBilling{SIRET: b.SIRET, Service: b.Service, Engagement: b.Engagement, Contact: b.Contact, SignedBy: b.SignedBy},
		},
		Status: wire.OrderStatus{
			Number: o.Number, State: string(o.State), StateText: v.say(o.State.Text()), Ended: o.State.Ended(), DossierTitle: o.NeedTitle, OrganisationTitle: o.OrgTitle,
			Items: []wire.OrderedItem{}, Checks: v.checks(o.Checks), Steps: v.steps(&o.Course, nil), Automatic: v.automatic(&o.Course), Forms: []wire.OrderForm{},
			Cost: cost, Complete: known, Why: v.say(o.Why), Asked: o.Asked, Requester: o.Requester, RequesterName: o.RequesterName,
			Contributors: append([]string{}, o.Contributors...), Decision: o.Decision, SentAt: o.SentAt, ApprovedAt: o.ApprovedAt, EndedAt: o.EndedAt, Operation: o.Operation,
			Conditions: []wire.Condition{
				v.condition("Approved", !o.ApprovedAt.IsZero(), reasonOf(string(o.State)), o.State.Text(), o.ApprovedAt),
				v.condition("Ended", o.State.Ended(), reasonOf(string(o.State)), o.State.Text(), o.EndedAt),
			},
		},
	}
	for i := range o.Items {
		out.Status.Items = append(out.Status.Items, v.item(&o.Items[i]))
	}
	for i := range o.Forms {
		out.Status.Forms = append(out.Status.Forms, showIssued(&o.Forms[i]))
	}
	return out
}

// item shows a line of an order.
func (v view) item(it *order.Item) wire.OrderedItem {
	return wire.OrderedItem{
		Number: it.Number, Action: string(it.Action), Instance: it.Instance, Offer: it.Offer, Plan: it.Plan, Name: it.Name, Environment: it.Environment, On: it.On,
		Original: v.wanted(it.Original), Requested: v.wanted(it.Requested), Decided: v.wanted(it.Decided), Delivered: v.wanted(it.Delivered),
		State: string(it.State), Message: v.say(it.Message), External: it.External,
	}
}

// wanted shows a wish, nil for none.
func (v view) wanted(w *order.Wish) *wire.ItemWanted {
	if w == nil {
		return nil
	}
	return &wire.ItemWanted{
		Choices: w.Configuration.Choices, Resources: w.Configuration.Resources, LastDay: lastDay(w.Until), Quote: v.quote(&w.Quote),
		Estimate: wire.EuroOf(w.Estimate), EstimateNote: w.EstimateNote, Framework: w.Framework,
	}
}

func (v view) quote(q *pricing.Quote) wire.Quote {
	out := wire.Quote{
		From: q.Period.From, LastDay: lastDay(q.Period.Until), OpenEnded: q.OpenEnded, Monthly: q.Monthly, OneTime: q.OneTime, Total: q.Total, VAT: q.VAT, TotalVAT: q.TotalVAT,
		Complete: q.Complete, Unknown: append([]string{}, q.Unknown...), Lines: []wire.QuoteLine{},
	}
	for i := range q.Lines {
		l := &q.Lines[i]
		out.Lines = append(out.Lines, wire.QuoteLine{
			Component: l.Component, Title: v.say(l.Title), Unit: v.say(l.Unit), Billing: string(l.Billing), Quantity: l.Quantity,
			UnitPrice: l.UnitPrice, VATRate: l.VATRate, Months: l.Months, Amount: l.Amount, From: l.From, LastDay: lastDay(l.Until),
		})
	}
	return out
}

func (v view) checks(list []order.Check) []wire.OrderCheck {
	out := []wire.OrderCheck{}
	for i := range list {
		c := &list[i]
		shown := wire.OrderCheck{
			ID: c.ID, Rule: c.Rule, Offer: c.Offer, Title: v.say(c.Title), Because: v.say(c.Why), Before: string(c.Before), State: string(c.State), Binding: c.Binding,
			Proof: c.Proof, Source: sourceOf(c.Source), Decision: c.Decision,
		}
		if c.State == order.Shown {
			shown.ShownBy, shown.ShownAt = c.By, c.At
		}
		out = append(out, shown)
	}
	return out
}

// sourceOf is a source that may not be given.
func sourceOf(s havre.Source) *havre.Source {
	if s.Title == "" {
		return nil
	}
	return &s
}

func showHappening(v view, h *order.Happening) wire.Happening {
	return wire.Happening{At: h.At, By: h.By, Name: h.Name, Kind: h.Kind, Text: v.say(h.Text), Note: h.Note}
}

func showMessage(v view, m *order.Message) wire.OrderMessage {
	out := wire.OrderMessage{
		ID: m.ID, Metadata: wire.Metadata{CreatedAt: m.At, CreatedBy: m.By}, Spec: wire.OrderMessageSpec{Text: m.Text},
		Status: wire.OrderMessageStatus{
			Order: m.Order, Author: m.Name, Attachments: []wire.OrderAttachment{},
			Conditions: []wire.Condition{v.condition("Sent", true, "Sent", havre.Text{FR: "Le message est envoyé.", EN: "The message was sent."}, m.At)},
		},
	}
	for i := range m.Attachments {
		f := &m.Attachments[i]
		out.Status.Attachments = append(out.Status.Attachments, wire.OrderAttachment{ID: f.ID, Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256, By: f.By, At: f.At})
	}
	return out
}

// passed says whether an instant is known and past.
func (v view) passed(t time.Time) bool { return !t.IsZero() && !v.now.Before(t) }
