package identity_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

func TestInvite(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	admin := p.human("Admin", role{identity.Administrator, d})
	var guest *identity.Person
	var link string
	entries := p.tells(func() {
		var err error
		guest, link, err = p.Invite(t.Context(), admin, "Bruno Petit", "Bruno.Petit@example.gouv.fr",
			[]identity.Grant{{Role: identity.ProductTeam, Organisation: team.ID}, {Role: identity.Reader, Organisation: d.ID}})
		p.must(err)
	}, "grant.create done", "grant.create done", "person.invite done")
	invited := entries[2]
	if invited.Personal["email"] == "" && invited.Object != guest.ID || len(invited.Details) > 0 {
		t.Errorf("told as %+v", invited.Event)
	}
	purpose, whom, err := p.LinkFor(t.Context(), link)
	p.must(err)
	if purpose != identity.ForInvitation || whom.Name != "Bruno Petit" || whom.Home != team.ID {
		t.Errorf("the link is for %s %+v", purpose, whom)
	}
	_, err = p.Accept(t.Context(), link, "bruno.petit2026", "", "")
	p.wrong(err, "password")
	secret, err := p.Accept(t.Context(), link, goodPassword, "Firefox", "req-5")
	p.must(err)
	a, _ := p.signedIn(secret)
	p.must(a.Check(identity.WriteNeed, identity.Object{Path: team.Path}))
	p.refused(a.Check(identity.WriteNeed, identity.Object{Path: d.Path}), havre.Forbidden)
	p.refused(a.Check(identity.ReadNeed, identity.Object{Path: m.Path}), havre.NotFound)
	_, err = p.Accept(t.Context(), link, goodPassword, "", "")
	p.refused(err, havre.Gone)
	p.signIn("bruno.petit@example.gouv.fr", "")
}

func TestInviteNeedsTheRight(t *testing.T) {
	p := newPortal(t)
	m, d, _ := p.ministry("m")
	x, _, _ := p.ministry("x")
	admin := p.human("Admin", role{identity.Administrator, d})
	writer := p.human("Writer", role{identity.ProductTeam, d})
	invite := func(a identity.Actor, grants ...identity.Grant) error {
		_, _, err := p.Invite(t.Context(), a, "Bruno", "bruno@example.gouv.fr", grants)
		return err
	}
	p.tells(func() {
		p.refused(invite(writer, identity.Grant{Role: identity.Reader, Organisation: d.ID}), havre.Forbidden)
	}, "person.invite refused")
	p.refused(invite(admin, identity.Grant{Role: identity.Reader, Organisation: m.ID}), havre.Forbidden)
	p.refused(invite(admin, identity.Grant{Role: identity.Reader, Organisation: x.ID}), havre.NotFound)
	p.refused(invite(admin, identity.Grant{Role: identity.Administrator}), havre.Forbidden) // on the whole portal
	p.refused(invite(admin, identity.Grant{Role: identity.Reader, Organisation: d.ID}, identity.Grant{Role: identity.Reader, Organisation: m.ID}), havre.Forbidden)
	p.refused(invite(identity.Nobody()), havre.Unauthenticated)
	p.wrong(invite(admin), "grants")
	p.wrong(invite(admin, identity.Grant{Role: "king", Organisation: d.ID}), "role")
	_, _, err := p.Invite(t.Context(), admin, "", "b", []identity.Grant{{Role: identity.Reader, Organisation: d.ID}})
	p.wrong(err, "name", "email")
}

// Inviting an address that has an account gives it the roles, and never a way into
// an account that has more rights than the inviter manages.
func TestInviteIsNoWayIn(t *testing.T) {
	p := newPortal(t)
	m, d, _ := p.ministry("m")
	admin := p.human("Admin", role{identity.Administrator, d})
	ministers := p.human("Ministers", role{identity.Administrator, m})
	reader := []identity.Grant{{Role: identity.Reader, Organisation: d.ID}}

	working := p.human("Working")
	_, link, err := p.Invite(t.Context(), admin, "Whatever", "working@example.gouv.fr", reader)
	p.must(err)
	if link != "" || len(p.actor(working.ID).Grants) != 1 || p.person("working@example.gouv.fr").Name != "Working" {
		t.Errorf("an account that works: link %q, %+v", link, p.actor(working.ID))
	}
	_, _, err = p.Invite(t.Context(), admin, "Whatever", "working@example.gouv.fr", reader)
	p.must(err)
	if n := len(p.actor(working.ID).Grants); n != 1 {
		t.Errorf("the same role is held %d times", n)
	}

	pending := func(by identity.Actor, grants []identity.Grant) (string, string) {
		guest, link, err := p.Invite(t.Context(), by, "Pending", "pending@example.gouv.fr", grants)
		p.must(err)
		return guest.ID, link
	}
	_, first := pending(admin, reader)
	_, second := pending(admin, reader)
	if first == "" || second == "" || first == second {
		t.Error("an invitation that was lost cannot be sent again")
	}
	_, _, err = p.LinkFor(t.Context(), first)
	p.refused(err, havre.Gone)
	pending(ministers, []identity.Grant{{Role: identity.Administrator, Organisation: m.ID}})
	if _, link := pending(admin, reader); link != "" {
		t.Error("an administrator of a directorate gets a way into the account of one of the ministry")
	}
	if _, link := pending(ministers, reader); link == "" {
		t.Error("the administrator of the ministry can no longer invite")
	}
}

// An invitation may be taken up with a passkey to follow; a new password may not be
// left out.
func TestAcceptWithoutAPassword(t *testing.T) {
	p := newPortal(t)
	_, link, err := p.Invite(t.Context(), identity.System(), "Bruno", "bruno@example.gouv.fr", []identity.Grant{{Role: identity.Reader}})
	p.must(err)
	secret, err := p.Accept(t.Context(), link, "", "", "")
	p.must(err)
	if a, _ := p.signedIn(secret); a.Method != identity.ByLink {
		t.Errorf("signed in by %s", a.Method)
	}
	who := p.human("Camille")
	link, err = p.ResetPassword(t.Context(), identity.System(), who.ID)
	p.must(err)
	_, err = p.Accept(t.Context(), link, "", "", "")
	p.wrong(err, "password")
}

func TestResetPassword(t *testing.T) {
	p := newPortal(t)
	m, _, _ := p.ministry("m")
	admin := p.human("Admin", role{identity.Administrator, nil})
	who := p.human("Camille", role{identity.Reader, m})
	local := p.human("Local", role{identity.Administrator, m})
	before := p.signIn("camille@example.gouv.fr", "")

	_, err := p.ResetPassword(t.Context(), local, who.ID)
	p.refused(err, havre.Forbidden) // or it would be a way into any account with a role there
	var link string
	entries := p.tells(func() {
		link, err = p.ResetPassword(t.Context(), admin, who.ID)
		p.must(err)
	}, "password.reset-link done")
	if entries[0].Object != who.ID || entries[0].Organisation != m.ID {
		t.Errorf("told as %+v", entries[0].Event)
	}
	p.signIn("camille@example.gouv.fr", "") // until the link is used, the old password works
	secret, err := p.Accept(t.Context(), link, "une autre phrase bien longue", "", "")
	p.must(err)
	p.signedIn(secret)
	_, _, err = p.SignedIn(t.Context(), before)
	p.refused(err, havre.Unauthenticated)
	_, err = p.SignInPassword(t.Context(), "camille@example.gouv.fr", goodPassword, "", "")
	p.refused(err, havre.Unauthenticated)

	link, err = p.ResetPassword(t.Context(), admin, who.ID)
	p.must(err)
	p.wait(24 * time.Hour)
	_, _, err = p.LinkFor(t.Context(), link)
	p.refused(err, havre.Gone)
	oidc := p.signInOIDC(assertion)
	_, err = p.ResetPassword(t.Context(), admin, oidc.ID)
	p.refused(err, havre.Conflict)
	_, err = p.ResetPassword(t.Context(), admin, "nobody")
	p.refused(err, havre.NotFound)
}

// A link for one thing is not a link for another, and never works for an account
// that was disabled.
func TestLinksAreForOneThing(t *testing.T) {
	p := newPortal(t)
	setup, err := p.SetupLink(t.Context())
	p.must(err)
	_, err = p.Accept(t.Context(), setup, goodPassword, "", "")
	p.refused(err, havre.Gone)
	who := p.human("Camille")
	link, err := p.ResetPassword(t.Context(), identity.System(), who.ID)
	p.must(err)
	_, err = p.SetUp(t.Context(), link, firstAccount, "", "")
	p.refused(err, havre.Gone)
	p.must(p.Disable(t.Context(), identity.System(), who.ID, true))
	_, err = p.Accept(t.Context(), link, goodPassword, "", "")
	p.refused(err, havre.Gone)
	_, err = p.Accept(t.Context(), "", goodPassword, "", "")
	p.refused(err, havre.Gone)
}

func TestChangePassword(t *testing.T) {
	p := newPortal(t)
	p.human("Camille")
	here, elsewhere := p.signIn("camille@example.gouv.fr", ""), p.signIn("camille@example.gouv.fr", "")
	a, _ := p.signedIn(here)
	p.tells(func() {
		p.wrong(p.ChangePassword(t.Context(), a, "wrong", "une autre phrase bien longue"), "old")
	}, "password.change refused")
	p.wrong(p.ChangePassword(t.Context(), a, goodPassword, "court"), "password")
	p.wrong(p.ChangePassword(t.Context(), a, goodPassword, "camille@example.gouv.fr"), "password")
	p.tells(func() {
		p.must(p.ChangePassword(t.Context(), a, goodPassword, "une autre phrase bien longue"))
	}, "password.change done")
	p.signedIn(here)
	_, _, err := p.SignedIn(t.Context(), elsewhere)
	p.refused(err, havre.Unauthenticated)
	_, err = p.SignInPassword(t.Context(), "camille@example.gouv.fr", "une autre phrase bien longue", "", "")
	p.must(err)
}

// The old password cannot be guessed from a browser left open.
func TestChangePasswordIsNoOracle(t *testing.T) {
	p := newPortal(t)
	p.human("Camille")
	a, _ := p.signedIn(p.signIn("camille@example.gouv.fr", ""))
	for range 10 {
		p.wrong(p.ChangePassword(t.Context(), a, "wrong", "une autre phrase bien longue"), "old")
	}
	p.refused(p.ChangePassword(t.Context(), a, goodPassword, "une autre phrase bien longue"), havre.TooMany)
}

// The ways in are the person's own business: no token changes them, and no account
// of a provider has any.
func TestWaysInAreForPeople(t *testing.T) {
	p := newPortal(t)
	byToken := token(p.human("Camille"), identity.Scopes...)
	p.refused(p.ChangePassword(t.Context(), byToken, goodPassword, goodPassword+"!"), havre.Forbidden)
	p.refused(p.EndSessions(t.Context(), byToken, ""), havre.Forbidden)
	p.refused(p.DeletePasskey(t.Context(), byToken, "x"), havre.Forbidden)
	_, _, err := p.BeginPasskeyRegistration(t.Context(), byToken)
	p.refused(err, havre.Forbidden)
	oidc := p.signInOIDC(assertion)
	p.refused(p.ChangePassword(t.Context(), oidc, "", goodPassword), havre.Conflict)
	_, _, err = p.BeginPasskeyRegistration(t.Context(), oidc)
	p.refused(err, havre.Conflict)
	p.refused(p.ChangePassword(t.Context(), identity.Nobody(), "", goodPassword), havre.Unauthenticated)
	_, err = p.Sessions(t.Context(), identity.Nobody())
	p.refused(err, havre.Unauthenticated)
	_, err = p.Passkeys(t.Context(), identity.Nobody())
	p.refused(err, havre.Unauthenticated)
}

func TestSetPreferences(t *testing.T) {
	p := newPortal(t)
	a := p.human("Camille")
	p.must(p.SetPreferences(t.Context(), a, havre.English, "dark"))
	got := p.person("camille@example.gouv.fr")
	if d := cmp.Diff([]string{"en", "dark"}, []string{string(got.Language), got.Theme}); d != "" {
		t.Error(d)
	}
	p.wrong(p.SetPreferences(t.Context(), a, "de", "pink"), "language", "theme")
	p.refused(p.SetPreferences(t.Context(), identity.Nobody(), havre.French, ""), havre.Unauthenticated)
	p.refused(p.SetPreferences(t.Context(), token(a, identity.Scopes...), havre.French, ""), havre.Forbidden)
}
