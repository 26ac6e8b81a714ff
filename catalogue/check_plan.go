package catalogue

import "github.com/havre-cloud/havre"

// plans warns of prices that are no longer known, or soon will not be, and of offers
// that no plan orders. A price that was never known is what the plan itself says.
func (k *checker) plans() {
	for _, p := range k.c.plans {
		if !p.Period.Contains(k.on) {
			continue
		}
		for i := range p.Components {
			k.prices(p, &p.Components[i])
		}
	}
	for _, o := range k.c.offers {
		if len(k.c.plans) > 0 && len(k.c.PlansOf(o.ID, k.on)) == 0 {
			k.say(o.Place, o.ID, "", true, havre.Text{FR: "aucun plan ne permet de commander cette offre le %s", EN: "no plan orders this offer on %s"}.With(k.on))
		}
	}
}

// prices warns when the price of a component ends before soon and none follows.
func (k *checker) prices(p *Plan, c *Component) {
	var end havre.Date
	for _, price := range c.Prices {
		if price.Period.Until.IsZero() {
			return
		}
		if end.Before(price.Period.Until) {
			end = price.Period.Until
		}
	}
	if !end.IsZero() && !k.on.AddMonths(soonMonths).Before(end) {
		k.say(p.Place, p.Key()+"."+c.ID, "", true, havre.Text{FR: "prix connu jusqu’au %s seulement (exclu)", EN: "price known until %s only (excluded)"}.With(end))
	}
}
