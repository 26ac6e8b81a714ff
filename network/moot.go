package network

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// moot tells that a change is about links that nobody states: nothing goes down where
// nothing is, and a place without links has none to open. Opening between two places
// adds the link, so it never is.
func (g *Graph) moot(c *Change) havre.Problems {
	if c.Status == "" || c.To != "" && c.Status == catalogue.Yes || slices.ContainsFunc(g.links, func(k catalogue.Link) bool { return g.moves(c, &k) }) {
		return nil
	}
	at, value, text := FieldTo, c.To, noLinkBetween
	if c.To == "" {
		at, value, text = FieldFrom, c.From, noLinkOf
	}
	return havre.Problems{{Field: at, Value: value, Message: text.With(
		Named(g.title(c.From)), Named(g.title(c.To)), Of(g.title(c.From)), g.over(c), nothingElse[c.Status],
	)}}
}

// moves says that a change is about a link of the graph, and is not what is already
// stated of it.
func (g *Graph) moves(c *Change, k *catalogue.Link) bool {
	forth, back := c.concerns(k, func(place, end string) bool { return slices.Contains(g.places[place], g.index[end]) })
	return (forth || back) && (c.Status != catalogue.No || k.Status != catalogue.No)
}

// contrary tells that a change says of some links the opposite of one before it.
func (g *Graph) contrary(c *Change, before []Change) havre.Problems {
	for i := range before {
		b := &before[i]
		same := b.From == c.From && b.To == c.To || b.From == c.To && b.To == c.From
		if same && b.Network == c.Network && b.Status != "" && c.Status != "" && b.Status != c.Status {
			return havre.Problems{{Field: FieldFrom, Value: c.From, Message: saysContrary.With(g.Supposed(b))}}
		}
	}
	return nil
}

// over is the network that a change is narrowed to, in parentheses.
func (g *Graph) over(c *Change) havre.Text {
	if c.Network == "" {
		return havre.Text{}
	}
	return havre.Same(" (%s)").With(g.CarrierText(&catalogue.Link{Network: c.Network}))
}

var (
	noLinkBetween = havre.Text{FR: "aucune liaison connue entre %[1]s et %[2]s%[4]s : %[5]s", EN: "no link is known between %[1]s and %[2]s%[4]s: %[5]s"}
	noLinkOf      = havre.Text{FR: "aucune liaison connue %[3]s%[4]s : %[5]s", EN: "no link is known of %[1]s%[4]s: %[5]s"}
	saysContrary  = havre.Text{FR: "vous supposez déjà le contraire : %s", EN: "you already suppose the opposite: %s"}
	nothingElse   = map[catalogue.Status]havre.Text{
		catalogue.No:      {FR: "rien ne tombe", EN: "nothing goes down"},
		catalogue.Yes:     {FR: "rien ne s'ouvre", EN: "nothing opens"},
		catalogue.Unknown: {FR: "rien n'est remis en doute", EN: "nothing is put in doubt"},
	}
)

// bare says that a node is a network to which nothing is attached: the kind of links
// that are set up pair by pair, and no place where a flow may start or end.
func (g *Graph) bare(n int32) bool {
	return g.nodes[n].kind == NetworkNode && g.first[n] == g.first[n+1] && g.last[n] == g.last[n+1]
}

// noPlace tells that an end of a question is no place to start from or to go to.
func (g *Graph) noPlace(field, id string) (havre.Problem, bool) {
	at := g.places[id]
	if len(at) != 1 || !g.bare(at[0]) {
		return havre.Problem{}, false
	}
	return havre.Problem{Field: field, Value: id, Message: havre.Text{
		FR: "aucune plateforme n'est attachée à ce réseau : ses liaisons vont d'une plateforme à une autre. Nommez les deux plateformes, et demandez le réseau %s",
		EN: "no platform is attached to this network: its links go from one platform to another. Name both platforms, and ask for network %s",
	}.With(id)}, true
}
