package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// portfolioView is who is where.
type portfolioView struct {
	Query     record.NeedQuery
	Portfolio *record.Portfolio
	Offers    []ui.Option
	Names     map[string]string
}

// portfolio counts the needs that the reader may see.
func (n *needPages) portfolio(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v := portfolioView{Query: needQuery(r), Offers: n.offerOptions(r), Names: n.offerNames(r)}
	var err error
	if v.Portfolio, err = n.Record.Portfolio(r.Context(), r.Actor, v.Query); err != nil {
		return err
	}
	by := r.List(ministryListing.Keys()...)
	rows := ministryListing.Sorted(v.ministries(r), by)
	if _, ok := ui.ExportFormat(r); ok {
		return ministryListing.Export(w, r, "portefeuille", ui.All(rows))
	}
	return r.Render(w, http.StatusOK, portfolioPage(r, v, rows, by))
}

// ministryRow is one ministry of the portfolio.
type ministryRow struct {
	ID, Name string
	Counts   map[decision.Verdict]int
}

func (m ministryRow) total() (n int) {
	for _, c := range m.Counts {
		n += c
	}
	return n
}

// ministries are the rows of the portfolio, those with most needs first.
func (v portfolioView) ministries(r *web.Request) []ministryRow {
	out := make([]ministryRow, 0, len(v.Portfolio.Ministry))
	for id, counts := range v.Portfolio.Ministry {
		name := ministryText(r, id)
		if id == "" {
			name = r.Say("Sans ministère connu", "No ministry known")
		}
		out = append(out, ministryRow{id, name, counts})
	}
	slices.SortFunc(out, func(a, b ministryRow) int {
		return cmp.Or(cmp.Compare(b.total(), a.total()), strings.Compare(a.Name, b.Name))
	})
	return out
}

// verdictColumns are the verdicts of the best offer, as columns.
var verdictColumns = []struct {
	verdict decision.Verdict
	name    havre.Text
	kind    ui.StateKind
}{
	{decision.Eligible, havre.Text{FR: "Une offre convient", EN: "An offer fits"}, ui.Yes},
	{decision.Undetermined, havre.Text{FR: "À confirmer", EN: "To be confirmed"}, ui.ToConfirm},
	{decision.Ineligible, havre.Text{FR: "Aucune offre ne convient", EN: "No offer fits"}, ui.No},
	{"", havre.Text{FR: "Pas encore décidé", EN: "Not decided yet"}, ui.Blank},
}

// ministryListing is the portfolio as a table: each number leads to its needs.
var ministryListing = func() ui.Listing[ministryRow] {
	l := ui.Listing[ministryRow]{ID: "ministries", Caption: havre.Text{FR: "Dossiers par ministère et par verdict", EN: "Needs by ministry and verdict"}, Cards: true}
	name := wordColumn(havre.Text{FR: "Ministère", EN: "Ministry"}, func(_ *web.Request, m ministryRow) string { return m.Name })
	name.Key, name.Order = "ministere", func(a, b ministryRow) int { return strings.Compare(a.Name, b.Name) }
	l.Columns = append(l.Columns, name)
	for _, c := range verdictColumns {
		l.Columns = append(l.Columns, ui.Column[ministryRow]{
			Key: "verdict-" + string(c.verdict), Name: c.name, Number: true,
			Value: func(_ *web.Request, m ministryRow) sheet.Value { return sheet.Whole(m.Counts[c.verdict]) },
			Show: func(r *web.Request, m ministryRow) templ.Component {
				return countCell(r, m.Counts[c.verdict], needsPath(m.ID, c.verdict), m.Name+", "+r.Text(c.name))
			},
			Order: func(a, b ministryRow) int { return cmp.Compare(a.Counts[c.verdict], b.Counts[c.verdict]) },
		})
	}
	l.Columns = append(l.Columns, ui.Column[ministryRow]{
		Key: "total", Name: havre.Text{FR: "Total", EN: "Total"}, Number: true,
		Value: func(_ *web.Request, m ministryRow) sheet.Value { return sheet.Whole(m.total()) },
		Order: func(a, b ministryRow) int { return cmp.Compare(a.total(), b.total()) },
	})
	return l
}()

// needsPath is the list of needs behind a number.
func needsPath(ministry string, v decision.Verdict) string {
	if v == "" {
		v = noDecision
	}
	q := url.Values{queryVerdict: {string(v)}}
	if ministry != "" {
		q.Set(queryMinistry, ministry)
	}
	return "/dossiers?" + q.Encode()
}

// verdictBars are the verdicts as a drawing.
func (v portfolioView) verdictBars(r *web.Request) []ui.Bar {
	var out []ui.Bar
	for _, c := range verdictColumns {
		out = append(out, ui.Bar{Name: r.Text(c.name), Value: v.Portfolio.Verdicts[c.verdict], Tone: c.kind})
	}
	return out
}

// offerBars are the offers that come first, those with most needs first.
func (v portfolioView) offerBars() []ui.Bar {
	out := make([]ui.Bar, 0, len(v.Portfolio.Offers))
	for id, count := range v.Portfolio.Offers {
		out = append(out, ui.Bar{Name: nameIn(v.Names, id), Value: count})
	}
	slices.SortFunc(out, func(a, b ui.Bar) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), strings.Compare(a.Name, b.Name))
	})
	return out
}

// sentence is what to remember of the verdicts.
func (v portfolioView) sentence(r *web.Request) string {
	p := v.Portfolio
	return r.Say("Au moins une offre convient pour %s dossiers sur %s.", "At least one offer fits %s needs of %s.", r.Number(p.Verdicts[decision.Eligible]), r.Number(p.Needs))
}

// offerSentence is what to remember of the offers.
func (v portfolioView) offerSentence(r *web.Request) string {
	bars := v.offerBars()
	if len(bars) > 1 && bars[1].Value == bars[0].Value {
		return r.Say("Aucune offre ne domine : plusieurs viennent en premier aussi souvent.", "No offer dominates: several come first as often.")
	}
	return r.Many(bars[0].Value,
		havre.Text{FR: "%[2]s vient en premier pour un dossier.", EN: "%[2]s comes first for one need."},
		havre.Text{FR: "%[2]s vient en premier pour %[1]s dossiers.", EN: "%[2]s comes first for %[1]s needs."}, bars[0].Name)
}
