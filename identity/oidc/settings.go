package oidc

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// Settings say which provider to trust and how it knows the portal.
type Settings struct {
	Preset       Preset
	Issuer       string   // as the provider writes it: https://fca.integ01.dev-agentconnect.fr/api/v2
	ClientID     string   // given by the provider when the portal was registered
	ClientSecret string   // idem; may be empty for a generic provider, which PKCE protects
	RedirectURL  string   // of the portal, registered with the provider: where it sends people back
	LogoutURL    string   // idem, after signing out; "" stays at the provider
	Scopes       []string // instead of those of the preset
	Levels       []string // acr values, one of which is needed; none accepts any. See [ParseLevels]
}

// Preset is a kind of provider.
type Preset string

// The presets. Generic is OpenID Connect as it is written. ProConnect is the
// federation of public agents: its own scopes, signed user info, levels asked as an
// essential claim, a client secret in the body, and refusal of any parameter that it
// does not document.
const (
	Generic    Preset = "generic"
	ProConnect Preset = "proconnect"
)

// Presets lists them.
var Presets = []Preset{Generic, ProConnect}

// TwoFactors are ProConnect's levels of which two factors are part.
var TwoFactors = []string{
	"eidas2", "eidas3",
	"https://proconnect.gouv.fr/assurance/self-asserted-2fa",
	"https://proconnect.gouv.fr/assurance/consistency-checked-2fa",
}

// EIDAS are the levels of the European regulation, all of them.
var EIDAS = []string{"eidas1", "eidas2", "eidas3"}

// ParseLevels reads the levels of a setting: "" for any, "eidas", "two-factors", or
// acr values apart by commas or spaces.
func ParseLevels(s string) []string {
	switch s {
	case "eidas":
		return slices.Clone(EIDAS)
	case "two-factors":
		return slices.Clone(TwoFactors)
	}
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// scopes are what is asked of the provider.
func (s Settings) scopes() []string {
	switch {
	case len(s.Scopes) > 0:
		return s.Scopes
	case s.Preset == ProConnect:
		return []string{"openid", "given_name", "usual_name", "email", "uid", "siret"}
	}
	return []string{"openid", "profile", "email"}
}

// algorithms are those that may sign. None is symmetric: a signature that the
// portal could make itself proves nothing, and would make its secret a key.
func (s Settings) algorithms() []string {
	if s.Preset == ProConnect {
		return []string{"RS256", "ES256"}
	}
	return []string{"RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA"}
}

// problems says what is wrong with the settings, by name.
func (s Settings) problems() (ps havre.Problems) {
	add := func(field, value, fr, en string) {
		ps = append(ps, havre.Problem{Field: field, Value: value, Message: havre.Text{FR: fr, EN: en}})
	}
	if !slices.Contains(Presets, s.Preset) {
		add("preset", string(s.Preset), "generic ou proconnect est attendu", "generic or proconnect is expected")
	}
	if !safe(s.Issuer) {
		add("issuer", s.Issuer, "une adresse en https:// est attendue, sans paramètre", "an https:// address is expected, without parameters")
	}
	if s.ClientID == "" {
		add("client-id", "", "l’identifiant donné par le fournisseur est nécessaire", "the identifier given by the provider is needed")
	}
	if s.Preset == ProConnect && s.ClientSecret == "" {
		add("client-secret", "", "ProConnect donne un secret, qui est nécessaire", "ProConnect gives a secret, which is needed")
	}
	if !safe(s.RedirectURL) {
		add("redirect-url", s.RedirectURL, "l’adresse de retour du portail est attendue, en https://", "the address of the portal to come back to is expected, in https://")
	}
	if s.LogoutURL != "" && !safe(s.LogoutURL) {
		add("logout-url", s.LogoutURL, "une adresse du portail est attendue, en https://", "an address of the portal is expected, in https://")
	}
	if !slices.Contains(s.scopes(), "openid") {
		add("scopes", strings.Join(s.Scopes, " "), "la portée openid est nécessaire", "the scope openid is needed")
	}
	return ps
}

// safe says whether what goes to an address is kept from others on the way: https,
// or this very machine.
func safe(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return false
	}
	loopback := u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && loopback
}
