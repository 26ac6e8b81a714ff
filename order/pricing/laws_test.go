package pricing_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/order/configuration"
	"github.com/havre-cloud/havre/order/pricing"
)

// billings are drawn with those that recur more often.
var billings = []catalogue.Billing{catalogue.Fixed, catalogue.Limit, catalogue.Usage, catalogue.OneTime}

// anyDate is within the years that an order may span.
func anyDate(t *rapid.T, label string) havre.Date {
	return havre.NewDate(2024, time.January, 1).AddDays(rapid.IntRange(0, 5*365).Draw(t, label))
}

// anyPlan has components whose prices follow one another, with holes.
func anyPlan(t *rapid.T) (*catalogue.Plan, *configuration.Configuration) {
	p := &catalogue.Plan{ID: "p", Offer: "o"}
	c := &configuration.Configuration{Quantities: map[string]int64{}}
	for i := range rapid.IntRange(0, 4).Draw(t, "components") {
		k := catalogue.Component{ID: string(rune('a' + i)), Billing: rapid.SampledFrom(billings).Draw(t, "billing")}
		from := anyDate(t, "first price")
		for range rapid.IntRange(0, 3).Draw(t, "prices") {
			until := from.AddDays(rapid.IntRange(1, 700).Draw(t, "length"))
			k.Prices = append(k.Prices, catalogue.Price{
				Amount: havre.Euro(rapid.Int64Range(0, 5_000_000_000).Draw(t, "amount")), VAT: rapid.SampledFrom([]int64{0, 550, 2000}).Draw(t, "vat"),
				Period: havre.Period{From: from, Until: until},
			})
			from = until.AddDays(rapid.IntRange(0, 1).Draw(t, "hole") * 40)
		}
		p.Components = append(p.Components, k)
		c.Quantities[k.ID] = rapid.Int64Range(0, 1000).Draw(t, "quantity")
	}
	return p, c
}

func anyPeriod(t *rapid.T) havre.Period {
	from := anyDate(t, "from")
	p := havre.Period{From: from, Until: from.AddDays(rapid.IntRange(-5, 1500).Draw(t, "days"))}
	if rapid.Float64().Draw(t, "open") < 0.1 {
		p.Until = havre.Date{}
	}
	return p
}

func anyQuote(t *rapid.T) pricing.Quote {
	p, c := anyPlan(t)
	return pricing.Of(p, c, anyPeriod(t), nil)
}

// The lines sum to the total, to the cent, and the total with its tax is the sum.
func TestLinesSumToTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuote(t)
		var sum havre.Euro
		for i := range q.Lines {
			l := &q.Lines[i]
			if l.Amount != l.Amount.Cents() {
				t.Fatalf("%s is not a number of cents", l.Amount)
			}
			sum += l.Amount
		}
		if sum != q.Total || q.TotalVAT != q.Total+q.VAT {
			t.Fatalf("lines sum to %s, total is %s; %s with a tax of %s", sum, q.Total, q.TotalVAT, q.VAT)
		}
	})
}

// What is spent never goes down, and ends at the total.
func TestSpentByIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuote(t)
		if s := q.SpentBy(q.Period.From.AddDays(-1)); s != 0 {
			t.Fatalf("%s is spent before the first day", s)
		}
		d := q.Period.From
		before := havre.Euro(0)
		for range 30 {
			spent := q.SpentBy(d)
			if spent < before || spent > q.Total {
				t.Fatalf("%s spent by %s after %s, of %s", spent, d, before, q.Total)
			}
			before, d = spent, d.AddDays(rapid.IntRange(0, 90).Draw(t, "days later"))
		}
		last := q.Period.Until
		if last.Before(q.Period.From) {
			last = q.Period.From
		}
		if s, taxed := q.SpentBy(last), q.SpentWithVAT(last); s != q.Total || taxed != q.TotalVAT {
			t.Fatalf("%s (%s) spent at the end, of %s (%s)", s, taxed, q.Total, q.TotalVAT)
		}
	})
}

// The years sum to the total with tax, to the cent.
func TestYearsSumToTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := pricing.Sum(anyQuote(t), anyQuote(t))
		var sum havre.Euro
		for year, e := range q.ByYear() {
			if e < 0 || e != e.Cents() {
				t.Fatalf("%d: %s", year, e)
			}
			sum += e
		}
		if sum != q.TotalVAT {
			t.Fatalf("the years sum to %s, the total is %s", sum, q.TotalVAT)
		}
	})
}

// A quote is complete exactly when the price of each month of each component that
// there is some of is known; taking a price away never makes one complete.
func TestCompleteMeansEveryPriceIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, c := anyPlan(t)
		period := anyPeriod(t)
		q := pricing.Of(p, c, period, nil)
		unknown := 0
		for i := range q.Lines {
			if q.Lines[i].UnitPrice == nil {
				unknown++
			}
		}
		if q.Complete != havre.TruthOf(unknown == 0) || (len(q.Unknown) == 0) != (unknown == 0) {
			t.Fatalf("complete: %s, with %d lines unknown (%v)", q.Complete, unknown, q.Unknown)
		}
		if len(p.Components) == 0 {
			return
		}
		k := &p.Components[rapid.IntRange(0, len(p.Components)-1).Draw(t, "component")]
		if len(k.Prices) == 0 {
			return
		}
		k.Prices = k.Prices[1:]
		less := pricing.Of(p, c, period, nil)
		if less.Complete > q.Complete || less.Total > q.Total {
			t.Fatalf("a price less: complete %s then %s, %s then %s", q.Complete, less.Complete, q.Total, less.Total)
		}
	})
}

// What recurs costs the same cut in two where a month begins, tax included. A day
// that not every month has would be counted anew from a shorter month, so the first
// day is one that they all have.
func TestAPeriodCutInTwoCostsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, c := anyPlan(t)
		for i := range p.Components {
			if p.Components[i].Billing == catalogue.OneTime {
				p.Components[i].Billing = catalogue.Limit
			}
		}
		from := havre.NewDate(2024+rapid.IntRange(0, 4).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"))
		cut := from.AddMonths(rapid.IntRange(1, 20).Draw(t, "months before the cut"))
		until := cut.AddDays(rapid.IntRange(0, 700).Draw(t, "days after it"))
		whole := pricing.Of(p, c, havre.Period{From: from, Until: until}, nil)
		halves := pricing.Sum(pricing.Of(p, c, havre.Period{From: from, Until: cut}, nil), pricing.Of(p, c, havre.Period{From: cut, Until: until}, nil))
		if whole.Total != halves.Total || whole.TotalVAT != halves.TotalVAT || whole.Complete != halves.Complete {
			t.Fatalf("whole %s (%s), halves %s (%s)", whole.Total, whole.TotalVAT, halves.Total, halves.TotalVAT)
		}
		for _, d := range []havre.Date{from, cut.AddDays(-1), cut, until} {
			if whole.SpentBy(d) != halves.SpentBy(d) {
				t.Fatalf("by %s: whole %s, halves %s", d, whole.SpentBy(d), halves.SpentBy(d))
			}
		}
	})
}
