package diagram

import (
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
)

// State is what is known of a link.
type State string

// The states of a link. What the source doubts, what it left blank and what it
// refuses are three different things, and are never drawn alike.
const (
	Established State = "yes"
	ToConfirm   State = "doubt"
	Planned     State = "planned"
	Refused     State = "no"
	Blank       State = "blank"
)

// States lists them, the surest first.
var States = []State{Established, ToConfirm, Planned, Refused, Blank}

// stateOf is the state that a source's answer makes.
func stateOf(s catalogue.Status) State {
	switch s {
	case catalogue.Yes, catalogue.Optional:
		return Established
	case catalogue.No, catalogue.NotApplicable:
		return Refused
	case catalogue.Planned:
		return Planned
	case catalogue.Blank:
		return Blank
	case catalogue.Stated, catalogue.Unknown, catalogue.Equivalent, catalogue.Partial:
	}
	return ToConfirm
}

var statusOf = map[State]catalogue.Status{
	Established: catalogue.Yes, ToConfirm: catalogue.Unknown, Planned: catalogue.Planned, Refused: catalogue.No, Blank: catalogue.Blank,
}

// Text is the word of the state: Établie, À confirmer …
func (s State) Text() havre.Text {
	t := network.StatusText(statusOf[s])
	return havre.Text{FR: capital(t.FR), EN: capital(t.EN)}
}

// sign follows the number of a link that is not established.
func (s State) sign() string {
	switch s {
	case Established:
		return ""
	case ToConfirm:
		return " ?"
	case Planned:
		return " …"
	case Refused:
		return " ✕"
	case Blank:
	}
	return " –"
}

func capital(s string) string {
	for i, c := range s {
		if i == 0 {
			return strings.ToUpper(string(c)) + s[len(string(c)):]
		}
	}
	return s
}
