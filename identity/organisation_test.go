package identity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

func TestSaveOrganisation(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	if m.Path != "/"+m.ID+"/" || team.Path != d.Path+team.ID+"/" || !strings.HasPrefix(d.Path, m.Path) {
		t.Fatalf("paths %s, %s, %s", m.Path, d.Path, team.Path)
	}
	admin := p.human("Admin", role{identity.Administrator, d})
	entries := p.tells(func() {
		o := &identity.Organisation{Parent: d.ID, Kind: identity.TeamNode, Name: "pilotage", Title: "  Pilotage   des projets "}
		p.must(p.SaveOrganisation(t.Context(), admin, o))
		if o.Title != "Pilotage des projets" || o.Version != 1 || o.CreatedBy != admin.ID {
			t.Errorf("saved as %+v", o)
		}
	}, "organisation.create done")
	if e := entries[0]; e.ObjectName != "Pilotage des projets" || e.Organisation != e.Object || e.Details["parent"] != d.ID {
		t.Errorf("told as %+v", e.Event)
	}
	team.Title = "Autre nom"
	p.tells(func() { p.must(p.SaveOrganisation(t.Context(), admin, team)) }, "organisation.update done")
	if team.Version != 2 {
		t.Errorf("version %d", team.Version)
	}
	stale := *team
	stale.Version = 1
	p.refused(p.SaveOrganisation(t.Context(), admin, &stale), havre.Stale)
	if stale.Version != 1 {
		t.Error("what was refused changed its argument")
	}
}

func TestOrganisationMistakes(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	other := p.organisation(nil, identity.BodyNode, "b")
	other.SIRET = "73282932000074"
	p.must(p.SaveOrganisation(t.Context(), identity.System(), other))
	save := func(o identity.Organisation) error {
		if o.Title == "" {
			o.Title = "Titre"
		}
		if o.Name == "" {
			o.Name = "nom"
		}
		return p.SaveOrganisation(t.Context(), identity.System(), &o)
	}
	p.wrong(save(identity.Organisation{Kind: "office", Name: "Été", Title: "\u202e", SIRET: "123", Body: "stat-operator", Ministry: "war"}),
		"title", "name", "kind", "siret", "body", "ministry")
	for _, c := range []struct {
		kind   identity.OrganisationKind
		parent *identity.Organisation
	}{
		{identity.TeamNode, nil},
		{identity.DirectorateNode, nil},
		{identity.MinistryNode, m},
		{identity.MinistryNode, d},
		{identity.TeamNode, team},
		{identity.DirectorateNode, team},
		{identity.BodyNode, other},
	} {
		o := identity.Organisation{Kind: c.kind}
		if c.parent != nil {
			o.Parent = c.parent.ID
		}
		p.wrong(save(o), "kind")
	}
	p.refused(save(identity.Organisation{Kind: identity.BodyNode, Name: "m"}), havre.Conflict)
	p.refused(save(identity.Organisation{Kind: identity.BodyNode, SIRET: "732 829 320 00074"}), havre.Conflict)
	p.refused(save(identity.Organisation{Kind: identity.TeamNode, Parent: "nowhere"}), havre.NotFound)
	if kinds := identity.OrganisationKind("").MayContain(); !slices.Equal(kinds, []identity.OrganisationKind{identity.MinistryNode, identity.BodyNode}) {
		t.Errorf("at the top: %v", kinds)
	}
	for _, k := range identity.OrganisationKinds {
		if k.Text().FR == "" || k.Text().EN == "" {
			t.Errorf("%s is not said in both languages", k)
		}
	}
}

func TestOrganisationRights(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	x, _, _ := p.ministry("x")
	admin := p.human("Admin", role{identity.Administrator, d})
	writer := p.human("Writer", role{identity.ProductTeam, m})

	create := func(a identity.Actor, parent string) error {
		kind := identity.TeamNode
		if parent == "" {
			kind = identity.MinistryNode
		}
		return p.SaveOrganisation(t.Context(), a, &identity.Organisation{Parent: parent, Kind: kind, Name: "n", Title: "T"})
	}
	p.refused(create(admin, m.ID), havre.Forbidden)
	p.refused(create(writer, m.ID), havre.Forbidden)
	p.refused(create(admin, x.ID), havre.NotFound)
	p.refused(create(admin, ""), havre.Forbidden)
	p.refused(create(identity.Nobody(), ""), havre.Unauthenticated)
	p.refused(create(identity.Nobody(), m.ID), havre.Unauthenticated)
	p.must(create(p.human("Root", role{identity.Administrator, nil}), ""))

	change := func(a identity.Actor, o *identity.Organisation, fn func(*identity.Organisation)) error {
		changed := *o
		fn(&changed)
		return p.SaveOrganisation(t.Context(), a, &changed)
	}
	p.refused(change(writer, d, func(o *identity.Organisation) { o.Title = "T" }), havre.Forbidden)
	p.refused(change(admin, x, func(o *identity.Organisation) { o.Title = "T" }), havre.NotFound)
	// What makes the tree, and who enters it, is for those who manage what is above.
	p.refused(change(admin, d, func(o *identity.Organisation) { o.SIRET = "73282932000074" }), havre.Forbidden)
	p.refused(change(admin, d, func(o *identity.Organisation) { o.Kind = identity.BodyNode }), havre.Forbidden)
	p.refused(change(admin, team, func(o *identity.Organisation) { o.Parent = m.ID }), havre.Forbidden)
	p.refused(change(admin, team, func(o *identity.Organisation) { o.Parent = x.ID }), havre.NotFound)
	p.must(change(admin, team, func(o *identity.Organisation) { o.SIRET = "73282932000074" }))
	p.must(change(admin, d, func(o *identity.Organisation) { o.Title = "T" }))
}

func TestMoveOrganisation(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	x, _, _ := p.ministry("x")
	admin := p.human("Admin", role{identity.Administrator, m}, role{identity.Administrator, x})
	who := p.human("Camille", role{identity.ProductTeam, team})

	for _, under := range []*identity.Organisation{d, team} { // itself, and what is in it
		o := *d
		o.Parent = under.ID
		p.wrong(p.SaveOrganisation(t.Context(), admin, &o), "parent")
	}
	entries := p.tells(func() {
		o := *d
		o.Parent = x.ID
		p.must(p.SaveOrganisation(t.Context(), admin, &o))
		if o.Path != x.Path+d.ID+"/" {
			t.Errorf("moved to %s", o.Path)
		}
	}, "organisation.move done")
	if e := entries[0]; e.Details["from"] != m.ID || e.Details["to"] != x.ID {
		t.Errorf("told as %+v", e.Event)
	}
	// What is below came along, and with it the roles.
	if a := p.actor(who.ID); a.Grants[0].Path != x.Path+d.ID+"/"+team.ID+"/" {
		t.Errorf("the role is on %s", a.Grants[0].Path)
	}
	// A ministry that contains directorates cannot become what may not.
	o := *x
	o.Kind = identity.BodyNode
	p.must(p.SaveOrganisation(t.Context(), identity.System(), &o)) // a body may contain directorates
	body := p.organisation(m, identity.BodyNode, "b")
	m.Kind = identity.BodyNode
	p.wrong(p.SaveOrganisation(t.Context(), identity.System(), m), "kind") // but no body
	_ = body
}

func TestOrganisationsAreSeenFromRoles(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	p.organisation(m, identity.DirectorateNode, "m-e")
	x, _, _ := p.ministry("x")
	names := func(a identity.Actor, q identity.OrganisationQuery) string {
		page, err := p.Organisations(t.Context(), a, q)
		p.must(err)
		var names []string
		for _, o := range page.Items {
			names = append(names, o.Name)
		}
		if len(names) != page.Total {
			t.Errorf("total %d of %v", page.Total, names)
		}
		return strings.Join(names, " ")
	}
	who := p.human("Camille", role{identity.Reader, d})
	for _, c := range []struct {
		name  string
		actor identity.Actor
		want  string
	}{
		{"nobody", identity.Nobody(), ""},
		{"without a role", p.human("None"), ""},
		{"a reader of the directorate", who, "m m-d m-t"},
		{"a reader of the team", p.human("Team", role{identity.Reader, team}), "m m-d m-t"},
		{"a reader of the portal", p.human("All", role{identity.Reader, nil}), "m m-d m-t m-e x x-d x-t"},
		{"a token without a scope", token(who), ""},
		{"the system", identity.System(), "m m-d m-t m-e x x-d x-t"},
	} {
		if got := names(c.actor, identity.OrganisationQuery{}); got != c.want {
			t.Errorf("%s sees %q, want %q", c.name, got, c.want)
		}
	}
	// One by one as in the list.
	for _, o := range []*identity.Organisation{m, d, team} {
		_, err := p.Organisation(t.Context(), who, o.ID)
		p.must(err)
	}
	_, err := p.Organisation(t.Context(), who, x.ID)
	p.refused(err, havre.NotFound)
	if got := names(who, identity.OrganisationQuery{Scopes: []string{x.Path}}); got != "m m-d m-t" {
		t.Errorf("the scopes of the query are the asker's: %q", got)
	}
}

func TestDeleteOrganisation(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	admin := p.human("Admin", role{identity.Administrator, d})
	above := p.human("Above", role{identity.Administrator, m})
	who := p.human("Camille", role{identity.ProductTeam, team})

	p.refused(p.DeleteOrganisation(t.Context(), above, d.ID, d.Version), havre.Conflict) // the team is in it
	p.refused(p.DeleteOrganisation(t.Context(), admin, d.ID, d.Version), havre.Forbidden)
	p.refused(p.DeleteOrganisation(t.Context(), above, m.ID, m.Version), havre.Forbidden) // for the portal
	p.refused(p.DeleteOrganisation(t.Context(), admin, team.ID, team.Version+1), havre.Stale)
	service := &identity.Person{Name: "CI", Home: team.ID}
	p.must(p.SaveService(t.Context(), admin, service))
	p.refused(p.DeleteOrganisation(t.Context(), admin, team.ID, team.Version), havre.Conflict)
	p.must(p.DeleteService(t.Context(), admin, service.ID, service.Version))
	p.tells(func() { p.must(p.DeleteOrganisation(t.Context(), admin, team.ID, team.Version)) }, "organisation.delete done")

	if a := p.actor(who.ID); len(a.Grants) > 0 {
		t.Errorf("a role holds on an organisation that was deleted: %+v", a.Grants)
	}
	_, err := p.Organisation(t.Context(), who, team.ID)
	p.refused(err, havre.NotFound)
	p.refused(p.DeleteOrganisation(t.Context(), admin, team.ID, team.Version+1), havre.NotFound)
	p.refused(p.SaveOrganisation(t.Context(), admin, team), havre.NotFound)
	p.refused(p.SaveOrganisation(t.Context(), admin, &identity.Organisation{Parent: team.ID, Kind: identity.TeamNode, Name: "n", Title: "T"}), havre.Invalid)

	deleted, err := p.Organisations(t.Context(), admin, identity.OrganisationQuery{Deleted: true})
	p.must(err)
	if deleted.Total != 1 || deleted.Items[0].ID != team.ID {
		t.Errorf("deleted: %+v", deleted)
	}
	if seen, err := p.Organisations(t.Context(), p.human("Reader", role{identity.Reader, m}), identity.OrganisationQuery{Deleted: true}); err != nil || seen.Total > 0 {
		t.Errorf("a reader sees what was deleted: %+v, %v", seen, err)
	}

	taken := p.organisation(d, identity.TeamNode, team.Name)
	p.refused(p.RestoreOrganisation(t.Context(), admin, team.ID), havre.Conflict) // its name was taken meanwhile
	p.must(p.DeleteOrganisation(t.Context(), admin, taken.ID, taken.Version))
	p.tells(func() { p.must(p.RestoreOrganisation(t.Context(), admin, team.ID)) }, "organisation.restore done")
	if a := p.actor(who.ID); len(a.Grants) != 1 {
		t.Errorf("the roles did not come back: %+v", a.Grants)
	}
	p.refused(p.RestoreService(t.Context(), above, "x"), havre.NotFound)
}

// What is in a deleted organisation cannot be restored before it.
func TestRestoreFromTheTop(t *testing.T) {
	p := newPortal(t)
	_, d, team := p.ministry("m")
	service := &identity.Person{Name: "CI", Home: team.ID}
	p.must(p.SaveService(t.Context(), identity.System(), service))
	p.must(p.DeleteService(t.Context(), identity.System(), service.ID, service.Version))
	p.must(p.DeleteOrganisation(t.Context(), identity.System(), team.ID, team.Version))
	p.must(p.DeleteOrganisation(t.Context(), identity.System(), d.ID, d.Version))
	p.wrong(p.RestoreOrganisation(t.Context(), identity.System(), team.ID), "parent")
	p.refused(p.RestoreService(t.Context(), identity.System(), service.ID), havre.Conflict)
	p.must(p.RestoreOrganisation(t.Context(), identity.System(), d.ID))
	p.must(p.RestoreOrganisation(t.Context(), identity.System(), team.ID))
	p.must(p.RestoreService(t.Context(), identity.System(), service.ID))
}
