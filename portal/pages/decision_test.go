package pages

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/record"
)

// A decision is taken by a button, and its page says what it is.
func TestTakeDecision(t *testing.T) {
	w := newNeedWorld(t)
	n := w.needs["samu"]
	w.goes(t, needPath(n.ID, "decider"), w.alice, nil, needPath(n.ID, "decisions", "1"))
	w.goes(t, needPath(n.ID, "decider"), w.alice, nil, needPath(n.ID, "decisions", "2"))
	w.mustSee(t, needPath(n.ID, "decisions", "1"), w.alice, "Cette décision a été remplacée", needPath(n.ID, "decisions", "2"))
}

// The English page of a decision taken in French says the same in English, as long
// as it can be taken again.
func TestDecisionInOtherLanguage(t *testing.T) {
	w := newNeedWorld(t)
	n := w.needs["bureautique"]
	page := w.get("/en"+needPath(n.ID, "decisions", "1"), w.alice).Body.String()
	if strings.Contains(page, "L’offre") || !strings.Contains(page, "The offer") {
		t.Error("the sentences are not in English")
	}
}

// What a decision shows is what it holds: every offer with its verdict, every rule
// that decides, every question, every obligation.
func TestDecisionPageIsWhole(t *testing.T) {
	w := newNeedWorld(t)
	for _, name := range []string{"demo-rdv", "bureautique", "vie-publique"} {
		n := w.stored(w.needs[name].ID)
		path := needPath(n.ID, "decisions", "1")
		var d decision.Decision
		if err := json.Unmarshal(w.get(path+"/decision.json", w.alice).Body.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		var want []string
		for i := range d.Verdicts {
			want = append(want, `id="offre-`+d.Verdicts[i].Offer+`"`)
			for _, rule := range decidersOf(&d.Verdicts[i]) {
				want = append(want, rulePath(rule.Doctrine, rule.ID))
			}
		}
		for _, o := range d.Obligations {
			want = append(want, o.Rule)
		}
		for i, q := range d.Questions {
			want = append(want, `id="ask-`+itoa(i)+`"`, html.EscapeString(q.Owner[:8]))
		}
		w.mustSee(t, path, w.alice, want...)
		for i := range d.Verdicts {
			o := &d.Verdicts[i]
			var rules []string
			for _, rule := range o.Rules {
				rules = append(rules, rulePath(rule.Doctrine, rule.ID))
			}
			w.mustSee(t, path+"/offres/"+o.Offer, w.alice, rules...)
		}
	}
}

func TestReplayedDecision(t *testing.T) {
	w := newNeedWorld(t)
	w.mustSee(t, needPath(w.needs["demo-rdv"].ID, "decisions", "1")+"?rejouer=1", w.alice, "exactement les mêmes octets")
}

// Anybody may decide a text without keeping it, on the day they say.
func TestTry(t *testing.T) {
	w := newNeedWorld(t)
	text := string(w.needs["demo-rdv"].Document)
	out := w.post("/decider", "", url.Values{fieldDocument: {text}, "date": {"2024-01-15"}})
	checkPage(t, "tried", out)
	if out.Code != http.StatusOK || !strings.Contains(out.Body.String(), `datetime="2024-01-15"`) {
		t.Errorf("status %d", out.Code)
	}
	out = w.post("/decider", "", url.Values{fieldDocument: {text}, fieldOffer: {"cegedim-cloud"}})
	checkPage(t, "one offer", out)
	for name, c := range map[string]struct {
		fields url.Values
		says   string
	}{
		"nothing":   {nil, "Collez le texte"},
		"mistake":   {url.Values{fieldDocument: {"kind: Dossier\napiVersion: havre/v1\nmetadata: {name: A}\nspec: {}"}}, "Ligne 3"},
		"wrong day": {url.Values{fieldDocument: {text}, "date": {"demain"}}, "2027-01-31"},
		"no rule":   {url.Values{fieldDocument: {text}, "date": {"1990-01-01"}}, "Aucune règle n’est en vigueur"},
	} {
		out := w.post("/decider", "", c.fields)
		if out.Code != http.StatusUnprocessableEntity || !strings.Contains(out.Body.String(), c.says) {
			t.Errorf("%s: status %d without %q: %s", name, out.Code, c.says, out.Body)
		}
		checkPage(t, name, out)
	}
}

// A derogation is asked for, settled by somebody else, shown, and given up; the
// decision it touches is reopened, and says so.
func TestDerogation(t *testing.T) {
	w := newNeedWorld(t)
	n := w.needs["cancer-data"]
	form := url.Values{fieldRule: {"PSSIE-HB"}, "offer": {"mapado"}, "reason": {"Pas d’autre offre."}, "proof": {""}, "until": {"2027-05-31"}}
	out := w.post(needPath(n.ID, "derogations"), w.alice, form)
	if out.Code != http.StatusUnprocessableEntity || !strings.Contains(out.Body.String(), "document joint") || !strings.Contains(out.Body.String(), "Pas d’autre offre.") {
		t.Fatalf("status %d: %s", out.Code, out.Body)
	}
	checkPage(t, "refused", out)
	form.Set("proof", "accord-hfds.pdf")
	out = w.post(needPath(n.ID, "derogations"), w.alice, form)
	path := out.Header().Get("Location")
	if out.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", out.Code, out.Body)
	}
	if body := w.get(path, w.alice).Body.String(); strings.Contains(body, path+"/regler") || !strings.Contains(body, "ce ne peut pas être vous") {
		t.Error("somebody is offered to settle their own request")
	}
	settle := hiddenIn(t, w.get(path, w.bruno).Body.String(), path+"/regler")
	out = w.post(path+"/regler", w.bruno, settle)
	if out.Code != http.StatusUnprocessableEntity || !strings.Contains(out.Body.String(), "accordée ou refusée") {
		t.Fatalf("status %d: %s", out.Code, out.Body)
	}
	checkPage(t, "unanswered", out)
	settle.Set(fieldGrant, granted)
	settle.Set("authority", "Le haut fonctionnaire de défense et de sécurité")
	settle.Set("reference", "2026-114")
	w.goes(t, path+"/regler", w.bruno, settle, path)
	w.mustSee(t, path, w.alice, "En vigueur", "2026-114", "31\u00a0mai\u00a02027")
	w.mustSee(t, "/derogations?etat=granted", w.alice, "PSSIE-HB")
	w.mustSee(t, needPath(n.ID), w.alice, "PSSIE-HB")
	withdraw := hiddenIn(t, w.get(path, w.alice).Body.String(), path+"/retirer")
	if out = w.post(path+"/retirer", w.alice, withdraw); out.Code != http.StatusUnprocessableEntity || !strings.Contains(out.Body.String(), "pour confirmer.") {
		t.Errorf("given up without a confirmation: status %d: %s", out.Code, out.Body)
	}
	checkPage(t, "unconfirmed", out)
	withdraw.Set(fieldConfirm, "PSSIE-HB")
	w.goes(t, path+"/retirer", w.alice, withdraw, path)
	w.mustSee(t, path, w.alice, "Retirée")
}

// A reopened decision tells what changed and what to do.
func TestReopenedDecision(t *testing.T) {
	w := newNeedWorld(t)
	n := w.stored(w.needs["demo-rdv"].ID)
	d := *n.Current
	d.State, d.ReopenedAt = record.Reopened, testDay
	d.Changes = []record.Changed{
		{Offer: "mapado", Rule: "R9-HDS", Kind: decision.RuleChanged, From: decision.Ineligible, To: decision.Ineligible},
		{Offer: "cegedim-cloud", Rule: "R9-HDS", Kind: decision.RuleEnded, From: decision.Eligible, To: decision.Ineligible},
	}
	w.check(w.pages.Record.DB.Write(t.Context(), func(tx record.Tx) error { return tx.ReopenDecision(t.Context(), &d) }))
	for _, path := range []string{needPath(n.ID), needPath(n.ID, "decisions", "1")} {
		w.mustSee(t, path, w.alice, "Décision rouverte", "Le verdict de 1", "Cegedim", "éligible → inéligible", "ne s’applique plus", "sans effet sur le verdict (1)", "Décider de nouveau")
		checkPage(t, path, w.get(path, w.alice))
	}
	w.mustSee(t, "/dossiers?rouvertes=1", w.alice, n.Title)
	w.mustSee(t, "/portefeuille", w.alice, "Une décision est rouverte")
}

// Every list can be taken away, in the three formats, with what the filters keep.
func TestExports(t *testing.T) {
	w := newNeedWorld(t)
	rdv := w.needs["demo-rdv"].ID
	for path, word := range map[string]string{
		"/dossiers?verdict=eligible": "vie-publique", "/portefeuille?": "Ministères sociaux", "/echeances?mois=60": "plan-reversibilite",
		"/derogations?": "R6-DEFAULT", "/comparer?du=2026-01-01&au=2027-06-01&dossier=" + rdv: "Offre", needPath(rdv, "decisions", "1") + "?": "SERVICES",
	} {
		for _, format := range []string{"csv", "ods", "xlsx"} {
			out := w.get(strings.TrimSuffix(path, "?")+map[bool]string{true: "?", false: "&"}[strings.HasSuffix(path, "?")]+"format="+format, w.alice)
			if out.Code != http.StatusOK || !strings.Contains(out.Header().Get("Content-Disposition"), "."+format) || out.Body.Len() < 100 {
				t.Errorf("%s %s: status %d, %v", path, format, out.Code, out.Header())
			}
			if format == "csv" && word != "vie-publique" && !strings.Contains(out.Body.String(), word) {
				t.Errorf("%s: %q is not in %s", path, word, out.Body)
			}
			if path == "/dossiers?verdict=eligible" && format == "csv" && (strings.Contains(out.Body.String(), "Suite bureautique") || strings.Count(out.Body.String(), "\n") < 3) {
				t.Errorf("the filter does not hold: %s", out.Body)
			}
		}
	}
}
