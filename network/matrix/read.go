package matrix

import (
	"bytes"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
)

var msgNotOurs = havre.Text{
	FR: "ce n'est pas une matrice de flux écrite par Havre : les colonnes « %s » ne sont pas toutes là",
	EN: "this is no flow matrix written by Havre: the columns “%s” are not all there",
}

// Read gives back a matrix from a file that [Write] or [Matrix.Document] wrote, in
// whatever language it is. The error is [havre.Problems].
func Read(name string, data []byte) (*Table, error) {
	if start := bytes.TrimLeft(data, " \t\r\n\uFEFF"); len(start) > 0 && start[0] == '{' {
		d, err := ParseDocument(name, start)
		if err != nil {
			return nil, err
		}
		return d.Table(), nil
	}
	grids, err := sheet.Grids(name, data)
	if err != nil {
		return nil, err //nolint:wrapcheck // problems are told as they are
	}
	if at, ok := ours(grids); ok {
		return readGrid(&grids[at]), nil
	}
	var heads []string
	for c := range firstColumns {
		heads = append(heads, c.Title().FR)
	}
	return nil, havre.Problems{{File: name, Message: msgNotOurs.With(strings.Join(heads, ", "))}}
}

// readGrid reads a sheet whose first row is our headings, in one language.
func readGrid(g *sheet.Grid) *Table {
	lang, _ := headed(g.Rows[:1])
	head := g.Rows[0]
	t := &Table{Lang: lang}
	for _, row := range g.Rows[1:] {
		var l Line
		for c := range min(len(row), len(l)) {
			if c < len(head) && head[c].Text == Column(c).Title().In(lang) { // beyond the first, somebody may have added a column
				l[c] = Column(c).value(clean(row[c].Text))
			}
		}
		t.Lines = append(t.Lines, l)
	}
	return t
}

// headed says in which language a row is our headings.
func headed(rows [][]sheet.Cell) (havre.Lang, bool) {
	for _, row := range rows {
		for _, lang := range []havre.Lang{havre.French, havre.English} {
			if len(row) >= int(firstColumns) && headings(row, lang) {
				return lang, true
			}
		}
	}
	return "", false
}

func headings(row []sheet.Cell, lang havre.Lang) bool {
	for c := range firstColumns {
		if row[c].Text != c.Title().In(lang) {
			return false
		}
	}
	return true
}
