package purchase

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// Amount is what the line costs without VAT; false when its price is unknown. What a
// month costs is rounded to the cent, as it is invoiced.
func (l FormLine) Amount() (havre.Euro, bool) {
	switch {
	case l.Net != nil:
		return l.Net.Cents(), true
	case l.UnitPrice == nil:
		return 0, false
	}
	return l.UnitPrice.Times(l.Quantity).Cents().Times(l.Payments()), true
}

// Payments is how many times the line is paid: its months, or once.
func (l FormLine) Payments() int64 {
	if l.Recurring {
		return l.Months
	}
	return 1
}

// Totals are the sums of an order form, to the cent.
type Totals struct {
	Net, VAT, Gross havre.Euro
	Rates           []RateTotal // by falling rate
	// Complete says whether every price is known; when No the sums are of what is.
	Complete havre.Truth
}

// RateTotal is the sum of the lines at one rate of VAT.
type RateTotal struct {
	Rate     int64 // hundredths of a percent
	Net, VAT havre.Euro
}

// Totals adds up the lines. VAT is computed on the sum of each rate, not line by line,
// as invoices do.
func (o *OrderForm) Totals() Totals {
	t := Totals{Complete: havre.Yes}
	for _, l := range o.Lines {
		net, known := l.Amount()
		if !known {
			t.Complete = havre.No
			continue
		}
		t.rate(l.VAT).Net = t.rate(l.VAT).Net.Plus(net)
	}
	slices.SortFunc(t.Rates, func(a, b RateTotal) int { return int(b.Rate - a.Rate) })
	for i := range t.Rates {
		r := &t.Rates[i]
		r.VAT = r.Net.VAT(r.Rate)
		t.Net, t.VAT = t.Net.Plus(r.Net), t.VAT.Plus(r.VAT)
	}
	t.Gross = t.Net.Plus(t.VAT)
	return t
}

// rate is the sum of a rate, begun at nothing.
func (t *Totals) rate(rate int64) *RateTotal {
	i := slices.IndexFunc(t.Rates, func(r RateTotal) bool { return r.Rate == rate })
	if i < 0 {
		t.Rates = append(t.Rates, RateTotal{Rate: rate})
		i = len(t.Rates) - 1
	}
	return &t.Rates[i]
}
