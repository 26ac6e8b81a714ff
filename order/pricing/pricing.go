// Package pricing says what something ordered costs: line by line, per month, once,
// and until its end.
//
// Components that recur are billed for every month begun since the first day; the
// price of a month is the one of its first day, and what a month costs is rounded to
// the cent. The tax is worked out on the sum of the lines of each rate, as invoices
// do (EN 16931, BR-CO-17). A price that nobody gave is unknown, and never counts for
// nothing in silence: [Quote.Complete] and [Quote.Unknown] tell it.
//
// The package reads no clock and no file, and knows neither who pays nor how: prices
// of a framework agreement come by a [Schedule].
package pricing

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/order/configuration"
)

// openMonths is how long something without an end is priced for.
const openMonths = 12

// Quote is what something costs over a period, as far as prices are known. All
// amounts are their known part; VAT excluded unless said.
type Quote struct {
	Lines []Line `json:"lines"`
	// Period is what was priced; when no end was given, twelve months (OpenEnded).
	Period    havre.Period `json:"period"`
	OpenEnded bool         `json:"openEnded,omitempty"`
	Monthly   havre.Euro   `json:"monthly"` // what the first month costs, without what is paid once
	OneTime   havre.Euro   `json:"oneTime"` // what is paid once
	Total     havre.Euro   `json:"total"`   // over the period
	VAT       havre.Euro   `json:"vat"`
	TotalVAT  havre.Euro   `json:"totalVAT"` // with the tax
	// Complete is yes when every price is known for all of the period, no otherwise.
	Complete havre.Truth `json:"complete"`
	Unknown  []string    `json:"unknown,omitempty"` // components whose price is not known all along
}

// Line is a component at one price.
type Line struct {
	Component string            `json:"component"`
	Title     havre.Text        `json:"title"`
	Unit      havre.Text        `json:"unit,omitzero"`
	Billing   catalogue.Billing `json:"billing"`
	Quantity  int64             `json:"quantity"`
	// UnitPrice is nil when nobody gave it: Amount is then zero, and means nothing.
	UnitPrice *havre.Euro `json:"unitPrice,omitempty"`
	VATRate   int64       `json:"vatRate"` // hundredths of a percent
	Months    int         `json:"months"`  // begun in the period of the line; 0 for what is paid once
	Amount    havre.Euro  `json:"amount"`  // to the cent
	// Since is the first day of all that was ordered: months are counted from it.
	Since havre.Date `json:"since"`
	From  havre.Date `json:"from"`
	Until havre.Date `json:"until"` // excluded
}

// Schedule gives the prices that come before those of the catalogue: those of a
// framework agreement. False leaves it to the catalogue.
type Schedule func(offer, plan, component string, on havre.Date) (catalogue.Price, bool)

// Of prices what was chosen of a plan over a period, whose first day must be known:
// without it no price is. A schedule may be nil.
func Of(p *catalogue.Plan, c *configuration.Configuration, period havre.Period, s Schedule) Quote {
	q := Quote{Lines: []Line{}, Period: period, OpenEnded: period.Until.IsZero()}
	if q.OpenEnded && !period.From.IsZero() {
		q.Period.Until = monthStart(period.From, openMonths)
	}
	for i := range p.Components {
		b := biller{plan: p, component: &p.Components[i], quantity: c.Quantities[p.Components[i].ID], period: q.Period, schedule: s}
		if b.quantity > 0 { // nothing of something costs nothing, whatever its price
			q.Lines = append(q.Lines, b.lines()...)
		}
	}
	q.sum()
	return q
}

// Sum is what several quotes cost together, over the period that holds theirs. It
// is worked out on all of the lines, as an order form of several lines is.
func Sum(quotes ...Quote) Quote {
	out := Quote{Lines: []Line{}}
	for i := range quotes {
		q := &quotes[i]
		out.Lines = append(out.Lines, q.Lines...)
		out.OpenEnded = out.OpenEnded || q.OpenEnded
		if i == 0 || q.Period.From.Before(out.Period.From) {
			out.Period.From = q.Period.From
		}
		if out.Period.Until.Before(q.Period.Until) {
			out.Period.Until = q.Period.Until
		}
	}
	out.sum()
	return out
}
