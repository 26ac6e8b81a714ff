package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// mostOffers is how many offers can be read side by side.
const mostOffers = 4

// Names in the address.
const (
	queryOffer  = "o"
	queryDiffer = "ecarts" // only what differs
)

// offersView is the page of offers side by side.
type offersView struct {
	On      havre.Date
	All     []ui.Option
	Chosen  []*catalogue.OfferView
	Differ  bool
	Rows    []sideRow
	TooMany bool
}

// sideRow is a fact, for each offer chosen.
type sideRow struct {
	Path   string
	Claims []catalogue.Claim
}

func (g *reading) compareOffers(w http.ResponseWriter, r *web.Request) error {
	on, err := r.On()
	if err != nil {
		return err
	}
	known, asked := g.Library.Now().View(on), r.Fields(queryOffer)
	v := &offersView{On: on, Differ: r.Checked(queryDiffer), TooMany: len(asked) > mostOffers}
	for i := range known.Offers {
		o := &known.Offers[i]
		chosen := slices.Contains(asked, o.ID)
		v.All = append(v.All, ui.Option{Value: o.ID, Label: r.Text(o.Title), Chosen: chosen})
		if chosen && len(v.Chosen) < mostOffers {
			v.Chosen = append(v.Chosen, o)
		}
	}
	v.Rows = v.sideBySide()
	if _, ok := ui.ExportFormat(r); ok {
		return sideListing(v.Chosen).Export(w, r, "comparaison-offres", ui.All(v.Rows))
	}
	return r.Render(w, http.StatusOK, compareOffersPage(r, v))
}

// sideBySide lists the facts of which something is known of one offer at least.
func (v *offersView) sideBySide() []sideRow {
	var out []sideRow
	for _, path := range attributePaths() {
		row := sideRow{Path: path}
		known, differ := false, false
		for _, o := range v.Chosen {
			c, ok := o.Claim(path)
			known = known || ok
			row.Claims = append(row.Claims, c)
			differ = differ || c.Value != row.Claims[0].Value
		}
		if known && (differ || !v.Differ) && !strings.HasPrefix(path, "ministries.") {
			out = append(out, row)
		}
	}
	return out
}

func sideListing(offers []*catalogue.OfferView) ui.Listing[sideRow] {
	l := ui.Listing[sideRow]{
		ID: "cote-a-cote", Cards: true, Sticky: true, Caption: havre.Text{FR: "Offres côte à côte", EN: "Offers side by side"},
		Columns: []ui.Column[sideRow]{{
			Name:  havre.Text{FR: "Fait", EN: "Fact"},
			Value: func(r *web.Request, s sideRow) sheet.Value { return sheet.Words(web.Capital(r.Text(factName(s.Path)))) },
		}},
	}
	for i, o := range offers {
		l.Columns = append(l.Columns, ui.Column[sideRow]{
			Name: o.Title,
			Value: func(r *web.Request, s sideRow) sheet.Value {
				return sheet.Words(claimWords(r, s.Path, s.Claims[i].Value))
			},
			Show: func(r *web.Request, s sideRow) templ.Component {
				return glanceCell(r, s.Claims[i], claimCell(r, s.Path, s.Claims[i].Value), false)
			},
		})
	}
	return l
}
