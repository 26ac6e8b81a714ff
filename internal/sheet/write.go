package sheet

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/havre-cloud/havre"
)

// Format is a kind of file that a table can be written as; its word is also the end
// of the file's name.
type Format string

// The formats written.
const (
	CSV  Format = "csv"
	ODS  Format = "ods"
	XLSX Format = "xlsx"
)

// Formats lists them, the open ones first.
var Formats = []Format{CSV, ODS, XLSX}

// Name is what people call it.
func (f Format) Name() string { return strings.ToUpper(string(f)) }

// MediaType is its type for the web.
func (f Format) MediaType() string {
	switch f {
	case ODS:
		return "application/vnd.oasis.opendocument.spreadsheet"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	default:
		return "text/csv; charset=utf-8"
	}
}

// Value is the content of a cell to write.
type Value struct {
	Kind   ValueKind
	Text   string
	Number float64
	Digits int // after the decimal sign
	Date   havre.Date
}

// ValueKind is the type of a cell to write.
type ValueKind uint8

// The types.
const (
	TextValue ValueKind = iota
	NumberValue
	DateValue
)

// Words is a cell of text.
func Words(s string) Value { return Value{Text: s} }

// Whole is a cell that holds a whole number.
func Whole(n int) Value { return Value{Kind: NumberValue, Number: float64(n)} }

// Day is a cell that holds a date; no date is an empty cell.
func Day(d havre.Date) Value {
	if d.IsZero() {
		return Value{}
	}
	return Value{Kind: DateValue, Date: d}
}

// Output is a table to write: its name, its language and the names of its columns.
type Output struct {
	Name   string
	Lang   havre.Lang
	Header []string
}

// Page is one sheet of a workbook to write.
type Page struct {
	Output
	Rows iter.Seq2[[]Value, error]
}

// writer is a file being written, row after row: nothing is kept.
type writer interface {
	page(o Output) error // begins the next sheet
	row(cells []Value, header bool) error
	close() error
}

// Write writes a table as a file, row after row, without keeping them: a table of
// any length takes the same memory. Text that a spreadsheet would take for a formula
// is written so that none does. It stops at the first error of the rows, which leaves
// a file that does not open rather than one that looks whole.
func Write(w io.Writer, f Format, o Output, rows iter.Seq2[[]Value, error]) error {
	return WriteBook(w, f, []Page{{o, rows}})
}

// WriteBook writes a workbook of several sheets, as [Write] does each. A CSV file
// holds one table: of several sheets it is the first.
func WriteBook(w io.Writer, f Format, pages []Page) error {
	if f == CSV && len(pages) > 1 {
		pages = pages[:1]
	}
	out, err := newWriter(w, f, pages)
	if err != nil {
		return err
	}
	for i := range pages {
		if err := writePage(out, f, &pages[i]); err != nil {
			return err
		}
	}
	if err := out.close(); err != nil {
		return fmt.Errorf("write %s: %w", f, err)
	}
	return nil
}

func writePage(out writer, f Format, p *Page) error {
	if err := out.page(p.Output); err != nil {
		return fmt.Errorf("write %s: %w", f, err)
	}
	header := make([]Value, len(p.Header))
	for i, h := range p.Header {
		header[i] = Words(h)
	}
	if err := out.row(header, true); err != nil {
		return fmt.Errorf("write %s: %w", f, err)
	}
	for cells, err := range p.Rows {
		if err != nil {
			return fmt.Errorf("rows of %s: %w", f, err)
		}
		if err := out.row(cells, false); err != nil {
			return fmt.Errorf("write %s: %w", f, err)
		}
	}
	return nil
}

func newWriter(w io.Writer, f Format, pages []Page) (writer, error) {
	switch f {
	case CSV:
		return newCSVWriter(w)
	case ODS:
		return newODSWriter(w)
	case XLSX:
		return newXLSXWriter(w, pages)
	}
	return nil, fmt.Errorf("unknown format %q", f)
}
