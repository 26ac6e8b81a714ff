package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
)

// show writes a table in short: words, and B or I when bold or italic.
func show(t Table) string {
	var b strings.Builder
	line := func(cells []Cell) {
		for i, c := range cells {
			if i > 0 {
				b.WriteString(" | ")
			}
			b.WriteString(c.Text)
			if c.Bold {
				b.WriteString("^B")
			}
			if c.Italic {
				b.WriteString("^I")
			}
		}
		b.WriteString("\n")
	}
	line(t.Header)
	for _, r := range t.Rows {
		line(r)
	}
	for _, n := range t.Notes {
		b.WriteString("note: " + n.Text + "\n")
	}
	return b.String()
}

func TestReadMarkdown(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"emphasis", "| a | b |\n|---|---|\n| **x** | _y_ |\n| *z* | ***w*** |\n", "a | b\nx^B | y^I\nz^I | w^B^I\n"},
		{"snake case is not emphasis", "| a |b|\n|---|-|\n| some_name_here | a*b*c |\n", "a | b\nsome_name_here | a*b*c\n"},
		{"escaped bar and code", "| a | b |\n|---|---|\n| x \\| y | `z` |\n", "a | b\nx | y | z\n"},
		{"entities, tags, breaks, links", "| a | b |\n|---|---|\n| x&nbsp;&amp; y | <b>u</b><br>v [l](http://x) ![i](y) |\n", "a | b\nx\u00a0& y | u v l i\n"},
		{"short rows are filled", "| a | b | c |\n|---|---|---|\n| x |\n", "a | b | c\nx |  | \n"},
		{"notes until the next heading", "|a|b|\n|-|-|\n|x|y|\n(*) _Optionnel_\n\n* first\n> second ?\n\n# Next\nnot a note\n", "a | b\nx | y\nnote: (*) _Optionnel_\nnote: first\nnote: second ?\n"},
		{"a table in a code block is not one", "```\n|a|b|\n|-|-|\n```\n\n|c|d|\n|-|-|\n|e|f|\n", "c | d\ne | f\n"},
		{"CRLF and alignment", "|a|b|\r\n|:--|--:|\r\n|x|y|\r\n", "a | b\nx | y\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tables, err := Read("t.md", []byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			if got := show(tables[0]); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func TestMarkdownKeepsPlaces(t *testing.T) {
	tables, err := Read("t.md", []byte("# Été\n\n| é | b |\n|---|---|\n| x |  yy |\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c := tables[0].Rows[0][1]; c.Line != 5 || c.Column != 8 || tables[0].Name != "Été" {
		t.Errorf("%+v in %q", c, tables[0].Name)
	}
}

func TestReadCSV(t *testing.T) {
	const want = "Plateforme | S3 managé\nRosny | O\nnote: (*) Optionnel\n"
	tests := []struct{ name, data string }{
		{"comma", "Plateforme,S3 managé\nRosny,O\n(*) Optionnel\n"},
		{"semicolon", "Plateforme;S3 managé\r\n\"Rosny\";O\r\n(*) Optionnel\r\n"},
		{"tab", "Plateforme\tS3 managé\nRosny\tO\n(*) Optionnel\n"},
		{"mark", "\xEF\xBB\xBFPlateforme,S3 managé\nRosny,O\n(*) Optionnel\n"},
		{"Windows-1252", "Plateforme;S3 manag\xE9\nRosny;O\n(*) Optionnel\n"},
		{"UTF-16", string(utf16LE("Plateforme;S3 managé\nRosny;O\n(*) Optionnel\n"))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tables, err := readCSV("t.csv", []byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			if got := show(tables[0]); got != want {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

func utf16LE(s string) []byte {
	out := []byte{0xFF, 0xFE}
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8))
	}
	return out
}

// archiveOf zips parts into a spreadsheet.
func archiveOf(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

const spreadsheetTable = "Plateforme | S3 managé* | Note\nRosny^B | N | \nOVH SNC^I | ? | rich text\nnote: (*) Optionnel\n"

func xlsxParts() map[string]string {
	return map[string]string{
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Secret" state="hidden" r:id="rId2"/><sheet name="Plateformes" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Plateforme</t></si><si><t>S3 managé*</t></si><si><r><t>rich </t></r><r><rPr><i/></rPr><t>text</t></r></si></sst>`,
		"xl/styles.xml":              `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts><font/><font><b/></font><font><i/></font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="inlineStr"><is><t>Note</t></is></c></row>
<row r="3"><c r="A3" s="1" t="inlineStr"><is><t>Rosny</t></is></c><c r="B3" t="b"><v>0</v></c></row>
<row r="4"><c r="A4" s="2" t="inlineStr"><is><t>OVH SNC</t></is></c><c r="B4" t="str"><v>?</v></c><c r="C4" t="s"><v>2</v></c></row>
<row r="6"><c r="A6" t="inlineStr"><is><t>(*) Optionnel</t></is></c></row></sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml": `<worksheet/>`,
	}
}

const odsContent = `<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">
<office:automatic-styles><style:style style:name="ce1"><style:text-properties fo:font-weight="bold"/></style:style><style:style style:name="ce2"><style:text-properties fo:font-style="italic"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="Plateformes">
<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row><table:table-cell><text:p>Plateforme</text:p></table:table-cell><table:table-cell><text:p>S3<text:s/>managé*</text:p></table:table-cell><table:table-cell><office:annotation><text:p>a comment</text:p></office:annotation><text:p>Note</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16381"/></table:table-row>
<table:table-row><table:table-cell table:style-name="ce1"><text:p>Rosny</text:p></table:table-cell><table:table-cell><text:p>N</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell table:style-name="ce2"><text:p>OVH SNC</text:p></table:table-cell><table:table-cell><text:p>?</text:p></table:table-cell><table:table-cell><text:p>rich <text:span>text</text:span></text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>(*) Optionnel</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>`

func TestReadSpreadsheets(t *testing.T) {
	for name, data := range map[string][]byte{"t.xlsx": archiveOf(t, xlsxParts()), "t.ods": archiveOf(t, map[string]string{"content.xml": odsContent})} {
		t.Run(name, func(t *testing.T) {
			tables, err := Read(name, data)
			if err != nil {
				t.Fatal(err)
			}
			if len(tables) != 1 || tables[0].Name != "Plateformes" || show(tables[0]) != spreadsheetTable {
				t.Fatalf("%d tables, %q\n%s", len(tables), tables[0].Name, show(tables[0]))
			}
			if c := tables[0].Rows[1][0]; c.Words != "_OVH SNC_" || !strings.HasPrefix(c.Ref, "A") {
				t.Errorf("%+v", c)
			}
		})
	}
}

// What is hostile or broken is refused, quickly and in words.
func TestReadRefuses(t *testing.T) {
	bomb := archiveOf(t, map[string]string{"content.xml": strings.Repeat(" ", MaxBytes+1)})
	if len(bomb) > 1<<20 {
		t.Fatal("the bomb is not compressed")
	}
	wide := strings.Repeat("|x", MaxColumns+1) + "|\n" + strings.Repeat("|-", MaxColumns+1) + "|\n"
	repeated := strings.Replace(odsContent, "<table:table-row><table:table-cell table:style-name=\"ce1\">", "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:style-name=\"ce1\">", 1)
	tests := []struct {
		name, file string
		data       []byte
		want       string
	}{
		{"empty", "t.md", nil, "no table"},
		{"no table", "t.md", []byte("hello\n"), "no table"},
		{"binary", "t.csv", []byte("a;b\x00c"), "binary"},
		{"not an archive", "t.xlsx", []byte("a;b\n"), "not a spreadsheet"},
		{"damaged archive", "t.xlsx", []byte("PK\x03\x04 nothing"), "cannot be read"},
		{"another archive", "t.ods", archiveOf(t, map[string]string{"x": "y"}), "neither an XLSX nor an ODS"},
		{"bomb", "t.ods", bomb, "exceeds 16 MiB"},
		{"broken XML", "t.ods", archiveOf(t, map[string]string{"content.xml": "<a><b></a>"}), "cannot be read"},
		{"a row a million times", "t.ods", archiveOf(t, map[string]string{"content.xml": repeated}), "repeated 1000000 times"},
		{"too wide", "t.md", []byte(wide), "columns"},
		{"one column", "t.csv", []byte("a\nb\n"), "two columns"},
		{"too large", "t.md", make([]byte, MaxBytes+1), "too large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(tt.file, tt.data)
			var ps havre.Problems
			if !errors.As(err, &ps) || !strings.Contains(ps.In(havre.English), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestColumnNames(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA"} {
		if got := columnName(i); got != want || columnOf(want+"1", 0) != min(i, MaxColumns) {
			t.Errorf("%d: %s", i, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("t.md", []byte("|a|b|\n|-|-|\n|**x**|[y](z)\\||\n(*) note\n"))
	f.Add("t.csv", []byte("a;b\n\"c\";d\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		tables, err := Read(name, data)
		var ps havre.Problems
		if err != nil && !errors.As(err, &ps) {
			t.Fatalf("%T", err)
		}
		for _, table := range tables {
			for _, r := range table.Rows {
				if len(r) < len(table.Header) {
					t.Fatalf("a row is shorter than its header: %v", r)
				}
			}
		}
	})
}

func FuzzXLSX(f *testing.F) {
	f.Add(xlsxParts()["xl/worksheets/sheet1.xml"])
	f.Fuzz(func(t *testing.T, sheet string) {
		parts := xlsxParts()
		parts["xl/worksheets/sheet1.xml"] = sheet
		check(t, "t.xlsx", archiveOf(t, parts))
	})
}

func FuzzODS(f *testing.F) {
	f.Add(odsContent)
	f.Fuzz(func(t *testing.T, content string) {
		check(t, "t.ods", archiveOf(t, map[string]string{"content.xml": content}))
	})
}

func check(t *testing.T, name string, data []byte) {
	t.Helper()
	_, err := Read(name, data)
	var ps havre.Problems
	if err != nil && !errors.As(err, &ps) {
		t.Fatal(fmt.Errorf("%T: %w", err, err))
	}
}
