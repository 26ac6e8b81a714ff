package pages

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/internal/htmlcheck"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/record"
)

// flowing is a need on Rosny with a flow to Cegedim.cloud and one that stays.
const flowing = `apiVersion: havre/v1
kind: Dossier
metadata: {name: paie-flux, title: Paie des agents}
spec:
  environments: [production]
  hosting: [{platform: rosny}]
  flows:
    - {to: cegedim-cloud, protocol: tcp, port: 443, justification: Envoi des bulletins}
    - {to: duquesne, protocol: tcp, port: 5432, justification: Copie de secours}
`

const down = "/interconnexions/hypothese?effet=tombe&de=rosny&vers=cegedim-cloud&date=2026-04-13"

// Whoever may see the need sees its flow lose its way; others see platforms only.
func TestWhatIfOfSomebody(t *testing.T) {
	w := emptyWorld(t)
	w.put("paie-flux", []byte(flowing))
	for _, c := range []struct {
		path, session string
		wants         []string
		not           string
	}{
		{down, w.alice, []string{"1 application perd un chemin, 0 en gagne un", "Paie des agents", "tcp/443", "Production", "Qui sait", "/dossiers/" + w.needs["paie-flux"].ID}, "5432"},
		{"/en" + down, w.alice, []string{"1 application loses a way, 0 gain one", "Paie des agents", "Before", "After"}, "5432"},
		{"/interconnexions/hypothese?effet=tombe&de=Nubo&vers=RIE&date=2026-04-13", w.alice, []string{"Aucun flux déclaré ne perd ni ne gagne de chemin (1 dossier examiné)"}, "Paie des agents"},
		{down, "", []string{"Se connecter pour voir les applications", "Cegedim HDS"}, "Paie des agents"},
	} {
		got := w.get(c.path, c.session)
		page, err := htmlcheck.Read(strings.NewReader(got.Body.String()))
		if err != nil || got.Code != http.StatusOK {
			t.Fatalf("%s: %d %v", c.path, got.Code, err)
		}
		for _, p := range page.Problems() {
			t.Errorf("%s: %s", c.path, p)
		}
		text := plainSpaces(page.Text() + got.Body.String())
		for _, want := range c.wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q", c.path, want)
			}
		}
		if strings.Contains(text, c.not) {
			t.Errorf("%s: holds %q", c.path, c.not)
		}
	}
	got := w.get(down+"&liste=flux&format=csv", w.alice)
	tables, err := sheet.Read("t.csv", got.Body.Bytes())
	if err != nil || len(tables[0].Rows) != 1 || !strings.Contains(got.Body.String(), "Paie des agents") {
		t.Errorf("the flows as a file: %v %s", err, got.Body)
	}
}

// What needs no database goes on without it, and says what is missing.
func TestWhatIfWithoutStore(t *testing.T) {
	w := newNeedWorld(t)
	w.pages.Record.DB = gone[record.Tx]{}
	w.pages.Identity.DB = gone[identity.Tx]{}
	if got := w.get(down, w.alice); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "Cegedim HDS") {
		t.Errorf("nobody known: %d", got.Code)
	}
	w = newNeedWorld(t)
	w.site.Identify = func(*http.Request) (identity.Actor, *identity.Session, int, error) { return w.actor, nil, 0, nil }
	w.pages.Record.DB = gone[record.Tx]{}
	if got := w.get(down, w.alice); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "Les dossiers ne répondent pas") {
		t.Errorf("somebody known: %d %s", got.Code, got.Body)
	}
}

// Several changes at once; what is lost comes first; a file holds the same pairs.
func TestWhatIfPairs(t *testing.T) {
	const path = "/interconnexions/hypothese?effet=tombe&de=rosny&vers=&reseau=&transit=&effet=ouverte&de=ovh-snc&vers=duquesne&reseau=vpn&transit=yes&date=2026-04-13"
	page, body := readPage(t, path, http.StatusOK)
	text := plainSpaces(page.Text())
	for _, want := range []string{"Toutes les liaisons de Rosny (Travail) tombent.", "La liaison entre Atlas@OVH-SNC et Duquesne (Santé) (VPN) est ouverte, et un tiers peut y passer.", "Retirer", "plus sûre"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	lost, gained := strings.Index(body, `app-state--no`), strings.LastIndex(body, `app-state--yes`)
	if lost < 0 || gained < lost {
		t.Errorf("what is lost is at %d, what is gained at %d", lost, gained)
	}
	w := httptest.NewRecorder()
	readingSite(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path+"&liste=paires&format=ods", nil))
	tables, err := sheet.Read("t.ods", w.Body.Bytes())
	if err != nil || len(tables[0].Rows) != strings.Count(body, `<tr role="row">`)-1 {
		t.Errorf("%v: %d rows in the file, %d on the page", err, len(tables[0].Rows), strings.Count(body, `<tr role="row">`))
	}
}

// A change that is wrong goes back to the form, and the others stay.
func TestWhatIfRefused(t *testing.T) {
	for query, wants := range map[string][]string{
		"effet=tombe&de=rosni&vers=nubo":                                          {"Vouliez-vous dire « rosny » ?", `<option value="rosny" selected>`},
		"effet=tombe&de=&vers=nubo":                                               {"Dites de quelle plateforme"},
		"effet=tombe&de=nubo&vers=nubo":                                           {"Une liaison a deux bouts différents"},
		"effet=disparait&de=nubo&vers=rosny":                                      {"Dites ce qui arrive à la liaison"},
		"effet=ouverte&de=nubo&vers=rosny&transit=bof":                            {"Oui, non ou inconnu est attendu"},
		"effet=tombe&de=nubo&vers=cloud-pi":                                       {"Aucune liaison connue entre Nubo et Cloud π (Pi) : rien ne tombe"},
		"effet=tombe&de=rosny&vers=duquesne&effet=ouverte&de=duquesne&vers=rosny": {"Vous supposez déjà le contraire : la liaison entre Rosny (Travail) et Duquesne (Santé) tombe"},
		"effet=tombe&de=nubo&vers=rosny&reseau=rei":                               {"Réseau inconnu", "« rie »"},
		"effet=tombe&de=duquesne&vers=rosny&effet=tombe&de=rosni&vers=nubo":       {`<input type="hidden" name="de" value="duquesne">`, "La liaison entre Duquesne"},
		"de=nubo&date=demain":                                                     {"2027-01-31"},
		strings.Repeat("de=nubo&", 21):                                            {"20 changements au plus"},
	} {
		page, body := readPage(t, "/interconnexions/hypothese?"+query, http.StatusUnprocessableEntity)
		text := plainSpaces(page.Text() + body)
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q", query, want)
			}
		}
		if strings.Contains(text, "Les paires de plateformes") {
			t.Errorf("%s: compared all the same", query)
		}
	}
}

// The page of somebody whose needs lose a way, in a browser.
func TestWhatIfInBrowser(t *testing.T) {
	w := emptyWorld(t)
	w.put("paie-flux", []byte(flowing))
	server := httptest.NewServer(w.site)
	defer server.Close()
	b := browsertest.Start(t)
	b.Audit(t, server.URL, []string{down, "/interconnexions/hypothese?effet=tombe&de=rosni"}, func(tab *browsertest.Tab) { w.signIn(tab, server.URL) })
}
