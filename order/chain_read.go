package order

import (
	"context"
	"slices"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
)

// Chain is a file of chains, of an organisation that the actor may see.
func (s *Service) Chain(ctx context.Context, a identity.Actor, id string) (c *ChainText, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if err := record.SignedIn(a); err != nil {
			return err
		}
		all, err := tx.ChainsOf(ctx, "")
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(c ChainText) bool { return c.ID == id })
		if i < 0 {
			return identity.Missing()
		}
		c = &all[i]
		return a.Check(identity.ReadOrganisation, identity.Object{Path: c.Path})
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Parsed are the chains of a file, as they apply to the organisation that keeps it.
func (c *ChainText) Parsed() ([]approval.Chain, error) { return c.parse() }
