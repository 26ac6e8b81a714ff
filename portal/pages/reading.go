package pages

import (
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// reading are the pages that anyone may read. They need no database.
type reading struct {
	*Pages
	views views
}

// registerReading adds them.
func (p *Pages) registerReading(s *web.Site) {
	g := &reading{Pages: p}
	s.Handle("GET /{$}", g.home)
	s.Handle("GET /plateformes", g.catalogue)
	s.Handle("GET /plateformes/comparer", g.compareOffers)
	s.Handle("GET /plateformes/historique", g.catalogueHistory)
	s.Handle("GET /plateformes/{id}", g.platform)
	s.Handle("GET /regles", g.rules)
	s.Handle("GET /regles/changements", g.ruleChanges)
	s.Handle("GET /regles/{set}", g.ruleSet)
	s.Handle("GET /regles/{set}/{rule}", g.rule)
	s.Handle("GET /recherche", g.search)
	g.registerTexts(s)
}

// views keeps what was known on the days that people look at, and the history of
// the offers of the catalogue in use.
type views struct {
	mu        sync.Mutex
	days      map[viewKey]*catalogue.View
	of        string // the catalogue of the histories
	histories map[historyKey][]historyRow
}

type historyKey struct{ catalogue, offer string }

type viewKey struct {
	catalogue string
	on        havre.Date
}

// viewsKept is how many days stay in memory, at about a hundred kilobytes each.
const viewsKept = 32

// view is what the catalogue in use knew on a day.
func (g *reading) view(h *record.Holding, on havre.Date) *catalogue.View {
	key := viewKey{h.Edition.Catalogue, on}
	g.views.mu.Lock()
	defer g.views.mu.Unlock()
	if v, ok := g.views.days[key]; ok {
		return v
	}
	if len(g.views.days) >= viewsKept || g.views.days == nil {
		g.views.days = map[viewKey]*catalogue.View{}
	}
	v := h.Catalogue.At(on, h.Model)
	g.views.days[key] = v
	return v
}

// withDate adds to a path the day that the address asks for.
func withDate(r *web.Request, path string) string {
	if d := r.Field(web.QueryDate); d != "" {
		return path + "?" + web.QueryDate + "=" + d
	}
	return path
}
