package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// oneItem chooses a line of a basket to change.
type oneItem struct {
	ID      string `path:"id" doc:"identifiant|identifier"`
	IfMatch string `header:"If-Match" doc:"étiquette de la commande lue ; « * » pour ne pas vérifier|tag of the order that was read; \"*\" not to check"`
	Number  int    `path:"number" minimum:"1" doc:"numéro de la ligne|number of the item"`
}

// itemsOfOrders registers what changes the lines of a basket. The tag is that of the
// order: whoever adds a line knows what else is in the basket.
func (a *API) itemsOfOrders(k orderKind) {
	add := operation{
		id: "addOrderItem", method: http.MethodPost, path: "/orders/{id}/items", group: groupOrders, guarded: true, accepts: documentTypes,
		summary: havre.Text{FR: "Ajouter une ligne à un panier", EN: "Add an item to a basket"},
		long: havre.Text{
			FR: "Ajoute une ressource d'un gabarit, ou en modifie ou en supprime une qui existe. Les choix sont vérifiés selon le schéma du gabarit, complétés et chiffrés.",
			EN: "Adds a resource of a plan, or changes or ends one that exists. Choices are checked against the schema of the plan, completed and priced.",
		},
	}
	registerBody(a, add, "ItemWish", func(ctx context.Context, actor identity.Actor, in *guarded, w *wire.ItemWish) (*orderShown, error) {
		return a.putItem(ctx, actor, k, in, 0, w)
	})
	replace := add
	replace.id, replace.method, replace.path = "replaceOrderItem", http.MethodPut, "/orders/{id}/items/{number}"
	replace.summary, replace.long = havre.Text{FR: "Remplacer une ligne d'un panier", EN: "Replace an item of a basket"}, havre.Text{}
	registerBody(a, replace, "ItemWish", func(ctx context.Context, actor identity.Actor, in *oneItem, w *wire.ItemWish) (*orderShown, error) {
		return a.putItem(ctx, actor, k, &guarded{in.ID, in.IfMatch}, in.Number, w)
	})
	register(a, operation{
		id: "deleteOrderItem", method: http.MethodDelete, path: "/orders/{id}/items/{number}", group: groupOrders, guarded: true,
		summary: havre.Text{FR: "Retirer une ligne d'un panier", EN: "Take an item out of a basket"},
		long:    havre.Text{FR: "La réponse est le panier.", EN: "The answer is the basket."},
	}, func(ctx context.Context, actor identity.Actor, in *oneItem) (*orderShown, error) {
		return a.moved(ctx, actor, k, &guarded{in.ID, in.IfMatch}, func(version int64) (*order.Order, error) {
			return a.Orders.Remove(ctx, actor, in.ID, version, in.Number)
		})
	})
}

func (a *API) putItem(ctx context.Context, actor identity.Actor, k orderKind, in *guarded, number int, w *wire.ItemWish) (*orderShown, error) {
	choices, err := w.Choices.JSON()
	if err != nil {
		return nil, err
	}
	out, err := a.moved(ctx, actor, k, in, func(version int64) (*order.Order, error) {
		return a.Orders.Put(ctx, actor, in.ID, version, order.ItemWish{
			Number: number, Action: order.Action(w.Action), Instance: w.Instance, Offer: w.Offer, Plan: w.Plan, Name: w.Name, Environment: w.Environment,
			Choices: choices, On: w.On, Until: dayAfter(w.LastDay), Framework: w.Framework, Estimate: w.Estimate.Amount(), EstimateNote: w.EstimateNote,
		})
	})
	return out, inLastDays(err)
}

// moved changes an order upon the version that was read, and shows it.
func (a *API) moved(ctx context.Context, actor identity.Actor, k orderKind, in *guarded, do func(version int64) (*order.Order, error)) (*orderShown, error) {
	version, err := k.version(ctx, a, actor, in)
	if err != nil {
		return nil, err
	}
	o, err := do(version)
	if err != nil {
		return nil, err
	}
	return k.answer(a.view(ctx), o), nil
}
