package api

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func services(a *API) {
	k := kind[identity.Person, wire.ServiceSpec, wire.ServiceStatus]{
		name: "Service", names: "Services", path: "/services", group: groupOrganisations,
		one: havre.Text{FR: "un compte de service", EN: "a service account"}, many: havre.Text{FR: "les comptes de service", EN: "service accounts"},
		get: a.program, show: showService,
	}
	list(a, k, havre.Text{}, func(ctx context.Context, actor identity.Actor, in *personFilter) (havre.Page[identity.Person], error) {
		return a.Identity.People(ctx, actor, identity.PersonQuery{List: in.sorted(in.Paging, in.Sort), Kind: identity.Machine})
	})
	read(a, k)
	create(a, k, havre.Text{
		FR: "Un compte de service agit sous son propre nom, avec les rôles qui lui sont accordés et par ses jetons.",
		EN: "A service account acts under its own name, with the roles granted to it and by its tokens.",
	}, func(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.ServiceSpec]) (*identity.Person, error) {
		home, err := a.owner(ctx, actor, doc.Metadata.Organisation, "")
		if err != nil {
			return nil, err
		}
		p := &identity.Person{Kind: identity.Machine, Name: doc.Spec.Name, Home: home}
		return p, a.Identity.SaveService(ctx, actor, p)
	}, nil)
	change(a, k, a.changeService)
	remove(a, k, havre.Text{FR: "Ses jetons ne valent plus rien.", EN: "Its tokens are worth nothing any more."}, a.Identity.DeleteService)
	restore(a, k, a.Identity.RestoreService)
}

// program is a service account.
func (a *API) program(ctx context.Context, actor identity.Actor, id string) (*identity.Person, error) {
	return a.account(ctx, actor, id, identity.Machine)
}

func (a *API) changeService(ctx context.Context, actor identity.Actor, id string, version int64, doc *wire.Document[wire.ServiceSpec]) (*identity.Person, error) {
	p, err := a.program(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	home, err := a.owner(ctx, actor, doc.Metadata.Organisation, p.Home)
	if err != nil {
		return nil, err
	}
	if err := fixed(map[string]bool{"metadata.organisation": home != p.Home}); err != nil {
		return nil, err
	}
	disabled := p.Disabled
	p.Name, p.Version = doc.Spec.Name, version
	if err := a.Identity.SaveService(ctx, actor, p); err != nil {
		return nil, err
	}
	if doc.Spec.Disabled != disabled {
		if err := a.Identity.Disable(ctx, actor, id, doc.Spec.Disabled); err != nil {
			return nil, err
		}
	}
	return a.program(ctx, actor, id)
}

func showService(v view, p *identity.Person) wire.Service {
	m := metadata(p.Stamps)
	m.Title, m.Organisation = p.Name, p.Home
	return wire.Service{
		ID: p.ID, Metadata: m, Spec: wire.ServiceSpec{Name: p.Name, Disabled: p.Disabled},
		Status: wire.ServiceStatus{LastSeenAt: p.LastSeenAt, Conditions: []wire.Condition{v.account(p)}},
	}
}
