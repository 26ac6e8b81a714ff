package sheet

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// The parts of an XLSX workbook that matter here, as ECMA-376 writes them.
type (
	xlsxWorkbook struct {
		Sheets []struct {
			Name  string `xml:"name,attr"`
			ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
			State string `xml:"state,attr"`
		} `xml:"sheets>sheet"`
	}
	xlsxRelations struct {
		Relations []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	xlsxText struct {
		Text string `xml:"t"`
		Runs []struct {
			Text string    `xml:"t"`
			Bold *struct{} `xml:"rPr>b"`
			Ital *struct{} `xml:"rPr>i"`
		} `xml:"r"`
	}
	xlsxStrings struct {
		Items []xlsxText `xml:"si"`
	}
	xlsxStyles struct {
		Fonts []struct {
			Bold *struct{} `xml:"b"`
			Ital *struct{} `xml:"i"`
		} `xml:"fonts>font"`
		Formats []struct {
			Font int `xml:"fontId,attr"`
		} `xml:"cellXfs>xf"`
	}
	xlsxSheet struct {
		Rows []struct {
			Number int `xml:"r,attr"`
			Cells  []struct {
				Ref    string   `xml:"r,attr"`
				Type   string   `xml:"t,attr"`
				Style  int      `xml:"s,attr"`
				Value  string   `xml:"v"`
				Inline xlsxText `xml:"is"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
		Merged []struct {
			Ref string `xml:"ref,attr"`
		} `xml:"mergeCells>mergeCell"`
	}
)

// xlsx is a workbook being read.
type xlsx struct {
	*archive
	strings xlsxStrings
	styles  xlsxStyles
	budget  *budget
}

func readXLSX(a *archive) ([]Grid, error) {
	var book xlsxWorkbook
	var rels xlsxRelations
	x := &xlsx{archive: a, budget: newBudget(a.name)}
	for part, v := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &rels, "xl/sharedStrings.xml": &x.strings, "xl/styles.xml": &x.styles} {
		if err := a.decode(part, v); err != nil {
			return nil, err
		}
	}
	targets := map[string]string{}
	for _, r := range rels.Relations {
		targets[r.ID] = r.Target
	}
	var grids []Grid
	for _, s := range book.Sheets {
		hidden := s.State == "hidden" || s.State == "veryHidden"
		if targets[s.ID] == "" || (hidden && !x.asIs) {
			continue
		}
		rows, err := x.sheet(targets[s.ID])
		if err != nil {
			return nil, err
		}
		grids = append(grids, Grid{Name: s.Name, Hidden: hidden, Rows: rows})
	}
	return grids, nil
}

func (x *xlsx) sheet(target string) ([][]Cell, error) {
	name, absolute := strings.CutPrefix(target, "/")
	if !absolute {
		name = path.Join("xl", target)
	}
	var s xlsxSheet
	if err := x.decode(name, &s); err != nil {
		return nil, err
	}
	var grid [][]Cell
	var numbers []int
	for i, r := range s.Rows {
		number := r.Number
		if number == 0 {
			number = i + 1
		}
		var row []Cell
		for _, c := range r.Cells {
			column := columnOf(c.Ref, len(row))
			if column >= MaxColumns {
				return nil, refuse(x.name, number, havre.Text{FR: "plus de %d colonnes", EN: "more than %d columns"}.With(MaxColumns))
			}
			if err := x.budget.spend(max(1, column+1-len(row)), number); err != nil {
				return nil, err
			}
			for len(row) <= column {
				row = append(row, Cell{Line: number, Column: len(row) + 1, Ref: ref(number-1, len(row))})
			}
			x.fill(&row[column], c.Type, c.Value, c.Style, c.Inline)
		}
		grid, numbers = append(grid, row), append(numbers, number)
	}
	if !x.asIs || !slices.IsSorted(numbers) {
		return grid, nil
	}
	var spans []merged
	for _, m := range s.Merged {
		if span, ok := spanOf(m.Ref); ok {
			spans = append(spans, span)
		}
	}
	return grid, carry(grid, numbers, spans, x.budget)
}

// fill puts the value of a cell, as its type says.
func (x *xlsx) fill(c *Cell, kind, value string, style int, inline xlsxText) {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && i >= 0 && i < len(x.strings.Items) {
			c.Text, c.Bold, c.Italic = x.strings.Items[i].join()
		}
	case "inlineStr":
		c.Text, c.Bold, c.Italic = inline.join()
	case "b":
		c.Text = map[string]string{"1": "O", "0": "N"}[strings.TrimSpace(value)]
	default: // numbers, and the results of formulas
		c.Text = strings.TrimSpace(value)
	}
	if style >= 0 && style < len(x.styles.Formats) {
		if f := x.styles.Formats[style].Font; f >= 0 && f < len(x.styles.Fonts) {
			c.Bold = c.Bold || x.styles.Fonts[f].Bold != nil
			c.Italic = c.Italic || x.styles.Fonts[f].Ital != nil
		}
	}
	c.Text = strings.Join(strings.Fields(c.Text), " ")
	c.Words = emphasised(c.Text, c.Bold, c.Italic)
}

// join puts the runs of a rich text together; it is bold or italic when all are.
func (t *xlsxText) join() (text string, bold, italic bool) {
	if len(t.Runs) == 0 {
		return t.Text, false, false
	}
	bold, italic = true, true
	for _, r := range t.Runs {
		text += r.Text
		bold = bold && r.Bold != nil
		italic = italic && r.Ital != nil
	}
	return text, bold, italic
}

// columnOf is the position that the letters of a reference tell, or the next one.
func columnOf(ref string, next int) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*26 + int(c-'A') + 1; n > MaxColumns {
			return MaxColumns
		}
	}
	if n == 0 {
		return next
	}
	return n - 1
}
