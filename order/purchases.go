package order

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/record"
)

// family is that of every service ordered here: they answer one kind of need, and
// count together against the thresholds of procurement.
const family = "cloud-hosting"

// purchases asks agreements, and the thresholds of procurement, whether the order may
// be placed.
func (s *Service) purchases(ctx context.Context, tx Tx, o *Order, n *record.Need, p *prepared) error {
	commercial := false
	for i := range o.Items {
		it := &o.Items[i]
		w := it.Requested
		if w == nil {
			continue
		}
		f := p.frameworks[w.Framework]
		if f == nil {
			bought := s.commercial(it.Offer)
			commercial = commercial || bought != havre.No
			if bought == havre.Yes {
				p.problems = append(p.problems, prefixed(it.Number, havre.Problems{{Field: "framework", Message: havre.Text{
					FR: "cette offre s’achète : choisissez l’accord-cadre, le marché ou la convention sous lequel elle est commandée",
					EN: "this offer is bought: choose the framework agreement, contract or convention it is ordered under",
				}}})...)
			}
			continue
		}
		commercial = commercial || f.Route != purchase.Convention
		_, amount := it.ceiling(s.Today())
		p.problems = append(p.problems, prefixed(it.Number, f.Refuses(purchase.Wish{
			Offer: it.Offer, Plan: it.Plan, Organisation: o.Organisation, Path: o.Path, Amount: amount,
			Complete: havre.TruthOf(w.Quote.Complete == havre.Yes || w.Estimate != nil), Period: w.Quote.Period, On: s.Today(),
		}))...)
	}
	if !commercial {
		return nil
	}
	return s.value(ctx, tx, o, n, p)
}

// commercial says whether an offer is bought from a supplier.
func (s *Service) commercial(offer string) havre.Truth {
	h := s.Records.Library.Now()
	v, ok := h.View(s.Today()).Offer(offer)
	if !ok {
		return havre.Unknown
	}
	switch wordOf(h.Model, v, "offer.owner") {
	case "":
		return havre.Unknown
	case "commercial":
		return havre.Yes
	}
	return havre.No
}

// value works out the value of the whole need, and what it calls for.
func (s *Service) value(ctx context.Context, tx Tx, o *Order, n *record.Need, p *prepared) error {
	past, err := s.past(ctx, tx, o)
	if err != nil {
		return err
	}
	p.valuation = purchase.WholeNeed(past, s.part(o))
	buyer := s.buyerKind(n)
	advice := purchase.Procedure(p.valuation, buyer, s.Today())
	p.advice = &advice
	for i := range o.Items {
		if w := o.Items[i].Requested; w != nil && p.frameworks[w.Framework] != nil && p.frameworks[w.Framework].Route == purchase.DirectPurchase {
			p.problems = append(p.problems, prefixed(o.Items[i].Number, purchase.Direct(p.valuation, buyer, s.Today()))...)
		}
	}
	return nil
}

// past are the earlier orders of the need and of its organisation.
func (s *Service) past(ctx context.Context, tx Tx, o *Order) (out []purchase.Part, err error) {
	q := Query{Needs: record.NeedQuery{All: true}, Path: o.Path, List: havre.List{Limit: havre.MaxLimit, Sort: "sent", Desc: true}}
	for {
		page, err := tx.Orders(ctx, q)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			k := &page.Items[i]
			if k.ID == o.ID || k.State == Rejected || k.State == Cancelled || k.State == Failed || k.State == Draft {
				continue
			}
			if k.SentAt.Before(s.now().AddDate(-5, 0, 0)) {
				return out, nil
			}
			out = append(out, s.part(k))
		}
		if page.Next == "" {
			return out, nil
		}
		q.After = page.Next
	}
}

// part is an order as a part of a need. What ends is not a purchase.
func (s *Service) part(o *Order) purchase.Part {
	p := purchase.Part{Order: o.Number, Title: o.Title, Need: o.Need, Organisation: o.Organisation, Family: family, On: s.Today(), Complete: havre.Yes}
	if !o.SentAt.IsZero() {
		p.On = havre.DayOf(o.SentAt)
	}
	for i := range o.Items {
		w := o.Items[i].Standing()
		if w == nil {
			continue
		}
		p.Amount = p.Amount.Plus(w.exclusive())
		if had := o.Items[i].Original; had != nil { // counted already with the order it came from
			p.Amount = p.Amount.Plus(-had.net(had.remaining(p.On)))
		}
		p.Renewals = p.Renewals.Plus(w.exclusive().Times(int64(w.Renewals)))
		if _, known := w.Cost(); !known {
			p.Complete = havre.No
		}
		if p.Period.From.IsZero() || w.Quote.Period.From.Before(p.Period.From) {
			p.Period.From = w.Quote.Period.From
		}
		if p.Period.Until.Before(w.Quote.Period.Until) {
			p.Period.Until = w.Quote.Period.Until
		}
	}
	return p
}
