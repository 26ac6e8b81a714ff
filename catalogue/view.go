package catalogue

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// View is what was known on a day.
type View struct {
	On        havre.Date
	Offers    []OfferView
	Networks  []Network
	Zones     []Zone
	Links     []Link
	Questions []Question
	index     map[string]int
}

// OfferView is an offer as known on a day.
type OfferView struct {
	ID, Platform string
	Title        havre.Text // its name on that day
	Owner        havre.Text // who knows what nothing tells
	// Facts are in the order of the model; reaches is left unknown.
	Facts        fact.Facts
	Attestations []Attestation // in force that day
	Hosts        []Host
	claims       map[string]Claim
}

// Question is what a table's own authors left open.
type Question struct {
	Words    string
	Snapshot string
	Source   havre.Source
	Owner    havre.Text
}

// At is what the catalogue holds true on a day, with facts in the order of m.
func (c *Catalogue) At(on havre.Date, m *fact.Model) *View {
	v := &View{On: on, Networks: c.networksAt(on), Zones: c.zonesAt(on), Links: c.linksAt(on), Questions: c.questionsAt(on), index: map[string]int{}}
	for i, o := range c.offers {
		v.Offers = append(v.Offers, o.at(on, m))
		v.index[o.ID] = i
	}
	v.attach(m)
	return v
}

// Offer is one offer of the view.
func (v *View) Offer(id string) (*OfferView, bool) {
	i, ok := v.index[id]
	if !ok {
		return nil, false
	}
	return &v.Offers[i], true
}

// Claim is what is held true of an attribute: services.object-storage,
// secnumcloud, dict.availability. Nothing is claimed of what no source speaks of.
func (o *OfferView) Claim(path string) (Claim, bool) {
	c, ok := o.claims[path]
	return c, ok
}

// Claims lists every claim, by path.
func (o *OfferView) Claims() []Claim {
	var out []Claim
	for _, p := range keysOf(o.claims) {
		out = append(out, o.claims[p])
	}
	return out
}

func (o *Offer) at(on havre.Date, m *fact.Model) OfferView {
	v := OfferView{ID: o.ID, Platform: o.Platform.ID, Title: o.titleOn(on), Owner: o.Owner, Facts: m.NewFacts(fact.Offer), claims: o.claimsOn(on)}
	for path, c := range v.claims {
		c.Value.put(v.Facts, m, words().leaves[path]) // each path has its own place: their order does not matter
	}
	m.SetWord(v.Facts, fact.Offer, "id", o.ID)
	for _, t := range o.Attestations {
		if t.Period.Contains(on) {
			v.Attestations = append(v.Attestations, t)
		}
	}
	for _, h := range o.Platform.Hosts {
		if h.Period.Contains(on) {
			v.Hosts = append(v.Hosts, h)
		}
	}
	return v
}

// claimsOn chooses, for every attribute that some source speaks of that day.
func (o *Offer) claimsOn(on havre.Date) map[string]Claim {
	candidates := map[string][]*Assertion{}
	add := func(list []*Assertion) {
		for _, a := range list {
			if a.Period.Contains(on) {
				candidates[a.Attribute] = append(candidates[a.Attribute], a)
			}
		}
	}
	for _, list := range o.byAttribute {
		add(list)
	}
	add(o.attested(on))
	add(o.Platform.hosted(on))
	claims := make(map[string]Claim, len(candidates))
	for path, list := range candidates {
		if c, ok := o.choose(list); ok {
			claims[path] = c
		}
	}
	return claims
}

// titleOn is what the platform was called that day, or the offer's title.
func (o *Offer) titleOn(on havre.Date) havre.Text {
	if len(o.Platform.Offers) == 1 {
		for _, n := range o.Platform.Names {
			if !n.Alias && n.Period.Contains(on) {
				return havre.Same(n.Name)
			}
		}
	}
	return o.Title
}

// questionsAt are the open questions of the readings current that day.
func (c *Catalogue) questionsAt(on havre.Date) []Question {
	var out []Question
	for _, s := range c.current(on) {
		for _, q := range s.Questions {
			out = append(out, Question{Words: q, Snapshot: s.ID, Source: s.Source.Source, Owner: s.Source.Owner})
		}
	}
	return out
}

// current is the latest snapshot of each series that day.
func (c *Catalogue) current(on havre.Date) []*Snapshot {
	var out []*Snapshot
	for _, s := range c.Snapshots {
		if !s.Period.Contains(on) {
			continue
		}
		i := slices.IndexFunc(out, func(o *Snapshot) bool { return o.Source.publication() == s.Source.publication() })
		switch {
		case i < 0:
			out = append(out, s)
		case out[i].Period.From.Before(s.Period.From):
			out[i] = s
		}
	}
	slices.SortFunc(out, func(a, b *Snapshot) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// SnapshotAt is the reading current on a day of the series that a source is in.
func (c *Catalogue) SnapshotAt(series string, on havre.Date) (*Snapshot, bool) {
	for _, s := range c.current(on) {
		if s.Source.Series != nil && s.Source.Series.ID == series {
			return s, true
		}
	}
	return nil, false
}
