package diagram

import (
	"github.com/havre-cloud/havre"
)

// Options are how to draw.
type Options struct {
	// Narrow is the shape for a telephone: a row for each platform, whatever their
	// number.
	Narrow bool
	Lang   havre.Lang
	// Say writes a text as its reader's language does; nil is the text itself.
	Say func(havre.Text) string
	// Standalone is a file of its own, which says what it is, on a white ground.
	Standalone bool
	// Class is put on the picture in a page, for its style sheet.
	Class string
}

// Beyond these a map of two columns is no longer readable: the networks become
// lanes.
const (
	maxBoxes = 30
	maxBars  = 6
	maxPorts = 14 // links of one platform
)

// drawing is a diagram being drawn.
type drawing struct {
	*Diagram
	Options
	pic   *Picture
	links []*Link // those drawn
	hot   bool    // something is brought out: the rest is dimmed
	told  bool    // some links are told at both ends rather than drawn between them
}

// margin is left free around everything.
const margin = 12

// Draw lays the diagram out and draws it: the same diagram and options make the
// same picture, byte for byte.
func (d *Diagram) Draw(o Options) *Picture {
	if o.Say == nil {
		o.Say = func(t havre.Text) string { return t.In(o.Lang) }
	}
	g := &drawing{Diagram: d, Options: o, pic: &Picture{}, links: d.drawn(), hot: len(d.Ways) > 0}
	for _, k := range g.links {
		g.pic.Numbers = append(g.pic.Numbers, k.Number)
	}
	y := g.heading()
	switch {
	case len(d.Groups) == 0:
		y = g.nothing(y)
	case o.Narrow || !g.fits():
		y = g.lanes(y)
	default:
		y = g.columns(y)
	}
	g.pic.Height = g.legend(y) + margin
	g.pic.describe = description{title: g.Say(d.Title()), text: g.Say(d.Alternative()), standalone: o.Standalone, class: o.Class, lang: string(o.Lang)}
	return g.pic
}

// fits says whether two columns can hold everything.
func (g *drawing) fits() bool {
	if len(g.nodes()) > maxBoxes || len(g.Buses) > maxBars {
		return false
	}
	ports := map[*Node]int{}
	for _, k := range g.links {
		ports[k.From.node]++
		ports[k.To.node]++
	}
	delete(ports, nil)
	for _, n := range ports {
		if n > maxPorts {
			return false
		}
	}
	return true
}

// heading is the title of a file; a page has its own.
func (g *drawing) heading() float64 {
	if !g.Standalone {
		return margin
	}
	width := 1000.0
	if g.Narrow {
		width = narrowWidth - 2*margin
	}
	y := float64(margin)
	for _, l := range headFont.wrap(g.Say(g.Title()), width, 2) {
		y += headFont.line()
		g.pic.text("head", false, headFont, start, margin, y-4, l)
		g.widen(margin + headFont.width(l))
	}
	return y + margin
}

// nothing says that there is nothing to draw.
func (g *drawing) nothing(y float64) float64 {
	r := Rect{margin, y, 336, 64}
	g.pic.rect(groundLayer, "off", false, r, 8)
	for i, l := range noteFont.wrap(g.Say(nothingText), r.W-2*margin, 2) {
		g.pic.text("note", false, noteFont, middle, r.X+r.W/2, r.Y+28+float64(i)*noteFont.line(), l)
	}
	g.widen(r.X + r.W)
	return r.Y + r.H + margin
}

// widen makes the picture at least that wide.
func (g *drawing) widen(x float64) { g.pic.Width = max(g.pic.Width, x+margin) }

// dimmed says whether a link is left in the shade.
func (g *drawing) dimmed(k *Link) bool { return g.hot && len(k.legs) == 0 }

// lock draws a padlock, its middle left at a point.
func (g *drawing) lock(x, y float64, dim bool) {
	g.pic.path(dotLayer, "shackle", dim, "M"+num(x+2.5)+" "+num(y-1)+"v-2.5a3.5 3.5 0 0 1 7 0v2.5")
	g.pic.rect(dotLayer, "lock", dim, Rect{x, y - 1, 12, 8.5}, 1.5)
}
