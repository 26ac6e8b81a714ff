package pages

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/web"
)

// costSpan says of the cost of an order what it counts: until when, and with the tax.
func costSpan(r *web.Request, o *order.Order) string {
	ends, open := map[havre.Date]bool{}, false
	var last havre.Date
	for i := range o.Items {
		if w := o.Items[i].Standing(); w != nil {
			last = w.Until
			ends[last], open = true, open || last.IsZero()
		}
	}
	switch {
	case open && len(ends) > 1:
		return r.Say("TTC, jusqu’à la fin de chaque ligne, douze mois pour celles qui n’en ont pas", "incl. VAT, until each line ends, twelve months for those without an end")
	case open:
		return r.Say("TTC, sur douze mois (sans date de fin)", "incl. VAT, over twelve months (no end date)")
	case len(ends) > 1:
		return r.Say("TTC, chaque ligne jusqu’à sa propre fin", "incl. VAT, each line until its own end")
	case last.IsZero():
		return r.Say("TTC, jusqu’à la fin", "incl. VAT, until the end")
	}
	return r.Say("TTC, jusqu’au %s", "incl. VAT, until %s", r.Date(last.AddDays(-1)))
}

// eachMonth is what a wish costs each month, VAT included, by its prices or by its
// estimate spread evenly. False: nobody says.
func eachMonth(w *order.Wish) (havre.Euro, bool) {
	switch {
	case w == nil:
		return 0, true
	case w.Quote.Complete == havre.Yes && w.Quote.Total == 0:
		return 0, true
	case w.Quote.Complete == havre.Yes:
		return w.Quote.Monthly.Share(int64(w.Quote.TotalVAT), int64(w.Quote.Total)), true
	}
	cost, known := w.Cost()
	days := w.Quote.Period.Until.Days() - w.Quote.Period.From.Days()
	return cost.Share(30, max(days, 30)), known
}

// itemChange says how much more, or less, a resource costs each month once a line changes
// or ends it; "" for an addition, which changes nothing that exists.
func itemChange(r *web.Request, it *order.Item) string {
	if it.Original == nil {
		return ""
	}
	return againstToday(r, []order.Item{*it}, it.State.Ended())
}

// orderChange says the same of a whole order that changes or ends something; "" when it only
// adds.
func orderChange(r *web.Request, o *order.Order) string {
	for i := range o.Items {
		if o.Items[i].Original != nil {
			return againstToday(r, o.Items, o.State.Ended())
		}
	}
	return ""
}

// againstToday sets what lines cost each month beside what there is today, or what there
// was before once the change is over.
func againstToday(r *web.Request, items []order.Item, over bool) string {
	var more havre.Euro
	than := r.Say("par rapport à aujourd’hui", "compared with today")
	if over {
		than = r.Say("par rapport à avant", "compared with before")
	}
	for i := range items {
		before, known := eachMonth(items[i].Original)
		after, said := eachMonth(items[i].Standing())
		if !known || !said {
			return r.Say("écart par mois inconnu %s : un prix n’est pas publié", "difference per month unknown %s: a price is not published", than)
		}
		more = more.Plus(after).Plus(-before)
	}
	switch more = more.Cents(); {
	case more > 0:
		return r.Say("+ %s TTC par mois %s", "+ %s incl. VAT per month %s", money(r, more), than)
	case more < 0:
		return r.Say("− %s TTC par mois %s", "− %s incl. VAT per month %s", money(r, -more), than)
	}
	return r.Say("même coût par mois %s", "same cost per month %s", than)
}

// releasedCost is what an order engaged for lines that were never delivered and gave it
// back, and what it still engages.
func releasedCost(o *order.Order) (kept, back order.Order) {
	for i := range o.Items {
		switch it := o.Items[i]; it.State {
		case order.Rejected, order.Cancelled, order.Failed:
			back.Items = append(back.Items, it)
		case order.Draft, order.Acknowledged, order.Pending, order.Held, order.InProgress, order.Completed, order.Partial:
			kept.Items = append(kept.Items, it)
		}
	}
	return kept, back
}
