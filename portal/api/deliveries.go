package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// deliveryFilter chooses what was sent to a webhook.
type deliveryFilter struct {
	Paging
	ID string `path:"id" doc:"identifiant du webhook|identifier of the webhook"`
}

func deliveries(a *API) {
	register(a, operation{
		id: "listDeliveries", method: http.MethodGet, path: "/webhooks/{id}/deliveries", group: groupNotices,
		summary: havre.Text{FR: "Lister ce qui a été envoyé à un webhook", EN: "List what was sent to a webhook"},
		long:    havre.Text{FR: "Du plus récent au plus ancien, avec ce qu'il en est advenu.", EN: "From the newest to the oldest, with what became of it."},
	}, func(ctx context.Context, actor identity.Actor, in *deliveryFilter) (*listed[wire.Delivery], error) {
		page, err := a.Record.Deliveries(ctx, actor, in.ID, in.list())
		if err != nil {
			return nil, err
		}
		v := a.view(ctx)
		return listOf(ctx, "Delivery", page, func(d *notify.Delivery) wire.Delivery { return showDelivery(v, d) }), nil
	})
}

func showDelivery(v view, d *notify.Delivery) wire.Delivery {
	condition := v.condition("Delivered", false, "Waiting", havre.Text{FR: "L'envoi est à faire ou à refaire.", EN: "It is to be sent, or sent again."}, d.At)
	switch {
	case !d.DoneAt.IsZero() && d.Error == "":
		condition = v.condition("Delivered", true, "Received", havre.Text{FR: "L'autre programme l'a reçu.", EN: "The other program received it."}, d.DoneAt)
	case !d.DoneAt.IsZero():
		condition = v.condition("Delivered", false, "Abandoned", havre.Text{FR: "L'envoi est abandonné.", EN: "Sending was given up."}, d.DoneAt)
	}
	return wire.Delivery{
		ID: d.ID, Metadata: wire.Metadata{CreatedAt: d.At},
		Spec:   wire.DeliverySpec{Webhook: d.Webhook, Event: d.Event, Topic: string(d.Topic), Body: string(d.Body)},
		Status: wire.DeliveryStatus{Attempts: d.Attempts, Answer: d.Status, Error: d.Error, DoneAt: d.DoneAt, Conditions: []wire.Condition{condition}},
	}
}
