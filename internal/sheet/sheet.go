// Package sheet turns the tables that people keep (Markdown, CSV, XLSX, ODS) into
// cells: the words as written, the plain text, whether it was bold or italic, and
// the place to point at. [Write] goes the other way, for the tables of the portal. It
// computes no formula and knows nothing of what a column means.
//
// Every reader is bounded: a document larger than [MaxBytes], a table with more
// than [MaxCells], an archive that swells when opened are refused, never loaded.
package sheet

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// Bounds of what is read from one file.
const (
	MaxBytes    = 16 << 20 // of the file, and of any part of it once unpacked
	MaxCells    = 200_000
	MaxColumns  = 1000
	maxRepeated = 1000 // identical rows or cells written once with a count
)

// Cell is one cell as written.
type Cell struct {
	Words        string // with its emphasis, entities and line breaks put as spaces
	Text         string // without emphasis
	Bold, Italic bool   // the whole of it
	Line, Column int    // Column is the position in the line, or the number of the cell in a spreadsheet
	Ref          string // C12 in a spreadsheet
	Carried      bool   // of a cell merged over this row, written above
}

// Table is a header, rows, and the lines of text below it.
type Table struct {
	Name   string // the heading above it, or the name of the sheet
	Header []Cell
	Rows   [][]Cell
	Notes  []Note
	Line   int
}

// Note is a line of text below a table.
type Note struct {
	Words  string
	Text   string
	Italic bool
	Line   int
}

// Grid is a sheet as it stands: every row that holds something, whatever it is. A
// cell left empty within a row keeps its place.
type Grid struct {
	Name   string // of the sheet, or the heading above a table
	Hidden bool
	Rows   [][]Cell
}

// Read finds the tables of a file, whose kind its content tells, or failing that
// its name. The error is [havre.Problems].
func Read(name string, data []byte) ([]Table, error) {
	kind, err := kindOf(name, data)
	if err != nil {
		return nil, err
	}
	var tables []Table
	switch kind {
	case archiveFile:
		tables, err = readArchive(name, data)
	case csvFile:
		tables, err = readCSV(name, data)
	case markdownFile:
		tables, err = readMarkdown(name, data)
	}
	if err != nil {
		return nil, err
	}
	if len(tables) == 0 {
		return nil, refuse(name, 0, noTable)
	}
	return tables, nil
}

// Grids reads the sheets of a file as they stand, hidden ones included: no row is
// taken for a heading or a note. What is merged over several rows is carried to each of
// them. The error is [havre.Problems].
func Grids(name string, data []byte) ([]Grid, error) {
	kind, err := kindOf(name, data)
	if err != nil {
		return nil, err
	}
	var grids []Grid
	switch kind {
	case archiveFile:
		grids, err = gridsOfArchive(name, data, true)
	case csvFile:
		grids, err = gridOfCSV(name, data)
	case markdownFile:
		var tables []Table
		if tables, err = readMarkdown(name, data); err == nil {
			grids = gridsOfTables(tables)
		}
	}
	if err != nil {
		return nil, err
	}
	for i := range grids {
		grids[i].Rows = slices.DeleteFunc(grids[i].Rows, bare)
	}
	if !slices.ContainsFunc(grids, func(g Grid) bool { return len(g.Rows) > 0 }) {
		return nil, refuse(name, 0, noTable)
	}
	return grids, nil
}

var noTable = havre.Text{FR: "aucun tableau dans ce fichier", EN: "no table in this file"}

// fileKind is how a file is read.
type fileKind uint8

const (
	archiveFile fileKind = iota
	csvFile
	markdownFile
)

// kindOf tells how to read a file by its content, or failing that by its name.
func kindOf(name string, data []byte) (fileKind, error) {
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case len(data) > MaxBytes:
		return 0, refuse(name, 0, havre.Text{FR: "fichier trop gros : au plus 16 Mio", EN: "file too large: 16 MiB at most"})
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return archiveFile, nil
	case ext == ".xlsx" || ext == ".ods":
		return 0, refuse(name, 0, havre.Text{FR: "ce n'est pas un classeur : l'archive est absente ou abîmée", EN: "not a spreadsheet: the archive is missing or damaged"})
	case bytes.IndexByte(data, 0) >= 0:
		return 0, refuse(name, 0, havre.Text{FR: "fichier binaire : il faut du Markdown, du CSV, un classeur XLSX ou ODS", EN: "binary file: Markdown, CSV, XLSX or ODS is needed"})
	case ext == ".csv" || ext == ".tsv" || (ext != ".md" && ext != ".markdown" && !looksMarkdown(data)):
		return csvFile, nil
	}
	return markdownFile, nil
}

// gridsOfTables puts tables back as they were written, their cells numbered as those
// of a sheet.
func gridsOfTables(tables []Table) []Grid {
	grids := make([]Grid, len(tables))
	for i, t := range tables {
		grids[i] = Grid{Name: t.Name, Rows: append([][]Cell{t.Header}, t.Rows...)}
		for _, row := range grids[i].Rows {
			for c := range row {
				row[c].Column = c + 1
			}
		}
	}
	return grids
}

// refuse is the one problem that stops a reader.
func refuse(name string, line int, message havre.Text) error {
	return havre.Problems{{File: name, Line: line, Message: message}}
}

// unreadable wraps what a decoder says.
func unreadable(name string, line int, err error) error {
	return refuse(name, line, havre.Text{FR: "illisible : %v", EN: "cannot be read: %v"}.With(err))
}

// budget counts cells and says when there are too many.
type budget struct {
	name string
	left int
}

func newBudget(name string) *budget { return &budget{name, MaxCells} }

func (b *budget) spend(n, line int) error {
	if b.left -= n; b.left < 0 {
		return refuse(b.name, line, havre.Text{FR: "plus de %d cellules", EN: "more than %d cells"}.With(MaxCells))
	}
	return nil
}

// square gives every row as many cells as the header and drops the empty rows. A
// row with something beyond the header is refused: nobody knows what it means.
func (t *Table) square(name string) error {
	rows := t.Rows[:0]
	for _, r := range t.Rows {
		for len(r) > len(t.Header) && r[len(r)-1].Text == "" {
			r = r[:len(r)-1]
		}
		if len(r) > len(t.Header) {
			extra := r[len(t.Header)]
			return havre.Problems{{
				File: name, Line: extra.Line, Column: extra.Column, Value: extra.Words,
				Message: havre.Text{FR: "cette ligne a %d cellules pour %d colonnes (dans du Markdown, une barre dans une cellule s'écrit \\|)", EN: "this row has %d cells for %d columns (in Markdown, write \\| for a bar within a cell)"}.With(len(r), len(t.Header)),
			}}
		}
		if _, filled := firstFilled(r); filled == 0 {
			continue
		}
		for len(r) < len(t.Header) {
			last := r[len(r)-1]
			r = append(r, Cell{Line: last.Line, Column: last.Column + 1})
		}
		rows = append(rows, r)
	}
	t.Rows = rows
	return nil
}

// columnName is the letters of a spreadsheet column: 0 is A, 26 is AA.
func columnName(i int) string {
	var b []byte
	for i++; i > 0; i = (i - 1) / 26 {
		b = append([]byte{byte('A' + (i-1)%26)}, b...)
	}
	return string(b)
}

// ref is the name of a spreadsheet cell, from 0.
func ref(row, column int) string { return fmt.Sprintf("%s%d", columnName(column), row+1) }
