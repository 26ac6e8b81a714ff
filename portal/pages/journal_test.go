package pages

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// requestIn is a request of a page in a language.
func requestIn(tb testing.TB, lang havre.Lang) *web.Request {
	tb.Helper()
	site, err := web.New(web.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	var got *web.Request
	site.Handle("GET /page", func(_ http.ResponseWriter, r *web.Request) error {
		got = r
		return nil
	})
	site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, web.PathIn(lang, "/page"), nil))
	return got
}

// plain is a text with ordinary spaces and apostrophes.
func plain(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(s)
}

// What an entry holds is said in words, in the language and the signs of the reader.
func TestJournalDetails(t *testing.T) {
	digest := strings.Repeat("0123456789abcdef", 4)
	for _, c := range []struct {
		name   string
		entry  journal.Entry
		fr, en string
	}{
		{"a role until an instant", entryOf("grant.create", "role", "approver", "until", "2026-12-01T09:00:00Z"), "rôle : approbateur ; jusqu'au : 1er décembre 2026 à 10 h 00", "role: approver; until: 1 December 2026 at 10:00"},
		{"states", entryOf("need.state", "from", "draft", "to", "shared"), "de : brouillon ; à : partagé", "from: draft; to: shared"},
		{"a derogation", entryOf("derogation.settle", "from", "2026-12-01", "state", "granted"), "de : 1er décembre 2026 ; état : accordée", "from: 1 December 2026; state: granted"},
		{"a verdict", entryOf("decision.take", "best", "eligible"), "meilleur verdict : éligible", "best verdict: eligible"},
		{"a refusal", entryOf("need.write", "reason", "forbidden"), "motif : droits insuffisants", "reason: insufficient rights"},
		{"a sentence in both languages", entryOf("derogation.request", "authority.fr", "La ministre", "authority.en", "The minister"), "autorité : La ministre", "authority: The minister"},
		{"scopes", entryOf("token.create", "scopes", "read,admin"), "permet de : lire et " + identity.ScopeAdmin.Text().FR, "allows to: read and " + identity.ScopeAdmin.Text().EN},
		{"topics", entryOf("webhook.create", "topics", "decision.taken"), "sujets : une décision est prise", "topics: a decision is taken"},
		{"truths", entryOf("decision.reopen", "verdicts", "true"), "verdicts changés : oui", "verdicts changed: yes"},
		{"a link", entryOf("sign-in.link", "link", "invitation"), "lien : invitation", "link: invitation"},
		{"a kind of organisation", entryOf("organisation.create", "kind", "ministry", "parent", ""), "nature : ministère", "kind: ministry"},
		{"a digest, whole in a file", entryOf("decision.take", "sha256", digest), "condensat : " + digest, "hash: " + digest},
		{"what nobody foresaw", entryOf("x.y", "colour", "blue"), "colour : blue", "colour: blue"},
		{"personal facts", journal.Entry{Event: journal.Event{Personal: map[string]string{"email": "a@b.fr"}}}, "adresse électronique : a@b.fr", "e-mail address: a@b.fr"},
	} {
		for lang, want := range map[havre.Lang]string{havre.French: c.fr, havre.English: c.en} {
			if got := plain(detailWords(requestIn(t, lang), c.entry)); got != plain(want) {
				t.Errorf("%s, %s: %q, want %q", c.name, lang, got, want)
			}
		}
	}
}

func entryOf(action string, pairs ...string) journal.Entry {
	e := journal.Entry{Event: journal.Event{Action: action, Details: map[string]string{}}}
	for i := 0; i+1 < len(pairs); i += 2 {
		e.Details[pairs[i]] = pairs[i+1]
	}
	return e
}

// What was acted on goes by its name in the language of the reader.
func TestJournalObjects(t *testing.T) {
	for _, c := range []struct{ kind, name, fr, en string }{
		{"Grant", "approver", "rôle « approbateur »", "role “approver”"},
		{"Grant", "security-officer", "rôle « responsable de la sécurité (RSSI) »", "role “security officer”"},
		{"Decision", "agenda n° 2", "décision « agenda nº 2 »", "decision “agenda no. 2”"},
		{"Dossier", "agenda", "dossier « agenda »", "need “agenda”"},
		{"Person", "", "compte", "account"},
	} {
		e := journal.Entry{Event: journal.Event{Kind: c.kind, ObjectName: c.name}}
		if fr, en := plain(objectWords(requestIn(t, havre.French), e)), objectWords(requestIn(t, havre.English), e); fr != c.fr || en != c.en {
			t.Errorf("%s %s: %q, %q", c.kind, c.name, fr, en)
		}
	}
}

// A cell shows the beginning of what nobody reads to the end.
func TestJournalDigests(t *testing.T) {
	digest := strings.Repeat("0123456789abcdef", 4)
	for value, want := range map[string]string{
		digest: "0123456789ab…", strings.Repeat("a2", 13): "a2a2a2a2a2a2…", "R9-HDS": "R9-HDS", "2026-12-01": "2026-12-01",
	} {
		got, shortened := detail{Value: value}.short()
		if got != want || shortened != (got != value) {
			t.Errorf("%s: %q, %v", value, got, shortened)
		}
	}
	for _, code := range havre.FaultCodes {
		if reasonTexts[code].FR == "" || reasonTexts[code].EN == "" {
			t.Errorf("no words for a refusal that is %s", code)
		}
	}
}

const draftNeed = `apiVersion: havre/v1
kind: Dossier
metadata: {name: brouillon-essai, title: Un brouillon}
spec:
  organisation: {kind: central-administration, ministry: social}
  data: {personal: yes}
`

// session is that of somebody new, with a role.
func (w *needWorld) session(name string, g identity.Grant) string {
	w.tb.Helper()
	_, link, err := w.pages.Identity.Invite(w.tb.Context(), w.actor, name, strings.ToLower(name[:5])+"@example.org", []identity.Grant{g})
	w.check(err)
	session, err := w.pages.Identity.Accept(w.tb.Context(), link, passphrase, "test", "")
	w.check(err)
	return session
}

var signs = regexp.MustCompile(`«|»| ; | : `)

// The page of the journal is read in the language of its reader, and leads only
// where the reader may go.
func TestJournalPage(t *testing.T) {
	w := newNeedWorld(t)
	auditor := w.session("Odile Contrôle", identity.Grant{Role: identity.Auditor})
	draft, err := w.pages.Record.CreateNeed(t.Context(), w.actor, record.NewNeed{Organisation: w.social.ID, Document: []byte(draftNeed)})
	w.check(err)
	page := plain(w.get("/journal", auditor).Body.String())
	for _, want := range []string{"Se connecter par un lien à usage unique.", "rôle « approbateur »", "rôle : approbateur", "dossier « ", "de : brouillon"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	english := plain(w.get("/en/journal", auditor).Body.String())
	table := english[strings.Index(english, "<table"):strings.Index(english, "</table>")]
	if found := signs.FindString(table); found != "" {
		t.Errorf("signs of French in English: %q", found)
	}
	for session, shown := range map[string]bool{auditor: false, w.alice: true} {
		page := w.get("/journal", session).Body.String()
		if strings.Contains(page, `"`+needPath(draft.ID)+`"`) != shown {
			t.Errorf("a link to a draft: %v, want %v", !shown, shown)
		}
		if !strings.Contains(page, needPath(w.needs["conges-agents"].ID)) {
			t.Error("no link to a shared need")
		}
		w.follow(t, page, session)
	}
	narrow := w.session("Nadia Contrôle", identity.Grant{Organisation: w.social.ID, Role: identity.Auditor})
	w.follow(t, w.get("/journal", narrow).Body.String(), narrow)
}

var (
	linked = regexp.MustCompile(`<td[^>]*><div><a href="([^"]+)"`)
	upward = regexp.MustCompile(`href="(/administration[^"]*)"`)
)

// follow follows every link of a table, and the way back from where it leads.
func (w *needWorld) follow(t *testing.T, page, session string) {
	t.Helper()
	links := linked.FindAllStringSubmatch(page, -1)
	if len(links) == 0 {
		t.Error("no link to follow")
	}
	followed := map[string]bool{}
	for _, link := range links {
		if followed[link[1]] {
			continue
		}
		followed[link[1]] = true
		out := w.get(link[1], session)
		if out.Code != http.StatusOK {
			t.Errorf("%s: status %d", link[1], out.Code)
		}
		for _, up := range upward.FindAllStringSubmatch(out.Body.String(), -1) {
			if got := w.get(up[1], session).Code; got != http.StatusOK {
				t.Errorf("%s leads back to %s: status %d", link[1], up[1], got)
			}
		}
	}
}

// A file of the journal has instants that programs read.
func TestJournalExport(t *testing.T) {
	w := newNeedWorld(t)
	file := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.get("/journal?format=csv", w.alice).Body.String(), "\ufeff")))
	file.Comma = ';'
	rows, err := file.ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%v, %d rows", err, len(rows))
	}
	when := slices.Index(rows[0], "Quand")
	for _, row := range rows[1:] {
		if _, err := time.Parse("2006-01-02T15:04:05Z", row[when]); err != nil {
			t.Fatal(err)
		}
	}
}

// The journal of a need has what was done to its decisions and derogations, and says
// what that was.
func TestNeedJournal(t *testing.T) {
	w := newNeedWorld(t)
	path := needPath(w.needs["cancer-data"].ID)
	w.decide("cancer-data")
	page := plain(w.get(path, w.alice).Body.String())
	page = page[strings.Index(page, "Journal du dossier"):]
	for _, want := range []string{"prendre une décision (nº ", "demander une dérogation (R6-DEFAULT)", "partager un dossier dans son organisation"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the need does not say %q", want)
		}
	}
	link := regexp.MustCompile(`href="(/journal\?[^"]+)"`).FindStringSubmatch(page)
	if link == nil {
		t.Fatal("no link to the journal of the need")
	}
	whole := w.get(link[1], w.alice).Body.String()
	for _, want := range []string{"Prendre une décision.", "Demander une dérogation."} {
		if !strings.Contains(whole, want) {
			t.Errorf("the journal of the need does not say %q", want)
		}
	}
	if other := w.needs["conges-agents"].Name; strings.Contains(whole[strings.Index(whole, "<table"):], other) {
		t.Errorf("the journal of the need tells of %s", other)
	}
}

// The page of the proof says what to type, and nothing that is no longer true once
// the proof is there.
func TestVerificationPage(t *testing.T) {
	w := newNeedWorld(t)
	page := plain(w.get("/journal/verification", w.alice).Body.String())
	if !strings.Contains(page, "havre audit verify --export ENTRÉES --checkpoint POINT --key "+w.pages.Journal.VerifierKey()) {
		t.Error("the page does not say how to verify elsewhere")
	}
	running := plain(w.get("/journal/verification?lancer=1", w.alice).Body.String())
	stay := "la vérification s'arrête si vous la quittez"
	region := running[strings.Index(running, "sse-connect"):]
	if i := strings.Index(region, stay); i < 0 || i > strings.Index(region, "</div>") {
		t.Error("what is true while the proof runs does not leave with it")
	}
	stream := plain(w.get("/journal/verification/suite", w.alice).Body.String())
	last := stream[strings.LastIndex(stream, "event: state"):]
	if strings.Contains(last, stay) || !strings.Contains(last, "Le journal est intact") {
		t.Errorf("the end of the proof: %s", last)
	}
}

// A secret is said to be shown once when it is.
func TestSecretPages(t *testing.T) {
	w := newNeedWorld(t)
	token := plain(w.post("/compte/jetons", w.alice, url.Values{"token-name": {"poste"}, "token-scopes": {"read"}, "token-until": {"2027-01-01"}}).Body.String())
	if !strings.Contains(token, "havre login ") || !strings.Contains(token, "&lt; fichier") || strings.Contains(token, "--token-stdin") || !strings.Contains(token, "ne le montrera plus") {
		t.Errorf("the page of a token: %s", token)
	}
	w.pages.Running.WebhookSecret = func(*notify.Webhook) string { return "whsec_essai" }
	hook := plain(w.post(organisationPath(w.social.ID, "webhooks"), w.alice, url.Values{"url": {"https://exemple.gouv.fr/havre"}}).Body.String())
	if !strings.Contains(hook, "whsec_essai") || strings.Contains(hook, "ne le montrera plus") || strings.Contains(hook, "empreinte") || !strings.Contains(hook, "relire par l'API") {
		t.Errorf("the page of the secret of a webhook: %s", hook)
	}
}

// Mail is spoken of where there is some.
func TestNoticesWithoutMail(t *testing.T) {
	w := newNeedWorld(t)
	for mail, want := range map[bool]bool{true: true, false: false} {
		w.pages.Running.Mail = mail
		if got := strings.Contains(w.get("/notifications", w.alice).Body.String(), "courriel"); got != want {
			t.Errorf("mail %v: spoken of %v", mail, got)
		}
	}
}

// The page about personal data says what the journal shows, and whom to ask.
func TestPrivacyPage(t *testing.T) {
	w := newNeedWorld(t)
	page := plain(w.get("/donnees-personnelles", "").Body.String())
	for _, want := range []string{"avec votre nom", "un administrateur du portail", `href="/compte"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, wrong := range []string{"jamais votre nom", "consulter et corriger"} {
		if strings.Contains(page, wrong) {
			t.Errorf("the page says %q", wrong)
		}
	}
}
