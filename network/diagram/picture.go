package diagram

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Rect is a place on a drawing.
type Rect struct{ X, Y, W, H float64 }

// Overlaps says that two places have more than an edge in common.
func (r Rect) Overlaps(o Rect) bool {
	const hair = 0.01
	return r.X+hair < o.X+o.W && o.X+hair < r.X+r.W && r.Y+hair < o.Y+o.H && o.Y+hair < r.Y+r.H
}

// Label is a text of a drawing, with the most room that it takes.
type Label struct {
	Text string
	Rect
}

// Picture is a diagram laid out and drawn.
type Picture struct {
	Width, Height float64
	Labels        []Label // every text that is drawn
	Numbers       []int   // of the links that are drawn, in order
	layers        [layerCount][]mark
	describe      description
}

// description is what is said of the picture to those who do not see it.
type description struct {
	title, text string
	standalone  bool
	class       string
	lang        string
}

// layer is what is drawn over what.
type layer uint8

const (
	groundLayer layer = iota
	barLayer
	lineLayer
	hotLayer
	dotLayer
	pillLayer
	textLayer
	layerCount
)

// mark is one element, in the style of its class.
type mark struct {
	class string
	dim   bool
	xml   string
}

func (p *Picture) add(at layer, class string, dim bool, format string, args ...any) {
	p.layers[at] = append(p.layers[at], mark{class, dim, fmt.Sprintf(format, args...)})
}

func (p *Picture) rect(at layer, class string, dim bool, r Rect, radius float64) {
	p.add(at, class, dim, `<rect x="%s" y="%s" width="%s" height="%s" rx="%s"/>`, num(r.X), num(r.Y), num(r.W), num(r.H), num(radius))
}

func (p *Picture) circle(at layer, class string, dim bool, x, y, radius float64) {
	p.add(at, class, dim, `<circle cx="%s" cy="%s" r="%s"/>`, num(x), num(y), num(radius))
}

func (p *Picture) path(at layer, class string, dim bool, d string) {
	p.add(at, class, dim, `<path d="%s"/>`, d)
}

// line draws a line over the others, which it interrupts where it crosses them.
func (p *Picture) line(k *Link, dim bool, d string) {
	if len(k.legs) > 0 {
		p.path(hotLayer, "casing", false, d)
		p.path(hotLayer, "hot "+string(k.brought()), false, d)
		return
	}
	p.path(lineLayer, "casing", false, d)
	p.path(lineLayer, string(k.State), dim, d)
}

// The places of a text with regard to its point.
const (
	start  = ""
	middle = `text-anchor="middle" `
	finish = `text-anchor="end" `
)

// text draws a line of text on its base line.
func (p *Picture) text(class string, dim bool, f font, anchor string, x, y float64, s string) {
	if s == "" {
		return
	}
	p.label(f, anchor, x, y, s)
	p.add(textLayer, class, dim, `<text %sx="%s" y="%s">%s</text>`, anchor, num(x), num(y), escape(s))
}

func (p *Picture) label(f font, anchor string, x, y float64, s string) {
	w := f.width(s)
	switch anchor {
	case middle:
		x -= w / 2
	case finish:
		x -= w
	}
	p.Labels = append(p.Labels, Label{s, Rect{x, y - f.size*0.8, w, f.size}})
}

// num writes a length with a digit at the most.
func num(f float64) string {
	s := strconv.FormatFloat(f, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0")
}

func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a buffer accepts everything
	}
	return b.String()
}

// WriteTo writes the picture as SVG.
func (p *Picture) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	p.open(&b)
	for _, marks := range p.layers {
		for i := 0; i < len(marks); {
			n := i
			for n < len(marks) && marks[n].class == marks[i].class && marks[n].dim == marks[i].dim {
				n++
			}
			b.WriteString(`<g ` + attributes(marks[i].class, marks[i].dim) + `>`)
			for _, m := range marks[i:n] {
				b.WriteString(m.xml)
			}
			b.WriteString("</g>\n")
			i = n
		}
	}
	b.WriteString("</svg>\n")
	n, err := b.WriteTo(w)
	if err != nil {
		return n, fmt.Errorf("writing the map: %w", err)
	}
	return n, nil
}

// open writes the head: as a file, the picture says what it is and on white; in a
// page, it takes the width that it is given.
func (p *Picture) open(b *bytes.Buffer) {
	d := &p.describe
	size := fmt.Sprintf(`viewBox="0 0 %s %s" width="%[1]s" height="%[2]s"`, num(p.Width), num(p.Height))
	const family = `font-family="system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"`
	if d.standalone {
		fmt.Fprintf(b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<svg xmlns="http://www.w3.org/2000/svg" xml:lang="%s" role="img" %s %s><title>%s</title><desc>%s</desc>`+"\n", d.lang, size, family, escape(d.title), escape(d.text))
		fmt.Fprintf(b, `<rect width="%s" height="%s" fill="#fff"/>`+"\n", num(p.Width), num(p.Height))
		return
	}
	fmt.Fprintf(b, `<svg role="img" aria-label="%s" class="%s" %s %s>`+"\n", escape(d.text), escape(d.class), size, family)
}
