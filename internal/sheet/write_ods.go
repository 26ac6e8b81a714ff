package sheet

import (
	"archive/zip"
	"io"
	"strconv"
	"strings"
)

// odsWriter writes an OpenDocument spreadsheet.
type odsWriter struct {
	*pack
	names pageNames
	open  bool // a sheet is being written
}

const (
	odsType     = "application/vnd.oasis.opendocument.spreadsheet"
	odsManifest = xmlHead + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="` + odsType + `"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`
	odsHead     = xmlHead + `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3">` +
		`<office:automatic-styles>` +
		`<number:date-style style:name="day"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>` +
		`<style:style style:name="date" style:family="table-cell" style:data-style-name="day"/>` +
		`<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>` +
		`</office:automatic-styles><office:body><office:spreadsheet>`
	odsTail = `</office:spreadsheet></office:body></office:document-content>`
)

func newODSWriter(w io.Writer) (writer, error) {
	p := newPack(w)
	// The type comes first and as it is: programs recognise the file by it.
	if err := p.start("mimetype", zip.Store); err != nil {
		return nil, err
	}
	p.put(odsType)
	if err := p.file("META-INF/manifest.xml", odsManifest); err != nil {
		return nil, err
	}
	if err := p.start("content.xml", zip.Deflate); err != nil {
		return nil, err
	}
	p.put(odsHead)
	return &odsWriter{pack: p}, nil
}

func (o *odsWriter) page(of Output) error {
	o.endPage()
	o.put(`<table:table table:name="`, escape(o.names.of(of.Name)), `">`)
	o.open = true
	return nil
}

func (o *odsWriter) endPage() {
	if o.open {
		o.put(`</table:table>`)
	}
}

func (o *odsWriter) row(cells []Value, header bool) error {
	if header {
		o.put(`<table:table-header-rows>`)
	}
	o.put(`<table:table-row>`)
	for _, v := range cells {
		o.cell(v, header)
	}
	o.put(`</table:table-row>`)
	if header {
		o.put(`</table:table-header-rows>`)
	}
	return nil
}

func (o *odsWriter) cell(v Value, header bool) {
	switch v.Kind {
	case NumberValue:
		n := strconv.FormatFloat(v.Number, 'f', -1, 64)
		o.put(`<table:table-cell office:value-type="float" office:value="`, n, `"><text:p>`, n, `</text:p></table:table-cell>`)
	case DateValue:
		d := v.Date.String()
		o.put(`<table:table-cell table:style-name="date" office:value-type="date" office:date-value="`, d, `"><text:p>`, d, `</text:p></table:table-cell>`)
	default:
		if v.Text == "" {
			o.put(`<table:table-cell/>`)
			return
		}
		o.put(`<table:table-cell`)
		if header {
			o.put(` table:style-name="head"`)
		}
		o.put(` office:value-type="string">`)
		for line := range strings.SplitSeq(v.Text, "\n") {
			o.put(`<text:p>`, escape(line), `</text:p>`)
		}
		o.put(`</table:table-cell>`)
	}
}

func (o *odsWriter) close() error {
	o.endPage()
	o.put(odsTail)
	return o.pack.close()
}
