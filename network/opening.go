package network

import (
	"strconv"

	"github.com/havre-cloud/havre"
)

// Opening is what the network team of one side has to let through, for a flow to
// take a certain path.
type Opening struct {
	At    string // the platform or the zone
	Way   OpeningWay
	Text  havre.Text
	Owner havre.Text // who opens it
}

// OpeningWay says which way a flow goes by a side.
type OpeningWay string

// The ways.
const (
	Outgoing OpeningWay = "out"
	Through  OpeningWay = "through"
	Incoming OpeningWay = "in"
)

// Openings is what each side opens for a flow to take a path. A path that is not
// certain has none: opening comes after knowing. A network that only carries opens
// nothing.
func (g *Graph) Openings(q Question, p Path) []Opening {
	if p.Value != havre.Yes || len(p.Legs) == 0 {
		return nil
	}
	from, to := Named(g.title(q.From)), Named(g.title(q.To))
	var out []Opening
	add := func(id string, way OpeningWay, text havre.Text, args ...any) {
		at, ok := g.index[id]
		if !ok || g.nodes[at].carrier() {
			return
		}
		out = append(out, Opening{At: id, Way: way, Text: text.With(args...), Owner: g.nodes[at].ask()})
	}
	last := len(p.Legs) - 1
	add(p.Legs[0].From, Outgoing, opensOut, q.service(), to, g.carrier(&p.Legs[0]))
	for i := range p.Legs[:last] {
		add(p.Legs[i].To, Through, opensThrough, q.service(), Of(g.title(q.From)), to)
	}
	add(p.Legs[last].To, Incoming, opensIn, q.service(), from, g.carrier(&p.Legs[last]))
	return out
}

// service is what the flow is, as a rule of a firewall names it.
func (q *Question) service() havre.Text {
	switch {
	case q.Protocol == "" && q.Port == 0:
		return havre.Text{FR: "le flux (protocole et port à préciser)", EN: "the flow (protocol and port to be given)"}
	case q.Port == 0:
		return havre.Same(q.Protocol)
	case q.Protocol == "":
		return havre.Text{FR: "le port %s", EN: "port %s"}.With(strconv.Itoa(int(q.Port)))
	}
	return havre.Same(q.Protocol + "/" + strconv.Itoa(int(q.Port)))
}

// carrier is what a leg goes over, at the end of a sentence.
func (g *Graph) carrier(leg *Leg) havre.Text {
	if leg.Link == nil {
		return havre.Text{FR: "le réseau de la plateforme", EN: "the platform's own network"}
	}
	if t := g.CarrierText(leg.Link); t != unstatedCarrier {
		return t
	}
	return havre.Text{FR: "à préciser", EN: "to be given"}
}

var (
	opensOut     = havre.Text{FR: "laisser sortir %[1]s vers %[2]s, réseau : %[3]s", EN: "let %[1]s out to %[2]s, network: %[3]s"}
	opensThrough = havre.Text{FR: "laisser passer %[1]s %[2]s vers %[3]s", EN: "let %[1]s pass from %[2]s to %[3]s"}
	opensIn      = havre.Text{FR: "laisser entrer %[1]s depuis %[2]s, réseau : %[3]s", EN: "let %[1]s in from %[2]s, network: %[3]s"}
)
