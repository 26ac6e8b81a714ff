package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// queryAll shows the agreements that have ended or not begun as well.
const queryAll = "tous"

// soon is how many days before its end an agreement is told to end soon.
const soon = 90

// registerFrameworks adds the agreements under which one orders.
func (p *orderingPages) registerFrameworks(s *web.Site) {
	s.Handle("GET /accords", p.frameworks)
	s.Handle("GET /accords/nouveau", p.newFramework)
	s.Handle("POST /accords/nouveau", p.saveFramework)
	s.Handle("GET /accords/seuils", p.thresholds)
	s.Handle("GET /accords/{id}", p.framework)
	s.Handle("GET /accords/{id}/modifier", p.editFramework)
	s.Handle("POST /accords/{id}/modifier", p.saveFramework)
	s.Handle("GET /accords/{id}/prix", p.frameworkPrices)
	s.Handle("POST /accords/{id}/prix", p.savePrice)
	s.Handle("POST /accords/{id}/prix/retirer", p.removePrice)
	s.Handle("POST /accords/{id}/supprimer", p.deleteFramework)
}

// frameworkPath is a page of an agreement.
func frameworkPath(id string, rest ...string) string {
	return pathOf("/accords", append([]string{id}, rest...))
}

// frameworksView is the list of agreements.
type frameworksView struct {
	Query  order.FrameworkQuery
	All    bool
	Page   havre.Page[purchase.Framework]
	Offers []ui.Option
	May    bool // the reader may add one somewhere
}

var frameworkKeys = []string{"title", "until"}

// frameworks lists the agreements in force, those that end first before the others.
func (p *orderingPages) frameworks(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v := &frameworksView{Query: frameworkQuery(r), All: r.Checked(queryAll), Offers: p.offerOptions(r), May: mayAnywhere(r, identity.WriteFramework)}
	if _, ok := ui.ExportFormat(r); ok {
		return p.frameworkListing().Export(w, r, "accords", eachPage(v.Query.List, func(l havre.List) (havre.Page[purchase.Framework], error) {
			v.Query.List = l
			return p.Orders.Frameworks(r.Context(), r.Actor, v.Query)
		}))
	}
	var err error
	if v.Page, err = p.Orders.Frameworks(r.Context(), r.Actor, v.Query); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, frameworkListPage(r, p.frameworkListing(), v))
}

func frameworkQuery(r *web.Request) order.FrameworkQuery {
	q := order.FrameworkQuery{List: r.List(frameworkKeys...), Offer: r.Field(queryFirst)}
	if !r.Checked(queryAll) {
		q.On = r.Today()
	}
	if q.Sort == "" {
		q.Sort = "until"
	}
	return q
}

func (v *frameworksView) filtered() bool {
	return v.Query.Search != "" || v.Query.Offer != "" || v.All
}

// frameworkListing describes the list.
func (p *orderingPages) frameworkListing() ui.Listing[purchase.Framework] {
	title := sortColumn("title", havre.Text{FR: "Accord", EN: "Agreement"}, func(_ *web.Request, f purchase.Framework) string { return frameworkName(&f) })
	title.Show = func(r *web.Request, f purchase.Framework) templ.Component { return frameworkTitleCell(r, &f) }
	until := dateColumn("until", havre.Text{FR: "Jusqu'au", EN: "Until"}, func(f purchase.Framework) havre.Date { return lastDayOf(f.Period) })
	until.Show = func(r *web.Request, f purchase.Framework) templ.Component { return frameworkUntilCell(r, &f) }
	left := wordColumn(havre.Text{FR: "Reste à commander, HT", EN: "Left to order, excl. VAT"}, func(r *web.Request, f purchase.Framework) string { return leftText(r, &f) })
	left.Show = func(r *web.Request, f purchase.Framework) templ.Component { return frameworkLeftCell(r, &f) }
	return ui.Listing[purchase.Framework]{
		ID: "accords-liste", Caption: havre.Text{FR: "Accords-cadres et conventions", EN: "Framework agreements and conventions"}, Cards: true,
		Columns: []ui.Column[purchase.Framework]{
			title,
			wordColumn(havre.Text{FR: "Voie d'achat", EN: "Purchasing route"}, func(r *web.Request, f purchase.Framework) string { return web.Capital(r.Text(f.Route.Text())) }),
			wordColumn(havre.Text{FR: "Titulaire", EN: "Holder"}, func(_ *web.Request, f purchase.Framework) string { return f.Holder.Name }),
			until, left,
		},
	}
}

// referenceText is the number of an agreement, and of its lot.
func referenceText(r *web.Request, f *purchase.Framework) string {
	if f.Lot == "" {
		return f.Reference
	}
	return r.Say("%s, lot %s", "%s, lot %s", f.Reference, f.Lot)
}

// lastDayOf is the last day of a period; none when it has no end.
func lastDayOf(p havre.Period) havre.Date {
	if p.Until.IsZero() {
		return havre.Date{}
	}
	return p.Until.AddDays(-1)
}

// leftText is what may still be ordered under an agreement.
func leftText(r *web.Request, f *purchase.Framework) string {
	left, stated := f.Remaining()
	if !stated {
		return r.Say("aucun plafond n'est dit", "no ceiling is stated")
	}
	return r.Say("%s sur %s", "%s of %s", money(r, left), money(r, *f.Ceiling))
}

// ceilingBar is how much of its ceiling orders hold.
func ceilingBar(f *purchase.Framework) barProps {
	return heldBar(quota.Money(f.Reserved), quota.Money(f.Committed), quota.Money(*f.Ceiling))
}

// frameworkState says whether an agreement is in force, and whether it ends soon.
func frameworkState(r *web.Request, f *purchase.Framework) (ui.StateKind, string) {
	today, until := r.Today(), f.Period.Until
	switch {
	case !until.IsZero() && !today.Before(until):
		return ui.No, r.Say("terminé", "ended")
	case today.Before(f.Period.From):
		return ui.Planned, r.Say("à venir", "to come")
	case !until.IsZero() && until.Days()-today.Days() <= soon:
		left := int(until.Days() - today.Days())
		return ui.ToConfirm, r.Many(left, havre.Text{FR: "finit dans %s jour", EN: "ends in %s day"}, havre.Text{FR: "finit dans %s jours", EN: "ends in %s days"})
	}
	return ui.Yes, r.Say("en vigueur", "in force")
}

func (v *frameworksView) count(r *web.Request) string {
	return r.Many(v.Page.Total, havre.Text{FR: "%s accord", EN: "%s agreement"}, havre.Text{FR: "%s accords", EN: "%s agreements"})
}
