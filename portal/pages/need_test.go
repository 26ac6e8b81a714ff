package pages

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/record"
)

// mustSee fails unless a page says all these words.
func (w *needWorld) mustSee(t *testing.T, path, session string, words ...string) {
	t.Helper()
	body := w.get(path, session).Body.String()
	for _, s := range words {
		if !strings.Contains(body, s) {
			t.Errorf("%s does not say %q", path, s)
		}
	}
}

// goes fails unless a form is done, and leads to a path.
func (w *needWorld) goes(t *testing.T, path, session string, fields url.Values, to string) {
	t.Helper()
	out := w.post(path, session, fields)
	if got := out.Header().Get("Location"); out.Code != http.StatusSeeOther || got != to {
		t.Fatalf("%s: status %d, to %q, want %q: %.300s", path, out.Code, got, to, out.Body)
	}
}

func versionNow(n *record.Need) url.Values { return url.Values{fieldVersion: {itoa(int(n.Version))}} }

// The text of a need is saved as a revision; mistakes are told at their lines and
// nothing typed is lost.
func TestNeedText(t *testing.T) {
	w := newNeedWorld(t)
	n := w.needs["demo-rdv"]
	path := needPath(n.ID, "yaml")
	form := versionNow(n)
	form.Set(fieldDocument, strings.Replace(string(n.Document), "personal: yes", "personal: peut-être", 1))
	out := w.post(path, w.alice, form)
	body := out.Body.String()
	if out.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "Ligne 14") || !strings.Contains(body, "personal: peut-être") {
		t.Errorf("status %d: %s", out.Code, body)
	}
	checkPage(t, "mistake", out)
	form.Set(fieldDocument, strings.Replace(string(n.Document), "zones: 2", "zones: 3", 1))
	form.Set(fieldNote, "une troisième zone")
	w.goes(t, path, w.alice, form, needPath(n.ID))
	w.mustSee(t, needPath(n.ID), w.alice, "une troisième zone", "Le dossier a changé depuis la décision")
	w.mustSee(t, needPath(n.ID, "revisions", "2"), w.alice, "Nombre de zones géographiques")
	if got := w.get(needPath(n.ID, "dossier.yaml"), w.alice); got.Body.String() != string(w.stored(n.ID).Document) {
		t.Error(got.Body)
	}
	clash := w.post(path, w.alice, form) // its version is no longer the newest
	checkPage(t, "clash", clash)
	form.Set(fieldDocument, strings.Replace(string(n.Document), "zones: 2", "zones: 4", 1))
	clash = w.post(path, w.alice, form)
	if clash.Code != http.StatusConflict || !strings.Contains(clash.Body.String(), "Alice Martin") {
		t.Fatalf("status %d: %s", clash.Code, clash.Body)
	}
	w.goes(t, path, w.alice, hiddenIn(t, clash.Body.String(), path), needPath(n.ID))
	if text := string(w.stored(n.ID).Document); !strings.Contains(text, "zones: 4") {
		t.Error(text)
	}
}

func TestRevisionTakenAgain(t *testing.T) {
	w := newNeedWorld(t)
	n := w.stored(w.needs["conges-agents"].ID)
	w.goes(t, needPath(n.ID, "revisions", "1", "reprendre"), w.alice, versionNow(n), needPath(n.ID))
	now := w.stored(n.ID)
	if now.Revision != 3 || !strings.Contains(string(now.Document), "personal: yes") {
		t.Errorf("revision %d: %s", now.Revision, now.Document)
	}
	w.mustSee(t, needPath(n.ID), w.alice, "retour à la révision 1")
}

// A need is deleted at once, and the next page undoes it.
func TestDeleteNeedAndUndo(t *testing.T) {
	w := newNeedWorld(t)
	n := w.needs["samu"]
	out := w.post(needPath(n.ID, "supprimer"), w.alice, versionNow(n))
	if out.Code != http.StatusSeeOther || out.Header().Get("Location") != "/dossiers" {
		t.Fatalf("status %d: %s", out.Code, out.Body)
	}
	r, _ := http.NewRequest(http.MethodGet, "/dossiers", nil)
	for _, c := range out.Result().Cookies() {
		r.AddCookie(c)
	}
	list := w.do(r, w.alice).Body.String()
	if strings.Contains(list, needPath(n.ID)+`"`) || !strings.Contains(list, `action="`+needPath(n.ID, "retablir")+`"`) {
		t.Errorf("still listed, or no way to undo: %s", list)
	}
	w.mustSee(t, "/dossiers?supprimes=1", w.alice, html.EscapeString(n.Title), "Rétablir")
	w.mustSee(t, needPath(n.ID), w.alice, "Ce dossier est supprimé")
	w.goes(t, needPath(n.ID, "retablir"), w.alice, nil, needPath(n.ID))
	w.mustSee(t, "/dossiers", w.alice, needPath(n.ID))
}

func TestDiscussion(t *testing.T) {
	w := newNeedWorld(t)
	n := w.needs["demo-rdv"]
	out := w.post(needPath(n.ID, "messages"), w.alice, url.Values{fieldMessage: {" "}})
	if out.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d: %s", out.Code, out.Body)
	}
	checkPage(t, "empty message", out)
	out = w.post(needPath(n.ID, "messages"), w.bruno, url.Values{fieldMessage: {"Où en est-on ?"}})
	path, message, ok := strings.Cut(out.Header().Get("Location"), "#")
	if !ok || path != needPath(n.ID) {
		t.Fatalf("status %d, %v", out.Code, out.Header())
	}
	w.mustSee(t, path, w.alice, `id="`+message+`"`, "Où en est-on ?", "Bruno Petit")
	if out := w.post(needPath(n.ID, "messages", message, "supprimer"), w.alice, nil); out.Code != http.StatusForbidden {
		t.Errorf("somebody else's message: status %d", out.Code)
	}
	w.goes(t, needPath(n.ID, "messages", message, "supprimer"), w.bruno, nil, path+"#discussion")
	w.mustSee(t, path, w.bruno, "Message supprimé", "Rétablir")
	w.goes(t, needPath(n.ID, "messages", message, "retablir"), w.bruno, nil, path+"#discussion")
	w.mustSee(t, path, w.bruno, "Où en est-on ?")
}

func TestSharing(t *testing.T) {
	w := emptyWorld(t)
	n := w.newDraft(t, "Suivi")
	if out := w.get(needPath(n.ID), w.bruno); out.Code != http.StatusNotFound {
		t.Errorf("a draft is seen by an approver: status %d", out.Code)
	}
	form := versionNow(n)
	form.Set("etat", "shared")
	w.goes(t, needPath(n.ID, "etat"), w.alice, form, needPath(n.ID))
	w.mustSee(t, needPath(n.ID), w.bruno, "Suivi")
	w.goes(t, needPath(n.ID, "partage"), w.alice, url.Values{fieldWith: {w.approver.ID}}, needPath(n.ID)+"#partage")
	w.mustSee(t, needPath(n.ID), w.alice, "<li>Bruno Petit</li>")
	out := w.post(needPath(n.ID, "partage"), w.alice, url.Values{fieldOther: {"personne"}})
	if out.Code != http.StatusUnprocessableEntity || !strings.Contains(out.Body.String(), `value="personne"`) {
		t.Errorf("status %d: %s", out.Code, out.Body)
	}
	checkPage(t, "unknown", out)
}

// Who may read but not write is shown no form, and is refused with the role needed.
func TestReaderMayNotWrite(t *testing.T) {
	w := newNeedWorld(t)
	n := w.needs["demo-rdv"]
	body := w.get(needPath(n.ID), w.bruno).Body.String()
	for _, action := range []string{"/questionnaire", "/yaml\"", "/supprimer", "/partage", "/decider"} {
		if strings.Contains(body, needPath(n.ID)+action) {
			t.Errorf("the page offers %s", action)
		}
	}
	for _, path := range []string{needPath(n.ID, "questionnaire"), needPath(n.ID, "partage"), needPath(n.ID, "derogations", "nouvelle")} {
		out := w.get(path, w.bruno)
		if out.Code != http.StatusForbidden || !strings.Contains(out.Body.String(), "équipe produit") {
			t.Errorf("%s: status %d: %.200s", path, out.Code, out.Body)
		}
		checkPage(t, path, out)
	}
	if out := w.post(needPath(n.ID, "decider"), w.bruno, nil); out.Code != http.StatusForbidden {
		t.Errorf("status %d", out.Code)
	}
	w.mustSee(t, needPath(n.ID, "yaml"), w.bruno, "<pre")
}

// What one may not see answers as what does not exist, and nothing is for strangers.
func TestHiddenNeeds(t *testing.T) {
	w := newNeedWorld(t)
	draft := w.newDraft(t, "Secret")
	for _, path := range []string{needPath(draft.ID), needPath(draft.ID, "questionnaire"), needPath(draft.ID, "yaml"), needPath(draft.ID, "decisions", "1")} {
		hidden, missing := w.get(path, w.bruno), w.get(strings.Replace(path, draft.ID, "nulle-part", 1), w.bruno)
		if hidden.Code != http.StatusNotFound || missing.Code != http.StatusNotFound {
			t.Errorf("%s: %d and %d", path, hidden.Code, missing.Code)
		}
	}
	for _, path := range w.paths() {
		if path == "/nouveau-dossier" || path == "/decider" {
			continue
		}
		if out := w.get(path, ""); out.Code != http.StatusUnauthorized {
			t.Errorf("%s: status %d for a stranger", path, out.Code)
		}
	}
}

// A portal without anything says what to do.
func TestEmptyPages(t *testing.T) {
	w := emptyWorld(t)
	for path, says := range map[string]string{
		"/dossiers": "Décrivez une première application", "/dossiers?supprimes=1": "Aucun dossier supprimé", "/portefeuille": "Aucun dossier à compter",
		"/echeances?nature=evidence": "Rien ne prend fin", "/derogations": "Aucune dérogation", "/notifications": "Rien de nouveau", "/comparer?du=2026-01-01": "Rien ne change",
	} {
		out := w.get(path, w.alice)
		if !strings.Contains(out.Body.String(), says) {
			t.Errorf("%s does not say %q", path, says)
		}
		checkPage(t, path, out)
	}
}
