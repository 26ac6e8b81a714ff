package pages

import (
	"sync"

	"github.com/havre-cloud/havre/portal/web"
)

// reading are the pages that anyone may read. They need no database.
type reading struct {
	*Pages
	histories histories
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
	g.registerNetwork(s)
	g.registerTexts(s)
}

// histories keeps the history of the offers of the catalogue in use.
type histories struct {
	mu   sync.Mutex
	of   string // the catalogue
	rows map[historyKey][]historyRow
}

type historyKey struct{ catalogue, offer string }

// withDate adds to a path the day that the address asks for.
func withDate(r *web.Request, path string) string {
	if d := r.Field(web.QueryDate); d != "" {
		return path + "?" + web.QueryDate + "=" + d
	}
	return path
}
