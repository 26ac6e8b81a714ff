// Package matrix writes the flow matrix of applications: from the flows that needs
// declare and the platforms they are on, who talks to whom, by which way, whether
// the network carries it, and what each side's network team opens.
//
// [Build] makes the rows, [Openings] groups what is to be opened by team, [Diff]
// compares two matrices, [Effects] says which flows lose or gain a way when links
// change. [Write] and [Read] go to and from the files that network teams exchange;
// [Import] reads a ministry's own spreadsheet and keeps every word of it.
//
// A flow is what [dossier.Flow] says, and nothing else: a row points to it. The
// package judges no application and reads no clock and no file.
package matrix

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/network"
)

// Application is one application whose flows are asked about.
type Application struct {
	Name    string
	Title   string
	Dossier *dossier.Dossier
	// Host is a platform, offer or zone to suppose for every environment instead of
	// what the dossier declares; "" for what it declares.
	Host string
}

// Of is the application that a dossier describes.
func Of(d *dossier.Dossier) Application {
	return Application{Name: d.Metadata.Name, Title: d.Metadata.Title, Dossier: d}
}

// Matrix is the flows of some applications on a day.
type Matrix struct {
	On   havre.Date
	Rows []Row
	// Incomplete names the applications that declare other flows without listing
	// them, or none at all.
	Incomplete []string
	// Warnings are names of flows that look like those of places, and are none.
	Warnings havre.Problems
	// Spread are the applications whose flows use several zones of their platform.
	Spread []Spread
}

// Row is one flow in one environment, from one place to another.
type Row struct {
	Application string
	Title       string
	Environment string // "" when the dossier declares none
	Direction   Direction
	Source      End
	Destination End
	Flow        *dossier.Flow
	Answer      Answer
}

// Direction is the way a flow goes, as the application sees it.
type Direction string

// A flow that the application opens goes out; one that somebody else opens towards
// it comes in.
const (
	Out Direction = "out"
	In  Direction = "in"
)

// End is one side of a flow.
type End struct {
	// Name is the component, machine or service, as people call it.
	Name string
	// Place is a platform, an offer, a zone or a network; "" when nobody says, or when
	// the name is all there is. The side of the application may name one that the
	// catalogue does not know.
	Place string
	Title havre.Text // of the place
	// Owner is who runs the place.
	Owner   havre.Text
	Network bool   // the place is a network
	Carrier bool   // it is one that nobody opens anything on, see [network.Place]
	Own     bool   // the end is the application itself
	Address string // IP address or prefix

	known bool // the place is of the catalogue
}

// Owner answers for the flow: whoever it names, else the application's team.
func (r *Row) Owner() string { return r.Flow.Owner }

// Answer is whether the network carries a flow.
type Answer struct {
	Value havre.Truth
	// Path is the best way, nil when nothing leaves the platform or no way is known.
	// When the answer is no it is the nearest way, with what stops it.
	Path *network.Path
	// Way is the path in words.
	Way havre.Text
	// Missing is what stops the flow, or what nobody has said of it, each with who
	// knows.
	Missing []Missing

	places map[string]End // those that the path passes through
}

// Missing is one thing to find out or to obtain.
type Missing struct {
	Text  havre.Text
	Owner havre.Text

	key string // the same whatever the names of places
}

// Build makes the rows of some applications, in the order of their dossiers. A flow
// without environment holds for each that its dossier declares.
func Build(g *network.Graph, list []Application) *Matrix {
	m := &Matrix{On: g.On()}
	k := newKnowing(g)
	for i := range list {
		a := &list[i]
		if a.Dossier == nil {
			continue
		}
		if !a.Dossier.Spec.Flows.Complete {
			m.Incomplete = append(m.Incomplete, a.Name)
		}
		for j := range a.Dossier.Spec.Flows.List {
			m.Rows = append(m.Rows, k.rows(a, &a.Dossier.Spec.Flows.List[j])...)
			m.Warnings = append(m.Warnings, k.mistyped(a, j)...)
		}
	}
	m.Spread = k.spreads(m.Rows)
	return m
}

// Count is how many rows have an answer.
func (m *Matrix) Count(v havre.Truth) int {
	n := 0
	for i := range m.Rows {
		if m.Rows[i].Answer.Value == v {
			n++
		}
	}
	return n
}
