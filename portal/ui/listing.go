package ui

import (
	"fmt"
	"iter"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/web"
)

// Column is a column of a list of T: described once, it heads the table, sorts it,
// fills its cells and fills those of the exported file.
type Column[T any] struct {
	Key  string // to sort by, in the address; "" cannot be sorted
	Name havre.Text
	// Value is what the cell holds, in words that stand alone: it is what is exported,
	// and shown when Show is nil. Nil leaves the column out of exports.
	Value func(*web.Request, T) sheet.Value
	// Show draws the cell otherwise: a link, a state.
	Show func(*web.Request, T) templ.Component
	// Order sorts rows in memory; lists sorted by the store need none.
	Order  func(a, b T) int
	Number bool
	Hidden bool // the head is only for those who do not see
	// ExportOnly columns are in the files and not on the page, where another column
	// says the same in its own way.
	ExportOnly bool
}

// Listing describes a list of T.
type Listing[T any] struct {
	ID      string
	Caption havre.Text
	Columns []Column[T]
	Cards   bool
	Sticky  bool
	Matrix  bool
	Seen    bool           // the caption is shown
	RowID   func(T) string // nil: rows cannot be linked to
}

// Keys are the columns that can be sorted by.
func (l Listing[T]) Keys() []string {
	var out []string
	for _, c := range l.Columns {
		if c.Key != "" {
			out = append(out, c.Key)
		}
	}
	return out
}

// Table draws rows, in the order they come; by says which that is.
func (l Listing[T]) Table(r *web.Request, rows []T, by havre.List) templ.Component {
	t := TableProps{ID: l.ID, Caption: r.Text(l.Caption), ShowCaption: l.Seen, Cards: l.Cards, Sticky: l.Sticky, Matrix: l.Matrix, Sort: by}
	for _, c := range l.shown() {
		t.Columns = append(t.Columns, Head{Name: r.Text(c.Name), Key: c.Key, Number: c.Number, Hidden: c.Hidden})
	}
	for _, row := range rows {
		out := Row{Cells: make([]templ.Component, 0, len(l.Columns))}
		if l.RowID != nil {
			out.ID = l.RowID(row)
		}
		for _, c := range l.shown() {
			out.Cells = append(out.Cells, c.cell(r, row))
		}
		t.Rows = append(t.Rows, out)
	}
	return Table(r, t)
}

// shown are the columns of the page.
func (l Listing[T]) shown() []Column[T] {
	return slices.DeleteFunc(slices.Clone(l.Columns), func(c Column[T]) bool { return c.ExportOnly })
}

func (c Column[T]) cell(r *web.Request, row T) templ.Component {
	if c.Show != nil {
		return c.Show(r, row)
	}
	return Text(Shown(r, c.Value(r, row)))
}

// Sorted puts rows in the order that the address asks for, when a column can; rows
// that it holds equal keep the order they came in.
func (l Listing[T]) Sorted(rows []T, by havre.List) []T {
	for _, c := range l.Columns {
		if c.Key == "" || c.Key != by.Sort || c.Order == nil {
			continue
		}
		out := slices.Clone(rows)
		slices.SortStableFunc(out, func(a, b T) int {
			if by.Desc {
				return c.Order(b, a)
			}
			return c.Order(a, b)
		})
		return out
	}
	return rows
}

// Export answers with rows as a file, in the format that the address asks for. The
// name is that of the file, without its end.
func (l Listing[T]) Export(w http.ResponseWriter, r *web.Request, name string, rows iter.Seq2[T, error]) error {
	f, ok := ExportFormat(r)
	if !ok {
		return fmt.Errorf("export %s: no format in the address", name)
	}
	s := sheet.Output{Name: r.Text(l.Caption), Lang: r.Lang}
	for _, c := range l.Columns {
		if c.Value != nil {
			s.Header = append(s.Header, r.Text(c.Name))
		}
	}
	web.Download(w, name+"-"+r.Today().String()+"."+string(f), f.MediaType())
	return sheet.Write(w, f, s, func(yield func([]sheet.Value, error) bool) {
		for row, err := range rows {
			if !yield(l.values(r, row), err) {
				return
			}
		}
	})
}

func (l Listing[T]) values(r *web.Request, row T) []sheet.Value {
	var out []sheet.Value
	for _, c := range l.Columns {
		if c.Value != nil {
			out = append(out, c.Value(r, row))
		}
	}
	return out
}

// exportFormats are offered beside every list.
var exportFormats = sheet.Formats

// ExportFormat is the file that the address asks for instead of the page.
func ExportFormat(r *web.Request) (sheet.Format, bool) {
	f := sheet.Format(r.URL.Query().Get(web.QueryFormat))
	return f, slices.Contains(exportFormats, f)
}

// All makes a sequence of rows already at hand.
func All[T any](rows []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Shown is the content of a cell as the page writes it.
func Shown(r *web.Request, v sheet.Value) string {
	switch v.Kind {
	case sheet.NumberValue:
		return r.Decimal(v.Number, v.Digits)
	case sheet.DateValue:
		return r.Date(v.Date)
	default:
		return v.Text
	}
}
