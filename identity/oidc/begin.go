package oidc

import (
	"context"
	"encoding/json"
	"strings"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Ask is how somebody is to sign in.
type Ask struct {
	// Silent asks the provider to show nothing: it vouches for somebody it knows
	// already, or refuses with [IsSilence].
	Silent bool
	// Hint is the address of who is likely to sign in.
	Hint string
	// ReturnTo is the path of the portal to come back to, kept in the flow.
	ReturnTo string
}

// Flow is a sign-in under way: what the answer is checked against. It is a secret of
// the portal, kept for one browser, for one use: see identity.Service.StartChallenge.
type Flow struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"` // of PKCE
	ReturnTo string `json:"returnTo,omitempty"`
	Silent   bool   `json:"silent,omitempty"`
}

// Begin gives the address of the provider where somebody signs in.
func (p *Provider) Begin(ctx context.Context, ask Ask) (address string, flow Flow, err error) {
	d, err := p.discover(ctx)
	if err != nil {
		return "", Flow{}, err
	}
	// Each is 32 random bytes, 43 letters: ProConnect asks for 32 at least.
	flow = Flow{
		State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(),
		ReturnTo: ask.ReturnTo, Silent: ask.Silent,
	}
	options := []oauth2.AuthCodeOption{goidc.Nonce(flow.Nonce), oauth2.S256ChallengeOption(flow.Verifier)}
	if ask.Silent {
		options = append(options, oauth2.SetAuthURLParam("prompt", "none"))
	}
	if ask.Hint != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", ask.Hint))
	}
	options = append(options, p.levels()...)
	return d.oauth.AuthCodeURL(flow.State, options...), flow, nil
}

// levels ask for one of the levels that are accepted. ProConnect tells the level
// only when asked, and refuses by itself those below an essential claim; others are
// asked in the plain way.
func (p *Provider) levels() []oauth2.AuthCodeOption {
	wanted := p.settings.Levels
	if p.settings.Preset == ProConnect {
		return []oauth2.AuthCodeOption{oauth2.SetAuthURLParam("claims", levelClaim(wanted))}
	}
	if len(wanted) == 0 {
		return nil
	}
	return []oauth2.AuthCodeOption{oauth2.SetAuthURLParam("acr_values", strings.Join(wanted, " "))}
}

// levelClaim is the claims parameter that asks for the level in the ID token.
func levelClaim(wanted []string) string {
	type claim struct {
		Essential bool     `json:"essential"`
		Values    []string `json:"values"`
	}
	var acr *claim // null asks for it, whatever it is
	if len(wanted) > 0 {
		acr = &claim{Essential: true, Values: wanted}
	}
	text, err := json.Marshal(map[string]any{"id_token": map[string]any{"acr": acr}})
	if err != nil {
		panic(err) // texts are always JSON
	}
	return string(text)
}
