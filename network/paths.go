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
	spoken := a.spoken()
	out := Answer{Question: q, On: g.on, Value: havre.No, Silent: !slices.ContainsFunc(a.to, func(n int32) bool { return spoken[n] })}
	if q.MaxPaths <= 0 {
		q.MaxPaths = defaultPaths
	}
	if out.Silent {
		out.Value = a.silent(a.to)
		out.OneWay = a.oneWay()
	}
	for _, least := range []havre.Truth{havre.Yes, havre.Unknown} {
		if out.Cut {
			break // it is a yes, and no room is left
		}
		l := a.listing(least, &out)
		if l.leads() {
			out.Value = out.Value.Or(least)
			l.run()
		}
	}
	for _, n := range a.to {
		if slices.Contains(a.start, n) {
			out.Value = out.Value.Or(a.sees(n)) // the place itself
		}
	}
	if out.Value == havre.No {
		a.listing(havre.No, &out).run()
		out.Paths, out.Cut = nearest(out.Paths), false
	}
	if len(out.Paths) == 0 && out.Value != havre.Yes {
		out.Paths = a.unfit()
	}
	out.Refused, out.Asks = a.refused(), a.asks(&out)
	return out
}

// unfit is a way that nobody states, when the places at its ends are themselves what
// stops the flow, or are in doubt.
func (a *asking) unfit() []Path {
	leg := Leg{From: a.q.From, To: a.q.To, Value: havre.Yes}
	if a.q.From != a.q.To {
		leg.Value = havre.Unknown
	}
	for _, end := range []struct {
		id    string
		nodes []int32
	}{{a.q.From, a.start}, {a.q.To, a.to}} {
		v := a.fit(end.nodes)
		if v == havre.Yes || len(leg.Doubts) > 0 && a.q.From == a.q.To {
			continue
		}
		n := a.end(end.nodes, end.id)
		text := saysApproved
		if v == havre.No {
			text = saysNotApproved
		}
		leg.Value = leg.Value.And(v)
		leg.Doubts = append(leg.Doubts, Doubt{Kind: DoubtRestricted, Value: v, At: n.id, Text: text.With(Named(n.title)), Owner: n.ask()})
	}
	if len(leg.Doubts) == 0 {
		return nil
	}
	return []Path{{Value: leg.Value, Legs: []Leg{leg}}}
}

// refused are the links of the pair that surely do not carry the flow.
func (a *asking) refused() []Leg {
	var out []Leg
	for _, n := range a.start {
		for i := a.g.first[n]; i < a.g.first[n+1]; i++ {
			if e := &a.g.arcs[i]; e.link >= 0 && slices.Contains(a.to, e.to) && a.base(e).And(a.arrive(e)) == havre.No {
				out = append(out, a.tell(e, true, true))
			}
		}
	}
	return out
}

// listing lists paths of legs that are at least this certain, the shortest first.
type listing struct {
	*asking
	least havre.Truth
	out   *Answer

	// The fewest legs from a node to the end: for a flow that may pass through the
	// node, and for one that has arrived there and only moves inside its platform;
	// -1 when there is no way.
	left, inside []int32
	buckets      [][]partial // by the length of the path that may come of it
	kept         int
	best         map[int32]partial // of one place reached by several links, the best
}

// partial is the beginning of a path; its legs are found back by its parents.
type partial struct {
	parent *partial
	arc    int32 // -1 at the start
	at     int32
	legs   int32
	value  havre.Truth
	ends   bool // arrived: it only moves inside the platform
}

func (a *asking) listing(least havre.Truth, out *Answer) *listing {
	l := &listing{asking: a, least: least, out: out, left: none(len(a.g.nodes)), inside: none(len(a.g.nodes))}
	l.measure()
	return l
}

func none(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// leads says that there is a path.
func (l *listing) leads() bool {
	return slices.ContainsFunc(l.start, func(n int32) bool { return l.left[n] > 0 && l.sees(n) >= l.least })
}

// measure finds the fewest legs that remain, backwards from the end: within the
// last platform first, then over the links that lead there. Whether one may pass
// through a place depends on each link by itself, so that the nearest way without
// repetition is found node by node.
func (l *listing) measure() {
	queue := slices.Clone(l.to)
	for _, n := range l.to {
		l.left[n], l.inside[n] = 0, 0
	}
	l.back(queue, func(e *arc) bool {
		if e.link >= 0 || l.inside[e.from] >= 0 || l.base(e) < l.least || l.arrive(e) < l.least {
			return false
		}
		l.inside[e.from] = l.inside[e.to] + 1
		return true
	})
	for n := range l.inside {
		if l.inside[n] > 0 {
			queue = append(queue, int32(n))
		}
	}
	l.back(queue, func(e *arc) bool {
		if l.left[e.from] >= 0 || l.base(e) < l.least || l.depart(e) < l.least {
			return false
		}
		at := l.onward(e)
		if at < 0 {
			return false
		}
		l.left[e.from] = at + 1
		return true
	})
}

// onward is the fewest legs that remain once a link is taken, -1 for none.
func (l *listing) onward(e *arc) int32 {
	if at := l.inside[e.to]; at >= 0 && l.arrive(e) >= l.least {
		return at
	}
	if at := l.left[e.to]; at >= 0 && l.through(e) >= l.least {
		return at
	}
	return -1
}

// back goes backwards from some nodes, over the arcs that are news.
func (l *listing) back(from []int32, news func(e *arc) bool) {
	queue := slices.Clone(from)
	for head := 0; head < len(queue); head++ {
		at := queue[head]
		for _, i := range l.g.into[l.g.last[at]:l.g.last[at+1]] {
			if e := &l.g.arcs[i]; news(e) {
				queue = append(queue, e.from)
			}
		}
	}
}

func (l *listing) run() {
	for _, n := range l.start {
		if v := l.sees(n); l.left[n] > 0 && v >= l.least {
			l.push(partial{arc: -1, at: n, value: v}, l.left[n])
		}
	}
	for f := 0; f < len(l.buckets); f++ {
		for i := 0; i < len(l.buckets[f]); i++ { // grows while read
			p := l.buckets[f][i]
			if !l.extend(&p) {
				l.out.Cut = true
				return
			}
		}
		l.buckets[f] = nil
	}
}

// push keeps a beginning for the day when paths of its length are listed.
func (l *listing) push(p partial, left int32) {
	f := int(p.legs + left)
	for len(l.buckets) <= f {
		l.buckets = append(l.buckets, nil)
	}
	l.buckets[f] = append(l.buckets[f], p)
	l.kept++
}

// extend adds one leg in every direction that still leads to the end: of several
// links to one place, the most certain. It is false when a bound stops the listing.
func (l *listing) extend(p *partial) bool {
	var order []int32
	if l.best == nil {
		l.best = map[int32]partial{}
	}
	clear(l.best)
	for i := l.g.first[p.at]; i < l.g.first[p.at+1]; i++ {
		next, ok := l.next(p, i)
		switch {
		case !ok:
		case l.left[next.at] == 0: // every link that ends it is a path of its own
			if !l.keep(&next) {
				return false
			}
		default:
			known, seen := l.best[next.at]
			if !seen {
				order = append(order, next.at)
			}
			if !seen || next.value > known.value {
				l.best[next.at] = next
			}
		}
	}
	for _, at := range order {
		if l.kept >= maxPartial {
			return false
		}
		next := l.best[at]
		left := l.left[at]
		if next.ends {
			left = l.inside[at]
		}
		l.push(next, left)
	}
	return true
}

// next is a beginning with one more leg, if that leg may be taken.
func (l *listing) next(p *partial, at int32) (next partial, ok bool) {
	e := &l.g.arcs[at]
	if (l.left[e.to] < 0 && l.inside[e.to] < 0) || (p.ends && e.link >= 0) || l.visited(p, e.to) {
		return next, false
	}
	v := p.value.And(l.base(e)).And(l.depart(e))
	next = partial{parent: p, arc: at, at: e.to, legs: p.legs + 1}
	if l.inside[e.to] >= 0 {
		if next.value, next.ends = v.And(l.arrive(e)), true; next.value >= l.least {
			return next, true
		}
	}
	if p.ends || l.left[e.to] < 0 {
		return next, false
	}
	next.value, next.ends = v.And(l.through(e)), false
	return next, next.value >= l.least
}

// visited says whether a path has been at a place, or would come back to where it
// started.
func (l *listing) visited(p *partial, n int32) bool {
	for ; p != nil; p = p.parent {
		if p.at == n {
			return true
		}
	}
	return slices.Contains(l.start, n)
}

// keep adds a path to the answer unless a more certain listing already has it; it
// is false when there is no more room.
func (l *listing) keep(p *partial) bool {
	if l.least == havre.Unknown && p.value == havre.Yes {
		return true // listed already
	}
	if len(l.out.Paths) >= l.q.MaxPaths {
		return false
	}
	l.out.Paths = append(l.out.Paths, l.path(p))
	return true
}

func (l *listing) path(p *partial) Path {
	var arcs []*arc
	for x := p; x.arc >= 0; x = x.parent {
		arcs = append(arcs, &l.g.arcs[x.arc])
	}
	slices.Reverse(arcs)
	last := len(arcs) - 1 // the last link: after it the flow only moves inside the platform
	for last > 0 && arcs[last].link < 0 {
		last--
	}
	out := Path{Value: p.value}
	for i, e := range arcs {
		out.Legs = append(out.Legs, l.tell(e, i == 0, i >= last))
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
