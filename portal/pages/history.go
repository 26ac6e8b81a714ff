package pages

import (
	"net/http"
	"slices"
	"sync"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// historyRow is one change of what was held true of an offer.
type historyRow struct {
	On     havre.Date
	Offer  *catalogue.OfferView
	Path   string
	Before catalogue.Value // zero when nothing was known
	After  catalogue.Claim // its value is zero when nothing is known any more
}

// history is that of an offer under the catalogue in use: reading it takes a while,
// and it only changes with the catalogue.
func (g *reading) history(h *record.Holding, o *catalogue.OfferView) []historyRow {
	rows := slices.Clone(g.histories.history(h.Catalogue, historyKey{h.Edition.Catalogue, o.ID}))
	for i := range rows {
		rows[i].Offer = o // as it was called on the day looked at
	}
	return rows
}

func (v *histories) history(c *catalogue.Catalogue, key historyKey) []historyRow {
	v.mu.Lock()
	defer v.mu.Unlock()
	if rows, ok := v.rows[key]; ok {
		return rows
	}
	if v.of != key.catalogue {
		v.of, v.rows = key.catalogue, map[historyKey][]historyRow{}
	}
	rows := historyOf(c, key.offer)
	v.rows[key] = rows
	return rows
}

// historyOf lists the changes of an offer, the newest first.
func historyOf(c *catalogue.Catalogue, offer string) []historyRow {
	var out []historyRow
	for _, path := range attributePaths() {
		var before catalogue.Claim
		for _, claim := range c.History(offer, path) {
			if !claim.Period.From.IsZero() && claim.Value != before.Value {
				out = append(out, historyRow{On: claim.Period.From, Path: path, Before: before.Value, After: claim})
			}
			before = claim
		}
		if until := before.Period.Until; !until.IsZero() {
			out = append(out, historyRow{On: until, Path: path, Before: before.Value})
		}
	}
	slices.SortStableFunc(out, func(a, b historyRow) int { return b.On.Compare(a.On) })
	return out
}

// attributePaths are those of every fact of an offer, members of sets one by one.
var attributePaths = sync.OnceValue(func() []string {
	var out []string
	for _, d := range published() {
		if d.Open { // the identifiers of platforms
			continue
		}
		if d.Kind != fact.Set {
			out = append(out, d.Path)
			continue
		}
		for _, v := range d.Values {
			out = append(out, d.Path+"."+v)
		}
	}
	return out
})

// historyView is the page of what changed in the whole catalogue.
type historyView struct {
	Rows  []historyRow
	Offer string
	Title []ui.Option // the offers, for the filter
}

func (g *reading) catalogueHistory(w http.ResponseWriter, r *web.Request) error {
	h := g.Library.Now()
	view := h.View(r.Today())
	v := &historyView{Offer: r.Field("offre")}
	v.Title = []ui.Option{{Label: r.Say("Toutes", "All")}}
	for i := range view.Offers {
		o := &view.Offers[i]
		v.Title = append(v.Title, ui.Option{Value: o.ID, Label: r.Text(o.Title)})
		if v.Offer == "" || v.Offer == o.ID {
			v.Rows = append(v.Rows, g.history(h, o)...)
		}
	}
	slices.SortStableFunc(v.Rows, func(a, b historyRow) int { return b.On.Compare(a.On) })
	listing := historyListing(true)
	if _, ok := ui.ExportFormat(r); ok {
		return listing.Export(w, r, "historique-plateformes", ui.All(v.Rows))
	}
	page, next := pageOf(r, v.Rows)
	return r.Render(w, http.StatusOK, historyPage(r, v, listing.Table(r, page, havre.List{}), next))
}

func historyListing(withOffer bool) ui.Listing[historyRow] {
	l := ui.Listing[historyRow]{
		ID: "historique", Cards: true, Caption: havre.Text{FR: "Ce qui a changé, du plus récent au plus ancien", EN: "What has changed, the newest first"},
		Columns: []ui.Column[historyRow]{
			{
				Name:  havre.Text{FR: "Le", EN: "On"},
				Value: func(_ *web.Request, h historyRow) sheet.Value { return sheet.Day(h.On) },
				Show:  func(r *web.Request, h historyRow) templ.Component { return ui.Day(r, h.On) },
			},
			{
				Name: havre.Text{FR: "Fait", EN: "Fact"},
				Value: func(r *web.Request, h historyRow) sheet.Value {
					return sheet.Words(web.Capital(r.Text(factName(h.Path))))
				},
			},
			{
				Name:  havre.Text{FR: "Avant", EN: "Before"},
				Value: func(r *web.Request, h historyRow) sheet.Value { return sheet.Words(claimWords(r, h.Path, h.Before)) },
				Show:  func(r *web.Request, h historyRow) templ.Component { return claimCell(r, h.Path, h.Before) },
			},
			{
				Name: havre.Text{FR: "Après", EN: "After"},
				Value: func(r *web.Request, h historyRow) sheet.Value {
					return sheet.Words(claimWords(r, h.Path, h.After.Value))
				},
				Show: func(r *web.Request, h historyRow) templ.Component { return claimCell(r, h.Path, h.After.Value) },
			},
			{
				Name:  havre.Text{FR: "Mots de la source", EN: "Words of the source"},
				Value: func(_ *web.Request, h historyRow) sheet.Value { return sheet.Words(h.After.Words) },
			},
			{
				Name:  havre.Text{FR: "Source", EN: "Source"},
				Value: func(_ *web.Request, h historyRow) sheet.Value { return sheet.Words(h.After.Source.Title) },
				Show:  func(r *web.Request, h historyRow) templ.Component { return source(r, h.After.Source) },
			},
		},
	}
	if withOffer {
		l.Columns = slices.Insert(l.Columns, 1, ui.Column[historyRow]{
			Name:  havre.Text{FR: "Offre", EN: "Offer"},
			Value: func(r *web.Request, h historyRow) sheet.Value { return sheet.Words(r.Text(h.Offer.Title)) },
			Show: func(r *web.Request, h historyRow) templ.Component {
				return ui.Link(r, "/plateformes/"+h.Offer.Platform+"?"+web.QueryDate+"="+h.On.String(), r.Text(h.Offer.Title))
			},
		})
	}
	return l
}
