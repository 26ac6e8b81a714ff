package diagram

import (
	"math"

	"github.com/havre-cloud/havre"
)

// Sizes of the map in lanes.
const (
	narrowWidth  = 360
	rowHeight    = 26
	bandHeight   = 30
	pillStep     = 20 // between two links of a row with one network
	wideNames    = 270
	narrowNames  = 138
	partIndent   = 14
	laneGap      = 8
	wideLanes    = 8 // links beyond are told at both ends instead
	narrowLanes  = 6
	maxSpan      = 40 // rows that a line may run along and still be followed
	refStroke    = 22 // of a link told at its ends
	refName      = 160
	narrowRef    = 120
	dotRadius    = 5.5
	rowsPerHeads = 24 // the names of the networks come back after as many rows
	narrowHeads  = 14 // the same, where they take a line of their own
)

// row is a node, a part of one, or what links two networks.
type row struct {
	lines  []string
	sub    string
	node   *Node
	part   int
	bridge *Link
	at     map[string][]*Link // with each network
	refs   []*laned           // links told here and at their other end
	rank   int
	y, h   float64
}

func (r *row) middle() float64 { return r.y + r.h/2 }

// slot is the middle of the ith of n things that stand one under the other.
func (r *row) slot(i, n int) float64 {
	return r.middle() + pillStep*(float64(i)-float64(n-1)/2)
}

// band is a title over rows.
type band struct {
	title string
	heads bool // the names of the networks are said again
	rows  []*row
	y     float64
}

// lane is a vertical line where links run between rows.
type lane struct {
	x, width float64
	links    []*laned
}

// laned is a link between two rows.
type laned struct {
	link     *Link
	from, to *row
}

func (l *laned) first() int { return min(l.from.rank, l.to.rank) }
func (l *laned) last() int  { return max(l.from.rank, l.to.rank) }
func (l *laned) span() int  { return l.last() - l.first() }

type lanesMap struct {
	*drawing
	bands []*band
	rows  map[*Node][]*row
	bars  map[string]float64
	lanes []*lane
	names float64 // room of the names
	end   float64 // where the lanes end
	top   float64
	y     float64
}

// lanes draws the map in lanes, and tells where it ends.
func (g *drawing) lanes(y float64) float64 {
	m := &lanesMap{drawing: g, rows: map[*Node][]*row{}, bars: map[string]float64{}, top: y, y: y}
	m.gather()
	m.share(m.attach())
	m.place()
	m.barLanes()
	m.linkLanes()
	m.draw()
	return m.y
}

// gather makes the rows, group by group.
func (m *lanesMap) gather() {
	most := float64(wideNames)
	if m.Narrow {
		most = narrowNames
	}
	for _, grp := range m.Groups {
		title := m.Say(grp.Kind.Text())
		b := m.band(title, m.due())
		for _, n := range grp.Nodes {
			if len(b.rows) >= rowsPerHeads {
				b = m.band(m.Say(goesOn.With(title)), m.due())
			}
			m.rows[n] = m.nodeRows(n, most)
			b.rows = append(b.rows, m.rows[n]...)
		}
	}
	m.bridges()
	m.names = math.Min(m.names, most)
	rank := 0
	for _, b := range m.bands {
		for _, r := range b.rows {
			r.rank, rank = rank, rank+1
		}
	}
}

// due says whether the next band must name the networks again.
func (m *lanesMap) due() bool {
	if !m.Narrow {
		return true
	}
	since := 0
	for _, b := range m.bands {
		if b.heads {
			since = 0
		}
		since += len(b.rows)
	}
	return len(m.bands) == 0 || since >= narrowHeads
}

func (m *lanesMap) band(title string, heads bool) *band {
	b := &band{title: title, heads: heads && len(m.Buses) > 0}
	m.bands = append(m.bands, b)
	return b
}

func (m *lanesMap) nodeRows(n *Node, most float64) []*row {
	lines := 1
	if m.Narrow {
		lines = 2
	}
	own := &row{node: n, part: -1, at: map[string][]*Link{}, lines: rowFont.wrap(m.Say(n.Title), most-14, lines)}
	wide := rowFont.width(own.lines[0])
	for _, l := range own.lines {
		wide = math.Max(wide, rowFont.width(l))
	}
	if m.Narrow {
		own.sub = subFont.cut(m.condition(n), most-14)
		wide = math.Max(wide, subFont.width(own.sub))
	} else if own.sub = m.beside(n, most-24-wide); own.sub != "" {
		wide += 10 + subFont.width(own.sub)
	}
	m.names = math.Max(m.names, wide+14)
	out := []*row{own}
	for i, p := range n.Parts {
		r := &row{node: n, part: i, at: map[string][]*Link{}, lines: zoneFont.wrap(m.partWords(p), most-partIndent-30, 2*lines-1)}
		for _, l := range r.lines {
			m.names = math.Max(m.names, zoneFont.width(l)+partIndent+30)
		}
		out = append(out, r)
	}
	return out
}

// beside is what is said of a node after its name, as much as there is room for.
func (m *lanesMap) beside(n *Node, room float64) string {
	for _, words := range []string{m.sub(n), m.condition(n)} {
		if subFont.width(words) <= room {
			return words
		}
	}
	return ""
}

// bridges are the links between two networks: a row of its own each.
func (m *lanesMap) bridges() {
	var b *band
	for _, k := range m.links {
		if !k.From.IsNetwork() || !k.To.IsNetwork() {
			continue
		}
		if b == nil {
			b = m.band(m.Say(havre.Text{FR: "Entre réseaux", EN: "Between networks"}), m.due())
		}
		words := m.Say(havre.Same("%s – %s").With(k.From.Title, k.To.Title))
		b.rows = append(b.rows, &row{bridge: k, part: -1, at: map[string][]*Link{}, lines: zoneFont.wrap(words, narrowNames-14, 2)})
		m.names = math.Max(m.names, narrowNames)
	}
}

// attach puts the links with a network on their rows; the others go in lanes.
func (m *lanesMap) attach() (linked []*laned) {
	for _, k := range m.links {
		from, to := m.row(&k.From), m.row(&k.To)
		switch {
		case from == nil && to == nil: // a bridge
		case to == nil:
			from.at[k.To.bus] = append(from.at[k.To.bus], k)
		case from == nil:
			to.at[k.From.bus] = append(to.at[k.From.bus], k)
		default:
			linked = append(linked, &laned{k, from, to})
		}
	}
	return linked
}

func (m *lanesMap) row(e *End) *row {
	if e.node == nil {
		return nil
	}
	return m.rows[e.node][e.part+1]
}
