package wire

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
)

// NewNetworkPath asks a question of a graph both ways and puts the answers in a
// language: the command line and the API say the same.
func NewNetworkPath(g *network.Graph, q network.Question, l havre.Lang) NetworkPath {
	back := q
	back.From, back.To = q.To, q.From
	return NetworkPath{
		APIVersion: havre.APIVersion, Kind: "NetworkPath", On: g.On(),
		Question:      NetworkQuestion{q.Protocol, q.Port, q.Networks, q.Restricted, q.Sensitive, q.Direct},
		NetworkAnswer: newNetworkAnswer(g, g.Ask(q), l), Reverse: newNetworkAnswer(g, g.Ask(back), l),
	}
}

func newNetworkAnswer(g *network.Graph, a network.Answer, l havre.Lang) NetworkAnswer {
	out := NetworkAnswer{
		From: a.Question.From, To: a.Question.To, Answer: a.Value, Sentence: g.Sentence(&a).In(l), Silent: a.Silent, Cut: a.Cut,
		Paths: []NetworkRoute{}, Asks: []NetworkAsk{}, Openings: []NetworkOpening{}, Refused: []NetworkLeg{},
	}
	for i := range a.Refused {
		out.Refused = append(out.Refused, newNetworkLeg(&a.Refused[i], l))
	}
	for _, p := range a.Paths {
		route := NetworkRoute{Answer: p.Value, Legs: []NetworkLeg{}}
		for i := range p.Legs {
			route.Legs = append(route.Legs, newNetworkLeg(&p.Legs[i], l))
		}
		out.Paths = append(out.Paths, route)
	}
	for _, k := range a.Asks {
		out.Asks = append(out.Asks, NetworkAsk{k.From, k.To, string(k.Kind), k.Text.In(l), k.Owner.In(l)})
	}
	if len(a.Paths) > 0 {
		for _, o := range g.Openings(a.Question, a.Paths[0]) {
			out.Openings = append(out.Openings, NetworkOpening{o.At, string(o.Way), o.Text.In(l), o.Owner.In(l)})
		}
	}
	return out
}

func newNetworkLeg(leg *network.Leg, l havre.Lang) NetworkLeg {
	out := NetworkLeg{From: leg.From, To: leg.To, Answer: leg.Value, Doubts: []NetworkDoubt{}}
	if leg.Link != nil {
		k := NewNetworkLink(leg.Link, l)
		out.Link = &k
	}
	for _, d := range leg.Doubts {
		out.Doubts = append(out.Doubts, NetworkDoubt{string(d.Kind), d.Value, d.At, d.Text.In(l), d.Owner.In(l)})
	}
	return out
}

// NewNetworkLink puts a link in a language.
func NewNetworkLink(k *catalogue.Link, l havre.Lang) NetworkLink {
	out := NetworkLink{
		From: k.From, To: k.To, Network: k.Network, Kind: k.Kind, Direction: k.Direction, Encryption: k.Encryption, Status: string(k.Status),
		Transit: k.Transit, Restricted: k.Restricted, Crossing: k.Crossing, CapacityMbps: k.CapacityMbps,
		Owner: k.Owner.In(l), Words: k.Words, Note: k.Note.In(l), Since: k.Period.From, Until: k.Period.Until,
	}
	for _, s := range k.Carries {
		out.Carries = append(out.Carries, s.String())
	}
	if k.Source != nil {
		source := k.Source.Source
		out.Source = &source
	}
	return out
}

// NewNetworkPlace is a place of a graph in a language.
func NewNetworkPlace(p network.Place, l havre.Lang) NetworkPlace {
	kinds := map[network.NodeKind]string{network.Platform: "platform", network.ZoneNode: "zone", network.NetworkNode: "network"}
	return NetworkPlace{p.ID, p.Title.In(l), kinds[p.Kind], p.Owner.In(l)}
}
