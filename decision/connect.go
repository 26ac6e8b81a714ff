package decision

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/network"
)

// The facts that hold what an offer exchanges with.
const (
	reaches           = "reaches"
	reachesRestricted = "reachesRestricted"
	reachesSensitive  = "reachesSensitive"
)

// asked are the questions behind those facts.
var asked = map[string]network.Question{reaches: {}, reachesRestricted: {Restricted: true}, reachesSensitive: {Sensitive: true}}

// connect fills what each offer exchanges with, and what it is exposed on: both are
// the network's answers.
func connect(m *fact.Model, v *catalogue.View, g *network.Graph) {
	places := places(m)
	for i := range v.Offers {
		c := &connecting{m: m, g: g, offer: &v.Offers[i], places: places}
		for path, q := range asked { // each fills a fact of its own: their order does not matter
			c.reach(path, q)
		}
	}
	for _, p := range places {
		for path, q := range asked {
			q.From = p
			receive(m, g, v, path, q)
		}
	}
	expose(m, g, v)
}

// places are the places of the model that flows may go to or come from.
func places(m *fact.Model) []string {
	r, ok := m.Lookup("dossier.flows.to")
	if !ok {
		return nil
	}
	var out []string
	values := m.Def(r).Values
	for i := 0; i < len(values); i += len(dossier.FlowsWith("")) {
		out = append(out, values[i]) // the place itself comes first
	}
	return out
}

// connecting asks the network about one offer.
type connecting struct {
	m      *fact.Model
	g      *network.Graph
	offer  *catalogue.OfferView
	places []string
}

// reach fills one fact with where flows of the offer may go: by any secured way,
// and by one network only.
func (c *connecting) reach(path string, q network.Question) {
	q.From = c.offer.ID
	c.fill(path, "", c.g.Reach(q))
	for _, way := range dossier.Ways {
		q.Networks = []string{way}
		c.fill(path, way, c.g.Reach(q))
	}
}

// fill writes the members of one way. Of what the catalogue does not describe, all
// that is known is whether the offer is on the network that the flow names.
func (c *connecting) fill(path, way string, reach map[string]havre.Truth) {
	for _, p := range c.places {
		t, known := reach[p]
		if p == dossier.Elsewhere && way != "" {
			t, known = reach[way]
		}
		if !known {
			continue
		}
		member := p
		if way != "" {
			member = dossier.By(p, way)
		}
		c.m.SetMember(c.offer.Facts, fact.Offer, path, member, t)
	}
}

// receive fills one fact with what flows of a place may come to the offers.
func receive(m *fact.Model, g *network.Graph, v *catalogue.View, path string, q network.Question) {
	if _, known := g.Place(q.From); !known {
		return
	}
	reach := g.Reach(q)
	for i := range v.Offers {
		m.SetMember(v.Offers[i].Facts, fact.Offer, path, dossier.By(q.From, dossier.Inbound), reach[v.Offers[i].ID])
	}
}

// expose fills the networks that each offer is joined from: those that lead to it,
// or to one of its zones, without passing through anybody else's platform.
func expose(m *fact.Model, g *network.Graph, v *catalogue.View) {
	r, ok := m.Lookup("offer.exposure")
	if !ok {
		return
	}
	for _, n := range m.Def(r).Values {
		reach := g.Reach(network.Question{From: n, Direct: true})
		for i := range v.Offers {
			if t, known := reach[v.Offers[i].ID]; known {
				m.SetMember(v.Offers[i].Facts, fact.Offer, "exposure", n, t)
			}
		}
	}
}
