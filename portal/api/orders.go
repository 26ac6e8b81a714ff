package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// orderFilter chooses orders.
type orderFilter struct {
	Paging
	Sorting
	Dossier      string `query:"dossier" doc:"identifiant du dossier|identifier of the need"`
	State        string `query:"state" enum:"draft,acknowledged,pending,held,inProgress,rejected,cancelled,completed,failed,partial" doc:"état|state"`
	Open         bool   `query:"open" doc:"seulement celles qui ne sont pas terminées|only those that have not ended"`
	Offer        string `query:"offer" doc:"offre|offer"`
	Organisation string `query:"organisation" doc:"organisation, et celles au-dessous|organisation, and those below"`
	Framework    string `query:"framework" doc:"identifiant de l'accord-cadre|identifier of the framework agreement"`
	Number       string `query:"number" doc:"numéro exact : CMD-2026-00042|exact number: CMD-2026-00042"`
	Sort         string `query:"sort" enum:"updated,sent,number,title,state,amount" doc:"ordre|order"`
}

type orderKind = kind[order.Order, wire.OrderSpec, wire.OrderStatus]

// orderShown is the answer that shows an order.
type orderShown = object[wire.OrderSpec, wire.OrderStatus]

func orders(a *API) {
	k := a.orderKind()
	list(a, k, havre.Text{
		FR: "Celles des dossiers que vous pouvez voir. Les paniers n'y sont que si l'on demande un dossier ou l'état « draft ».",
		EN: "Those of needs that you may see. Baskets are among them only when a need, or the state \"draft\", is asked for.",
	}, a.listOrders)
	read(a, k)
	create(a, k, havre.Text{
		FR: "Commence un panier pour un dossier. Rien n'en part avant l'envoi.", EN: "Begins a basket for a need. Nothing of it leaves before it is sent.",
	}, func(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.OrderSpec]) (*order.Order, error) {
		o, err := a.Orders.Begin(ctx, actor, order.NewBasket{Need: doc.Spec.Dossier, Title: doc.Metadata.Title, Note: doc.Spec.Note})
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return nil, havre.Problems{{Field: "dossier", Value: doc.Spec.Dossier, Message: havre.Text{
				FR: "ce dossier n’existe pas, ou vous n’y avez pas accès ; /dossiers énumère les vôtres", EN: "this need does not exist, or you may not see it; /dossiers lists yours",
			}}}
		}
		if err != nil || doc.Spec.Billing == (wire.OrderBilling{}) {
			return o, called(err, "need", "dossier")
		}
		return a.Orders.Rewrite(ctx, actor, o.ID, o.Version, heading(doc))
	}, nil)
	change(a, k, a.rewriteOrder)
	remove(a, k, havre.Text{
		FR: "Jette un panier. Une commande envoyée s'annule.", EN: "Throws a basket away. An order that was sent is cancelled.",
	}, a.Orders.Discard)
	a.itemsOfOrders(k)
	a.movesOfOrders(k)
	a.stepsOfOrders(k)
	a.formsOfOrders(k)
	a.messagesOfOrders()
	a.baskets(k)
}

// orderKind is how orders are read and shown.
func (a *API) orderKind() orderKind {
	return orderKind{
		name: "Order", names: "Orders", path: "/orders", group: groupOrders,
		one: havre.Text{FR: "une commande", EN: "an order"}, many: havre.Text{FR: "les commandes", EN: "orders"},
		get: a.Orders.Order, show: showOrder,
	}
}

func (a *API) listOrders(ctx context.Context, actor identity.Actor, in *orderFilter) (havre.Page[order.Order], error) {
	var none havre.Page[order.Order]
	if in.Number != "" {
		o, err := a.Orders.Numbered(ctx, actor, in.Number)
		return oneOrNone(o, err)
	}
	q := order.Query{
		List: in.sorted(in.Paging, in.Sort), Need: in.Dossier, State: order.State(in.State), Open: in.Open, Offer: in.Offer, Framework: in.Framework,
	}
	if in.Organisation != "" {
		o, err := a.organisation(ctx, actor, in.Organisation)
		if err != nil {
			return none, notFoundIsEmpty(err)
		}
		q.Path = o.Path
	}
	return a.Orders.Orders(ctx, actor, q)
}

// heading is what a document says of the top of a basket.
func heading(doc *wire.Document[wire.OrderSpec]) order.Heading {
	b := doc.Spec.Billing
	return order.Heading{
		Title: doc.Metadata.Title, Note: doc.Spec.Note,
		Billing: order.Billing{SIRET: b.SIRET, Service: b.Service, Engagement: b.Engagement, Contact: b.Contact, SignedBy: b.SignedBy},
	}
}

func (a *API) rewriteOrder(ctx context.Context, actor identity.Actor, id string, version int64, doc *wire.Document[wire.OrderSpec]) (*order.Order, error) {
	o, err := a.Orders.Order(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if err := sameVersion(o.Stamps, version); err != nil {
		return nil, err
	}
	if err := fixed(map[string]bool{"spec.dossier": doc.Spec.Dossier != o.Need}); err != nil {
		return nil, err
	}
	return a.Orders.Rewrite(ctx, actor, id, version, heading(doc))
}

// baskets registers what the reader is filling.
func (a *API) baskets(k orderKind) {
	register(a, operation{
		id: "listBaskets", method: http.MethodGet, path: "/baskets", group: groupOrders,
		summary: havre.Text{FR: "Lister vos paniers", EN: "List your baskets"},
		long:    havre.Text{FR: "Ceux que vous remplissez, le dernier changé d'abord.", EN: "Those that you are filling, the last changed first."},
	}, func(ctx context.Context, actor identity.Actor, in *Paging) (*listed[wire.Order], error) {
		all, err := a.Orders.Baskets(ctx, actor)
		if err != nil {
			return nil, err
		}
		page, err := window(all, *in)
		if err != nil {
			return nil, err
		}
		v := a.view(ctx)
		return listOf(ctx, k.name, page, func(o *order.Order) wire.Order { return k.show(v, o) }), nil
	})
}
