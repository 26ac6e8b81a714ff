package order

import (
	"context"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/configuration"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/order/purchase"
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
		decided, err := s.altered(ctx, tx, o, it, it.Requested, choices)
		if err != nil {
			return err
		}
		if r, ok := decided.exceeds(it.Requested); ok {
			return havre.Problems{{Field: "choices", Message: havre.Text{
				FR: "%[1]s : on n’accorde pas plus que ce qui est demandé ; le demandeur passe une autre commande",
				EN: "%[1]s: no more is granted than was asked; the requester places another order",
			}.With(r.Text())}}
		}
		if decided.same(it.Ordered()) {
			return havre.Problems{{Field: "choices", Message: havre.Text{FR: "c’est déjà ce qui est accordé : rien n’est en moins", EN: "this is what is granted already: nothing is less"}}}
		}
		it.Decided = decided
		if err := s.keepOnly(ctx, tx, o, it); err != nil {
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

// altered is a wish of an item once a merge patch of choices is applied, priced anew.
func (s *Service) altered(ctx context.Context, tx Tx, o *Order, it *Item, of *Wish, choices []byte) (*Wish, error) {
	p, err := s.plan(it, havre.DayOf(o.SentAt))
	if err != nil {
		return nil, err
	}
	c, err := configuration.Change(p, &of.Configuration, choices)
	if err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	w := *of
	w.Configuration = *c
	return &w, s.reprice(ctx, tx, p, &w, w.Quote.Period.From)
}

// reprice works out again what a wish costs, from a day.
func (s *Service) reprice(ctx context.Context, tx Tx, p *catalogue.Plan, w *Wish, from havre.Date) error {
	var f *purchase.Framework
	if w.Framework != "" {
		var err error
		if f, err = tx.Framework(ctx, w.Framework); err != nil {
			return err
		}
	}
	w.Quote = pricing.Of(p, &w.Configuration, havre.Period{From: from, Until: w.Until}, schedule(f))
	return nil
}

// exceeds names a resource of which a wish takes more than all of others.
func (w *Wish) exceeds(others ...*Wish) (quota.Resource, bool) {
	for _, r := range quota.Resources {
		most := int64(0)
		for _, v := range others {
			if v != nil {
				most = max(most, v.Configuration.Resources[string(r)])
			}
		}
		if w.Configuration.Resources[string(r)] > most {
			return r, true
		}
	}
	return "", false
}

// keepOnly gives back what an item holds beyond what it asks for now.
func (s *Service) keepOnly(ctx context.Context, tx Tx, o *Order, it *Item) error {
	lines, err := tx.Holdings(ctx, o.ID, "")
	if err != nil {
		return err
	}
	asked := s.demand(it)
	_, ceiling := it.ceiling(s.Today())
	for _, l := range lines {
		if l.Item != it.Number {
			continue
		}
		account, err := tx.Allowance(ctx, l.Allowance)
		if err != nil {
			return err
		}
		want := asked[account.Key]
		switch account.Resource {
		case quota.Euros: // of the year it was sent in, whatever this one is
			want = asked[quota.Budget(s.Today().Year())]
		case quota.Ceiling:
			want = quota.Money(ceiling)
		case quota.CPU, quota.Memory, quota.GPU, quota.Storage, quota.Addresses:
		}
		if back := l.Amount - max(0, want); back > 0 {
			if err := tx.Release(ctx, l, back); err != nil {
				return err
			}
		}
	}
	return nil
}
