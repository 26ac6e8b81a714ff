package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// A mistake is told with its field, its place, what was read and what would be
// right, in the language of the caller.
func TestMistakes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wrong := strings.Replace(need, "personal: yes", "personnal: yes", 1)
	for lang, want := range map[string]string{"fr": "champ inconnu", "en": "unknown field"} {
		p := w.do(w.ours, http.MethodPost, "dossiers", wrong, "Content-Type", asYAML, "Accept-Language", lang).problem(t)
		if len(p.Errors) == 0 {
			t.Fatalf("%s: no errors: %+v", lang, p)
		}
		e := p.Errors[0]
		if e.Field != "spec.data.personnal" || e.Line != 9 || e.Column == 0 || e.Suggestion != "personal" || !strings.HasPrefix(e.Message, want) {
			t.Errorf("%s: %+v", lang, e)
		}
		if p.Type != "/api/v1/problems/invalid" || p.Next == "" || p.Request == "" {
			t.Errorf("%s: %+v", lang, p)
		}
	}
	for _, c := range []struct{ path, field, suggestion string }{
		{"organisations?serch=x", "query.serch", "search"},
		{"organisations?level=minstry", "query.level", "ministry"},
		{"organisations?limit=0", "query.limit", ""},
		{"organisations?limit=many", "query.limit", ""},
		{"organisations?deleted=oui", "query.deleted", ""},
		{"organisations?search=a&search=b", "query.search", ""},
		{"deadlines?until=demain", "query.until", ""},
		{"deadlines?after=bad", "query.after", ""},
		{"doctrine/diff?from=state-2021", "query.to", ""},
	} {
		p := w.do(w.ours, http.MethodGet, c.path, nil).problem(t)
		if p.Code != "invalid" || len(p.Errors) != 1 || p.Errors[0].Field != c.field || p.Errors[0].Suggestion != c.suggestion {
			t.Errorf("%s: %+v", c.path, p)
		}
	}
	// What a service refuses is told by the name that the document has.
	p := w.do(w.root, http.MethodPost, "organisations", `{"metadata":{"name":"x","title":""},"spec":{"level":"ministry","siret":"12345678901234"}}`, "Content-Type", asJSON).problem(t)
	fields := map[string]bool{}
	for _, e := range p.Errors {
		fields[e.Field] = true
	}
	if !fields["metadata.title"] || !fields["spec.siret"] {
		t.Errorf("fields at fault: %v", p.Errors)
	}
}

// A list is read page by page to its end, each object once, by the cursor or by the
// link.
func TestPaging(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 7 {
		body := fmt.Sprintf(`{"metadata":{"name":"o%d","title":"Organisation %d"},"spec":{"level":"team","parent":%q}}`, i, i, w.ids["organisation"])
		if a := w.do(w.root, http.MethodPost, "organisations", body, "Content-Type", asJSON); a.status != http.StatusCreated {
			t.Fatal(string(a.body))
		}
	}
	for _, path := range []string{"organisations?limit=2", "doctrine/sets?limit=1", "catalogue/offers?limit=4&on=2025-09-22", "journal/entries?limit=5", "tokens?limit=1"} {
		seen, total := map[string]bool{}, -1
		for next := path; next != ""; {
			a := w.do(w.root, http.MethodGet, next, nil)
			var page struct {
				Items []struct{ ID string }
				Total int
				Next  string
			}
			w.must(json.Unmarshal(a.body, &page))
			if a.status != http.StatusOK || total >= 0 && page.Total < total {
				t.Fatalf("%s: %d %s", next, a.status, a.body)
			}
			total = page.Total
			for _, it := range page.Items {
				if seen[it.ID] {
					t.Errorf("%s: %s twice", path, it.ID)
				}
				seen[it.ID] = true
			}
			link, _, _ := strings.Cut(strings.TrimPrefix(a.header.Get("Link"), "<"), ">")
			if next = ""; page.Next != "" {
				u, err := url.Parse(link)
				if err != nil || u.Query().Get("after") != page.Next {
					t.Fatalf("%s: link %s, next %s", path, link, page.Next)
				}
				next = link
			}
		}
		if len(seen) != total {
			t.Errorf("%s: %d of %d", path, len(seen), total)
		}
	}
}

// What has not changed is not sent again.
func TestNotModified(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := "organisations/" + w.ids["organisation"]
	tag := w.do(w.ours, http.MethodGet, path, nil).header.Get("ETag")
	for header, want := range map[string]int{tag: 304, `W/` + tag: 304, `"0", ` + tag: 304, "*": 304, `"999"`: 200, "": 200} {
		a := w.do(w.ours, http.MethodGet, path, nil, "If-None-Match", header)
		if a.status != want || want == 304 && (len(a.body) > 0 || a.header.Get("ETag") != tag) {
			t.Errorf("If-None-Match %s: %d %s", header, a.status, a.body)
		}
	}
}

// Two that change the same thing: the second is told, and nothing is lost.
func TestLostUpdate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.do(w.ours, http.MethodPost, "dossiers", need, "Content-Type", asYAML)
	path, tag := "dossiers/"+a.object(t).ID, a.header.Get("ETag")
	first := w.do(w.ours, http.MethodPatch, path, `{"metadata":{"title":"Un"}}`, "If-Match", tag, "Content-Type", asPatch)
	second := w.do(w.ours, http.MethodPatch, path, `{"metadata":{"title":"Deux"}}`, "If-Match", tag, "Content-Type", asPatch)
	if first.status != http.StatusOK || second.status != http.StatusPreconditionFailed || second.problem(t).Code != "precondition-failed" {
		t.Fatalf("%d, then %d %s", first.status, second.status, second.body)
	}
	if got := w.do(w.ours, http.MethodGet, path, nil).object(t); got.Metadata.Title != "Un" {
		t.Errorf("the title is %s", got.Metadata.Title)
	}
}

// The text of a need is kept as its team wrote it, comments included, whatever the
// form it was sent in.
func TestDocumentIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	placed := strings.Replace(need, "  title:", "  organisation: ministere-premier # la nôtre\n  title:", 1)
	a := w.do(w.ours, http.MethodPost, "dossiers", placed, "Content-Type", asYAML)
	o := a.object(t)
	if o.Metadata.Organisation != w.ids["organisation"] {
		t.Errorf("placed in %q", o.Metadata.Organisation)
	}
	text := string(w.do(w.ours, http.MethodGet, "dossiers/"+o.ID+"/document", nil).body)
	if !strings.Contains(text, "# Un besoin, avec ses commentaires.") || strings.Contains(text, "organisation: ministere") {
		t.Errorf("kept as\n%s", text)
	}
	// An object sent back as JSON is kept as a document that people can read.
	back := w.do(w.ours, http.MethodPut, "dossiers/"+o.ID, strings.Replace(string(a.body), "Prise de", "Prise du", 1), "If-Match", a.header.Get("ETag"), "Content-Type", asJSON)
	text = string(w.do(w.ours, http.MethodGet, "dossiers/"+back.object(t).ID+"/document", nil).body)
	if !strings.HasPrefix(text, "apiVersion: havre/v1\nkind: Dossier\nmetadata:\n  name: demo-rdv\n") || strings.Contains(text, "status") {
		t.Errorf("kept as\n%s", text)
	}
	for name, body := range map[string]string{"elsewhere": strings.Replace(placed, "ministere-premier", "second", 1), "nowhere": strings.Replace(placed, "ministere-premier", "nulle-part", 1)} {
		p := w.do(w.ours, http.MethodPost, "dossiers", body, "Content-Type", asYAML).problem(t)
		if len(p.Errors) != 1 || p.Errors[0].Field != "metadata.organisation" {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// The same creation asked for many times at once happens once, on both databases.
func TestOnceAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := worldOn(t, db)
		answers := make([]answer, 8)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() {
				answers[i] = w.do(w.ours, http.MethodPost, "dossiers", need, "Content-Type", asYAML, "Idempotency-Key", "the same")
			})
		}
		wg.Wait()
		for _, a := range answers {
			if a.status != http.StatusCreated || string(a.body) != string(answers[0].body) {
				t.Errorf("%d %s", a.status, a.body)
			}
		}
		var page struct{ Total int }
		w.must(json.Unmarshal(w.do(w.ours, http.MethodGet, "dossiers", nil).body, &page))
		if page.Total != 1 {
			t.Errorf("%d needs", page.Total)
		}
		// The same key is somebody else's own.
		if a := w.do(w.theirs, http.MethodPost, "dossiers", need, "Content-Type", asYAML, "Idempotency-Key", "the same"); a.status != http.StatusCreated || a.object(t).ID == answers[0].object(t).ID {
			t.Errorf("another's key: %d %s", a.status, a.body)
		}
		// A refusal is not remembered: what was refused may be mended and asked again.
		for range 2 {
			a := w.do(w.ours, http.MethodPost, "dossiers", "kind: Dossier", "Content-Type", asYAML, "Idempotency-Key", "refused")
			if a.status != http.StatusUnprocessableEntity || a.header.Get("Idempotency-Replayed") != "" {
				t.Errorf("%d %s", a.status, a.body)
			}
		}
		if a := w.do(w.ours, http.MethodPost, "dossiers", strings.Replace(need, "demo-rdv", "autre", 1), "Content-Type", asYAML, "Idempotency-Key", "refused"); a.status != http.StatusCreated {
			t.Errorf("mended: %d %s", a.status, a.body)
		}
	})
}

// A refusal within a creation that is asked for once stays in the journal, and
// nothing else of it does.
func TestRefusalOnceIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.do(w.reader, http.MethodPost, "dossiers", need, "Content-Type", asYAML, "Idempotency-Key", newID())
	if a.status != http.StatusForbidden {
		t.Fatalf("%d %s", a.status, a.body)
	}
	var page struct{ Items []wire.Entry }
	w.must(json.Unmarshal(w.do(w.root, http.MethodGet, "journal/entries?outcome=refused&action=need.&actor="+w.reader.ID, nil).body, &page))
	if len(page.Items) != 1 || page.Items[0].Spec.Request != a.header.Get("X-Request-Id") {
		t.Errorf("the journal tells %v", page.Items)
	}
}

// The answers kept for a day hold no secret that a copy of the database would give
// away.
func TestKeptAnswersAreSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := `{"spec":{"name":"scellé","scopes":["read"],"expiresAt":"` + "2027-06-30" + `"}}`
	a := w.do(w.ours, http.MethodPost, "tokens", body, "Content-Type", asJSON, "Idempotency-Key", "sealed")
	secret, _ := a.object(t).Status["secret"].(string)
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		for _, key := range []string{"sealed", hashOf("sealed")} {
			r, err := tx.Reply(t.Context(), w.ours.ID, key)
			if err != nil {
				continue
			}
			if secret == "" || strings.Contains(string(r.Body), secret) || strings.Contains(string(r.Body), "apiVersion") {
				t.Errorf("kept in clear: %s", r.Body)
			}
			return nil
		}
		t.Error("nothing was kept")
		return nil
	})
	w.must(err)
}

// A verification may come without a body; where a document is needed, its absence is
// told as such.
func TestNoBody(t *testing.T) {
	w := newWorld(t)
	if a := w.do(w.root, http.MethodPost, "journal/verifications", nil); a.status != http.StatusAccepted {
		t.Errorf("a verification: %d %s", a.status, a.body)
	}
	a := w.do(w.root, http.MethodPost, "organisations", nil, "Accept-Language", "en")
	if p := a.problem(t); a.status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Field != "body" || !strings.HasPrefix(p.Errors[0].Message, "the request has no body") {
		t.Errorf("an organisation: %d %s", a.status, a.body)
	}
}

// Who is kept from reading is in the journal, once an hour.
func TestRefusedReads(t *testing.T) {
	w := newWorld(t)
	refused := func() int {
		_, n, err := w.Journal.Entries(t.Context(), journal.Query{Actor: w.reader.ID, Action: "journal.read", Outcome: journal.Refused})
		w.must(err)
		return n
	}
	for range 3 {
		if a := w.do(w.reader, http.MethodGet, "journal/entries", nil); a.status != http.StatusForbidden {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	if n := refused(); n != 1 {
		t.Errorf("%d entries", n)
	}
	if a := w.do(w.reader, http.MethodGet, "dossiers/nowhere", nil); a.status != http.StatusNotFound {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if _, n, err := w.Journal.Entries(t.Context(), journal.Query{Actor: w.reader.ID, Outcome: journal.Refused}); err != nil || n != 1 {
		t.Errorf("what is hidden is told apart: %d entries, %v", n, err)
	}
}
