package order

import (
	"context"
	"slices"
	"time"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/quota"
)

// Preview is the line that a basket would hold of what is asked, with what it costs.
// Nothing is stored.
func (s *Service) Preview(ctx context.Context, a identity.Actor, id string, w ItemWish) (it *Item, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		o, _, err := s.orderFor(ctx, tx, a, id, identity.ReadOrder)
		if err != nil {
			return err
		}
		it, err = s.item(ctx, tx, o, w)
		return err
	})
	return it, err
}

// Awaits are the steps of an order that the actor may settle now.
func (s *Service) Awaits(ctx context.Context, a identity.Actor, o *Order) (steps []string, err error) {
	if o.State != Acknowledged && o.State != Pending {
		return nil, nil
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		e, err := s.elector(ctx, tx, a)
		if err == nil {
			steps = o.Course.Awaits(*e, o.Contributors)
		}
		return err
	})
	return steps, err
}

// Holding is what a line of an order holds of an allowance.
type Holding struct {
	quota.Line
	Of quota.Allowance
}

// Holdings are what an order holds of quotas, budgets and agreements.
func (s *Service) Holdings(ctx context.Context, a identity.Actor, id string) (out []Holding, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if _, _, err := s.orderFor(ctx, tx, a, id, identity.ReadOrder); err != nil {
			return err
		}
		lines, err := tx.Holdings(ctx, id, "")
		if err != nil {
			return err
		}
		known := map[string]*quota.Allowance{}
		for _, l := range lines {
			of := known[l.Allowance]
			if of == nil {
				if of, err = tx.Allowance(ctx, l.Allowance); err != nil {
					return err
				}
				known[l.Allowance] = of
			}
			out = append(out, Holding{l, *of})
		}
		return nil
	})
	return out, err
}

// FormsDue are the agreements whose order form is awaited, in the order of the items.
func (o *Order) FormsDue() (out []string) {
	for i := range o.Items {
		it := &o.Items[i]
		id := it.Standing().agreement()
		if o.State != InProgress || it.State != Pending || id == "" {
			continue
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// Late says whether something that an order awaits is past its time limit.
func (o *Order) Late(now time.Time) bool {
	if o.State != Acknowledged {
		return false
	}
	for i := range o.Course.Steps {
		if o.Course.Steps[i].Late(now) {
			return true
		}
	}
	return false
}
