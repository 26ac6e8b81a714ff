package api

import (
	"context"
	"errors"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

// organisationFilter chooses organisations.
type organisationFilter struct {
	Paging
	Sorting
	Name    string `query:"name" doc:"nom court exact|exact short name"`
	Parent  string `query:"parent" doc:"identifiant ou nom court de l'organisation au-dessus|identifier or short name of the organisation above"`
	Level   string `query:"level" enum:"ministry,directorate,team,body" doc:"niveau|level"`
	Deleted bool   `query:"deleted" doc:"celles qui sont supprimées|those that are deleted"`
	Sort    string `query:"sort" enum:"title,name,updated" doc:"ordre|order"`
}

func organisations(a *API) {
	k := kind[identity.Organisation, wire.OrganisationSpec, wire.OrganisationStatus]{
		name: "Organisation", names: "Organisations", path: "/organisations", group: groupOrganisations,
		one: havre.Text{FR: "une organisation", EN: "an organisation"}, many: havre.Text{FR: "les organisations", EN: "organisations"},
		get: a.Identity.Organisation, show: showOrganisation,
	}
	list(a, k, havre.Text{FR: "Celles que vous pouvez voir.", EN: "Those that you may see."}, a.listOrganisations)
	read(a, k)
	create(a, k, havre.Text{}, func(ctx context.Context, actor identity.Actor, doc *wire.Document[wire.OrganisationSpec]) (*identity.Organisation, error) {
		return a.saveOrganisation(ctx, actor, &identity.Organisation{}, doc)
	}, nil)
	change(a, k, func(ctx context.Context, actor identity.Actor, id string, version int64, doc *wire.Document[wire.OrganisationSpec]) (*identity.Organisation, error) {
		return a.saveOrganisation(ctx, actor, &identity.Organisation{ID: id, Stamps: identity.Stamps{Version: version}}, doc)
	})
	remove(a, k, havre.Text{
		FR: "Une organisation n'est supprimée que si rien n'est au-dessous et si elle n'a plus de dossier.",
		EN: "An organisation is deleted only when nothing is below it and it has no need left.",
	}, a.Identity.DeleteOrganisation)
	restore(a, k, a.Identity.RestoreOrganisation)
}

func showOrganisation(v view, o *identity.Organisation) wire.Organisation {
	m := metadata(o.Stamps)
	m.Name, m.Title, m.Organisation = o.Name, o.Title, o.Parent
	return wire.Organisation{
		ID: o.ID, Metadata: m,
		Spec: wire.OrganisationSpec{Parent: o.Parent, Level: string(o.Kind), SIRET: o.SIRET, Body: o.Body, Ministry: o.Ministry},
		Status: wire.OrganisationStatus{Conditions: []wire.Condition{v.active(o.Stamps, havre.Text{
			FR: "L'organisation existe.", EN: "The organisation exists.",
		})}},
	}
}

func (a *API) listOrganisations(ctx context.Context, actor identity.Actor, in *organisationFilter) (havre.Page[identity.Organisation], error) {
	var none havre.Page[identity.Organisation]
	if in.Name != "" {
		o, err := a.organisation(ctx, actor, in.Name)
		return oneOrNone(o, err)
	}
	q := identity.OrganisationQuery{List: in.sorted(in.Paging, in.Sort), Kind: identity.OrganisationKind(in.Level), Deleted: in.Deleted}
	if in.Parent != "" {
		parent, err := a.organisation(ctx, actor, in.Parent)
		if err != nil {
			return none, notFoundIsEmpty(err)
		}
		q.Parent = parent.ID
	}
	return a.Identity.Organisations(ctx, actor, q)
}

func (a *API) saveOrganisation(ctx context.Context, actor identity.Actor, o *identity.Organisation, doc *wire.Document[wire.OrganisationSpec]) (*identity.Organisation, error) {
	parent, err := a.reference(ctx, actor, "spec.parent", doc.Spec.Parent)
	if err != nil {
		return nil, err
	}
	o.Parent, o.Kind, o.Name, o.Title = parent, identity.OrganisationKind(doc.Spec.Level), doc.Metadata.Name, doc.Metadata.Title
	o.SIRET, o.Body, o.Ministry = doc.Spec.SIRET, doc.Spec.Body, doc.Spec.Ministry
	return o, called(a.Identity.SaveOrganisation(ctx, actor, o), "kind", "level")
}

// organisation is one that the actor may see, by its identifier or its short name.
func (a *API) organisation(ctx context.Context, actor identity.Actor, ref string) (*identity.Organisation, error) {
	o, err := a.Identity.Organisation(ctx, actor, ref)
	if !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return o, err
	}
	var named *identity.Organisation
	lookup := a.DB.Read(ctx, func(tx record.Tx) (err error) {
		named, err = tx.OrganisationNamed(ctx, ref)
		return err
	})
	if lookup != nil {
		return nil, err // the refusal of the identifier: a name that is hidden answers alike
	}
	return a.Identity.Organisation(ctx, actor, named.ID)
}

// reference is the identifier of an organisation that a field names; nothing for
// nothing.
func (a *API) reference(ctx context.Context, actor identity.Actor, field, ref string) (string, error) {
	if ref == "" {
		return "", nil
	}
	o, err := a.organisation(ctx, actor, ref)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return "", havre.Problems{{Field: field, Value: ref, Message: havre.Text{
			FR: "cette organisation n'existe pas, ou vous ne la voyez pas", EN: "this organisation does not exist, or you do not see it",
		}}}
	}
	if err != nil {
		return "", err
	}
	return o.ID, nil
}

// owner is the organisation that a document belongs to: the one it names, else the
// one it had, else that of who asks.
func (a *API) owner(ctx context.Context, actor identity.Actor, ref, had string) (string, error) {
	const field = "metadata.organisation"
	switch {
	case ref != "":
		return a.reference(ctx, actor, field, ref)
	case had != "":
		return had, nil
	case actor.Home != "":
		return actor.Home, nil
	}
	return "", havre.Problems{{Field: field, Message: havre.Text{FR: "indiquez l'organisation", EN: "say which organisation"}}}
}

// oneOrNone is a list of what was looked for by its name.
func oneOrNone[T any](t *T, err error) (havre.Page[T], error) {
	if err != nil {
		return havre.Page[T]{}, notFoundIsEmpty(err)
	}
	return havre.Page[T]{Items: []T{*t}, Total: 1}, nil
}

// notFoundIsEmpty makes an empty list of what does not exist.
func notFoundIsEmpty(err error) error {
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return nil
	}
	return err
}
