package portal_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/htmlcheck"
)

// A refusal has a title of its own, and leads back to the page that the form was on.
func TestRefusalLeadsBack(t *testing.T) {
	w := newWorld(t)
	o := "/organisations/" + w.ids["organisation"]
	status, body := w.post(o+"/supprimer", url.Values{"version": {"1"}})
	if status != http.StatusConflict {
		t.Fatalf("status %d", status)
	}
	check(t, "refusal", body, "fr")
	for _, want := range []string{"Cela n’est pas possible en l’état", "contient encore", `href="` + o + `"`, `<li><a href="/organisations">Organisations</a></li>`} {
		if !strings.Contains(body, want) {
			t.Errorf("the refusal lacks %q", want)
		}
	}
}

// What keeps an organisation from being deleted is said before anything is tried;
// once it is empty, it can be.
func TestOrganisationThatCannotBeDeleted(t *testing.T) {
	w := newWorld(t)
	system := identity.System()
	empty := &identity.Organisation{Kind: identity.DirectorateNode, Name: "vide", Title: "Vide", Parent: w.ids["organisation"]}
	w.must(w.identity.SaveOrganisation(t.Context(), system, empty))
	for id, deletable := range map[string]bool{w.ids["organisation"]: false, empty.ID: true} {
		path := "/organisations/" + id
		_, body := w.get(path)
		check(t, path, body, "fr")
		if got := strings.Contains(body, `action="`+path+`/supprimer"`); got != deletable {
			t.Errorf("%s: may be deleted: %v", path, got)
		}
		if got := strings.Contains(body, "Ce n’est pas encore possible"); got == deletable {
			t.Errorf("%s: says what must be done first: %v", path, got)
		}
	}
}

// A page that shows a secret says until when it serves, and offers nothing that would
// lose it; its address then leads to the page above.
func TestSecretsAreNotLost(t *testing.T) {
	w := newWorld(t)
	o := "/organisations/" + w.ids["organisation"]
	for path, form := range map[string]url.Values{
		o + "/membres": {"name": {"Zoé"}, "email": {"zoe@havre.example"}, "role": {"reader"}},
		"/administration/personnes/" + w.ids["person"] + "/mot-de-passe": {},
		"/compte/jetons": {"token-name": {"Export"}, "token-scopes": {"read"}, "token-until": {time.Now().AddDate(0, 1, 0).Format(time.DateOnly)}},
	} {
		status, body := w.post(path, form)
		if status != http.StatusCreated {
			t.Fatalf("%s: status %d: %s", path, status, body)
		}
		check(t, path, body, "fr")
		if strings.Contains(body, "hreflang") || strings.Contains(body, `id="theme"`) {
			t.Errorf("%s: the language or the theme would lose the secret", path)
		}
		if path != "/compte/jetons" && !strings.Contains(body, "Il ne sert plus après le") {
			t.Errorf("%s: does not say until when the link serves", path)
		}
		for _, at := range []string{path, "/en" + path} {
			if status, _ := w.get(at); status != http.StatusSeeOther {
				t.Errorf("GET %s: status %d, want a way to the page above", at, status)
			}
		}
	}
}

// unlinked are the pages that no page leads to, each for its reason.
var unlinked = []string{
	"/connexion",                                    // for strangers
	"/connexion/retour",                             // from the identity provider
	"/installation", "/invitation", "/mot-de-passe", // one-time links
	"/journal/verification/suite",    // a stream
	"/nouveau-dossier/questionnaire", // leads back to the start
}

// Every page is linked from another, for somebody who may open them all.
func TestEveryPageIsLinked(t *testing.T) {
	w := newWorld(t)
	linked, waiting := map[string]bool{}, []string{"/"}
	for len(waiting) > 0 {
		path := waiting[0]
		waiting = waiting[1:]
		status, body := w.get(path)
		if status != http.StatusOK {
			t.Errorf("%s: status %d", path, status)
			continue
		}
		page, err := htmlcheck.Read(strings.NewReader(body))
		w.must(err)
		for _, to := range page.Links {
			whole, _, _ := strings.Cut(to, "#") // with its question, which some pages need
			to, _, _ = strings.Cut(whole, "?")
			if !linked[to] && strings.HasPrefix(to, "/") {
				linked[to] = true
				if slices.Contains(w.portal.Routes(), "GET "+to) && !strings.HasSuffix(to, ".ics") && !strings.HasPrefix(to, "/journal/entrees") {
					waiting = append(waiting, whole)
				}
			}
		}
	}
	for _, pattern := range w.portal.Routes() {
		path, ok := strings.CutPrefix(pattern, "GET ")
		if ok && path != "/{$}" && !strings.Contains(path, "{") && !linked[path] && !slices.Contains(unlinked, path) {
			t.Errorf("no page leads to %s", path)
		}
	}
	for _, path := range unlinked {
		if linked[path] {
			t.Errorf("%s is linked after all", path)
		}
	}
	if status, _ := w.get("/api/v1/docs"); status != http.StatusOK || !linked["/api/v1/docs"] {
		t.Errorf("the documentation of the API: status %d, linked %v", status, linked["/api/v1/docs"])
	}
}
