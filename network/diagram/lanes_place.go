package diagram

import (
	"cmp"
	"math"
	"slices"
)

// place gives the rows their heights.
func (m *lanesMap) place() {
	for _, b := range m.bands {
		b.y = m.y
		m.y += bandHeight
		if b.heads && m.Narrow {
			m.y += bandHeight - 8
		}
		for _, r := range b.rows {
			words := float64(len(r.lines))*rowFont.line() + 10
			if r.sub != "" && m.Narrow {
				words += subFont.line()
			}
			r.y, r.h = m.y, math.Max(rowHeight, words)
			r.h = math.Max(r.h, pillStep*float64(len(r.refs))+6)
			for _, list := range r.at {
				r.h = math.Max(r.h, pillStep*float64(len(list))+6)
			}
			m.y += r.h
		}
		m.y += 8
	}
}

// barLanes gives each network its lane, wide enough for its name and its numbers.
func (m *lanesMap) barLanes() {
	x := margin + m.names + laneGap
	for _, b := range m.Buses {
		w := 0.0
		for _, band := range m.bands {
			for _, r := range band.rows {
				for _, k := range r.at[b.ID] {
					w = math.Max(w, m.pillWidth(k, false))
				}
				if r.bridge != nil && r.bridge.From.bus == b.ID {
					w = math.Max(w, m.pillWidth(r.bridge, false))
				}
			}
		}
		half := netFont.width(m.barName(b))/2 + 2
		left, right := m.around(w)
		m.bars[b.ID] = x + math.Max(half, left)
		x = m.bars[b.ID] + math.Max(half, right) + laneGap
	}
	m.end = x
}

func (m *lanesMap) barName(b Bus) string {
	if m.Narrow {
		return netFont.cut(m.Say(b.Short), 64)
	}
	return netFont.cut(m.Say(b.Short), 120)
}

// share puts the links between rows in lanes, the shorter first: no two share a lane
// where both run. Those that are too long to follow, or too many, are told at both
// ends instead.
func (m *lanesMap) share(linked []*laned) {
	most := wideLanes
	switch {
	case m.Narrow && m.fits():
		most = narrowLanes
	case m.Narrow:
		most = 0
	}
	slices.SortStableFunc(linked, func(a, b *laned) int {
		return cmp.Or(cmp.Compare(a.span(), b.span()), cmp.Compare(a.first(), b.first()))
	})
	for _, l := range linked {
		at := slices.IndexFunc(m.lanes, func(n *lane) bool {
			return !slices.ContainsFunc(n.links, func(o *laned) bool { return l.first() <= o.last() && o.first() <= l.last() })
		})
		switch {
		case l.span() > maxSpan || (at < 0 && len(m.lanes) == most):
			m.told = true
			l.from.refs = append(l.from.refs, l)
			if l.to != l.from {
				l.to.refs = append(l.to.refs, l)
			}
			continue
		case at < 0:
			at, m.lanes = len(m.lanes), append(m.lanes, &lane{})
		}
		n := m.lanes[at]
		n.links = append(n.links, l)
		n.width = math.Max(n.width, m.pillWidth(l.link, false))
	}
}

// linkLanes gives the lanes their places, and what is told at both ends after them.
func (m *lanesMap) linkLanes() {
	x := m.end
	for _, n := range m.lanes {
		left, right := m.around(n.width)
		n.x = x + left
		x += left + right + laneGap
	}
	m.end = x
	if m.told {
		widest := 0.0
		for _, b := range m.bands {
			for _, r := range b.rows {
				for _, l := range r.refs {
					widest = math.Max(widest, m.pillWidth(l.link, false))
				}
			}
		}
		x += 2*laneGap + refStroke + 3 + widest + m.refRoom()
	}
	m.widen(math.Max(x-laneGap, margin+m.names))
}

func (m *lanesMap) refRoom() float64 {
	if m.Narrow {
		return narrowRef
	}
	return refName
}

// around is the room on each side of a lane whose widest number is given: a dot and
// the number after it, or the number alone where there is little room.
func (m *lanesMap) around(pill float64) (left, right float64) {
	if m.Narrow {
		return pill / 2, pill / 2
	}
	return dotRadius, dotRadius + 4 + pill
}
