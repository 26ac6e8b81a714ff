package order

import (
	"context"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
)

// Allowance is one that the actor may see. The ceiling of an agreement is read with
// the agreement.
func (s *Service) Allowance(ctx context.Context, a identity.Actor, id string) (g *quota.Allowance, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if err := record.SignedIn(a); err != nil {
			return err
		}
		if g, err = tx.Allowance(ctx, id); err != nil {
			return record.Hidden(err)
		}
		switch {
		case g.Deleted() || g.Level == quota.OfFramework:
			return identity.Missing()
		case g.Level == quota.OfNeed:
			_, err := record.ReadNeed(ctx, tx, a, g.Holder)
			return err
		}
		return a.Check(identity.ReadAllowance, identity.Object{Path: g.Path})
	})
	if err != nil {
		return nil, err
	}
	return g, nil
}
