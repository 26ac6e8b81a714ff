package portal_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/internal/htmlcheck"
	"github.com/havre-cloud/havre/portal/web"
)

// accountPaths are the pages by which one signs in and manages accounts,
// organisations, the journal and the portal, in the states that they have.
func (w *world) accountPaths() []string {
	o := "/organisations/" + w.ids["organisation"]
	return []string{
		"/connexion?retour=/compte", "/installation", "/invitation", "/mot-de-passe", "/compte",
		"/organisations", "/organisations?q=sociaux", "/organisations?q=rien-de-tel", "/organisations?supprimees=1",
		"/nouvelle-organisation", "/nouvelle-organisation?parent=" + w.ids["organisation"],
		o, o + "?tri=name&ordre=desc", o + "/modifier", o + "/services", o + "/services/" + w.ids["service"], o + "/webhooks", o + "/webhooks/" + w.ids["webhook"],
		"/journal", "/journal?action=need.", "/journal?issue=refused&du=2020-01-01&au=2020-01-02", "/journal?organisation=" + w.ids["organisation"], "/journal/verification",
		"/administration", "/administration/reglages", "/administration/droits", "/administration/etat", "/administration/roles",
		"/administration/personnes", "/administration/personnes?q=rien-de-tel", "/administration/personnes/" + w.ids["person"],
		"/administration/editions", "/administration/catalogue",
	}
}

// Every page, in both languages, is a whole and right page.
func TestAccountPages(t *testing.T) {
	w := newWorld(t)
	for _, path := range w.accountPaths() {
		for _, lang := range []havre.Lang{havre.French, havre.English} {
			at := web.PathIn(lang, path)
			if strings.HasPrefix(path, "/connexion") {
				w.stranger(t, at)
				continue
			}
			status, body := w.get(at)
			if status != http.StatusOK {
				t.Errorf("%s: status %d", at, status)
				continue
			}
			check(t, at, body, string(lang))
		}
	}
}

// stranger reads a page without being signed in.
func (w *world) stranger(t *testing.T, path string) {
	t.Helper()
	out := httptest.NewRecorder()
	w.portal.ServeHTTP(out, httptest.NewRequest(http.MethodGet, path, nil))
	if out.Code != http.StatusOK {
		t.Errorf("%s: status %d", path, out.Code)
	}
	check(t, path, out.Body.String(), "")
}

func check(t *testing.T, path, body, lang string) {
	t.Helper()
	page, err := htmlcheck.Read(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range page.Problems() {
		t.Errorf("%s: %s", path, p)
	}
	if lang != "" && page.Lang != lang {
		t.Errorf("%s: language %q", path, page.Lang)
	}
}

// Forms that are refused are whole pages too, and keep what was typed.
func TestRefusedForms(t *testing.T) {
	w := newWorld(t)
	o := "/organisations/" + w.ids["organisation"]
	for _, c := range []struct {
		path  string
		form  url.Values
		keeps string
	}{
		{"/installation", url.Values{"code": {"zzz"}, "name": {"Zoé"}, "email": {"zoe"}, "password": {"short"}}, "Zoé"},
		{"/invitation", url.Values{"code": {"zzz"}, "password": {phrase}}, "zzz"},
		{"/mot-de-passe", url.Values{"code": {"zzz"}, "password": {phrase}}, "zzz"},
		{"/compte/mot-de-passe", url.Values{"old-password": {"wrong"}, "password": {phrase}}, ""},
		{"/compte/jetons", url.Values{"token-name": {"Export nocturne"}, "token-until": {"2099-01-01"}}, "Export nocturne"},
		{"/nouvelle-organisation", url.Values{"title": {"Une direction"}, "name": {"Pas Un Nom"}, "kind": {"directorate"}, "version": {"0"}}, "Une direction"},
		{o + "/membres", url.Values{"name": {"Basile"}, "email": {"not an address"}, "role": {"reader"}}, "Basile"},
		{o + "/services", url.Values{"name": {""}}, ""},
		{o + "/services/" + w.ids["service"] + "/jetons", url.Values{"token-name": {"Un nom"}}, "Un nom"},
		{o + "/webhooks", url.Values{"url": {"http://exemple.gouv.fr"}}, "http://exemple.gouv.fr"},
		{"/administration/roles", url.Values{"name": {"Basile"}, "email": {"x"}, "role": {"auditor"}}, "Basile"},
		{"/administration/personnes/" + w.ids["person"] + "/effacer", url.Values{"confirm": {"no"}}, ""},
		{"/administration/catalogue", url.Values{"source": {"https://exemple.gouv.fr"}}, ""},
		{"/journal/verification", url.Values{"point": {"not a checkpoint"}}, "not a checkpoint"},
	} {
		status, body := w.post(c.path, c.form)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("POST %s: status %d", c.path, status)
			continue
		}
		check(t, "POST "+c.path, body, "fr")
		if !strings.Contains(body, "<title>Erreur") {
			t.Errorf("POST %s: the title does not say that it was refused", c.path)
		}
		if !strings.Contains(body, c.keeps) {
			t.Errorf("POST %s: what was typed is lost", c.path)
		}
	}
}

func TestAccountPagesInBrowser(t *testing.T) {
	w := newWorld(t)
	var english []string
	for _, p := range w.accountPaths() {
		english = append(english, web.PathIn(havre.English, p))
	}
	b := browsertest.Start(t)
	b.Audit(t, w.server.URL, w.accountPaths(), w.signedIn)
	b.AuditTranslated(t, w.server.URL, english, w.signedIn)
}

func TestAccountPagesWithoutScripts(t *testing.T) {
	w := newWorld(t)
	browsertest.Start(t).AuditWithoutScripts(t, w.server.URL, w.accountPaths(), w.signedIn)
}

// signedIn gives a tab the session of the world.
func (w *world) signedIn(tab *browsertest.Tab) {
	u, err := url.Parse(w.server.URL)
	w.must(err)
	for _, c := range w.client.Jar.Cookies(u) {
		tab.Cookie(w.server.URL, c.Name, c.Value)
	}
}

// TestShots takes pictures of the pages when SHOTS names a folder.
func TestShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	w := newWorld(t)
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	w.signedIn(tab)
	for _, path := range w.accountPaths() {
		tab.Go(w.server.URL + path)
		tab.Shoot(filepath.Join(dir, strings.NewReplacer("/", "_", "?", "_", "&", "_", "=", "_").Replace(path[1:])+".png"))
	}
}
