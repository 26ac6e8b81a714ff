package identity_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

var tokenForm = regexp.MustCompile(`^havre_[a-z2-7]{8}_[a-z2-7]{26}$`)

// mint makes a token that works for a day.
func (p *portal) mint(a identity.Actor, scopes ...identity.Scope) (*identity.Token, string) {
	p.t.Helper()
	made := &identity.Token{Name: "Poste", Scopes: scopes, ExpiresAt: p.clock.Add(24 * time.Hour)}
	secret, err := p.CreateToken(p.t.Context(), a, made)
	p.must(err)
	return made, secret
}

func TestToken(t *testing.T) {
	p := newPortal(t)
	m, _, _ := p.ministry("m")
	who := p.human("Camille", role{identity.ProductTeam, m})
	var made *identity.Token
	var secret string
	entries := p.tells(func() { made, secret = p.mint(who, identity.ScopeNeeds) }, "token.create done")
	if !tokenForm.MatchString(secret) || !strings.HasPrefix(secret, "havre_"+made.Prefix+"_") {
		t.Errorf("token %q, prefix %q", secret, made.Prefix)
	}
	if e := entries[0]; e.ObjectName != made.Prefix || e.Details["scopes"] != "needs" || strings.Contains(string(e.Leaf), strings.Split(secret, "_")[2]) {
		t.Errorf("told as %s", e.Leaf)
	}
	a, err := p.Bearer(t.Context(), secret, "192.0.2.77")
	p.must(err)
	if a.ID != who.ID || a.Method != identity.ByToken || len(a.Scopes) != 1 {
		t.Errorf("the bearer is %+v", a)
	}
	p.must(a.Check(identity.WriteNeed, identity.Object{Path: m.Path}))
	tokens, err := p.Tokens(t.Context(), who, "")
	p.must(err)
	if len(tokens) != 1 || tokens[0].Hash != nil || tokens[0].UsedFrom != "192.0.2.0/24" || !tokens[0].UsedAt.Equal(dawn) {
		t.Errorf("tokens %+v", tokens)
	}
	p.tells(func() { p.must(p.RevokeToken(t.Context(), who, made.ID)) }, "token.revoke done")
	_, err = p.Bearer(t.Context(), secret, "")
	p.refused(err, havre.Unauthenticated)
	if !strings.Contains(havre.FaultOf(err).Message.EN, "revoked") {
		t.Errorf("a revoked token is told %q", havre.FaultOf(err).Message.EN)
	}
	p.refused(p.RevokeToken(t.Context(), who, made.ID), havre.NotFound)
}

func TestTokenMistakes(t *testing.T) {
	p := newPortal(t)
	who := p.human("Camille")
	create := func(made identity.Token) error {
		_, err := p.CreateToken(t.Context(), who, &made)
		return err
	}
	p.wrong(create(identity.Token{}), "name", "scopes", "expiresAt")
	p.wrong(create(identity.Token{Name: "n", Scopes: []identity.Scope{"need", ""}, ExpiresAt: dawn}), "scopes", "scopes", "expiresAt")
	p.wrong(create(identity.Token{Name: "n", Scopes: identity.Scopes, ExpiresAt: dawn.AddDate(1, 0, 3)}), "expiresAt")
	p.must(create(identity.Token{Name: "n", Scopes: identity.Scopes, ExpiresAt: dawn.AddDate(1, 0, 0)}))
	p.wrong(p.CreateTokenAs(token(who, identity.ScopeAdmin)), "name", "scopes", "expiresAt")
}

// CreateTokenAs asks for an empty token.
func (p *portal) CreateTokenAs(a identity.Actor) error {
	_, err := p.CreateToken(p.t.Context(), a, &identity.Token{})
	return err
}

func TestTokenExpires(t *testing.T) {
	p := newPortal(t)
	made, secret := p.mint(p.human("Camille"), identity.ScopeRead)
	p.wait(24*time.Hour - time.Second)
	_, err := p.Bearer(t.Context(), secret, "")
	p.must(err)
	p.wait(2 * time.Hour)
	entries := p.tells(func() {
		for range 3 { // told once an hour, however often it is tried
			_, err = p.Bearer(t.Context(), secret, "")
			p.refused(err, havre.Unauthenticated)
			p.wait(time.Minute)
		}
	}, "token.refused refused")
	if entries[0].Object != made.ID || !strings.Contains(havre.FaultOf(err).Message.EN, "expired on 2026-11-24") {
		t.Errorf("told as %+v, %s", entries[0].Event, explained(err))
	}
}

// A token that was never made, one with another secret and a text that is no token
// are answered the same.
func TestUnknownTokensAreTheSame(t *testing.T) {
	p := newPortal(t)
	_, secret := p.mint(p.human("Camille"), identity.ScopeRead)
	_, first := p.Bearer(t.Context(), "", "")
	p.refused(first, havre.Unauthenticated)
	other := secret[:len(secret)-1] + "a"
	if other == secret {
		other = secret[:len(secret)-1] + "b"
	}
	for _, s := range []string{other, strings.ToUpper(secret), secret + "a", "havre_aaaaaaaa_" + strings.Repeat("a", 26), "Bearer " + secret, secret + "_", "havre__", strings.Repeat("_", 500)} {
		p.tells(func() {
			_, err := p.Bearer(t.Context(), s, "")
			if d := cmp.Diff(first, err); d != "" {
				t.Errorf("%q is answered otherwise:\n%s", s, d)
			}
		})
	}
}

// The last use is written at most once a minute, and never stops the portal.
func TestTokenLastUse(t *testing.T) {
	p := newPortal(t)
	who := p.human("Camille")
	made, secret := p.mint(who, identity.ScopeRead)
	use := func(from string) *identity.Token {
		t.Helper()
		_, err := p.Bearer(t.Context(), secret, from)
		p.must(err)
		got, err := p.Token(t.Context(), who, made.ID)
		p.must(err)
		return got
	}
	use("192.0.2.77")
	p.wait(59 * time.Second)
	if got := use("198.51.100.7"); got.UsedFrom != "192.0.2.0/24" || got.Version != 1 {
		t.Errorf("after 59 s: %+v", got)
	}
	p.wait(time.Second)
	for from, want := range map[string]string{"2001:db8:1:2::3": "2001:db8:1::/48", "::ffff:192.0.2.77": "192.0.2.0/24", "fe80::1%eth0": "fe80::/48", "unknown": ""} {
		if got := use(from); got.UsedFrom != want || !got.UsedAt.Equal(p.clock) {
			t.Errorf("from %s: %+v", from, got)
		}
		p.wait(time.Minute)
	}
	p.DB = readOnly{p.DB}
	if a, err := p.Bearer(t.Context(), secret, ""); err != nil || a.ID != who.ID {
		t.Errorf("on a full disk: %+v, %v", a, err)
	}
}

func TestTokensOfOthers(t *testing.T) {
	p := newPortal(t)
	_, d, _ := p.ministry("m")
	admin := p.human("Admin", role{identity.Administrator, d})
	root := p.human("Root", role{identity.Administrator, nil})
	who := p.human("Camille", role{identity.Reader, d})
	other := p.human("Other", role{identity.Reader, d})
	service := &identity.Person{Name: "CI", Home: d.ID}
	p.must(p.SaveService(t.Context(), admin, service))
	made, _ := p.mint(who, identity.ScopeRead)

	create := func(a identity.Actor, person string) error {
		_, err := p.CreateToken(t.Context(), a, &identity.Token{Person: person, Name: "n", Scopes: identity.Scopes, ExpiresAt: dawn.Add(time.Hour)})
		return err
	}
	p.must(create(admin, service.ID))
	p.refused(create(root, who.ID), havre.NotFound) // nobody makes a token of somebody else
	p.refused(create(other, service.ID), havre.NotFound)
	p.refused(create(p.human("Writer", role{identity.ProductTeam, d}), service.ID), havre.Forbidden)
	p.refused(create(identity.Nobody(), ""), havre.Unauthenticated)

	_, err := p.Token(t.Context(), other, made.ID)
	p.refused(err, havre.NotFound)
	_, err = p.Token(t.Context(), admin, made.ID)
	p.refused(err, havre.NotFound)
	p.refused(p.RevokeToken(t.Context(), other, made.ID), havre.NotFound)
	_, err = p.Tokens(t.Context(), other, who.ID)
	p.refused(err, havre.NotFound)
	_, err = p.Tokens(t.Context(), admin, who.ID)
	p.refused(err, havre.Forbidden)
	seen, err := p.Tokens(t.Context(), admin, service.ID)
	p.must(err)
	if len(seen) != 1 {
		t.Errorf("tokens of the service: %+v", seen)
	}
	// A token that leaked is revoked by whoever administers the portal.
	if seen, err = p.Tokens(t.Context(), root, who.ID); err != nil || len(seen) != 1 {
		t.Errorf("the portal's administrator sees %+v, %v", seen, err)
	}
	p.must(p.RevokeToken(t.Context(), root, made.ID))
	if seen, err = p.Tokens(t.Context(), who, who.ID); err != nil || len(seen) != 0 {
		t.Errorf("revoked tokens are listed: %+v, %v", seen, err)
	}
}

// A token makes no token that may do more than itself, and outlives nobody.
func TestTokensMakeNoStrongerTokens(t *testing.T) {
	p := newPortal(t)
	who := p.human("Camille")
	create := func(by []identity.Scope, scopes ...identity.Scope) error {
		_, secret := p.mint(who, by...)
		a, err := p.Bearer(t.Context(), secret, "")
		p.must(err)
		_, err = p.CreateToken(t.Context(), a, &identity.Token{Name: "n", Scopes: scopes, ExpiresAt: dawn.Add(time.Hour)})
		return err
	}
	admin := []identity.Scope{identity.ScopeAdmin}
	p.refused(create([]identity.Scope{identity.ScopeNeeds}, identity.ScopeRead), havre.Forbidden)
	p.refused(create(admin, identity.ScopeNeeds), havre.Forbidden)
	p.refused(create(admin, identity.ScopeAdmin, identity.ScopeCatalogue), havre.Forbidden)
	p.must(create(admin, identity.ScopeAdmin, identity.ScopeRead))

	_, secret := p.mint(who, identity.Scopes...)
	p.must(p.Disable(t.Context(), identity.System(), who.ID, true))
	_, err := p.Bearer(t.Context(), secret, "")
	p.refused(err, havre.Unauthenticated)
}
