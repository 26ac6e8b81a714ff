package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/havre-cloud/havre/internal/oidctest"
	"github.com/havre-cloud/havre/internal/passkeytest"
)

// Somebody who was somewhere signs in by password and is back there; signing out
// ends the session for good.
func TestSignInPassword(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	p.install()
	b := p.browser()
	b.want(b.get("/organisations"), http.StatusUnauthorized, "/connexion?retour=%2Forganisations")
	b.want(b.get("/connexion?retour=%2Forganisations"), http.StatusOK, "Mot de passe")
	form := url.Values{"email": {"Ada@Havre.example"}, "password": {"not that one at all"}, "retour": {"/organisations"}}
	b.want(b.post("/connexion", form), http.StatusUnprocessableEntity, "ne convient pas", `value="/organisations"`)
	form.Set("password", testPassword)
	got := b.want(b.post("/connexion", form), http.StatusSeeOther)
	if got.location != "/organisations" {
		t.Errorf("led to %q", got.location)
	}
	cookie := got.header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") || !strings.HasPrefix(cookie, "havre=") {
		t.Errorf("cookie %q", cookie)
	}
	b.want(b.get("/organisations"), http.StatusOK, "Ministère premier")
	kept := sessionOf(t, b)
	b.want(b.post("/deconnexion", nil), http.StatusSeeOther)
	again := p.browser()
	again.client.Jar.SetCookies(mustURL(t, p.url), []*http.Cookie{kept})
	again.want(again.get("/organisations"), http.StatusUnauthorized)
}

// The page to come back to is never out of the portal.
func TestSignInStaysHere(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	p.install()
	for _, to := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/connexion", "/en/connexion", "/deconnexion"} {
		b := p.browser()
		got := b.want(b.post("/connexion", url.Values{"email": {"ada@havre.example"}, "password": {testPassword}, "retour": {to}}), http.StatusSeeOther)
		if got.location != "/" {
			t.Errorf("%q led to %q", to, got.location)
		}
	}
}

func sessionOf(t *testing.T, b *browser) *http.Cookie {
	t.Helper()
	for _, c := range b.client.Jar.Cookies(mustURL(t, b.base)) {
		if c.Name == "havre" {
			return c
		}
	}
	t.Fatal("no session cookie")
	return nil
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// A passkey is added on the page of the account, then opens a session by itself.
func TestSignInPasskey(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	b := p.install()
	b.want(b.get("/compte"), http.StatusOK, "Ajouter une clé d’accès")
	party := virtualwebauthn.RelyingParty{Name: "Havre", ID: "localhost", Origin: p.url}
	device, key := virtualwebauthn.NewAuthenticator(), passkeytest.New(t)
	asked, err := virtualwebauthn.ParseAttestationOptions(b.want(b.post("/compte/cles/debut", nil), http.StatusOK).body)
	if err != nil {
		t.Fatal(err)
	}
	device.Options.UserHandle = []byte(asked.UserID)
	answer := virtualwebauthn.CreateAttestationResponse(party, device, key, *asked)
	b.want(b.post("/compte/cles", url.Values{"name": {"Téléphone"}, "answer": {answer}}), http.StatusSeeOther)
	b.want(b.get("/compte"), http.StatusOK, "Téléphone")

	other := p.browser()
	wanted, err := virtualwebauthn.ParseAssertionOptions(other.want(other.post("/connexion/cle/debut", nil), http.StatusOK).body)
	if err != nil {
		t.Fatal(err)
	}
	answer = virtualwebauthn.CreateAssertionResponse(party, device, key, *wanted)
	stranger := p.browser()
	stranger.want(stranger.post("/connexion/cle", url.Values{"answer": {answer}}), http.StatusUnprocessableEntity)
	got := other.want(other.post("/connexion/cle", url.Values{"answer": {answer}, "retour": {"/compte"}}), http.StatusSeeOther)
	if got.location != "/compte" {
		t.Errorf("led to %q", got.location)
	}
	other.want(other.get("/compte"), http.StatusOK, "Ada Racine", "clé d’accès")
}

// Signing in at ProConnect, there and back, then out at both; and what it refuses.
func TestSignInProvider(t *testing.T) {
	t.Parallel()
	lab := oidctest.Start(t, oidctest.Options{})
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(lab.Secret), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startPortal(t, "", "--oidc-preset", "proconnect", "--oidc-issuer", lab.Issuer, "--oidc-client-id", oidctest.RS256, "--oidc-secret-file", secret, "--oidc-acr", "eidas1,eidas2")
	b := p.browser()
	page := b.want(b.get("/connexion"), http.StatusOK, "Se connecter avec ProConnect")
	if csp := page.header.Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self' "+originOf(lab.Issuer)) {
		t.Errorf("the policy does not let the form reach the provider: %s", csp)
	}
	there := lab.Browser(t)
	back := there.SignIn(b.want(b.post("/connexion/fournisseur", url.Values{"retour": {"/compte"}}), http.StatusSeeOther).location, oidctest.Alice)
	stranger := p.browser()
	stranger.want(stranger.get(back.RequestURI()), http.StatusGone)
	got := b.want(b.get(back.RequestURI()), http.StatusSeeOther)
	if got.location != "/compte" {
		t.Errorf("led to %q", got.location)
	}
	b.want(b.get("/compte"), http.StatusOK, "Martin", lab.Issuer)
	b.want(b.get(back.RequestURI()), http.StatusGone)
	out := b.want(b.post("/deconnexion", nil), http.StatusSeeOther)
	if !strings.HasPrefix(out.location, lab.Issuer) || !strings.Contains(out.location, "id_token_hint=") {
		t.Errorf("signing out leads to %q", out.location)
	}
	_, home := there.Visit(out.location)
	if home == nil || home.Path != "/" {
		t.Errorf("the provider sends back to %v", home)
	}
	b.want(b.get("/compte"), http.StatusUnauthorized)

	weak := lab.Browser(t).SignIn(b.want(b.post("/connexion/fournisseur", nil), http.StatusSeeOther).location, oidctest.Chloe)
	b.want(b.get(weak.RequestURI()), http.StatusForbidden, "Se connecter avec ProConnect")
	gaveUp := lab.Browser(t).Cancel(b.want(b.post("/connexion/fournisseur", nil), http.StatusSeeOther).location)
	b.want(b.get(gaveUp.RequestURI()), http.StatusForbidden)
}

// A form sent when the session has just ended is kept through the sign-in, and then
// does what it would have done.
func TestExpiredSession(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "", "--sessions-idle", "2s")
	b := p.install()
	b.want(b.get("/organisations"), http.StatusOK)
	time.Sleep(2100 * time.Millisecond)
	typed := url.Values{"title": {"Agence « éphémère » & fils"}, "name": {"agence"}, "kind": {"body"}, "version": {"0"}}
	refused := b.want(b.post("/nouvelle-organisation", typed), http.StatusUnauthorized, "Ce que vous avez saisi est gardé")
	held := fieldOf(t, refused.body, "garde")
	shown := b.want(b.post("/connexion", url.Values{"garde": {held}}), http.StatusOK, "Ce que vous aviez saisi est gardé")
	if fieldOf(t, shown.body, "garde") != held {
		t.Error("the sign-in page does not carry the form")
	}
	wrong := b.want(b.post("/connexion", url.Values{"garde": {held}, "email": {"ada@havre.example"}, "password": {"wrong wrong wrong"}}), http.StatusUnprocessableEntity)
	if fieldOf(t, wrong.body, "garde") != held {
		t.Error("a wrong password loses the form")
	}
	ready := b.want(b.post("/connexion", url.Values{"garde": {held}, "email": {"ada@havre.example"}, "password": {testPassword}}), http.StatusOK, `action="/nouvelle-organisation"`)
	again := url.Values{}
	for name := range typed {
		again.Set(name, fieldOf(t, ready.body, name))
	}
	b.want(b.post("/nouvelle-organisation", again), http.StatusSeeOther)
	b.want(b.get("/organisations"), http.StatusOK, "Agence « éphémère » &amp; fils")
}

// fieldOf is the value of a hidden field of a page.
func fieldOf(t *testing.T, body, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `name="`+name+`" value="`)
	if !ok {
		t.Fatalf("no field %s in\n%s", name, mainOf(body))
	}
	value, _, _ := strings.Cut(rest, `"`)
	return unescape(value)
}

var unescaper = strings.NewReplacer("&amp;", "&", "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">")

func unescape(s string) string { return unescaper.Replace(s) }

// Forms of other sites are refused, whatever they do.
func TestForgery(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	b := p.install()
	for name, header := range map[string]http.Header{
		"fetch metadata": {"Sec-Fetch-Site": {"cross-site"}},
		"origin":         {"Origin": {"https://evil.example"}},
	} {
		for _, path := range []string{"/deconnexion", "/nouvelle-organisation", "/connexion", "/theme", "/compte/jetons"} {
			if got := b.do(http.MethodPost, path, url.Values{"theme": {"dark"}}, header); got.status != http.StatusForbidden {
				t.Errorf("%s: POST %s answers %d", name, path, got.status)
			}
		}
		if got := b.do(http.MethodPost, "/api/v1/organisations", nil, header); got.status != http.StatusForbidden {
			t.Errorf("%s: the API answers %d to a session", name, got.status)
		}
	}
	b.want(b.get("/compte"), http.StatusOK, "Ada Racine")
}

// Too many attempts to sign in from an address wait; the others do not.
func TestSignInRate(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "", "--limits-sign-in", "6", "--trusted-proxies", "127.0.0.1")
	b := p.browser()
	try := func(from string) page {
		return b.do(http.MethodPost, "/connexion", url.Values{"email": {"nobody@havre.example"}, "password": {"x"}}, http.Header{"X-Forwarded-For": {from}})
	}
	for range 3 {
		b.want(try("203.0.113.1"), http.StatusUnprocessableEntity)
	}
	got := b.want(try("203.0.113.1"), http.StatusTooManyRequests, "Attendez")
	if got.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	b.want(try("203.0.113.2"), http.StatusUnprocessableEntity)
	spoofed := b.do(http.MethodPost, "/connexion", nil, http.Header{"X-Forwarded-For": {"203.0.113.9, 203.0.113.1"}})
	b.want(spoofed, http.StatusTooManyRequests)
}

// An invitation is a link handed over; taking it up opens an account with the role.
func TestInvitation(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	b := p.install()
	_, rest, _ := strings.Cut(b.want(b.get("/organisations"), http.StatusOK).body, `href="/organisations/`)
	id, _, _ := strings.Cut(rest, `"`)
	shown := b.want(b.post("/organisations/"+id+"/membres", url.Values{"name": {"Basile Invité"}, "email": {"basile@havre.example"}, "role": {"architect"}}), http.StatusCreated, "/invitation#")
	_, rest, _ = strings.Cut(shown.body, p.url+"/invitation#")
	code, _, _ := strings.Cut(rest, "<")
	guest := p.browser()
	guest.want(guest.post("/invitation", url.Values{"code": {"not the one"}, "password": {testPassword}}), http.StatusUnprocessableEntity, "Ce lien")
	guest.want(guest.post("/invitation", url.Values{"code": {code}, "password": {testPassword}}), http.StatusSeeOther)
	guest.want(guest.get("/organisations/"+id), http.StatusOK, "Basile Invité", "Architecte")
	guest.want(guest.get("/administration"), http.StatusForbidden)
	guest.want(guest.post("/organisations/"+id+"/membres", url.Values{"name": {"X"}, "email": {"x@havre.example"}, "role": {"administrator"}}), http.StatusForbidden, "administrateur")
	guest.want(guest.get("/journal"), http.StatusForbidden)
}

// A token is shown once, works for the API, and stops when it is revoked.
func TestPersonalToken(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	b := p.install()
	until := time.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	shown := b.want(b.post("/compte/jetons", url.Values{"token-name": {"essai"}, "token-scopes": {"read"}, "token-until": {until}}), http.StatusCreated, "havre_")
	_, rest, _ := strings.Cut(shown.body, `id="secret">`)
	secret, _, _ := strings.Cut(rest, "<")
	with := http.Header{"Authorization": {"Bearer " + secret}}
	program := p.browser()
	var list struct {
		Items []json.RawMessage `json:"items"`
	}
	got := program.want(program.do(http.MethodGet, "/api/v1/organisations", nil, with), http.StatusOK)
	if err := json.Unmarshal([]byte(got.body), &list); err != nil || len(list.Items) != 1 {
		t.Errorf("%v, %s", err, got.body)
	}
	account := b.want(b.get("/compte"), http.StatusOK, "essai")
	if strings.Contains(account.body, secret) {
		t.Error("the secret is shown again")
	}
	_, rest, _ = strings.Cut(account.body, `action="/compte/jetons/`)
	id, _, _ := strings.Cut(rest, "/")
	b.want(b.post("/compte/jetons/"+id+"/revoquer", nil), http.StatusSeeOther)
	program.want(program.do(http.MethodGet, "/api/v1/organisations", nil, with), http.StatusUnauthorized)
	b.want(b.post("/compte/jetons", url.Values{"token-name": {"sans portée"}, "token-until": {until}}), http.StatusUnprocessableEntity, "portée")
}
