package main

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity/oidc"
	"github.com/havre-cloud/havre/portal/pages"
)

// provider prepares signing in by the identity provider, when there is one. It is
// asked nothing yet: the portal starts while it is down.
func (s *server) provider(to *pages.Running) error {
	if s.OIDC.Issuer == "" {
		return nil
	}
	preset := oidc.Generic
	if s.OIDC.Preset != "" {
		preset = oidc.Preset(s.OIDC.Preset)
	}
	var err error
	to.Provider, err = oidc.New(oidc.Settings{
		Preset: preset, Issuer: string(s.OIDC.Issuer), ClientID: s.OIDC.ClientID, ClientSecret: s.OIDC.Secret, Levels: oidc.ParseLevels(s.OIDC.ACR),
		RedirectURL: string(s.PublicURL) + "/connexion/retour", LogoutURL: string(s.PublicURL) + "/",
	}, s.client(), time.Now)
	if err != nil {
		return asSettings(err)
	}
	if to.ProviderName = s.OIDC.Name; to.ProviderName == "" {
		to.ProviderName = providerName(preset, string(s.OIDC.Issuer))
	}
	return nil
}

func providerName(preset oidc.Preset, issuer string) string {
	if preset == oidc.ProConnect {
		return "ProConnect"
	}
	u, err := url.Parse(issuer)
	if err != nil {
		return issuer
	}
	return u.Host
}

// client reaches the provider; it trusts the private authorities too, and goes
// through the proxy of the environment.
func (s *server) client() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone() //nolint:errcheck,forcetypeassert // it is what the library says it is
	t.TLSClientConfig = s.trust()
	return &http.Client{Transport: t, Timeout: 15 * time.Second}
}

// providerSettings are the settings of the provider by the name it knows them.
var providerSettings = map[string]string{
	"preset": "oidc.preset", "issuer": "oidc.issuer", "client-id": "oidc.clientID", "client-secret": "oidc.secret", "redirect-url": "publicURL", "logout-url": "publicURL",
}

// asSettings gives what is wrong the names that the reader used.
func asSettings(err error) error {
	f := havre.FaultOf(err)
	if f == nil {
		return err
	}
	for i := range f.Problems {
		if name, ok := providerSettings[f.Problems[i].Field]; ok {
			f.Problems[i].Field = name
		}
		f.Problems[i].Value = strings.TrimSpace(f.Problems[i].Value)
	}
	return f.Problems
}
