package pages

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// What the list of resources may be limited to, besides one state.
const (
	stateLiving = "" // ordered, delivered or in service: what a reader looks for first
	stateAll    = "toutes"
)

// instancesView is what was ordered and delivered.
type instancesView struct {
	State  string // as the address asks: a state, or one of the words above
	Query  order.InstanceQuery
	Page   havre.Page[order.Instance]
	Need   *record.Need
	Offers []ui.Option
	Built  bool // the portal builds some of them itself
}

// instanceStates are the states to filter by.
var instanceStates = []order.InstanceState{order.ReservedInstance, order.Inactive, order.Active, order.Terminated, order.Abandoned}

// instanceList shows what was ordered for the needs that the reader may see.
func (n *needPages) instanceList(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v := &instancesView{Built: n.Provision != nil, Offers: n.offerOptions(r), State: r.Field(queryState), Query: order.InstanceQuery{
		List: r.List("name", "until", "offer"), Need: r.Field(queryNeed), Offer: r.Field(queryFirst),
	}}
	switch v.State {
	case stateLiving:
		v.Query.Living = true
	case stateAll:
	default:
		v.Query.State = order.InstanceState(v.State)
	}
	if v.Query.Sort == "" {
		v.Query.Sort = "name"
	}
	if _, ok := ui.ExportFormat(r); ok {
		return n.instanceListing().Export(w, r, "ressources", eachPage(v.Query.List, func(l havre.List) (havre.Page[order.Instance], error) {
			v.Query.List = l
			return n.Orders.Instances(r.Context(), r.Actor, v.Query)
		}))
	}
	var err error
	if v.Query.Need != "" {
		if v.Need, err = n.Record.Need(r.Context(), r.Actor, v.Query.Need); err != nil {
			return err
		}
	}
	if v.Page, err = n.Orders.Instances(r.Context(), r.Actor, v.Query); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, instanceListPage(r, n.instanceListing(), v))
}

func (v *instancesView) filtered() bool {
	q := v.Query
	return q.Search != "" || v.State != stateLiving || q.Need != "" || q.Offer != ""
}

// count is how many resources are listed, and which are left out.
func (v *instancesView) count(r *web.Request) string {
	text := r.Many(v.Page.Total, havre.Text{FR: "%s ressource", EN: "%s resource"}, havre.Text{FR: "%s ressources", EN: "%s resources"})
	if v.Query.Living {
		text += r.Say(", sans celles qui sont terminées ou n’ont jamais été livrées", ", without those that ended or were never delivered")
	}
	return text
}

// everything is the address of the same list without a filter.
func (v *instancesView) everything() string {
	return "/ressources?" + asksOf(queryState, stateAll, queryNeed, v.Query.Need).Encode()
}

func (v *instancesView) title(r *web.Request) string {
	if v.Need != nil {
		return r.Say("Ressources de « %s »", "Resources of “%s”", v.Need.Title)
	}
	return r.Say("Ressources", "Resources")
}

func (n *needPages) instanceListing() ui.Listing[order.Instance] {
	name := sortColumn("name", havre.Text{FR: "Nom", EN: "Name"}, func(_ *web.Request, i order.Instance) string { return i.Name })
	name.Show = func(r *web.Request, i order.Instance) templ.Component { return instanceNameCell(r, &i) }
	need := wordColumn(havre.Text{FR: "Dossier", EN: "Need"}, func(_ *web.Request, i order.Instance) string { return i.NeedTitle })
	need.Show = func(r *web.Request, i order.Instance) templ.Component {
		return ui.Link(r, needPath(i.Need), i.NeedTitle)
	}
	state := wordColumn(havre.Text{FR: "État", EN: "State"}, func(r *web.Request, i order.Instance) string { return instanceStateText(r, &i) })
	state.Show = func(r *web.Request, i order.Instance) templ.Component {
		return ui.State(r, instanceKind(&i), instanceStateText(r, &i))
	}
	cost := wordColumn(havre.Text{FR: "Par mois HT", EN: "Per month, excl. VAT"}, func(r *web.Request, i order.Instance) string { return monthly(r, &i.Wish) })
	cost.Number = true
	return ui.Listing[order.Instance]{
		ID: "ressources-liste", Caption: havre.Text{FR: "Ressources", EN: "Resources"}, Cards: true,
		Columns: []ui.Column[order.Instance]{
			name, need, sortColumn("offer", havre.Text{FR: "Offre", EN: "Offer"}, func(r *web.Request, i order.Instance) string { return n.offerName(r, i.Offer) }),
			wordColumn(havre.Text{FR: "Environnement", EN: "Environment"}, func(r *web.Request, i order.Instance) string { return web.Capital(environmentText(r, i.Environment)) }),
			state, cost,
			{
				Key: "until", Name: havre.Text{FR: "Dernier jour", EN: "Last day"},
				Value: func(_ *web.Request, i order.Instance) sheet.Value { return sheet.Day(endOfInstance(&i)) },
				Show: func(r *web.Request, i order.Instance) templ.Component {
					return ui.Text(web.Capital(untilText(r, i.Wish.Until)))
				},
			},
		},
	}
}

// endOfInstance is the last day of an instance, no day when it has none.
func endOfInstance(i *order.Instance) havre.Date {
	if i.Wish.Until.IsZero() {
		return havre.Date{}
	}
	return i.Wish.Until.AddDays(-1)
}

// monthly is what something costs each month; what nobody says is unknown.
func monthly(r *web.Request, w *order.Wish) string {
	switch {
	case w.Quote.Complete == havre.Yes:
		return money(r, w.Quote.Monthly)
	case w.Quote.Monthly == 0:
		return r.Say("prix non publié", "price not published")
	}
	return r.Say("au moins %s", "at least %s", money(r, w.Quote.Monthly))
}

func instanceKind(i *order.Instance) ui.StateKind {
	switch i.State {
	case order.ReservedInstance, order.Inactive:
		return ui.Planned
	case order.Active:
		return ui.Yes
	case order.Terminated, order.Abandoned:
	}
	return ui.NotApplicable
}

func instanceStateText(r *web.Request, i *order.Instance) string {
	return web.Capital(r.Text(i.State.Text()))
}

// instanceView is the page of what an order delivered.
type instanceView struct {
	Instance *order.Instance
	Orders   []order.Order // that touched it, the newest first
	Names    itemNames
	Changing *order.Order // the order that changes it
	DaysLeft int          // before its end; meaningful when it has one
	Built    *brief       // what the portal builds of it, nil when somebody else does
}

// instance shows what an order delivered.
func (n *needPages) instance(w http.ResponseWriter, r *web.Request) error {
	v, err := n.instanceView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, instancePage(r, v))
}

func (n *needPages) instanceView(r *web.Request) (*instanceView, error) {
	i, err := n.Orders.Instance(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	v := &instanceView{Instance: i, Names: itemNames{map[string]string{i.Offer: n.offerName(r, i.Offer)}, map[string]string{}, n.Library.Now().Catalogue.Plan}}
	if !i.Wish.Until.IsZero() {
		v.DaysLeft = int(i.Wish.Until.Days() - r.Today().Days())
	}
	if v.Built, err = n.briefOf(r, i.ID); err != nil {
		return nil, err
	}
	page, err := n.Orders.Orders(r.Context(), r.Actor, order.Query{Need: i.Need, List: havre.List{Limit: havre.MaxLimit, Sort: "sent", Desc: true}})
	if err != nil {
		return nil, err
	}
	for _, o := range page.Items {
		if o.State == order.Draft || !slices.ContainsFunc(o.Items, func(it order.Item) bool { return it.Instance == i.ID }) {
			continue
		}
		v.Orders = append(v.Orders, o)
		if o.ID == i.Changing {
			v.Changing = &v.Orders[len(v.Orders)-1]
		}
		if err := n.nameFrameworks(r, &o, v.Names.Frameworks); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// mayOrder says whether to offer to change or end it.
func (v *instanceView) mayOrder(r *web.Request) bool {
	return v.Instance.Delivered() && v.Instance.Changing == "" && mayOrder(r, identity.WriteOrder, v.Instance.Path)
}

// has is what the instance has, choice by choice.
func (v *instanceView) has(r *web.Request) ui.TableProps {
	it := &order.Item{Name: v.Instance.Name, Offer: v.Instance.Offer, Plan: v.Instance.Plan}
	return v.Names.sidesTable(r, it, []itemSide{{r.Say("Aujourd’hui", "Today"), &v.Instance.Wish}})
}

func (v *instanceView) recall(r *web.Request) []ui.Pair {
	i := v.Instance
	out := []ui.Pair{
		{Name: r.Say("État", "State"), Value: ui.State(r, instanceKind(i), instanceStateText(r, i))},
		{Name: r.Say("Dossier", "Need"), Value: ui.Link(r, needPath(i.Need), i.NeedTitle)},
		{Name: r.Say("Offre", "Offer"), Value: ui.Link(r, plansPath(i.Offer), v.Names.Offers[i.Offer])},
		{Name: r.Say("Environnement", "Environment"), Value: ui.Text(web.Capital(environmentText(r, i.Environment)))},
	}
	if !i.From.IsZero() {
		out = append(out, ui.Pair{Name: r.Say("Depuis", "Since"), Value: ui.Text(r.Date(i.From))})
	}
	if i.Reference != "" {
		out = append(out, ui.Pair{Name: r.Say("Référence de l’opérateur", "The operator’s reference"), Value: ui.Text(i.Reference)})
	}
	return out
}

// lead says what the instance is and when it ends.
func (v *instanceView) lead(r *web.Request) string {
	i := v.Instance
	switch {
	case i.State == order.Terminated:
		return r.Say("Cette ressource est rendue.", "This resource was given back.")
	case i.State == order.Abandoned:
		return r.Say("Cette ressource n’a jamais été livrée.", "This resource was never delivered.")
	case i.Wish.Until.IsZero():
		return r.Say("Sans date de fin : elle reste tant que personne ne commande son arrêt.", "Without an end date: it stays until somebody orders its end.")
	}
	return r.Say("Dernier jour : %s. Sans commande de renouvellement, elle est rendue le lendemain.", "Last day: %s. Without an order to renew it, it is given back on the day after.", r.Date(i.Wish.Until.AddDays(-1)))
}

// useRow is the measured use of a resource.
type useRow struct {
	Resource string
	Percent  int
}

// use is the measured use, resource by resource.
func (v *instanceView) use(r *web.Request) (out []useRow) {
	for _, k := range slices.Sorted(maps.Keys(v.Instance.Use)) {
		out = append(out, useRow{web.Capital(r.Text(quota.Resource(k).Text())), int(v.Instance.Use[k] + 0.5)})
	}
	return out
}

// orderInstance begins an order that changes or ends an instance.
func (n *needPages) orderInstance(w http.ResponseWriter, r *web.Request) error {
	i, err := n.Orders.Instance(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	o, told, err := n.basketFor(r, i.Need)
	if err != nil {
		return err
	}
	end := ""
	if r.Checked(queryEnd) {
		end = "1"
	}
	ask := asksOf(queryInstance, i.ID, queryEnd, end)
	for k := range o.Items {
		if o.Items[k].Instance == i.ID {
			ask = asksOf(queryItem, strconv.Itoa(o.Items[k].Number))
		}
	}
	return r.SeeOther(w, itemPath(o.ID, ask), told)
}

func instanceCrumbs(r *web.Request) []ui.Crumb {
	return append(orderCrumbs(r), ui.Crumb{Name: r.Say("Ressources", "Resources"), Path: "/ressources"})
}

func instanceStateOptions(r *web.Request) []ui.Option {
	out := []ui.Option{
		{Value: stateLiving, Label: r.Say("Commandées ou en service", "Ordered or in service")},
		{Value: stateAll, Label: r.Say("Toutes", "All")},
	}
	for _, s := range instanceStates {
		out = append(out, ui.Option{Value: string(s), Label: web.Capital(r.Text(s.Text()))})
	}
	return out
}
