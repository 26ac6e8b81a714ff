package sheet

import (
	"archive/zip"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// xlsxWriter writes a workbook, whose text stands in its own cells: a
// table of shared words would have to be kept in memory.
type xlsxWriter struct {
	*pack
	pages int
	rows  int // of the sheet
}

const (
	xlsxTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>%s<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`
	xlsxRoot  = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	xlsxType  = `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`
	xlsxLinks = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s<Relationship Id="r%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
	xlsxLink  = `<Relationship Id="r%[1]d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%[1]d.xml"/>`
	xlsxBook  = xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>%s</sheets></workbook>`
	xlsxEntry = `<sheet name="%[2]s" sheetId="%[1]d" r:id="r%[1]d"/>`
	// Styles: 0 plain, 1 bold, 2 date.
	xlsxStyleSheet = xmlHead + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf fontId="0"/><xf fontId="1" applyFont="1"/><xf numFmtId="164" fontId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`
	xlsxHead       = xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`
	xlsxTail       = `</sheetData></worksheet>`
)

func newXLSXWriter(w io.Writer, pages []Page) (writer, error) {
	p := newPack(w)
	var types, links, entries strings.Builder
	var names pageNames
	for i := range pages {
		fmt.Fprintf(&types, xlsxType, i+1)
		fmt.Fprintf(&links, xlsxLink, i+1)
		fmt.Fprintf(&entries, xlsxEntry, i+1, escape(names.of(pages[i].Name)))
	}
	for _, f := range [][2]string{
		{"[Content_Types].xml", fmt.Sprintf(xlsxTypes, types.String())},
		{"_rels/.rels", xlsxRoot},
		{"xl/workbook.xml", fmt.Sprintf(xlsxBook, entries.String())},
		{"xl/_rels/workbook.xml.rels", fmt.Sprintf(xlsxLinks, links.String(), len(pages)+1)},
		{"xl/styles.xml", xlsxStyleSheet},
	} {
		if err := p.file(f[0], f[1]); err != nil {
			return nil, err
		}
	}
	return &xlsxWriter{pack: p}, nil
}

func (x *xlsxWriter) page(Output) error {
	if x.pages > 0 {
		x.put(xlsxTail)
	}
	x.pages++
	x.rows = 0
	if err := x.start("xl/worksheets/sheet"+strconv.Itoa(x.pages)+".xml", zip.Deflate); err != nil {
		return err
	}
	x.put(xlsxHead)
	return nil
}

func (x *xlsxWriter) row(cells []Value, header bool) error {
	x.put(`<row r="`, strconv.Itoa(x.rows+1), `">`)
	for i, v := range cells {
		x.cell(ref(x.rows, i), v, header)
	}
	x.put(`</row>`)
	x.rows++
	return nil
}

func (x *xlsxWriter) cell(at string, v Value, header bool) {
	switch v.Kind {
	case NumberValue:
		x.put(`<c r="`, at, `"><v>`, strconv.FormatFloat(v.Number, 'f', -1, 64), `</v></c>`)
	case DateValue:
		x.put(`<c r="`, at, `" s="2"><v>`, strconv.FormatInt(serial(v.Date), 10), `</v></c>`)
	default:
		if v.Text == "" {
			return
		}
		style := ""
		if header {
			style = ` s="1"`
		}
		x.put(`<c r="`, at, `"`, style, ` t="inlineStr"><is><t xml:space="preserve">`, escape(v.Text), `</t></is></c>`)
	}
}

// serial counts days as spreadsheets do: 1 March 1900 is 61, as if 1900 had been a
// leap year.
func serial(d havre.Date) int64 { return d.Days() + 25569 }

func (x *xlsxWriter) close() error {
	x.put(xlsxTail)
	return x.pack.close()
}
