package order

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order/quota"
)

// madeLess records that less was made of an item than was ordered, and gives back the
// rest.
func (s *Service) madeLess(ctx context.Context, tx Tx, o *Order, it *Item, choices []byte) error {
	ordered := it.Standing()
	if ordered == nil {
		return havre.Problems{{Field: "choices", Message: havre.Text{FR: "une fin n’a pas de choix : dites ce qui reste dans la note", EN: "an end has no choices: say what is left in the note"}}}
	}
	made, err := s.altered(ctx, tx, o, it, ordered, choices)
	if err != nil {
		return err
	}
	if r, more := made.exceeds(ordered, it.Original); more {
		return havre.Problems{{Field: "choices", Message: havre.Text{
			FR: "%[1]s : on ne livre pas plus que ce qui est commandé", EN: "%[1]s: no more is delivered than was ordered",
		}.With(r.Text())}}
	}
	if made.same(ordered) {
		return nothingLess
	}
	it.Delivered = made
	return s.keepOnly(ctx, tx, o, it)
}

// nothingLess refuses to call partly done what is whole, or what nobody says.
var nothingLess = havre.Problems{{Field: "choices", Message: havre.Text{
	FR: "rien n’est en moins : baissez ce qui n’est pas livré ; si tout y est, dites que c’est fait et précisez dans la note",
	EN: "nothing is less: lower what was not delivered; if all is there, say that it is done, and the rest in the note",
}}}

// deliver makes the instance what was ordered, and gives back what it no longer takes.
func (s *Service) deliver(ctx context.Context, tx Tx, a identity.Actor, o *Order, it *Item, reference string) error {
	i, err := tx.Instance(ctx, it.Instance)
	if err != nil {
		return err
	}
	had, today := i.Wish, s.Today()
	i.Changing, i.Missing = "", havre.Text{}
	if it.State == Partial {
		i.Missing = it.Message
	}
	if reference != "" {
		i.Reference = reference
	}
	if it.Action == Delete {
		i.State, i.Wish.Until = Terminated, today
	} else {
		if it.Action == Add {
			i.State = o.delivered(it)
		}
		i.Wish, i.Announced = *it.Standing(), 0
		if i.From.IsZero() {
			i.From = today
		}
	}
	s.Records.Stamp(&i.Stamps, a)
	if err := tx.SaveInstance(ctx, i); err != nil {
		return err
	}
	if i.State == Terminated {
		n, err := tx.Need(ctx, i.Need)
		if err != nil {
			return err
		}
		if err := s.publishInstance(ctx, tx, notify.InstanceEnded, i, n); err != nil {
			return err
		}
	}
	switch it.Action {
	case Add:
		return nil
	case Modify:
		return s.shrunk(ctx, tx, it, &had)
	default:
		left := quota.Money(had.remaining(today))
		return s.giveBack(ctx, tx, i.ID, func(account quota.Allowance) int64 {
			switch account.Resource {
			case quota.Euros:
				return left
			case quota.Ceiling:
				return quota.Money(had.net(havre.Euro(left)))
			default:
				return account.Held()
			}
		})
	}
}

// delivered is where an addition is once it exists: production waits for what is due
// before it.
func (o *Order) delivered(it *Item) InstanceState {
	if it.Environment == string(quota.Production) && len(o.lacking(BeforeLive)) > 0 {
		return Inactive
	}
	return Active
}

// shrunk gives back what a change made smaller.
func (s *Service) shrunk(ctx context.Context, tx Tx, it *Item, had *Wish) error {
	asked := s.demand(it)
	ceiling := int64(0)
	if w := it.Standing(); w.Framework == had.Framework {
		ceiling = quota.Money(w.exclusive()) - quota.Money(had.net(had.remaining(s.Today())))
	}
	return s.giveBack(ctx, tx, it.Instance, func(account quota.Allowance) int64 {
		switch account.Resource {
		case quota.Ceiling:
			return max(0, -ceiling)
		case quota.Euros:
			return max(0, -asked[quota.Budget(s.Today().Year())])
		default:
			return max(0, -asked[account.Key])
		}
	})
}
