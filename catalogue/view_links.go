package catalogue

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

func (c *Catalogue) networksAt(on havre.Date) []Network {
	var out []Network
	for _, n := range c.Networks {
		if n.Period.Contains(on) {
			out = append(out, n)
		}
	}
	return out
}

func (c *Catalogue) zonesAt(on havre.Date) []Zone {
	var out []Zone
	for _, p := range c.Platforms {
		for _, z := range p.Zones {
			if z.Period.Contains(on) {
				out = append(out, z)
			}
		}
	}
	return out
}

// linksAt is what is said of the ways between platforms that day: of each pair
// and publication, what it said last. One reading may tell several links of a
// pair; a later reading replaces them all.
func (c *Catalogue) linksAt(on havre.Date) []Link {
	type spoken struct{ pair, publication string }
	latest := map[spoken]havre.Date{}
	for i := range c.links {
		k := &c.links[i]
		if !k.Period.Contains(on) {
			continue
		}
		by := spoken{k.pair(), k.Source.publication()}
		if last, ok := latest[by]; !ok || last.Before(k.Period.From) {
			latest[by] = k.Period.From
		}
	}
	var out []Link
	for i := range c.links {
		k := &c.links[i]
		if k.Period.Contains(on) && k.Period.From == latest[spoken{k.pair(), k.Source.publication()}] {
			out = append(out, *k)
		}
	}
	return out
}

// pair is both ends, whatever the order they were written in.
func (k *Link) pair() string {
	if k.To < k.From {
		return k.To + " " + k.From
	}
	return k.From + " " + k.To
}

// attach makes links of what the offers and their zones are exposed on, so that a
// way over a network is found like any other.
func (v *View) attach(m *fact.Model) {
	for i := range v.Offers {
		v.Links = append(v.Links, v.Offers[i].exposures(m)...)
	}
	for i := range v.Zones {
		z := &v.Zones[i]
		for _, network := range z.Exposure {
			v.Links = append(v.Links, Link{
				From: z.ID, To: network, Network: network, Kind: "exposure", Direction: "both", Status: Yes,
				Words: z.Words, Owner: z.Owner, Note: z.Note, Period: z.Period, Source: z.Source, Place: z.Place,
			})
		}
	}
}

// exposures are the links of an offer with the networks it is exposed on.
func (o *OfferView) exposures(m *fact.Model) []Link {
	r, ok := m.Lookup("offer.exposure")
	if !ok {
		return nil
	}
	var out []Link
	for _, network := range m.Def(r).Values {
		c, ok := o.claims["exposure."+network]
		if !ok {
			continue
		}
		source := &Source{Source: c.Source}
		source.Confidence = c.Confidence
		out = append(out, Link{
			From: o.ID, To: network, Network: network, Kind: "exposure", Direction: "both", Status: c.Value.Status,
			Words: c.Words, Owner: c.Owner, Note: c.Note, Period: c.Period, Source: source, Place: c.Place,
		})
	}
	return out
}

// LinksOf are the links with an end on a platform: one of its offers, or one of its
// zones.
func (v *View) LinksOf(platform string) []Link {
	out := []Link{}
	for i := range v.Links {
		if k := &v.Links[i]; v.on(platform, k.From) || v.on(platform, k.To) {
			out = append(out, *k)
		}
	}
	return out
}

// ZonesOf are the zones of a platform that day.
func (v *View) ZonesOf(platform string) []Zone {
	out := []Zone{}
	for i := range v.Zones {
		if v.Zones[i].Platform == platform {
			out = append(out, v.Zones[i])
		}
	}
	return out
}

// on says that an end of a link is an offer or a zone of a platform.
func (v *View) on(platform, end string) bool {
	if o, ok := v.Offer(end); ok {
		return o.Platform == platform
	}
	for i := range v.Zones {
		if v.Zones[i].ID == end {
			return v.Zones[i].Platform == platform
		}
	}
	return false
}
