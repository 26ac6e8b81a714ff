package diagram

import (
	"strings"

	"github.com/havre-cloud/havre"
)

var (
	nothingText = havre.Text{FR: "Rien à dessiner : aucune plateforme n'est retenue.", EN: "Nothing to draw: no platform is selected."}
	lockedText  = havre.Text{FR: "restreinte", EN: "restricted"}
	plannedText = havre.Text{FR: "prévue", EN: "planned"}
	closedText  = havre.Text{FR: "fermée", EN: "closed"}
	unlisted    = havre.Text{FR: "hors du catalogue", EN: "not in the catalogue"}
	silent      = havre.Text{FR: "rien n'est renseigné", EN: "nothing is known"}
	goesOn      = havre.Text{FR: "%s (suite)", EN: "%s (continued)"}
)

// Title is what the drawing is of.
func (d *Diagram) Title() havre.Text {
	return havre.Text{FR: "Interconnexions au %s", EN: "Interconnections on %s"}.With(d.On.Words())
}

// Counts are how many links there are in each state, drawn or not.
func (d *Diagram) Counts() map[State]int {
	out := map[State]int{}
	for i := range d.Links {
		out[d.Links[i].State]++
	}
	return out
}

var countTexts = map[State][2]havre.Text{
	Established: {{FR: "établie", EN: "established"}, {FR: "établies", EN: "established"}},
	ToConfirm:   {{FR: "à confirmer", EN: "to be confirmed"}, {FR: "à confirmer", EN: "to be confirmed"}},
	Planned:     {{FR: "prévue", EN: "planned"}, {FR: "prévues", EN: "planned"}},
	Refused:     {{FR: "sans liaison", EN: "without a link"}, {FR: "sans liaison", EN: "without a link"}},
	Blank:       {{FR: "non renseignée", EN: "not provided"}, {FR: "non renseignées", EN: "not provided"}},
}

// Tally says how many links there are in each state, those that have some.
func (d *Diagram) Tally() havre.Text {
	counts, out := d.Counts(), havre.Text{}
	for _, s := range States {
		if n := counts[s]; n > 0 {
			t := havre.Count(n, countTexts[s][0], countTexts[s][1])
			if !out.IsZero() {
				t = havre.Same("%s, %s").With(out, t)
			}
			out = t
		}
	}
	if out.IsZero() {
		return havre.Text{FR: "aucune", EN: "none"}
	}
	return out
}

// Alternative is what the drawing shows, for those who do not see it.
func (d *Diagram) Alternative() havre.Text {
	return havre.Text{
		FR: "Carte de %[1]s et de %[2]s au %[3]s. Liaisons : %[4]s. Le tableau des liaisons dit la même chose, sous les mêmes numéros.",
		EN: "Map of %[1]s and %[2]s on %[3]s. Links: %[4]s. The table of links says the same, under the same numbers.",
	}.With(
		havre.Count(len(d.nodes()), havre.Text{FR: "plateforme", EN: "platform"}, havre.Text{FR: "plateformes", EN: "platforms"}),
		havre.Count(len(d.Buses), havre.Text{FR: "réseau", EN: "network"}, havre.Text{FR: "réseaux", EN: "networks"}),
		d.On.Words(), d.Tally(),
	)
}

// condition is what is particular of a node: it is planned, closed, not described, or
// nothing is known of its links.
func (g *drawing) condition(n *Node) string {
	state := map[NodeState]havre.Text{PlannedNode: plannedText, Closed: closedText, Unlisted: unlisted}[n.State]
	switch {
	case g.linked[n]:
	case state.IsZero():
		state = silent
	default:
		state = havre.Same("%s, %s").With(state, silent)
	}
	return g.Say(state)
}

// sub is the small line under the title of a node.
func (g *drawing) sub(n *Node) string {
	words := g.condition(n)
	switch {
	case n.Sub == "":
		return words
	case words == "":
		return n.Sub
	}
	return n.Sub + " · " + words
}

// boxClass is how the box of a node is drawn.
func boxClass(n *Node) string {
	switch {
	case n.Here:
		return "here"
	case n.State == PlannedNode:
		return "later"
	case n.State == InService:
		return "box"
	}
	return "off"
}

// partWords name a zone inside its platform; one that is restricted says so.
func (g *drawing) partWords(p Part) string {
	words, locked := capital(g.Say(p.Title)), g.Say(lockedText)
	if p.Locked && !strings.Contains(strings.ToLower(words), locked) {
		return words + " (" + locked + ")"
	}
	return words
}
