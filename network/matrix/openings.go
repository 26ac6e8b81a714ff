package matrix

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/network"
)

// Side is what a network team does for a flow.
type Side string

// A team opens a flow on its way out, on its way in, or as it passes through. A flow
// that stays on one platform is opened there only.
const (
	Outgoing Side = "out"
	Incoming Side = "in"
	Through  Side = "through"
	Inside   Side = "inside"
)

// Opening is what one team opens for one flow.
type Opening struct {
	Side Side
	// Row is the flow concerned, and where it goes.
	Row *Row
	// Network is what the flow goes over on that side: a network or a kind of link,
	// "" when nobody says.
	Network string
	// First says that the way is not certain: what is missing is to be confirmed
	// before anything is opened.
	First bool
}

// Team is what one network team opens.
type Team struct {
	// Place is the platform, the network or the name of the other side.
	Place    string
	Title    havre.Text
	Owner    havre.Text
	Openings []Opening
}

// Openings groups what is to be opened by team, in the order in which the flows come
// to them. A flow that the network refuses opens nothing; one of which something is
// unknown is listed, to be confirmed first. While nobody says where the application
// is hosted, there is no team on its side, and nothing to open there.
func Openings(m *Matrix) []Team {
	var o opener
	for i := range m.Rows {
		o.row(&m.Rows[i])
	}
	return o.teams
}

type opener struct{ teams []Team }

func (o *opener) row(r *Row) {
	first := r.Answer.Value == havre.Unknown
	switch {
	case r.Answer.Value == havre.No:
		return
	case r.Answer.Path == nil && r.Answer.Value == havre.Yes: // nothing leaves the platform
		o.add(ownEnd(r), Opening{Inside, r, r.Flow.Network, false})
		return
	case r.Answer.Path == nil:
		o.add(&r.Source, Opening{Outgoing, r, r.Flow.Network, first})
		o.add(&r.Destination, Opening{Incoming, r, r.Flow.Network, first})
		return
	}
	legs := r.Answer.Path.Legs
	o.add(&r.Source, Opening{Outgoing, r, firstOver(legs), first})
	for i := range legs[:len(legs)-1] {
		o.pass(r, &legs[i], first)
	}
	o.arrive(r, legs, first)
}

// pass opens the flow where it passes through, unless that is a zone of one of its
// own two sides.
func (o *opener) pass(r *Row, l *network.Leg, first bool) {
	e, known := r.Answer.places[l.To]
	if !known || samePlatform(l.To, r.Source.Place) || samePlatform(l.To, r.Destination.Place) {
		return
	}
	o.add(&e, Opening{Through, r, over(l), first})
}

// arrive opens the last leg: at its destination, or, when that is no place of the
// catalogue, on the network that leads to it and at whoever holds the name.
func (o *opener) arrive(r *Row, legs []network.Leg, first bool) {
	l := &legs[len(legs)-1]
	if e, known := r.Answer.places[l.To]; known && !samePlatform(l.To, r.Destination.Place) {
		o.add(&e, Opening{Through, r, over(l), first})
	}
	o.add(&r.Destination, Opening{Incoming, r, lastOver(legs), first})
}

// firstOver is what the flow leaves its platform by: the first leg that is a link,
// since others only lead from one zone to another.
func firstOver(legs []network.Leg) string {
	for i := range legs {
		if n := over(&legs[i]); n != "" {
			return n
		}
	}
	return ""
}

// lastOver is what the flow arrives by.
func lastOver(legs []network.Leg) string {
	for i := len(legs) - 1; i >= 0; i-- {
		if n := over(&legs[i]); n != "" {
			return n
		}
	}
	return ""
}

// over is what a leg goes over.
func over(l *network.Leg) string {
	if l.Link == nil {
		return ""
	}
	return orElse(l.Link.Network, l.Link.Kind)
}

// ownEnd is the side of the application.
func ownEnd(r *Row) *End {
	if r.Source.Own {
		return &r.Source
	}
	return &r.Destination
}

// add gives an opening to a team. A network that only carries opens nothing, nor does
// a platform that is still to be chosen; another network lets flows pass, whichever way they go.
func (o *opener) add(e *End, x Opening) {
	if e.Carrier || (e.Own && e.Place == "") {
		return
	}
	if e.Network {
		x.Side = Through
	}
	id, title, owner := e.Place, e.Title, e.Owner
	if id == "" {
		id, title, owner = e.Name, havre.Same(e.Name), holderOf.With(e.Name)
	}
	i := slices.IndexFunc(o.teams, func(t Team) bool { return t.Place == id && t.Owner == owner })
	if i < 0 {
		i = len(o.teams)
		o.teams = append(o.teams, Team{Place: id, Title: title, Owner: owner})
	}
	t := &o.teams[i]
	if !slices.Contains(t.Openings, x) {
		t.Openings = append(t.Openings, x)
	}
}

// Certain is how many openings may be done now.
func (t *Team) Certain() int {
	n := 0
	for i := range t.Openings {
		if !t.Openings[i].First {
			n++
		}
	}
	return n
}
