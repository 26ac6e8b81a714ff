package pages

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// needOrders is what was ordered for a need, and what can be.
type needOrders struct {
	Need      *record.Need
	Orders    []order.Order // the newest first
	Instances []order.Instance
	// Orderable are the offers that the decision in force allows the reader to order.
	Orderable []offerChoice
}

// neededOrders is how many orders and instances the page of a need shows.
const neededOrders = 10

// ordersOf reads what was ordered for a need.
func (n *needPages) ordersOf(r *web.Request, need *record.Need) (*needOrders, error) {
	v := &needOrders{Need: need}
	orders, err := n.Orders.Orders(r.Context(), r.Actor, order.Query{Need: need.ID, List: havre.List{Limit: neededOrders, Sort: "sent", Desc: true}})
	if err != nil {
		return nil, err
	}
	for _, o := range orders.Items {
		if o.State != order.Draft || o.Requester == r.Actor.ID || may(r, identity.WriteOrder, need) {
			v.Orders = append(v.Orders, o)
		}
	}
	instances, err := n.Orders.Instances(r.Context(), r.Actor, order.InstanceQuery{Need: need.ID, List: havre.List{Limit: neededOrders, Sort: "name"}})
	if err != nil {
		return nil, err
	}
	for _, i := range instances.Items {
		if i.State != order.Terminated && i.State != order.Abandoned {
			v.Instances = append(v.Instances, i)
		}
	}
	if need.Current == nil || !orderableNow(r, need, need.Current) {
		return v, nil
	}
	d, err := n.ruling(r, need.ID)
	if err != nil || d == nil {
		return v, err
	}
	for _, x := range n.offerChoices(r, d, nil) {
		if x.kind() == ui.Eligible {
			v.Orderable = append(v.Orderable, x)
		}
	}
	return v, nil
}

// orderableNow says whether the reader may order on a decision as it stands.
func orderableNow(r *web.Request, need *record.Need, d *record.DecisionSummary) bool {
	return need.State == record.Shared && d.State == record.Current && d.Revision == need.Revision && may(r, identity.WriteOrder, need)
}

// mayOrder says whether to offer to order what a decision allows.
func (v *decisionView) mayOrder(r *web.Request, o *decision.OfferRuled) bool {
	return v.Need != nil && v.Summary != nil && o.Verdict == decision.Eligible && v.Plans[o.Offer] && orderableNow(r, v.Need, v.Summary)
}

// planned are the offers that have something to order today.
func (n *needPages) planned(r *web.Request) map[string]bool {
	out := map[string]bool{}
	for _, p := range n.Library.Now().Catalogue.Plans() {
		if p.Period.Contains(r.Today()) {
			out[p.Offer] = true
		}
	}
	return out
}
