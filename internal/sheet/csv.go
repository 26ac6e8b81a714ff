package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
)

// windows1252 gives the characters of bytes 0x80 to 0x9F; the others are those of
// Latin-1. Offices still save CSV so.
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}

// decode reads UTF-8, with or without its mark, UTF-16 with its mark, and takes
// what is neither for Windows-1252.
func decode(name string, data []byte) (string, error) {
	if rest, ok := bytes.CutPrefix(data, []byte("\xEF\xBB\xBF")); ok {
		data = rest
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return fromUTF16(data), nil
	case bytes.IndexByte(data, 0) >= 0:
		return "", refuse(name, 0, havre.Text{FR: "fichier binaire", EN: "binary file"})
	case utf8.Valid(data):
		return string(data), nil
	}
	var b strings.Builder
	for _, c := range data {
		switch {
		case c >= 0x80 && c < 0xA0:
			b.WriteRune(windows1252[c-0x80])
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String(), nil
}

func fromUTF16(data []byte) string {
	big := data[0] == 0xFE
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		u := uint16(data[i]) | uint16(data[i+1])<<8
		if big {
			u = uint16(data[i])<<8 | uint16(data[i+1])
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}

// records reads every record of a text, with a place to point at.
func records(name string, data []byte, take func(row []Cell, fields []string)) error {
	text, err := decode(name, data)
	if err != nil {
		return err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(text), -1, true
	b := newBudget(name)
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			line := 0
			if p, ok := errors.AsType[*csv.ParseError](err); ok {
				line = p.Line
			}
			return unreadable(name, line, err)
		}
		line, _ := r.FieldPos(0)
		if err := b.spend(len(record), line); err != nil {
			return err
		}
		row := make([]Cell, len(record))
		for i, field := range record {
			line, column := r.FieldPos(i)
			row[i] = cell(field, line, column)
		}
		take(row, record)
	}
}

// gridOfCSV is the one sheet of a text, its cells as written: what would be emphasis
// in Markdown is words here. Rows are numbered as the program that opens the file
// does, a line break within a cell being no new row.
func gridOfCSV(name string, data []byte) ([]Grid, error) {
	var g Grid
	within := 0
	err := records(name, data, func(row []Cell, fields []string) {
		for i := range row {
			words := strings.Join(strings.Fields(fields[i]), " ")
			row[i] = Cell{Words: words, Text: words, Line: row[i].Line, Column: i + 1, Ref: ref(row[0].Line-within-1, i)}
		}
		for _, f := range fields {
			within += strings.Count(f, "\n")
		}
		g.Rows = append(g.Rows, row)
	})
	return []Grid{g}, err
}

func readCSV(name string, data []byte) ([]Table, error) {
	t := Table{Line: 1}
	if err := records(name, data, func(row []Cell, _ []string) { t.addRecord(row) }); err != nil {
		return nil, err
	}
	if len(t.Header) < 2 {
		return nil, refuse(name, 1, havre.Text{FR: "il faut au moins deux colonnes, séparées par des virgules, des points-virgules ou des tabulations", EN: "two columns at least are needed, separated by commas, semicolons or tabs"})
	}
	if err := t.square(name); err != nil {
		return nil, err
	}
	return []Table{t}, nil
}

func (t *Table) addRecord(row []Cell) {
	switch {
	case t.Header == nil:
		t.Header = row
	case len(row) == 1 && len(t.Header) > 1:
		if row[0].Text != "" { // a line of text below the table
			t.Notes = append(t.Notes, Note{Words: row[0].Words, Text: row[0].Text, Italic: row[0].Italic, Line: row[0].Line})
		}
	default:
		t.Rows = append(t.Rows, row)
	}
}

// separator is whichever of the three is used most by the first line that has any.
func separator(text string) rune {
	for line := range strings.Lines(text) {
		best, most := ',', 0
		for _, s := range []rune{',', ';', '\t'} {
			if n := strings.Count(line, string(s)); n > most {
				best, most = s, n
			}
		}
		if most > 0 {
			return best
		}
	}
	return ','
}
