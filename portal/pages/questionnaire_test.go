package pages

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/htmlcheck"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
	"github.com/havre-cloud/havre/record"
)

// fragment sends a form as htmx does.
func (w *needWorld) fragment(path, session string, fields url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	return w.do(r, session)
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// hiddenOf are the hidden fields of the first form of a page that goes to a path.
func hiddenIn(t *testing.T, page, action string) url.Values {
	t.Helper()
	_, form, ok := strings.Cut(page, `action="`+action+`"`)
	if !ok {
		t.Fatalf("no form goes to %s in\n%s", action, page)
	}
	form, _, _ = strings.Cut(form, "</form>")
	out := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(form, -1) {
		out.Add(m[1], html.UnescapeString(m[2]))
	}
	return out
}

// newDraft is a need begun with a title only.
func (w *needWorld) newDraft(t *testing.T, title string) *record.Need {
	t.Helper()
	out := w.post("/nouveau-dossier", w.alice, url.Values{fieldFrom: {fromNothing}, fieldTitle: {title}, fieldOrg: {w.social.ID}})
	to := out.Header().Get("Location")
	id, ok := strings.CutSuffix(strings.TrimPrefix(to, "/dossiers/"), "/questionnaire")
	if out.Code != http.StatusSeeOther || !ok {
		t.Fatalf("status %d, location %q: %s", out.Code, to, out.Body)
	}
	return w.stored(id)
}

// A need begun by its title is a draft that knows what its organisation knows.
func TestBeginNeed(t *testing.T) {
	w := emptyWorld(t)
	n := w.newDraft(t, "Suivi des agréments")
	s, err := questionnaire.Read(n.Document)
	if err != nil {
		t.Fatal(err)
	}
	if n.State != record.Draft || n.Name != "suivi-des-agrements" || n.Title != "Suivi des agréments" {
		t.Errorf("%+v", n)
	}
	if o := s.Dossier.Spec.Organisation; o.Name != "Ministères sociaux" || o.Kind != "central-administration" || o.Ministry != "social" {
		t.Errorf("organisation %+v", o)
	}
	if again := w.newDraft(t, "Suivi des agréments"); again.Name != "suivi-des-agrements-2" {
		t.Errorf("second name %s", again.Name)
	}
}

func TestBeginNeedRefused(t *testing.T) {
	w := newNeedWorld(t)
	for name, c := range map[string]struct {
		fields url.Values
		says   string
	}{
		"no title":       {url.Values{fieldFrom: {fromNothing}}, "Indiquez le nom de l’application"},
		"no text":        {url.Values{fieldFrom: {fromText}}, "Collez le texte du dossier"},
		"wrong text":     {url.Values{fieldFrom: {fromText}, fieldDocument: {"apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: a}\nspec:\n  data: {personal: peut-être}"}}, "Ligne 5"},
		"no example":     {url.Values{fieldFrom: {fromExample}}, "Choisissez un exemple"},
		"text of a name": {url.Values{fieldFrom: {fromText}, fieldDocument: {string(w.needs["samu"].Document)}}, "samu"},
	} {
		out := w.post("/nouveau-dossier", w.alice, c.fields)
		if out.Code != http.StatusUnprocessableEntity || !strings.Contains(out.Body.String(), c.says) {
			t.Errorf("%s: status %d, without %q", name, out.Code, c.says)
		}
		checkPage(t, name, out)
	}
}

// checkPage reads a page that a form answered.
func checkPage(t *testing.T, name string, out *httptest.ResponseRecorder) {
	t.Helper()
	page, err := htmlcheck.Read(strings.NewReader(out.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range page.Problems() {
		t.Errorf("%s: %s", name, p)
	}
}

// An answer is saved at once, as a revision, and the next question comes.
func TestAnswerIsSaved(t *testing.T) {
	w := emptyWorld(t)
	n := w.newDraft(t, "Suivi")
	path := needPath(n.ID, "questionnaire")
	page := w.get(path, w.alice).Body.String()
	form := hiddenIn(t, page, path)
	if got := form.Get(fieldQuestion); got != "needs.layer" {
		t.Fatalf("first question %q", got)
	}
	form["spec.needs.layer"] = []string{"paas", "caas"}
	out := w.post(path, w.alice, form)
	if out.Code != http.StatusSeeOther || out.Header().Get("Location") != path {
		t.Fatalf("status %d: %s", out.Code, out.Body)
	}
	if now := w.stored(n.ID); now.Revision != 2 || !strings.Contains(string(now.Document), "layer: [paas, caas]") {
		t.Errorf("revision %d: %s", now.Revision, now.Document)
	}
	if next := hiddenIn(t, w.get(path, w.alice).Body.String(), path).Get(fieldQuestion); next == "needs.layer" {
		t.Error("the same question again")
	}
}

// With htmx only the section comes back, with the next question in focus and the
// verdicts that the answer changed.
func TestAnswerReplacesSection(t *testing.T) {
	w := emptyWorld(t)
	n := w.newDraft(t, "Suivi")
	path := needPath(n.ID, "questionnaire")
	form := hiddenIn(t, w.get(path, w.alice).Body.String(), path)
	form["spec.needs.layer"] = []string{"saas"}
	out := w.fragment(path, w.alice, form)
	body := out.Body.String()
	if out.Code != http.StatusOK || strings.Contains(body, "<html") || !strings.Contains(body, `<div id="questionnaire">`) {
		t.Fatalf("status %d: %s", out.Code, body)
	}
	if !strings.Contains(body, "data-focus") || !strings.Contains(body, "était\u00a0:") {
		t.Errorf("focus or changed verdicts are missing in %s", body)
	}
}

// What cannot be read is shown again, with why.
func TestAnswerRefused(t *testing.T) {
	w := emptyWorld(t)
	n := w.newDraft(t, "Suivi")
	path := needPath(n.ID, "questionnaire")
	out := w.post(path, w.alice, url.Values{fieldQuestion: {"needs.continuity"}, "spec.needs.rto": {"un jour"}, "spec.needs.rpo": {"24h"}})
	body := out.Body.String()
	if out.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="un jour"`) || !strings.Contains(body, "durée avec son unité") {
		t.Errorf("status %d: %s", out.Code, body)
	}
	checkPage(t, "refused", out)
	if w.stored(n.ID).Revision != 1 {
		t.Error("something was saved")
	}
}

// "I do not know" is an answer: the question is not asked again, and is marked.
func TestNotKnowing(t *testing.T) {
	w := emptyWorld(t)
	n := w.newDraft(t, "Suivi")
	path := needPath(n.ID, "questionnaire")
	form := hiddenIn(t, w.get(path, w.alice).Body.String(), path)
	form.Set(fieldSkip, "1")
	if out := w.post(path, w.alice, form); out.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", out.Code, out.Body)
	}
	if text := string(w.stored(n.ID).Document); !strings.Contains(text, "layer: unknown") {
		t.Error(text)
	}
	page := w.get(path, w.alice).Body.String()
	if hiddenIn(t, page, path).Get(fieldQuestion) == "needs.layer" || !strings.Contains(page, "On ne sait pas") {
		t.Error("the question is asked again, or not marked")
	}
}

// Two people who answer different questions lose nothing; two who answer the same
// one choose.
func TestTwoEditors(t *testing.T) {
	w := emptyWorld(t)
	n := w.newDraft(t, "Suivi")
	path := needPath(n.ID, "questionnaire")
	ask := func(question string) url.Values {
		return hiddenIn(t, w.get(path+"?question="+question, w.alice).Body.String(), path)
	}
	mine, theirs, other := ask("data.personal"), ask("data.personal"), ask("needs.zones")
	theirs.Set("spec.data.personal", "no")
	other.Set("spec.needs.zones", "2")
	for _, form := range []url.Values{theirs, other} {
		if out := w.post(path, w.alice, form); out.Code != http.StatusSeeOther {
			t.Fatalf("status %d: %s", out.Code, out.Body)
		}
	}
	mine.Set("spec.data.personal", "yes")
	for name, out := range map[string]*httptest.ResponseRecorder{"page": w.post(path, w.alice, mine), "section": w.fragment(path, w.alice, mine)} {
		body := out.Body.String()
		if want := map[string]int{"page": http.StatusConflict, "section": http.StatusUnprocessableEntity}[name]; out.Code != want {
			t.Fatalf("%s: status %d", name, out.Code)
		}
		if !strings.Contains(body, "en dernier par Alice Martin") || !strings.Contains(body, ">non<") || !strings.Contains(body, ">oui<") {
			t.Errorf("%s: both answers are not shown: %s", name, body)
		}
	}
	clash := w.post(path, w.alice, mine)
	checkPage(t, "clash", clash)
	if out := w.post(path, w.alice, hiddenIn(t, clash.Body.String(), path)); out.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", out.Code, out.Body)
	}
	if text := string(w.stored(n.ID).Document); !strings.Contains(text, "personal: yes") || !strings.Contains(text, "zones: 2") {
		t.Error(text)
	}
}

// A session that ends in the middle loses nothing: the answer goes through the
// sign-in and is sent then.
func TestExpiredSession(t *testing.T) {
	w := emptyWorld(t)
	n := w.newDraft(t, "Suivi")
	path := needPath(n.ID, "questionnaire")
	form := hiddenIn(t, w.get(path, w.alice).Body.String(), path)
	form["spec.needs.layer"] = []string{"iaas"}
	for name, out := range map[string]*httptest.ResponseRecorder{"page": w.post(path, "", form), "section": w.fragment(path, "", form)} {
		if want := map[string]int{"page": http.StatusUnauthorized, "section": http.StatusUnprocessableEntity}[name]; out.Code != want {
			t.Fatalf("%s: status %d: %s", name, out.Code, out.Body)
		}
		held := hiddenIn(t, out.Body.String(), "/connexion")
		if _, ok := web.ReadHeld(held.Get(web.FieldHeld)); !ok {
			t.Fatalf("%s: nothing is held: %v", name, held)
		}
		held.Set("email", "alice@example.org")
		held.Set("password", passphrase)
		signed := w.post("/connexion", "", held)
		again := hiddenIn(t, signed.Body.String(), path)
		if got := again["spec.needs.layer"]; len(got) != 1 || got[0] != "iaas" {
			t.Fatalf("%s: after signing in the form holds %v", name, again)
		}
		session := ""
		for _, c := range signed.Result().Cookies() {
			if c.Name == SessionCookie {
				session = c.Value
			}
		}
		if out := w.post(path, session, again); out.Code != http.StatusSeeOther {
			t.Fatalf("%s: status %d: %s", name, out.Code, out.Body)
		}
	}
	if text := string(w.stored(n.ID).Document); !strings.Contains(text, "layer: [iaas]") {
		t.Error(text)
	}
}

// Whoever has no account answers all the same; the sheet travels in the form, can
// be taken away, decided, and kept by signing in.
func TestWithoutAccount(t *testing.T) {
	w := emptyWorld(t)
	const path = "/nouveau-dossier/questionnaire"
	page := w.post("/nouveau-dossier", "", url.Values{fieldFrom: {fromNothing}, fieldTitle: {"Essai"}, fieldBody: {"Mairie"}})
	checkPage(t, "begun", page)
	for range 4 {
		form := hiddenIn(t, page.Body.String(), path)
		if form.Get(fieldDocument) == "" {
			t.Fatalf("no sheet in the form: %v", form)
		}
		form.Set(fieldSkip, "1")
		page = w.post(path, "", form)
		if page.Code != http.StatusOK {
			t.Fatalf("status %d: %s", page.Code, page.Body)
		}
		checkPage(t, "answered", page)
	}
	sheet := hiddenIn(t, page.Body.String(), path).Get(fieldDocument)
	if strings.Count(sheet, "unknown") < 4 || !strings.Contains(sheet, "name: Mairie") {
		t.Error(sheet)
	}
	file := w.post("/nouveau-dossier/dossier.yaml", "", url.Values{fieldDocument: {sheet}})
	if file.Body.String() != sheet || !strings.Contains(file.Header().Get("Content-Disposition"), `filename="essai.yaml"`) {
		t.Errorf("%v %s", file.Header(), file.Body)
	}
	decided := w.post("/decider", "", url.Values{fieldDocument: {sheet}})
	checkPage(t, "decided", decided)
	if decided.Code != http.StatusOK || !strings.Contains(decided.Body.String(), "Où héberger «\u00a0Essai\u00a0»") {
		t.Errorf("status %d: %s", decided.Code, decided.Body)
	}
	held, ok := web.ReadHeld(hiddenIn(t, decided.Body.String(), "/connexion").Get(web.FieldHeld))
	if !ok || held.Path != "/nouveau-dossier" || held.Fields.Get(fieldDocument) != sheet {
		t.Errorf("%+v", held)
	}
	if out := w.post(held.Path, w.alice, held.Fields); out.Code != http.StatusSeeOther {
		t.Errorf("status %d: %s", out.Code, out.Body)
	}
	if other := w.post(path, "", url.Values{fieldDocument: {sheet}, fieldGo: {"needs.dict"}}); !strings.Contains(other.Body.String(), "(DICT)") {
		t.Errorf("another question: %s", other.Body)
	}
}

// The answers of one sitting are one line of the history; a text is another.
func TestSessions(t *testing.T) {
	at := testDay
	rev := func(n int, minutes int, by, note string) record.Revision {
		return record.Revision{Number: n, By: by, Note: note, At: at.Add(minutesOf(minutes))}
	}
	got := sessions([]record.Revision{
		rev(7, 100, "a", answersNote), rev(6, 80, "a", answersNote), rev(5, 40, "a", answersNote),
		rev(4, 30, "b", answersNote), rev(3, 20, "a", answersNote), rev(2, 10, "a", "à vérifier"), rev(1, 0, "a", answersNote),
	})
	want := [][3]int{{7, 6, 2}, {5, 5, 1}, {4, 4, 1}, {3, 3, 1}, {2, 2, 1}, {1, 1, 1}}
	for i, s := range got {
		if i >= len(want) || want[i] != [3]int{s.Last.Number, s.First.Number, s.Count} {
			t.Errorf("session %d: %d to %d, %d", i, s.First.Number, s.Last.Number, s.Count)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d sessions", len(got))
	}
}
