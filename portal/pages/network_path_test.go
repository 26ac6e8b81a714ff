package pages

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/internal/htmlcheck"
	"github.com/havre-cloud/havre/internal/sheet"
)

// readPage reads a page of a portal without database, which must be sound.
func readPage(t *testing.T, path string, code int) (*htmlcheck.Page, string) {
	t.Helper()
	w := httptest.NewRecorder()
	readingSite(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != code {
		t.Fatalf("%s: %d, want %d", path, w.Code, code)
	}
	body := w.Body.String()
	if i := strings.Index(body, "%!"); i >= 0 {
		t.Errorf("%s: a sentence is not filled: %s", path, body[i-40:i+40])
	}
	page, err := htmlcheck.Read(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range page.Problems() {
		t.Errorf("%s: %s", path, p)
	}
	return page, body
}

// The questions of the seeds' matrix and of the later ones: the answer first, then
// what is missing and who knows, or what each side opens, in both directions.
func TestPathAnswers(t *testing.T) {
	for _, c := range []struct {
		query string
		wants []string
		not   string
	}{
		{"de=rosny&vers=cegedim-cloud&date=2025-06-30", []string{
			"On ne peut pas le dire : aucun chemin de Rosny(intra) vers Cegedim.cloud", "Ce qu’il reste à savoir", "À demander à : la direction du numérique", "VPN ?",
			"13 chemins possibles, aucun certain", "Dans l’autre sens", "vérifié",
		}, "doit ouvrir"},
		{"de=ovh-snc&vers=fabnum-ovh&date=2025-06-30&protocole=tcp&port=443", []string{
			"La liaison est prévue, pas encore en service", "Flux sortant SNC=>OVH", "dans ce sens seulement", "les sources ne parlent que de l’autre sens, d’OVH SNC vers FabNum@OVH",
		}, "doit ouvrir"},
		{"de=ovh-snc&vers=fabnum-ovh&date=2026-03-05&protocole=tcp&port=443", []string{
			"Oui : un flux peut aller d’Atlas@OVH-SNC vers Atlas@OVH", "Ce que chaque équipe réseau doit ouvrir", "Laisser sortir tcp/443 vers Atlas@OVH", "Laisser entrer tcp/443 depuis Atlas@OVH-SNC",
			"À faire par : la direction du numérique",
		}, ""},
		{"de=rosny&vers=duquesne&date=2026-04-13", []string{"2 autres chemins, à confirmer", "chemins certains"}, "autres à confirmer"},
		{"de=Nubo&vers=PI&reseau=RIE", []string{"Oui : un flux peut aller de Nubo vers", "Sources lues jusqu’au"}, ""},
		{"de=cegedim-cloud&vers=fabnum-ovh&date=2026-04-13", []string{"Personne ne dit si un tiers peut passer par Rosny (Travail)", "Personne ne dit si un tiers peut passer par Duquesne (Santé)"}, "doit ouvrir"},
		{"de=cegedim-cloud&vers=fabnum-ovh&date=2026-04-13&direct=1", []string{
			"Non : aucun flux de ce genre ne peut aller de Cegedim HDS vers Atlas@OVH v2", "Ce qui arrête les chemins les plus proches", "Rosny (Travail) est une plateforme tierce", "Aucune liaison",
		}, "Ce qu’il reste à savoir"},
		{"de=nubo&vers=cloud-pi&reseau=rie&date=2026-04-13", []string{"Oui : un flux peut aller de Nubo vers Cloud π (Pi)", "réseau : RIE", "Établie"}, "Ce qu’il reste à savoir"},
		{"de=nubo.internet&vers=rosny&date=2026-04-13", []string{"À l’intérieur de la plateforme.", "quelles zones de Nubo communiquent"}, "doit ouvrir"},
		{"de=rosny&vers=internet&date=2025-06-30", []string{"20 chemins montrés, il y en a d’autres."}, "doit ouvrir"},
	} {
		t.Run(c.query, func(t *testing.T) {
			page, body := readPage(t, "/interconnexions/chemin?"+c.query, http.StatusOK)
			text := plainSpaces(page.Text() + body)
			for _, want := range c.wants {
				if !strings.Contains(text, want) {
					t.Errorf("no %q", want)
				}
			}
			if c.not != "" && strings.Contains(plainSpaces(page.Text()), c.not) {
				t.Errorf("holds %q", c.not)
			}
			if first := strings.Index(body, "app-answer__say"); first < 0 || first > strings.Index(body, "app-way") {
				t.Error("the answer is not said first")
			}
		})
	}
}

// plainSpaces makes every space one that can be typed.
func plainSpaces(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)), " ")
}

// A question that is wrong is shown again, with what to do under each field, and the
// nearest place chosen.
func TestPathRefused(t *testing.T) {
	for query, wants := range map[string][]string{
		"de=rosni&vers=nubo":                       {"Vouliez-vous dire « rosny » ?", `<option value="rosny" selected>`, `id="de-error"`},
		"de=rosny&vers=rosny":                      {"Le flux arrive là d’où il part", `id="vers-error"`},
		"de=rosny":                                 {"Dites où va le flux", `id="vers-error"`},
		"de=rosny&vers=nubo&port=99999":            {"Écrivez un port de 1 à 65535", `value="99999"`, `id="port-error"`},
		"de=rosny&vers=nubo&port=-1":               {"Écrivez un port de 1 à 65535"},
		"de=rosny&vers=nubo&protocole=tpc":         {"Protocole inconnu", "« tcp »"},
		"de=rosny&vers=nubo&reseau=rei":            {"Réseau inconnu", "« rie »"},
		"de=rosny&vers=nubo&date=hier":             {"2027-01-31", `id="date-error"`},
		"de=rosny&vers=nubo&protocole=icmp&port=1": {"Icmp n’a pas de port"},
	} {
		page, body := readPage(t, "/interconnexions/chemin?"+query, http.StatusUnprocessableEntity)
		body = plainSpaces(body)
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %q", query, want)
			}
		}
		if !strings.Contains(body, "<title>Erreur : ") || strings.Contains(plainSpaces(page.Text()), "Dans l’autre sens") {
			t.Errorf("%s: answered all the same", query)
		}
	}
}

// The links of an answer lead to the map with the same question, to the API, and to
// what would happen if a leg changed.
func TestPathLeadsOn(t *testing.T) {
	page, _ := readPage(t, "/en/interconnexions/chemin?de=nubo&vers=cloud-pi&reseau=rie&port=5432&sensible=1&date=2026-04-13", http.StatusOK)
	found := map[string]url.Values{}
	for _, l := range page.Links {
		if u, err := url.Parse(l); err == nil {
			found[u.Path] = u.Query()
		}
	}
	for path, want := range map[string]url.Values{
		"/en/interconnexions":           {"de": {"nubo"}, "vers": {"cloud-pi"}, "reseau": {"rie"}, "port": {"5432"}, "sensible": {"1"}, "date": {"2026-04-13"}},
		"/api/v1/network/path":          {"from": {"nubo"}, "to": {"cloud-pi"}, "network": {"rie"}, "port": {"5432"}, "sensitive": {"true"}, "on": {"2026-04-13"}, "lang": {"en"}},
		"/en/interconnexions/hypothese": {"date": {"2026-04-13"}},
		"/en/plateformes/nubo":          {"date": {"2026-04-13"}},
	} {
		got, ok := found[path]
		if !ok {
			t.Errorf("nothing leads to %s", path)
		}
		for name := range want {
			if got.Get(name) != want.Get(name) {
				t.Errorf("%s: %s is %q, want %q", path, name, got.Get(name), want.Get(name))
			}
		}
	}
}

// The legs of every way, both ways, as files.
func TestPathExports(t *testing.T) {
	for _, f := range sheet.Formats {
		w := httptest.NewRecorder()
		readingSite(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/interconnexions/chemin?de=rosny&vers=cegedim-cloud&date=2025-06-30&format="+string(f), nil))
		tables, err := sheet.Read("t."+string(f), w.Body.Bytes())
		if err != nil || w.Code != http.StatusOK || len(tables[0].Rows) < 60 {
			t.Errorf("%s: %d %v", f, w.Code, err)
		}
	}
}

// TestAskWithoutScripts: a stranger chooses two places, reads the answer, and asks
// what would happen if its first leg changed.
func TestAskWithoutScripts(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{NoScripts: true})
	tab.Go(server.URL + "/interconnexions/chemin?date=2026-04-13")
	tab.Do("ask", chromedp.SetValue("#de", "cegedim-cloud"), chromedp.SetValue("#vers", "rosny"), chromedp.SetValue("#date", "2026-04-13"), chromedp.Click(".app-filters button[type=submit]"), chromedp.WaitVisible(".app-answer--yes"))
	tab.Do("suppose", chromedp.Click(".app-leg__if a"), chromedp.WaitVisible("#paires"))
	if got := browsertest.Eval[string](tab, `document.querySelector("#suppose").parentElement.innerText`); !strings.Contains(got, "tombe") {
		t.Errorf("supposed %q", got)
	}
	tab.Do("suppose more", chromedp.Click(".app-fold summary"), chromedp.SetValue("#effet", "passage"), chromedp.SetValue("#de", "duquesne"), chromedp.Click(".app-filters button[type=submit]"), chromedp.WaitVisible(".app-supposed li:nth-child(2)"))
	tab.Do("take back", chromedp.Click(".app-supposed li:first-child a"), chromedp.WaitNotPresent(".app-supposed li:nth-child(2)"))
	if got := browsertest.Eval[string](tab, `document.querySelector("#suppose").parentElement.innerText`); !strings.Contains(got, "Duquesne") || strings.Contains(got, "tombe") {
		t.Errorf("left: %q", got)
	}
}

// TestPathOnPaper: the ways are unfolded, and what only serves to click is gone.
func TestPathOnPaper(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	tab.Go(server.URL + "/interconnexions/chemin?de=rosny&vers=cegedim-cloud&date=2025-06-30")
	tab.Paper()
	for selector, shown := range map[string]bool{".app-filters": false, ".app-leg__if": false, ".app-answer__say": true, ".app-way:last-of-type summary": true, ".app-way:last-of-type .app-leg": true} {
		if got := browsertest.Eval[bool](tab, `document.querySelector("`+selector+`").checkVisibility({contentVisibilityAuto: true}) && getComputedStyle(document.querySelector("`+selector+`")).display !== "none"`); got != shown {
			t.Errorf("%s on paper: %v", selector, got)
		}
	}
}
