package pages

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/htmlcheck"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/static"
	"github.com/havre-cloud/havre/record"
)

// TestLinks follows every link of the pages to read, as a stranger and signed in:
// each leads to a page, which may ask to sign in or answer with a file.
func TestLinks(t *testing.T) {
	w := newNeedWorld(t)
	for name, session := range map[string]string{"stranger": "", "signed in": w.alice} {
		t.Run(name, func(t *testing.T) {
			seen := map[string]bool{}
			for _, from := range both(readingPaths) {
				page, err := htmlcheck.Read(w.get(from, session).Body)
				if err != nil {
					t.Fatal(err)
				}
				for _, to := range page.Links {
					if seen[to] || strings.Contains(to, "nulle-part") || strings.HasPrefix(to, "/api/") { // the whole portal answers the last
						continue
					}
					seen[to] = true
					got := w.get(to, session)
					if !w.site.Routed(to) || got.Code == http.StatusNotFound || got.Code >= http.StatusInternalServerError {
						t.Errorf("%s leads to %s: %d", from, to, got.Code)
					}
				}
			}
			if len(seen) < 100 {
				t.Errorf("only %d links followed", len(seen))
			}
		})
	}
}

// TestExports reads back every list of the pages to read, in every format and both
// languages, and finds as many rows as the page shows.
func TestReadingExports(t *testing.T) {
	site := readingSite(t)
	for _, c := range []struct {
		path  string
		least int
	}{
		{"/plateformes?faut=bdd", 3},
		{"/plateformes?details=1", 200},
		{"/plateformes/fabnum-ovh", 30},
		{"/plateformes/historique", 100},
		{"/plateformes/comparer?o=fabnum-ovh&o=nubo", 20},
		{"/regles?ministere=social", 60},
		{"/regles/state-2023", 20},
		{"/regles/changements", 5},
		{"/interconnexions", 28},
		{"/interconnexions?reseau=vpn", 5},
	} {
		for _, path := range both([]string{c.path}) {
			for _, f := range sheet.Formats {
				mark := "?"
				if strings.Contains(path, "?") {
					mark = "&"
				}
				w := httptest.NewRecorder()
				site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path+mark+"format="+string(f), nil))
				tables, err := sheet.Read("t."+string(f), w.Body.Bytes())
				if err != nil || w.Code != http.StatusOK {
					t.Errorf("%s in %s: %d %v", path, f, w.Code, err)
					continue
				}
				if len(tables) != 1 || len(tables[0].Rows) < c.least {
					t.Errorf("%s in %s: %d rows, want %d at least", path, f, len(tables[0].Rows), c.least)
				}
			}
		}
	}
}

// firstView is how much a browser receives to show a page for the first time.
func firstView(t *testing.T, site http.Handler, path string) (bytes, requests int) {
	t.Helper()
	for _, p := range []string{path, static.Path(static.StyleSheet), static.Path(static.Script), static.Path(static.HTMX), static.Path(static.Events), static.Path(static.Picture)} {
		if p == "" {
			t.Fatal("the scripts of others are missing: ASSETS=required scripts/assets.sh")
		}
		req := httptest.NewRequest(http.MethodGet, p, nil)
		req.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, req)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", p, w.Code)
		}
		bytes += w.Body.Len()
		requests++
	}
	return bytes, requests
}

// TestPageWeight holds the first view of a page below 45 kB, all included.
func TestPageWeight(t *testing.T) {
	site := readingSite(t)
	for _, path := range []string{"/", "/plateformes", "/plateformes/fabnum-ovh", "/regles", "/regles/state-2023/R9-SNC-2023", "/interconnexions", "/aide"} {
		bytes, requests := firstView(t, site, path)
		t.Logf("%s: %d bytes in %d requests", path, bytes, requests)
		if bytes > 45_000 {
			t.Errorf("%s: %d bytes, more than 45 kB", path, bytes)
		}
	}
}

func TestHomeOfSomebody(t *testing.T) {
	w := newNeedWorld(t)
	for path, wants := range map[string][]string{
		"/":    {"À traiter", "Dossiers modifiés récemment", "Alice Martin", "décision du 22"},
		"/en/": {"To do", "Needs changed recently", "All the needs"},
	} {
		body := w.get(path, w.alice).Body.String()
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %q", path, want)
			}
		}
	}
	page, err := htmlcheck.Read(w.get("/", w.bruno).Body)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(page.Links, func(l string) bool { return strings.HasPrefix(l, "/dossiers/") }) {
		t.Errorf("nothing to do for the approver: %s", page.Text())
	}
}

func TestHomeWithoutWork(t *testing.T) {
	w := emptyWorld(t)
	body := w.get("/", w.alice).Body.String()
	for _, want := range []string{"Rien ne vous attend", "Aucun dossier pour l’instant"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
}

// TestStoreGone: what needs no database goes on without it.
func TestStoreGone(t *testing.T) {
	w := newNeedWorld(t)
	session := w.alice
	w.pages.Identity.DB, w.pages.Record.DB = gone[identity.Tx]{}, gone[record.Tx]{}
	for path, code := range map[string]int{"/": 200, "/plateformes": 200, "/regles": 200, "/recherche?q=hds": 200, "/dossiers": 503} {
		got := w.get(path, session)
		if got.Code != code {
			t.Errorf("%s: %d, want %d", path, got.Code, code)
		}
		if !strings.Contains(got.Body.String(), "Le portail ne peut pas vous reconnaître") {
			t.Errorf("%s does not say that it cannot tell who asks", path)
		}
	}
}

// gone is a database that does not answer.
type gone[T any] struct{}

func (gone[T]) Read(context.Context, func(T) error) error  { return errGone }
func (gone[T]) Write(context.Context, func(T) error) error { return errGone }

var errGone = errors.New("connection refused")

func TestSearch(t *testing.T) {
	w := newNeedWorld(t)
	for _, c := range []struct {
		path, session string
		want, not     string
	}{
		{"/recherche?q=sante", "", "Données de santé", "/dossiers/"},
		{"/recherche?q=SANTÉ+hds", "", "HDS", ""},
		{"/recherche?q=atlas", "", "/plateformes/fabnum-ovh", ""},
		{"/recherche?q=R9-SNC-2023", "", "/regles/state-2023/R9-SNC-2023", ""},
		{"/recherche?q=congés", w.alice, "/dossiers/", ""},
		{"/recherche?q=cong%C3%A9s", "", "Rien ne contient tous ces mots", "/dossiers/"},
	} {
		body := w.get(c.path, c.session).Body.String()
		_, body, _ = strings.Cut(body, "<main")
		if !strings.Contains(body, c.want) {
			t.Errorf("%s: no %q", c.path, c.want)
		}
		if c.not != "" && strings.Contains(body, c.not) {
			t.Errorf("%s: holds %q", c.path, c.not)
		}
	}
}

func TestBadDate(t *testing.T) {
	site := readingSite(t)
	for _, path := range []string{"/plateformes?date=hier", "/regles?date=2026-13-01", "/plateformes/nubo?date=x", "/plateformes/comparer?date=x", "/interconnexions?date=x", "/interconnexions/carte.svg?date=x"} {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "2027-01-31") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestCompressedPage(t *testing.T) {
	req := httptest.NewRequest(http.MethodGet, "/plateformes", nil)
	req.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	readingSite(t).ServeHTTP(w, req)
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if page, err := io.ReadAll(z); err != nil || !strings.Contains(string(page), "</html>") {
		t.Errorf("read %d bytes: %v", len(page), err)
	}
}
