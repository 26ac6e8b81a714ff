package oidctest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/oidctest"
)

// The provider is as strict as the one it stands for.
func TestProvider(t *testing.T) {
	p := oidctest.Shared(t)
	b := p.Browser(t)
	for _, address := range []string{
		p.Issuer + "/authorize?client_id=" + oidctest.RS256 + "&max_age=0",
		p.Issuer + "/authorize?client_id=" + oidctest.RS256 + "&response_type=code&redirect_uri=http://127.0.0.1:1/&scope=openid&state=short&nonce=short",
	} {
		if page, back := b.Visit(address); back != nil || !strings.Contains(page, "Y000400") {
			t.Errorf("%s is answered %s, %v", address, page, back)
		}
	}
}

func TestProviderOfAPrivateAuthority(t *testing.T) {
	p := oidctest.Start(t, oidctest.Options{TLS: true})
	if !strings.HasPrefix(p.Issuer, "https://127.0.0.1:") {
		t.Errorf("issuer %s", p.Issuer)
	}
	get := func(c *http.Client) error {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.Issuer+"/.well-known/openid-configuration", http.NoBody)
		if err != nil {
			return err
		}
		response, err := c.Do(r)
		if err != nil {
			return err
		}
		return response.Body.Close()
	}
	if err := get(p.Client); err != nil {
		t.Errorf("its own client: %v", err)
	}
	if err := get(http.DefaultClient); err == nil {
		t.Error("a client that does not know the authority trusts it")
	}
}
