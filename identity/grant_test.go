package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

func TestSaveGrant(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	x, _, _ := p.ministry("x")
	admin := p.human("Admin", role{identity.Administrator, d})
	who := p.human("Camille")
	g := &identity.Grant{Person: who.ID, Organisation: team.ID, Role: identity.Architect, Reason: "Renfort"}
	entries := p.tells(func() { p.must(p.SaveGrant(t.Context(), admin, g)) }, "grant.create done")
	if e := entries[0]; e.Details["person"] != who.ID || e.Details["role"] != "architect" || e.Organisation != team.ID || len(e.Personal) > 0 {
		t.Errorf("told as %+v", e.Event)
	}
	p.must(p.actor(who.ID).Check(identity.WriteNeed, identity.Object{Path: team.Path}))

	save := func(a identity.Actor, g identity.Grant) error {
		if g.Person == "" {
			g.Person = who.ID
		}
		return p.SaveGrant(t.Context(), a, &g)
	}
	p.refused(save(admin, identity.Grant{Organisation: team.ID, Role: identity.Architect}), havre.Conflict) // again
	p.tells(func() {
		p.refused(save(admin, identity.Grant{Organisation: m.ID, Role: identity.Reader}), havre.Forbidden)
	}, "grant.create refused")
	p.refused(save(admin, identity.Grant{Organisation: x.ID, Role: identity.Reader}), havre.NotFound)
	p.refused(save(admin, identity.Grant{Organisation: "nowhere", Role: identity.Reader}), havre.NotFound)
	p.refused(save(admin, identity.Grant{Role: identity.Reader}), havre.Forbidden)
	p.refused(save(p.human("Writer", role{identity.ProductTeam, d}), identity.Grant{Organisation: d.ID, Role: identity.Reader}), havre.Forbidden)
	p.refused(save(identity.Nobody(), identity.Grant{Organisation: d.ID, Role: identity.Reader}), havre.Unauthenticated)
	p.wrong(save(admin, identity.Grant{Organisation: d.ID, Role: "administrater", Until: dawn, Reason: strings.Repeat("é", 501)}), "role", "until", "reason")
	p.wrong(save(admin, identity.Grant{Organisation: d.ID, Role: identity.Reader, Person: "nobody"}), "person")

	// Only the end and the reason change.
	changed := *g
	changed.Role, changed.Organisation, changed.Person = identity.Administrator, m.ID, admin.ID
	changed.Until, changed.Reason = dawn.Add(time.Hour), "Fin de mission"
	p.tells(func() { p.must(p.SaveGrant(t.Context(), admin, &changed)) }, "grant.update done")
	got, err := p.Grant(t.Context(), admin, g.ID)
	p.must(err)
	if got.Role != identity.Architect || got.Organisation != team.ID || got.Person != who.ID || got.Reason != "Fin de mission" || got.Until.IsZero() {
		t.Errorf("changed to %+v", got)
	}
	p.refused(p.SaveGrant(t.Context(), admin, g), havre.Stale)
}

func TestRevoke(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	admin := p.human("Admin", role{identity.Administrator, d})
	above := p.human("Above", role{identity.Administrator, m})
	who := p.human("Camille")
	g := p.grant(who.ID, role{identity.Reader, team})
	p.refused(p.Revoke(t.Context(), p.actor(who.ID), g.ID, g.Version), havre.Forbidden)
	p.refused(p.Revoke(t.Context(), admin, g.ID, g.Version+1), havre.Stale)
	p.refused(p.Revoke(t.Context(), admin, above.Grants[0].ID, above.Grants[0].Version), havre.Forbidden)
	p.tells(func() { p.must(p.Revoke(t.Context(), admin, g.ID, g.Version)) }, "grant.revoke done")
	if a := p.actor(who.ID); len(a.Grants) > 0 {
		t.Errorf("still holds %+v", a.Grants)
	}
	p.refused(p.Revoke(t.Context(), admin, g.ID, g.Version+1), havre.NotFound)
	again := p.grant(who.ID, role{identity.Reader, team})
	p.refused(p.RestoreGrant(t.Context(), admin, g.ID), havre.Conflict) // it was given again meanwhile
	p.must(p.Revoke(t.Context(), admin, again.ID, again.Version))
	p.tells(func() { p.must(p.RestoreGrant(t.Context(), admin, g.ID)) }, "grant.restore done")
	if a := p.actor(who.ID); len(a.Grants) != 1 {
		t.Errorf("holds %+v", a.Grants)
	}
}

// Whatever is done, somebody can still administer the portal.
func TestLastAdministrator(t *testing.T) {
	p := newPortal(t)
	m, _, _ := p.ministry("m")
	last := p.human("Last", role{identity.Administrator, nil})
	g := last.Grants[0]
	p.human("Ministers", role{identity.Administrator, m}) // does not count
	service := &identity.Person{Name: "CI", Home: m.ID}
	p.must(p.SaveService(t.Context(), last, service))
	p.grant(service.ID, role{identity.Administrator, nil}) // nor does a program
	ending := p.human("Ending")
	until := p.grant(ending.ID, role{identity.Administrator, nil})
	until.Until = dawn.Add(time.Hour)
	p.must(p.SaveGrant(t.Context(), last, until)) // nor somebody for an hour
	_, _, err := p.Invite(t.Context(), last, "Invited", "invited@example.gouv.fr", []identity.Grant{{Role: identity.Administrator}})
	p.must(err) // nor who never came

	limited := g
	limited.Until = dawn.Add(24 * time.Hour)
	p.refused(p.Revoke(t.Context(), last, g.ID, g.Version), havre.Conflict)
	p.refused(p.SaveGrant(t.Context(), last, &limited), havre.Conflict)
	p.refused(p.Disable(t.Context(), last, last.ID, true), havre.Conflict)
	p.refused(p.Erase(t.Context(), last, last.ID), havre.Conflict)
	if a := p.actor(last.ID); len(a.Grants) != 1 || !a.Grants[0].Until.IsZero() {
		t.Fatalf("a refusal left something behind: %+v", a.Grants)
	}
	other := p.human("Other", role{identity.Administrator, nil})
	p.must(p.Disable(t.Context(), last, other.ID, true))
	p.refused(p.Revoke(t.Context(), last, g.ID, g.Version), havre.Conflict)
	p.must(p.Disable(t.Context(), last, other.ID, false))
	p.must(p.Revoke(t.Context(), last, g.ID, g.Version))
}

func TestMembers(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	x, _, _ := p.ministry("x")
	admin := p.human("Admin", role{identity.Administrator, d})
	p.human("Above", role{identity.Auditor, m})
	p.human("Below", role{identity.ProductTeam, team})
	p.human("Elsewhere", role{identity.Auditor, x})
	root := p.human("Root", role{identity.Administrator, nil})
	reader := p.human("Reader", role{identity.Reader, d})
	names := func(a identity.Actor, o string) string {
		page, err := p.Members(t.Context(), a, o, havre.List{})
		p.must(err)
		var names []string
		for _, member := range page.Items {
			names = append(names, member.PersonName)
		}
		return strings.Join(names, " ")
	}
	if got := names(admin, d.ID); got != "Above Admin Reader Root" {
		t.Errorf("members of the directorate: %s", got)
	}
	if got := names(root, ""); got != "Root" {
		t.Errorf("members of the portal: %s", got)
	}
	for _, c := range []struct {
		actor identity.Actor
		org   string
		code  havre.FaultCode
	}{
		{reader, d.ID, havre.Forbidden},
		{admin, m.ID, havre.Forbidden},
		{admin, x.ID, havre.NotFound},
		{admin, "", havre.Forbidden},
		{identity.Nobody(), d.ID, havre.Unauthenticated},
		{admin, "nowhere", havre.NotFound},
	} {
		_, err := p.Members(t.Context(), c.actor, c.org, havre.List{})
		p.refused(err, c.code)
	}
	look := func() {
		_, err := p.Members(t.Context(), reader, d.ID, havre.List{})
		p.refused(err, havre.Forbidden)
	}
	p.tells(look) // it was told within the hour
	p.wait(time.Hour + time.Second)
	p.tells(look, "members.read refused")
}

func TestGrantsAreSeenFromRoles(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	admin := p.human("Admin", role{identity.Administrator, d})
	who := p.human("Camille", role{identity.Reader, team}, role{identity.Buyer, m})
	total := func(a identity.Actor, q identity.GrantQuery) int {
		page, err := p.Grants(t.Context(), a, q)
		p.must(err)
		return page.Total
	}
	if n := total(admin, identity.GrantQuery{}); n != 2 {
		t.Errorf("an administrator of the directorate sees %d grants, want its own and the team's", n)
	}
	if n := total(who, identity.GrantQuery{Person: who.ID}); n != 2 {
		t.Errorf("one sees %d of one's own grants", n)
	}
	if n := total(who, identity.GrantQuery{}); n != 0 {
		t.Errorf("a reader sees %d grants", n)
	}
	if n := total(who, identity.GrantQuery{Person: admin.ID}); n != 0 {
		t.Errorf("a reader sees %d grants of somebody else", n)
	}
	if n := total(identity.Nobody(), identity.GrantQuery{}); n != 0 {
		t.Errorf("nobody sees %d grants", n)
	}
	for _, g := range who.Grants {
		_, err := p.Grant(t.Context(), who, g.ID)
		p.must(err)
		_, err = p.Grant(t.Context(), token(who), g.ID)
		p.refused(err, havre.NotFound)
	}
	_, err := p.Grant(t.Context(), admin, who.Grants[0].ID) // on the ministry
	p.refused(err, havre.Forbidden)
}
