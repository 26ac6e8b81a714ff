package identity

import (
	"context"

	"github.com/havre-cloud/havre"
)

// hasAdministrator says whether somebody can sign in and administer the portal,
// today and without an end already set.
func (s *Service) hasAdministrator(ctx context.Context, tx Tx) (bool, error) {
	q := GrantQuery{List: havre.List{Limit: havre.MaxLimit}, Path: PortalPath, Role: Administrator, InForceAt: s.now()}
	held, err := tx.Grants(ctx, q)
	if err != nil {
		return false, err
	}
	for _, g := range held.Items {
		if !g.Until.IsZero() {
			continue
		}
		if can, err := s.canSignIn(ctx, tx, g.Person); err != nil || can {
			return can, err
		}
	}
	return false, nil
}

// canSignIn says whether a person has a way in.
func (s *Service) canSignIn(ctx context.Context, tx Tx, person string) (bool, error) {
	p, err := tx.Person(ctx, person)
	if err != nil {
		return false, err
	}
	locked, err := s.lockedOut(ctx, tx, p)
	return p.Kind == Human && p.usable() && !locked, err
}

// keepingAdministrator runs a change and refuses it when nobody could administer
// the portal after it, though somebody could before.
func (s *Service) keepingAdministrator(ctx context.Context, tx Tx, change func() error) error {
	before, err := s.hasAdministrator(ctx, tx)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	after, err := s.hasAdministrator(ctx, tx)
	if err != nil || after || !before {
		return err
	}
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Après cela, plus personne ne pourrait administrer le portail.", EN: "After that, nobody could administer the portal."},
		Next: havre.Text{
			FR: "Donnez d’abord, sans date de fin, le rôle d’administrateur du portail à une autre personne qui peut se connecter.",
			EN: "First give the role of administrator of the portal, without an end date, to another person who can sign in.",
		},
	}
}
