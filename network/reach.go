package network

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// How far a flow gets at a node.
const (
	arrived = 1 << iota // it may end there
	passes              // it may go on from there
)

// Reach answers a question of every place at once; its To is not read.
func (g *Graph) Reach(q Question) map[string]havre.Truth {
	q.To = ""
	a := g.asking(&q)
	sure, perhaps := a.flood(havre.Yes), a.flood(havre.Unknown)
	spoken := a.spoken()
	out := make(map[string]havre.Truth, len(g.places))
	for id, nodes := range g.places {
		out[id] = a.settle(nodes, sure, perhaps, spoken)
	}
	return out
}

// settle makes one answer of how far the flow surely gets, and how far it perhaps
// does. Of a pair of which nobody speaks, nothing is refused.
func (a *asking) settle(nodes []int32, sure, perhaps []uint8, spoken []bool) havre.Truth {
	at := func(far []uint8) bool {
		return slices.ContainsFunc(nodes, func(n int32) bool { return far[n]&arrived != 0 })
	}
	switch {
	case at(sure):
		return havre.Yes
	case at(perhaps):
		return havre.Unknown
	case !slices.ContainsFunc(nodes, func(n int32) bool { return spoken[n] }):
		return a.silent(nodes)
	}
	return havre.No
}

// silent is the answer of a pair of which nobody speaks: a link may be there, between
// places that may see the flow.
func (a *asking) silent(to []int32) havre.Truth {
	return havre.Unknown.And(a.fit(a.start)).And(a.fit(to))
}

// flood finds how far the flow gets over legs that are at least this certain. What
// a walk reaches a path without repetition reaches too: whether one may pass
// through a place depends on each link by itself, never on two together.
func (a *asking) flood(least havre.Truth) []uint8 {
	far := make([]uint8, len(a.g.nodes))
	queue := make([]int32, 0, 64)
	for _, n := range a.start {
		if a.sees(n) >= least {
			far[n] = arrived | passes
			queue = append(queue, n)
		}
	}
	for head := 0; head < len(queue); head++ {
		at := queue[head]
		for i := a.g.first[at]; i < a.g.first[at+1]; i++ {
			e := &a.g.arcs[i]
			gain := a.step(e, far[at], least) &^ far[e.to]
			if gain == 0 {
				continue
			}
			far[e.to] |= gain
			queue = append(queue, e.to)
		}
	}
	return far
}

// step is how far an arc takes a flow that got this far. Within one platform a
// flow that has arrived moves on without passing through anybody's.
func (a *asking) step(e *arc, far uint8, least havre.Truth) uint8 {
	if a.base(e) < least {
		return 0
	}
	var out uint8
	inside := e.link < 0
	if far&passes != 0 && a.depart(e) >= least || inside {
		if a.arrive(e) >= least {
			out = arrived
		}
	}
	if far&passes != 0 && a.depart(e) >= least && a.through(e) >= least {
		out |= passes
	}
	return out
}

// spoken marks the places of whose direct link with the start somebody speaks.
func (a *asking) spoken() []bool {
	out := make([]bool, len(a.g.nodes))
	for _, n := range a.g.family(a.start) {
		out[n] = true
		for i := a.g.first[n]; i < a.g.first[n+1]; i++ {
			if e := &a.g.arcs[i]; e.link >= 0 {
				for _, m := range a.g.family([]int32{e.to}) {
					out[m] = true
				}
			}
		}
	}
	return out
}
