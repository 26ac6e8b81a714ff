package catalogue

import (
	"slices"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// Status is how a statement answers. Only some of them settle a fact: a blank
// cell, a question mark, "n/a" and "planned" are four different things, and none
// of them is "no".
type Status string

// The ways in which a source may answer.
const (
	Stated        Status = "stated" // by a word or a number
	Yes           Status = "yes"
	No            Status = "no"
	Optional      Status = "optional" // yes, to whoever asks for it
	Unknown       Status = "unknown"  // the source says that it does not know: "?"
	Blank         Status = "blank"    // the source left the cell empty
	NotApplicable Status = "not-applicable"
	Planned       Status = "planned"
	Equivalent    Status = "equivalent" // not the thing itself, held to be worth it
	Partial       Status = "partial"
)

// statuses are the words a catalogue file may write, besides those of an
// attribute's own domain.
var statuses = []string{
	string(Yes), string(No), string(Optional), string(Unknown), string(Blank),
	string(NotApplicable), string(Planned), string(Equivalent), string(Partial),
}

// Value is what a statement says of an attribute.
type Value struct {
	Status Status `json:"status"`
	Word   string `json:"word,omitempty"`   // Stated: a word of the attribute's domain
	Number int64  `json:"number,omitempty"` // Stated: a number or a level
}

// IsZero says that nothing was said.
func (v Value) IsZero() bool { return v == Value{} }

// Truth is what the value settles: an option is a yes to whoever orders it, what
// does not apply is not there, and all the rest remains to be known.
func (v Value) Truth() havre.Truth {
	switch v.Status {
	case Yes, Optional:
		return havre.Yes
	case No, NotApplicable:
		return havre.No
	default:
		return havre.Unknown
	}
}

// Settles says whether the value tells something, as "?" and blanks do not.
func (v Value) Settles() bool {
	switch v.Status {
	case Unknown, Blank, Planned, Partial, "":
		return false
	default:
		return true
	}
}

// String is the word that a catalogue file holds.
func (v Value) String() string {
	switch {
	case v.Status != Stated:
		return string(v.Status)
	case v.Word != "":
		return v.Word
	default:
		return strconv.FormatInt(v.Number, 10)
	}
}

// statusTexts are what a person reads; the words of a domain read as they are.
var statusTexts = map[Status]havre.Text{
	Yes:           {FR: "oui", EN: "yes"},
	No:            {FR: "non", EN: "no"},
	Optional:      {FR: "en option", EN: "optional"},
	Unknown:       {FR: "inconnu", EN: "unknown"},
	Blank:         {FR: "non renseigné", EN: "left blank"},
	NotApplicable: {FR: "sans objet", EN: "not applicable"},
	Planned:       {FR: "prévu", EN: "planned"},
	Equivalent:    {FR: "équivalent", EN: "equivalent"},
	Partial:       {FR: "partiel", EN: "partial"},
}

// Text is the value as a person reads it.
func (v Value) Text() havre.Text {
	if t, ok := statusTexts[v.Status]; ok {
		return t
	}
	return havre.Same(v.String())
}

// disagrees says that two settled values cannot both be right. An option and a
// yes agree; an unknown disagrees with nothing.
func (v Value) disagrees(w Value) bool {
	if (v.Status == Yes && w.Status == Planned) || (v.Status == Planned && w.Status == Yes) {
		return true // what is planned is not there yet
	}
	if !v.Settles() || !w.Settles() {
		return false
	}
	if v.Truth().Known() && w.Truth().Known() {
		return v.Truth() != w.Truth()
	}
	return v != w
}

// parseValue reads what a catalogue file holds for an attribute. The second
// result is what could have been written.
func parseValue(d *fact.Def, text string) (Value, []string) {
	allowed := domain(d)
	switch d.Kind {
	case fact.Enum:
		if d.Index(text) >= 0 {
			return Value{Status: Stated, Word: text}, nil
		}
	case fact.Level, fact.Number:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && inRange(d, n) {
			return Value{Status: Stated, Number: n}, nil
		}
	case fact.Truth, fact.Set, fact.Date:
		// the statuses are the whole domain
	}
	if slices.Contains(allowed, text) {
		return Value{Status: Status(text)}, nil
	}
	return Value{}, allowed
}

func inRange(d *fact.Def, n int64) bool {
	if d.Kind == fact.Level {
		return n >= 1 && n <= int64(len(d.Values))
	}
	return n >= 0 && n <= d.Max
}

// domain lists the words an attribute takes.
func domain(d *fact.Def) []string {
	if d.Kind == fact.Truth || d.Kind == fact.Set {
		return statuses
	}
	return append(slices.Clone(d.Values), string(Unknown), string(Blank), string(NotApplicable), string(Planned))
}

// put writes a settled value among the facts of an offer; an unsettled one leaves
// the fact unknown.
func (v Value) put(f fact.Facts, m *fact.Model, a attribute) {
	switch a.def.Kind {
	case fact.Truth:
		m.SetTruth(f, fact.Offer, a.def.Path, v.Truth())
	case fact.Set:
		m.SetMember(f, fact.Offer, a.def.Path, a.member, v.Truth())
	case fact.Enum:
		m.SetWord(f, fact.Offer, a.def.Path, v.word(a.def.Path))
	case fact.Level, fact.Number:
		if v.Status == Stated {
			m.SetNumber(f, fact.Offer, a.def.Path, v.Number)
		}
	case fact.Date:
		// no offer has a date among its facts yet
	}
}

// word is the enum's word that a value stands for, "" when it settles nothing.
// SecNumCloud alone has words for things that are not quite a qualification.
func (v Value) word(path string) string {
	if v.Status == Stated {
		return v.Word
	}
	if path == "secnumcloud" {
		return secNumCloudWords[v.Status]
	}
	return ""
}

var secNumCloudWords = map[Status]string{
	Yes: "qualified", No: "none", Equivalent: "equivalent", NotApplicable: "not-subject", Planned: "in-qualification",
}
