package oidc

import (
	"context"
	"net/url"

	"golang.org/x/oauth2"
)

// SignOut gives the address where the provider ends its own session, and the state
// with which it sends back. Without an ID token, or of a provider that ends no
// session, the address is "": then signing out of the portal is all there is.
func (p *Provider) SignOut(ctx context.Context, idToken string) (address, state string, err error) {
	if idToken == "" {
		return "", "", nil
	}
	d, err := p.discover(ctx)
	if err != nil || d.endpoint.EndSession == "" {
		return "", "", err
	}
	end, err := url.Parse(d.endpoint.EndSession)
	if err != nil {
		return "", "", untrusted(err)
	}
	state = oauth2.GenerateVerifier()
	query := end.Query()
	query.Set("id_token_hint", idToken)
	query.Set("state", state)
	if p.settings.LogoutURL != "" {
		query.Set("post_logout_redirect_uri", p.settings.LogoutURL)
	}
	end.RawQuery = query.Encode()
	return end.String(), state, nil
}
