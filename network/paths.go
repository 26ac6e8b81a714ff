package network

import (
	"slices"

	"github.com/havre-cloud/havre"
)

const (
	defaultPaths = 20
	// maxPartial bounds the beginnings of paths kept while listing them.
	maxPartial = 50_000
)

// Ask answers a question, with every admissible path up to its bound.
func (g *Graph) Ask(q Question) Answer {
	a := g.asking(&q)
	out := Answer{Question: q, On: g.on, Value: a.value()}
	out.Silent = !slices.ContainsFunc(a.to, func(n int32) bool { return a.spoken()[n] })
	limit := q.MaxPaths
	if limit <= 0 {
		limit = defaultPaths
	}
	levels := []havre.Truth{havre.Yes, havre.Unknown}
	if out.Value == havre.No {
		levels = []havre.Truth{havre.No} // the nearest ways, to say what stops them
	}
	for _, least := range levels {
		l := &listing{asking: a, least: least, limit: limit, paths: &out.Paths}
		l.run()
		out.Cut = out.Cut || l.cut
	}
	if out.Value == havre.No {
		out.Paths, out.Cut = nearest(out.Paths), false
	}
	out.Asks = a.asks(&out)
	return out
}

// listing lists paths of legs that are at least this certain, the shortest first.
type listing struct {
	*asking
	least havre.Truth
	limit int
	paths *[]Path
	cut   bool

	left    []int32 // the fewest legs from a node to the end, -1 when there is none
	buckets [][]partial
	kept    int
}

// partial is the beginning of a path; its legs are found back by its parents.
type partial struct {
	parent *partial
	arc    int32 // -1 at the start
	at     int32
	legs   int32
	value  havre.Truth
}

func (l *listing) run() {
	l.measure()
	for _, n := range l.g.places[l.q.From] {
		if l.left[n] > 0 {
			l.push(&partial{arc: -1, at: n, value: havre.Yes}, l.left[n])
		}
	}
	for f := 0; f < len(l.buckets); f++ {
		for i := 0; i < len(l.buckets[f]); i++ { // grows while read
			p := l.buckets[f][i]
			if !l.extend(&p) {
				l.cut = true
				return
			}
		}
		l.buckets[f] = nil
	}
}

// push keeps a beginning for the day when paths of its length are listed.
func (l *listing) push(p *partial, left int32) {
	f := int(p.legs + left)
	for len(l.buckets) <= f {
		l.buckets = append(l.buckets, nil)
	}
	l.buckets[f] = append(l.buckets[f], *p)
	l.kept++
}

// measure finds, backwards from the end, the fewest legs that remain.
func (l *listing) measure() {
	l.left = make([]int32, len(l.g.nodes))
	for i := range l.left {
		l.left[i] = -1
	}
	queue := slices.Clone(l.to)
	for _, n := range l.to {
		l.left[n] = 0
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, i := range l.g.into[l.g.last[at]:l.g.last[at+1]] {
			e := &l.g.arcs[i]
			if l.left[e.from] < 0 && l.base(e) >= l.least {
				l.left[e.from] = l.left[at] + 1
				queue = append(queue, e.from)
			}
		}
	}
}

// extend adds one leg in every direction that still leads to the end: of several
// links to one place, the most certain. It is false when a bound stops the listing.
func (l *listing) extend(p *partial) bool {
	onward := map[int32]int32{} // place -> the arc taken
	best := map[int32]havre.Truth{}
	var order []int32
	for i := l.g.first[p.at]; i < l.g.first[p.at+1]; i++ {
		e := &l.g.arcs[i]
		if l.left[e.to] < 0 || p.visits(e.to, l) {
			continue
		}
		if l.left[e.to] == 0 { // every link that ends it is a path of its own
			next := partial{parent: p, arc: i, at: e.to, legs: p.legs + 1, value: p.value.And(l.leg(p, e, true))}
			if next.value >= l.least && !l.keep(&next) {
				return false
			}
			continue
		}
		v := p.value.And(l.leg(p, e, false))
		if _, seen := onward[e.to]; !seen && v >= l.least {
			order = append(order, e.to)
		}
		if known, seen := best[e.to]; v >= l.least && (!seen || v > known) {
			onward[e.to], best[e.to] = i, v
		}
	}
	for _, to := range order {
		if l.kept >= maxPartial {
			return false
		}
		l.push(&partial{parent: p, arc: onward[to], at: to, legs: p.legs + 1, value: best[to]}, l.left[to])
	}
	return true
}

// leg is whether the flow, at the end of a beginning, may take one more link.
func (l *listing) leg(p *partial, e *arc, ends bool) havre.Truth {
	v := l.base(e)
	if p.arc >= 0 {
		v = v.And(l.depart(e))
	}
	if ends {
		return v.And(l.arrive(e))
	}
	return v.And(l.through(e))
}

// visits says whether a path has been at a place, or would come back to where it
// started.
func (p *partial) visits(n int32, l *listing) bool {
	if slices.Contains(l.g.places[l.q.From], n) {
		return true
	}
	for ; p != nil; p = p.parent {
		if p.at == n {
			return true
		}
	}
	return false
}

// keep adds a path to the answer unless a more certain listing already has it; it
// is false when there is no more room.
func (l *listing) keep(p *partial) bool {
	if l.least == havre.Unknown && p.value == havre.Yes {
		return true // listed already
	}
	if len(*l.paths) >= l.limit {
		return false
	}
	*l.paths = append(*l.paths, l.path(p))
	return true
}

func (l *listing) path(p *partial) Path {
	var arcs []int32
	for x := p; x.arc >= 0; x = x.parent {
		arcs = append(arcs, x.arc)
	}
	slices.Reverse(arcs)
	out := Path{Value: p.value}
	for i, at := range arcs {
		out.Legs = append(out.Legs, l.tell(&l.g.arcs[at], i == 0, i == len(arcs)-1))
	}
	return out
}

// nearest keeps, of the ways that are refused, those that one thing alone stops,
// and the shortest when there is none.
func nearest(paths []Path) []Path {
	const few = 3
	var out []Path
	for _, p := range paths {
		stops := 0
		for _, leg := range p.Legs {
			for _, d := range leg.Doubts {
				if d.Value == havre.No {
					stops++
				}
			}
		}
		if stops == 1 || len(p.Legs) == 1 {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		out = paths
	}
	return out[:min(len(out), few)]
}
