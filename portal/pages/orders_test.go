package pages

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/internal/htmlcheck"
)

// orderPaths are the pages of orders, in the states that they have.
func (w *needWorld) orderPaths() []string {
	id := w.orders
	need := w.needs["paie-historique"].ID
	out := []string{
		"/commandes", "/commandes?q=rien-de-tel", "/commandes?etat=rejected", "/commandes?en-cours=1&tri=number", "/commandes?dossier=" + need,
		orderPath(id["basket"], "ligne"), orderPath(id["basket"], "ligne") + "?offre=rosny", orderPath(id["basket"], "ligne") + "?offre=nubo", orderPath(id["basket"], "ligne") + "?offre=cegedim-cloud",
		orderPath(id["basket"], "ligne") + "?ligne=1", orderPath(id["basket"], "ligne") + "?ressource=" + id["instance"], orderPath(id["basket"], "ligne") + "?ressource=" + id["instance"] + "&fin=1",
		orderPath(id["bought"], "bon") + "?accord=" + id["framework"],
		"/a-traiter", "/offres/rosny/gabarits", "/offres/cegedim-cloud/gabarits", "/offres/nubo/gabarits",
		"/ressources", "/ressources?q=rien-de-tel", instancePath(id["instance"]),
		needPath(need), needPath(need, "decisions", "1"),
		"/commandes/nulle-part", "/ressources/nulle-part", "/offres/nulle-part/gabarits",
	}
	for _, state := range []string{"basket", "empty", "refused", "awaited", "asked", "rejected", "bought", "delivered", "held", "going"} {
		out = append(out, orderPath(id[state]))
	}
	return out
}

func TestOrderPages(t *testing.T) {
	w := orderWorld(t)
	for _, path := range both(w.orderPaths()) {
		t.Run(path, func(t *testing.T) {
			out := w.get(path, w.alice)
			wanted := http.StatusOK
			if strings.Contains(path, "nulle-part") {
				wanted = http.StatusNotFound
			}
			if out.Code != wanted {
				t.Fatalf("status %d, want %d: %s", out.Code, wanted, out.Body)
			}
			wholePage(t, path, out)
		})
	}
	for _, path := range both([]string{"/a-traiter", orderPath(w.orders["awaited"]), orderPath(w.orders["asked"])}) {
		t.Run("bruno"+path, func(t *testing.T) { wholePage(t, path, w.get(path, w.bruno)) })
	}
}

// wholePage checks that an answer is a right page, in the language of its path.
func wholePage(t *testing.T, path string, out *httptest.ResponseRecorder) {
	t.Helper()
	page, err := htmlcheck.Read(out.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range page.Problems() {
		t.Errorf("%s: %s", path, p)
	}
	if want := map[bool]string{true: "en", false: "fr"}[strings.HasPrefix(path, "/en")]; page.Lang != want {
		t.Errorf("%s: language %q, want %q", path, page.Lang, want)
	}
}

func TestOrderPagesInBrowser(t *testing.T) {
	w := orderWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	b, signedIn := browsertest.Start(t), func(tab *browsertest.Tab) { w.signIn(tab, server.URL) }
	b.Audit(t, server.URL, w.orderPaths(), signedIn)
	b.AuditTranslated(t, server.URL, english(w.orderPaths()), signedIn)
	b.Audit(t, server.URL, []string{"/a-traiter", orderPath(w.orders["awaited"])}, func(tab *browsertest.Tab) { w.signInAs(tab, server.URL, w.bruno) })
}

func TestOrderPagesWithoutScripts(t *testing.T) {
	w := orderWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	browsertest.Start(t).AuditWithoutScripts(t, server.URL, w.orderPaths(), func(tab *browsertest.Tab) { w.signIn(tab, server.URL) })
}

// TestOrderShots takes pictures of the pages when SHOTS names a folder.
func TestOrderShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	w := orderWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	shoot := func(who, session string, paths []string) {
		w.signInAs(tab, server.URL, session)
		for _, path := range paths {
			if only := os.Getenv("PATHS"); only != "" && !strings.Contains(w.named(path), only) {
				continue
			}
			for _, v := range []browsertest.View{{}, {Dark: true}, {Width: browsertest.Phone}} {
				if only := os.Getenv("VIEW"); only != "" && only != v.String() {
					continue
				}
				tab.Look(v)
				tab.Go(server.URL + path)
				name := strings.NewReplacer("/", "_", "?", "_", "&", "_", "=", "-").Replace(w.named(path))
				tab.Shoot(filepath.Join(dir, who+name+"-"+v.String()+".png"))
			}
		}
	}
	shoot("alice", w.alice, w.orderPaths())
	shoot("bruno", w.bruno, []string{"/a-traiter", orderPath(w.orders["awaited"])})
}

// named is a path with names for its identifiers.
func (w *needWorld) named(path string) string {
	for name, id := range w.orders {
		path = strings.ReplaceAll(path, id, name)
	}
	for name, n := range w.needs {
		path = strings.ReplaceAll(path, n.ID, name)
	}
	return path
}
