package pages

import (
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// searchView is what a search found.
type searchView struct {
	Words  string
	Offers []*catalogue.OfferView
	Rules  []ruleRow
	Needs  []record.Need
	More   int  // needs found beyond those shown
	Failed bool // the needs on record do not answer
}

// searchLimit is how many results of each kind are shown.
const searchLimit = 20

func (v *searchView) count() int { return len(v.Offers) + len(v.Rules) + len(v.Needs) }

func (g *reading) search(w http.ResponseWriter, r *web.Request) error {
	v := &searchView{Words: r.Field(web.QuerySearch)}
	if v.Words != "" {
		g.find(r, v)
	}
	return r.Render(w, http.StatusOK, searchPage(r, v))
}

// find looks in what is in force today, then in the needs that the actor may see.
func (g *reading) find(r *web.Request, v *searchView) {
	h := g.Library.Now()
	view := h.View(r.Today())
	for i := range view.Offers {
		if o := &view.Offers[i]; matches(offerWords(r, h.Catalogue, o), v.Words) {
			v.Offers = append(v.Offers, o)
		}
	}
	for _, s := range h.Doctrine.List() {
		for _, rule := range s.Rules {
			if row := (ruleRow{Rule: rule, Set: s}); len(v.Rules) < searchLimit && matches(ruleWords(r, row), v.Words) {
				v.Rules = append(v.Rules, row)
			}
		}
	}
	if !r.Actor.SignedIn() {
		return
	}
	needs, err := g.Record.Needs(r.Context(), r.Actor, record.NeedQuery{List: havre.List{Search: v.Words, Limit: searchLimit}})
	if err != nil {
		v.Failed = true
		r.Site().Log.ErrorContext(r.Context(), "search without needs", "request_id", r.ID, "actor", r.Actor.ID, "error", err)
		return
	}
	v.Needs, v.More = needs.Items, needs.Total-len(needs.Items)
}
