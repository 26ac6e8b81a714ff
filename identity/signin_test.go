package identity_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/argon2"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

func TestSignInPassword(t *testing.T) {
	p := newPortal(t)
	who := p.human("Camille")
	var secret string
	entries := p.tells(func() {
		var err error
		secret, err = p.SignInPassword(t.Context(), " CAMILLE@example.gouv.fr", goodPassword, "Firefox\x00 \u202e", "req-9")
		p.must(err)
	}, "sign-in.password done")
	if e := entries[0]; e.Actor != who.ID || e.Object != who.ID || e.Request != "req-9" {
		t.Errorf("told as %+v", e.Event)
	}
	a, session := p.signedIn(secret)
	if a.ID != who.ID || a.Method != identity.ByPassword || session.Agent != "Firefox" {
		t.Errorf("%+v in %+v", a, session)
	}
	if last := p.person("camille@example.gouv.fr").LastSeenAt; !last.Equal(dawn) {
		t.Errorf("last seen at %v", last)
	}
}

// An unknown address, a wrong password, an account that is disabled and one that has
// no password are answered the same, to the letter.
func TestSignInFailuresAreTheSame(t *testing.T) {
	p := newPortal(t)
	p.human("Wrong")
	disabled := p.human("Disabled")
	p.must(p.Disable(t.Context(), identity.System(), disabled.ID, true))
	_, _, err := p.Invite(t.Context(), identity.System(), "Invited", "invited@example.gouv.fr", []identity.Grant{{Role: identity.Reader}})
	p.must(err)
	var first error
	for _, c := range []struct{ address, password string }{
		{"nobody@example.gouv.fr", goodPassword},
		{"wrong@example.gouv.fr", goodPassword + "!"},
		{"disabled@example.gouv.fr", goodPassword},
		{"invited@example.gouv.fr", ""},
		{"", ""},
	} {
		p.tells(func() {
			_, err := p.SignInPassword(t.Context(), c.address, c.password, "", "")
			p.refused(err, havre.Unauthenticated)
			if first == nil {
				first = err
			}
			if d := cmp.Diff(first, err); d != "" {
				t.Errorf("%s is answered otherwise:\n%s", c.address, d)
			}
		}, "sign-in.refused refused")
	}
}

// The journal names the account that was tried, and never what was typed.
func TestSignInRefusalsAreTold(t *testing.T) {
	p := newPortal(t)
	who := p.human("Camille")
	known := p.tells(func() {
		_, err := p.SignInPassword(t.Context(), "camille@example.gouv.fr", "secret that was typed", "", "req-3")
		p.refused(err, havre.Unauthenticated)
	}, "sign-in.refused refused")[0]
	if known.Object != who.ID || known.Actor != "" || known.Details["method"] != "password" || known.Details["reason"] != "unauthenticated" {
		t.Errorf("told as %+v", known.Event)
	}
	unknown := p.tells(func() {
		_, err := p.SignInPassword(t.Context(), "secret typed in the wrong field", "x", "", "req-4")
		p.refused(err, havre.Unauthenticated)
	}, "sign-in.refused refused")[0]
	if unknown.Object != "" || len(unknown.Personal) > 0 {
		t.Errorf("told as %+v", unknown.Event)
	}
}

func TestTooManyPasswords(t *testing.T) {
	p := newPortal(t)
	p.human("Camille")
	try := func(password string) error {
		_, err := p.SignInPassword(t.Context(), "camille@example.gouv.fr", password, "", "")
		return err
	}
	for range 10 {
		p.refused(try("wrong"), havre.Unauthenticated)
		p.wait(time.Minute)
	}
	p.tells(func() { p.refused(try(goodPassword), havre.TooMany) }, "sign-in.refused refused")
	p.tells(func() { p.refused(try(goodPassword), havre.TooMany) }) // told once
	_, err := p.SignInPassword(t.Context(), "other@example.gouv.fr", "x", "", "")
	p.refused(err, havre.Unauthenticated) // another address is not concerned
	p.wait(15 * time.Minute)
	p.must(try(goodPassword))
	for range 9 {
		p.refused(try("wrong"), havre.Unauthenticated)
	}
	p.must(try(goodPassword)) // and a success forgives
	for range 10 {
		p.refused(try("wrong"), havre.Unauthenticated)
	}
	p.clock = p.clock.Add(-time.Hour) // the clock was ahead
	p.must(try(goodPassword))
}

// Many tries at the same time are as many tries.
func TestTooManyPasswordsAtOnce(t *testing.T) {
	p := newPortal(t)
	p.human("Camille")
	codes := make([]havre.FaultCode, 30)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() {
			_, err := p.SignInPassword(t.Context(), "camille@example.gouv.fr", "wrong", "", "")
			codes[i] = havre.FaultOf(err).Code
		})
	}
	wg.Wait()
	tried := len(codes) - len(slices.DeleteFunc(slices.Clone(codes), func(c havre.FaultCode) bool { return c == havre.Unauthenticated }))
	if tried != 10 {
		t.Errorf("%d passwords were tried at once", tried)
	}
}

// A password typed with composed accents opens what it was set with, decomposed.
func TestPasswordsAreNormalised(t *testing.T) {
	p := newPortal(t)
	link, err := p.SetupLink(t.Context())
	p.must(err)
	n := firstAccount
	n.Password = "e\u0301te\u0301 a\u0300 la plage"
	_, err = p.SetUp(t.Context(), link, n, "", "")
	p.must(err)
	_, err = p.SignInPassword(t.Context(), n.Email, "été à la plage", "", "")
	p.must(err)
}

// A password stored at yesterday's cost is stored again at today's.
func TestRehash(t *testing.T) {
	p := newPortal(t)
	p.human("Camille")
	salt := []byte("sixteen bytes of")
	b64 := base64.RawStdEncoding.EncodeToString
	old := "$argon2id$v=19$m=1024,t=1,p=1$" + b64(salt) + "$" + b64(argon2.IDKey([]byte("password"), salt, 1, 1024, 1, 32))
	person := p.person("camille@example.gouv.fr")
	person.Password = old
	p.write(func(tx identity.Tx) error { return tx.SavePerson(t.Context(), person) })
	_, err := p.SignInPassword(t.Context(), person.Email, "password", "", "")
	p.must(err)
	again := p.person(person.Email).Password
	if again == old {
		t.Error("the password is still stored at the old cost")
	}
	_, err = p.SignInPassword(t.Context(), person.Email, "password", "", "")
	p.must(err)
	if p.person(person.Email).Password != again {
		t.Error("a password at today's cost is stored again")
	}
}

var assertion = identity.Assertion{
	Issuer: "https://idp.test", Subject: "sub-1", Email: "Alice@Ministere.test", Name: "Alice Martin",
	SIRET: "11000201100044", OrganisationLabel: "Ministère de test", ACR: "eidas1", IDToken: "ey.ID",
}

func (p *portal) signInOIDC(as identity.Assertion) identity.Actor {
	p.t.Helper()
	secret, err := p.SignInOIDC(p.t.Context(), as, "Firefox", "req-1")
	p.must(err)
	a, _ := p.signedIn(secret)
	return a
}

func TestSignInOIDC(t *testing.T) {
	p := newPortal(t)
	home := p.organisation(nil, identity.MinistryNode, "m")
	home.SIRET = "110 002 011 00044"
	p.must(p.SaveOrganisation(t.Context(), identity.System(), home))

	var a identity.Actor
	p.tells(func() { a = p.signInOIDC(assertion) }, "person.create done", "grant.create done", "sign-in.oidc done")
	if a.Name != "Alice Martin" || a.Home != home.ID || a.ACR != "eidas1" || a.Method != identity.ByOIDC {
		t.Errorf("signed in as %+v", a)
	}
	p.must(a.Check(identity.ReadNeed, identity.Object{Path: home.Path}))
	p.refused(a.Check(identity.WriteNeed, identity.Object{Path: home.Path}), havre.Forbidden)

	// The subject is the key: a new name and address are the same person.
	as := assertion
	as.Name, as.Email = "Alice Petit", "alice.petit@ministere.test"
	var again identity.Actor
	p.tells(func() { again = p.signInOIDC(as) }, "sign-in.oidc done")
	if again.ID != a.ID || again.Name != "Alice Petit" {
		t.Errorf("signed in again as %+v", again)
	}
	// Another provider's subject is somebody else, whatever the address.
	as.Issuer = "https://other.test"
	if other := p.signInOIDC(as); other.ID == a.ID {
		t.Error("the subject of another provider is the same person")
	}
	_, err := p.SignInPassword(t.Context(), as.Email, "", "", "")
	p.refused(err, havre.Unauthenticated) // and no local account

	self, err := p.Person(t.Context(), again, again.ID)
	p.must(err)
	if self.Subject != "" || self.Email != "alice.petit@ministere.test" {
		t.Errorf("the subject is shown: %+v", self)
	}
}

// The role that working somewhere gives goes with the work; those that somebody
// gave stay.
func TestSignInOIDCFollowsTheHome(t *testing.T) {
	p := newPortal(t)
	first, second := p.organisation(nil, identity.MinistryNode, "m"), p.organisation(nil, identity.BodyNode, "b")
	first.SIRET, second.SIRET = "11000201100044", "73282932000074"
	p.must(p.SaveOrganisation(t.Context(), identity.System(), first))
	p.must(p.SaveOrganisation(t.Context(), identity.System(), second))
	a := p.signInOIDC(assertion)
	p.grant(a.ID, role{identity.Buyer, first})

	as := assertion
	as.SIRET = "73282932000074"
	p.tells(func() { a = p.signInOIDC(as) }, "grant.revoke done", "grant.create done", "sign-in.oidc done")
	if a.Home != second.ID || a.May(identity.ReadNeed, identity.Object{Path: second.Path}) != identity.Allowed {
		t.Errorf("not at home in the second organisation: %+v", a)
	}
	var held []identity.Role
	for _, g := range a.Grants {
		if g.Organisation == first.ID {
			held = append(held, g.Role)
		}
	}
	if !slices.Equal(held, []identity.Role{identity.Buyer}) {
		t.Errorf("roles in the first organisation: %v", held)
	}

	as.SIRET = "" // a provider that says nothing changes nothing
	p.tells(func() { a = p.signInOIDC(as) }, "sign-in.oidc done")
	if a.Home != second.ID {
		t.Errorf("home %s", a.Home)
	}
	as.SIRET = "13002526500013" // of no organisation here
	p.tells(func() { a = p.signInOIDC(as) }, "grant.revoke done", "sign-in.oidc done")
	if a.Home != "" || len(a.Grants) != 1 {
		t.Errorf("home %q, grants %+v", a.Home, a.Grants)
	}
}

// What an administrator took away does not come back by signing in again.
func TestSignInOIDCDoesNotUndoARevocation(t *testing.T) {
	p := newPortal(t)
	home := p.organisation(nil, identity.MinistryNode, "m")
	home.SIRET = assertion.SIRET
	p.must(p.SaveOrganisation(t.Context(), identity.System(), home))
	a := p.signInOIDC(assertion)
	p.must(p.Revoke(t.Context(), identity.System(), a.Grants[0].ID, a.Grants[0].Version))
	if a = p.signInOIDC(assertion); len(a.Grants) != 0 {
		t.Errorf("the revoked role is back: %+v", a.Grants)
	}
}

func TestSignInOIDCDisabled(t *testing.T) {
	p := newPortal(t)
	a := p.signInOIDC(assertion)
	p.must(p.Disable(t.Context(), identity.System(), a.ID, true))
	e := p.tells(func() {
		as := assertion
		as.Name = "Somebody else"
		_, err := p.SignInOIDC(t.Context(), as, "", "")
		p.refused(err, havre.Unauthenticated)
	}, "sign-in.refused refused")[0]
	if e.Object != a.ID {
		t.Errorf("told of %q", e.Object)
	}
	p.must(p.Disable(t.Context(), identity.System(), a.ID, false))
	if again := p.signInOIDC(assertion); again.ID != a.ID {
		t.Error("enabled again, it is another account")
	}
}

// What a provider says is made fit to be kept, and an assertion about nobody opens
// nothing.
func TestSignInOIDCTidies(t *testing.T) {
	p := newPortal(t)
	as := assertion
	as.Name, as.Email, as.SIRET = " Alice\u202e\x00 "+strings.Repeat("é", 300), "not an address", "12"
	a := p.signInOIDC(as)
	got, err := p.Person(t.Context(), a, a.ID)
	p.must(err)
	if len([]rune(got.Name)) != 100 || !strings.HasPrefix(got.Name, "Alice é") || got.Email != "" {
		t.Errorf("kept as %q, %q", got.Name, got.Email)
	}
	for _, as := range []identity.Assertion{{}, {Issuer: "i"}, {Subject: "s"}} {
		if _, err := p.SignInOIDC(t.Context(), as, "", ""); err == nil || havre.FaultOf(err) != nil {
			t.Errorf("%+v is answered %v", as, err)
		}
	}
}
