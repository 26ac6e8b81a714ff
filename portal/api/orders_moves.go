package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// move describes something that happens to an order: a verb of its path.
func move(id, verb string, summary, long havre.Text) operation {
	return operation{
		id: id, method: http.MethodPost, path: "/orders/{id}/" + verb, group: groupOrders, guarded: true, accepts: documentTypes, summary: summary, long: long,
	}
}

// movesOfOrders registers the life of an order, from its review to its end.
func (a *API) movesOfOrders(k orderKind) {
	a.reviewOfOrders()
	send := move("sendOrder", "send", havre.Text{FR: "Envoyer un panier", EN: "Send a basket"}, havre.Text{
		FR: "La décision en vigueur doit le laisser passer ; les accords, les quotas et les budgets sont réservés dans la même transaction, et les validations commencent. Ce qui manque est dit champ par champ.",
		EN: "The decision in force must let it through; agreements, quotas and budgets are reserved in the same transaction, and approvals begin. What is missing is told field by field.",
	})
	send.accepts, send.creates = nil, true
	register(a, send, func(ctx context.Context, actor identity.Actor, in *guarded) (*orderShown, error) {
		return a.moved(ctx, actor, k, in, func(version int64) (*order.Order, error) { return a.Orders.Send(ctx, actor, in.ID, version) })
	})
	resume := move("resumeOrder", "resume", havre.Text{FR: "Reprendre une commande suspendue", EN: "Resume an order on hold"}, havre.Text{})
	resume.accepts = nil
	register(a, resume, func(ctx context.Context, actor identity.Actor, in *guarded) (*orderShown, error) {
		return a.moved(ctx, actor, k, in, func(version int64) (*order.Order, error) { return a.Orders.Resume(ctx, actor, in.ID, version) })
	})
	cancel := move("cancelOrder", "cancel", havre.Text{FR: "Annuler une commande", EN: "Cancel an order"}, havre.Text{
		FR: "Ce qu'elle réservait est rendu. Pendant la réalisation, seul ce qui n'est pas commencé est retiré.",
		EN: "What it reserved is given back. While it is being fulfilled, only what has not begun is withdrawn.",
	})
	cancel.bare = true
	registerBody(a, cancel, "OrderReason", func(ctx context.Context, actor identity.Actor, in *guarded, r *wire.OrderReason) (*orderShown, error) {
		return a.moved(ctx, actor, k, in, func(version int64) (*order.Order, error) {
			return a.Orders.Cancel(ctx, actor, in.ID, version, r.Reason)
		})
	})
	hold := move("holdOrder", "hold", havre.Text{FR: "Suspendre une commande", EN: "Put an order on hold"}, havre.Text{FR: "Elle garde ce qu'elle a réservé.", EN: "It keeps what it reserved."})
	registerBody(a, hold, "OrderReason", func(ctx context.Context, actor identity.Actor, in *guarded, r *wire.OrderReason) (*orderShown, error) {
		return a.moved(ctx, actor, k, in, func(version int64) (*order.Order, error) { return a.Orders.Hold(ctx, actor, in.ID, version, r.Reason) })
	})
	answer := move("answerOrder", "answer", havre.Text{FR: "Répondre à une question", EN: "Answer a question"}, havre.Text{
		FR: "La même étape reprend, et son délai avec elle.", EN: "The same step goes on, and its time limit with it.",
	})
	registerBody(a, answer, "OrderAnswer", func(ctx context.Context, actor identity.Actor, in *guarded, r *wire.OrderAnswer) (*orderShown, error) {
		return a.moved(ctx, actor, k, in, func(version int64) (*order.Order, error) { return a.Orders.Answer(ctx, actor, in.ID, version, r.Text) })
	})
	a.clonesOfOrders(k)
	a.timelineOfOrders()
}

func (a *API) clonesOfOrders(k orderKind) {
	register(a, operation{
		id: "cloneOrder", method: http.MethodPost, path: "/orders/{id}/clone", group: groupOrders, status: http.StatusCreated, creates: true,
		summary: havre.Text{FR: "Copier une commande dans un nouveau panier", EN: "Copy an order to a new basket"},
		long:    havre.Text{FR: "Pour commander la même chose, ou recommencer ce qui a échoué.", EN: "To order the same again, or to try what failed once more."},
	}, func(ctx context.Context, actor identity.Actor, in *target) (*created[wire.OrderSpec, wire.OrderStatus], error) {
		o, err := a.Orders.Clone(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		out := k.answer(a.view(ctx), o)
		return &created[wire.OrderSpec, wire.OrderStatus]{ETag: out.ETag, Location: Prefix + k.path + "/" + o.ID, Body: out.Body}, nil
	})
}

// belonging chooses what belongs to an order, or to a work.
type belonging struct {
	Paging
	ID string `path:"id" doc:"identifiant de la commande ou de la tâche|identifier of the order or of the work"`
}

func (a *API) timelineOfOrders() {
	register(a, operation{
		id: "listHappenings", method: http.MethodGet, path: "/orders/{id}/timeline", group: groupOrders,
		summary: havre.Text{FR: "Lire ce qui est arrivé à une commande", EN: "Read what happened to an order"},
		long:    havre.Text{FR: "Du plus ancien au plus récent.", EN: "From the oldest to the newest."},
	}, func(ctx context.Context, actor identity.Actor, in *belonging) (*listed[wire.Happening], error) {
		all, err := a.Orders.Timeline(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		page, err := window(all, in.Paging)
		if err != nil {
			return nil, err
		}
		v := a.view(ctx)
		return listOf(ctx, "Happening", page, func(h *order.Happening) wire.Happening { return showHappening(v, h) }), nil
	})
}
