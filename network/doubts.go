package network

import (
	"fmt"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// tell writes one leg with everything that keeps it from a plain yes.
func (a *asking) tell(e *arc, starts, ends bool) Leg {
	from, to := &a.g.nodes[e.from], &a.g.nodes[e.to]
	leg := Leg{From: from.id, To: to.id, Value: havre.Yes}
	doubt := func(v havre.Truth, kind DoubtKind, at string, owner havre.Text, no, unknown havre.Text) {
		leg.Value = leg.Value.And(v)
		if v == havre.Yes {
			return
		}
		text := unknown
		if v == havre.No {
			text = no
		}
		leg.Doubts = append(leg.Doubts, Doubt{Kind: kind, Value: v, At: at, Text: text, Owner: owner})
	}
	if starts {
		doubt(a.sees(e.from), DoubtRestricted, from.id, from.ask(), saysNotApproved.With(Named(from.title)), saysApproved.With(Named(from.title)))
	}
	if e.link < 0 {
		doubt(havre.Unknown, DoubtZone, from.id, a.g.owner(e, nil), havre.Text{}, saysZone.With(Of(a.title(e.from, e.to))))
		doubt(a.arrive(e), DoubtRestricted, to.id, to.owner, saysNotApproved.With(Named(to.title)), saysApproved.With(Named(to.title)))
		return leg
	}
	k := &a.g.links[e.link]
	leg.Link = k
	owner := a.g.owner(e, k)
	doubt(e.open, DoubtStatus, "", teller(k, owner), refusedText(k), statusText(k))
	doubt(a.network(e), DoubtNetwork, "", owner, a.otherNetwork(k, e), saysNetwork)
	doubt(a.port(e), DoubtPort, "", owner, saysPort.With(services(k.Carries)), havre.Text{})
	doubt(a.encrypted(e), DoubtEncryption, "", owner, saysClear, saysEncryption)
	doubt(a.restricted(e), DoubtRestricted, "", owner, saysNotRestricted, a.restrictedText(k))
	doubt(a.g.crossing(e), DoubtCrossing, "", owner, saysNoCrossing, saysCrossing)
	if !starts {
		doubt(a.depart(e), DoubtTransit, from.id, from.ask(), saysNoTransit.With(Named(from.title)), saysTransit.With(Named(from.title)))
	}
	doubt(a.arrive(e), DoubtRestricted, to.id, to.ask(), saysNotApproved.With(Named(to.title)), saysApproved.With(Named(to.title)))
	if !ends {
		refused := saysNoTransit.With(Named(to.title))
		if a.q.Direct && !slices.Contains(a.home, e.to) {
			refused = saysDirect.With(Named(to.title))
		}
		doubt(a.onward(e), DoubtTransit, to.id, to.ask(), refused, saysTransit.With(Named(to.title)))
	}
	return leg
}

// restrictedText asks whether a link has means of its own, when the network it goes
// over is not admitted.
func (a *asking) restrictedText(k *catalogue.Link) havre.Text {
	for _, id := range []string{k.Network, k.From, k.To} {
		if n, ok := a.g.index[id]; ok && a.g.nodes[n].kind == NetworkNode && a.g.nodes[n].restricted == havre.No {
			return saysOwnMeans.With(Named(a.g.nodes[n].title))
		}
	}
	return saysRestricted
}

// LinkOwner is who knows about a link of the graph, see owner.
func (g *Graph) LinkOwner(k *catalogue.Link) havre.Text {
	return g.owner(&arc{from: g.index[k.From], to: g.index[k.To]}, k)
}

// owner is who knows about a link: whoever the link names, else the owner of the
// network it goes over, else the network teams of both sides.
func (g *Graph) owner(e *arc, k *catalogue.Link) havre.Text {
	from, to := &g.nodes[e.from], &g.nodes[e.to]
	if k != nil {
		if !k.Owner.IsZero() {
			return k.Owner
		}
		if k.Source != nil && !k.Source.Owner.IsZero() {
			return k.Source.Owner
		}
		if n, ok := g.index[k.Network]; ok && !g.nodes[n].owner.IsZero() {
			return g.nodes[n].owner
		}
	}
	return between(from, to)
}

// between is who knows of two places together: their own owners when they are known.
// Of the Internet nobody is.
func between(from, to *node) havre.Text {
	switch {
	case from.public:
		return to.ask()
	case to.public:
		return from.ask()
	}
	a, b := from.ask(), to.ask()
	if a == b {
		return a
	}
	return havre.Text{FR: "%[1]s ; %[2]s", EN: "%[1]s; %[2]s"}.With(a, b)
}

// ask is who to ask about a place.
func (n *node) ask() havre.Text {
	if !n.owner.IsZero() {
		return n.owner
	}
	return oneTeam.With(Of(n.title))
}

func (a *asking) title(from, to int32) havre.Text {
	n := from
	if a.g.nodes[n].kind == ZoneNode {
		n = to
	}
	return a.g.nodes[n].title
}

// otherNetwork says by which network a link goes, when the flow asks for another.
func (a *asking) otherNetwork(k *catalogue.Link, e *arc) havre.Text {
	name := k.Network
	if name == "" {
		name = k.Kind
	}
	if len(a.q.Networks) == 0 {
		return saysPublic
	}
	if at, ok := a.g.index[name]; ok {
		return saysOtherNetwork.With(a.g.nodes[at].title)
	}
	for _, n := range []int32{e.from, e.to} {
		if a.g.nodes[n].kind == NetworkNode {
			return saysOtherNetwork.With(a.g.nodes[n].title)
		}
	}
	return saysOtherNetwork.With(havre.Same(name))
}

func services(list []catalogue.Service) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = s.String()
	}
	return strings.Join(out, ", ")
}

// teller is who knows the state of a link: nobody else, when it is supposed down.
func teller(k *catalogue.Link, owner havre.Text) havre.Text {
	if k.Supposed && k.Status == catalogue.No {
		return havre.Text{}
	}
	return owner
}

// refusedText says why a link does not carry anything: its source, or the supposition.
func refusedText(k *catalogue.Link) havre.Text {
	if k.Supposed {
		return saysSupposedDown
	}
	return saysRefused
}

func statusText(k *catalogue.Link) havre.Text {
	if k.Supposed {
		return saysSupposedDoubt
	}
	switch k.Status {
	case catalogue.Planned:
		return havre.Text{FR: "la liaison est prévue, pas encore en service", EN: "the link is planned, not yet in service"}
	case catalogue.Blank:
		return havre.Text{FR: "la source a laissé la case vide", EN: "the source left the cell empty"}
	default:
		return havre.Text{FR: "la source elle-même n'en est pas sûre", EN: "the source itself is not sure of it"}
	}
}

var (
	saysRefused       = havre.Text{FR: "la source dit qu'il n'y a pas de liaison", EN: "the source says that there is no link"}
	saysSupposedDown  = havre.Text{FR: "vous supposez que cette liaison tombe", EN: "you suppose that this link goes down"}
	saysSupposedDoubt = havre.Text{FR: "vous supposez que cette liaison est remise en doute", EN: "you suppose that this link is put in doubt"}
	saysSilence       = havre.Text{FR: "aucune source ne parle d'une liaison entre %[1]s et %[2]s", EN: "no source speaks of a link between %[1]s and %[2]s"}
	saysOneWay        = havre.Text{FR: "les sources ne parlent que de l'autre sens, %[3]s vers %[1]s", EN: "the sources only speak of the other direction, from %[2]s to %[1]s"}
	saysZone          = havre.Text{FR: "personne ne dit quelles zones %s communiquent entre elles, ni laquelle porte la liaison", EN: "nobody says which zones of %s talk to one another, nor which of them has the link"}
	saysTransit       = havre.Text{FR: "personne ne dit si un tiers peut passer par %s", EN: "nobody says whether others may pass through %s"}
	saysNoTransit     = havre.Text{FR: "un tiers ne peut pas passer par %s", EN: "others may not pass through %s"}
	saysDirect        = havre.Text{FR: "%s est une plateforme tierce, que la question n'admet pas", EN: "%s is a third platform, which the question does not accept"}
	saysNetwork       = havre.Text{FR: "le réseau emprunté n'est pas dit", EN: "the network it goes over is not said"}
	saysOtherNetwork  = havre.Text{FR: "la liaison passe par un autre réseau : %s", EN: "the link goes over another network: %s"}
	saysPublic        = havre.Text{FR: "Internet n'est pas une interconnexion sécurisée ; le flux ne demande pas d'y passer", EN: "the Internet is no secured interconnection; the flow does not ask to go over it"}
	saysPort          = havre.Text{FR: "la liaison ne laisse passer que %s", EN: "the link only lets %s through"}
	saysClear         = havre.Text{FR: "le flux y circulerait en clair, hors des réseaux de l'État", EN: "the flow would travel in clear there, outside the State's networks"}
	saysEncryption    = havre.Text{FR: "le chiffrement n'est pas dit", EN: "the encryption is not said"}
	saysRestricted    = havre.Text{FR: "personne ne dit si la liaison peut porter du Diffusion Restreinte", EN: "nobody says whether the link may carry Diffusion Restreinte"}
	saysNotRestricted = havre.Text{FR: "la liaison ne peut pas porter du Diffusion Restreinte", EN: "the link may not carry Diffusion Restreinte"}
	saysOwnMeans      = havre.Text{FR: "%s n'est pas admis pour le Diffusion Restreinte, et personne ne dit si la liaison a ses propres moyens agréés", EN: "%s is not admitted for Diffusion Restreinte, and nobody says whether the link has approved means of its own"}
	saysApproved      = havre.Text{FR: "personne ne dit si %s est homologuée Diffusion Restreinte", EN: "nobody says whether %s is approved for Diffusion Restreinte"}
	saysNotApproved   = havre.Text{FR: "%s n'est pas homologuée Diffusion Restreinte", EN: "%s is not approved for Diffusion Restreinte"}
	saysCrossing      = havre.Text{FR: "personne ne dit si un flux peut entrer dans la zone restreinte, ou en sortir, par cette liaison", EN: "nobody says whether a flow may enter or leave the restricted zone by this link"}
	saysNoCrossing    = havre.Text{FR: "aucun flux ne peut entrer dans la zone restreinte, ni en sortir, par cette liaison", EN: "no flow may enter or leave the restricted zone by this link"}
	oneTeam           = havre.Text{FR: "l'équipe réseau %s", EN: "the network team of %s"}
)

// asks are what would settle an answer, each once, the shortest paths first. A yes
// needs nothing.
func (a *asking) asks(out *Answer) []Ask {
	if out.Value != havre.Unknown {
		return nil
	}
	var list []Ask
	seen := map[string]bool{}
	add := func(k Ask, key string) {
		if !seen[key] {
			seen[key] = true
			list = append(list, k)
		}
	}
	for _, p := range out.Paths {
		for _, leg := range p.Legs {
			for _, d := range leg.Doubts {
				key := fmt.Sprint(d.Kind, " ", d.At)
				if d.At == "" {
					key = fmt.Sprint(d.Kind, " ", leg.From, " ", leg.To)
				}
				add(Ask{From: leg.From, To: leg.To, Kind: d.Kind, Text: d.Text, Owner: d.Owner}, key)
			}
		}
	}
	if out.Silent { // last: a way through others may make it needless
		add(a.silence(out), "silence")
	}
	return list
}

// silence asks about a pair of which nobody speaks, or only the other way round.
func (a *asking) silence(out *Answer) Ask {
	text := saysSilence
	if out.OneWay {
		text = saysOneWay
	}
	from, to := a.end(a.start, a.q.From), a.end(a.to, a.q.To)
	return Ask{From: a.q.From, To: a.q.To, Kind: DoubtSilence, Text: text.With(Named(a.g.title(a.q.From)), Named(a.g.title(a.q.To)), Of(a.g.title(a.q.To))), Owner: between(from, to)}
}

// end is the node that an identifier names; one that the graph does not know is a
// place of which nothing is known.
func (a *asking) end(nodes []int32, id string) *node {
	if len(nodes) == 0 {
		return &node{id: id, title: havre.Same(id)}
	}
	return &a.g.nodes[nodes[0]]
}

// oneWay says that the links of a pair are only stated the other way round.
func (a *asking) oneWay() bool {
	near := a.g.family(a.start)
	for _, n := range a.to {
		for i := a.g.first[n]; i < a.g.first[n+1]; i++ {
			if e := &a.g.arcs[i]; e.link >= 0 && slices.Contains(near, e.to) {
				return true
			}
		}
	}
	return false
}
