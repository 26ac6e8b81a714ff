package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
)

func TestPeopleAreSeenFromRoles(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	x, _, _ := p.ministry("x")
	admin := p.human("Admin", role{identity.Administrator, d})
	member := p.human("Member", role{identity.Buyer, team})
	far := p.human("Far", role{identity.Reader, x})
	above := p.human("Above", role{identity.Reader, m})
	root := p.human("Root", role{identity.Administrator, nil})
	names := func(a identity.Actor) string {
		page, err := p.People(t.Context(), a, identity.PersonQuery{})
		p.must(err)
		var names []string
		for _, x := range page.Items {
			if x.Password != "" || x.Subject != "" || !x.HasPassword {
				t.Errorf("%s is shown with its secrets", x.Name)
			}
			names = append(names, x.Name)
		}
		return strings.Join(names, " ")
	}
	for _, c := range []struct {
		actor identity.Actor
		want  string
	}{
		{admin, "Admin Member"}, {member, ""}, {root, "Above Admin Far Member Root"}, {identity.Nobody(), ""}, {identity.System(), "Above Admin Far Member Root"},
	} {
		if got := names(c.actor); got != c.want {
			t.Errorf("%s sees %q, want %q", c.actor.Name, got, c.want)
		}
	}
	// One by one as in the list, and oneself.
	for _, c := range []struct {
		actor identity.Actor
		id    string
		seen  bool
	}{
		{admin, member.ID, true},
		{admin, far.ID, false},
		{admin, above.ID, false},
		{member, admin.ID, false},
		{member, member.ID, true},
		{root, far.ID, true},
		{admin, "nobody", false},
		{token(member), member.ID, false},
		{token(member, identity.ScopeRead), member.ID, true},
	} {
		got, err := p.Person(t.Context(), c.actor, c.id)
		if !c.seen {
			p.refused(err, havre.NotFound)
			continue
		}
		p.must(err)
		if got.Password != "" || !got.HasPassword {
			t.Errorf("%s is shown with its password", got.Name)
		}
	}
	_, err := p.Person(t.Context(), identity.Nobody(), member.ID)
	p.refused(err, havre.Unauthenticated)
}

func TestDisable(t *testing.T) {
	p := newPortal(t)
	_, d, _ := p.ministry("m")
	admin := p.human("Admin", role{identity.Administrator, d})
	root := p.human("Root", role{identity.Administrator, nil})
	who := p.human("Camille", role{identity.Reader, d})
	p.refused(p.Disable(t.Context(), admin, who.ID, true), havre.Forbidden)
	p.refused(p.Disable(t.Context(), who, admin.ID, true), havre.NotFound)
	p.tells(func() { p.must(p.Disable(t.Context(), root, who.ID, true)) }, "person.disable done")
	p.tells(func() { p.must(p.Disable(t.Context(), root, who.ID, false)) }, "person.enable done")
	service := &identity.Person{Name: "CI", Home: d.ID}
	p.must(p.SaveService(t.Context(), admin, service))
	p.must(p.Disable(t.Context(), admin, service.ID, true)) // a service is its organisation's
}

func TestErase(t *testing.T) {
	p := newPortal(t)
	m, _, _ := p.ministry("m")
	root := p.human("Root", role{identity.Administrator, nil})
	local := p.human("Local", role{identity.Administrator, m})
	who := p.human("Zébulon", role{identity.Reader, m})
	secret := p.signIn("zébulon@example.gouv.fr", "Firefox de Zébulon")
	a, _ := p.signedIn(secret)
	_, err := p.device().register(a)
	p.must(err)
	_, err = p.CreateToken(t.Context(), a, &identity.Token{Name: "Zébulon au bureau", Scopes: identity.Scopes, ExpiresAt: dawn.Add(time.Hour)})
	p.must(err)
	revoked := &identity.Token{Name: "Zébulon avant", Scopes: identity.Scopes, ExpiresAt: dawn.Add(time.Hour)}
	_, err = p.CreateToken(t.Context(), a, revoked)
	p.must(err)
	p.must(p.RevokeToken(t.Context(), a, revoked.ID))
	g := p.actor(who.ID).Grants[0]
	g.Reason = "Zébulon remplace Margote"
	p.must(p.SaveGrant(t.Context(), root, &g))
	link, err := p.ResetPassword(t.Context(), root, who.ID)
	p.must(err)

	p.refused(p.Erase(t.Context(), local, who.ID), havre.Forbidden)
	p.refused(p.Erase(t.Context(), root, "nobody"), havre.NotFound)
	entries := p.tells(func() { p.must(p.Erase(t.Context(), root, who.ID)) }, "person.erase done")
	if entries[0].Object != who.ID || entries[0].Actor != root.ID {
		t.Errorf("told as %+v", entries[0].Event)
	}

	_, _, err = p.SignedIn(t.Context(), secret)
	p.refused(err, havre.Unauthenticated)
	_, err = p.SignInPassword(t.Context(), "zébulon@example.gouv.fr", goodPassword, "", "")
	p.refused(err, havre.Unauthenticated)
	_, err = p.Accept(t.Context(), link, goodPassword, "", "")
	p.refused(err, havre.Gone)
	left, err := p.Person(t.Context(), root, who.ID)
	p.must(err)
	want := identity.Person{ID: who.ID, Kind: identity.Human, Disabled: true, Erased: true, Stamps: left.Stamps}
	if d := cmp.Diff(want, *left); d != "" {
		t.Errorf("more is left than an identifier:\n%s", d)
	}
	p.noTraceOf("Zébulon", who.ID)
	p.refused(p.Disable(t.Context(), root, who.ID, false), havre.NotFound)
}

// noTraceOf fails the test when something personal is left of an erased person.
func (p *portal) noTraceOf(name, id string) {
	p.t.Helper()
	ctx := p.t.Context()
	p.must(p.DB.Read(ctx, func(tx identity.Tx) error {
		tokens, err := tx.TokensOf(ctx, id)
		p.must(err)
		for _, token := range tokens {
			if !token.Deleted() || token.Name != "" {
				p.t.Errorf("token left: %+v", token)
			}
		}
		keys, err := tx.PasskeysOf(ctx, id)
		p.must(err)
		grants, err := tx.GrantsOf(ctx, id)
		p.must(err)
		if len(keys)+len(grants) > 0 {
			p.t.Errorf("left: %+v, %+v", keys, grants)
		}
		entries, _, err := tx.JournalEntries(ctx, journal.Query{Limit: 500})
		p.must(err)
		for _, e := range entries {
			personal, err := tx.JournalPersonal(ctx, e.Index, e.Index+1)
			p.must(err)
			for _, c := range personal {
				if strings.Contains(strings.ToLower(c.Value), strings.ToLower(name)) {
					p.t.Errorf("entry %d (%s) still says %q", e.Index, e.Action, c.Value)
				}
			}
			if strings.Contains(string(e.Leaf), name) {
				p.t.Errorf("the leaf of entry %d (%s) names a person: %s", e.Index, e.Action, e.Leaf)
			}
		}
		return nil
	}))
}

// An administrator who erases their own account is not named by the entry that
// tells it.
func TestEraseOneself(t *testing.T) {
	p := newPortal(t)
	p.human("Other", role{identity.Administrator, nil})
	who := p.human("Zébulon", role{identity.Administrator, nil})
	p.must(p.Erase(t.Context(), who, who.ID))
	p.noTraceOf("Zébulon", who.ID)
}

// Somebody erased who signs in again by the provider is somebody new.
func TestEraseThenSignInAgain(t *testing.T) {
	p := newPortal(t)
	first := p.signInOIDC(assertion)
	p.must(p.Erase(t.Context(), identity.System(), first.ID))
	if again := p.signInOIDC(assertion); again.ID == first.ID {
		t.Error("an erased person is back")
	}
}

func TestServiceAccounts(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	x, _, _ := p.ministry("x")
	admin := p.human("Admin", role{identity.Administrator, d})
	member := p.human("Member", role{identity.ProductTeam, d})
	s := &identity.Person{Name: " Intégration  continue ", Home: team.ID, Email: "x@y.z", Password: "x", Subject: "x"}
	entries := p.tells(func() { p.must(p.SaveService(t.Context(), admin, s)) }, "service.create done")
	if e := entries[0]; e.ObjectName != "Intégration continue" || e.Organisation != team.ID || e.Kind != "Service" {
		t.Errorf("told as %+v", e.Event)
	}
	if s.Kind != identity.Machine || s.Email+s.Password+s.Subject != "" || s.Name != "Intégration continue" {
		t.Errorf("made %+v", s)
	}
	s.Name = "CI"
	s.Home = m.ID
	p.must(p.SaveService(t.Context(), admin, s))
	if s.Home != team.ID || s.Name != "CI" {
		t.Errorf("renamed to %+v", s)
	}
	for _, c := range []struct {
		actor identity.Actor
		home  string
		code  havre.FaultCode
	}{
		{member, d.ID, havre.Forbidden}, {admin, m.ID, havre.Forbidden}, {admin, x.ID, havre.NotFound}, {admin, "", havre.NotFound}, {identity.Nobody(), d.ID, havre.Unauthenticated},
	} {
		p.refused(p.SaveService(t.Context(), c.actor, &identity.Person{Name: "N", Home: c.home}), c.code)
	}
	p.wrong(p.SaveService(t.Context(), admin, &identity.Person{Home: d.ID}), "name")
	p.refused(p.SaveService(t.Context(), member, s), havre.Forbidden)
	human := &identity.Person{ID: member.ID, Name: "N", Stamps: identity.Stamps{Version: 1}}
	p.refused(p.SaveService(t.Context(), admin, human), havre.NotFound)
	p.refused(p.Erase(t.Context(), identity.System(), s.ID), havre.Conflict)

	secret, err := p.CreateToken(t.Context(), admin, &identity.Token{Person: s.ID, Name: "k", Scopes: identity.Scopes, ExpiresAt: dawn.Add(time.Hour)})
	p.must(err)
	p.tells(func() { p.must(p.DeleteService(t.Context(), admin, s.ID, s.Version)) }, "service.delete done")
	_, err = p.Bearer(t.Context(), secret, "")
	p.refused(err, havre.Unauthenticated)
	p.refused(p.DeleteService(t.Context(), admin, s.ID, s.Version+1), havre.NotFound)
	p.refused(p.SaveService(t.Context(), admin, s), havre.NotFound)
	p.tells(func() { p.must(p.RestoreService(t.Context(), admin, s.ID)) }, "service.restore done")
	_, err = p.Bearer(t.Context(), secret, "")
	p.must(err)
}
