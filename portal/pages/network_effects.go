package pages

import (
	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// truthColumn is an answer: yes, no, or to be confirmed.
func truthColumn[T any](name havre.Text, of func(T) havre.Truth) ui.Column[T] {
	return ui.Column[T]{
		Name:  name,
		Value: func(r *web.Request, row T) sheet.Value { return sheet.Words(r.Text(ui.StateOf(of(row)).Text())) },
		Show:  func(r *web.Request, row T) templ.Component { return ui.State(r, ui.StateOf(of(row)), "") },
	}
}

var (
	headBefore = havre.Text{FR: "Avant", EN: "Before"}
	headAfter  = havre.Text{FR: "Après", EN: "After"}
)

// pairListing describes the pairs of platforms whose answer moves.
func (v *ifView) pairListing() ui.Listing[network.Moved] {
	place := func(name havre.Text, of func(network.Moved) string) ui.Column[network.Moved] {
		return ui.Column[network.Moved]{
			Name:  name,
			Value: func(r *web.Request, m network.Moved) sheet.Value { return sheet.Words(v.title(r, of(m))) },
			Show:  func(r *web.Request, m network.Moved) templ.Component { return placeName(r, v.places, of(m)) },
		}
	}
	return ui.Listing[network.Moved]{
		ID: ifPairs, Cards: true, Caption: havre.Text{FR: "Paires de plateformes dont la réponse change", EN: "Pairs of platforms whose answer changes"},
		Columns: []ui.Column[network.Moved]{
			place(havre.Text{FR: "De", EN: "From"}, func(m network.Moved) string { return m.From }),
			place(havre.Text{FR: "Vers", EN: "To"}, func(m network.Moved) string { return m.To }),
			truthColumn(headBefore, func(m network.Moved) havre.Truth { return m.Before }),
			truthColumn(headAfter, func(m network.Moved) havre.Truth { return m.After }),
			{
				Name: havre.Text{FR: "Chemins d'aujourd'hui", EN: "Ways as they are"}, Hidden: true,
				Show: func(r *web.Request, m network.Moved) templ.Component { return pairWays(r, v, m) },
			},
		},
	}
}

// flowListing describes the flows that lose or gain a way.
func (v *ifView) flowListing() ui.Listing[flowEffect] {
	words := func(fr, en string, of func(*web.Request, flowEffect) string) ui.Column[flowEffect] {
		return ui.Column[flowEffect]{Name: havre.Text{FR: fr, EN: en}, Value: func(r *web.Request, e flowEffect) sheet.Value { return sheet.Words(of(r, e)) }}
	}
	application := words("Application", "Application", func(_ *web.Request, e flowEffect) string { return e.Need.Title })
	application.Show = func(r *web.Request, e flowEffect) templ.Component { return effectApplication(r, e) }
	why := words("Ce qui arrête ou manque", "What stops it or is missing", func(r *web.Request, e flowEffect) string {
		return missingWords(r, e, func(m matrix.Missing) havre.Text { return m.Text })
	})
	why.Show = func(r *web.Request, e flowEffect) templ.Component { return effectWhy(r, e) }
	owner := words("Qui sait", "Who knows", func(r *web.Request, e flowEffect) string {
		return missingWords(r, e, func(m matrix.Missing) havre.Text { return m.Owner })
	})
	owner.ExportOnly = true
	return ui.Listing[flowEffect]{
		ID: ifFlows, Cards: true, Caption: havre.Text{FR: "Flux qui perdent ou gagnent un chemin", EN: "Flows that lose or gain a way"},
		Columns: []ui.Column[flowEffect]{
			application,
			words("De", "From", func(r *web.Request, e flowEffect) string { return endWords(r, &e.Source) }),
			words("Vers", "To", func(r *web.Request, e flowEffect) string { return endWords(r, &e.Destination) }),
			words("Service", "Service", func(_ *web.Request, e flowEffect) string { return serviceWords(&e) }),
			words("Environnement", "Environment", func(r *web.Request, e flowEffect) string { return web.Capital(r.Text(fact.Label(e.Environment))) }),
			truthColumn(headBefore, func(e flowEffect) havre.Truth { return e.Before.Value }),
			truthColumn(headAfter, func(e flowEffect) havre.Truth { return e.After.Value }),
			why, owner,
		},
	}
}

// endWords is one side of a flow: its name, and the place where it is.
func endWords(r *web.Request, e *matrix.End) string {
	switch {
	case e.Title.IsZero() || e.Name == e.Place:
		return orElse(e.Title, havre.Same(e.Name)).In(r.Lang)
	case e.Name == "":
		return r.Text(e.Title)
	}
	return e.Name + ", " + r.Text(e.Title)
}

func serviceWords(e *flowEffect) string {
	ports := e.Flow.Port.String()
	switch {
	case ports == "":
		return e.Flow.Protocol
	case e.Flow.Protocol == "":
		return ports
	}
	return e.Flow.Protocol + "/" + ports
}

func missingWords(r *web.Request, e flowEffect, of func(matrix.Missing) havre.Text) string {
	var out []string
	for _, m := range e.After.Missing {
		out = append(out, r.Text(of(m)))
	}
	return r.Remarks(out...)
}
