package diagram

import "math"

// Sizes of the map of two columns.
const (
	boxWidth    = 216
	groupPad    = 12
	groupHead   = 32
	groupGap    = 16
	boxGap      = 12
	portStep    = 21 // between two links that leave a box on the same side
	channel     = 96 // between a column's numbers and the bars, for curves
	barWidth    = 20
	barStep     = 40 // between two bars, besides the words at their heads
	outerStep   = 13 // between two lanes of links within a column
	columnInner = groupPad + boxWidth + groupPad
)

// column is what stands on one side of the networks.
type column struct {
	left   bool
	panels []*panel
	edge   float64 // x of the boxes' side that faces the networks
	far    float64 // x of their other side
	outer  []*bracket
}

// panel is a group, or a part of it, in a column.
type panel struct {
	title string
	boxes []*box
	y, h  float64
}

// box is a node and the rows of it that links leave from.
type box struct {
	node     *Node
	col      *column
	y, h     float64
	sections []*section // the node's own, then one for each part
}

// section is a row of a box, with the links that leave it on each side.
type section struct {
	box          *box
	lines        []string
	sub          string
	part         int // -1 for the node itself
	y, h         float64
	inner, outer []*port
}

// port is where a link leaves a section.
type port struct {
	link  *Link
	sec   *section
	other *port // the far end, nil when it is a network
	bus   string
	y     float64
}

func (s *section) middle() float64 { return s.y + s.h/2 }

// bracket is a link between two boxes of one column, drawn on its far side.
type bracket struct {
	a, b *port
	lane int
}

// columns draws the map of two columns, and tells where it ends.
func (g *drawing) columns(top float64) float64 {
	m := &columnsMap{drawing: g, sections: map[*Node][]*section{}}
	m.share()
	m.connect()
	m.stack(top + m.barHead())
	m.across()
	m.draw(top)
	if m.named() {
		return m.bottom + groupGap + 22
	}
	return m.bottom + groupGap
}

type columnsMap struct {
	*drawing
	cols     [2]*column
	sections map[*Node][]*section
	bars     map[string]float64 // x of the middle of each bar
	bridges  []*Link            // between two networks
	barTop   float64
	bottom   float64
}

// share puts the groups in the two columns, in their order, so that the taller is
// as short as can be.
func (m *columnsMap) share() {
	var panels []*panel
	for _, grp := range m.Groups {
		p := &panel{title: m.Say(grp.Kind.Text())}
		for _, n := range grp.Nodes {
			p.boxes = append(p.boxes, m.box(n))
		}
		panels = append(panels, p)
	}
	if len(panels) == 1 && len(panels[0].boxes) > 1 {
		whole := panels[0]
		half := (len(whole.boxes) + 1) / 2
		rest := &panel{title: m.Say(goesOn.With(m.Groups[0].Kind.Text())), boxes: whole.boxes[half:]}
		whole.boxes = whole.boxes[:half]
		panels = append(panels, rest)
	}
	best, least := 1, math.Inf(1)
	for i := 1; i <= len(panels); i++ {
		if tall := math.Max(rough(panels[:i]), rough(panels[i:])); tall < least {
			best, least = i, tall
		}
	}
	m.cols = [2]*column{{left: true, panels: panels[:best]}, {panels: panels[best:]}}
	for _, c := range m.cols {
		for _, p := range c.panels {
			for _, b := range p.boxes {
				b.col = c
			}
		}
	}
}

// rough is about how tall panels are, before links are known.
func rough(panels []*panel) (h float64) {
	for _, p := range panels {
		h += groupHead + groupGap
		for _, b := range p.boxes {
			h += 60 + 36*float64(len(b.node.Parts))
		}
	}
	return h
}

func (m *columnsMap) box(n *Node) *box {
	b := &box{node: n}
	own := &section{box: b, part: -1, lines: nameFont.wrap(m.Say(n.Title), boxWidth-24, 2), sub: subFont.cut(m.sub(n), boxWidth-24)}
	b.sections = append(b.sections, own)
	for i, p := range n.Parts {
		room := float64(boxWidth - 40)
		if p.Locked {
			room -= 16
		}
		b.sections = append(b.sections, &section{box: b, part: i, lines: zoneFont.wrap(m.partWords(p), room, 2)})
	}
	m.sections[n] = b.sections
	return b
}

// connect gives every link its ports.
func (m *columnsMap) connect() {
	for _, k := range m.links {
		from, to := m.section(&k.From), m.section(&k.To)
		switch {
		case from == nil && to == nil:
			m.bridges = append(m.bridges, k)
		case to == nil:
			from.inner = append(from.inner, &port{link: k, sec: from, bus: k.To.bus})
		case from == nil:
			to.inner = append(to.inner, &port{link: k, sec: to, bus: k.From.bus})
		default:
			a, b := &port{link: k, sec: from}, &port{link: k, sec: to}
			a.other, b.other = b, a
			if from.box.col != to.box.col {
				from.inner, to.inner = append(from.inner, a), append(to.inner, b)
				continue
			}
			from.outer = append(from.outer, a)
			to.outer = append(to.outer, b) // the same section, perhaps
			from.box.col.outer = append(from.box.col.outer, &bracket{a: a, b: b})
		}
	}
}

func (m *columnsMap) section(e *End) *section {
	if e.node == nil {
		return nil
	}
	return m.sections[e.node][e.part+1]
}

// barHead is the room that the names of the networks take above the bars.
func (m *columnsMap) barHead() float64 {
	if len(m.Buses) == 0 {
		return 0
	}
	return 26
}
