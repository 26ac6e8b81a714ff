// Package diagram draws the map of platforms, networks and links, and says the same
// in rows.
//
// [Of] makes a neutral diagram of a day's view and of what the reader selects:
// platforms in groups, transport networks, links with the number that they bear
// everywhere. [Diagram.Draw] lays it out and draws it as SVG, always the same way
// for the same diagram; [Diagram.Links] are the rows of the table that says the
// same. A map of about thirty platforms has two columns and the networks between
// them; a larger one, a row for each platform and a lane for each network.
//
// The drawing only has classes and presentation attributes: it is right in a page
// whose policy forbids styles, as a file of its own, and on paper. Colour is never
// alone: each state has its own stroke, and its word in the legend.
//
// The package answers no question: which paths to bring out is told to it. It knows
// neither pages nor files.
package diagram

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
)

// Diagram is what to draw, without any position.
type Diagram struct {
	On     havre.Date
	Groups []Group // those that have a node left, in the order of [GroupKinds]
	Buses  []Bus   // the transport networks that something is attached to
	// Links are those of the selection, in the order of their numbers, drawn or not.
	Links []Link
	Ways  []Way // the paths brought out
	// linked are the nodes of which some source speaks, whatever it says.
	linked map[*Node]bool
}

// Group is platforms of one kind.
type Group struct {
	Kind  GroupKind
	Nodes []*Node
}

// Node is a platform.
type Node struct {
	ID    string
	Title havre.Text
	Sub   string // its layers: CaaS, IaaS
	State NodeState
	Parts []Part // its zones, and its offers when it has several
	Here  bool   // one of the places selected
	hot   bool   // on a path brought out
	rank  int    // its place among all nodes of the day
	group GroupKind
}

// NodeState says whether a platform can be used.
type NodeState uint8

// A platform is in service unless its catalogue says otherwise.
const (
	InService NodeState = iota
	PlannedNode
	Closed
	Unlisted // an end of a link that the catalogue does not describe
)

// Part is a zone or an offer, drawn inside its platform.
type Part struct {
	ID     string
	Title  havre.Text
	Locked bool // a restricted zone
}

// Bus is a transport network, drawn as a long bar.
type Bus struct {
	ID    string
	Title havre.Text
	Short havre.Text // "RIE", for the head of the bar
	hot   bool
}

// End is where a link ends: a node, or one of its parts, or a network.
type End struct {
	ID    string
	Title havre.Text
	node  *Node
	part  int // in the parts of the node, -1 for the node itself
	bus   string
}

// IsNetwork says that the end is a transport network.
func (e *End) IsNetwork() bool { return e.bus != "" }

// Link is one link, as one or several sources tell it.
type Link struct {
	Number   int // the same on every drawing and in every table of the day
	From, To End
	State    State
	OneWay   bool // only from From to To
	Drawn    bool
	Carrier  havre.Text        // what it goes over, in a word or two
	Owner    havre.Text        // who knows
	Said     []*catalogue.Link // what sources say, the one that is shown first
	legs     []leg
}

// IsAttachment says that one end at least is a network.
func (k *Link) IsAttachment() bool { return k.From.IsNetwork() || k.To.IsNetwork() }

// leg is a step of a path brought out, over a link.
type leg struct {
	way, number int  // from 0 and from 1
	reverse     bool // from the link's To to its From
	sure        bool // the whole path is certain
}

// brought is how a link on a path is drawn: in its own state, but never as certain
// for a path that is not, whatever the link itself is.
func (k *Link) brought() State {
	if k.State == Established && !slices.ContainsFunc(k.legs, func(l leg) bool { return l.sure }) {
		return ToConfirm
	}
	return k.State
}

// Way is a path brought out, with the letter of its legs on the drawing.
type Way struct {
	network.Path
	Letter string // "" when there is one way only
}

// Selection is what of a day to show. The zero one is everything, without what is
// refused or left blank, which is in the rows and not in the drawing.
type Selection struct {
	// Networks keeps the links over these networks, or of these kinds.
	Networks []string
	// States keeps the links in these states, and draws them whatever they are.
	States []State
	// Places keeps these places, what is linked to them, and the paths: those of one
	// application, or one platform.
	Places []string
	// Refused also draws what is refused and what is left blank.
	Refused bool
	// Paths are brought out, the rest of the drawing is dimmed.
	Paths []network.Path
}
