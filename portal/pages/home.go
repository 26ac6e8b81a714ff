package pages

import (
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// homeView is the first page: what can be done here, and for somebody signed in what
// waits.
type homeView struct {
	Figures []ui.Figure
	Notices []notify.Notice
	Needs   []record.Need
	// Unavailable says that what is on record does not answer; the rest of the page does.
	Unavailable bool
}

// homeLines is how many lines each list of the first page shows.
const homeLines = 5

func (g *reading) home(w http.ResponseWriter, r *web.Request) error {
	v := &homeView{Figures: g.figures(r)}
	if r.Actor.SignedIn() {
		g.work(r, v)
	}
	return r.Render(w, http.StatusOK, homePage(r, v))
}

// figures say what the portal knows today.
func (g *reading) figures(r *web.Request) []ui.Figure {
	h := g.Library.Now()
	view := h.View(r.Today())
	settled, asked := 0, 0
	for i := range view.Offers {
		for _, gl := range glances {
			asked++
			if c, ok := view.Offers[i].Claim(gl.path); ok && c.Value.Settles() {
				settled++
			}
		}
	}
	rules, _ := h.Doctrine.InForce(r.Today(), "", "") // no set is forced: there is nothing to refuse
	return []ui.Figure{
		{Value: r.Number(len(view.Offers)), Name: r.Say("offres d'hébergement décrites", "hosting offers described")},
		{Value: r.Number(len(rules)), Name: r.Say("règles en vigueur pour tous", "rules in force for everyone")},
		{Value: r.Number(asked - settled), Name: r.Say("informations à confirmer ou manquantes", "facts to be confirmed or missing")},
	}
}

// work is what waits for the actor: a part that fails leaves its place empty, and
// says so.
func (g *reading) work(r *web.Request, v *homeView) {
	notices, err := g.Record.Notices(r.Context(), r.Actor, true, havre.List{Limit: homeLines})
	if err == nil {
		v.Notices = notices.Items
		var needs havre.Page[record.Need]
		needs, err = g.Record.Needs(r.Context(), r.Actor, record.NeedQuery{List: havre.List{Sort: "updated", Desc: true, Limit: homeLines}})
		v.Needs = needs.Items
	}
	if err != nil {
		v.Unavailable = true
		r.Site().Log.ErrorContext(r.Context(), "home without its work", "request_id", r.ID, "actor", r.Actor.ID, "error", err)
	}
}

// homeTiles are the doors of the first page.
func homeTiles(r *web.Request) []ui.TileProps {
	tiles := []ui.TileProps{
		{Title: r.Say("Consulter les plateformes", "Look at the platforms"), Text: r.Say("Services, certificats, liaisons : ce qui est sûr, ce qui reste à confirmer, et d'où cela vient.", "Services, certificates, links: what is certain, what is to be confirmed, and where it comes from."), Path: "/plateformes"},
		{Title: r.Say("Comprendre les règles", "Understand the rules"), Text: r.Say("Chaque règle en mots simples, qui elle concerne, ses sources et les dérogations.", "Each rule in plain words, whom it concerns, its sources and its derogations."), Path: "/regles"},
		{Title: r.Say("Comparer des offres", "Compare offers"), Text: r.Say("Jusqu'à quatre offres côte à côte, fait par fait.", "Up to four offers side by side, fact by fact."), Path: "/plateformes/comparer"},
	}
	if r.Actor.SignedIn() {
		return append(tiles, ui.TileProps{Title: r.Say("Voir les échéances", "See the deadlines"), Text: r.Say("Certificats, homologations, dérogations : ce qui prend fin, et quand.", "Certificates, approvals, derogations: what ends, and when."), Path: "/echeances"})
	}
	return append(tiles, ui.TileProps{Title: r.Say("Voir ce qui a changé", "See what changed"), Text: r.Say("D'un texte à l'autre, les règles ajoutées, abrogées ou modifiées.", "From one text to another, the rules added, repealed or changed."), Path: "/regles/changements"})
}

// needNote says where a need is, in a few words.
func needNote(r *web.Request, n *record.Need) string {
	switch {
	case n.Current == nil:
		return r.Say("aucune décision pour l'instant", "no decision yet")
	case n.Current.State == record.Reopened:
		return r.Say("décision à reprendre : un fait a changé", "decision to take again: a fact has changed")
	}
	return r.Say("décision du %s", "decision of %s", r.Date(n.Current.On))
}
