package ui

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/portal/static"
	"github.com/havre-cloud/havre/portal/web"
)

func TestMain(m *testing.M) {
	code := m.Run()
	browsertest.Stop()
	os.Exit(code)
}

// gallery shows each component in its states, on a page of its own.
func gallery(t *testing.T) (server string, paths []string) {
	t.Helper()
	admin := identity.Actor{ID: "p1", Name: "Camille Martin", Kind: identity.Human, Grants: []identity.Grant{{Role: identity.Administrator, Path: identity.PortalPath}}}
	site, err := web.New(web.Options{
		Trouble:  Trouble,
		Identify: func(*http.Request) (identity.Actor, *identity.Session, int, error) { return admin, nil, 12, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	site.Mount("GET "+static.Root, static.Handler())
	site.Handle("GET /gallery/{name}", func(w http.ResponseWriter, r *web.Request) error {
		states := components(r)[r.PathValue("name")]
		if r.PathValue("name") == "trouble" {
			return &havre.Fault{Code: havre.Unauthenticated, Message: havre.Same("m"), Next: havre.Same("n")}
		}
		parts := []templ.Component{templ.Raw("<h2>États</h2>")}
		for _, c := range states {
			parts = append(parts, templ.Raw("<div>"), c, templ.Raw("</div>"))
		}
		return r.Render(w, http.StatusOK, inside(Page(r, PageProps{Title: r.PathValue("name"), Lead: "Pour les tests."}), templ.Join(parts...)))
	})
	s := httptest.NewServer(site)
	t.Cleanup(s.Close)
	r := requestFor(t, "/page", web.Settings{}, identity.Nobody())
	for _, name := range slices.Sorted(maps.Keys(components(r))) {
		paths = append(paths, "/gallery/"+name)
	}
	return s.URL, paths
}

// TestComponentsInBrowser reads each component with axe-core, in every state, light
// and dark, on a desktop and on a phone.
func TestComponentsInBrowser(t *testing.T) {
	server, paths := gallery(t)
	browsertest.Start(t).Audit(t, server, paths, nil)
}

// TestShots takes pictures of the components when SHOTS names a folder.
func TestShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	server, paths := gallery(t)
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	for _, path := range paths {
		for _, v := range []browsertest.View{{}, {Width: browsertest.Phone, Dark: true}} {
			tab.Look(v)
			tab.Go(server + path)
			tab.Shoot(filepath.Join(dir, "ui-"+filepath.Base(path)+"-"+v.String()+".png"))
		}
	}
}
