package catalogue

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
)

// The first published table, kept in a spreadsheet or as CSV, gives the same
// snapshot as in Markdown, italics included.
func TestEveryFormatGivesTheSameSnapshot(t *testing.T) {
	tables, err := sheet.Read("seed.md", readFile(t, "testdata/tables/2025-06-30.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"seed.ods": odsOf(t, tables), "seed.xlsx": xlsxOf(t, tables)}
	want := string(readFile(t, "data/snapshots/dnum-social-2025-06-30.yaml"))
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			opt := ImportOptions{File: name, AsOf: havre.MustDate("2025-06-30"), Until: havre.MustDate("2025-07-01")}
			opt.Source.ID = "dnum-social-2025-06-30"
			im, err := Builtin().Import(data, opt)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if _, err := im.WriteTo(&b); err != nil {
				t.Fatal(err)
			}
			// A note in a cell of its own has lost the italics of its middle.
			if diff := diffText(strings.ReplaceAll(want, "(*) _Optionnel_", "(*) Optionnel"), b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}

// grid is a table as a person would type it, its notes below.
func grid(t sheet.Table) [][]sheet.Cell {
	rows := append([][]sheet.Cell{t.Header}, t.Rows...)
	for _, n := range t.Notes {
		rows = append(rows, []sheet.Cell{{Text: strings.ReplaceAll(n.Text, "_", ""), Italic: n.Italic}})
	}
	return rows
}

func style(c sheet.Cell) string {
	switch {
	case c.Bold:
		return "1"
	case c.Italic:
		return "2"
	}
	return "0"
}

func odsOf(t *testing.T, tables []sheet.Table) []byte {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<c xmlns:style="s" xmlns:fo="f" xmlns:table="t" xmlns:text="x"><style:style style:name="1"><style:text-properties fo:font-weight="bold"/></style:style><style:style style:name="2"><style:text-properties fo:font-style="italic"/></style:style>`)
	for _, table := range tables {
		b.WriteString(`<table:table table:name="` + escaped(table.Name) + `">`)
		for _, r := range grid(table) {
			b.WriteString("<table:table-row>")
			for _, c := range r {
				b.WriteString(`<table:table-cell table:style-name="` + style(c) + `"><text:p>` + escaped(c.Text) + `</text:p></table:table-cell>`)
			}
			b.WriteString("</table:table-row>")
		}
		b.WriteString("</table:table>")
	}
	return zipped(t, map[string]string{"content.xml": b.String() + "</c>"})
}

func xlsxOf(t *testing.T, tables []sheet.Table) []byte {
	t.Helper()
	parts := map[string]string{"xl/styles.xml": `<s><fonts><font/><font><b/></font><font><i/></font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/></cellXfs></s>`}
	var sheets, rels strings.Builder
	for i, table := range tables {
		id := "rId" + string(rune('1'+i))
		sheets.WriteString(`<sheet name="` + escaped(table.Name) + `" r:id="` + id + `"/>`)
		rels.WriteString(`<Relationship Id="` + id + `" Target="worksheets/` + id + `.xml"/>`)
		var b strings.Builder
		for _, r := range grid(table) {
			b.WriteString("<row>")
			for _, c := range r {
				b.WriteString(`<c s="` + style(c) + `" t="inlineStr"><is><t>` + escaped(c.Text) + `</t></is></c>`)
			}
			b.WriteString("</row>")
		}
		parts["xl/worksheets/"+id+".xml"] = "<w><sheetData>" + b.String() + "</sheetData></w>"
	}
	parts["xl/workbook.xml"] = `<w xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + sheets.String() + `</sheets></w>`
	parts["xl/_rels/workbook.xml.rels"] = "<r>" + rels.String() + "</r>"
	return zipped(t, parts)
}

func zipped(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range keysOf(parts) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
