package diagram

import "strconv"

// pillHeight is that of the number of a link on the drawing.
const pillHeight = 17

// pillWords are the number of a link, the word of its network unless a bar says it,
// and the sign of its state.
func (g *drawing) pillWords(k *Link, carrier bool) string {
	words := strconv.Itoa(k.Number)
	if said := k.Said[0]; carrier && (said.Network != "" || said.Kind != "other") {
		words += " " + pillFont.cut(capital(g.Say(k.Carrier)), 58)
	}
	return words + k.State.sign()
}

// legWords are the steps of the paths that a link is: 2, or B1.
func (g *drawing) legWords(k *Link) string {
	if len(k.legs) == 0 {
		return ""
	}
	words := g.Ways[k.legs[0].way].Letter + strconv.Itoa(k.legs[0].number)
	if len(k.legs) > 1 {
		words += "+"
	}
	if k.brought() == ToConfirm {
		words += "?"
	}
	return words
}

// pillWidth is that of what a link bears at one end.
func (g *drawing) pillWidth(k *Link, carrier bool) float64 {
	w := pillFont.width(g.pillWords(k, carrier)) + 10
	if legs := g.legWords(k); legs != "" {
		w += pillFont.width(legs) + 12
	}
	return w
}

// pill draws what a link bears at one end, from a point towards the left or the
// right: its number, then its steps.
func (g *drawing) pill(k *Link, carrier bool, x, y float64, leftwards bool) {
	state, dim := string(k.State), g.dimmed(k)
	side := func(w float64) float64 {
		if leftwards {
			x -= w
			return x
		}
		x += w
		return x - w
	}
	words := g.pillWords(k, carrier)
	w := pillFont.width(words) + 10
	at := side(w)
	g.pic.rect(pillLayer, "pill-"+state, dim, Rect{at, y - pillHeight/2, w, pillHeight}, pillHeight/2)
	g.pic.text("t-"+state, dim, pillFont, middle, at+w/2, y+4, words)
	if legs := g.legWords(k); legs != "" {
		w := pillFont.width(legs) + 10
		side(2)
		at := side(w)
		g.pic.rect(pillLayer, "leg", false, Rect{at, y - pillHeight/2, w, pillHeight}, pillHeight/2)
		g.pic.text("t-leg", false, pillFont, middle, at+w/2, y+4, legs)
	}
}

// leads is the end that a link leads to and comes not back from, as its source says
// or as a path takes it; nil when it goes both ways.
func (k *Link) leads() *End {
	if len(k.legs) == 0 {
		if k.OneWay {
			return &k.To
		}
		return nil
	}
	for _, l := range k.legs[1:] {
		if l.reverse != k.legs[0].reverse {
			return nil
		}
	}
	if k.legs[0].reverse {
		return &k.From
	}
	return &k.To
}

// arrow is the head of a line, its point at a place.
func (g *drawing) arrow(k *Link, x, y float64, leftwards bool) {
	d := -9.0
	if leftwards {
		d = 9
	}
	class := "arrow-" + string(k.State)
	if len(k.legs) > 0 {
		class = "arrow-hot"
	}
	g.pic.path(dotLayer, class, g.dimmed(k), "M"+num(x)+" "+num(y)+"l"+num(d)+" -5.5v11z")
}
