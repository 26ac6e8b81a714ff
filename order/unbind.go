package order

import (
	"context"
	"errors"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Access gives again what [Service.Bind] gave. It is for those who may order alone.
func (s *Service) Access(ctx context.Context, a identity.Actor, k BindingAsk) (*Given, error) {
	var t *tie
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		if t, err = s.tieOf(ctx, tx, a, k, identity.WriteOrder); err != nil {
			return err
		}
		if t.ID == "" || t.Deleted() || t.State != Bound || !t.instance.Delivered() || t.by == nil {
			return noInstance()
		}
		return t.fill()
	})
	if err != nil {
		return nil, s.Records.JournalRefusal(ctx, a, err)
	}
	access, err := t.access(ctx)
	if err != nil {
		return nil, noAccess(t.instance, err)
	}
	return &Given{Binding: t.Binding, Access: *access}, nil
}

// Binding is the record of a binding, the last one when it was undone.
func (s *Service) Binding(ctx context.Context, a identity.Actor, k BindingAsk) (b *Binding, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		t, err := s.tieOf(ctx, tx, a, k, identity.ReadOrder)
		if err != nil {
			return err
		}
		if t.ID == "" {
			return noInstance()
		}
		b = &t.Binding
		return nil
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Unbind takes access away. What is not there is [ErrUnknown].
func (s *Service) Unbind(ctx context.Context, a identity.Actor, k BindingAsk) error {
	var t *tie
	err := s.write(ctx, a, func(tx Tx) (err error) {
		if t, err = s.tieOf(ctx, tx, a, k, identity.WriteOrder); err != nil {
			return err
		}
		switch {
		case t.ID == "" || t.Deleted():
			return noInstance()
		case t.underWay(s.now()):
			return busyTying(t.instance)
		}
		if err := t.fill(); err != nil {
			return err
		}
		t.State = UnbindAsked
		s.Records.Stamp(&t.Stamps, a)
		return tx.SaveBinding(ctx, &t.Binding)
	})
	if err != nil {
		return err
	}
	if err := t.release(ctx); err != nil {
		failed := s.tied(ctx, a, t, "binding.fail", func() { t.State = BindingFailed })
		return errors.Join(noAccess(t.instance, err), failed)
	}
	return s.tied(ctx, a, t, "binding.delete", func() { t.DeletedAt = s.now() })
}

// release asks the platform, unless what access was given to is no longer there.
func (t *tie) release(ctx context.Context) error {
	if !t.instance.Delivered() {
		return nil
	}
	if t.by == nil {
		return &havre.Fault{
			Code:    havre.Unavailable,
			Message: havre.Text{FR: "Plus aucun pilote de ce portail ne connaît cette plateforme.", EN: "No driver of this portal knows that platform any longer."},
			Next:    havre.Text{FR: "Prévenez l’administrateur du portail.", EN: "Tell the administrator of the portal."},
		}
	}
	ctx, cancel := context.WithTimeout(ctx, bindPatience)
	defer cancel()
	return t.by.Unbind(ctx, t.bond)
}
