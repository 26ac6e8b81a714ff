package diagram

import (
	"cmp"
	"math"
	"slices"
)

// across gives everything its place from left to right: links within the left
// column, its boxes, their numbers, curves, networks, and the same on the right.
func (m *columnsMap) across() {
	left, right := m.cols[0], m.cols[1]
	curves := float64(channel)
	if !m.crossing() && len(m.bridges) == 0 {
		curves /= 2
	}
	x := margin + left.outside(m.drawing)
	left.far = x + groupPad
	left.edge = left.far + boxWidth
	x += columnInner + m.innerPills(left) + curves
	m.bars = map[string]float64{}
	for _, b := range m.Buses {
		step := math.Max(barWidth+barStep, netFont.width(m.barName(b))+16)
		m.bars[b.ID] = x + step/2
		x += step
	}
	m.widen(x + curves)
	if len(right.panels) == 0 {
		return
	}
	x += curves + m.innerPills(right)
	right.edge = x + groupPad
	right.far = right.edge + boxWidth
	m.widen(x + columnInner + right.outside(m.drawing))
}

func (m *columnsMap) barName(b Bus) string { return netFont.cut(m.Say(b.Short), 130) }

// crossing says whether a link goes from one column to the other.
func (m *columnsMap) crossing() bool {
	for _, p := range m.cols[0].ports(func(s *section) []*port { return s.inner }) {
		if p.other != nil {
			return true
		}
	}
	return false
}

// ports are those of one side of a column.
func (c *column) ports(side func(*section) []*port) (out []*port) {
	for _, p := range c.panels {
		for _, b := range p.boxes {
			for _, s := range b.sections {
				out = append(out, side(s)...)
			}
		}
	}
	return out
}

// innerPills is the room that the numbers take beside a column.
func (m *columnsMap) innerPills(c *column) float64 {
	w := 0.0
	for _, p := range c.ports(func(s *section) []*port { return s.inner }) {
		w = math.Max(w, m.pillWidth(p.link, p.other != nil)+16)
	}
	return w
}

// outside is the room that the links within a column take on its far side.
func (c *column) outside(g *drawing) float64 {
	if len(c.outer) == 0 {
		return 0
	}
	w, lanes := 0.0, c.lanes()
	for _, b := range c.outer {
		w = math.Max(w, g.pillWidth(b.a.link, true))
	}
	return w + 20 + outerStep*float64(lanes)
}

// lanes gives each link within a column a lane of its own where it runs, the
// shorter nearer to the boxes, and counts the lanes.
func (c *column) lanes() (count int) {
	sorted := slices.Clone(c.outer)
	slices.SortStableFunc(sorted, func(a, b *bracket) int { return cmp.Compare(a.length(), b.length()) })
	var taken [][]*bracket
	for _, b := range sorted {
		b.lane = slices.IndexFunc(taken, func(lane []*bracket) bool {
			return !slices.ContainsFunc(lane, func(o *bracket) bool { return b.top() < o.bottom()+6 && o.top() < b.bottom()+6 })
		})
		if b.lane < 0 {
			b.lane, taken = len(taken), append(taken, nil)
		}
		taken[b.lane] = append(taken[b.lane], b)
	}
	return len(taken)
}

func (b *bracket) top() float64    { return math.Min(b.a.y, b.b.y) }
func (b *bracket) bottom() float64 { return math.Max(b.a.y, b.b.y) }
func (b *bracket) length() float64 { return b.bottom() - b.top() }
