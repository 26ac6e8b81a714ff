package pricing

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// biller makes the lines of one component.
type biller struct {
	plan      *catalogue.Plan
	component *catalogue.Component
	quantity  int64
	period    havre.Period
	schedule  Schedule
}

// price is the one of a day: the schedule's, then the catalogue's, nil for neither.
func (b *biller) price(on havre.Date) *catalogue.Price {
	if b.schedule != nil {
		if p, ok := b.schedule(b.plan.Offer, b.plan.ID, b.component.ID, on); ok {
			return &p
		}
	}
	if p, ok := b.component.PriceOn(on); ok {
		return &p
	}
	return nil
}

// lines are one for what is paid once, and one for each run of months at the same
// price for what recurs.
func (b *biller) lines() []Line {
	if b.period.From.IsZero() {
		return []Line{b.line(nil, b.period, 0)}
	}
	if !b.component.Billing.Recurring() {
		if !b.period.Contains(b.period.From) {
			return nil
		}
		return []Line{b.line(b.price(b.period.From), b.period, 0)}
	}
	return b.monthly()
}

func (b *biller) monthly() []Line {
	months := monthsBegun(b.period.From, b.period.Until.AddDays(-1))
	var out []Line
	for first := 0; first < months; {
		price := b.price(monthStart(b.period.From, first))
		next := first + 1
		for next < months && same(price, b.price(monthStart(b.period.From, next))) {
			next++
		}
		run := havre.Period{From: monthStart(b.period.From, first), Until: b.period.Until}
		if next < months {
			run.Until = monthStart(b.period.From, next)
		}
		out = append(out, b.line(price, run, next-first))
		first = next
	}
	return out
}

// same says whether two prices cost the same; two unknown ones do.
func same(a, b *catalogue.Price) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Amount == b.Amount && a.VAT == b.VAT
}

// line is the component at one price, for a number of months or once.
func (b *biller) line(price *catalogue.Price, run havre.Period, months int) Line {
	l := Line{
		Component: b.component.ID, Title: b.component.Title, Unit: b.component.Unit, Billing: b.component.Billing,
		Quantity: b.quantity, Months: months, Since: b.period.From, From: run.From, Until: run.Until,
	}
	if price == nil {
		return l
	}
	l.UnitPrice, l.VATRate = &price.Amount, price.VAT
	l.Amount = l.each()
	if l.Billing.Recurring() {
		l.Amount = l.Amount.Times(int64(months))
	}
	return l
}

// each is what one month costs, or the whole of what is paid once.
func (l *Line) each() havre.Euro {
	if l.UnitPrice == nil {
		return 0
	}
	return l.UnitPrice.Times(l.Quantity).Cents()
}

// by is what is spent of the line by a day.
func (l *Line) by(d havre.Date) havre.Euro {
	switch {
	case d.Before(l.From):
		return 0
	case !l.Billing.Recurring():
		return l.Amount
	}
	begun := monthsBegun(l.Since, d) - monthsBegun(l.Since, l.From) + 1
	return l.each().Times(int64(min(begun, l.Months)))
}
