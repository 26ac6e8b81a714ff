package diagram

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
)

// bring marks what the paths go over.
func (b *builder) bring(paths []network.Path) {
	at := map[*catalogue.Link]int{}
	for i := range b.all {
		for _, k := range b.all[i].Said {
			at[k] = i
		}
	}
	for w, p := range paths {
		way := Way{Path: p}
		if len(paths) > 1 {
			way.Letter = Letter(w)
		}
		b.ways = append(b.ways, way)
		number := 0
		for _, l := range p.Legs {
			b.touch(l.From)
			b.touch(l.To)
			i, ok := at[l.Link]
			if l.Link == nil || !ok {
				continue // between a zone and its platform: one box
			}
			number++
			k := &b.all[i]
			k.legs = append(k.legs, leg{way: w, number: number, reverse: b.ends[l.From].ID == k.To.ID, sure: p.Value == havre.Yes})
		}
	}
}

// touch marks a place as being on a path.
func (b *builder) touch(id string) {
	e, ok := b.ends[id]
	if !ok {
		return
	}
	if e.node != nil {
		e.node.hot = true
	}
	for i := range b.buses {
		b.buses[i].hot = b.buses[i].hot || b.buses[i].ID == e.bus
	}
}

// Letter is that of a path among several: A, B … Z, then AA.
func Letter(i int) string {
	if i >= 26 {
		return Letter(i/26-1) + Letter(i%26)
	}
	return string(rune('A' + i))
}

// keep makes the diagram of what is selected.
func (b *builder) keep(s Selection) *Diagram {
	here := b.here(s.Places)
	shared := b.shared(s.Places, here)
	d := &Diagram{On: b.view.On, Ways: b.ways, linked: map[*Node]bool{}}
	for i := range b.all {
		k := b.all[i]
		if k.State != Blank {
			d.linked[k.From.node], d.linked[k.To.node] = true, true
		}
		if !s.keeps(&k) || !near(&k, here, shared) {
			continue
		}
		k.Drawn = (k.State != Refused && k.State != Blank) || s.Refused || slices.Contains(s.States, k.State) || len(k.legs) > 0
		d.Links = append(d.Links, k)
	}
	d.place(b, s, here)
	return d
}

// keeps says whether a link passes the filters; what is on a path always does.
func (s *Selection) keeps(k *Link) bool {
	if len(k.legs) > 0 {
		return true
	}
	if len(s.States) > 0 && !slices.Contains(s.States, k.State) {
		return false
	}
	return len(s.Networks) == 0 || slices.ContainsFunc(s.Networks, func(n string) bool {
		said := k.Said[0]
		return n == said.Network || n == said.Kind || n == k.From.bus || n == k.To.bus
	})
}

// here are the nodes that places belong to.
func (b *builder) here(places []string) map[*Node]bool {
	out := map[*Node]bool{}
	for _, id := range places {
		if e, ok := b.ends[id]; ok && e.node != nil {
			out[e.node] = true
			e.node.Here = true
		}
	}
	return out
}

// shared are the networks of the places, but for those that everybody is on: who
// else is on them matters.
func (b *builder) shared(places []string, here map[*Node]bool) map[string]bool {
	out := map[string]bool{}
	for _, id := range places {
		out[b.ends[id].bus] = true
	}
	for i := range b.all {
		if k := &b.all[i]; here[k.From.node] && k.State == Established {
			out[k.To.bus] = true
		}
	}
	for i := range b.view.Networks {
		if n := &b.view.Networks[i]; n.Kind == "internet" && !slices.Contains(places, n.ID) {
			delete(out, n.ID)
		}
	}
	delete(out, "")
	return out
}

// near says whether a link has one of the places at one end, is on a path, or
// attaches somebody to a network that they share. Without places all are near.
func near(k *Link, here map[*Node]bool, shared map[string]bool) bool {
	if len(here) == 0 && len(shared) == 0 {
		return true
	}
	return len(k.legs) > 0 || here[k.From.node] || here[k.To.node] || shared[k.From.bus] || shared[k.To.bus]
}

// place keeps the nodes and the networks that the links kept need: all of the nodes
// when nothing is filtered.
func (d *Diagram) place(b *builder, s Selection, here map[*Node]bool) {
	needed, buses := map[*Node]bool{}, map[string]bool{}
	all := len(s.Networks) == 0 && len(s.States) == 0 && len(s.Places) == 0
	for i := range d.Links {
		if k := &d.Links[i]; k.Drawn {
			needed[k.From.node], needed[k.To.node] = true, true
			buses[k.From.bus], buses[k.To.bus] = true, true
		}
	}
	for _, kind := range GroupKinds {
		group := Group{Kind: kind}
		for _, n := range b.nodes {
			if n.group == kind && (all || needed[n] || here[n] || n.hot) {
				group.Nodes = append(group.Nodes, n)
			}
		}
		if len(group.Nodes) > 0 {
			d.Groups = append(d.Groups, group)
		}
	}
	for _, u := range b.buses {
		if buses[u.ID] {
			d.Buses = append(d.Buses, u)
		}
	}
}

// nodes are all of them, in the order of the map.
func (d *Diagram) nodes() (out []*Node) {
	for _, g := range d.Groups {
		out = append(out, g.Nodes...)
	}
	return out
}

// drawn are the links to draw.
func (d *Diagram) drawn() (out []*Link) {
	for i := range d.Links {
		if d.Links[i].Drawn {
			out = append(out, &d.Links[i])
		}
	}
	return out
}
