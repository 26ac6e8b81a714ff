package catalogue

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// History is what was held true of an attribute of an offer, in order of time:
// each claim with the period during which it held, its other voices beside it.
// Readings that say the same in the same words make one period.
func (c *Catalogue) History(offer, path string) []Claim {
	o, ok := c.index[offer]
	if !ok {
		return nil
	}
	var out []Claim
	days := o.turningDays(path)
	for i, day := range days {
		claim, ok := o.claimsOn(day)[path]
		if !ok {
			continue
		}
		claim.Period = havre.Period{From: day}
		if i+1 < len(days) {
			claim.Period.Until = days[i+1]
		}
		if n := len(out); n > 0 && out[n-1].continues(claim) {
			out[n-1].Period.Until = claim.Period.Until
			continue
		}
		out = append(out, claim)
	}
	return out
}

// continues says that the next claim only goes on saying the same.
func (c *Claim) continues(next Claim) bool {
	same := func(a, b Claim) bool { return a.Value == b.Value && a.Source.ID == b.Source.ID }
	return c.Value == next.Value && c.Words == next.Words && c.Period.Until == next.Period.From && slices.EqualFunc(c.Conflicts, next.Conflicts, same)
}

// turningDays are those on which something is first or last said of an attribute.
// The zero date stands for the beginning of time.
func (o *Offer) turningDays(path string) []havre.Date {
	var days []havre.Date
	add := func(p havre.Period) {
		days = append(days, p.From)
		if !p.Until.IsZero() {
			days = append(days, p.Until)
		}
	}
	for _, a := range o.byAttribute[path] {
		add(a.Period)
	}
	for _, t := range o.Attestations {
		add(t.Period)
	}
	for _, h := range o.Platform.Hosts {
		add(h.Period)
	}
	slices.SortFunc(days, havre.Date.Compare)
	return slices.Compact(days)
}

// TurningDays lists every day on which something changes anywhere in the
// catalogue, to compare two dates by what happened between them.
func (c *Catalogue) TurningDays() []havre.Date {
	var days []havre.Date
	for _, o := range c.offers {
		for path := range o.byAttribute {
			days = append(days, o.turningDays(path)...)
		}
	}
	for _, k := range c.links {
		days = append(days, k.Period.From, k.Period.Until)
	}
	for _, n := range c.Networks {
		days = append(days, n.Period.From, n.Period.Until)
	}
	for _, p := range c.Platforms {
		for _, z := range p.Zones {
			days = append(days, z.Period.From, z.Period.Until)
		}
	}
	slices.SortFunc(days, havre.Date.Compare)
	days = slices.Compact(days)
	return slices.DeleteFunc(days, havre.Date.IsZero)
}
