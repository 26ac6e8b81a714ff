// Package oidc talks to an identity provider for package identity: it gives the
// address where somebody signs in, and turns what the provider sends back into an
// [identity.Assertion], or into a refusal that says what to do.
//
//	address, flow, err := provider.Begin(ctx, oidc.Ask{})
//	// keep the flow for this browser, send it to the address; it comes back with a query
//	assertion, err := provider.Finish(ctx, flow, query)
//
// The provider is looked for when somebody signs in, never before: the portal starts
// while it is down. The package keeps nothing, opens no session and shows no page.
package oidc

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// How long the provider may take to answer, and how long a failure is believed
// before it is asked again.
const (
	patience   = 10 * time.Second
	believed   = 5 * time.Second
	maxAnswer  = 1 << 20 // bytes
	clockDrift = time.Minute
)

// Provider is an identity provider. It is safe for concurrent use.
type Provider struct {
	settings Settings
	client   *http.Client
	now      func() time.Time

	mu       sync.Mutex
	found    *discovered
	failure  error
	failedAt time.Time
}

// New checks the settings, without asking the provider anything; wrong ones are
// [havre.Problems] with their names. The client is what trusts a private authority
// or goes through a proxy; nil is the usual one.
func New(s Settings, client *http.Client, now func() time.Time) (*Provider, error) {
	if err := s.problems().Err(); err != nil {
		return nil, err
	}
	if client == nil {
		client = http.DefaultClient
	}
	return &Provider{settings: s, client: client, now: now}, nil
}

// discovered is what the provider says of itself.
type discovered struct {
	oauth    oauth2.Config
	verifier *goidc.IDTokenVerifier // of ID tokens
	signed   *goidc.IDTokenVerifier // of user info, which has no end
	userInfo string
	endpoint struct {
		EndSession  string   `json:"end_session_endpoint"`
		AuthMethods []string `json:"token_endpoint_auth_methods_supported"`
	}
}

// discover reads the provider's description, once. While the provider does not
// answer, people are told so at once rather than made to wait one after another.
func (p *Provider) discover(ctx context.Context) (*discovered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if p.found != nil {
		return p.found, nil
	}
	if age := now.Sub(p.failedAt); p.failure != nil && age >= 0 && age < believed {
		return nil, silent(p.failure)
	}
	ctx, cancel := p.context(context.WithoutCancel(ctx)) // others wait for this answer
	defer cancel()
	p.found, p.failure = p.describe(ctx)
	if p.failure != nil {
		p.failedAt = now
		return nil, silent(p.failure)
	}
	return p.found, nil
}

// context bounds what is asked of the provider, and carries the client.
func (p *Provider) context(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(goidc.ClientContext(ctx, p.client), patience)
}

func (p *Provider) describe(ctx context.Context) (*discovered, error) {
	provider, err := goidc.NewProvider(ctx, p.settings.Issuer)
	if err != nil {
		return nil, fmt.Errorf("discovery: %w", err)
	}
	d := &discovered{userInfo: provider.UserInfoEndpoint()}
	if err := provider.Claims(&d.endpoint); err != nil {
		return nil, fmt.Errorf("discovery: %w", err)
	}
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = p.authStyle(d.endpoint.AuthMethods)
	d.oauth = oauth2.Config{
		ClientID: p.settings.ClientID, ClientSecret: p.settings.ClientSecret, RedirectURL: p.settings.RedirectURL,
		Endpoint: endpoint, Scopes: p.settings.scopes(),
	}
	checks := goidc.Config{ClientID: p.settings.ClientID, SupportedSigningAlgs: p.settings.algorithms(), Now: p.lenient}
	d.verifier = provider.Verifier(&checks)
	endless := checks
	endless.SkipExpiryCheck = true
	d.signed = provider.Verifier(&endless)
	return d, nil
}

// lenient is the clock by which ID tokens expire: ours may be a little ahead.
func (p *Provider) lenient() time.Time { return p.now().Add(-clockDrift) }

// authStyle is how the portal proves who it is: as the provider says it accepts, by
// header where it says nothing.
func (p *Provider) authStyle(methods []string) oauth2.AuthStyle {
	inBody := !slices.Contains(methods, "client_secret_basic") && slices.Contains(methods, "client_secret_post")
	if p.settings.Preset == ProConnect || p.settings.ClientSecret == "" || inBody {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader
}
