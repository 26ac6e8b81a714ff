package sheet

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// csvWriter writes what the office suites of each language open without asking: in
// French, semicolons and decimal commas; the mark of UTF-8 in both.
type csvWriter struct {
	out  *csv.Writer
	lang havre.Lang
}

func newCSVWriter(w io.Writer) (writer, error) {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return nil, err
	}
	c := &csvWriter{out: csv.NewWriter(w)}
	c.out.UseCRLF = true
	return c, nil
}

func (c *csvWriter) page(o Output) error {
	if c.lang = o.Lang; o.Lang != havre.English {
		c.out.Comma = ';'
	}
	return nil
}

func (c *csvWriter) row(cells []Value, _ bool) error {
	record := make([]string, len(cells))
	for i, v := range cells {
		record[i] = c.field(v)
	}
	return c.out.Write(record)
}

func (c *csvWriter) field(v Value) string {
	switch v.Kind {
	case NumberValue:
		s := strconv.FormatFloat(v.Number, 'f', v.Digits, 64)
		if c.lang != havre.English {
			s = strings.Replace(s, ".", ",", 1)
		}
		return s
	case DateValue:
		return v.Date.String()
	default:
		return harmless(v.Text)
	}
}

// harmless marks as text what a spreadsheet would run as a formula when it opens the
// file.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (c *csvWriter) close() error {
	c.out.Flush()
	return c.out.Error()
}
