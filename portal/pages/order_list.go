package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// queryOpen chooses the orders that have not ended.
const queryOpen = "en-cours"

// ordersView is the list of orders.
type ordersView struct {
	Query   order.Query
	Page    havre.Page[order.Order]
	Baskets []order.Order
	Need    *record.Need // when only its orders are shown
	Offers  []ui.Option
	MayAsk  bool // somewhere
	Built   bool // the portal builds some of what is ordered itself
}

var orderKeys = []string{"sent", "number", "title", "state", "amount"}

// orderList shows the orders that the reader may see, their own baskets first.
func (n *needPages) orderList(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v := &ordersView{Built: n.Provision != nil, Query: orderQuery(r), Offers: n.offerOptions(r), MayAsk: mayAnywhere(r, identity.WriteOrder)}
	if _, ok := ui.ExportFormat(r); ok {
		return n.orderListing().Export(w, r, "commandes", eachPage(v.Query.List, func(l havre.List) (havre.Page[order.Order], error) {
			v.Query.List = l
			return n.Orders.Orders(r.Context(), r.Actor, v.Query)
		}))
	}
	var err error
	if v.Query.Need != "" {
		if v.Need, err = n.Record.Need(r.Context(), r.Actor, v.Query.Need); err != nil {
			return err
		}
	}
	if v.Page, err = n.Orders.Orders(r.Context(), r.Actor, v.Query); err != nil {
		return err
	}
	if v.Query.After == "" {
		if v.Baskets, err = n.Orders.Baskets(r.Context(), r.Actor); err != nil {
			return err
		}
	}
	return r.Render(w, http.StatusOK, orderListPage(r, n.orderListing(), v))
}

// orderQuery is what the address asks of the list.
func orderQuery(r *web.Request) order.Query {
	q := order.Query{
		List: r.List(orderKeys...), State: order.State(r.Field(queryState)), Need: r.Field(queryNeed), Offer: r.Field(queryFirst), Open: r.Checked(queryOpen),
	}
	if q.Sort == "" {
		q.Sort, q.Desc = "sent", true
	}
	return q
}

func (v *ordersView) filtered() bool {
	q := v.Query
	return q.Search != "" || q.State != "" || q.Need != "" || q.Offer != "" || q.Open
}

// orderListing describes the list.
func (n *needPages) orderListing() ui.Listing[order.Order] {
	number := sortColumn("number", havre.Text{FR: "Numéro", EN: "Number"}, func(r *web.Request, o order.Order) string { return orderName(r, &o) })
	number.Show = func(r *web.Request, o order.Order) templ.Component { return orderNumberCell(r, &o) }
	need := wordColumn(havre.Text{FR: "Dossier", EN: "Need"}, func(_ *web.Request, o order.Order) string { return o.NeedTitle })
	need.Show = func(r *web.Request, o order.Order) templ.Component { return orderNeedCell(r, &o) }
	state := sortColumn("state", havre.Text{FR: "État", EN: "State"}, func(r *web.Request, o order.Order) string { return orderNow(r, &o) })
	state.Show = func(r *web.Request, o order.Order) templ.Component {
		return ui.State(r, orderNowKind(&o), orderNow(r, &o))
	}
	awaited := wordColumn(havre.Text{FR: "Attend", EN: "Waits for"}, func(r *web.Request, o order.Order) string {
		if note := waitNote(r, &o); note != "" {
			return awaitedWho(r, &o) + ", " + note
		}
		return awaitedWho(r, &o)
	})
	awaited.Show = func(r *web.Request, o order.Order) templ.Component { return awaitedCell(r, &o) }
	cost := sortColumn("amount", havre.Text{FR: "Coût total TTC", EN: "Total cost, incl. VAT"}, func(r *web.Request, o order.Order) string { return costText(r, &o) })
	cost.Number = true
	cost.Show = func(r *web.Request, o order.Order) templ.Component { return orderCostCell(r, &o) }
	return ui.Listing[order.Order]{
		ID: "commandes-liste", Caption: havre.Text{FR: "Commandes", EN: "Orders"}, Cards: true,
		Columns: []ui.Column[order.Order]{
			number, need, state, awaited, cost,
			dateColumn("sent", havre.Text{FR: "Envoyée le", EN: "Sent on"}, func(o order.Order) havre.Date { return dayOr(o.SentAt) }),
		},
	}
}

// orderStateOptions are the states to filter by.
func orderStateOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Tous", "All")}}
	for _, s := range order.States {
		out = append(out, ui.Option{Value: string(s), Label: orderStateText(r, s)})
	}
	return out
}

func (v *ordersView) count(r *web.Request) string {
	return r.Many(v.Page.Total, havre.Text{FR: "%s commande", EN: "%s order"}, havre.Text{FR: "%s commandes", EN: "%s orders"})
}

func (v *ordersView) title(r *web.Request) string {
	if v.Need != nil {
		return r.Say("Commandes de « %s »", "Orders of “%s”", v.Need.Title)
	}
	return r.Say("Commandes", "Orders")
}

func (v *ordersView) crumbs(r *web.Request) []ui.Crumb {
	if v.Need == nil {
		return nil
	}
	return append(needCrumbs(r), ui.Crumb{Name: v.Need.Title, Path: needPath(v.Need.ID)})
}

// beginOrder begins a basket for a need, or goes on with the one that the reader is
// filling, and leads to the form of its first line.
func (n *needPages) beginOrder(w http.ResponseWriter, r *web.Request) error {
	o, told, err := n.basketFor(r, r.Field(queryNeed))
	if err != nil {
		return err
	}
	if r.Field(queryFirst) == "" {
		return r.SeeOther(w, orderPath(o.ID), told)
	}
	return r.SeeOther(w, itemPath(o.ID, asksOf(queryFirst, r.Field(queryFirst), queryPlan, r.Field(queryPlan))), told)
}

// basketFor is the basket that the reader is filling for a need, which it then tells, or a
// new one.
func (n *needPages) basketFor(r *web.Request, need string) (*order.Order, web.Flash, error) {
	baskets, err := n.Orders.Baskets(r.Context(), r.Actor)
	if err != nil {
		return nil, web.Flash{}, err
	}
	for i := range baskets {
		if o := &baskets[i]; o.Need == need {
			return o, alreadyOpen(o), nil
		}
	}
	o, err := n.Orders.Begin(r.Context(), r.Actor, order.NewBasket{Need: need})
	return o, web.Flash{}, err
}

// alreadyOpen tells that what is ordered joins a basket begun before; nothing when it is
// empty, and so makes no difference.
func alreadyOpen(o *order.Order) web.Flash {
	if len(o.Items) == 0 {
		return web.Flash{}
	}
	return web.Flash{Text: havre.Text{
		FR: "Vous avez déjà un panier ouvert pour ce dossier, « %[1]s » : la ligne s’y ajoutera, et partira avec le reste.",
		EN: "You already have a basket open for this need, “%[1]s”: the line will join it, and leave with the rest.",
	}.With(o.Title)}
}
