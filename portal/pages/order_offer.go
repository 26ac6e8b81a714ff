package pages

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/web"
)

// priceFrom is what the least of a plan costs on a day.
type priceFrom struct {
	Monthly, Once havre.Euro  // VAT excluded
	Known         havre.Truth // yes: every price it takes is; no: none is; unknown: some are
	Agreed        bool        // some price is that of an agreement
}

// leastPrice is the price of the least that a plan lets one choose: that of an agreement
// open to whoever orders comes before that of the catalogue.
func leastPrice(p *catalogue.Plan, agreements []purchase.Framework, on havre.Date) (out priceFrom) {
	known, missing := 0, 0
	for i := range p.Components {
		c := &p.Components[i]
		n := leastOf(p, c)
		if n == 0 {
			continue
		}
		price, agreed, ok := priceOf(p, c, agreements, on)
		if !ok {
			missing++
			continue
		}
		known++
		out.Agreed = out.Agreed || agreed
		if c.Billing.Recurring() {
			out.Monthly = out.Monthly.Plus(price.Times(n))
		} else {
			out.Once = out.Once.Plus(price.Times(n))
		}
	}
	switch {
	case known == 0:
		out.Known = havre.No
	case missing == 0:
		out.Known = havre.Yes
	default:
		out.Known = havre.Unknown
	}
	return out
}

// leastOf is the least quantity of a component that may be ordered.
func leastOf(p *catalogue.Plan, c *catalogue.Component) int64 {
	if c.Quantity == "" {
		return 1
	}
	f, ok := p.Field(c.Quantity)
	switch {
	case !ok:
		return 1
	case f.Locked:
		n, _ := f.Default.(int64)
		return n
	case !f.Required:
		return 0
	}
	return f.Min
}

// priceOf is the unit price of a component on a day, and whether an agreement gives it.
func priceOf(p *catalogue.Plan, c *catalogue.Component, agreements []purchase.Framework, on havre.Date) (havre.Euro, bool, bool) {
	for i := range agreements {
		if x, ok := agreements[i].PriceOn(p.Offer, p.ID, c.ID, on); ok {
			return x.Price.Amount, true, true
		}
	}
	x, ok := c.PriceOn(on)
	return x.Amount, false, ok
}

// leastText says what the least of a plan costs, or that nobody publishes it.
func leastText(r *web.Request, x priceFrom) string {
	var text string
	switch {
	case x.Known == havre.No:
		return r.Say("Prix non publié : une estimation vous sera demandée.", "Price not published: you will be asked for an estimate.")
	case x.Monthly == 0:
		text = r.Say("À partir de %s HT, une seule fois", "From %s excl. VAT, once", money(r, x.Once))
	case x.Once == 0:
		text = r.Say("À partir de %s HT par mois", "From %s excl. VAT per month", money(r, x.Monthly))
	default:
		text = r.Say("À partir de %s HT par mois, et %s HT une seule fois", "From %s excl. VAT per month, and %s excl. VAT once", money(r, x.Monthly), money(r, x.Once))
	}
	if x.Agreed {
		text += r.Say(", au prix d’un accord", ", at the price of an agreement")
	}
	if x.Known == havre.Unknown {
		text += r.Say(", sans compter ce dont le prix n’est pas publié", ", without what has no published price")
	}
	return text + "."
}

// delayText is how long a plan usually takes to be delivered.
func delayText(r *web.Request, p *catalogue.Plan) string {
	if p.Fulfilment.Days == 0 {
		return r.Say("Délai de livraison non publié.", "Delivery time not published.")
	}
	return r.Many(p.Fulfilment.Days, havre.Text{FR: "Livraison en %s jour ouvré d’habitude.", EN: "Usually delivered in %s working day."}, havre.Text{FR: "Livraison en %s jours ouvrés d’habitude.", EN: "Usually delivered in %s working days."})
}

// planOffered is a plan to choose, with what helps to.
type planOffered struct {
	*catalogue.Plan
	Price priceFrom
}

// plansOffered are the plans of an offer on a day, with what the least of each costs.
func (n *needPages) plansOffered(offer string, agreements []purchase.Framework, on havre.Date) (out []planOffered) {
	for _, p := range n.Library.Now().Catalogue.PlansOf(offer, on) {
		out = append(out, planOffered{p, leastPrice(p, agreements, on)})
	}
	return out
}
