package identity

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// SaveService creates (Version 0) or renames a service account of an organisation,
// its home.
func (s *Service) SaveService(ctx context.Context, a Actor, p *Person) error {
	action := "service.create"
	if p.Version > 0 {
		action = "service.update"
	}
	saved := *p
	err := s.change(ctx, s.event(a, action, serviceKind), func(tx Tx, e *journal.Event) error {
		saved = *p
		if saved.Version == 0 {
			return s.createService(ctx, tx, a, &saved, e)
		}
		return s.renameService(ctx, tx, a, &saved, e)
	})
	if err == nil {
		*p = saved
	}
	return err
}

func (s *Service) createService(ctx context.Context, tx Tx, a Actor, p *Person, e *journal.Event) error {
	o, err := s.organisation(ctx, tx, a, WriteServices, p.Home, e)
	switch {
	case err != nil:
		return err
	case o.Deleted():
		return a.missing()
	}
	*p = Person{ID: s.NewID(), Kind: Machine, Name: tidyName(p.Name), Home: o.ID}
	*e = personFilled(*e, p)
	if err := nameProblems("name", p.Name, maxName).Err(); err != nil {
		return err
	}
	s.stamp(&p.Stamps, a)
	return tx.SavePerson(ctx, p)
}

func (s *Service) renameService(ctx context.Context, tx Tx, a Actor, p *Person, e *journal.Event) error {
	old, err := s.service(ctx, tx, a, p.ID, e)
	switch {
	case err != nil:
		return err
	case old.Deleted():
		return a.missing()
	}
	name, version := tidyName(p.Name), p.Version
	*p = *old
	p.Name, p.Version = name, version
	if err := nameProblems("name", p.Name, maxName).Err(); err != nil {
		return err
	}
	*e = personFilled(*e, p)
	s.stamp(&p.Stamps, a)
	return tx.SavePerson(ctx, p)
}

// service loads a service account that the actor may manage.
func (s *Service) service(ctx context.Context, tx Tx, a Actor, id string, e *journal.Event) (*Person, error) {
	p, err := s.visible(ctx, tx, a, id, e)
	switch {
	case err != nil:
		return nil, err
	case p.Kind != Machine:
		return nil, a.missing()
	}
	return p, s.mayManage(ctx, tx, a, p)
}

// DeleteService deletes a service account: its tokens stop working. RestoreService
// undoes it.
func (s *Service) DeleteService(ctx context.Context, a Actor, id string, version int64) error {
	return s.change(ctx, s.event(a, "service.delete", serviceKind), func(tx Tx, e *journal.Event) error {
		p, err := s.service(ctx, tx, a, id, e)
		switch {
		case err != nil:
			return err
		case p.Deleted():
			return a.missing()
		}
		p.Version, p.DeletedAt = version, s.now()
		s.stamp(&p.Stamps, a)
		return tx.SavePerson(ctx, p)
	})
}

// RestoreService undoes it, in an organisation that still exists.
func (s *Service) RestoreService(ctx context.Context, a Actor, id string) error {
	return s.change(ctx, s.event(a, "service.restore", serviceKind), func(tx Tx, e *journal.Event) error {
		p, err := s.service(ctx, tx, a, id, e)
		if err != nil || !p.Deleted() {
			return err
		}
		if o, err := tx.Organisation(ctx, p.Home); err != nil || o.Deleted() {
			return homeless(err)
		}
		p.DeletedAt = noTime
		s.stamp(&p.Stamps, a)
		return tx.SavePerson(ctx, p)
	})
}

// homeless is why a service account cannot come back, unless something failed.
func homeless(err error) error {
	if err != nil {
		return err
	}
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "L’organisation de ce compte de service est supprimée.", EN: "The organisation of this service account is deleted."},
		Next:    havre.Text{FR: "Rétablissez d’abord l’organisation.", EN: "Restore the organisation first."},
	}
}
