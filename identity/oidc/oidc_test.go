package oidc_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/identity/oidc"
	"github.com/havre-cloud/havre/internal/oidctest"
)

const (
	callback = "http://127.0.0.1:39999/connexion/retour"
	goodbye  = "http://127.0.0.1:39999/connexion/fin"
)

// proConnect are the settings of the portal for the provider of the tests.
func proConnect(lab *oidctest.Provider, client string, levels ...string) oidc.Settings {
	return oidc.Settings{
		Preset: oidc.ProConnect, Issuer: lab.Issuer, ClientID: client, ClientSecret: lab.Secret,
		RedirectURL: callback, LogoutURL: goodbye, Levels: levels,
	}
}

func open(t *testing.T, s oidc.Settings, client *http.Client) *oidc.Provider {
	t.Helper()
	p, err := oidc.New(s, client, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func begin(t *testing.T, p *oidc.Provider, ask oidc.Ask) (address string, flow oidc.Flow) {
	t.Helper()
	address, flow, err := p.Begin(t.Context(), ask)
	if err != nil {
		t.Fatal(told(err))
	}
	return address, flow
}

// signIn goes through a whole sign-in in a browser of its own.
func signIn(t *testing.T, lab *oidctest.Provider, p *oidc.Provider, account string) (identity.Assertion, error) {
	t.Helper()
	address, flow := begin(t, p, oidc.Ask{})
	back := lab.Browser(t).SignIn(address, account)
	if !strings.HasPrefix(back.String(), callback+"?") {
		t.Fatalf("sent back to %s", back)
	}
	return p.Finish(t.Context(), flow, back.Query())
}

// told is an error with its cause, for the reader of a failed test.
func told(err error) string {
	if f := havre.FaultOf(err); f != nil {
		return string(f.Code) + ": " + f.Message.EN + " " + f.Next.EN + " " + causeOf(f)
	}
	return err.Error()
}

func causeOf(f *havre.Fault) string {
	if f.Cause == nil {
		return ""
	}
	return "(" + f.Cause.Error() + ")"
}

// refused fails the test unless the error is a fault with that code, said in both
// languages, and whose cause contains a word.
func refused(t *testing.T, err error, code havre.FaultCode, cause string) {
	t.Helper()
	switch f := havre.FaultOf(err); {
	case err == nil:
		t.Errorf("accepted, want %s", code)
	case f == nil || f.Code != code || !strings.Contains(causeOf(f), cause):
		t.Errorf("%s; want %s because of %q", told(err), code, cause)
	case f.Message.FR == "" || f.Message.EN == "" || f.Next.FR == "" || f.Next.EN == "":
		t.Errorf("a fault that is not wholly said in both languages: %+v", f)
	}
}

func TestProConnect(t *testing.T) {
	lab := oidctest.Shared(t)
	people := map[string]identity.Assertion{
		oidctest.Alice: {Email: "alice.martin@ministere.test", Name: "Alice Martin", SIRET: "11000201100044", ACR: "eidas1"},
		oidctest.Bruno: {Email: "bruno.petit@ministere.test", Name: "Bruno Éric L'Hermite-Petit", SIRET: "11000201100044", ACR: "eidas2"},
		oidctest.Chloe: {Email: "chloe@prestataire.test", Name: "Chloé Nguyên", SIRET: "73282932000074", ACR: "eidas0"},
		oidctest.David: {Email: "David.Durand@Agence.test", Name: "David Durand", SIRET: "13002526500013", ACR: "https://proconnect.gouv.fr/assurance/consistency-checked-2fa"},
		oidctest.Eve:   {Email: "eve@sans-siret.test", Name: "Ève Sans-Siret", ACR: "eidas1"},
	}
	for _, client := range []string{oidctest.RS256, oidctest.ES256} {
		p := open(t, proConnect(lab, client), nil)
		subjects := map[string]bool{}
		for account, want := range people {
			got, err := signIn(t, lab, p, account)
			if err != nil {
				t.Fatalf("%s by %s: %s", account, client, told(err))
			}
			want.Issuer = lab.Issuer
			if d := cmp.Diff(want, got, cmpopts.IgnoreFields(identity.Assertion{}, "Subject", "IDToken")); d != "" {
				t.Errorf("%s by %s:\n%s", account, client, d)
			}
			if got.Subject == "" || subjects[got.Subject] || strings.Count(got.IDToken, ".") != 2 {
				t.Errorf("%s has the subject %q and the ID token %q", account, got.Subject, got.IDToken)
			}
			subjects[got.Subject] = true
		}
	}
}

// More scopes give more claims.
func TestScopes(t *testing.T) {
	lab := oidctest.Shared(t)
	s := proConnect(lab, oidctest.RS256)
	s.Scopes = []string{"openid", "organization_label"}
	got, err := signIn(t, lab, open(t, s, nil), oidctest.Alice)
	if err != nil || got.OrganisationLabel != "Ministère de test" || got.Email != "" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestLevels(t *testing.T) {
	lab := oidctest.Shared(t)
	strong := open(t, proConnect(lab, oidctest.RS256, oidc.ParseLevels("two-factors")...), nil)
	for account, accepted := range map[string]bool{
		oidctest.Alice: false, oidctest.Bruno: true, oidctest.Chloe: false, oidctest.David: true, oidctest.Eve: false,
	} {
		_, err := signIn(t, lab, strong, account)
		if accepted {
			if err != nil {
				t.Errorf("%s: %s", account, told(err))
			}
			continue
		}
		refused(t, err, havre.Forbidden, "access_denied") // by the provider
	}
	// A provider that lets somebody in below the level asked for is not believed.
	s := oidc.Settings{
		Preset: oidc.Generic, Issuer: lab.Issuer, ClientID: oidctest.Plain, ClientSecret: lab.Secret,
		RedirectURL: callback, Levels: oidc.ParseLevels("eidas2, eidas3"),
	}
	plain := open(t, s, nil)
	_, err := signIn(t, lab, plain, oidctest.Alice)
	refused(t, err, havre.Forbidden, `level "eidas1"`)
	if _, err := signIn(t, lab, plain, oidctest.Bruno); err != nil {
		t.Error(told(err))
	}
}

func TestParseLevels(t *testing.T) {
	for s, want := range map[string]int{"": 0, "eidas": 3, "two-factors": 4, "a, b,c  d": 4} {
		if got := oidc.ParseLevels(s); len(got) != want {
			t.Errorf("%q is read as %v", s, got)
		}
	}
}

// A plain provider: user info without a signature, the usual names of claims, the
// secret in a header.
func TestGeneric(t *testing.T) {
	lab := oidctest.Shared(t)
	s := oidc.Settings{Preset: oidc.Generic, Issuer: lab.Issuer, ClientID: oidctest.Plain, ClientSecret: lab.Secret, RedirectURL: callback}
	got, err := signIn(t, lab, open(t, s, nil), oidctest.Alice)
	if err != nil {
		t.Fatal(told(err))
	}
	if got.Name != "Martin" && got.Name != "Alice Martin" || got.Email != "alice.martin@ministere.test" || got.SIRET != "" {
		t.Errorf("%+v", got)
	}
}

// What another made, or what was made for another sign-in, is refused.
func TestAnswersAreHeldToTheirQuestion(t *testing.T) {
	lab := oidctest.Shared(t)
	p := open(t, proConnect(lab, oidctest.RS256), nil)
	for _, c := range []struct {
		name   string
		tamper func(*oidc.Flow, url.Values)
		cause  string
	}{
		{"a state that was tampered with", func(_ *oidc.Flow, q url.Values) { q.Set("state", q.Get("state")+"x") }, "state"},
		{"no state", func(_ *oidc.Flow, q url.Values) { q.Del("state") }, "state"},
		{"a flow that was never begun", func(f *oidc.Flow, q url.Values) { *f = oidc.Flow{}; q.Del("state") }, "state"},
		{"the nonce of another flow", func(f *oidc.Flow, _ url.Values) { f.Nonce = strings.Repeat("n", 43) }, "nonce"},
		{"no nonce", func(f *oidc.Flow, _ url.Values) { f.Nonce = "" }, "nonce"},
		{"the verifier of another flow", func(f *oidc.Flow, _ url.Values) { f.Verifier = strings.Repeat("v", 43) }, "invalid_grant"},
		{"the answer of another provider", func(_ *oidc.Flow, q url.Values) { q.Set("iss", "https://evil.test") }, "evil.test"},
		{"a code that was made up", func(_ *oidc.Flow, q url.Values) { q.Set("code", "guess") }, "invalid_grant"},
	} {
		t.Run(c.name, func(t *testing.T) {
			address, flow := begin(t, p, oidc.Ask{})
			query := lab.Browser(t).SignIn(address, oidctest.Bruno).Query()
			c.tamper(&flow, query)
			_, err := p.Finish(t.Context(), flow, query)
			refused(t, err, havre.Gone, c.cause)
		})
	}
}

func TestCodesAreGoodOnce(t *testing.T) {
	lab := oidctest.Shared(t)
	p := open(t, proConnect(lab, oidctest.RS256), nil)
	address, flow := begin(t, p, oidc.Ask{ReturnTo: "/dossiers"})
	query := lab.Browser(t).SignIn(address, oidctest.Alice).Query()
	if _, err := p.Finish(t.Context(), flow, query); err != nil || flow.ReturnTo != "/dossiers" {
		t.Fatalf("%v, %+v", err, flow)
	}
	_, err := p.Finish(t.Context(), flow, query)
	refused(t, err, havre.Gone, "invalid_grant")
}

func TestCodesExpire(t *testing.T) {
	lab := oidctest.Start(t, oidctest.Options{CodeLife: time.Second})
	p := open(t, proConnect(lab, oidctest.RS256), nil)
	address, flow := begin(t, p, oidc.Ask{})
	query := lab.Browser(t).SignIn(address, oidctest.Alice).Query()
	time.Sleep(2100 * time.Millisecond) // the provider counts whole seconds
	_, err := p.Finish(t.Context(), flow, query)
	refused(t, err, havre.Gone, "invalid_grant")
}

// An ID token is good for a minute, and another for clocks that differ.
func TestIDTokensExpire(t *testing.T) {
	lab := oidctest.Shared(t)
	for ahead, accepted := range map[time.Duration]bool{90 * time.Second: true, 10 * time.Minute: false} {
		p, err := oidc.New(proConnect(lab, oidctest.RS256), nil, func() time.Time { return time.Now().Add(ahead) })
		if err != nil {
			t.Fatal(err)
		}
		_, err = signIn(t, lab, p, oidctest.Alice)
		if accepted && err != nil {
			t.Errorf("%v ahead: %s", ahead, told(err))
		}
		if !accepted {
			refused(t, err, havre.Gone, "expired")
		}
	}
}

func TestCancelled(t *testing.T) {
	lab := oidctest.Shared(t)
	p := open(t, proConnect(lab, oidctest.RS256, oidc.EIDAS...), nil)
	address, flow := begin(t, p, oidc.Ask{Hint: oidctest.Alice})
	_, err := p.Finish(t.Context(), flow, lab.Browser(t).Cancel(address).Query())
	refused(t, err, havre.Unauthenticated, "User auth aborted")
	if oidc.IsSilence(err) {
		t.Error("giving up is taken for a provider that would have to ask")
	}
}

// A signature made with a shared secret is refused: whoever has the secret could
// have made it.
func TestHS256IsRefused(t *testing.T) {
	lab := oidctest.Shared(t)
	for preset, client := range map[oidc.Preset]string{oidc.ProConnect: oidctest.HS256, oidc.Generic: oidctest.PlainHS256} {
		s := proConnect(lab, client)
		s.Preset = preset
		_, err := signIn(t, lab, open(t, s, nil), oidctest.Alice)
		refused(t, err, havre.Unavailable, "HS256")
	}
}

func TestSilentSignInAndLogout(t *testing.T) {
	lab := oidctest.Shared(t)
	p := open(t, proConnect(lab, oidctest.RS256), nil)
	browser := lab.Browser(t)
	silent := func() error {
		t.Helper()
		address, flow := begin(t, p, oidc.Ask{Silent: true})
		page, back := browser.Visit(address)
		if back == nil {
			t.Fatalf("the provider asked: %s", page)
		}
		_, err := p.Finish(t.Context(), flow, back.Query())
		return err
	}
	if err := silent(); !oidc.IsSilence(err) {
		t.Errorf("a provider that knows nobody: %s", told(err))
	}
	address, flow := begin(t, p, oidc.Ask{})
	who, err := p.Finish(t.Context(), flow, browser.SignIn(address, oidctest.Bruno).Query())
	if err != nil {
		t.Fatal(told(err))
	}
	if err := silent(); err != nil {
		t.Errorf("a provider that knows who it is: %s", told(err))
	}

	address, state, err := p.SignOut(t.Context(), who.IDToken)
	if err != nil || len(state) < 32 {
		t.Fatalf("state %q, %v", state, err)
	}
	page, back := browser.Visit(address)
	if back == nil || !strings.HasPrefix(back.String(), goodbye+"?") || back.Query().Get("state") != state {
		t.Fatalf("signed out to %v: %s", back, page)
	}
	if err := silent(); !oidc.IsSilence(err) {
		t.Errorf("the session outlives the sign-out: %v", err)
	}
	if address, _, err := p.SignOut(t.Context(), ""); address != "" || err != nil {
		t.Errorf("without an ID token: %q, %v", address, err)
	}
}

// The portal is made while the provider is down, tells people so, and signs them in
// as soon as it is back.
func TestProviderDown(t *testing.T) {
	lab := oidctest.Shared(t)
	line := &line{}
	clock := time.Now()
	p, err := oidc.New(proConnect(lab, oidctest.RS256), &http.Client{Transport: line}, func() time.Time { return clock })
	if err != nil {
		t.Fatal(err)
	}
	line.cut.Store(true)
	for range 3 {
		_, _, err := p.Begin(t.Context(), oidc.Ask{})
		refused(t, err, havre.Unavailable, "cut")
	}
	if n := line.calls.Load(); n != 1 {
		t.Errorf("asked %d times in the same instant", n)
	}
	_, _, err = p.SignOut(t.Context(), "x")
	refused(t, err, havre.Unavailable, "cut")
	line.cut.Store(false)
	clock = clock.Add(5 * time.Second)
	address, flow := begin(t, p, oidc.Ask{})
	query := lab.Browser(t).SignIn(address, oidctest.Alice).Query()
	line.cut.Store(true)
	_, err = p.Finish(t.Context(), flow, query) // and down again between two steps
	refused(t, err, havre.Unavailable, "cut")
	line.cut.Store(false)
	if _, err := p.Finish(t.Context(), flow, query); err != nil {
		t.Error(told(err))
	}
}

// line is the network between the portal and the provider.
type line struct {
	cut     atomic.Bool
	calls   atomic.Int64
	instead func(r *http.Request) *http.Response
}

func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	l.calls.Add(1)
	if l.cut.Load() {
		return nil, errors.New("the line is cut")
	}
	if l.instead != nil {
		if response := l.instead(r); response != nil {
			return response, nil
		}
	}
	return http.DefaultTransport.RoundTrip(r)
}

// replace answers user info with something else.
func (l *line) replace(kind, body string) {
	l.instead = func(r *http.Request) *http.Response {
		if !strings.HasSuffix(r.URL.Path, "/userinfo") {
			return nil
		}
		return &http.Response{
			StatusCode: http.StatusOK, Status: "200 OK", Request: r, Header: http.Header{"Content-Type": {kind}},
			Body: io.NopCloser(strings.NewReader(body)),
		}
	}
}

// What somebody in the middle makes of the user info is not believed.
func TestUserInfoIsVerified(t *testing.T) {
	lab := oidctest.Shared(t)
	between := &line{}
	p := open(t, proConnect(lab, oidctest.RS256), &http.Client{Transport: between})

	var ofAlice string // as the provider signed it
	between.instead = func(r *http.Request) *http.Response {
		if !strings.HasSuffix(r.URL.Path, "/userinfo") {
			return nil
		}
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		ofAlice = string(body)
		response.Body = io.NopCloser(bytes.NewReader(body))
		return response
	}
	if _, err := signIn(t, lab, p, oidctest.Alice); err != nil {
		t.Fatal(told(err))
	}
	for _, c := range []struct {
		name, kind, body, cause string
	}{
		{"of somebody else", "application/jwt", ofAlice, "somebody else"},
		{"not signed", "application/json", `{"sub":"x","email":"evil@evil.test"}`, "not signed"},
		{"with a broken signature", "application/jwt", ofAlice[:len(ofAlice)-4] + "AAAA", "signature"},
		{"with no signature", "application/jwt", "eyJhbGciOiJub25lIn0.e30.", "none"},
		{"that is no token", "application/jwt", "{}", "malformed"},
		{"of no type", "", ofAlice, "media"},
	} {
		between.replace(c.kind, c.body)
		_, err := signIn(t, lab, p, oidctest.Bruno)
		if err == nil {
			t.Errorf("user info %s is believed", c.name)
			continue
		}
		refused(t, err, havre.Unavailable, c.cause)
	}
	between.instead = func(r *http.Request) *http.Response {
		if !strings.HasSuffix(r.URL.Path, "/userinfo") {
			return nil
		}
		return &http.Response{StatusCode: http.StatusBadGateway, Status: "502 Bad Gateway", Request: r, Body: http.NoBody}
	}
	_, err := signIn(t, lab, p, oidctest.Bruno)
	refused(t, err, havre.Unavailable, "502")
}

// A plain provider is held to whose user info it is, and to the address it checked.
func TestPlainUserInfo(t *testing.T) {
	lab := oidctest.Shared(t)
	between := &line{}
	s := oidc.Settings{Preset: oidc.Generic, Issuer: lab.Issuer, ClientID: oidctest.Plain, ClientSecret: lab.Secret, RedirectURL: callback}
	p := open(t, s, &http.Client{Transport: between})
	who, err := signIn(t, lab, p, oidctest.Alice)
	if err != nil {
		t.Fatal(told(err))
	}
	for _, c := range []struct{ body, name, email string }{
		{`{"sub":"SUB","name":"Alice M.","email":"a@b.test","email_verified":true}`, "Alice M.", "a@b.test"},
		{`{"sub":"SUB","given_name":"Alice","family_name":"Martin","email":"a@b.test","email_verified":"false"}`, "Alice Martin", ""},
		{`{"sub":"SUB","email":"a@b.test"}`, "a@b.test", "a@b.test"},
	} {
		between.replace("application/json; charset=utf-8", strings.ReplaceAll(c.body, "SUB", who.Subject))
		got, err := signIn(t, lab, p, oidctest.Alice)
		if err != nil || got.Name != c.name || got.Email != c.email {
			t.Errorf("%s is read as %q, %q, %v", c.body, got.Name, got.Email, err)
		}
	}
	for body, cause := range map[string]string{
		`{"sub":"other","email":"a@b.test"}`: "somebody else", `{"email":"a@b.test"}`: "somebody else", `[`: "JSON",
	} {
		between.replace("application/json", body)
		_, err := signIn(t, lab, p, oidctest.Alice)
		refused(t, err, havre.Unavailable, cause)
	}
}

func TestPrivateAuthority(t *testing.T) {
	lab := oidctest.Start(t, oidctest.Options{TLS: true})
	if _, err := signIn(t, lab, open(t, proConnect(lab, oidctest.ES256), lab.Client), oidctest.Alice); err != nil {
		t.Error(told(err))
	}
	_, _, err := open(t, proConnect(lab, oidctest.ES256), nil).Begin(t.Context(), oidc.Ask{})
	refused(t, err, havre.Unavailable, "certificate")
}

// What the operator got wrong is not told as the person's mistake.
func TestWrongRegistration(t *testing.T) {
	lab := oidctest.Shared(t)
	s := proConnect(lab, oidctest.RS256)
	s.ClientSecret = "another"
	_, err := signIn(t, lab, open(t, s, nil), oidctest.Alice)
	refused(t, err, havre.Unavailable, "invalid_client")
	p := open(t, proConnect(lab, oidctest.RS256), nil)
	for code, want := range map[string]havre.FaultCode{
		"invalid_scope": havre.Unavailable, "unauthorized_client": havre.Unavailable, "server_error": havre.Unavailable,
		"temporarily_unavailable": havre.Unavailable, "unmet_authentication_requirements": havre.Forbidden, "access_denied": havre.Unauthenticated,
		"interaction_required": havre.Unauthenticated, "\x00évil": havre.Unavailable,
	} {
		_, flow := begin(t, p, oidc.Ask{})
		_, err := p.Finish(t.Context(), flow, url.Values{"state": {flow.State}, "error": {code}, "error_description": {strings.Repeat("x", 5000)}})
		refused(t, err, want, "provider")
		if cause := causeOf(havre.FaultOf(err)); len(cause) > 600 || strings.ContainsAny(cause, "\x00") {
			t.Errorf("what an address says fills the log: %q", cause)
		}
	}
	s = proConnect(lab, oidctest.RS256)
	s.Issuer += "/"
	_, _, err = open(t, s, nil).Begin(t.Context(), oidc.Ask{})
	refused(t, err, havre.Unavailable, "did not match")
}

func TestSettings(t *testing.T) {
	_, err := oidc.New(oidc.Settings{Preset: "franceconnect", LogoutURL: "ftp://x", Scopes: []string{"email"}}, nil, time.Now)
	var fields []string
	for _, p := range havre.FaultOf(err).Problems {
		fields = append(fields, p.Field)
		if p.Message.FR == "" || p.Message.EN == "" {
			t.Errorf("%s is not said in both languages", p.Field)
		}
	}
	if got := strings.Join(fields, " "); got != "preset issuer client-id redirect-url logout-url scopes" {
		t.Errorf("problems with %s", got)
	}
	good := oidc.Settings{Preset: oidc.ProConnect, Issuer: "https://idp.test/api/v2", ClientID: "c", ClientSecret: "s", RedirectURL: "https://havre.test/retour"}
	if _, err := oidc.New(good, nil, time.Now); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*oidc.Settings){
		"ProConnect without a secret":  func(s *oidc.Settings) { s.ClientSecret = "" },
		"http beyond this machine":     func(s *oidc.Settings) { s.Issuer = "http://idp.test" },
		"a parameter in the issuer":    func(s *oidc.Settings) { s.Issuer += "?x" },
		"a fragment in the redirect":   func(s *oidc.Settings) { s.RedirectURL += "#x" },
		"somebody in the redirect":     func(s *oidc.Settings) { s.RedirectURL = "https://a@havre.test/" },
		"an address without a machine": func(s *oidc.Settings) { s.Issuer = "https:///x" },
	} {
		s := good
		change(&s)
		if _, err := oidc.New(s, nil, time.Now); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}
