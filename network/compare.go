package network

import (
	"cmp"
	"slices"

	"github.com/havre-cloud/havre"
)

// Moved is a pair of platforms whose answer is not the same in two graphs.
type Moved struct {
	From, To      string
	Before, After havre.Truth
}

// maxPairs bounds the pairs that [Compare] looks at: a thousand platforms each way.
const maxPairs = 1_000_000

// Compare puts a question to every ordered pair of platforms of two graphs and
// lists those whose answer moves, by their first then their second end. The ends of
// the question are not read. Cut says that there were too many platforms to start
// from all of them.
func Compare(before, after *Graph, q Question) (moved []Moved, cut bool) {
	ids := platforms(before, after)
	starts := ids
	if most := max(1, maxPairs/max(1, len(ids))); len(starts) > most {
		starts, cut = starts[:most], true
	}
	for _, from := range starts {
		q.From = from
		was, is := before.Reach(q), after.Reach(q)
		for _, to := range ids {
			if a, b := was[to], is[to]; a != b && to != from {
				moved = append(moved, Moved{from, to, a, b})
			}
		}
	}
	slices.SortStableFunc(moved, func(a, b Moved) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return moved, cut
}

// platforms are those of either graph, sorted. One that a graph does not know is
// unknown there, as any pair of which nobody speaks.
func platforms(graphs ...*Graph) []string {
	var out []string
	for _, g := range graphs {
		for i := range g.nodes {
			if n := &g.nodes[i]; n.kind == Platform {
				out = append(out, n.id)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
