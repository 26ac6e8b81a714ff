package network

import (
	"slices"

	"github.com/havre-cloud/havre/catalogue"
)

// Change is a link that goes down, or is opened; or all those of a place, when To is
// empty.
type Change struct {
	From, To string
	// Network narrows it to the links over one network; empty is all of the pair.
	Network string
	// Status is what becomes of the link: yes opens it, no takes it down, unknown
	// puts it in doubt. Empty leaves it as it is.
	Status catalogue.Status
	// Link is what else is known of a link that is opened where none is stated: its
	// direction, whether others may pass. A transit of yes or no is also that of the
	// links that are stated.
	Link catalogue.Link
}

// Apply is the view as it would be after some changes; the view itself stays. A
// link that is opened where none is stated to go that way is added. What no source
// states any more is marked as supposed.
func Apply(v *catalogue.View, changes ...Change) *catalogue.View {
	out := *v
	out.Links = slices.Clone(v.Links)
	for _, c := range changes {
		if !c.restate(&out) && c.To != "" && c.Status != "" && c.Status != catalogue.No {
			k := c.Link
			k.From, k.To, k.Network, k.Status, k.Supposed = c.From, c.To, c.Network, c.Status, true
			if k.Direction == "" {
				k.Direction = "both"
			}
			if k.Kind == "" {
				k.Kind = kindOf(v, c.Network)
			}
			out.Links = append(out.Links, k)
		}
	}
	return &out
}

// restate gives every link concerned its new status and transit; it says whether
// there was one, which goes from From to To when it is opened.
func (c *Change) restate(v *catalogue.View) bool {
	found := false
	for i := range v.Links {
		k := &v.Links[i]
		forth, back := c.concerns(k, func(place, end string) bool { return belongs(v, place, end) })
		if !forth && !back {
			continue
		}
		if c.Status != "" {
			k.Supposed = k.Supposed || k.Status != c.Status
			k.Status = c.Status
		}
		if c.Link.Transit.Known() {
			k.Transit = c.Link.Transit
		}
		found = found || c.Status != catalogue.Yes || (forth && k.Direction != "in") || (back && k.Direction != "out")
	}
	return found
}

// concerns says whether a change is about a link, as it is written or the other way
// round. holds tells the ends that a place stands for.
func (c *Change) concerns(k *catalogue.Link, holds func(place, end string) bool) (forth, back bool) {
	if c.Network != "" && c.Network != k.Network && c.Network != k.Kind {
		return false, false
	}
	to := func(end string) bool { return c.To == "" || holds(c.To, end) }
	return holds(c.From, k.From) && to(k.To), holds(c.From, k.To) && to(k.From)
}

// belongs says that an end of a link is a place, or part of it.
func belongs(v *catalogue.View, place, end string) bool {
	if place == end {
		return true
	}
	if o, ok := v.Offer(end); ok && o.Platform == place {
		return true
	}
	return slices.ContainsFunc(v.Zones, func(z catalogue.Zone) bool { return z.ID == end && z.Platform == place })
}

// kindOf is the kind of a link that goes over a network.
func kindOf(v *catalogue.View, network string) string {
	switch {
	case slices.Contains(catalogue.LinkKinds, network):
		return network
	case slices.ContainsFunc(v.Networks, func(n catalogue.Network) bool { return n.ID == network && n.Kind == "vpn" }):
		return "vpn"
	}
	return "other"
}
