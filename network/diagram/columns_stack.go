package diagram

import (
	"cmp"
	"math"
	"slices"
)

// stack gives everything its height: boxes, sections, then the ports, those that go
// up above those that go down.
func (m *columnsMap) stack(top float64) {
	m.barTop = top
	tall := 0.0
	heights := [2]float64{}
	for i, c := range m.cols {
		heights[i] = c.measure()
		tall = math.Max(tall, heights[i])
	}
	tall = math.Max(tall, 90+24*float64(len(m.bridges)))
	for i, c := range m.cols {
		c.settle(top + (tall-heights[i])/2)
	}
	m.bottom = top + tall
	for _, c := range m.cols {
		for _, p := range c.panels {
			for _, b := range p.boxes {
				for _, s := range b.sections {
					s.order()
				}
			}
		}
	}
}

func (c *column) measure() (h float64) {
	for i, p := range c.panels {
		if i > 0 {
			h += groupGap
		}
		p.h = groupHead
		for _, b := range p.boxes {
			b.h = 0
			for _, s := range b.sections {
				s.h = s.least()
				b.h += s.h
			}
			if len(b.sections) > 1 {
				b.h += 4
			}
			p.h += b.h + boxGap
		}
		h += p.h
	}
	return h
}

// least is the height that a section needs, for its words and for its links.
func (s *section) least() float64 {
	words := 16 + float64(len(s.lines))*nameFont.line()
	if s.sub != "" {
		words += subFont.line()
	}
	if s.part >= 0 {
		words = 18 + float64(len(s.lines))*zoneFont.line()
	}
	return math.Max(words, 12+portStep*float64(max(len(s.inner), len(s.outer))))
}

func (c *column) settle(y float64) {
	for _, p := range c.panels {
		p.y = y
		y += groupHead
		for _, b := range p.boxes {
			b.y = y
			at := y
			for _, s := range b.sections {
				s.y = at
				at += s.h
			}
			y += b.h + boxGap
		}
		y += groupGap
	}
}

// order sorts the ports of a section so that its lines do not cross one another on
// leaving it: those that go up stand above those that go down. On the outer side a
// longer link goes around the shorter ones.
func (s *section) order() {
	slices.SortStableFunc(s.inner, func(a, b *port) int { return cmp.Compare(a.rise(), b.rise()) })
	slices.SortStableFunc(s.outer, func(a, b *port) int {
		if c := cmp.Compare(1/a.rise(), 1/b.rise()); c != 0 {
			return c
		}
		if a.rise() < 0 {
			a, b = b, a
		}
		return cmp.Compare(a.link.Number, b.link.Number)
	})
	for _, list := range [][]*port{s.inner, s.outer} {
		y := s.middle() - portStep*float64(len(list)-1)/2
		for i, p := range list {
			p.y = y + portStep*float64(i)
		}
	}
}

// rise is how far below its own section a link ends: never quite level, but for
// those with a network.
func (p *port) rise() float64 {
	switch {
	case p.other == nil:
		return 0
	case p.other.sec == p.sec:
		return 0.1
	}
	return p.other.sec.middle() - p.sec.middle()
}
