package pages

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/portal/web"
)

// upload sends a file to a form.
func (w *needWorld) upload(t *testing.T, path, session, name, content string) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile(fieldSheet, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return w.do(r, session)
}

// carriedField is a hidden field of a form.
var carriedField = regexp.MustCompile(`<input type="hidden" name="(classeur|nom|version)" value="([^"]*)"`)

// TestImportFlows: a spreadsheet is shown before anything changes, then its new flows
// are added as a revision, and the rest of the need stays as it was written.
func TestImportFlows(t *testing.T) {
	w := newNeedWorld(t)
	need := w.needs["samu"]
	text := "Sens;Source;Destination;Protocole;Port;Réseau;Justification\n" +
		"Sortant;;Rosny;TCP;5432;RIE;annuaire\nEntrant;Internet;frontal;HTTPS;443;Internet;accès\nSortant;;Nubo;peut-être;;;\n"
	out := w.upload(t, flowsPath(need.ID, "import"), w.alice, "flux.csv", text)
	if out.Code != http.StatusOK {
		t.Fatalf("status %d: %s", out.Code, out.Body)
	}
	page := out.Body.String()
	for _, words := range []string{"Ajouter ces 2", "D4 (Protocole)", "peut-être", "Toutes les cellules"} {
		if !strings.Contains(page, words) {
			t.Errorf("the preview does not say %q", words)
		}
	}
	if w.stored(need.ID).Revision != need.Revision {
		t.Fatal("the preview changed the need")
	}
	fields := url.Values{}
	for _, f := range carriedField.FindAllStringSubmatch(page, -1) {
		fields.Set(f[1], f[2])
	}
	w.goes(t, flowsPath(need.ID, "import", "ajouter"), w.alice, fields, flowsPath(need.ID))
	after := w.stored(need.ID)
	if after.Revision != need.Revision+1 {
		t.Fatalf("revision %d", after.Revision)
	}
	for line := range strings.Lines(string(need.Document)) {
		if line != "  flows: []\n" && !strings.Contains(string(after.Document), line) {
			t.Errorf("lost: %s", line)
		}
	}
	w.mustSee(t, flowsPath(need.ID), w.alice, "8 flux", "Rosny", "annuaire") // in each of its four environments
	again := w.upload(t, flowsPath(need.ID, "import"), w.alice, "flux.csv", text)
	if !strings.Contains(again.Body.String(), "Aucun flux nouveau") {
		t.Error("the same spreadsheet brings nothing new")
	}
	if stale := w.post(flowsPath(need.ID, "import", "ajouter"), w.alice, url.Values{fieldSent: {fields.Get(fieldSent)}, fieldName: {"flux.csv"}, fieldVersion: {"1"}}); stale.Code != http.StatusSeeOther {
		t.Errorf("nothing new to add: status %d", stale.Code)
	}
}

func TestRefusedImports(t *testing.T) {
	w := newNeedWorld(t)
	path := flowsPath(w.needs["samu"].ID, "import")
	for name, c := range map[string]struct{ file, text, says string }{
		"no table of flows": {"a.csv", "a;b\n1;2\n", "aucun tableau de flux reconnu"},
		"not a spreadsheet": {"a.xlsx", "rien", "pas un classeur"},
		"interconnections":  {"a.md", "| | Rosny | Nubo |\n|---|---|---|\n| Rosny | = | O |\n| Nubo | | = |\n", "matrice d’interconnexions"},
	} {
		out := w.upload(t, path, w.alice, c.file, c.text)
		if out.Code != http.StatusUnprocessableEntity || !strings.Contains(strings.ToLower(out.Body.String()), c.says) {
			t.Errorf("%s: status %d, does not say %q", name, out.Code, c.says)
		}
	}
	if out := w.upload(t, path, w.bruno, "a.csv", "a;b\n"); out.Code != http.StatusForbidden && out.Code != http.StatusNotFound {
		t.Errorf("status %d for somebody who may not write", out.Code)
	}
	if out := w.post(path, w.alice, url.Values{}); out.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d without a file", out.Code)
	}
}

// TestSendFlows: a sending is recorded, may be downloaded as it was, and what changed
// since is shown.
func TestSendFlows(t *testing.T) {
	w := newNeedWorld(t)
	need := w.needs["paie-historique"]
	w.mustSee(t, flowsPath(need.ID), w.alice, "Aucun envoi n’est noté")
	out := w.post(flowsPath(need.ID, "envois"), w.alice, url.Values{"to": {""}, "note": {"x"}})
	if out.Code != http.StatusUnprocessableEntity || !strings.Contains(out.Body.String(), "à qui la matrice est envoyée") {
		t.Errorf("status %d", out.Code)
	}
	w.goes(t, flowsPath(need.ID, "envois"), w.alice, url.Values{"to": {"Équipe de Rosny"}}, flowsPath(need.ID)+"#envois")
	w.mustSee(t, flowsPath(need.ID), w.alice, "Rien n’a changé depuis l’envoi n° 1", "Équipe de Rosny")
	w.mustSee(t, flowsPath(need.ID)+"?plateforme=cloud-pi", w.alice, "2 différences depuis l’envoi n° 1", "Hébergement supposé", "revenez-y pour noter un envoi")
	for _, supposed := range []url.Values{{"to": {"moi"}, queryHost: {"cloud-pi"}}, {"to": {"moi"}, web.QueryDate: {"2026-01-01"}}} {
		if got := w.post(flowsPath(need.ID, "envois"), w.alice, supposed); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "matrice envoyée est celle") {
			t.Errorf("a hypothesis was sent: status %d", got.Code)
		}
	}
	for _, f := range []string{"json", "csv", "ods", "xlsx"} {
		for _, path := range []string{flowsPath(need.ID), flowsPath(need.ID, "envois", "1"), "/interconnexions/flux"} {
			got := w.get(path+"?format="+f, w.alice)
			table, err := matrix.Read("m."+f, got.Body.Bytes())
			if err != nil || len(table.Lines) < 2 {
				t.Errorf("%s as %s: status %d, %v", path, f, got.Code, err)
			}
		}
	}
	if got := w.get(flowsPath(need.ID)+"?format=pdf", w.alice); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d for a format that is none", got.Code)
	}
	if got := w.get(flowsPath(need.ID, "envois", "9"), w.alice); got.Code != http.StatusNotFound {
		t.Errorf("status %d for a sending that is none", got.Code)
	}
	if got := w.post(flowsPath(need.ID, "envois"), w.bruno, url.Values{"to": {"moi"}}); got.Code != http.StatusForbidden {
		t.Errorf("status %d for somebody who may not write", got.Code)
	}
}

// TestAllFlowsFilters: each filter keeps what it names.
func TestAllFlowsFilters(t *testing.T) {
	w := newNeedWorld(t)
	for query, says := range map[string]string{
		"reponse=unknown": "à confirmer", "plateforme=rosny": "Rosny", "reseau=rie&environnement=production": "Paie historique", "q=bulletins": "Duquesne",
	} {
		w.mustSee(t, "/interconnexions/flux?"+query, w.alice, says)
	}
	if page := w.get("/interconnexions/flux?q=bulletins", w.alice).Body.String(); strings.Contains(page, "annuaire des agents") {
		t.Error("a flow that does not hold the word is shown")
	}
	e := emptyWorld(t)
	e.mustSee(t, "/interconnexions/flux", e.alice, "Aucun flux déclaré")
}
