package pages

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/browsertest"
)

// TestNeedPagesInBrowser looks at every page of needs, in every state, as everybody
// may see it.
func TestNeedPagesInBrowser(t *testing.T) {
	w := newNeedWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	b, signedIn := browsertest.Start(t), func(tab *browsertest.Tab) { w.signIn(tab, server.URL) }
	b.Audit(t, server.URL, w.paths(), signedIn)
	b.AuditTranslated(t, server.URL, english(w.paths()), signedIn)
}

func TestNeedPagesWithoutScripts(t *testing.T) {
	w := newNeedWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	browsertest.Start(t).AuditWithoutScripts(t, server.URL, w.paths(), func(tab *browsertest.Tab) { w.signIn(tab, server.URL) })
}

// TestJourney goes through the whole path with the keyboard only: sign in, describe,
// decide, share, take away. With and without scripts, on a desktop and on a phone,
// in light and dark colours.
func TestJourney(t *testing.T) {
	for _, v := range []browsertest.View{
		{}, {Width: browsertest.Phone, Dark: true}, {NoScripts: true, Dark: true}, {NoScripts: true, Width: browsertest.Phone},
	} {
		t.Run(v.String(), func(t *testing.T) {
			w := emptyWorld(t)
			server := httptest.NewServer(w.site)
			defer server.Close()
			j := &journey{t: t, w: w, url: server.URL, scripts: !v.NoScripts, Tab: browsertest.Start(t).Tab(t, v)}
			j.signIn()
			j.describe()
			j.answer(4)
			j.decide()
			j.readReasons()
			j.share()
			j.takeAway()
		})
	}
}

// journey is somebody at the keyboard.
type journey struct {
	*browsertest.Tab
	t       *testing.T
	w       *needWorld
	url     string
	scripts bool
}

// pressOn reaches a button or a link by what it says, and presses it.
func (j *journey) pressOn(words string) {
	j.t.Helper()
	j.TabTo("the button "+words, fmt.Sprintf(`at.matches("a, button") && at.textContent.includes(%q)`, words))
	j.Submits(words, func() { j.Press(browsertest.KeyEnter) })
}

// typeIn reaches a field by its label, and types.
func (j *journey) typeIn(name, text string) {
	j.t.Helper()
	j.TabTo("the field "+name, fmt.Sprintf(`at.name === %q`, name))
	j.Press(text)
}

// good fails when the page is not accessible, scrolls sideways or says anything to
// the console.
func (j *journey) good() {
	j.t.Helper()
	j.Quiet()
	j.Fits()
	if j.scripts {
		j.Accessible()
	}
}

func (j *journey) at() string {
	return strings.TrimPrefix(browsertest.Eval[string](j.Tab, "location.href"), j.url)
}

func (j *journey) signIn() {
	j.Go(j.url + "/dossiers") // not for strangers: the page says so, and leads to the sign-in
	j.TabTo("the way to sign in", `at.matches("main a") && at.textContent.includes("Se connecter")`)
	j.Submits("the way to sign in", func() { j.Press(browsertest.KeyEnter) })
	j.typeIn("email", "alice@example.org")
	j.typeIn("password", passphrase)
	j.Submits("the password", func() { j.Press(browsertest.KeyEnter) })
	if j.at() != "/dossiers" {
		j.t.Fatalf("after signing in: %s", j.at())
	}
	j.good()
	j.TabTo("the way to describe", `at.matches("main a") && at.textContent.includes("Décrire une application")`)
	j.Submits("the way to describe", func() { j.Press(browsertest.KeyEnter) })
}

func (j *journey) describe() {
	j.typeIn(fieldTitle, "Suivi des subventions")
	j.Submits("the title", func() { j.Press(browsertest.KeyEnter) })
	if !strings.HasSuffix(j.at(), "/questionnaire") {
		j.t.Fatalf("after the title: %s", j.at())
	}
	j.good()
}

// asked is the question on the page.
const askedNow = `(document.querySelector("#questionnaire input[name=question]") || {}).value || ""`

// answer answers questions as they come, each by the first thing it offers.
func (j *journey) answer(n int) {
	j.t.Helper()
	for range n {
		question := browsertest.Eval[string](j.Tab, askedNow)
		if question == "" {
			return
		}
		j.TabTo("the first answer", `at.matches("#questionnaire form input:not([type=hidden]), #questionnaire form select, #questionnaire form textarea")`)
		switch kind := browsertest.Eval[string](j.Tab, `document.activeElement.inputMode || document.activeElement.type`); kind {
		case "radio", "checkbox":
			j.Press(browsertest.KeySpace)
		case "select-one":
			j.Press("m") // the first word that begins so: the ministry, the scale
		case "numeric":
			j.Press("24")
		default:
			j.Press("24h")
		}
		j.TabTo("the button", `at.matches("#questionnaire form button") && at.textContent.includes("Enregistrer")`)
		if j.scripts {
			j.Press(browsertest.KeyEnter)
			j.Until("the next question", fmt.Sprintf(`(%s) !== %q && document.activeElement.id === "question"`, askedNow, question))
		} else {
			j.Submits("the answer", func() { j.Press(browsertest.KeyEnter) })
		}
		if now := browsertest.Eval[string](j.Tab, askedNow); now == question {
			j.t.Fatalf("%s is asked again: %s", question, browsertest.Eval[string](j.Tab, `document.querySelector("#questionnaire").innerText`))
		}
	}
	j.good()
}

func (j *journey) decide() {
	j.pressOn("Décider en l")
	if !strings.HasSuffix(j.at(), "/decisions/1") {
		j.t.Fatalf("after deciding: %s", j.at())
	}
	j.good()
}

func (j *journey) readReasons() {
	decision := j.at()
	j.pressOn("Tout le raisonnement")
	if !strings.Contains(j.at(), "/offres/") {
		j.t.Fatalf("the reasoning: %s", j.at())
	}
	j.good()
	j.pressOn("Décision n")
	if j.at() != decision {
		j.t.Fatalf("back: %s", j.at())
	}
}

func (j *journey) share() {
	j.pressOn("Suivi des subventions")
	j.pressOn("Partager dans l")
	j.good()
	if !browsertest.Eval[bool](j.Tab, `document.body.innerText.includes("Tous ceux qui ont un rôle")`) {
		j.t.Error("the need is not shared")
	}
}

// takeAway reads the exports that the pages offer: a download would leave the tab.
func (j *journey) takeAway() {
	j.TabTo("the download of the text", `at.matches("a") && at.textContent.includes("Télécharger en YAML")`)
	text := browsertest.Eval[string](j.Tab, `fetch(document.activeElement.href).then(r => r.text())`)
	if !strings.Contains(text, "title: Suivi des subventions") {
		j.t.Errorf("the text taken away: %s", text)
	}
	j.pressOn("Dossiers")
	j.TabTo("the export", `at.matches("a") && at.textContent.includes("CSV")`)
	table := browsertest.Eval[string](j.Tab, `fetch(document.activeElement.href).then(r => r.text())`)
	if !strings.Contains(table, "Suivi des subventions") {
		j.t.Errorf("the table taken away: %s", table)
	}
}
