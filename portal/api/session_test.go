package api_test

import (
	"net/http"
	"testing"

	"github.com/havre-cloud/havre/identity"
)

// A browser that is signed in uses the API by its session, and other sites cannot
// use it in its place.
func TestSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, session := w.SignIn(t, "Bruno Navigateur", w.ids["organisation"], identity.ProductTeam)
	cookie := "havre=" + session
	if a := w.do(nobody, http.MethodGet, "me", nil, "Cookie", cookie); a.status != http.StatusOK {
		t.Errorf("by session: %d %s", a.status, a.body)
	}
	for name, c := range map[string]struct {
		headers []string
		want    int
	}{
		"from a page of ours":     {[]string{"Sec-Fetch-Site", "same-origin"}, http.StatusCreated},
		"from our origin":         {[]string{"Origin", "https://havre.example"}, http.StatusCreated},
		"from another site":       {[]string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		"from another origin":     {[]string{"Origin", "https://evil.example"}, http.StatusForbidden},
		"from a site next to us":  {[]string{"Sec-Fetch-Site", "same-site"}, http.StatusForbidden},
		"by a program":            {nil, http.StatusCreated},
		"a session that is over":  {[]string{"Cookie", "havre=" + newID()}, http.StatusUnauthorized},
		"a token from elsewhere":  {[]string{"Sec-Fetch-Site", "cross-site", "Authorization", "Bearer " + w.ours.Token}, http.StatusCreated},
		"a token beats a session": {[]string{"Authorization", "Bearer x"}, http.StatusUnauthorized},
	} {
		body := `apiVersion: havre/v1
kind: Dossier
metadata: {name: ` + newID() + `}
spec: {}
`
		a := w.do(nobody, http.MethodPost, "dossiers", body, append([]string{"Cookie", cookie, "Content-Type", asYAML}, c.headers...)...)
		if a.status != c.want {
			t.Errorf("%s: %d, want %d: %s", name, a.status, c.want, a.body)
		}
	}
	// A cookie that a browser kept too long does not close what is open to all.
	if a := w.do(nobody, http.MethodGet, "policy", nil, "Cookie", "havre="+newID()); a.status != http.StatusOK {
		t.Errorf("an old cookie on a public operation: %d", a.status)
	}
}
