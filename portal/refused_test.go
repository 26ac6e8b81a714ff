package portal_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/identity"
)

// Whoever is kept from a page is in the journal, once an hour for the same thing.
func TestRefusedPages(t *testing.T) {
	w := newWorld(t)
	p, link, err := w.identity.Invite(t.Context(), identity.System(), "Rita Lectrice", "rita@havre.example", []identity.Grant{{Organisation: w.ids["organisation"], Role: identity.Reader}})
	w.must(err)
	session, err := w.identity.Accept(t.Context(), link, phrase, "test", "")
	w.must(err)
	for range 2 {
		for _, path := range []string{"/journal", "/en/journal/verification", "/administration", "/administration/personnes", "/organisations/" + w.ids["organisation"] + "/modifier"} {
			out := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.AddCookie(&http.Cookie{Name: "havre", Value: session})
			w.portal.ServeHTTP(out, r)
			if out.Code != http.StatusForbidden {
				t.Errorf("%s: status %d", path, out.Code)
			}
		}
	}
	_, page := w.get("/journal?issue=refused&acteur=" + p.ID)
	for what, times := range map[string]int{"Lire le journal.": 1, "Administrer le portail.": 1, "Modifier une organisation.": 1} {
		if got := strings.Count(page, what); got != times {
			t.Errorf("%q: %d entries, want %d", what, got, times)
		}
	}
	if !strings.Contains(page, "/administration") || !strings.Contains(page, "droits insuffisants") {
		t.Error("the journal does not say what was asked for, or why it was refused")
	}
}
