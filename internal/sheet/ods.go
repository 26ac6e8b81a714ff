package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// ods walks content.xml once, since OpenDocument repeats cells by a count and
// styles them by name.
type ods struct {
	name   string
	dec    *xml.Decoder
	styles map[string]odsStyle
	budget *budget
	grids  []Grid

	sheet  string
	grid   [][]Cell
	row    []Cell
	rowNo  int // of the sheet, repeated rows counted
	style  string
	inCell bool
	empty  int // cells that wait for a filled one
	times  int // how often the cell is repeated
	again  int // how often the row is
	span   int // how many rows the cell covers

	asIs    bool
	numbers []int // of the rows of the grid
	spans   []merged
	text    strings.Builder
}

type odsStyle struct{ bold, italic bool }

func readODS(a *archive) ([]Grid, error) {
	data, err := a.part("content.xml")
	if err != nil {
		return nil, err
	}
	o := &ods{name: a.name, dec: xml.NewDecoder(bytes.NewReader(data)), styles: map[string]odsStyle{}, budget: newBudget(a.name), asIs: a.asIs}
	for {
		token, err := o.dec.Token()
		if errors.Is(err, io.EOF) {
			return o.grids, nil
		}
		if err != nil {
			return nil, unreadable(a.name+" (content.xml)", 0, err)
		}
		if err := o.take(token); err != nil {
			return nil, err
		}
	}
}

func (o *ods) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		o.start(t)
	case xml.EndElement:
		return o.end(t.Name.Local)
	case xml.CharData:
		if o.inCell {
			o.text.Write(t)
		}
	}
	return nil
}

func (o *ods) start(t xml.StartElement) {
	switch t.Name.Local {
	case "style":
		o.style = attr(t, "name")
	case "text-properties":
		s := o.styles[o.style]
		s.bold = s.bold || attr(t, "font-weight") == "bold"
		s.italic = s.italic || attr(t, "font-style") == "italic"
		o.styles[o.style] = s
	case "table":
		o.sheet, o.grid, o.rowNo, o.numbers, o.spans = attr(t, "name"), nil, 0, nil, nil
	case "table-row":
		o.row, o.empty, o.again = nil, 0, count(t, "number-rows-repeated")
	case "table-cell", "covered-table-cell":
		o.inCell, o.style, o.times = true, attr(t, "style-name"), count(t, "number-columns-repeated")
		o.span = count(t, "number-rows-spanned")
		o.text.Reset()
	case "annotation": // a comment on a cell is not what the cell says
		_ = o.dec.Skip()
	case "p":
		if o.text.Len() > 0 {
			o.text.WriteByte(' ')
		}
	case "s", "tab", "line-break":
		o.text.WriteByte(' ')
	}
}

func (o *ods) end(name string) error {
	switch name {
	case "table-cell", "covered-table-cell":
		o.inCell = false
		return o.addCells()
	case "table-row":
		return o.addRows()
	case "table":
		if o.asIs {
			if err := carry(o.grid, o.numbers, o.spans, o.budget); err != nil {
				return err
			}
		}
		o.grids = append(o.grids, Grid{Name: o.sheet, Rows: o.grid})
	}
	return nil
}

// addCells repeats a cell as often as it says. Empty ones wait for a filled one to
// follow: a sheet ends with thousands of them.
func (o *ods) addCells() error {
	text := strings.Join(strings.Fields(o.text.String()), " ")
	if text == "" {
		o.empty = min(o.empty+o.times, MaxColumns+1)
		return nil
	}
	if o.empty+o.times+len(o.row) > MaxColumns {
		return refuse(o.name, o.rowNo+1, havre.Text{FR: "plus de %d colonnes", EN: "more than %d columns"}.With(MaxColumns))
	}
	if err := o.budget.spend(o.empty+o.times, o.rowNo+1); err != nil {
		return err
	}
	for range o.empty {
		o.row = append(o.row, o.cell("", odsStyle{}))
	}
	if o.span > 1 {
		o.spans = append(o.spans, merged{len(o.row), o.rowNo + 1, o.rowNo + o.span})
	}
	for range o.times {
		o.row = append(o.row, o.cell(text, o.styles[o.style]))
	}
	o.empty = 0
	return nil
}

func (o *ods) cell(text string, s odsStyle) Cell {
	return Cell{
		Text: text, Words: emphasised(text, s.bold, s.italic), Bold: s.bold, Italic: s.italic,
		Line: o.rowNo + 1, Column: len(o.row) + 1, Ref: ref(o.rowNo, len(o.row)),
	}
}

func (o *ods) addRows() error {
	if len(o.row) == 0 {
		o.rowNo += o.again
		return nil
	}
	if o.again > maxRepeated {
		return refuse(o.name, o.rowNo+1, havre.Text{FR: "ligne répétée %d fois", EN: "row repeated %d times"}.With(o.again))
	}
	for range o.again {
		if err := o.budget.spend(len(o.row), o.rowNo+1); err != nil {
			return err
		}
		o.rowNo++
		o.grid, o.numbers = append(o.grid, o.row), append(o.numbers, o.rowNo)
	}
	return nil
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// count reads how often something is repeated; once, when it does not say.
func count(t xml.StartElement, name string) int {
	n, err := strconv.Atoi(attr(t, name))
	if err != nil || n < 1 {
		return 1
	}
	return n
}
