package main

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/traverse"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
)

// benchPaths times questions of who may talk to whom over a large graph, beside
// gonum's shortest path on the same graph.
func benchPaths(r *report, o options) error {
	n, links := o.size(10_000, 1_000), o.size(100_000, 10_000)
	r.title("Paths")
	r.line("%s platforms, %s links drawn with a fixed seed: 40%% established, 30%% refused, 30%% with a question mark; transit allowed on 30%%, refused on 30%%, not stated on the rest. One question is a random pair.", thousands(n), thousands(links))
	w := drawPaths(n, links)
	w.asked = o.size(1_000, 300)
	peer := newPeer(w)
	if err := w.agree(peer, o.size(300, 100)); err != nil {
		return err
	}
	cs := []*contestant{
		{name: "Havre: yes, no or cannot tell, with the best way", f: func(i int) { w.ask(i, 1) }},
		{name: "Havre: with every admissible way, up to 20", f: func(i int) { w.ask(i, 20) }},
		{name: fmt.Sprintf("Havre: the answer for all %s platforms at once", thousands(n)), f: func(i int) { w.graph.Reach(w.question(i)) }},
		{name: "gonum, DijkstraFromTo: the same answer, with the best way", f: func(i int) { peer.answer(w.question(i), peer.dijkstra) }},
		{name: "gonum, BreadthFirst: the same answer, no way", f: func(i int) { peer.answer(w.question(i), peer.breadth) }},
	}
	race(cs, o.rounds, o.slice(400, 100))
	var rows [][]string
	for _, c := range cs {
		rows = append(rows, []string{c.name, human(c.cpu()), fmt.Sprintf("%.0f", c.allocs()), times(c.cpu() / cs[0].cpu()), fmt.Sprintf("%.0f %%", c.spread())})
	}
	r.table([]string{"one question", "CPU", "allocations", "beside the first", "spread"}, rows)
	build := once(o.rounds, func() { network.New(w.view) })
	r.table([]string{"work", "CPU"}, [][]string{{"the graph, made of a day's view", human(build)}, {"gonum's two graphs, of the same links", human(once(o.rounds, func() { newPeer(w) }))}})
	r.line("The answers are the same on %d questions. Of %d questions, %s.", o.size(300, 100), w.asked, w.shares(peer))
	r.atLeast("a path question over a large graph, beside gonum's shortest path", 1, cs[3].cpu()/cs[0].cpu())
	return nil
}

// paths is a drawn world of links.
type paths struct {
	view  *catalogue.View
	graph *network.Graph
	n     int
	asked int
}

func drawPaths(n, links int) *paths {
	rnd := rand.New(rand.NewPCG(4, 22)) //nolint:gosec // a drawn world, the same each time
	v := &catalogue.View{}
	statuses := []catalogue.Status{catalogue.Yes, catalogue.Yes, catalogue.Yes, catalogue.Yes, catalogue.No, catalogue.No, catalogue.No, catalogue.Unknown, catalogue.Unknown, catalogue.Unknown}
	transits := []havre.Truth{havre.Yes, havre.Yes, havre.Yes, havre.No, havre.No, havre.No, havre.Unknown, havre.Unknown, havre.Unknown, havre.Unknown}
	directions := []string{"both", "both", "both", "out", "in"}
	for len(v.Links) < links {
		a, b := rnd.IntN(n), rnd.IntN(n)
		if a == b {
			continue
		}
		v.Links = append(v.Links, catalogue.Link{
			From: platformName(a), To: platformName(b), Kind: "vpn", Status: statuses[rnd.IntN(len(statuses))],
			Transit: transits[rnd.IntN(len(transits))], Direction: directions[rnd.IntN(len(directions))],
		})
	}
	return &paths{view: v, graph: network.New(v), n: n}
}

func platformName(i int) string { return fmt.Sprintf("platform-%05d", i) }

// question is the i-th question: always the same pair.
func (w *paths) question(i int) network.Question {
	rnd := rand.New(rand.NewPCG(7, uint64(i))) //nolint:gosec // a drawn pair, the same each time
	return network.Question{From: platformName(rnd.IntN(w.n)), To: platformName(rnd.IntN(w.n))}
}

func (w *paths) ask(i, most int) network.Answer {
	q := w.question(i)
	q.MaxPaths = most
	return w.graph.Ask(q)
}

// agree refuses to time two engines that do not answer alike.
func (w *paths) agree(p *peer, questions int) error {
	for i := range questions {
		q := w.question(i)
		if ours, theirs := w.ask(i, 1).Value, p.answer(q, p.dijkstra); ours != theirs {
			return fmt.Errorf("%s to %s: %v, and %v by gonum", q.From, q.To, ours, theirs)
		}
	}
	return nil
}

// shares says how the answers divide.
func (w *paths) shares(p *peer) string {
	count := map[havre.Truth]int{}
	for i := range w.asked {
		count[p.answer(w.question(i), p.breadth)]++
	}
	return fmt.Sprintf("%d are yes, %d no, %d cannot be told", count[havre.Yes], count[havre.No], count[havre.Unknown])
}

// peer answers the same with gonum: one graph of what is sure, one of what is
// possible, and the direct links aside, since those need nobody's transit.
type peer struct {
	ids    map[string]int64
	levels []level
	spoken map[[2]int64]bool
}

type level struct {
	value  havre.Truth
	chains *simple.DirectedGraph // links that others may pass by
	direct map[[2]int64]bool
}

func newPeer(w *paths) *peer {
	p := &peer{ids: map[string]int64{}, spoken: map[[2]int64]bool{}}
	for i := range w.n {
		p.ids[platformName(i)] = int64(i)
	}
	for _, least := range []havre.Truth{havre.Yes, havre.Unknown} {
		l := level{least, simple.NewDirectedGraph(), map[[2]int64]bool{}}
		for i := range w.n {
			l.chains.AddNode(simple.Node(i))
		}
		p.levels = append(p.levels, l)
	}
	for i := range w.view.Links {
		k := &w.view.Links[i]
		from, to := p.ids[k.From], p.ids[k.To]
		if k.Direction != "in" {
			p.add(k, from, to)
		}
		if k.Direction != "out" {
			p.add(k, to, from)
		}
	}
	return p
}

func (p *peer) add(k *catalogue.Link, from, to int64) {
	pair := [2]int64{from, to}
	p.spoken[pair] = true
	open := catalogue.Value{Status: k.Status}.Truth()
	for _, l := range p.levels {
		if open >= l.value {
			l.direct[pair] = true
		}
		if open.And(k.Transit) >= l.value {
			l.chains.SetEdge(simple.Edge{F: simple.Node(from), T: simple.Node(to)})
		}
	}
}

func (p *peer) answer(q network.Question, reaches func(g *simple.DirectedGraph, from, to int64) bool) havre.Truth {
	from, to := p.ids[q.From], p.ids[q.To]
	if from == to {
		return havre.Yes
	}
	for _, l := range p.levels {
		if l.direct[[2]int64{from, to}] || reaches(l.chains, from, to) {
			return l.value
		}
	}
	if !p.spoken[[2]int64{from, to}] {
		return havre.Unknown
	}
	return havre.No
}

func (*peer) dijkstra(g *simple.DirectedGraph, from, to int64) bool {
	legs, _ := path.DijkstraFromTo(simple.Node(from), simple.Node(to), g)
	return len(legs) > 0
}

func (*peer) breadth(g *simple.DirectedGraph, from, to int64) bool {
	var walk traverse.BreadthFirst
	return walk.Walk(g, simple.Node(from), func(n graph.Node, _ int) bool { return n.ID() == to }) != nil
}
