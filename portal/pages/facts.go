package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// factRow is one fact of an offer: what is held true of it, or that nothing is. On
// pages, the members of a set of which a source says the same make one row.
type factRow struct {
	Offer *catalogue.OfferView
	Path  string
	Claim catalogue.Claim // zero when no source speaks of it
	Other []factRow       // other members of the same set, from the same source
}

// together makes one row of the members of a set that a source speaks of at once.
func together(rows []factRow) []factRow {
	var out []factRow
	for _, f := range rows {
		i := slices.IndexFunc(out, func(g factRow) bool { return g.Path != f.Path && g.saidWith(f) })
		if i < 0 {
			out = append(out, f)
			continue
		}
		out[i].Other = append(out[i].Other, f)
	}
	return out
}

// saidWith says that two facts are of one set and from the same words of a source.
func (f factRow) saidWith(g factRow) bool {
	a, b := &f.Claim, &g.Claim
	return group(f.Path) != f.Path && group(f.Path) == group(g.Path) && a.Source.ID == b.Source.ID && a.Words == b.Words && a.Note == b.Note &&
		a.Period == b.Period && len(a.Conflicts) == 0 && len(b.Conflicts) == 0
}

// valueGroup is the members of a set that have the same value.
type valueGroup struct {
	Value   catalogue.Value
	Members []string
}

// values are the members of a row, by value, in the order they come.
func (f factRow) values() []valueGroup {
	var out []valueGroup
	for _, g := range append([]factRow{f}, f.Other...) {
		member := g.Path[len(group(g.Path)):]
		i := slices.IndexFunc(out, func(v valueGroup) bool { return v.Value == g.Claim.Value })
		if i < 0 {
			out = append(out, valueGroup{Value: g.Claim.Value})
			i = len(out) - 1
		}
		out[i].Members = append(out[i].Members, strings.TrimPrefix(member, "."))
	}
	return out
}

// factsOf lists what sources say of an offer, in the order of the model of facts.
func factsOf(o *catalogue.OfferView) []factRow {
	var out []factRow
	for _, c := range o.Claims() {
		out = append(out, factRow{Offer: o, Path: c.Attribute, Claim: c})
	}
	order := factOrder()
	slices.SortStableFunc(out, func(a, b factRow) int {
		return cmp.Or(cmp.Compare(order[group(a.Path)], order[group(b.Path)]), strings.Compare(a.Path, b.Path))
	})
	return out
}

// published is the model of the facts of offers.
var published = sync.OnceValue(catalogue.Facts)

// factOrder is the rank of each fact in it.
var factOrder = sync.OnceValue(func() map[string]int {
	order := map[string]int{}
	for i, d := range published() {
		order[d.Path] = i
	}
	return order
})

// group is the fact that an attribute is of: services, for services.backup.
func group(path string) string {
	set, _, ok := strings.Cut(path, ".")
	if i, known := factOrder()[set]; ok && known && published()[i].Kind == fact.Set {
		return set
	}
	return path
}

// factName is what a fact is called, members of sets by their own name.
func factName(path string) havre.Text {
	if g := group(path); g != path {
		member := fact.Label(path[len(g)+1:])
		return havre.Text{FR: catalogue.Title(g).FR + " : " + member.FR, EN: catalogue.Title(g).EN + ": " + member.EN}
	}
	if title := catalogue.Title(path); slices.Contains(dictPaths, path) {
		return havre.Text{FR: "plafond DICT : " + title.FR, EN: "DICT ceiling: " + title.EN}
	}
	return catalogue.Title(path)
}

// factState is how a value is drawn, and in which words when they differ from the
// usual ones.
func factState(v catalogue.Value) (ui.StateKind, havre.Text) {
	switch v.Status {
	case catalogue.Yes:
		return ui.Yes, havre.Text{}
	case catalogue.No:
		return ui.No, havre.Text{}
	case catalogue.Unknown:
		return ui.ToConfirm, havre.Text{}
	case catalogue.NotApplicable:
		return ui.NotApplicable, havre.Text{}
	case catalogue.Planned:
		return ui.Planned, havre.Text{}
	case catalogue.Optional:
		return ui.Yes, havre.Text{FR: "En option", EN: "Optional"}
	case catalogue.Equivalent:
		return ui.Planned, havre.Text{FR: "Équivalent", EN: "Equivalent"}
	case catalogue.Partial:
		return ui.ToConfirm, havre.Text{FR: "Partiel", EN: "Partial"}
	case catalogue.Stated:
		return statedState(v)
	case catalogue.Blank, "":
	}
	return ui.Blank, havre.Text{}
}

// statedState is that of a word: only those of SecNumCloud answer a question.
func statedState(v catalogue.Value) (ui.StateKind, havre.Text) {
	switch v.Word {
	case "qualified":
		return ui.Yes, havre.Text{FR: "Qualifiée", EN: "Qualified"}
	case "none":
		return ui.No, havre.Text{FR: "Non qualifiée", EN: "Not qualified"}
	case "equivalent":
		return ui.Planned, havre.Text{FR: "Équivalent", EN: "Equivalent"}
	case "in-qualification":
		return ui.Planned, havre.Text{FR: "En cours de qualification", EN: "In qualification"}
	case "not-subject":
		return ui.NotApplicable, havre.Text{FR: "Non soumise", EN: "Not subject"}
	}
	return "", havre.Text{}
}

// claimWords is the value of a fact in words that stand alone.
func claimWords(r *web.Request, path string, v catalogue.Value) string {
	kind, text := factState(v)
	switch {
	case path == "slaBasisPoints" && v.Status == catalogue.Stated:
		return r.Say("%s %%", "%s%%", r.Decimal(float64(v.Number)/100, decimals(v.Number)))
	case !text.IsZero():
		return r.Text(text)
	case kind != "":
		return r.Text(kind.Text())
	case v.Word != "":
		return web.Capital(r.Text(fact.Label(v.Word)))
	}
	return strconv.FormatInt(v.Number, 10)
}

// decimals are the digits that a hundredth needs.
func decimals(hundredths int64) int {
	if hundredths%100 == 0 {
		return 0
	}
	return 2
}

// claimCell draws it.
func claimCell(r *web.Request, path string, v catalogue.Value) templ.Component {
	kind, text := factState(v)
	if kind == "" {
		return ui.Text(claimWords(r, path, v))
	}
	return ui.State(r, kind, r.Text(text))
}

// factListing describes the facts of offers, one by line: it is the long form of the
// catalogue, in which every cell keeps its words, its date, its source and who knows.
func factListing(withOffer bool) ui.Listing[factRow] {
	l := ui.Listing[factRow]{
		ID: "faits", Cards: true,
		Caption: havre.Text{FR: "Ce que l'on sait, et d'où", EN: "What is known, and from where"},
		Columns: []ui.Column[factRow]{
			{
				Name:  havre.Text{FR: "Fait", EN: "Fact"},
				Value: func(r *web.Request, f factRow) sheet.Value { return sheet.Words(web.Capital(r.Text(factName(f.Path)))) },
				Show:  func(r *web.Request, f factRow) templ.Component { return claimHead(r, f) },
			},
			{
				Name:  havre.Text{FR: "Valeur", EN: "Value"},
				Value: func(r *web.Request, f factRow) sheet.Value { return sheet.Words(claimWords(r, f.Path, f.Claim.Value)) },
				Show:  func(r *web.Request, f factRow) templ.Component { return claimValue(r, f) },
			},
			{
				Name:  havre.Text{FR: "Mots de la source", EN: "Words of the source"},
				Value: func(_ *web.Request, f factRow) sheet.Value { return sheet.Words(f.Claim.Words) },
				Show:  func(r *web.Request, f factRow) templ.Component { return claimQuote(r, f) },
			},
			{
				Name:  havre.Text{FR: "Depuis", EN: "Since"},
				Value: func(_ *web.Request, f factRow) sheet.Value { return sheet.Day(f.Claim.Period.From) },
			},
			{
				Name:  havre.Text{FR: "Source", EN: "Source"},
				Value: func(_ *web.Request, f factRow) sheet.Value { return sheet.Words(f.Claim.Source.Title) },
				Show: func(r *web.Request, f factRow) templ.Component {
					return claimSource(r, f)
				},
			},
			{
				ExportOnly: true, Name: havre.Text{FR: "Confiance", EN: "Confidence"},
				Value: func(r *web.Request, f factRow) sheet.Value { return sheet.Words(r.Text(f.Claim.Confidence.Text())) },
			},
			{
				ExportOnly: true, Name: havre.Text{FR: "Qui sait", EN: "Who knows"},
				Value: func(r *web.Request, f factRow) sheet.Value { return sheet.Words(r.Text(f.Claim.Owner)) },
			},
		},
	}
	if withOffer {
		l.Columns = slices.Insert(l.Columns, 0, ui.Column[factRow]{
			Name:  havre.Text{FR: "Offre", EN: "Offer"},
			Value: func(r *web.Request, f factRow) sheet.Value { return sheet.Words(r.Text(f.Offer.Title)) },
		})
	}
	return l
}
