package portal_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/portal/api"
	"github.com/havre-cloud/havre/portal/static"
)

var wildcard = regexp.MustCompile(`\{[^}]*\}`)

// Every answer, of every route and to everybody, protects whoever reads it.
func TestSecurityHeaders(t *testing.T) {
	w := newWorld(t)
	routes := append(w.portal.Routes(), "GET /nulle-part", "GET /en/nulle-part", "POST /nulle-part", "GET "+static.Root+"app.css", "GET "+api.Prefix+"/openapi.json", "GET "+api.Prefix+"/dossiers", "GET /livez", "GET /readyz", "GET /version", "GET /metrics")
	if len(routes) < 80 {
		t.Errorf("only %d routes are known", len(routes))
	}
	for _, route := range routes {
		method, path, _ := strings.Cut(route, " ")
		path = wildcard.ReplaceAllString(strings.Replace(path, "{$}", "", 1), "zzzz")
		out := httptest.NewRecorder()
		w.portal.ServeHTTP(out, httptest.NewRequest(method, "http://havre.example"+path, nil))
		if out.Code >= http.StatusInternalServerError {
			t.Errorf("%s %s: status %d", method, path, out.Code)
		}
		h := out.Header()
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s %s: %v", method, path, h)
		}
		policy := h.Get("Content-Security-Policy")
		if policy == "" || strings.Contains(policy, "unsafe-") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s %s: policy %q", method, path, policy)
		}
		if cached := h.Get("Cache-Control"); !strings.HasPrefix(path, static.Root) && !strings.HasPrefix(path, api.Prefix) && !strings.Contains(cached, "no-store") {
			t.Errorf("%s %s: cached %q", method, path, cached)
		}
	}
}

// What a page shows to somebody depends on nothing that a stranger could replay: an
// object that exists and one that does not are answered alike to who may see neither.
func TestHiddenIsMissing(t *testing.T) {
	w := newWorld(t)
	for _, pattern := range []string{"/organisations/ID", "/organisations/ID/modifier", "/organisations/ID/services", "/organisations/ID/webhooks", "/administration/personnes/ID", "/dossiers/ID", "/journal?organisation=ID"} {
		var answers []string
		for _, id := range []string{w.ids["organisation"], w.ids["person"], w.ids["need"], "aaaaaaaaaaaaaaaaaaaaaaaaaa"} {
			out := httptest.NewRecorder()
			w.portal.ServeHTTP(out, httptest.NewRequest(http.MethodGet, "http://havre.example"+strings.Replace(pattern, "ID", id, 1), nil))
			answers = append(answers, http.StatusText(out.Code)+strings.ReplaceAll(out.Body.String(), id, "ID"))
		}
		for _, a := range answers[1:] {
			if a != answers[0] {
				t.Errorf("%s tells a stranger what exists", pattern)
			}
		}
	}
}
