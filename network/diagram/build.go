package diagram

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
)

// Of makes the diagram of a view and of its graph. The numbers of links, and the
// order of platforms, depend on the view alone: they stay whatever is selected.
// Paths are those that the same graph gave.
func Of(v *catalogue.View, g *network.Graph, s Selection) *Diagram {
	b := &builder{view: v, graph: g, ends: map[string]End{}}
	b.nodesOf()
	b.links()
	b.number()
	b.bring(s.Paths)
	return b.keep(s)
}

// builder gathers the whole of a day before some of it is kept.
type builder struct {
	view  *catalogue.View
	graph *network.Graph
	nodes []*Node
	ends  map[string]End // an identifier and where its links end
	buses []Bus
	all   []Link
	ways  []Way
}

// nodesOf makes a node of each platform, with its zones, and its offers when it has
// several.
func (b *builder) nodesOf() {
	for i := range b.view.Networks {
		n := &b.view.Networks[i]
		if _, dup := b.ends[n.ID]; dup {
			continue
		}
		b.buses = append(b.buses, Bus{ID: n.ID, Title: n.Title, Short: shortOf(n.Title)})
		b.ends[n.ID] = End{ID: n.ID, Title: shortOf(n.Title), bus: n.ID, part: -1}
	}
	offers := map[string]int{}
	for i := range b.view.Offers {
		offers[b.view.Offers[i].Platform]++
	}
	for i := range b.view.Offers {
		o := &b.view.Offers[i]
		if offers[o.Platform] < 2 {
			n := b.node(o.Platform, o.Title)
			n.Sub, n.State, n.group = strings.Join(layersOf(o), ", "), nodeStateOf(o), groupOf(o)
			b.ends[o.ID] = End{ID: o.ID, Title: o.Title, node: n, part: -1}
			continue
		}
		n := b.node(o.Platform, havre.Same(o.Platform))
		n.State, n.group = InService, groupOf(o)
		b.part(n, Part{ID: o.ID, Title: o.Title})
	}
	for i := range b.view.Zones {
		z := &b.view.Zones[i]
		b.part(b.node(z.Platform, havre.Same(z.Platform)), Part{ID: z.ID, Title: z.Title, Locked: z.Kind == "restricted"})
	}
}

// node is the node of a platform, made when there is none yet.
func (b *builder) node(id string, title havre.Text) *Node {
	if e, ok := b.ends[id]; ok && e.node != nil {
		return e.node
	}
	n := &Node{ID: id, Title: title, State: Unlisted, group: Others, rank: len(b.nodes)}
	b.nodes = append(b.nodes, n)
	if _, taken := b.ends[id]; !taken {
		b.ends[id] = End{ID: id, Title: title, node: n, part: -1}
	}
	return n
}

func (b *builder) part(n *Node, p Part) {
	if e, dup := b.ends[p.ID]; dup && e.node != nil && e.part >= 0 {
		return
	}
	full := p.Title
	p.Title = havre.Text{FR: without(p.Title.FR, n.Title.FR), EN: without(p.Title.EN, n.Title.EN)}
	n.Parts = append(n.Parts, p)
	b.ends[p.ID] = End{ID: p.ID, Title: full, node: n, part: len(n.Parts) - 1}
}

// without is the title of a part without that of its platform: it is drawn inside.
func without(part, whole string) string {
	if rest, ok := strings.CutPrefix(part, whole+", "); ok && rest != "" {
		return rest
	}
	return part
}

// shortOf is what a title has in brackets, or the title: RIE.
func shortOf(t havre.Text) havre.Text {
	short := func(s string) string {
		if _, after, ok := strings.Cut(s, "("); ok {
			if in, _, closed := strings.Cut(after, ")"); closed && in != "" {
				return in
			}
		}
		return s
	}
	return havre.Text{FR: short(t.FR), EN: short(t.EN)}
}

// links puts together the statements that tell the same link.
func (b *builder) links() {
	known := map[string]int{}
	said := b.graph.Links()
	for i := range said {
		k := &said[i]
		from, to := b.end(k.From), b.end(k.To)
		if k.Direction == "in" || (k.Direction != "out" && to.before(&from)) {
			from, to = to, from
		}
		oneWay := k.Direction == "in" || k.Direction == "out"
		state := stateOf(k.Status)
		key := strings.Join([]string{from.ID, to.ID, k.Network, k.Kind, k.Encryption, string(state), k.Transit.String(), k.Restricted.String(), k.Crossing.String(), network.DirectionText(k.Direction).EN, strconv.FormatInt(k.CapacityMbps, 10), services(k.Carries)}, "\x00")
		if at, ok := known[key]; ok {
			b.all[at].Said = append(b.all[at].Said, k)
			continue
		}
		known[key] = len(b.all)
		b.all = append(b.all, Link{
			From: from, To: to, State: state, OneWay: oneWay, Said: []*catalogue.Link{k},
			Carrier: b.graph.CarrierText(k), Owner: b.graph.LinkOwner(k),
		})
	}
}

func services(list []catalogue.Service) string {
	words := make([]string, len(list))
	for i := range list {
		words[i] = list[i].String()
	}
	return strings.Join(words, ", ")
}

// end is where a link ends; what the catalogue does not describe is a node of its
// own, among the others.
func (b *builder) end(id string) End {
	if _, ok := b.ends[id]; !ok {
		b.node(id, havre.Same(id))
	}
	return b.ends[id]
}

// before says that an end comes first in the order of the map, networks last.
func (e *End) before(f *End) bool {
	if e.node == nil || f.node == nil {
		return e.node != nil
	}
	return cmp.Or(cmp.Compare(e.node.group, f.node.group), cmp.Compare(e.node.rank, f.node.rank), cmp.Compare(e.part, f.part)) < 0
}

// number gives each link its number: those between platforms first, in the order of
// the map, then those with each network.
func (b *builder) number() {
	bus := func(k *Link) int {
		for _, e := range []*End{&k.To, &k.From} {
			if e.IsNetwork() {
				return 1 + slices.IndexFunc(b.buses, func(u Bus) bool { return u.ID == e.bus })
			}
		}
		return 0
	}
	slices.SortStableFunc(b.all, func(x, y Link) int {
		if c := cmp.Compare(bus(&x), bus(&y)); c != 0 {
			return c
		}
		for _, pair := range [][2]*End{{&x.From, &y.From}, {&x.To, &y.To}} {
			switch {
			case pair[0].before(pair[1]):
				return -1
			case pair[1].before(pair[0]):
				return 1
			}
		}
		return 0
	})
	for i := range b.all {
		b.all[i].Number = i + 1
	}
}
