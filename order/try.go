package order

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
)

// Trial is what an order would be asked if it were sent today.
type Trial struct {
	Order  *Order
	Course approval.Course
}

// TryChains tells what the order of that number would be asked today, and why. A draft
// stands in for the file of chains of its identifier, or is added to those on record;
// nil tries those on record alone. Nothing is stored.
func (s *Service) TryChains(ctx context.Context, a identity.Actor, number string, draft *ChainText) (t *Trial, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if err := record.SignedIn(a); err != nil {
			return err
		}
		o, n, err := s.numbered(ctx, tx, a, number)
		if err != nil {
			return err
		}
		kept, err := tx.ChainsOf(ctx, "")
		if err != nil {
			return err
		}
		if draft != nil {
			if kept, err = s.drafted(ctx, tx, a, kept, draft); err != nil {
				return err
			}
		}
		by := &grounds{}
		if by.chains, err = s.chainsAmong(o, kept); err != nil {
			return err
		}
		if err := s.asks(ctx, tx, o.Requester, o, n, &by.need); err != nil {
			return err
		}
		c, err := s.caseOf(ctx, tx, o, by)
		if err == nil {
			t = &Trial{o, by.chains.Plan(*c, s.Today())}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// numbered is an order by its number, and its need.
func (s *Service) numbered(ctx context.Context, tx Tx, a identity.Actor, number string) (*Order, *record.Need, error) {
	o, n, err := func() (*Order, *record.Need, error) {
		found, err := tx.OrderNumbered(ctx, strings.TrimSpace(number))
		if err != nil {
			return nil, nil, err
		}
		return s.orderFor(ctx, tx, a, found.ID, identity.ReadOrder)
	}()
	if !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return o, n, err
	}
	return nil, nil, havre.Problems{{Field: "number", Value: number, Message: havre.Text{
		FR: "aucune commande que vous pouvez lire n’a ce numéro", EN: "no order that you may read has this number",
	}}}
}

// drafted puts a draft among the files on record, where it reads.
func (s *Service) drafted(ctx context.Context, tx Tx, a identity.Actor, kept []ChainText, draft *ChainText) ([]ChainText, error) {
	org, err := organisationFor(ctx, tx, a, draft.Organisation, identity.WriteChain)
	if err != nil {
		return nil, err
	}
	draft.Path, draft.OrgName = org.Path, org.Name
	chains, err := draft.parse()
	if err != nil {
		return nil, err
	}
	if _, err := s.Chains.With(chains...); err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	kept = slices.DeleteFunc(kept, func(c ChainText) bool { return c.ID == draft.ID && draft.ID != "" })
	return append(kept, *draft), nil
}
