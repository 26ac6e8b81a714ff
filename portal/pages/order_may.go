package pages

import (
	"slices"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/web"
)

// resumable says whether the reader may go on with an order on hold: those who may hold
// it, and whoever orders when the portal itself, or they, held it.
func (v *orderView) resumable(r *web.Request) bool {
	if v.may(r, identity.HoldOrder) {
		return true
	}
	if !v.may(r, identity.WriteOrder) {
		return false
	}
	for _, h := range slices.Backward(v.Timeline) {
		if h.Kind == "hold" {
			return h.By == identity.System().ID || h.By == r.Actor.ID
		}
	}
	return true
}

// cancellable says whether the reader may cancel what has not begun, if anything is left.
func (v *orderView) cancellable(r *web.Request) bool {
	o := v.Order
	if !v.may(r, identity.WriteOrder) {
		return false
	}
	if o.ApprovedAt.IsZero() {
		return true
	}
	if slices.ContainsFunc(o.Forms, func(f order.Form) bool { return f.WithdrawnAt.IsZero() }) && !v.may(r, identity.BuyOrder) {
		return false
	}
	return slices.ContainsFunc(o.Items, func(it order.Item) bool { return !it.State.Ended() && it.State != order.InProgress })
}
