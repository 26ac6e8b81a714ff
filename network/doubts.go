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
	if e.link < 0 {
		doubt(havre.Unknown, DoubtZone, from.id, a.owner(e, nil), havre.Text{}, saysZone.With(a.title(e.from, e.to)))
		doubt(a.arrive(e), DoubtRestricted, to.id, to.owner, saysNotApproved.With(to.title), saysApproved.With(to.title))
		return leg
	}
	k := &a.g.links[e.link]
	leg.Link = k
	owner := a.owner(e, k)
	doubt(e.open, DoubtStatus, "", owner, saysRefused, statusText(k.Status))
	doubt(a.network(e), DoubtNetwork, "", owner, a.otherNetwork(k, e), saysNetwork)
	doubt(a.port(e), DoubtPort, "", owner, saysPort.With(services(k.Carries)), havre.Text{})
	doubt(a.encrypted(e), DoubtEncryption, "", owner, saysClear, saysEncryption)
	doubt(a.restricted(e), DoubtRestricted, "", owner, saysNotRestricted, saysRestricted)
	doubt(a.g.crossing(e), DoubtCrossing, "", owner, saysNoCrossing, saysCrossing)
	if !starts {
		doubt(a.depart(e), DoubtTransit, from.id, from.ask(), saysNoTransit.With(from.title), saysTransit.With(from.title))
	}
	doubt(a.arrive(e), DoubtRestricted, to.id, to.ask(), saysNotApproved.With(to.title), saysApproved.With(to.title))
	if !ends {
		refused := saysNoTransit.With(to.title)
		if a.q.Direct && !slices.Contains(a.home, e.to) {
			refused = saysDirect.With(to.title)
		}
		doubt(a.onward(e), DoubtTransit, to.id, to.ask(), refused, saysTransit.With(to.title))
	}
	return leg
}

// onward is what through adds to arrive: transit alone.
func (a *asking) onward(e *arc) havre.Truth {
	if n := &a.g.nodes[e.to]; n.kind != NetworkNode && a.q.Direct && !slices.Contains(a.home, e.to) {
		return havre.No
	}
	plain := *a.q
	plain.Restricted = false
	b := *a
	b.q = &plain
	return b.through(e)
}

// owner is who knows about a link: whoever the link names, else the owner of the
// network it goes over, else the network teams of both sides.
func (a *asking) owner(e *arc, k *catalogue.Link) havre.Text {
	from, to := &a.g.nodes[e.from], &a.g.nodes[e.to]
	if k != nil {
		if !k.Owner.IsZero() {
			return k.Owner
		}
		if k.Source != nil && !k.Source.Owner.IsZero() {
			return k.Source.Owner
		}
		if n, ok := a.g.index[k.Network]; ok && !a.g.nodes[n].owner.IsZero() {
			return a.g.nodes[n].owner
		}
	}
	return bothTeams.With(from.title, to.title)
}

// ask is who to ask about a place.
func (n *node) ask() havre.Text {
	if !n.owner.IsZero() {
		return n.owner
	}
	return oneTeam.With(n.title)
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

func statusText(s catalogue.Status) havre.Text {
	switch s {
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
	saysSilence       = havre.Text{FR: "aucune source ne parle d'une liaison entre %[1]s et %[2]s", EN: "no source speaks of a link between %[1]s and %[2]s"}
	saysZone          = havre.Text{FR: "personne ne dit quelles zones de %s communiquent entre elles, ni laquelle porte la liaison", EN: "nobody says which zones of %s talk to one another, nor which of them has the link"}
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
	saysApproved      = havre.Text{FR: "personne ne dit si %s est homologuée Diffusion Restreinte", EN: "nobody says whether %s is approved for Diffusion Restreinte"}
	saysNotApproved   = havre.Text{FR: "%s n'est pas homologuée Diffusion Restreinte", EN: "%s is not approved for Diffusion Restreinte"}
	saysCrossing      = havre.Text{FR: "personne ne dit si un flux peut entrer dans la zone restreinte, ou en sortir, par cette liaison", EN: "nobody says whether a flow may enter or leave the restricted zone by this link"}
	saysNoCrossing    = havre.Text{FR: "aucun flux ne peut entrer dans la zone restreinte, ni en sortir, par cette liaison", EN: "no flow may enter or leave the restricted zone by this link"}
	bothTeams         = havre.Text{FR: "les équipes réseau de %[1]s et de %[2]s", EN: "the network teams of %[1]s and of %[2]s"}
	oneTeam           = havre.Text{FR: "l'équipe réseau de %s", EN: "the network team of %s"}
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
	if out.Silent {
		from, to := a.place(a.q.From), a.place(a.q.To)
		add(Ask{From: a.q.From, To: a.q.To, Kind: DoubtSilence, Text: saysSilence.With(from, to), Owner: bothTeams.With(from, to)}, "silence")
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
	return list
}

func (a *asking) place(id string) havre.Text {
	p, _ := a.g.Place(id)
	return p.Title
}
