package identity

import (
	"context"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// Organisations lists those the actor may see: those of its roles, what is below
// them, and the path that leads to them. The deleted ones are for those who may
// restore them.
func (s *Service) Organisations(ctx context.Context, a Actor, q OrganisationQuery) (page havre.Page[Organisation], err error) {
	act := ReadOrganisation
	if q.Deleted {
		act = WriteOrganisation
	}
	paths, all := a.Scoped(act)
	q.Scopes, q.Above = paths, nil
	switch {
	case all:
		q.Scopes = nil
	case len(paths) == 0:
		return page, nil
	case !q.Deleted:
		q.Above = above(paths)
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Organisations(ctx, q)
		return err
	})
	return page, err
}

// above are the identifiers of the organisations above those paths.
func above(paths []string) []string {
	var ids []string
	for _, p := range paths {
		steps := strings.Split(strings.Trim(p, "/"), "/")
		ids = append(ids, steps[:len(steps)-1]...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Organisation is one that the actor may see.
func (s *Service) Organisation(ctx context.Context, a Actor, id string) (o *Organisation, err error) {
	e := s.event(a, string(ReadOrganisation), organisationKind)
	err = s.see(ctx, e, func(tx Tx, e *journal.Event) error {
		o, err = s.organisation(ctx, tx, a, ReadOrganisation, id, e)
		return err
	})
	return o, err
}

// organisation loads one for an action and names it in the event. A deleted one is
// there only for those who may restore it.
func (s *Service) organisation(ctx context.Context, tx Tx, a Actor, act Action, id string, e *journal.Event) (*Organisation, error) {
	e.Object = id
	o, err := optional(tx.Organisation(ctx, id))
	if err != nil {
		return nil, err
	}
	if o == nil || o.Deleted() && a.May(WriteOrganisation, Object{Path: o.Path}) != Allowed {
		return nil, a.missing()
	}
	e.Object, e.ObjectName, e.Organisation = o.ID, o.Title, o.ID
	return o, a.Check(act, Object{Path: o.Path})
}

// missing is what an actor is told of what does not exist: the same as of what it
// may not see.
func (a Actor) missing() error {
	if !a.SignedIn() {
		return Unauthenticated()
	}
	return Missing()
}

// SaveOrganisation creates (Version 0) or changes one. What makes the tree, and who
// enters it by itself (the parent, the kind and the SIRET), is for those who may
// change the organisation above: both of them for a move. At the top of the tree it
// is for the administrators of the portal.
func (s *Service) SaveOrganisation(ctx context.Context, a Actor, o *Organisation) error {
	action := "organisation.create"
	if o.Version > 0 {
		action = "organisation.update"
	}
	saved := *o
	err := s.change(ctx, s.event(a, action, organisationKind), func(tx Tx, e *journal.Event) error {
		saved = *o
		saved.Name, saved.Title = strings.TrimSpace(o.Name), tidyName(o.Title)
		if siret, ok := ParseSIRET(o.SIRET); ok {
			saved.SIRET = siret
		}
		if saved.Version == 0 {
			return s.createOrganisation(ctx, tx, a, &saved, e)
		}
		return s.updateOrganisation(ctx, tx, a, &saved, e)
	})
	if err == nil {
		*o = saved
	}
	return err
}

func (s *Service) createOrganisation(ctx context.Context, tx Tx, a Actor, o *Organisation, e *journal.Event) error {
	o.ID, o.Stamps = s.NewID(), Stamps{}
	e.Object = o.ID
	parent, err := s.parentFor(ctx, tx, a, o.Parent, e)
	if err != nil {
		return err
	}
	if err := s.fit(ctx, tx, o, parent); err != nil {
		return err
	}
	s.stamp(&o.Stamps, a)
	*e = s.filled(*e, o)
	return tx.SaveOrganisation(ctx, o)
}

func (s *Service) updateOrganisation(ctx context.Context, tx Tx, a Actor, o *Organisation, e *journal.Event) error {
	old, err := s.organisation(ctx, tx, a, WriteOrganisation, o.ID, e)
	switch {
	case err != nil:
		return err
	case old.Deleted():
		return a.missing()
	}
	parent, err := s.restructured(ctx, tx, a, old, o, e)
	if err != nil {
		return err
	}
	if err := s.fit(ctx, tx, o, parent); err != nil {
		return err
	}
	version := o.Version
	o.Stamps, o.Version = old.Stamps, version
	s.stamp(&o.Stamps, a)
	*e = s.filled(*e, o)
	return tx.SaveOrganisation(ctx, o)
}

// organisationEvent tells of an organisation.
func (s *Service) organisationEvent(a Actor, action string, o *Organisation) journal.Event {
	return s.filled(s.event(a, action, organisationKind), o)
}

// filled completes an event with the organisation that it tells of.
func (s *Service) filled(e journal.Event, o *Organisation) journal.Event {
	e.Object, e.ObjectName, e.Organisation = o.ID, o.Title, o.ID
	e.Details["kind"], e.Details["name"], e.Details["parent"] = string(o.Kind), o.Name, o.Parent
	if o.SIRET != "" {
		e.Details["siret"] = o.SIRET
	}
	return e
}

// DeleteOrganisation deletes one that has nothing in it: organisation, need or
// service account. It is for those who may change the organisation above.
func (s *Service) DeleteOrganisation(ctx context.Context, a Actor, id string, version int64) error {
	return s.change(ctx, s.event(a, "organisation.delete", organisationKind), func(tx Tx, e *journal.Event) error {
		o, err := s.organisation(ctx, tx, a, WriteOrganisation, id, e)
		switch {
		case err != nil:
			return err
		case o.Deleted():
			return a.missing()
		}
		if _, err := s.parentFor(ctx, tx, a, o.Parent, e); err != nil {
			return err
		}
		occupants, err := tx.Occupants(ctx, id)
		if err != nil {
			return err
		}
		if occupants > 0 {
			return occupied()
		}
		o.Version, o.DeletedAt = version, s.now()
		s.stamp(&o.Stamps, a)
		return tx.SaveOrganisation(ctx, o)
	})
}

func occupied() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Cette organisation contient encore des organisations, des dossiers ou des comptes de service.", EN: "This organisation still contains organisations, needs or service accounts."},
		Next:    havre.Text{FR: "Déplacez-les ou supprimez-les d’abord.", EN: "Move or delete them first."},
	}
}

// RestoreOrganisation undoes it.
func (s *Service) RestoreOrganisation(ctx context.Context, a Actor, id string) error {
	return s.change(ctx, s.event(a, "organisation.restore", organisationKind), func(tx Tx, e *journal.Event) error {
		o, err := s.organisation(ctx, tx, a, WriteOrganisation, id, e)
		if err != nil || !o.Deleted() {
			return err
		}
		parent, err := s.parentFor(ctx, tx, a, o.Parent, e)
		if err != nil {
			return err
		}
		if err := s.fit(ctx, tx, o, parent); err != nil {
			return err
		}
		o.DeletedAt = noTime
		s.stamp(&o.Stamps, a)
		return tx.SaveOrganisation(ctx, o)
	})
}
