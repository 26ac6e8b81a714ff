package identity

import (
	"context"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// parents says under which kinds each kind may be; "" is the top of the tree.
var parents = map[OrganisationKind][]OrganisationKind{
	MinistryNode:    {""},
	BodyNode:        {"", MinistryNode, DirectorateNode},
	DirectorateNode: {MinistryNode, DirectorateNode, BodyNode},
	TeamNode:        {MinistryNode, DirectorateNode, BodyNode},
}

// OrganisationKinds lists the kinds, from the top of the tree to its leaves.
var OrganisationKinds = []OrganisationKind{MinistryNode, BodyNode, DirectorateNode, TeamNode}

// Text is the kind, as a person reads it.
func (k OrganisationKind) Text() havre.Text { return kindTexts[k] }

var kindTexts = map[OrganisationKind]havre.Text{
	MinistryNode:    {FR: "ministère", EN: "ministry"},
	DirectorateNode: {FR: "direction", EN: "directorate"},
	TeamNode:        {FR: "équipe", EN: "team"},
	BodyNode:        {FR: "organisme", EN: "body"},
}

// MayContain lists the kinds that a kind may contain; those of the top for "".
func (k OrganisationKind) MayContain() (kinds []OrganisationKind) {
	for _, child := range OrganisationKinds {
		if slices.Contains(parents[child], k) {
			kinds = append(kinds, child)
		}
	}
	return kinds
}

// restructured checks a change of the tree, and gives the organisation above.
func (s *Service) restructured(ctx context.Context, tx Tx, a Actor, old, o *Organisation, e *journal.Event) (*Organisation, error) {
	if old.Parent == o.Parent && old.Kind == o.Kind && old.SIRET == o.SIRET {
		return s.above(ctx, tx, o.Parent)
	}
	if _, err := s.parentFor(ctx, tx, a, old.Parent, e); err != nil {
		return nil, err
	}
	parent, err := s.parentFor(ctx, tx, a, o.Parent, e)
	if err != nil {
		return nil, err
	}
	e.Object, e.ObjectName, e.Organisation = o.ID, o.Title, o.ID
	if parent != nil && within(parent.Path, old.Path) {
		return nil, fieldFault("parent", havre.Text{
			FR: "une organisation ne peut pas être placée dans elle-même ni dans ce qu’elle contient",
			EN: "an organisation cannot be put into itself or into what it contains",
		})
	}
	if o.Parent != old.Parent {
		e.Action = "organisation.move"
		e.Details["from"], e.Details["to"] = old.Parent, o.Parent
	}
	if o.Kind != old.Kind {
		return parent, s.childrenFit(ctx, tx, o)
	}
	return parent, nil
}

// parentFor loads the organisation above and checks that the actor may change what
// is directly in it; nil is the top of the tree.
func (s *Service) parentFor(ctx context.Context, tx Tx, a Actor, id string, e *journal.Event) (*Organisation, error) {
	if id == "" {
		return nil, a.Check(Administer, Object{})
	}
	object, name, org := e.Object, e.ObjectName, e.Organisation
	parent, err := s.organisation(ctx, tx, a, WriteOrganisation, id, e)
	e.Object, e.ObjectName = object, name
	if org != "" {
		e.Organisation = org
	}
	if err == nil && parent.Deleted() {
		return nil, fieldFault("parent", havre.Text{FR: "cette organisation est supprimée", EN: "this organisation is deleted"})
	}
	return parent, err
}

// above loads the organisation above without asking whether the actor sees it.
func (s *Service) above(ctx context.Context, tx Tx, id string) (*Organisation, error) {
	if id == "" {
		return nil, nil
	}
	return tx.Organisation(ctx, id)
}

// fit says whether an organisation is well written, at its place, and takes no name
// nor number of another.
func (s *Service) fit(ctx context.Context, tx Tx, o, parent *Organisation) error {
	if err := organisationProblems(o).Err(); err != nil {
		return err
	}
	kind := OrganisationKind("")
	if parent != nil {
		kind = parent.Kind
	}
	if !slices.Contains(parents[o.Kind], kind) {
		return fieldFault("kind", misplaced(o.Kind, kind))
	}
	named, err := optional(tx.OrganisationNamed(ctx, o.Name))
	if err != nil {
		return err
	}
	if named != nil && named.ID != o.ID {
		return taken("name", havre.Text{FR: "ce nom est déjà celui d’une organisation", EN: "this name is already that of an organisation"})
	}
	if o.SIRET == "" {
		return nil
	}
	numbered, err := optional(tx.OrganisationOfSIRET(ctx, o.SIRET))
	if err == nil && numbered != nil && numbered.ID != o.ID {
		return taken("siret", havre.Text{FR: "ce SIRET est déjà celui d’une organisation", EN: "this SIRET is already that of an organisation"})
	}
	return err
}

func misplaced(kind, above OrganisationKind) havre.Text {
	if above == "" {
		return havre.Text{FR: "en haut de l’arbre, seuls un ministère ou un organisme conviennent", EN: "at the top of the tree, only a ministry or a body will do"}
	}
	return havre.Text{FR: "« %s » ne peut pas contenir « %s »", EN: "“%s” cannot contain “%s”"}.With(above.Text(), kind.Text())
}

// childrenFit says whether what an organisation contains may stay when its kind
// changes.
func (s *Service) childrenFit(ctx context.Context, tx Tx, o *Organisation) error {
	q := OrganisationQuery{Parent: o.ID, List: havre.List{Limit: havre.MaxLimit}}
	for {
		page, err := tx.Organisations(ctx, q)
		if err != nil {
			return err
		}
		for _, child := range page.Items {
			if !slices.Contains(parents[child.Kind], o.Kind) {
				return fieldFault("kind", misplaced(child.Kind, o.Kind))
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}
