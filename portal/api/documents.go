package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// documents serve what describes the API. They are not operations of it.
func (a *API) documents() {
	a.page("/openapi.json", a.serveSpec("application/openapi+json", func(s *spec) []byte { return s.json }))
	a.page("/openapi.yaml", a.serveSpec("application/openapi+yaml", func(s *spec) []byte { return s.yaml }))
	a.page("/docs", a.serveDocs(a.indexPage))
	a.page("/docs/{chapter}", a.serveDocs(a.chapterPage))
	a.page("/docs/schemas/{schema}", a.serveDocs(a.schemaPage))
	a.page("/problems", a.serveDocs(a.problemsPage))
	a.page("/problems/{code}", a.serveDocs(a.problemsPage))
	a.page("/docs/style.css", serveStyle)
}

// page adds a document that anyone may read.
func (a *API) page(path string, h http.HandlerFunc) {
	o := &operation{id: path, method: http.MethodGet, path: path, public: true, spec: &huma.Operation{Parameters: []*huma.Param{langParam}}}
	a.routes[o.pattern()] = o
	a.mux.HandleFunc(o.pattern(), h)
}

// langParam chooses the language of a page from a link.
var langParam = &huma.Param{Name: "lang", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"fr", "en"}}}
