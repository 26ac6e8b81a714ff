package order

import (
	"context"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/configuration"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
)

// Decide records that less is approved of an item than what was asked: the choices that
// change, as a JSON merge patch. What was asked stays beside it. Whoever a step awaits
// may, and what it no longer takes is given back at once; nobody decides more than was
// asked, for that is another order.
func (s *Service) Decide(ctx context.Context, a identity.Actor, id string, version int64, item int, choices []byte) (*Order, error) {
	return s.act(ctx, a, id, version, identity.SettleOrder, "order.decide", func(tx Tx, o *Order, _ *record.Need) error {
		it, err := s.decidable(ctx, tx, a, o, item)
		if err != nil {
			return err
		}
		decided, err := s.decided(ctx, tx, o, it, choices)
		if err != nil {
			return err
		}
		less := it.lessBy(decided, s.Today())
		it.Decided = decided
		if err := s.reserveLess(ctx, tx, o.ID, it.Number, less); err != nil {
			return err
		}
		text := havre.Text{FR: "« %[1]s » : %[2]s accorde moins que ce qui est demandé", EN: "“%[1]s”: %[2]s grants less than was asked"}.With(it.Name, a.Name)
		if err := s.happened(ctx, tx, a, o, "decide", text, ""); err != nil {
			return err
		}
		return s.save(ctx, tx, a, o)
	})
}

// decidable is an item of which somebody may approve less.
func (s *Service) decidable(ctx context.Context, tx Tx, a identity.Actor, o *Order, item int) (*Item, error) {
	if o.State != Acknowledged {
		return nil, notNow(o, Approve)
	}
	e, err := s.elector(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	if len(o.Course.Awaits(*e, o.Contributors)) == 0 {
		return nil, &havre.Fault{
			Code:    havre.Forbidden,
			Message: havre.Text{FR: "Aucune étape de cette commande ne vous attend.", EN: "No step of this order awaits you."},
			Next:    havre.Text{FR: "Laissez un message à ceux qui la valident.", EN: "Leave a message to those who approve it."},
		}
	}
	i := slices.IndexFunc(o.Items, func(i Item) bool { return i.Number == item })
	if i < 0 || o.Items[i].Requested == nil {
		return nil, noItem()
	}
	return &o.Items[i], nil
}

// decided is what is approved of an item, priced.
func (s *Service) decided(ctx context.Context, tx Tx, o *Order, it *Item, choices []byte) (*Wish, error) {
	p, err := s.plan(it, s.Today())
	if err != nil {
		return nil, err
	}
	c, err := configuration.Change(p, &it.Requested.Configuration, choices)
	if err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	for r, n := range c.Resources {
		if n > it.Requested.Configuration.Resources[r] {
			return nil, havre.Problems{{Field: "choices", Message: havre.Text{
				FR: "%[1]s : on n’accorde pas plus que ce qui est demandé ; le demandeur passe une autre commande",
				EN: "%[1]s: no more is granted than was asked; the requester places another order",
			}.With(quota.Resource(r).Text())}}
		}
	}
	f, err := s.framework(ctx, tx, o, it.Requested.Framework)
	if err != nil {
		return nil, err
	}
	w := *it.Requested
	w.Configuration = *c
	w.Quote = pricing.Of(p, c, w.Quote.Period, schedule(f))
	return &w, nil
}

// lessBy is how much less of each account an item takes once less is decided.
func (it *Item) lessBy(decided *Wish, today havre.Date) quota.Demand {
	d := quota.Demand{}
	was := it.Standing()
	for r, n := range was.Configuration.Resources {
		d.Add(quota.Of(quota.Resource(r), it.Environment), n-decided.Configuration.Resources[r])
	}
	before, _ := was.Cost()
	after, _ := decided.Cost()
	d.Add(quota.Budget(today.Year()), quota.Money(before)-quota.Money(after))
	d.Add(quota.Key{Resource: quota.Ceiling}, quota.Money(was.exclusive())-quota.Money(decided.exclusive()))
	return d
}

// reserveLess gives back what an item no longer asks for.
func (s *Service) reserveLess(ctx context.Context, tx Tx, order string, item int, less quota.Demand) error {
	lines, err := tx.Holdings(ctx, order, "")
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.Item != item {
			continue
		}
		account, err := tx.Allowance(ctx, l.Allowance)
		if err != nil {
			return err
		}
		if back := min(less[account.Key], l.Amount); back > 0 {
			if err := tx.Release(ctx, l, back); err != nil {
				return err
			}
		}
	}
	return nil
}
