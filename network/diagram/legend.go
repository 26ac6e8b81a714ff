package diagram

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// entry is a line of the legend: what is drawn, and what it means.
type entry struct {
	words havre.Text
	draw  func(g *drawing, x, y float64) // on 40 of width, around its middle line
}

const (
	sampleWidth = 40
	entryGap    = 26
	entryLine   = 24
)

// legend draws what the picture uses, and tells where it ends.
func (g *drawing) legend(y float64) float64 {
	y += entryLine
	x, width := float64(margin), max(g.pic.Width, 360)
	for _, e := range g.entries() {
		words := capital(g.Say(e.words))
		lines := noteFont.wrap(words, width-2*margin-sampleWidth-8, 3)
		need := sampleWidth + 8 + noteFont.width(lines[0])
		if x > margin && x+need > width-margin {
			x, y = margin, y+entryLine
		}
		e.draw(g, x, y)
		for i, l := range lines {
			if i > 0 {
				y += noteFont.line()
			}
			g.pic.text("note", false, noteFont, start, x+sampleWidth+8, y+4, l)
			g.widen(x + sampleWidth + 8 + noteFont.width(l))
		}
		x += need + entryGap
	}
	return y
}

func (g *drawing) entries() []entry {
	var out []entry
	used, oneWay, attached, locked := map[State]bool{}, false, false, false
	for _, k := range g.links {
		used[k.State] = true
		oneWay = oneWay || k.OneWay
		attached = attached || k.IsAttachment()
	}
	for _, s := range States {
		if used[s] {
			out = append(out, stateEntry(s))
		}
	}
	if oneWay {
		out = append(out, entry{havre.Text{FR: "sens unique", EN: "one way"}, func(g *drawing, x, y float64) {
			g.pic.path(lineLayer, "yes", false, "M"+num(x)+" "+num(y)+"h32")
			g.pic.path(dotLayer, "arrow-yes", false, "M"+num(x+sampleWidth)+" "+num(y)+"l-9 -5.5v11z")
		}})
	}
	if attached {
		out = append(out, entry{havre.Text{FR: "réseau de transport et ce qui y est attaché", EN: "transport network and what is attached to it"}, func(g *drawing, x, y float64) {
			g.pic.rect(barLayer, "bar", false, Rect{x + 26, y - 9, 12, 18}, 6)
			g.pic.path(lineLayer, "yes", false, "M"+num(x)+" "+num(y)+"h32")
			g.pic.circle(dotLayer, "dot-yes", false, x+32, y, 5)
		}})
	}
	if g.told {
		out = append(out, entry{havre.Text{FR: "liaison dite à ses deux bouts", EN: "link told at both of its ends"}, func(g *drawing, x, y float64) {
			g.pic.path(lineLayer, "yes", false, "M"+num(x)+" "+num(y)+"h16")
			g.pic.rect(pillLayer, "pill-yes", false, Rect{x + 17, y - pillHeight/2, 20, pillHeight}, pillHeight/2)
			g.pic.text("t-yes", false, pillFont, middle, x+27, y+4, "n")
		}})
	}
	states := map[NodeState]bool{}
	for _, n := range g.nodes() {
		states[n.State] = true
		for _, p := range n.Parts {
			locked = locked || p.Locked
		}
	}
	if locked {
		out = append(out, entry{havre.Text{FR: "zone restreinte", EN: "restricted zone"}, func(g *drawing, x, y float64) {
			g.pic.rect(groundLayer, "locked", false, Rect{x + 4, y - 9, 34, 18}, 4)
			g.lock(x+15, y, false)
		}})
	}
	if states[PlannedNode] {
		out = append(out, boxEntry("later", havre.Text{FR: "plateforme prévue", EN: "planned platform"}))
	}
	if states[Closed] || states[Unlisted] {
		out = append(out, boxEntry("off", havre.Text{FR: "plateforme fermée ou hors du catalogue", EN: "platform that is closed or not in the catalogue"}))
	}
	if g.hot {
		out = append(out, entry{havre.Text{FR: "chemin demandé, étape par étape", EN: "path asked for, step by step"}, func(g *drawing, x, y float64) {
			g.pic.path(hotLayer, "hot yes", false, "M"+num(x)+" "+num(y)+"h"+num(sampleWidth))
			g.pic.rect(pillLayer, "leg", false, Rect{x + 11, y - pillHeight/2, 18, pillHeight}, pillHeight/2)
			g.pic.text("t-leg", false, pillFont, middle, x+20, y+4, "1")
		}})
	}
	if slices.ContainsFunc(g.Ways, func(w Way) bool { return w.Value != havre.Yes }) {
		out = append(out, entry{havre.Text{FR: "chemin à confirmer", EN: "path to be confirmed"}, func(g *drawing, x, y float64) {
			g.pic.path(hotLayer, "hot "+string(ToConfirm), false, "M"+num(x)+" "+num(y)+"h"+num(sampleWidth))
			g.pic.rect(pillLayer, "leg", false, Rect{x + 9, y - pillHeight/2, 22, pillHeight}, pillHeight/2)
			g.pic.text("t-leg", false, pillFont, middle, x+20, y+4, "1?")
		}})
	}
	return out
}

func stateEntry(s State) entry {
	return entry{s.Text(), func(g *drawing, x, y float64) {
		g.pic.path(lineLayer, string(s), false, "M"+num(x)+" "+num(y)+"h"+num(sampleWidth))
		if sign := s.sign(); sign != "" {
			mark := "n" + sign
			w := pillFont.width(mark) + 8
			g.pic.rect(pillLayer, "pill-"+string(s), false, Rect{x + (sampleWidth-w)/2, y - pillHeight/2, w, pillHeight}, pillHeight/2)
			g.pic.text("t-"+string(s), false, pillFont, middle, x+sampleWidth/2, y+4, mark)
		}
	}}
}

func boxEntry(class string, words havre.Text) entry {
	return entry{words, func(g *drawing, x, y float64) {
		g.pic.rect(groundLayer, class, false, Rect{x + 4, y - 9, 34, 18}, 4)
	}}
}
