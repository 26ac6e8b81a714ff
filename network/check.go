package network

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// The fields of a question that [Graph.Check] names in what is wrong. Whoever reads
// a question under other names puts those in their place, with [havre.Retold].
const (
	FieldFrom     = "from"
	FieldTo       = "to"
	FieldProtocol = "protocol"
	FieldPort     = "port"
	FieldNetwork  = "network"
)

// Check tells everything wrong in a question, so that it is refused before it is
// asked: a place that the graph does not know, the same place twice, words of no
// vocabulary.
func (g *Graph) Check(q Question) havre.Problems {
	var out havre.Problems
	add := func(field, value, near, fr, en string, args ...any) {
		out = append(out, havre.Problem{Field: field, Value: value, Suggestion: near, Message: havre.Text{FR: fr, EN: en}.With(args...)})
	}
	for _, end := range []struct{ field, id string }{{FieldFrom, q.From}, {FieldTo, q.To}} {
		if end.id == "" {
			out = append(out, missingEnd[end.field])
		} else if p, ok := g.Known(end.field, end.id); !ok {
			out = append(out, p)
		} else if p, wrong := g.noPlace(end.field, end.id); wrong {
			out = append(out, p)
		}
	}
	if q.From != "" && q.From == q.To {
		add(FieldTo, q.To, "", "le flux arrive là d'où il part : choisissez un autre endroit", "the flow ends where it starts: choose another place")
	}
	if q.Protocol != "" && !slices.Contains(catalogue.Protocols, q.Protocol) {
		add(FieldProtocol, q.Protocol, havre.Nearest(q.Protocol, catalogue.Protocols), "protocole inconnu ; protocoles admis : %s", "unknown protocol; accepted protocols: %s", strings.Join(catalogue.Protocols, ", "))
	}
	if q.Protocol == "icmp" && q.Port != 0 {
		add(FieldPort, "", "", "icmp n'a pas de port : laissez le port vide", "icmp has no port: leave the port empty")
	}
	for _, n := range q.Networks {
		out = append(out, g.CheckNetwork(n)...)
	}
	return out
}

var missingEnd = map[string]havre.Problem{
	FieldFrom: {Field: FieldFrom, Message: havre.Text{FR: "dites d'où part le flux", EN: "say where the flow starts"}},
	FieldTo:   {Field: FieldTo, Message: havre.Text{FR: "dites où va le flux", EN: "say where the flow goes"}},
}

// CheckChange tells everything wrong in a change, with the same names of fields: what
// is no place, links that nobody states, the opposite of a change supposed before.
func (g *Graph) CheckChange(c *Change, before ...Change) havre.Problems {
	var out havre.Problems
	if c.From == "" {
		out = append(out, havre.Problem{Field: FieldFrom, Message: havre.Text{FR: "dites de quelle plateforme, zone ou réseau il s'agit", EN: "say which platform, zone or network it is about"}})
	} else if p, ok := g.Known(FieldFrom, c.From); !ok {
		out = append(out, p)
	}
	if p, ok := g.Known(FieldTo, c.To); c.To != "" && !ok {
		out = append(out, p)
	}
	if c.From != "" && c.From == c.To {
		out = append(out, havre.Problem{Field: FieldTo, Value: c.To, Message: havre.Text{FR: "une liaison a deux bouts différents", EN: "a link has two different ends"}})
	}
	if out = append(out, g.CheckNetwork(c.Network)...); len(out) > 0 {
		return out
	}
	return append(g.contrary(c, before), g.moot(c)...)
}

// CheckNetwork refuses a network that nothing goes over, with the nearest; empty is
// any.
func (g *Graph) CheckNetwork(id string) havre.Problems {
	known := g.Networks()
	if id == "" || slices.Contains(known, id) {
		return nil
	}
	return havre.Problems{{
		Field: FieldNetwork, Value: id, Suggestion: havre.Nearest(id, known),
		Message: havre.Text{FR: "réseau inconnu ; il y a : %s", EN: "unknown network; there are: %s"}.With(strings.Join(known, ", ")),
	}}
}

// unnamed are the kinds of links that no question asks for.
var unnamed = []string{"exposure", "other"}

// Networks lists what a question may ask a flow to go over: the networks of the
// graph and the kinds of links, sorted.
func (g *Graph) Networks() []string {
	out := slices.DeleteFunc(slices.Clone(catalogue.LinkKinds), func(kind string) bool { return slices.Contains(unnamed, kind) })
	for i := range g.nodes {
		if n := &g.nodes[i]; n.kind == NetworkNode {
			out = append(out, n.id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
