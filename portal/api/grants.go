package api

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// grantFilter chooses grants.
type grantFilter struct {
	Paging
	Sorting
	Person       string `query:"person" doc:"identifiant de la personne|identifier of the person"`
	Organisation string `query:"organisation" doc:"identifiant ou nom court de l'organisation exacte|identifier or short name of the exact organisation"`
	Role         string `query:"role" enum:"reader,product-team,platform-operator,architect,security-officer,buyer,approver,auditor,administrator" doc:"rôle|role"`
	InForce      bool   `query:"inForce" doc:"seulement ceux en vigueur|only those in force"`
	Sort         string `query:"sort" enum:"person,organisation,role,until" doc:"ordre|order"`
}

func grants(a *API) {
	k := kind[identity.Member, wire.GrantSpec, wire.GrantStatus]{
		name: "Grant", names: "Grants", path: "/grants", group: groupOrganisations,
		one: havre.Text{FR: "un rôle accordé", EN: "a grant"}, many: havre.Text{FR: "les rôles accordés", EN: "grants"},
		get: a.grant, show: showGrant,
	}
	list(a, k, havre.Text{FR: "Les vôtres, et ceux des organisations dont vous voyez les membres.", EN: "Your own, and those of organisations whose members you see."}, a.listGrants)
	read(a, k)
	create(a, k, havre.Text{}, func(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.GrantSpec]) (*identity.Member, error) {
		organisation, err := a.reference(ctx, actor, "spec.organisation", doc.Spec.Organisation)
		if err != nil {
			return nil, err
		}
		g := &identity.Grant{Person: doc.Spec.Person, Organisation: organisation, Role: identity.Role(doc.Spec.Role), Until: doc.Spec.Until.Time, Reason: doc.Spec.Reason}
		return &identity.Member{Grant: *g}, a.saveGrant(ctx, actor, g)
	}, nil)
	change(a, k, func(ctx context.Context, actor identity.Actor, id string, version int64, doc *wire.Document[wire.GrantSpec]) (*identity.Member, error) {
		g, err := a.Identity.Grant(ctx, actor, id)
		if err != nil {
			return nil, err
		}
		organisation, err := a.reference(ctx, actor, "spec.organisation", doc.Spec.Organisation)
		if err != nil {
			return nil, err
		}
		if err := fixed(map[string]bool{
			"spec.person": doc.Spec.Person != g.Person, "spec.role": doc.Spec.Role != string(g.Role), "spec.organisation": organisation != g.Organisation,
		}); err != nil {
			return nil, err
		}
		g.Until, g.Reason, g.Version = doc.Spec.Until.Time, doc.Spec.Reason, version
		return &identity.Member{Grant: *g}, a.saveGrant(ctx, actor, g)
	})
	remove(a, k, havre.Text{FR: "Retire le rôle.", EN: "Takes the role away."}, a.Identity.Revoke)
	restore(a, k, a.Identity.RestoreGrant)
}

// grant is one that the actor may see.
func (a *API) grant(ctx context.Context, actor identity.Actor, id string) (*identity.Member, error) {
	g, err := a.Identity.Grant(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &identity.Member{Grant: *g}, nil
}

func (a *API) saveGrant(ctx context.Context, actor identity.Actor, g *identity.Grant) error {
	return a.Identity.SaveGrant(ctx, actor, g)
}

func (a *API) listGrants(ctx context.Context, actor identity.Actor, in *grantFilter) (havre.Page[identity.Member], error) {
	q := identity.GrantQuery{List: in.sorted(in.Paging, in.Sort), Person: in.Person, Role: identity.Role(in.Role)}
	if in.InForce {
		q.InForceAt = a.Now()
	}
	if in.Organisation != "" {
		o, err := a.organisation(ctx, actor, in.Organisation)
		if err != nil {
			return havre.Page[identity.Member]{}, notFoundIsEmpty(err)
		}
		q.Organisation = o.ID
	}
	return a.Identity.Grants(ctx, actor, q)
}

func showGrant(v view, g *identity.Member) wire.Grant {
	m := metadata(g.Stamps)
	m.Organisation = g.Organisation
	return wire.Grant{
		ID: g.ID, Metadata: m,
		Spec: wire.GrantSpec{Person: g.Person, Organisation: g.Organisation, Role: string(g.Role), Until: instant(g.Until), Reason: g.Reason},
		Status: wire.GrantStatus{
			PersonName: g.PersonName, OrganisationTitle: g.OrganisationTitle, Conditions: []wire.Condition{v.inForce(&g.Grant)},
		},
	}
}

// inForce is whether a role holds now.
func (v view) inForce(g *identity.Grant) wire.Condition {
	switch {
	case g.Deleted():
		return v.condition("InForce", false, "Revoked", havre.Text{FR: "Le rôle a été retiré.", EN: "The role was taken away."}, g.DeletedAt)
	case !g.InForce(v.now):
		return v.condition("InForce", false, "Ended", havre.Text{FR: "Le rôle est arrivé à sa fin.", EN: "The role has come to its end."}, g.Until)
	}
	return v.condition("InForce", true, "Granted", havre.Text{FR: "Le rôle est en vigueur.", EN: "The role is in force."}, g.CreatedAt)
}
