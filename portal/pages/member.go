package pages

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// registerMembers adds what is done to the members of an organisation. The whole
// portal has members too: /administration/roles.
func (p *accountPages) registerMembers(s *web.Site) {
	s.Handle("POST /organisations/{id}/membres", p.invite)
	s.Handle("POST /organisations/{id}/roles/{grant}/retirer", p.revoke)
	s.Handle("POST /organisations/{id}/roles/{grant}/retablir", p.restoreGrant)
}

// memberListing lists the members of an organisation, inherited ones too; nil is
// the whole portal.
func memberListing(o *identity.Organisation) ui.Listing[identity.Member] {
	person := sortColumn("name", havre.Text{FR: "Membre", EN: "Member"}, func(r *web.Request, m identity.Member) string { return memberName(r, m) })
	person.Show = memberCell
	from := sortColumn("organisation", havre.Text{FR: "Accordé sur", EN: "Granted on"}, func(r *web.Request, m identity.Member) string { return placeWords(r, m) })
	from.Show = grantPlace
	return ui.Listing[identity.Member]{
		ID: "membres-liste", Caption: havre.Text{FR: "Membres et leurs rôles", EN: "Members and their roles"}, Cards: true,
		Columns: []ui.Column[identity.Member]{
			person,
			wordColumn(havre.Text{FR: "Adresse", EN: "Address"}, func(_ *web.Request, m identity.Member) string { return m.PersonEmail }),
			wordColumn(havre.Text{FR: "Rôle", EN: "Role"}, func(r *web.Request, m identity.Member) string { return web.Capital(r.Text(m.Role.Text())) }),
			from,
			wordColumn(havre.Text{FR: "Jusqu’au", EN: "Until"}, func(r *web.Request, m identity.Member) string { return untilWords(r, m.Until) }),
			wordColumn(havre.Text{FR: "Motif", EN: "Reason"}, func(_ *web.Request, m identity.Member) string { return m.Reason }),
			shownColumn(havre.Text{FR: "Agir", EN: "Act"}, func(r *web.Request, m identity.Member) templ.Component { return revokeButton(r, o, m) }),
		},
	}
}

// memberName is the name of a member; an erased person has none left.
func memberName(r *web.Request, m identity.Member) string {
	if m.PersonName == "" {
		return r.Say("Personne effacée", "Erased person")
	}
	return m.PersonName
}

func placeWords(r *web.Request, m identity.Member) string {
	if m.Organisation == "" {
		return r.Say("Tout le portail", "The whole portal")
	}
	return m.OrganisationTitle
}

func untilWords(r *web.Request, t time.Time) string {
	if t.IsZero() {
		return r.Say("Sans fin", "Without end")
	}
	return r.Instant(t)
}

// revocable says whether this page may take a role away: those inherited are taken
// away where they were granted.
func revocable(r *web.Request, o *identity.Organisation, m identity.Member) bool {
	path, id := identity.PortalPath, ""
	if o != nil {
		path, id = o.Path, o.ID
	}
	return m.Organisation == id && r.Actor.May(identity.WriteMembers, identity.Object{Path: path}) == identity.Allowed
}

// placePath is the page of the members of an organisation, or of the portal.
func placePath(organisation string) string {
	if organisation == "" {
		return "/administration/roles"
	}
	return organisationPath(organisation)
}

// invite gives a role to an address: an account is made for one that has none, with
// a link to hand over.
func (p *accountPages) invite(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	g, err := grantOf(r, id)
	if err == nil {
		var person *identity.Person
		var link string
		if person, link, err = p.Identity.Invite(r.Context(), r.Actor, r.Field("name"), r.Field("email"), []identity.Grant{g}); err == nil {
			return p.invited(w, r, person, link, placePath(id))
		}
	}
	answers, err := refused(r, err)
	if err != nil {
		return err
	}
	return p.refusedInvitation(w, r, id, answers)
}

// refusedInvitation draws the page of the members again, with what was typed.
func (p *accountPages) refusedInvitation(w http.ResponseWriter, r *web.Request, id string, a ui.Answers) error {
	if id == "" {
		return p.portalRolesWith(w, r, http.StatusUnprocessableEntity, a)
	}
	v, err := p.organisationOf(r)
	if err != nil {
		return err
	}
	v.Grant = a
	return r.Render(w, http.StatusUnprocessableEntity, organisationPage(r, v))
}

// grantOf reads the form of a role on an organisation, "" the whole portal.
func grantOf(r *web.Request, organisation string) (identity.Grant, error) {
	until, err := r.DateField("until", havre.Date{})
	g := identity.Grant{Organisation: organisation, Role: identity.Role(r.Field("role")), Reason: r.Field("reason")}
	if !until.IsZero() {
		g.Until = until.AddDays(1).Time() // the day itself is included
	}
	return g, err
}

// invited shows the link of a new account once, or says that the role is given.
func (p *accountPages) invited(w http.ResponseWriter, r *web.Request, person *identity.Person, link, back string) error {
	if link == "" {
		return r.SeeOther(w, back, web.Flash{Text: havre.Text{FR: "Le rôle est accordé à %s.", EN: "The role is granted to %s."}.With(person.Name)})
	}
	v := secretView{Title: person.Name, Secret: p.Identity.Host + r.Path("/invitation") + "#" + link, Back: back, Link: person, Until: r.Now.Add(identity.ForInvitation.Life())}
	return r.Render(w, http.StatusCreated, secretPage(r, v))
}

func (p *accountPages) revoke(w http.ResponseWriter, r *web.Request) error {
	id, grant := r.PathValue("id"), r.PathValue("grant")
	if err := p.Identity.Revoke(r.Context(), r.Actor, grant, sentVersion(r)); err != nil {
		return err
	}
	return r.SeeOther(w, placePath(id), web.Flash{
		Text: havre.Text{FR: "Le rôle est retiré.", EN: "The role is taken away."}, Undo: rolePath(id, grant, "retablir"),
	})
}

// rolePath is the form that takes a role away or gives it back.
func rolePath(organisation, grant, verb string) string {
	if organisation == "" {
		return "/administration/roles/" + grant + "/" + verb
	}
	return organisationPath(organisation, "roles", grant, verb)
}

func (p *accountPages) restoreGrant(w http.ResponseWriter, r *web.Request) error {
	if err := p.Identity.RestoreGrant(r.Context(), r.Actor, r.PathValue("grant")); err != nil {
		return err
	}
	return r.SeeOther(w, placePath(r.PathValue("id")), web.Flash{Text: havre.Text{FR: "Le rôle est rendu.", EN: "The role is given back."}})
}
