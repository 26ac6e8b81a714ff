package faultproxy

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/openstacktest"
)

// TestKeystone goes through the proxy to the services of a real cloud.
func TestKeystone(t *testing.T) {
	for _, a := range openstacktest.Clouds(t) {
		t.Run(a.Name, func(t *testing.T) { proxied(t, a.Auth) })
	}
}

// proxied asks a token through the proxy, then each service by the address that the
// token gives.
func proxied(t *testing.T, auth map[string]string) {
	t.Helper()
	p, front := through(t, strings.TrimSuffix(auth["auth_url"], "/"))
	domain := func(key string) map[string]string {
		if name := auth[key]; name != "" {
			return map[string]string{"name": name}
		}
		return map[string]string{"id": "default"}
	}
	request, err := json.Marshal(map[string]any{"auth": map[string]any{
		"identity": map[string]any{"methods": []string{"password"}, "password": map[string]any{"user": map[string]any{
			"name": auth["username"], "password": auth["password"], "domain": domain("user_domain_name"),
		}}},
		"scope": map[string]any{"project": map[string]any{"name": auth["project_name"], "domain": domain("project_domain_name")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	base := front
	if !strings.HasSuffix(base, "/v3") {
		base += "/v3"
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/auth/tokens", strings.NewReader(string(request)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	var c catalogued
	if err := json.NewDecoder(answer.Body).Decode(&c); err != nil || answer.StatusCode != http.StatusCreated {
		t.Fatalf("asking for a token: %d, %v", answer.StatusCode, err)
	}
	if c.Token == nil || len(c.Token.Catalog) == 0 {
		t.Fatal("the token has no catalogue")
	}
	asked := 1
	for _, service := range c.Token.Catalog {
		for _, e := range service.Endpoints {
			if !strings.HasPrefix(e.URL, "http://127.0.0.1:") {
				t.Errorf("%s leads past the proxy", e.URL)
				continue
			}
			get, err := http.NewRequestWithContext(t.Context(), http.MethodGet, e.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			get.Header.Set("X-Auth-Token", answer.Header.Get("X-Subject-Token"))
			got, err := http.DefaultClient.Do(get)
			if err != nil {
				t.Errorf("%s: %v", e.URL, err)
				continue
			}
			if err := got.Body.Close(); err != nil {
				t.Error(err)
			}
			if got.StatusCode >= http.StatusInternalServerError {
				t.Errorf("%s answers %d", e.URL, got.StatusCode)
			}
			asked++
		}
	}
	if requests, _ := p.Count(); requests < asked {
		t.Errorf("%d requests were asked and %d came through the proxy", asked, requests)
	}
}
