package pricing_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/order/configuration"
	"github.com/havre-cloud/havre/order/pricing"
)

func day(s string) havre.Date { return havre.MustDate(s) }

func span(from, until string) havre.Period {
	p := havre.Period{From: day(from)}
	if until != "" {
		p.Until = day(until)
	}
	return p
}

func price(amount string, vat int64, from, until string) catalogue.Price {
	e, err := havre.ParseEuro(amount)
	if err != nil {
		panic(err)
	}
	p := catalogue.Price{Amount: e, VAT: vat}
	if from != "" {
		p.Period.From = day(from)
	}
	if until != "" {
		p.Period.Until = day(until)
	}
	return p
}

// machine is a plan with a component of each billing.
func machine() *catalogue.Plan {
	return &catalogue.Plan{ID: "vm", Offer: "a", Components: []catalogue.Component{
		{ID: "fee", Billing: catalogue.OneTime, Prices: []catalogue.Price{price("150", 2000, "", "")}},
		{ID: "base", Billing: catalogue.Fixed, Prices: []catalogue.Price{price("10", 2000, "", "2027-01-01"), price("12", 2000, "2027-01-01", "")}},
		{ID: "cpu", Billing: catalogue.Limit, Prices: []catalogue.Price{price("7.333", 550, "", "")}},
		{ID: "requests", Billing: catalogue.Usage, Prices: []catalogue.Price{price("0.0001", 2000, "", "")}},
	}}
}

func quantities(q map[string]int64) *configuration.Configuration {
	return &configuration.Configuration{Quantities: q}
}

func some() *configuration.Configuration {
	return quantities(map[string]int64{"fee": 1, "base": 1, "cpu": 4, "requests": 12_345})
}

// lines are the lines of a quote, each on one line, for a test to read.
func lines(q pricing.Quote) string {
	var b strings.Builder
	for i := range q.Lines {
		l := &q.Lines[i]
		unit := "?"
		if l.UnitPrice != nil {
			unit = l.UnitPrice.String()
		}
		b.WriteString(strings.Join([]string{l.Component, l.From.String(), l.Until.String(), havre.Count(l.Months, havre.Same("month"), havre.Same("months")).EN, unit, l.Amount.String()}, " ") + "\n")
	}
	return b.String()
}

func TestOf(t *testing.T) {
	q := pricing.Of(machine(), some(), span("2026-11-15", "2027-02-01"), nil)
	want := `fee 2026-11-15 2027-02-01 0 months 150.00 150.00
base 2026-11-15 2027-01-15 2 months 10.00 20.00
base 2027-01-15 2027-02-01 1 month 12.00 12.00
cpu 2026-11-15 2027-02-01 3 months 7.333 87.99
requests 2026-11-15 2027-02-01 3 months 0.0001 3.69
`
	if diff := cmp.Diff(want, lines(q)); diff != "" {
		t.Error(diff)
	}
	// VAT: 20 % of 185.69 is 37.14, 5.5 % of 87.99 is 4.84; by the end of 2026, 34.49 on
	// 172.46 and 3.23 on 58.66.
	got := []string{q.Monthly.String(), q.OneTime.String(), q.Total.String(), q.VAT.String(), q.TotalVAT.String()}
	if diff := cmp.Diff([]string{"40.56", "150.00", "273.68", "41.98", "315.66"}, got); diff != "" {
		t.Error(diff)
	}
	if q.Complete != havre.Yes || q.Unknown != nil || q.OpenEnded {
		t.Errorf("%+v", q)
	}
	taxes := []pricing.Tax{{Rate: 550, Base: 87_990_000, VAT: 4_840_000}, {Rate: 2000, Base: 185_690_000, VAT: 37_140_000}}
	if diff := cmp.Diff(taxes, q.Taxes()); diff != "" {
		t.Error(diff)
	}
	for d, want := range map[string]string{
		"2026-11-14": "0.00", "2026-11-15": "190.56", "2026-12-14": "190.56", "2026-12-15": "231.12", "2027-01-14": "231.12", "2027-01-15": "273.68", "2030-01-01": "273.68",
	} {
		if got := q.SpentBy(day(d)).String(); got != want {
			t.Errorf("spent by %s: %s, want %s", d, got, want)
		}
	}
	if diff := cmp.Diff(map[int]string{2026: "268.84", 2027: "46.82"}, texts(q.ByYear())); diff != "" {
		t.Error(diff)
	}
}

func texts(years map[int]havre.Euro) map[int]string {
	out := map[int]string{}
	for y, e := range years {
		out[y] = e.String()
	}
	return out
}

// A month is counted from the day of the first, or from the last day of a shorter one.
func TestMonthsBegun(t *testing.T) {
	tests := []struct {
		from, until string
		months      int
	}{
		{"2026-01-01", "2026-02-01", 1},
		{"2026-01-01", "2026-02-02", 2},
		{"2026-01-01", "2026-01-02", 1},
		{"2026-01-01", "2026-01-01", 0},
		{"2026-01-01", "2025-01-01", 0},
		{"2026-01-31", "2026-02-28", 1},
		{"2026-01-31", "2026-03-01", 2},
		{"2026-01-31", "2026-03-31", 2},
		{"2026-01-31", "2026-04-01", 3},
		{"2027-12-31", "2028-02-29", 2},
		{"2024-02-29", "2025-02-28", 12},
		{"2024-02-29", "2025-03-01", 13},
		{"2026-06-15", "2036-06-15", 120},
		{"2026-01-31", "", 12},
	}
	p := machine()
	for _, tt := range tests {
		t.Run(tt.from+" to "+tt.until, func(t *testing.T) {
			q := pricing.Of(p, quantities(map[string]int64{"cpu": 1}), span(tt.from, tt.until), nil)
			months := 0
			for i := range q.Lines {
				months += q.Lines[i].Months
			}
			if months != tt.months {
				t.Errorf("%d months, want %d: %+v", months, tt.months, q.Lines)
			}
		})
	}
}

func TestWithoutAnEndTwelveMonthsArePriced(t *testing.T) {
	q := pricing.Of(machine(), quantities(map[string]int64{"cpu": 1}), span("2026-11-15", ""), nil)
	if !q.OpenEnded || q.Period != span("2026-11-15", "2027-11-15") || q.Total.String() != "87.96" {
		t.Errorf("%+v", q)
	}
}

// What nobody gave a price to is told, and what is known is still summed.
func TestUnknownPrices(t *testing.T) {
	p := machine()
	p.Components[1].Prices = p.Components[1].Prices[:1] // known until 2027
	p.Components[3].Prices = nil
	q := pricing.Of(p, some(), span("2026-11-15", "2027-02-01"), nil)
	want := `fee 2026-11-15 2027-02-01 0 months 150.00 150.00
base 2026-11-15 2027-01-15 2 months 10.00 20.00
base 2027-01-15 2027-02-01 1 month ? 0.00
cpu 2026-11-15 2027-02-01 3 months 7.333 87.99
requests 2026-11-15 2027-02-01 3 months ? 0.00
`
	if diff := cmp.Diff(want, lines(q)); diff != "" {
		t.Error(diff)
	}
	if q.Complete != havre.No || strings.Join(q.Unknown, " ") != "base requests" || q.Total.String() != "257.99" {
		t.Errorf("%v %v %s", q.Complete, q.Unknown, q.Total)
	}
}

// None of something costs nothing, even at a price that nobody gave.
func TestNoneOfSomethingCostsNothing(t *testing.T) {
	p := machine()
	p.Components[3].Prices = nil
	q := pricing.Of(p, quantities(map[string]int64{"fee": 1, "base": 1, "cpu": 1}), span("2026-11-15", "2027-02-01"), nil)
	if q.Complete != havre.Yes || len(q.Unknown) > 0 {
		t.Errorf("%v %v", q.Complete, q.Unknown)
	}
}

// Without a first day, nothing has a price.
func TestWithoutAFirstDay(t *testing.T) {
	q := pricing.Of(machine(), some(), havre.Period{Until: day("2027-01-01")}, nil)
	if q.Complete != havre.No || len(q.Unknown) != 4 || q.Total != 0 || len(q.ByYear()) != 0 || q.SpentBy(day("2030-01-01")) != 0 {
		t.Errorf("%+v", q)
	}
}

// What ends before it begins is not even set up.
func TestAnEmptyPeriodCostsNothing(t *testing.T) {
	q := pricing.Of(machine(), some(), span("2026-11-15", "2026-11-15"), nil)
	if len(q.Lines) != 0 || q.Total != 0 || len(q.ByYear()) != 0 {
		t.Errorf("%+v", q)
	}
}

// The prices of an agreement come before those of the catalogue, for the months that
// begin while it has them.
func TestScheduleComesFirst(t *testing.T) {
	schedule := func(offer, plan, component string, on havre.Date) (catalogue.Price, bool) {
		if offer != "a" || plan != "vm" || component != "cpu" || !span("2026-12-01", "2027-02-01").Contains(on) {
			return catalogue.Price{}, false
		}
		return price("5", 2000, "", ""), true
	}
	q := pricing.Of(machine(), quantities(map[string]int64{"cpu": 2}), span("2026-11-15", "2027-03-15"), schedule)
	want := `cpu 2026-11-15 2026-12-15 1 month 7.333 14.67
cpu 2026-12-15 2027-02-15 2 months 5.00 20.00
cpu 2027-02-15 2027-03-15 1 month 7.333 14.67
`
	if diff := cmp.Diff(want, lines(q)); diff != "" {
		t.Error(diff)
	}
}

func TestSum(t *testing.T) {
	a := pricing.Of(machine(), some(), span("2026-11-15", "2027-02-01"), nil)
	p := machine()
	p.Components[2].Prices = nil
	b := pricing.Of(p, some(), span("2026-01-01", ""), nil)
	q := pricing.Sum(a, b)
	if q.Period != span("2026-01-01", "2027-02-01") || !q.OpenEnded || q.Complete != havre.No || strings.Join(q.Unknown, " ") != "cpu" {
		t.Errorf("%+v", q)
	}
	if q.Total != a.Total.Plus(b.Total) || q.Monthly != a.Monthly.Plus(b.Monthly) || q.OneTime != a.OneTime.Plus(b.OneTime) || len(q.Lines) != len(a.Lines)+len(b.Lines) {
		t.Errorf("%s %s %s", q.Total, q.Monthly, q.OneTime)
	}
	if none := pricing.Sum(); none.Complete != havre.Yes || none.Lines == nil || none.Total != 0 {
		t.Errorf("%+v", none)
	}
}

// A quote that was stored counts like the one that was made.
func TestQuoteSurvivesJSON(t *testing.T) {
	p := machine()
	p.Components[3].Prices = nil
	q := pricing.Of(p, some(), span("2026-01-31", "2027-02-01"), nil)
	b, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var again pricing.Quote
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(q, again, cmp.Comparer(func(a, b havre.Date) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	if d := day("2026-02-28"); again.SpentBy(d) != q.SpentBy(d) || q.SpentBy(d) == q.SpentBy(d.AddDays(-1)) {
		t.Errorf("%s and %s", again.SpentBy(d), q.SpentBy(d))
	}
}
