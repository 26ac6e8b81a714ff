package portal_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

// TestBroker: the service broker is part of the portal. A program with a token as its
// password is served, like any request followed and logged; a session is not enough.
func TestBroker(t *testing.T) {
	w := newWorld(t)
	token := w.platform()
	if status, header, text := w.catalog("", w.client); status != http.StatusUnauthorized || !strings.HasPrefix(header.Get("WWW-Authenticate"), "Basic ") {
		t.Errorf("a session: %d %s", status, text)
	}
	status, header, text := w.catalog(token, http.DefaultClient)
	var listed struct{ Services []struct{ ID string } }
	if err := json.Unmarshal([]byte(text), &listed); err != nil || status != http.StatusOK || len(listed.Services) == 0 {
		t.Fatalf("%d %s", status, text)
	}
	if header.Get("X-Request-Id") == "" || header.Get("Set-Cookie") != "" || header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers: %v", header)
	}
	if log := w.log.String(); !strings.Contains(log, `"route":"GET /v2/catalog"`) || strings.Contains(log, token) {
		t.Error("the log does not tell the route, or tells the token")
	}
}

// catalog asks the service broker what may be ordered, with a token unless it is "".
func (w *world) catalog(token string, client *http.Client) (status int, header http.Header, text string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.server.URL+"/v2/catalog", nil)
	w.must(err)
	r.Header.Set("X-Broker-API-Version", "2.17")
	if token != "" {
		r.SetBasicAuth("platform", token)
	}
	answer, err := client.Do(r)
	w.must(err)
	defer answer.Body.Close() //nolint:errcheck // the test has what it came for
	body, err := io.ReadAll(answer.Body)
	w.must(err)
	return answer.StatusCode, answer.Header, string(body)
}

// platform is the token of a client platform that may order for the first need.
func (w *world) platform() string {
	w.t.Helper()
	ctx, system := w.t.Context(), identity.System()
	needs, err := w.record.Needs(ctx, system, record.NeedQuery{})
	w.must(err)
	account := &identity.Person{Kind: identity.Machine, Name: "Cloud Foundry", Home: needs.Items[0].Organisation}
	w.must(w.identity.SaveService(ctx, system, account))
	w.must(w.identity.SaveGrant(ctx, system, &identity.Grant{Person: account.ID, Organisation: account.Home, Role: identity.ProductTeam}))
	token, err := w.identity.CreateToken(ctx, system, &identity.Token{Person: account.ID, Name: "courtier", Scopes: []identity.Scope{identity.ScopeOrders}, ExpiresAt: time.Now().AddDate(0, 1, 0)})
	w.must(err)
	return token
}
