package network

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// Graph is the platforms, zones and networks of a day with the links between them.
// It is read-only once made and may be asked from many goroutines.
type Graph struct {
	on     havre.Date
	nodes  []node
	index  map[string]int32
	places map[string][]int32 // an identifier and the nodes it stands for
	links  []catalogue.Link
	arcs   []arc   // sorted by origin
	first  []int32 // first[n] to first[n+1] are the arcs out of n
	into   []int32 // arcs by destination
	last   []int32 // last[n] to last[n+1] are, in into, the arcs into n
}

// NodeKind tells what a node is.
type NodeKind uint8

// The kinds of nodes.
const (
	Platform NodeKind = iota
	ZoneNode
	NetworkNode
)

type node struct {
	id         string
	kind       NodeKind
	title      havre.Text
	owner      havre.Text
	transit    havre.Truth // of a network: whether it carries between its members
	restricted havre.Truth // whether Diffusion Restreinte may pass
	closed     bool        // a restricted zone
	public     bool        // the Internet
	state      bool        // a network that the State controls
}

// arc is a link in one of its directions, or the belonging of a zone to its
// platform when link is -1. What most questions read of the link and of its ends
// stands here, so that a walk over a large graph stays in few memory pages.
type arc struct {
	from, to int32
	link     int32
	open     havre.Truth
	plain    havre.Truth // open, for a question that asks nothing of its legs
	transit  havre.Truth
	public   bool // over the Internet: it depends on the question
	fromNet  bool // its origin is a network
	toNet    bool // its destination is a network
}

// New makes the graph of a view.
func New(v *catalogue.View) *Graph {
	g := &Graph{on: v.On, index: map[string]int32{}, places: map[string][]int32{}, links: refined(v)}
	for i := range v.Offers {
		o := &v.Offers[i]
		g.add(node{id: o.ID, title: o.Title, owner: o.Owner, restricted: restrictedOf(o)}, o.Platform)
	}
	for i := range v.Zones {
		z := &v.Zones[i]
		g.add(node{id: z.ID, kind: ZoneNode, title: z.Title, owner: z.Owner, restricted: z.Restricted.And(approved(v, z.Platform)), closed: z.Kind == "restricted"}, z.Platform)
	}
	for i := range v.Networks {
		n := &v.Networks[i]
		g.add(node{id: n.ID, kind: NetworkNode, title: n.Title, owner: n.Owner, transit: n.Transit, restricted: n.Restricted, public: n.Kind == "internet", state: n.Kind == "state"}, "")
	}
	g.connect(v)
	g.order()
	return g
}

// refined are the links of a view, each statement once, without the exposures of an
// offer that the zones of its platform tell more precisely.
func refined(v *catalogue.View) []catalogue.Link {
	type exposure struct{ platform, network string }
	zoned := map[exposure]bool{}
	for i := range v.Zones {
		for _, n := range v.Zones[i].Exposure {
			zoned[exposure{v.Zones[i].Platform, n}] = true
		}
	}
	seen := map[statement]bool{}
	return slices.DeleteFunc(slices.Clone(v.Links), func(k catalogue.Link) bool {
		said := statementOf(&k)
		again := seen[said]
		seen[said] = true
		o, isOffer := v.Offer(k.From)
		return again || isOffer && k.Kind == "exposure" && k.Status == catalogue.Yes && zoned[exposure{o.Platform, k.To}]
	})
}

// statement is what one source says of one link: a matrix that is filled on both
// sides of its diagonal says it twice.
type statement struct {
	from, to, network, kind, direction, encryption string
	status                                         catalogue.Status
	transit, restricted, crossing                  havre.Truth
	carries                                        string
	source                                         *catalogue.Source
}

func statementOf(k *catalogue.Link) statement {
	s := statement{k.From, k.To, k.Network, k.Kind, k.Direction, k.Encryption, k.Status, k.Transit, k.Restricted, k.Crossing, services(k.Carries), k.Source}
	if s.to < s.from {
		s.from, s.to = s.to, s.from
		switch k.Direction {
		case "out":
			s.direction = "in"
		case "in":
			s.direction = "out"
		}
	}
	return s
}

// restrictedOf is whether an offer is open to Diffusion Restreinte.
func restrictedOf(o *catalogue.OfferView) havre.Truth {
	c, ok := o.Claim("restricted")
	if !ok {
		return havre.Unknown
	}
	return c.Value.Truth()
}

// approved is whether some offer of a platform is open to Diffusion Restreinte: a
// zone is no more than its platform. Nothing is held against one without an offer.
func approved(v *catalogue.View, platform string) havre.Truth {
	best, found := havre.No, false
	for i := range v.Offers {
		if v.Offers[i].Platform == platform {
			best, found = best.Or(restrictedOf(&v.Offers[i])), true
		}
	}
	if !found {
		return havre.Yes
	}
	return best
}

// add makes a node, which its own identifier and its platform's stand for.
func (g *Graph) add(n node, platform string) {
	if _, dup := g.index[n.id]; dup {
		return
	}
	at := int32(len(g.nodes))
	g.nodes = append(g.nodes, n)
	g.index[n.id] = at
	g.places[n.id] = append([]int32{at}, g.places[n.id]...)
	if platform != "" && platform != n.id {
		g.places[platform] = append(g.places[platform], at)
	}
}

// node is the node of a link's end; an end that the view does not describe is a
// platform of which nothing else is known.
func (g *Graph) node(id string) int32 {
	if _, ok := g.index[id]; !ok {
		g.add(node{id: id, title: havre.Same(id)}, "")
	}
	return g.index[id]
}

func (g *Graph) connect(v *catalogue.View) {
	for i := range g.links {
		k := &g.links[i]
		from, to, at := g.node(k.From), g.node(k.To), int32(i)
		if k.Direction != "in" {
			g.arcs = append(g.arcs, arc{from: from, to: to, link: at})
		}
		if k.Direction != "out" {
			g.arcs = append(g.arcs, arc{from: to, to: from, link: at})
		}
	}
	// What a platform states as a whole holds for some zone of it, and nobody says
	// which.
	for i := range v.Zones {
		zone := g.index[v.Zones[i].ID]
		for _, p := range g.places[v.Zones[i].Platform] {
			if g.nodes[p].kind == Platform {
				g.arcs = append(g.arcs, arc{from: zone, to: p, link: -1}, arc{from: p, to: zone, link: -1})
			}
		}
	}
	for i := range g.arcs {
		g.describe(&g.arcs[i])
	}
}

// describe writes in an arc what questions read of its link and its ends.
func (g *Graph) describe(e *arc) {
	from, to := &g.nodes[e.from], &g.nodes[e.to]
	e.fromNet, e.toNet = from.kind == NetworkNode, to.kind == NetworkNode
	if e.link < 0 {
		return // nobody says: unknown
	}
	k := &g.links[e.link]
	e.open, e.transit = catalogue.Value{Status: k.Status}.Truth(), k.Transit
	e.plain = e.open.And(g.crossing(e))
	e.public = k.Kind == "internet" || from.public || to.public || g.public(k.Network)
}

// crossing is whether a flow may enter or leave a restricted zone by a link.
func (g *Graph) crossing(e *arc) havre.Truth {
	if g.nodes[e.from].closed == g.nodes[e.to].closed {
		return havre.Yes
	}
	return g.links[e.link].Crossing
}

func (g *Graph) public(network string) bool {
	n, ok := g.index[network]
	return ok && g.nodes[n].public
}

// order sorts the arcs so that those of a node stand together.
func (g *Graph) order() {
	slices.SortStableFunc(g.arcs, func(a, b arc) int { return int(a.from - b.from) })
	g.first, g.last = make([]int32, len(g.nodes)+1), make([]int32, len(g.nodes)+1)
	for i := range g.arcs {
		g.first[g.arcs[i].from+1]++
		g.last[g.arcs[i].to+1]++
	}
	for n := range g.nodes {
		g.first[n+1] += g.first[n]
		g.last[n+1] += g.last[n]
	}
	g.into = make([]int32, len(g.arcs))
	next := slices.Clone(g.last)
	for i := range g.arcs {
		to := g.arcs[i].to
		g.into[next[to]] = int32(i)
		next[to]++
	}
}

// Links are the links of the graph, in the order of the view.
func (g *Graph) Links() []catalogue.Link { return g.links }

// On is the day of the graph.
func (g *Graph) On() havre.Date { return g.on }

// Place is what an identifier stands for: its title and its kind.
func (g *Graph) Place(id string) (Place, bool) {
	at, ok := g.places[id]
	if !ok {
		return Place{}, false
	}
	n := &g.nodes[at[0]]
	p := Place{ID: id, Kind: n.kind, Title: n.title, Owner: n.owner, Carrier: n.carrier()}
	if n.id != id { // a platform whose offers have other names
		p.Title = havre.Same(id)
	}
	return p, true
}

// carrier says that a node is the Internet, or a network of the State.
func (n *node) carrier() bool { return n.public || n.state }

// Place is a node as a reader names it.
type Place struct {
	ID    string
	Kind  NodeKind
	Title havre.Text
	Owner havre.Text // who knows what is not stated
	// Carrier says that it is a network on which nobody opens anything: it carries
	// between those attached to it, who each open the flow on their own side.
	Carrier bool
}

// Places lists every identifier that a question may name, sorted; a network to which
// nothing is attached is none.
func (g *Graph) Places() []string {
	out := make([]string, 0, len(g.places))
	for id, at := range g.places {
		if len(at) > 1 || !g.bare(at[0]) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// Known refuses an identifier that is no place of the graph, with the nearest.
func (g *Graph) Known(field, id string) (havre.Problem, bool) {
	if _, ok := g.places[id]; ok {
		return havre.Problem{}, true
	}
	return havre.Problem{
		Field: field, Value: id, Suggestion: havre.Nearest(strings.ToLower(id), g.Places()),
		Message: havre.Text{FR: "ni une plateforme, ni une zone, ni un réseau du catalogue à cette date", EN: "neither a platform, nor a zone, nor a network of the catalogue on that date"},
	}, false
}
