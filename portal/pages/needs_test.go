package pages

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/internal/htmlcheck"
)

// paths are the pages of needs, in the states that they have.
func (w *needWorld) paths() []string {
	rdv, reopened, none := needPath(w.needs["demo-rdv"].ID), needPath(w.needs["conges-agents"].ID), needPath(w.needs["bureautique"].ID)
	return []string{
		"/nouveau-dossier",
		"/dossiers", "/dossiers?q=rien-de-tel", "/dossiers?verdict=eligible&tri=title", "/dossiers?supprimes=1",
		rdv, reopened, none, needPath(w.needs["samu"].ID), needPath(w.needs["prototype"].ID),
		rdv + "/questionnaire", rdv + "/questionnaire?question=needs.dict", rdv + "/questionnaire?question=data.harm", rdv + "/questionnaire?question=flows",
		needPath(w.needs["prototype"].ID) + "/questionnaire",
		rdv + "/yaml", rdv + "/partage",
		reopened + "/revisions/2", rdv + "/revisions/1",
		rdv + "/decisions/1", none + "/decisions/1", needPath(w.needs["vie-publique"].ID) + "/decisions/1", reopened + "/decisions/1",
		rdv + "/decisions/1?rejouer=1",
		rdv + "/decisions/1/offres/cegedim-cloud",
		"/decider",
		"/comparer", "/comparer?du=2023-01-01&au=2027-06-01&dossier=" + w.needs["demo-rdv"].ID, "/comparer?du=2026-01-01&au=2027-06-01", "/comparer?du=hier", "/comparer?du=1990-01-01",
		"/portefeuille", "/portefeuille?q=rien-de-tel", "/echeances", "/echeances?mois=60", "/echeances?nature=derogation",
		rdv + "/flux", rdv + "/flux?plateforme=nubo", rdv + "/flux?plateforme=hier", needPath(w.needs["samu"].ID) + "/flux", rdv + "/flux/import",
		"/interconnexions/flux", "/interconnexions/flux?reponse=unknown", "/interconnexions/flux?q=rien-de-tel",
		"/derogations", "/derogations/" + w.derogation, "/derogations?etat=refused",
		needPath(w.needs["cancer-data"].ID) + "/derogations",
		needPath(w.needs["cancer-data"].ID) + "/derogations/nouvelle?rule=R9-SNC-2023&offre=cegedim-cloud",
		"/notifications", "/notifications?non-lues=1",
		needPath("nulle-part"), rdv + "/decisions/99", rdv + "/decisions/1/offres/nulle-part",
	}
}

func TestNeedPages(t *testing.T) {
	w := newNeedWorld(t)
	for _, path := range both(w.paths()) {
		t.Run(path, func(t *testing.T) {
			out := w.get(path, w.alice)
			wanted := http.StatusOK
			switch {
			case strings.Contains(path, "nulle-part") || strings.Contains(path, "/99"):
				wanted = http.StatusNotFound
			case strings.Contains(path, "hier") || strings.Contains(path, "1990"):
				wanted = http.StatusUnprocessableEntity
			}
			if out.Code != wanted {
				t.Fatalf("status %d, want %d: %s", out.Code, wanted, out.Body)
			}
			page, err := htmlcheck.Read(out.Body)
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

// TestNeedShots takes pictures of the pages when SHOTS names a folder.
func TestNeedShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	w := newNeedWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	w.signIn(tab, server.URL)
	for _, path := range w.paths() {
		if only := os.Getenv("PATHS"); only != "" && !strings.Contains(path, only) {
			continue
		}
		for _, v := range []browsertest.View{{}, {Dark: true}, {Width: browsertest.Phone}, {Width: browsertest.Phone, Dark: true}} {
			if only := os.Getenv("VIEW"); only != "" && !strings.Contains(" "+only+" ", " "+v.String()+" ") {
				continue
			}
			tab.Look(v)
			tab.Go(server.URL + path)
			name := path
			for k, n := range w.needs {
				name = strings.ReplaceAll(name, n.ID, k)
			}
			name = strings.NewReplacer("/", "_", "?", "_", "&", "_", "=", "-", w.derogation, "D").Replace(name) + "-" + v.String() + ".png"
			tab.Shoot(filepath.Join(dir, name))
		}
	}
}

// loaded finds what a page loads.
var loaded = regexp.MustCompile(`<(?:link|script)[^>]* (?:href|src)="(/[^"]+)"`)

// firstView is what a page and all that it loads weigh on the wire, compressed.
func (w *needWorld) firstView(t *testing.T, path string) (total int, parts map[string]int) {
	t.Helper()
	parts = map[string]int{}
	fetch := func(path string) string {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		out := w.do(r, w.alice)
		parts[path] = out.Body.Len()
		total += out.Body.Len()
		return out.Header().Get("Content-Encoding")
	}
	if enc := fetch(path); enc != "gzip" {
		t.Errorf("%s is encoded as %q", path, enc)
	}
	for _, asset := range loaded.FindAllStringSubmatch(w.get(path, w.alice).Body.String(), -1) {
		fetch(asset[1])
	}
	return total, parts
}

// A page, with its style sheet and its scripts, is light enough for a slow network.
func TestNeedPageWeight(t *testing.T) {
	w := newNeedWorld(t)
	for _, path := range []string{
		needPath(w.needs["demo-rdv"].ID) + "/decisions/1", needPath(w.needs["bureautique"].ID) + "/decisions/1",
		needPath(w.needs["demo-rdv"].ID) + "/questionnaire", "/dossiers",
	} {
		if total, parts := w.firstView(t, path); total > 45_000 {
			t.Errorf("%s weighs %d bytes: %v", path, total, parts)
		} else {
			t.Log(path, total, parts)
		}
	}
}
