package order

import (
	"context"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/quota"
)

// demand is how much more an item asks of quotas and budgets than its instance has.
// What shrinks asks for nothing: it is given back once it has shrunk.
func (s *Service) demand(it *Item) quota.Demand {
	d := quota.Demand{}
	w := it.Standing()
	if w == nil {
		return d
	}
	for r, n := range w.Configuration.Resources {
		d.Add(quota.Of(quota.Resource(r), it.Environment), n)
	}
	cost, _ := w.Cost()
	d.Add(quota.Budget(s.Today().Year()), quota.Money(cost))
	if it.Original == nil {
		return d
	}
	for r, n := range it.Original.Configuration.Resources {
		d.Add(quota.Of(quota.Resource(r), it.Environment), -n)
	}
	d.Add(quota.Budget(s.Today().Year()), -quota.Money(s.remaining(it.Original)))
	return d
}

// remaining is what is engaged for a wish and not spent today: an estimate is spent
// evenly over its period.
func (s *Service) remaining(w *Wish) havre.Euro { return w.remaining(s.Today()) }

// remaining is what is engaged and not spent on a day.
func (w *Wish) remaining(on havre.Date) havre.Euro {
	cost, _ := w.Cost()
	if w.Quote.Complete == havre.Yes {
		return cost.Plus(-w.Quote.SpentWithVAT(on))
	}
	whole, gone := w.Quote.Period.Until.Days()-w.Quote.Period.From.Days(), on.Days()-w.Quote.Period.From.Days()
	if whole <= 0 {
		return 0
	}
	return cost.Plus(-cost.Share(min(max(gone, 0), whole), whole))
}

// ceiling is how much of a framework agreement an item asks for, VAT excluded.
func (it *Item) ceiling(on havre.Date) (framework string, amount havre.Euro) {
	w := it.Standing()
	if w == nil || w.Framework == "" {
		return "", 0
	}
	amount = w.exclusive()
	if it.Original != nil && it.Original.Framework == w.Framework {
		left := it.Original.remaining(on)
		amount = amount.Plus(-it.Original.net(left))
	}
	return w.Framework, max(0, amount)
}

// exclusive is the cost without the tax: that of the quote, or of the estimate.
func (w *Wish) exclusive() havre.Euro {
	if w.Quote.Complete == havre.Yes {
		return w.Quote.Total
	}
	cost, _ := w.Cost()
	return w.net(cost)
}

// usualVAT is the rate an estimate is read with when no price tells another.
const usualVAT = 2000

// net takes the tax out of an amount.
func (w *Wish) net(e havre.Euro) havre.Euro {
	if w.Quote.Complete == havre.Yes && w.Quote.TotalVAT != 0 {
		return w.Quote.Total.Share(int64(e), int64(w.Quote.TotalVAT))
	}
	return e.Share(10_000, 10_000+usualVAT).Cents()
}

// levels are those whose allowances an order of a need draws on, from the widest.
func levels(path, need string) []string {
	return append(strings.Split(strings.Trim(path, "/"), "/"), need)
}

// fit works out what the items would hold at every level, and what is short.
func (s *Service) fit(ctx context.Context, tx Tx, o *Order, p *prepared) error {
	holders := levels(o.Path, o.Need)
	for id := range p.frameworks {
		holders = append(holders, id)
	}
	allowances, err := tx.Allowances(ctx, holders)
	if err != nil {
		return err
	}
	for i := range o.Items {
		it := &o.Items[i]
		lines, short := quota.Fit(inside(allowances, quota.OfFramework, ""), s.demand(it))
		if framework, amount := it.ceiling(s.Today()); framework != "" && amount > 0 && p.frameworks[framework] != nil {
			more, lack := quota.Fit(inside(allowances, quota.OfFramework, framework), quota.Demand{{Resource: quota.Ceiling}: quota.Money(amount)})
			lines, short = append(lines, more...), append(short, lack...)
		}
		for k := range lines {
			lines[k].Item = it.Number
			take(allowances, lines[k])
		}
		p.lines, p.short = append(p.lines, lines...), append(p.short, short...)
	}
	return nil
}

// inside are the allowances of one framework, or those of all the other levels.
func inside(all []quota.Allowance, level quota.Level, holder string) (out []quota.Allowance) {
	for i := range all {
		if holder == "" && all[i].Level != level || holder != "" && all[i].Holder == holder {
			out = append(out, all[i])
		}
	}
	return out
}

// take counts a line as held, for the items that follow.
func take(all []quota.Allowance, l quota.Line) {
	for i := range all {
		if all[i].ID == l.Allowance {
			all[i].Reserved += l.Amount
		}
	}
}
