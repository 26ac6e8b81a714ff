package pages

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/portal/web"
)

// carriedForm is the form by which a page is shown again in the other language.
func carriedForm(t *testing.T, page string) url.Values {
	t.Helper()
	_, form, ok := strings.Cut(page, `<form id="carried"`)
	if !ok || !strings.Contains(page, `formaction="/en/`) {
		t.Fatalf("the page carries no form:\n%s", page)
	}
	return hiddenIn(t, form, "/"+between(form, `action="/`, `"`))
}

func between(s, before, after string) string {
	_, s, _ = strings.Cut(s, before)
	s, _, _ = strings.Cut(s, after)
	return s
}

// What was answered without an account follows the reader into the other language
// and into another theme.
func TestLanguageKeepsAnswers(t *testing.T) {
	w := emptyWorld(t)
	const path = "/nouveau-dossier/questionnaire"
	page := w.post("/nouveau-dossier", "", url.Values{fieldFrom: {fromNothing}, fieldTitle: {"Essai"}, fieldBody: {"Mairie"}}).Body.String()
	form := hiddenIn(t, page, path)
	form.Set(fieldQuestion, "needs.layer")
	form["spec.needs.layer"] = []string{"saas"}
	page = w.post(path, "", form).Body.String()
	page = w.post(path, "", url.Values{fieldDocument: {hiddenIn(t, page, path).Get(fieldDocument)}, fieldGo: {"needs.dict"}}).Body.String()
	carried := carriedForm(t, page)
	english := w.post("/en"+path, "", carried)
	checkPage(t, "in English", english)
	if body := english.Body.String(); english.Code != http.StatusOK || !strings.Contains(body, `lang="en"`) || !strings.Contains(body, "layer: [saas]") || hiddenIn(t, body, "/en"+path).Get(fieldQuestion) != "needs.dict" {
		t.Errorf("status %d: %s", english.Code, body)
	}
	carried.Set(web.FieldTheme, "dark")
	carried.Set(web.FieldBack, path)
	if out := w.post("/theme", "", carried); out.Code != http.StatusTemporaryRedirect || out.Header().Get("Location") != path {
		t.Errorf("theme: %d to %q", out.Code, out.Header().Get("Location"))
	}
}

// So do a decision on no record, a text that was refused, and a form that waits for
// its sender to sign in.
func TestLanguageKeepsForms(t *testing.T) {
	w := newNeedWorld(t)
	text := string(w.needs["demo-rdv"].Document)
	wrong := "kind: Dossier\napiVersion: havre/v1\nmetadata: {name: A}\nspec: {}"
	held := web.Held{Path: "/dossiers/x/messages", Fields: url.Values{"text": {"Bonjour"}}}.String()
	for name, c := range map[string]struct {
		path   string
		fields url.Values
		keeps  url.Values
	}{
		"decision":     {"/decider", url.Values{fieldDocument: {text}, web.QueryDate: {"2024-01-15"}}, url.Values{fieldDocument: {text}, web.QueryDate: {"2024-01-15"}}},
		"one offer":    {"/decider", url.Values{fieldDocument: {text}, fieldOffer: {"cegedim-cloud"}}, url.Values{fieldDocument: {text}, fieldOffer: {"cegedim-cloud"}}},
		"refused text": {"/decider", url.Values{fieldDocument: {wrong}}, url.Values{fieldDocument: {wrong}}},
		"refused need": {"/nouveau-dossier", url.Values{fieldFrom: {fromText}, fieldDocument: {wrong}}, url.Values{fieldFrom: {fromText}, fieldDocument: {wrong}}},
		"sign-in":      {"/connexion", url.Values{web.FieldHeld: {held}}, url.Values{web.FieldHeld: {held}}},
		"signed out":   {"/dossiers/x/messages", url.Values{"text": {"Bonjour"}}, url.Values{web.FieldHeld: {held}}},
	} {
		t.Run(name, func(t *testing.T) {
			first := w.post(c.path, "", c.fields)
			checkPage(t, name, first)
			carried := carriedForm(t, first.Body.String())
			for field, want := range c.keeps {
				if got := carried[field]; len(got) != 1 || got[0] != want[0] {
					t.Errorf("%s is %q, want %q", field, got, want)
				}
			}
			to := "/en" + between(first.Body.String(), `formaction="/en`, `"`)
			again := w.post(to, "", carried)
			checkPage(t, name, again)
			if again.Code >= http.StatusInternalServerError || !strings.Contains(again.Body.String(), `lang="en"`) {
				t.Errorf("in English: %d %s", again.Code, again.Body)
			}
		})
	}
}

// The same in a browser: with scripts, where the answer replaces a part of the page
// only, and without.
func TestLanguageKeepsAnswersInBrowser(t *testing.T) {
	w := emptyWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	for _, v := range []browsertest.View{{}, {NoScripts: true}} {
		t.Run(v.String(), func(t *testing.T) {
			j := &journey{t: t, w: w, url: server.URL, scripts: !v.NoScripts, Tab: browsertest.Start(t).Tab(t, v)}
			j.Go(server.URL + "/nouveau-dossier")
			j.typeIn(fieldTitle, "Essai")
			j.pressOn("Commencer")
			j.answer(2)
			sheet := browsertest.Eval[string](j.Tab, `document.querySelector("#carried [name=document]").value`)
			j.pressOn("English")
			if got := browsertest.Eval[string](j.Tab, `document.documentElement.lang + document.querySelector("#carried [name=document]").value`); got != "en"+sheet {
				t.Errorf("in English: %s, want %s", got, sheet)
			}
			browsertest.Eval[bool](j.Tab, `(document.querySelector("#theme").value = "dark", true)`)
			j.pressOn("Apply")
			if got := browsertest.Eval[string](j.Tab, `document.documentElement.dataset.theme + document.querySelector("#carried [name=document]").value`); got != "dark"+sheet {
				t.Errorf("in dark: %s, want %s", got, sheet)
			}
		})
	}
}
