package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/portal/api/wire"
)

type orderReviewed struct{ Body wire.OrderReview }

// reviewOfOrders registers what would become of a basket.
func (a *API) reviewOfOrders() {
	register(a, operation{
		id: "reviewOrder", method: http.MethodGet, path: "/orders/{id}/review", group: groupOrders,
		summary: havre.Text{FR: "Voir ce que deviendrait un panier s'il était envoyé", EN: "See what would become of a basket if it were sent"},
		long: havre.Text{
			FR: "Ce que la décision refuse, ce qui manque, les quotas qui ne suffisent pas, ce qu'il faudra montrer, qui validera, le prix, et ce que la valeur du besoin entier appelle. Rien n'est changé.",
			EN: "What the decision refuses, what is missing, the quotas that are not enough, what will have to be shown, who will approve, the price, and what the value of the whole need calls for. Nothing is changed.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *target) (*orderReviewed, error) {
		r, err := a.Orders.Review(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		return &orderReviewed{Body: showReview(a.view(ctx), in.ID, r)}, nil
	})
}

func showReview(v view, id string, r *order.Review) wire.OrderReview {
	out := wire.OrderReview{
		APIVersion: havre.APIVersion, Kind: "OrderReview", Order: id, Ready: r.Ready(),
		Problems: append([]wire.FieldError{}, fieldErrors(r.Problems, v.lang)...), Shortages: []wire.Shortage{},
		Checks: v.checks(r.Checks), Steps: v.steps(&r.Course, nil), Automatic: v.automatic(&r.Course), Quote: v.quote(&r.Quote),
	}
	if g := r.Gate; g != nil {
		out.Gate = &wire.ReviewGate{Detail: v.say(g.Message), Next: v.say(g.Next), Rule: g.Rule, Errors: append([]wire.FieldError{}, fieldErrors(g.Problems, v.lang)...)}
	}
	for i := range r.Shortages {
		out.Shortages = append(out.Shortages, v.shortage(&r.Shortages[i]))
	}
	out.Purchase = v.advice(r)
	return out
}

func (v view) shortage(s *quota.Shortage) wire.Shortage {
	out := wire.Shortage{Account: s.Key.String(), Asked: amountOf(s.Resource, s.Asked), Message: v.say(s.Problem().Message)}
	if s.Allowance != nil {
		out.Free, out.Holder = amountOf(s.Resource, s.Allowance.Free()), s.Allowance.Title
	}
	return out
}

// advice shows what the value of the whole need calls for, nil without a purchase.
func (v view) advice(r *order.Review) *wire.PurchaseAdvice {
	if r.Advice == nil {
		return nil
	}
	out := &wire.PurchaseAdvice{
		Procedure: string(r.Advice.Procedure), AtLeast: string(r.Advice.AtLeast), Value: r.Advice.Value, Past: r.Valuation.Past, Asked: r.Valuation.Asked,
		Complete: r.Valuation.Complete, Split: r.Advice.Split, Text: v.say(r.Advice.Text), Parts: []wire.PartOfNeed{},
	}
	for i := range r.Valuation.Parts {
		p := &r.Valuation.Parts[i]
		out.Parts = append(out.Parts, wire.PartOfNeed{Order: p.Order, Title: p.Title, On: p.On, Amount: p.Amount, Because: v.say(p.Because)})
	}
	return out
}
