package order

import (
	"context"

	"github.com/havre-cloud/havre"
)

// later is what an item asks for, priced from today when its first day has passed: what
// is approved, or ordered of its holder, after that day costs nothing before. It is the
// same wish where that changes nothing, or would cost more.
func (s *Service) later(ctx context.Context, tx Tx, o *Order, it *Item) (*Wish, error) {
	w, today := it.Standing(), s.Today()
	if w == nil || !w.Quote.Period.From.Before(today) {
		return w, nil
	}
	if it.over(today) {
		return nil, prefixed(it.Number, havre.Problems{{Field: "until", Value: w.Until.String(), Message: periodOver}})
	}
	p, err := s.plan(it, havre.DayOf(o.SentAt))
	if err != nil || tooShort(p, havre.Period{From: today, Until: w.Until}) != nil {
		return w, nil //nolint:nilerr // what the catalogue no longer has keeps its price
	}
	put := *w
	if err := s.reprice(ctx, tx, p, &put, today); err != nil {
		return nil, err
	}
	if before, _ := w.Cost(); put.dearer(before) {
		return w, nil
	}
	return &put, nil
}

// dearer says whether a wish costs more than that.
func (w *Wish) dearer(than havre.Euro) bool {
	cost, _ := w.Cost()
	return cost > than
}

var periodOver = havre.Text{
	FR: "la période commandée est passée : annulez la commande, et copiez-la dans un nouveau panier pour changer les dates",
	EN: "the period ordered has passed: cancel the order, and copy it to a new basket to change the dates",
}

// over says whether the last day of what an item asks for has passed.
func (it *Item) over(today havre.Date) bool {
	w := it.Standing()
	return w != nil && !w.Until.IsZero() && !today.Before(w.Until)
}

// putOff has an item begin today when its first day has passed, and gives back what it
// does not cost.
func (s *Service) putOff(ctx context.Context, tx Tx, o *Order, it *Item) error {
	had := it.Standing()
	w, err := s.later(ctx, tx, o, it)
	if err != nil {
		return err
	}
	it.Decided = w
	if w == had {
		return nil
	}
	return s.keepOnly(ctx, tx, o, it)
}
