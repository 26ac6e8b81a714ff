package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// personFilter chooses people.
type personFilter struct {
	Paging
	Sorting
	Sort string `query:"sort" enum:"name,email,seen" doc:"ordre|order"`
}

func people(a *API) {
	k := kind[identity.Person, wire.PersonSpec, wire.PersonStatus]{
		name: "Person", names: "People", path: "/people", group: groupOrganisations,
		one: havre.Text{FR: "une personne", EN: "a person"}, many: havre.Text{FR: "les personnes", EN: "people"},
		get: a.human, show: showPerson,
	}
	list(a, k, havre.Text{FR: "Celles des organisations dont vous voyez les membres.", EN: "Those of organisations whose members you see."},
		func(ctx context.Context, actor identity.Actor, in *personFilter) (havre.Page[identity.Person], error) {
			return a.Identity.People(ctx, actor, identity.PersonQuery{List: in.sorted(in.Paging, in.Sort), Kind: identity.Human})
		})
	read(a, k)
	a.invite(k)
	change(a, k, a.changePerson)
	remove(a, k, havre.Text{
		FR: "Ferme le compte : la personne ne peut plus se connecter et ses jetons ne valent plus rien. Le compte peut être rétabli.",
		EN: "Closes the account: the person may no longer sign in and their tokens are worth nothing. The account can be restored.",
	}, func(ctx context.Context, actor identity.Actor, id string, version int64) error {
		p, err := a.human(ctx, actor, id)
		if err != nil {
			return err
		}
		if err := sameVersion(p.Stamps, version); err != nil {
			return err
		}
		return a.Identity.Disable(ctx, actor, id, true)
	})
	restore(a, k, func(ctx context.Context, actor identity.Actor, id string) error {
		return a.Identity.Disable(ctx, actor, id, false)
	})
	act(a, k, "erasePerson", "erase", havre.Text{FR: "Effacer une personne", EN: "Erase a person"}, havre.Text{
		FR: "Efface le nom, l'adresse, les moyens de connexion et ce que le journal en gardait. L'identifiant reste. Rien ne peut l'annuler.",
		EN: "Erases the name, the address, the means of signing in and what the journal kept of them. The identifier stays. Nothing can undo it.",
	}, a.Identity.Erase)
}

// human is a person: a service account is another kind.
func (a *API) human(ctx context.Context, actor identity.Actor, id string) (*identity.Person, error) {
	return a.account(ctx, actor, id, identity.Human)
}

func (a *API) account(ctx context.Context, actor identity.Actor, id string, kind identity.PersonKind) (*identity.Person, error) {
	p, err := a.Identity.Person(ctx, actor, id)
	if err == nil && p.Kind != kind {
		return nil, identity.Missing()
	}
	return p, err
}

func showPerson(v view, p *identity.Person) wire.Person {
	m := metadata(p.Stamps)
	m.Title, m.Organisation = p.Name, p.Home
	return wire.Person{
		ID: p.ID, Metadata: m,
		Spec:   wire.PersonSpec{Name: p.Name, Email: p.Email, Language: string(p.Language), Theme: p.Theme, Disabled: p.Disabled},
		Status: wire.PersonStatus{Home: p.Home, LastSeenAt: p.LastSeenAt, Erased: p.Erased, Conditions: []wire.Condition{v.account(p)}},
	}
}

// account is the condition of an account.
func (v view) account(p *identity.Person) wire.Condition {
	switch {
	case p.Erased:
		return v.condition("Active", false, "Erased", havre.Text{FR: "Les données de cette personne ont été effacées.", EN: "The data of this person was erased."}, p.UpdatedAt)
	case p.Deleted():
		return v.active(p.Stamps, havre.Text{})
	case p.Disabled:
		return v.condition("Active", false, "Disabled", havre.Text{FR: "Le compte est fermé.", EN: "The account is closed."}, p.UpdatedAt)
	}
	return v.condition("Active", true, "Open", havre.Text{FR: "Le compte est ouvert.", EN: "The account is open."}, p.CreatedAt)
}

// invite registers the creation of a person, which is an invitation.
func (a *API) invite(k kind[identity.Person, wire.PersonSpec, wire.PersonStatus]) {
	o := operation{
		id: "createPerson", method: http.MethodPost, path: k.path, group: k.group, status: http.StatusCreated, creates: true, accepts: documentTypes,
		summary: havre.Text{FR: "Inviter une personne", EN: "Invite a person"},
		long: havre.Text{
			FR: "Ouvre un compte local avec ses rôles. La réponse donne une seule fois l'adresse d'invitation à transmettre (status.invitation). Une adresse électronique déjà connue reçoit les rôles.",
			EN: "Opens a local account with its roles. The answer gives, this once, the address of the invitation to hand over (status.invitation). An e-mail address already known gets the roles.",
		},
	}
	registerBody(a, o, "PersonDocument", func(ctx context.Context, actor identity.Actor, _ *struct{}, doc *wire.Document[wire.PersonSpec]) (*created[wire.PersonSpec, wire.PersonStatus], error) {
		if err := checkDocument(doc, k.name, ""); err != nil {
			return nil, err
		}
		grants, err := a.invited(ctx, actor, doc.Spec.Grants)
		if err != nil {
			return nil, err
		}
		p, link, err := a.Identity.Invite(ctx, actor, doc.Spec.Name, doc.Spec.Email, grants)
		if err != nil {
			return nil, inDocument[wire.PersonSpec](err)
		}
		out := k.answer(a.view(ctx), p)
		if link != "" {
			out.Body.Status.Invitation = a.Origin + invitationPath + "#" + link
		}
		return &created[wire.PersonSpec, wire.PersonStatus]{ETag: out.ETag, Location: Prefix + k.path + "/" + p.ID, Body: out.Body}, nil
	})
}

// invitationPath is the page where an invitation is taken up. The secret follows it
// in the fragment, which browsers never send.
const invitationPath = "/invitation"

func (a *API) invited(ctx context.Context, actor identity.Actor, in []wire.InvitedGrant) (out []identity.Grant, err error) {
	for _, g := range in {
		organisation, err := a.reference(ctx, actor, "spec.grants.organisation", g.Organisation)
		if err != nil {
			return nil, err
		}
		out = append(out, identity.Grant{Organisation: organisation, Role: identity.Role(g.Role), Until: g.Until.Time, Reason: g.Reason})
	}
	return out, nil
}

// changePerson changes what the portal lets change of an account: who it is belongs
// to the person and to the identity provider.
func (a *API) changePerson(ctx context.Context, actor identity.Actor, id string, version int64, doc *wire.Document[wire.PersonSpec]) (*identity.Person, error) {
	p, err := a.human(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if err := sameVersion(p.Stamps, version); err != nil {
		return nil, err
	}
	spec := doc.Spec
	if err := fixed(map[string]bool{
		"spec.name": spec.Name != p.Name, "spec.email": spec.Email != p.Email, "spec.grants": len(spec.Grants) > 0,
		"spec.language": spec.Language != string(p.Language) && id != actor.ID, "spec.theme": spec.Theme != p.Theme && id != actor.ID,
	}); err != nil {
		return nil, err
	}
	if spec.Language != string(p.Language) || spec.Theme != p.Theme {
		if err := a.Identity.SetPreferences(ctx, actor, havre.Lang(spec.Language), spec.Theme); err != nil {
			return nil, inDocument[wire.PersonSpec](err)
		}
	}
	if spec.Disabled != p.Disabled {
		if err := a.Identity.Disable(ctx, actor, id, spec.Disabled); err != nil {
			return nil, err
		}
	}
	return a.human(ctx, actor, id)
}

// sameVersion refuses a change upon a version that is no longer the newest.
func sameVersion(s identity.Stamps, version int64) error {
	if s.Version == version {
		return nil
	}
	return refuse(havre.Stale, codeOf(havre.Stale).meaning)
}

// fixed refuses the change of fields that do not change by this way.
func fixed(changed map[string]bool) error {
	var ps havre.Problems
	for field, is := range changed {
		if is {
			ps = append(ps, havre.Problem{Field: field, Message: havre.Text{FR: "ce champ ne se change pas ici", EN: "this field cannot be changed here"}})
		}
	}
	slices.SortFunc(ps, func(a, b havre.Problem) int { return strings.Compare(a.Field, b.Field) })
	return ps.Err()
}
