package matrix

import (
	"fmt"
	"io"
	"iter"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
)

var (
	flowsSheet = havre.Text{FR: "Flux", EN: "Flows"}
	teamSheet  = havre.Text{FR: "Ouvertures %s", EN: "Openings %s"}
)

// Write writes a matrix in a language: the flows, and in a workbook one more sheet
// for each team, with what it opens. A CSV file holds the flows alone.
func Write(w io.Writer, f sheet.Format, m *Matrix, lang havre.Lang) error {
	return m.Document(lang).Write(w, f)
}

// Write writes a matrix that was kept as [Write] does.
func (d *Document) Write(w io.Writer, f sheet.Format) error {
	t := d.Table()
	pages := []sheet.Page{t.page()}
	if f != sheet.CSV {
		pages = append(pages, d.teams(t)...)
	}
	if err := sheet.WriteBook(w, f, pages); err != nil {
		return fmt.Errorf("the flow matrix: %w", err)
	}
	return nil
}

// WriteOpenings writes what each team opens as one table.
func WriteOpenings(w io.Writer, f sheet.Format, m *Matrix, lang havre.Lang) error {
	d := m.Document(lang)
	t := d.Table()
	o := sheet.Output{Name: openingsSheet.In(lang), Lang: lang, Header: append([]string{teamTitle.In(lang)}, openingTitles(lang)...)}
	if err := sheet.Write(w, f, o, rowsOf(len(d.Openings), func(i int) []string {
		return append([]string{d.Openings[i].Title}, d.Openings[i].cells(t)...)
	})); err != nil {
		return fmt.Errorf("the openings: %w", err)
	}
	return nil
}

// page is the flows as a sheet.
func (t *Table) page() sheet.Page {
	header := make([]string, columns)
	for i := range header {
		header[i] = Column(i).Title().In(t.Lang)
	}
	return sheet.Page{Output: sheet.Output{Name: flowsSheet.In(t.Lang), Lang: t.Lang, Header: header}, Rows: rowsOf(len(t.Lines), func(i int) []string {
		cells := make([]string, columns)
		for c := range cells {
			cells[c] = t.Text(i, Column(c))
		}
		return cells
	})}
}

// teams are what each team opens, a sheet each.
func (d *Document) teams(t *Table) []sheet.Page {
	var out []sheet.Page
	for i := 0; i < len(d.Openings); {
		first, rest := &d.Openings[i], d.Openings[i:]
		n := 1
		for n < len(rest) && rest[n].Team == first.Team && rest[n].Owner == first.Owner {
			n++
		}
		out = append(out, sheet.Page{
			Output: sheet.Output{Name: teamSheet.With(first.Title).In(t.Lang), Lang: t.Lang, Header: openingTitles(t.Lang)},
			Rows:   rowsOf(n, func(k int) []string { return rest[k].cells(t) }),
		})
		i += n
	}
	return out
}

// cells are an opening as a row of text; its row is one of the table.
func (o *OpeningDocument) cells(t *Table) []string {
	var none Line
	l := &none
	if o.Row >= 1 && o.Row <= len(t.Lines) {
		l = &t.Lines[o.Row-1]
	}
	return openingCells(t.Lang, l, o.Side, o.Network, o.ConfirmFirst)
}

// rowsOf are rows of text.
func rowsOf(n int, row func(int) []string) iter.Seq2[[]sheet.Value, error] {
	return func(yield func([]sheet.Value, error) bool) {
		for i := range n {
			if !yield(values(row(i)), nil) {
				return
			}
		}
	}
}

func values(cells []string) []sheet.Value {
	out := make([]sheet.Value, len(cells))
	for i, c := range cells {
		out[i] = sheet.Words(c)
	}
	return out
}
