// Package network answers whether one platform may talk to another, by which way,
// and who knows what is missing, from the dated links of a catalogue.
//
// [New] makes a graph of a day's view: platforms, their zones and the transport
// networks are its nodes, the links its arcs. [Graph.Ask] answers a question with
// yes, no or cannot tell and every admissible path; [Graph.Reach] answers the same
// of every place at once. [Apply] changes links, to see what that would do.
//
// The answer is three-valued. A pair of which nobody speaks is unknown, not
// refused; a chain through a third platform is only as good as what is stated of
// transit there; a network carries between those attached to it when that is
// stated. Whatever was unknown and becomes known can settle an answer and never
// flips one.
//
// The package judges no application and knows no rule: what each leg must satisfy
// is in the question.
package network

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// Question is what somebody wants to send, from where to where.
type Question struct {
	// From and To are offers, platforms, zones of a platform or networks.
	From, To string
	// Protocol is one of [catalogue.Protocols] and Port a port; empty and 0 are any.
	Protocol string
	Port     uint16
	// Networks are the networks, or kinds of links, that the flow accepts: rie, vpn,
	// internet … None is any secured one: the Internet only carries what asks for it.
	Networks []string
	// Restricted says that the flow carries Diffusion Restreinte: every leg and every
	// place it passes through must be approved for it.
	Restricted bool
	// Sensitive says that the flow may not travel in clear over a network that the
	// State does not control (PSSIE, RES-PROT).
	Sensitive bool
	// Direct says that no third platform may stand between.
	Direct bool
	// MaxPaths bounds the paths listed, 20 when zero. The answer itself is exact.
	MaxPaths int
}

// Answer says whether a flow may go from one place to another.
type Answer struct {
	Question Question
	On       havre.Date
	Value    havre.Truth
	// Paths are the admissible ways, those that are certain first, then the shortest.
	// When the answer is no they are the nearest ways, each with what stops it.
	Paths []Path
	// Cut says that there are more paths than those listed.
	Cut bool
	// Asks are what would settle the answer, each with who knows.
	Asks []Ask
	// Silent says that nobody speaks of the pair itself; OneWay, that the other
	// direction only is stated.
	Silent, OneWay bool
	// Refused are the links of the pair itself that do not carry the flow, whatever
	// other way there is.
	Refused []Leg
}

// Path is one way, leg after leg.
type Path struct {
	Value havre.Truth
	Legs  []Leg
}

// Leg is one link of a path, in the direction the flow takes.
type Leg struct {
	From, To string
	// Link is what is stated; nil inside a platform, and where nobody states one.
	Link *catalogue.Link
	// Value is whether this leg carries the flow, transit included.
	Value havre.Truth
	// Doubts are what keep it from a plain yes.
	Doubts []Doubt
}

// Doubt is one thing that stops a leg, or that nobody has said of it.
type Doubt struct {
	Kind  DoubtKind
	Value havre.Truth // no or unknown
	// At is where transit is asked for, or the leg's own two ends.
	At    string
	Text  havre.Text
	Owner havre.Text // who knows
}

// DoubtKind says which condition a leg does not surely meet.
type DoubtKind string

// The conditions of a leg.
const (
	DoubtSilence    DoubtKind = "silence"    // nobody speaks of the pair
	DoubtStatus     DoubtKind = "status"     // refused, planned, or with a question mark
	DoubtZone       DoubtKind = "zone"       // which zone of the platform is not said
	DoubtTransit    DoubtKind = "transit"    // others may pass through?
	DoubtPort       DoubtKind = "port"       // filtered
	DoubtNetwork    DoubtKind = "network"    // another network than the flow accepts
	DoubtRestricted DoubtKind = "restricted" // Diffusion Restreinte
	DoubtEncryption DoubtKind = "encryption" // in clear outside the State's networks
	DoubtCrossing   DoubtKind = "crossing"   // in or out of a restricted zone
)

// Ask is something to find out, and from whom.
type Ask struct {
	From, To string
	Kind     DoubtKind
	Text     havre.Text
	Owner    havre.Text
}
