package matrix

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

// Reading is a ministry's spreadsheet of flows: every cell of it in its own words,
// what was understood of each, and the flows that they make.
type Reading struct {
	APIVersion string          `json:"apiVersion"`
	Kind       string          `json:"kind"`
	File       string          `json:"file"`
	Sheets     []SheetReading  `json:"sheets"`
	Flows      []dossier.Flow  `json:"flows"`    // ready to stand in a dossier
	Problems   []havre.Problem `json:"problems"` // what could not be read; the rest was
}

// SheetReading is one sheet as it was read.
type SheetReading struct {
	Name   string       `json:"name"`
	Hidden bool         `json:"hidden,omitempty"`
	Rows   []RowReading `json:"rows"`
}

// RowReading is one row.
type RowReading struct {
	Line int `json:"line"`
	// As is what the row was taken for.
	As    RowKind       `json:"as"`
	Cells []CellReading `json:"cells"`
	// Flows are the ranks, from 1, of the flows that the row makes.
	Flows []int `json:"flows,omitempty"`
}

// RowKind is what a row of a spreadsheet is.
type RowKind string

// The kinds of rows: a line of text, the headings of a table, the title of a block or
// of a part of it, the address of an entrance, a flow, or a flow that is to be completed
// before it can be one.
const (
	TextRow    RowKind = "text"
	HeadingRow RowKind = "headings"
	SectionRow RowKind = "section"
	AddressRow RowKind = "address"
	FlowRow    RowKind = "flow"
	AsideRow   RowKind = "aside"
)

// CellReading is one filled cell.
type CellReading struct {
	Ref     string `json:"ref"`
	Heading string `json:"heading,omitempty"` // of its column
	Words   string `json:"words"`
	// Says is what was understood, "" when the cell is only kept.
	Says string `json:"says,omitempty"`
	// Carried says that the words are those of a cell above, merged over this row.
	Carried bool `json:"carried,omitempty"`

	label havre.Text
}

// Label is what was understood, as people read it.
func (c *CellReading) Label() havre.Text {
	if c.label.IsZero() {
		return havre.Same(c.Says)
	}
	return c.label
}

// Aside is how many rows are set aside: what they hold of an environment, a network,
// an address or a service cannot be read, and without it the flow would open more
// than is asked for.
func (r *Reading) Aside() int {
	n := 0
	for _, s := range r.Sheets {
		for _, row := range s.Rows {
			if row.As == AsideRow {
				n++
			}
		}
	}
	return n
}

// Count is how many filled cells the file has.
func (r *Reading) Count() int {
	n := 0
	for _, s := range r.Sheets {
		for _, row := range s.Rows {
			for _, c := range row.Cells {
				if !c.Carried {
					n++
				}
			}
		}
	}
	return n
}
