package havre

import (
	"fmt"
	"strings"
)

// Truth is a value of Kleene's strong three-valued logic. Its zero value is
// Unknown, so a fact that nobody stated is unknown, never no.
type Truth int8

// The three values are ordered No < Unknown < Yes: "and" is the least of its
// operands, "or" the greatest, "not" the opposite.
const (
	No      Truth = -1
	Unknown Truth = 0
	Yes     Truth = 1
)

// And is Yes when both are Yes, No as soon as one is No.
func (t Truth) And(u Truth) Truth { return min(t, u) }

// Or is Yes as soon as one is Yes, No when both are No.
func (t Truth) Or(u Truth) Truth { return max(t, u) }

// Not swaps Yes and No and leaves Unknown alone.
func (t Truth) Not() Truth { return -t }

// Known says whether t is Yes or No.
func (t Truth) Known() bool { return t != Unknown }

// TruthOf turns a Go boolean into a settled Truth.
func TruthOf(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

// String is the identifier used in documents: yes, no or unknown.
func (t Truth) String() string {
	switch t {
	case Yes:
		return "yes"
	case No:
		return "no"
	default:
		return "unknown"
	}
}

// Text is the word a person reads.
func (t Truth) Text() Text {
	switch t {
	case Yes:
		return Text{FR: "oui", EN: "yes"}
	case No:
		return Text{FR: "non", EN: "no"}
	default:
		return Text{FR: "inconnu", EN: "unknown"}
	}
}

// TruthSpellings lists every accepted spelling, the one Havre writes first.
var TruthSpellings = []string{
	"yes", "no", "unknown",
	"oui", "non", "inconnu",
	"O", "N", "?", "true", "false", "vrai", "faux", "Y",
}

// ParseTruth reads any spelling of yes, no or unknown that the contract lists,
// whatever its case. The empty string is unknown.
func ParseTruth(s string) (Truth, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "yes", "y", "oui", "o", "true", "vrai":
		return Yes, nil
	case "no", "n", "non", "false", "faux":
		return No, nil
	case "", "?", "unknown", "inconnu", "inconnue", "null", "~":
		return Unknown, nil
	}
	return Unknown, fmt.Errorf("%q is neither yes, no nor unknown", s)
}

// MarshalText writes the identifier.
func (t Truth) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads any accepted spelling.
func (t *Truth) UnmarshalText(b []byte) error {
	v, err := ParseTruth(string(b))
	if err == nil {
		*t = v
	}
	return err
}
