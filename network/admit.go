package network

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// asking is a question put to a graph: what each leg must satisfy.
type asking struct {
	g        *Graph
	q        *Question
	start    []int32
	home     []int32 // where the flow starts, and the rest of that platform
	to       []int32 // nil when every place is asked of
	filtered bool    // something is asked of each leg besides being open and secured
}

// family is some nodes with the platforms they belong to, or the zones that belong
// to them; that of a family is the whole platform.
func (g *Graph) family(of []int32) []int32 {
	out := slices.Clone(of)
	for _, n := range of {
		for _, a := range g.arcs[g.first[n]:g.first[n+1]] {
			if a.link < 0 && !slices.Contains(out, a.to) {
				out = append(out, a.to)
			}
		}
	}
	return out
}

func (g *Graph) asking(q *Question) *asking {
	start := g.places[q.From]
	return &asking{
		g: g, q: q, start: start, home: g.family(g.family(start)), to: g.places[q.To],
		filtered: q.Protocol != "" || q.Port != 0 || len(q.Networks) > 0 || q.Restricted || q.Sensitive,
	}
}

// base is whether a link carries the flow, whatever is on either side of it.
func (a *asking) base(e *arc) havre.Truth {
	if e.plain == havre.No || e.link < 0 || (!a.filtered && !e.public) {
		return e.plain
	}
	v := e.plain.And(a.network(e))
	if a.filtered && v != havre.No {
		v = v.And(a.port(e)).And(a.encrypted(e)).And(a.restricted(e))
	}
	return v
}

// depart is whether the flow, having passed through a place, may leave it by a
// link.
func (a *asking) depart(e *arc) havre.Truth {
	if e.link < 0 || e.fromNet || slices.Contains(a.home, e.from) {
		return havre.Yes
	}
	return e.transit
}

// sees is whether a place may see the flow: Diffusion Restreinte asks that it be
// approved.
func (a *asking) sees(n int32) havre.Truth {
	if at := &a.g.nodes[n]; a.q.Restricted && at.kind != NetworkNode {
		return at.restricted
	}
	return havre.Yes
}

// fit is whether some of these places may see the flow, whatever leads there.
func (a *asking) fit(nodes []int32) havre.Truth {
	if len(nodes) == 0 {
		return havre.Yes
	}
	best := havre.No
	for _, n := range nodes {
		best = best.Or(a.sees(n))
	}
	return best
}

// arrive is whether the flow may end at the far end of a link.
func (a *asking) arrive(e *arc) havre.Truth {
	return a.sees(e.to)
}

// through is whether the flow may go on from the far end of a link: a network must
// carry between its members, a platform must let others pass.
func (a *asking) through(e *arc) havre.Truth {
	return a.arrive(e).And(a.onward(e))
}

// onward is whether the far end of a link lets others pass: transit alone.
func (a *asking) onward(e *arc) havre.Truth {
	switch {
	case e.toNet:
		return a.g.nodes[e.to].transit
	case slices.Contains(a.home, e.to):
		return havre.Yes
	case a.q.Direct:
		return havre.No
	case e.link < 0:
		return havre.Yes
	}
	return e.transit
}

// network is whether the flow accepts the network of a link.
func (a *asking) network(e *arc) havre.Truth {
	k := &a.g.links[e.link]
	from, to := &a.g.nodes[e.from], &a.g.nodes[e.to]
	if len(a.q.Networks) == 0 { // secured ones, unless an end of the flow is the Internet itself
		starts := from.public && slices.Contains(a.home, e.from)
		ends := to.public && (a.to == nil || slices.Contains(a.to, e.to))
		return havre.TruthOf(!e.public || starts || ends)
	}
	accepts := func(name string) bool { return name != "" && slices.Contains(a.q.Networks, name) }
	switch {
	case accepts(k.Network), accepts(k.Kind), accepts(from.id), accepts(to.id):
		return havre.Yes
	case k.Network == "" && k.Kind == "other":
		return havre.Unknown
	}
	return havre.No
}

// port is whether the link lets the service through; one that states no filter
// has none that is known.
func (a *asking) port(e *arc) havre.Truth {
	k := &a.g.links[e.link]
	if len(k.Carries) == 0 || (a.q.Protocol == "" && a.q.Port == 0) {
		return havre.Yes
	}
	return havre.TruthOf(slices.ContainsFunc(k.Carries, func(s catalogue.Service) bool { return s.Lets(a.q.Protocol, a.q.Port) }))
}

// encrypted is whether a sensitive flow stays on the State's networks, or is not in
// clear outside them.
func (a *asking) encrypted(e *arc) havre.Truth {
	k := &a.g.links[e.link]
	if !a.q.Sensitive {
		return havre.Yes
	}
	n, ok := a.g.index[k.Network]
	switch {
	case a.g.nodes[e.from].state || a.g.nodes[e.to].state || (ok && a.g.nodes[n].state):
		return havre.Yes
	case k.Encryption == "none":
		return havre.No
	case k.Encryption == "": // a private network is not always an encrypted one
		return havre.Unknown
	}
	return havre.Yes
}

// restricted is whether a link may carry Diffusion Restreinte: by its own means,
// or because the network it goes over is approved.
func (a *asking) restricted(e *arc) havre.Truth {
	if !a.q.Restricted {
		return havre.Yes
	}
	k := &a.g.links[e.link]
	v := k.Restricted
	for _, id := range []string{k.Network, k.From, k.To} {
		if n, ok := a.g.index[id]; ok && a.g.nodes[n].kind == NetworkNode {
			v = v.Or(a.g.nodes[n].restricted)
		}
	}
	return v
}
