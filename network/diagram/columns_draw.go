package diagram

import (
	"math"
	"strings"
)

// tall is the height above which the names of the networks are also below.
const tall = 520

func (m *columnsMap) draw(top float64) {
	m.drawBars(top)
	for _, c := range m.cols {
		for _, p := range c.panels {
			m.drawPanel(c, p)
		}
		for _, b := range c.outer {
			m.drawBracket(c, b)
		}
	}
	for i, k := range m.bridges {
		m.drawBridge(k, m.bottom-18-24*float64(i))
	}
	m.drawSpans()
}

func (m *columnsMap) drawBars(top float64) {
	for _, b := range m.Buses {
		x, dim := m.bars[b.ID], m.hot && !b.hot
		m.pic.rect(barLayer, "bar", dim, Rect{x - barWidth/2, m.barTop, barWidth, m.bottom - m.barTop}, barWidth/2)
		m.pic.text("net", dim, netFont, middle, x, top+14, m.barName(b))
		if m.named() {
			m.pic.text("net", dim, netFont, middle, x, m.bottom+18, m.barName(b))
		}
	}
}

// named says that the names of the networks are also below the bars.
func (m *columnsMap) named() bool { return len(m.Buses) > 0 && m.bottom-m.barTop > tall }

func (m *columnsMap) drawPanel(c *column, p *panel) {
	x := math.Min(c.edge, c.far)
	m.pic.rect(groundLayer, "ground", false, Rect{x - groupPad, p.y, columnInner, p.h}, 10)
	m.pic.text("group", false, groupFont, start, x, p.y+21, groupFont.cut(p.title, boxWidth))
	for _, b := range p.boxes {
		m.drawBox(c, b, x)
	}
}

func (m *columnsMap) drawBox(c *column, b *box, x float64) {
	dim := m.hot && !b.node.hot
	m.pic.rect(groundLayer, boxClass(b.node), dim, Rect{x, b.y, boxWidth, b.h}, 7)
	for _, s := range b.sections {
		if s.part < 0 {
			m.drawWords(s, x+boxWidth/2, dim)
		} else {
			m.drawPart(s, x, dim)
		}
		for _, p := range s.inner {
			m.drawPort(c, p)
		}
	}
}

func (m *columnsMap) drawWords(s *section, x float64, dim bool) {
	h := float64(len(s.lines)) * nameFont.line()
	if s.sub != "" {
		h += subFont.line()
	}
	y := s.middle() - h/2
	for _, l := range s.lines {
		y += nameFont.line()
		m.pic.text("name", dim, nameFont, middle, x, y-4, l)
	}
	if s.sub != "" {
		m.pic.text("sub", dim, subFont, middle, x, y+subFont.line()-3, s.sub)
	}
}

func (m *columnsMap) drawPart(s *section, x float64, dim bool) {
	class, at := "part", x+18
	locked := s.box.node.Parts[s.part].Locked
	if locked {
		class = "locked"
	}
	m.pic.rect(groundLayer, class, dim, Rect{x + partInset, s.y, boxWidth - 2*partInset, s.h - 6}, 5)
	y := s.middle() - 3
	if locked {
		m.lock(at, y-2, dim)
		at += 18
	}
	y -= float64(len(s.lines)) * zoneFont.line() / 2
	for _, l := range s.lines {
		y += zoneFont.line()
		m.pic.text("zone", dim, zoneFont, start, at, y-4, l)
	}
}

// partInset is how far inside its platform a part is drawn.
const partInset = 8

// start of a port: the side of the box, or of the part inside it.
func (p *port) from(edge float64, rightwards bool) float64 {
	switch {
	case p.sec.part < 0:
		return edge
	case rightwards:
		return edge - partInset
	}
	return edge + partInset
}

// drawPort draws a link from its box towards the networks: to a bar, or to the
// other column, which only the left one draws.
func (m *columnsMap) drawPort(c *column, p *port) {
	x := p.from(c.edge, c.left)
	pill := c.edge + groupPad + 5
	if !c.left {
		pill = c.edge - groupPad - 5
	}
	m.pill(p.link, p.other != nil, pill, p.y, !c.left)
	switch {
	case p.other == nil:
		m.drawStub(c, p, x)
	case c.left:
		m.drawCurve(p, x)
	}
}

func (m *columnsMap) drawStub(c *column, p *port, x float64) {
	bar := m.bars[p.bus]
	m.pic.line(p.link, m.dimmed(p.link), "M"+num(x)+" "+num(p.y)+"H"+num(bar))
	m.dot(p.link, bar, p.y)
	switch to := p.link.leads(); {
	case to == nil:
	case !to.IsNetwork():
		m.arrow(p.link, x, p.y, c.left)
	case c.left:
		m.arrow(p.link, bar-dotRadius-2, p.y, false)
	default:
		m.arrow(p.link, bar+dotRadius+2, p.y, true)
	}
}

// dot marks where a link is attached.
func (g *drawing) dot(k *Link, x, y float64) {
	g.pic.circle(dotLayer, "dot-"+string(k.State), g.dimmed(k), x, y, dotRadius)
}

func (m *columnsMap) drawCurve(p *port, x float64) {
	left, right := m.cols[0], m.cols[1]
	q := p.other
	end := q.from(right.edge, false)
	a := left.edge + groupPad + m.innerPills(left)
	b := right.edge - groupPad - m.innerPills(right)
	bend := (b - a) * 0.45
	d := "M" + num(x) + " " + num(p.y) + "H" + num(a) + "C" + strings.Join([]string{num(a + bend), num(p.y), num(b - bend), num(q.y), num(b), num(q.y)}, " ") + "H" + num(end)
	m.pic.line(p.link, m.dimmed(p.link), d)
	switch to := p.link.leads(); {
	case to == nil:
	case m.section(to) == q.sec:
		m.arrow(p.link, end, q.y, false)
	default:
		m.arrow(p.link, x, p.y, true)
	}
}

func (m *columnsMap) drawBracket(c *column, b *bracket) {
	k := b.a.link
	away, pillAt := -1.0, c.far-groupPad-5
	if !c.left {
		away, pillAt = 1, c.far+groupPad+5
	}
	w := 0.0
	for _, o := range c.outer {
		w = math.Max(w, m.pillWidth(o.a.link, true))
	}
	lane := pillAt + away*(w+8+outerStep*float64(b.lane))
	upper, lower := b.a, b.b
	if upper.y > lower.y {
		upper, lower = lower, upper
	}
	x1, x2 := upper.from(c.far, !c.left), lower.from(c.far, !c.left)
	r := math.Min(8, b.length()/2)
	m.pic.line(k, m.dimmed(k), "M"+num(x1)+" "+num(upper.y)+"H"+num(lane-away*r)+"q"+num(away*r)+" 0 "+num(away*r)+" "+num(r)+
		"V"+num(lower.y-r)+"q0 "+num(r)+" "+num(-away*r)+" "+num(r)+"H"+num(x2))
	m.pill(k, true, pillAt, upper.y, c.left)
	m.pill(k, true, pillAt, lower.y, c.left)
	if to := k.leads(); to != nil {
		x, y := x1, upper.y
		if m.section(to) == lower.sec {
			x, y = x2, lower.y
		}
		m.arrow(k, x, y, !c.left)
	}
}

// drawBridge draws a link between two networks.
func (m *columnsMap) drawBridge(k *Link, y float64) {
	a, b := m.bars[k.From.bus], m.bars[k.To.bus]
	m.pic.line(k, m.dimmed(k), "M"+num(a)+" "+num(y)+"H"+num(b))
	m.dot(k, a, y)
	m.dot(k, b, y)
	m.between(k, a, b, y)
	m.pill(k, false, math.Max(a, b)+barWidth/2+5, y, false)
}

// between puts the head of the arrow of a link between two networks.
func (g *drawing) between(k *Link, from, to, y float64) {
	e := k.leads()
	if e == nil {
		return
	}
	if e == &k.From {
		from, to = to, from
	}
	g.arrow(k, to+math.Copysign(dotRadius+2, from-to), y, to < from)
}

// drawSpans brings out the part of each bar that a path goes along.
func (m *columnsMap) drawSpans() {
	var ports []*port
	for _, c := range m.cols {
		ports = append(ports, c.ports(func(s *section) []*port { return s.inner })...)
	}
	for _, b := range m.Buses {
		for w := range m.Ways {
			low, high := math.Inf(1), math.Inf(-1)
			for _, p := range ports {
				if p.bus == b.ID && p.link.on(w) {
					low, high = math.Min(low, p.y), math.Max(high, p.y)
				}
			}
			if high > low {
				m.pic.path(hotLayer, "span", false, "M"+num(m.bars[b.ID])+" "+num(low)+"V"+num(high))
			}
		}
	}
}
