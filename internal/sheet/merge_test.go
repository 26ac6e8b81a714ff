package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMergedCells: what is merged over rows is carried to each of them, in its column
// alone; a row where nothing else is written stays out.
func TestMergedCells(t *testing.T) {
	parts := xlsxParts()
	parts["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>Titre</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>Production</t></is></c><c r="B2" t="inlineStr"><is><t>a</t></is></c></row>
<row r="3"><c r="A3"/><c r="B3" t="inlineStr"><is><t>b</t></is></c></row>
<row r="4"><c r="A4"/></row>
<row r="5"><c r="B5" t="inlineStr"><is><t>c</t></is></c></row>
</sheetData><mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A2:A4"/></mergeCells></worksheet>`
	cell := func(attrs, text string) string {
		if text == "" {
			return "<covered-table-cell/>"
		}
		return "<table-cell" + attrs + "><p>" + text + "</p></table-cell>"
	}
	row := func(cells ...string) string { return "<table-row>" + strings.Join(cells, "") + "</table-row>" }
	content := "<x><table name='Plateformes'>" +
		row(cell(" number-columns-spanned='3'", "Titre"), cell("", ""), cell("", "")) +
		row(cell(" number-rows-spanned='3'", "Production"), cell("", "a")) +
		row(cell("", ""), cell("", "b")) + row(cell("", "")) + row(cell("", ""), cell("", "c")) + "</table></x>"
	want := []string{"A1 Titre", "A2 Production", "B2 a", "A3 Production (carried)", "B3 b", "B5 c"}
	for name, data := range map[string][]byte{"m.xlsx": archiveOf(t, parts), "m.ods": archiveOf(t, map[string]string{"content.xml": content})} {
		grids, err := Grids(name, data)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range grids[len(grids)-1].Rows {
			for _, c := range r {
				text := c.Ref + " " + c.Text
				if c.Carried {
					text += " (carried)"
				}
				if c.Text != "" {
					got = append(got, text)
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
