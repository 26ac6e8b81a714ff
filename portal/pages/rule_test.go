package pages

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The page of a rule shows its examples, and the sources that are no publication,
// in the words of its language only.
func TestRuleInItsLanguage(t *testing.T) {
	site := readingSite(t)
	words := map[string][]string{
		"/regles/common/AVAILABLE":    {"Offre annoncée sans date", "un constat, non une norme", "Le porteur du projet"},
		"/en/regles/common/AVAILABLE": {"Announced without a date", "a finding, not a norm", "The body that carries the project"},
	}
	for path := range words {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		for other, list := range words {
			for _, s := range list {
				if shown := strings.Contains(w.Body.String(), s); shown != (other == path) {
					t.Errorf("%s: %q shown: %t", path, s, shown)
				}
			}
		}
	}
}
