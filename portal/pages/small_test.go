package pages

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/browsertest"
)

// A form that its sender may not send is not shown.
func TestFormsOfOthersAreNotShown(t *testing.T) {
	w := newNeedWorld(t)
	need, organisation := w.needs["demo-rdv"].ID, organisationPath(w.social.ID)
	for _, path := range []string{
		"/nouvelle-organisation", "/nouvelle-organisation?parent=" + w.social.ID,
		organisation + "/modifier", organisation + "/services", organisation + "/webhooks",
		needPath(need, "questionnaire"), needPath(need, "partage"), needPath(need, "derogations", "nouvelle"),
		"/administration/catalogue", "/administration/roles",
	} {
		if out := w.get(path, w.bruno); out.Code != http.StatusForbidden && out.Code != http.StatusNotFound {
			t.Errorf("%s: status %d for a reader", path, out.Code)
		}
	}
}

// A rule that a later text keeps is shown under that text, and the text that first
// stated it says what of it still holds.
func TestRulesKeptByLaterText(t *testing.T) {
	site := readingSite(t)
	get := func(path string) string {
		out := httptest.NewRecorder()
		site.ServeHTTP(out, httptest.NewRequest(http.MethodGet, path, nil))
		return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(out.Body.String())
	}
	now := get("/regles")
	for _, want := range []string{
		"règles valent toujours, maintenues par « Doctrine « cloud au centre », circulaire n° 6404/SG du 31 mai 2023 »",
		"règle énoncée en 2021, maintenue", `href="/regles/state-2023/R1-SEARCH"`,
	} {
		if !strings.Contains(now, want) {
			t.Errorf("/regles lacks %q", want)
		}
	}
	if then := get("/regles?date=2022-01-01"); strings.Contains(then, "maintenue") || !strings.Contains(then, `href="/regles/state-2021/R1-SEARCH"`) {
		t.Error("in 2022 the rules of 2021 held by themselves")
	}
}

// The words of a cell lose the marks of their table where people read them, not where
// programs do.
func TestMarksOfCells(t *testing.T) {
	if got := unmarked("**Cegedim HDS** (a ** b) et *c*"); got != "Cegedim HDS (a ** b) et *c*" {
		t.Errorf("%q", got)
	}
	site := readingSite(t)
	out := httptest.NewRecorder()
	site.ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/plateformes?details=1", nil))
	if strings.Contains(out.Body.String(), "**") {
		t.Error("a page shows the marks of a table")
	}
	out = httptest.NewRecorder()
	site.ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/plateformes?details=1&format=csv", nil))
	if !strings.Contains(out.Body.String(), "**") {
		t.Error("the export is not exact")
	}
}

// Dates in sentences are words, and no sign is doubled or misplaced.
func TestSmallWords(t *testing.T) {
	w := newNeedWorld(t)
	for path, want := range map[string]string{
		"/plateformes":      "Catalogue du 29 juin 2026",
		"/en/regles":        "“Cloud at the centre” doctrine",
		"/compte":           "</strong> : ",
		"/mentions-legales": "licence EUPL 1.2",
		"/dossiers":         `href="/derogations"`,
		"/echeances":        `href="/derogations"`,
		"/aide":             `href="/api/v1/docs"`,
		"/en/aide":          `href="/api/v1/docs"`,
	} {
		body := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(w.get(path, w.alice).Body.String())
		if !strings.Contains(body, want) {
			t.Errorf("%s lacks %q", path, want)
		}
		if strings.Contains(body, " ,") {
			t.Errorf("%s has a space before a comma", path)
		}
	}
}

// quoted are the words of a source, in its language.
var quoted = regexp.MustCompile(`“[^”]*”`)

// frenchPause is a semicolon as French writes it.
var frenchPause = regexp.MustCompile(`EN: *"[^"]*[\p{L})] ;`)

// English texts pause as English does.
func TestEnglishPauses(t *testing.T) {
	for _, dir := range []string{".", "../ui", "../web"} {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), ".templ") || strings.HasSuffix(f.Name(), "_test.go") {
				continue
			}
			text, err := os.ReadFile(dir + "/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			if m := frenchPause.Find(text); m != nil {
				t.Errorf("%s: %s", f.Name(), m)
			}
		}
	}
	w := newNeedWorld(t)
	for _, path := range w.paths() {
		if !strings.Contains(path, "/decisions/") {
			continue
		}
		body := quoted.ReplaceAllString(w.get("/en"+path, w.alice).Body.String(), "")
		if pause := regexp.MustCompile(`.{0,40}[\p{L})] ;`).FindString(body); pause != "" && !strings.Contains(body, `<div lang="fr">`) {
			t.Errorf("%s pauses as French does: %s", path, pause)
		}
	}
}

// The overview of a decision is for screens: on paper it would be cut.
func TestDecisionOnPaper(t *testing.T) {
	w := newNeedWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	w.signIn(tab, server.URL)
	tab.Go(server.URL + needPath(w.needs["demo-rdv"].ID, "decisions", "1"))
	if !browsertest.Eval[bool](tab, `(document.querySelector("#matrix").closest("details").open = true, document.querySelector("#matrix").offsetWidth > 0)`) {
		t.Error("the overview is not on the screen")
	}
	tab.FitsPaper()
	if browsertest.Eval[bool](tab, `document.querySelector("#matrix").offsetWidth > 0`) {
		t.Error("the overview is on paper")
	}
	if len(tab.PDF()) == 0 {
		t.Error("nothing is printed")
	}
}
