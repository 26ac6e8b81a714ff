package pages

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/internal/htmlcheck"
	"github.com/havre-cloud/havre/portal/static"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// testDay is the day of every test: what is in force does not change under them.
var testDay = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// readingSite is a portal that only has the pages to read: no database.
func readingSite(tb testing.TB) *web.Site {
	tb.Helper()
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	site, err := web.New(web.Options{Trouble: ui.Trouble, Now: func() time.Time { return testDay }})
	if err != nil {
		tb.Fatal(err)
	}
	site.Mount("GET "+static.Root, static.Handler())
	p := &Pages{Library: library}
	p.registerReading(site)
	return site
}

// readingPaths are the pages to read, in the states that they have.
var readingPaths = []string{
	"/",
	"/plateformes",
	"/plateformes?details=1&faut=bdd&faut=s3&doute=1&tri=secnumcloud",
	"/plateformes?q=rien-de-tel",
	"/plateformes?date=2025-07-01",
	"/plateformes/historique",
	"/plateformes/comparer",
	"/plateformes/comparer?o=fabnum-ovh&o=ovh-snc&o=nubo&o=cegedim-cloud",
	"/plateformes/fabnum-ovh",
	"/plateformes/snc-private",
	"/plateformes/nulle-part",
	"/regles",
	"/regles?q=rien-de-tel",
	"/regles?ministere=social&juge=offer",
	"/regles/state-2023",
	"/regles/state-2023/R9-SNC-2023",
	"/regles/changements",
	"/recherche",
	"/recherche?q=sante",
	"/recherche?q=rien-de-tel",
	"/interconnexions",
	"/interconnexions?date=2025-06-30&interdites=1&tri=etat",
	"/interconnexions?de=fabnum-ovh&vers=cegedim-cloud",
	"/interconnexions?lieu=nubo&reseau=rie",
	"/interconnexions?etat=planned",
	"/interconnexions/chemin",
	"/interconnexions/chemin?de=rosny&vers=cegedim-cloud&date=2025-06-30",
	"/interconnexions/chemin?de=cegedim-cloud&vers=fabnum-ovh&direct=1&date=2026-04-13",
	"/interconnexions/chemin?de=nubo&vers=cloud-pi&reseau=rie&protocole=tcp&port=5432&sensible=1&restreint=1",
	"/interconnexions/hypothese",
	"/interconnexions/hypothese?effet=tombe&de=rosny&vers=cegedim-cloud&reseau=&transit=&effet=passage&de=duquesne&vers=&reseau=&transit=&date=2026-04-13",
	"/aide",
	"/accessibilite",
	"/mentions-legales",
	"/donnees-personnelles",
	"/plan-du-site",
	"/contact",
	"/nulle-part",
}

// both are the paths in both languages.
func both(paths []string) []string { return append(english(paths), paths...) }

func english(paths []string) (out []string) {
	for _, p := range paths {
		out = append(out, web.PathIn("en", p))
	}
	return out
}

func TestReadingPages(t *testing.T) {
	site := readingSite(t)
	for _, path := range both(readingPaths) {
		t.Run(path, func(t *testing.T) {
			w := httptest.NewRecorder()
			site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			wanted := http.StatusOK
			if strings.Contains(path, "nulle-part") {
				wanted = http.StatusNotFound
			}
			if w.Code != wanted {
				t.Fatalf("status %d, want %d: %s", w.Code, wanted, w.Body)
			}
			page, err := htmlcheck.Read(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page.Problems() {
				t.Error(p)
			}
			if want := map[bool]string{true: "en", false: "fr"}[strings.HasPrefix(path, "/en")]; page.Lang != want {
				t.Errorf("language %q, want %q", page.Lang, want)
			}
		})
	}
}

func TestReadingPagesInBrowser(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	b := browsertest.Start(t)
	b.Audit(t, server.URL, readingPaths, nil)
	b.AuditTranslated(t, server.URL, english(readingPaths), nil)
}

func TestReadingPagesWithoutScripts(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	browsertest.Start(t).AuditWithoutScripts(t, server.URL, readingPaths, nil)
}

// TestShots takes pictures of the pages when SHOTS names a folder.
func TestShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	for path := range strings.FieldsSeq(os.Getenv("PATHS")) {
		for _, v := range []browsertest.View{{}, {Dark: true}, {Width: browsertest.Phone}, {Width: browsertest.Phone, Dark: true}} {
			if only := os.Getenv("VIEW"); only != "" && only != v.String() {
				continue
			}
			tab.Look(v)
			tab.Go(server.URL + path)
			name := strings.NewReplacer("/", "_", "?", "_", "&", "_", "=", "-").Replace(path) + "-" + v.String() + ".png"
			tab.Shoot(filepath.Join(dir, name))
		}
	}
}
