package pricing

import (
	"cmp"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
)

// sum works the amounts out of the lines.
func (q *Quote) sum() {
	q.Complete = havre.Yes
	for i := range q.Lines {
		l := &q.Lines[i]
		q.Total = q.Total.Plus(l.Amount)
		switch {
		case !l.Billing.Recurring():
			q.OneTime = q.OneTime.Plus(l.Amount)
		case l.From == l.Since:
			q.Monthly = q.Monthly.Plus(l.each())
		}
		if l.UnitPrice != nil {
			continue
		}
		q.Complete = havre.No
		if !slices.Contains(q.Unknown, l.Component) {
			q.Unknown = append(q.Unknown, l.Component)
		}
	}
	for _, t := range q.Taxes() {
		q.VAT = q.VAT.Plus(t.VAT)
	}
	q.TotalVAT = q.Total.Plus(q.VAT)
}

// Unpriced are the titles of the components whose price is not known all along.
func (q *Quote) Unpriced() []havre.Text {
	var out []havre.Text
	for _, id := range q.Unknown {
		i := slices.IndexFunc(q.Lines, func(l Line) bool { return l.Component == id })
		out = append(out, q.Lines[i].Title)
	}
	return out
}

// Tax is what is due at one rate.
type Tax struct {
	Rate int64      `json:"rate"` // hundredths of a percent
	Base havre.Euro `json:"base"` // VAT excluded
	VAT  havre.Euro `json:"vat"`  // to the cent
}

// Taxes lists the rates of the lines whose price is known, in rising order.
func (q *Quote) Taxes() []Tax { return q.taxes((*Line).whole) }

// whole is all of a line.
func (l *Line) whole() havre.Euro { return l.Amount }

// taxes sums a part of each line by rate.
func (q *Quote) taxes(part func(*Line) havre.Euro) []Tax {
	bases := map[int64]havre.Euro{}
	for i := range q.Lines {
		if l := &q.Lines[i]; l.UnitPrice != nil {
			bases[l.VATRate] = bases[l.VATRate].Plus(part(l))
		}
	}
	out := make([]Tax, 0, len(bases))
	for rate, base := range bases {
		out = append(out, Tax{Rate: rate, Base: base, VAT: base.VAT(rate)})
	}
	slices.SortFunc(out, func(a, b Tax) int { return cmp.Compare(a.Rate, b.Rate) })
	return out
}

// SpentBy is what is spent by the end of a day, VAT excluded: the months begun, and
// what is paid once.
func (q *Quote) SpentBy(d havre.Date) havre.Euro {
	var sum havre.Euro
	for i := range q.Lines {
		sum = sum.Plus(q.Lines[i].by(d))
	}
	return sum
}

// ByYear is what is spent in each calendar year, with VAT: a month belongs to the
// year it begins in. The years sum to TotalVAT, to the cent.
func (q *Quote) ByYear() map[int]havre.Euro {
	out := map[int]havre.Euro{}
	first, last := q.years()
	var before havre.Euro
	for year := first; year <= last; year++ {
		spent := q.SpentWithVAT(havre.NewDate(year, time.December, 31))
		out[year] = spent.Plus(-before)
		before = spent
	}
	return out
}

// years are those that the lines begin and end in; the last is before the first when
// there is nothing to spend.
func (q *Quote) years() (first, last int) {
	last = -1
	for i := range q.Lines {
		l := &q.Lines[i]
		if l.From.IsZero() {
			continue
		}
		from, until := l.From.Time().Year(), l.Until.AddDays(-1).Time().Year()
		if last < 0 {
			first = from
		}
		first, last = min(first, from), max(last, until)
	}
	return first, last
}

// SpentWithVAT is what is spent by the end of a day, tax included: TotalVAT once all
// is spent.
func (q *Quote) SpentWithVAT(d havre.Date) havre.Euro {
	var sum havre.Euro
	for _, t := range q.taxes(func(l *Line) havre.Euro { return l.by(d) }) {
		sum = sum.Plus(t.Base).Plus(t.VAT)
	}
	return sum
}
