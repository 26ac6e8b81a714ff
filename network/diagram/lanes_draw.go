package diagram

import "math"

func (m *lanesMap) draw() {
	for _, b := range m.Buses {
		m.pic.rect(barLayer, "bar", m.hot && !b.hot, Rect{m.bars[b.ID] - 5, m.top + bandHeight, 10, m.y - m.top - bandHeight - 8}, 5)
	}
	for _, b := range m.bands {
		m.drawBand(b)
		for _, r := range b.rows {
			m.drawRow(r)
		}
	}
	for _, n := range m.lanes {
		for _, l := range n.links {
			m.drawLaned(n, l)
		}
	}
	m.drawSpans()
}

// drawBand writes the name of a group, and those of the networks over their lanes.
func (m *lanesMap) drawBand(b *band) {
	m.pic.rect(barLayer, "band", false, Rect{margin, b.y, m.pic.Width - 2*margin, bandHeight - 6}, 5)
	room := m.names
	if m.Narrow || !b.heads {
		room = m.pic.Width - 2*margin
	}
	m.pic.text("group", false, groupFont, start, margin+8, b.y+17, groupFont.cut(b.title, room-14))
	if !b.heads {
		return
	}
	y := b.y + 17
	if m.Narrow {
		y = b.y + bandHeight + 11
	}
	for _, u := range m.Buses {
		name, dim := m.barName(u), m.hot && !u.hot
		w := netFont.width(name)
		m.pic.rect(barLayer, "plate", false, Rect{m.bars[u.ID] - w/2 - 4, y - 13, w + 8, 18}, 4)
		m.pic.text("net", dim, netFont, middle, m.bars[u.ID], y, name)
	}
}

func (m *lanesMap) drawRow(r *row) {
	dim := m.hot && (r.node == nil || !r.node.hot)
	if r.node != nil && r.node.Here && r.part < 0 {
		m.pic.rect(groundLayer, "here", dim, Rect{margin + 1, r.y + 1, m.names - 4, r.h - 2}, 5)
	}
	m.drawName(r, dim)
	end := margin + m.names
	for _, b := range m.Buses {
		list := r.at[b.ID]
		for i, k := range list {
			y := r.slot(i, len(list))
			to := k.leads()
			m.mark(k, m.bars[b.ID], y, to != nil && !to.IsNetwork())
			m.guide(k, end, m.bars[b.ID], y)
		}
	}
	for i, l := range r.refs {
		m.drawRef(r, l, r.slot(i, len(r.refs)))
	}
	if k := r.bridge; k != nil {
		a, b := m.bars[k.From.bus], m.bars[k.To.bus]
		m.pic.line(k, m.dimmed(k), "M"+num(a)+" "+num(r.middle())+"H"+num(b))
		m.dot(k, b, r.middle())
		m.dot(k, a, r.middle())
		m.between(k, a, b, r.middle())
		_, right := m.around(m.pillWidth(k, false))
		m.pill(k, false, a+right-m.pillWidth(k, false), r.middle(), false)
	}
}

func (m *lanesMap) drawName(r *row, dim bool) {
	x, f, class := float64(margin+8), rowFont, "row"
	if r.part >= 0 || r.bridge != nil {
		x, f, class = x+partIndent, zoneFont, "zone"
		if r.bridge != nil {
			x -= partIndent
		} else if r.node.Parts[r.part].Locked {
			m.lock(x-3, r.middle(), dim)
			x += 14
		}
	}
	h := float64(len(r.lines)) * f.line()
	if r.sub != "" && m.Narrow {
		h += subFont.line()
	}
	y := r.middle() - h/2
	for _, l := range r.lines {
		y += f.line()
		m.pic.text(class, dim, f, start, x, y-4, l)
	}
	switch {
	case r.sub == "":
	case m.Narrow:
		m.pic.text("sub", dim, subFont, start, x, y+subFont.line()-4, r.sub)
	default:
		m.pic.text("sub", dim, subFont, start, x+10+f.width(r.lines[0]), y-4, r.sub)
	}
}

// guide leads from the name of a row to one of its links.
func (m *lanesMap) guide(k *Link, from, to, y float64) {
	d := "M" + num(from) + " " + num(y) + "H" + num(to)
	if len(k.legs) > 0 {
		m.pic.path(hotLayer, "hot "+string(k.brought()), false, d)
		return
	}
	m.pic.path(groundLayer, "guide", m.dimmed(k), d)
}

// mark is where a link meets a row: its number, after a dot or the head of an arrow
// when it only leads there.
func (m *lanesMap) mark(k *Link, x, y float64, arrives bool) {
	w := m.pillWidth(k, false)
	left, right := m.around(w)
	m.pill(k, false, x+right-w, y, false)
	switch {
	case arrives && m.Narrow:
		m.arrow(k, x-left-9, y, true)
	case arrives:
		m.arrow(k, x-dotRadius, y, true)
	case !m.Narrow:
		m.dot(k, x, y)
	}
}

func (m *lanesMap) drawLaned(n *lane, l *laned) {
	k := l.link
	m.pic.line(k, m.dimmed(k), "M"+num(n.x)+" "+num(l.from.middle())+"V"+num(l.to.middle()))
	to := k.leads()
	for _, e := range []*End{&k.From, &k.To} {
		r := m.row(e)
		if e == &k.To && l.from == l.to {
			break // one number is enough
		}
		m.guide(k, margin+m.names, n.x, r.middle())
		m.mark(k, n.x, r.middle(), to == e)
	}
}

// drawRef tells a link at one of its ends: its stroke, its number, and where it goes.
func (m *lanesMap) drawRef(r *row, l *laned, y float64) {
	k, other := l.link, l.link.To
	if r == l.to {
		other = k.From
	}
	x := m.end + laneGap
	m.guide(k, margin+m.names, x, y)
	m.pic.line(k, m.dimmed(k), "M"+num(x)+" "+num(y)+"h"+num(refStroke))
	switch to := k.leads(); {
	case to == nil:
	case m.row(to) == r:
		m.arrow(k, x, y, true)
	default:
		m.arrow(k, x+refStroke, y, false)
	}
	m.pill(k, false, x+refStroke+3, y, false)
	at := x + refStroke + m.pillWidth(k, false) + 9
	m.pic.text("zone", m.dimmed(k), zoneFont, start, at, y+4, zoneFont.cut(m.Say(other.Title), m.refRoom()-8))
}

// drawSpans brings out the part of each network that a path goes along.
func (m *lanesMap) drawSpans() {
	for _, b := range m.Buses {
		for w := range m.Ways {
			low, high := math.Inf(1), math.Inf(-1)
			for _, band := range m.bands {
				for _, r := range band.rows {
					for _, k := range r.at[b.ID] {
						if k.on(w) {
							low, high = math.Min(low, r.middle()), math.Max(high, r.middle())
						}
					}
				}
			}
			if high > low {
				m.pic.path(hotLayer, "span", false, "M"+num(m.bars[b.ID])+" "+num(low)+"V"+num(high))
			}
		}
	}
}

// on says whether a path goes over the link.
func (k *Link) on(way int) bool {
	for _, l := range k.legs {
		if l.way == way {
			return true
		}
	}
	return false
}
