package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"

	"github.com/havre-cloud/havre"
)

// archive opens the parts of a spreadsheet and never unpacks more than MaxBytes of
// them in all, whatever their headers announce.
type archive struct {
	name string
	zip  *zip.Reader
	left int64
	// asIs says to read the sheets that people do not see too, and to carry what is
	// merged over several rows to each of them.
	asIs bool
}

// readArchive makes tables of the sheets that people see.
func readArchive(name string, data []byte) ([]Table, error) {
	grids, err := gridsOfArchive(name, data, false)
	if err != nil {
		return nil, err
	}
	var tables []Table
	for _, g := range grids {
		t, ok, err := fromGrid(name, g.Name, g.Rows)
		if err != nil {
			return nil, err
		}
		if ok {
			tables = append(tables, t)
		}
	}
	return tables, nil
}

func gridsOfArchive(name string, data []byte, asIs bool) ([]Grid, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, unreadable(name, 0, err)
	}
	a := &archive{name: name, zip: z, left: MaxBytes, asIs: asIs}
	switch {
	case a.has("xl/workbook.xml"):
		return readXLSX(a)
	case a.has("content.xml"):
		return readODS(a)
	}
	return nil, refuse(name, 0, havre.Text{FR: "archive qui n'est ni un classeur XLSX ni un classeur ODS", EN: "an archive that is neither an XLSX nor an ODS spreadsheet"})
}

func (a *archive) has(part string) bool {
	_, err := fs.Stat(a.zip, part)
	return err == nil
}

// part reads one file of the archive; a missing one is empty.
func (a *archive) part(name string) ([]byte, error) {
	f, err := a.zip.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unreadable(a.name, 0, err)
	}
	defer f.Close() //nolint:errcheck // only read from
	data, err := io.ReadAll(io.LimitReader(f, a.left+1))
	if err != nil {
		return nil, unreadable(a.name, 0, err)
	}
	if a.left -= int64(len(data)); a.left < 0 {
		return nil, refuse(a.name, 0, havre.Text{FR: "le classeur dépasse 16 Mio une fois décompressé", EN: "the spreadsheet exceeds 16 MiB once unpacked"})
	}
	return data, nil
}

// decode reads a part as XML; what is missing leaves v as it is. Entities that a
// document would define itself are not expanded.
func (a *archive) decode(name string, v any) error {
	data, err := a.part(name)
	if err != nil || len(data) == 0 {
		return err
	}
	if err := xml.Unmarshal(data, v); err != nil {
		return unreadable(a.name+" ("+name+")", 0, err)
	}
	return nil
}

// fromGrid makes a table of a grid of cells: the first row with two filled cells
// is the header, what stands above gives the name, what stands alone below is a
// note.
func fromGrid(file, name string, grid [][]Cell) (t Table, ok bool, err error) {
	t.Name = name
	for _, row := range grid {
		first, filled := firstFilled(row)
		switch {
		case filled == 0 && t.Header == nil:
		case filled < 2 && t.Header == nil:
			t.Name = first.Text
		case t.Header == nil:
			for len(row) > 0 && row[len(row)-1].Text == "" {
				row = row[:len(row)-1]
			}
			t.Header, t.Line = row, first.Line
		case filled == 1 && len(t.Header) > 2 && first.Column == 1 && looksNote(first.Text):
			t.Notes = append(t.Notes, Note{Words: first.Words, Text: first.Text, Italic: first.Italic, Line: first.Line})
		case filled > 0:
			t.Rows = append(t.Rows, row)
		}
	}
	if t.Header == nil {
		return t, false, nil
	}
	return t, true, t.square(file)
}

// looksNote tells a sentence alone on its row from the name of an empty row.
func looksNote(s string) bool {
	return s != "" && (s[0] == '(' || s[0] == '*' || s[len(s)-1] == '?' || len(s) > 40)
}

func firstFilled(row []Cell) (first Cell, filled int) {
	for _, c := range row {
		if c.Text == "" {
			continue
		}
		if filled == 0 {
			first = c
		}
		filled++
	}
	return first, filled
}

// emphasised writes a cell of a spreadsheet as Markdown would: the emphasis is
// part of its words.
func emphasised(text string, bold, italic bool) string {
	if text == "" {
		return text
	}
	if italic {
		text = "_" + text + "_"
	}
	if bold {
		text = "**" + text + "**"
	}
	return text
}
