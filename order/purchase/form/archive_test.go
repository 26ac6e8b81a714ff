package form_test

import (
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/image/font/sfnt"
)

// archived asserts every clause of ISO 19005-3 (PDF/A-3, level A) that the file relies
// on, by the number of the clause.
func archived(tb testing.TB, data []byte) *document {
	tb.Helper()
	d := read(tb, data) // 6.1.4 and 6.1.7.1
	catalog := d.catalog(tb)

	// 6.1.2: a header, then a comment of four bytes above 127.
	if !strings.HasPrefix(string(data), "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n") {
		tb.Errorf("header %q", data[:16])
	}
	// 6.1.3: an identifier, no encryption.
	if !regexp.MustCompile(`/ID \[<[0-9a-f]{32}> <[0-9a-f]{32}>\]`).MatchString(d.trailer) || strings.Contains(d.trailer, "/Encrypt") {
		tb.Errorf("trailer %s", d.trailer)
	}
	for n, o := range d.objects {
		dictionary, _, _ := strings.Cut(o, "stream\n")
		if strings.HasPrefix(dictionary, "<<\n/Producer") && len(dictionary) > 8000 { // 6.1.13: no string of 32 768 bytes
			tb.Errorf("information of %d bytes", len(dictionary))
		}
		// 6.1.7.2: nothing in other files, no LZW. 6.2.10: nothing transparent. 6.5 and 6.6.1:
		// no annotation, no action, no script. 6.2.5: no graphics state to adjust.
		for _, key := range []string{"/LZWDecode", "/SMask", "/Group", "/ca ", "/CA ", "/BM", "/Annots", "/AcroForm", "/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/ExtGState", "/XFA", "/OCProperties"} {
			if strings.Contains(dictionary, key) {
				tb.Errorf("object %d has %s", n, key)
			}
		}
	}
	colours(tb, d, catalog)
	metadata(tb, d, catalog)
	fonts(tb, d)
	attached(tb, d, catalog)
	tagged(tb, d, catalog)
	return d
}

// colours: 6.2.3, one output intent with an RGB profile; 6.2.4.3, colours of devices
// that the intent describes.
func colours(tb testing.TB, d *document, catalog string) {
	tb.Helper()
	if strings.Count(catalog, "/S /GTS_PDFA1") != 1 || !strings.Contains(catalog, "/OutputConditionIdentifier (sRGB IEC61966-2.1)") {
		tb.Errorf("output intent: %s", catalog)
	}
	profile := d.reference(tb, catalog, "/DestOutputProfile")
	icc := content(tb, profile)
	if !strings.Contains(profile, "/N 3 ") || icc[36:40] != "acsp" || icc[12:16] != "mntr" || icc[16:20] != "RGB " || icc[8] > 4 ||
		int(binary.BigEndian.Uint32([]byte(icc))) != len(icc) {
		tb.Errorf("colour profile %.60q", icc)
	}
	for _, p := range d.pages(tb) {
		if m := match(content(tb, d.reference(tb, p, "/Contents")), `[\d.] (k|K|cs|CS|scn|SCN|sh|Do)\n`); m != "" {
			tb.Errorf("colour operator %s", m)
		}
	}
}

// metadata: 6.6.2.1, a packet in clear that says what the file is (6.6.4) and agrees
// with the information dictionary.
func metadata(tb testing.TB, d *document, catalog string) {
	tb.Helper()
	object := d.reference(tb, catalog, "/Metadata")
	if !strings.HasPrefix(object, "<< /Type /Metadata /Subtype /XML /Length ") {
		tb.Errorf("metadata %.60q", object)
	}
	var x struct {
		D struct {
			Part        string `xml:"http://www.aiim.org/pdfa/ns/id/ part"`
			Conformance string `xml:"http://www.aiim.org/pdfa/ns/id/ conformance"`
			Title       string `xml:"title>Alt>li"`
			Author      string `xml:"creator>Seq>li"`
			Subject     string `xml:"description>Alt>li"`
			Created     string `xml:"CreateDate"`
			Modified    string `xml:"ModifyDate"`
			Tool        string `xml:"CreatorTool"`
			Producer    string `xml:"Producer"`
		} `xml:"RDF>Description"`
	}
	if err := xml.Unmarshal([]byte(content(tb, object)), &x); err != nil {
		tb.Fatalf("metadata: %v", err)
	}
	if x.D.Part != "3" || x.D.Conformance != "A" {
		tb.Errorf("PDF/A-%s%s", x.D.Part, x.D.Conformance)
	}
	info := d.reference(tb, d.trailer, "/Info")
	dates := strings.NewReplacer("-", "", ":", "", "T", "")
	for key, want := range map[string]string{
		"/Title": x.D.Title, "/Author": x.D.Author, "/Subject": x.D.Subject, "/Creator": x.D.Tool, "/Producer": x.D.Producer,
		"/CreationDate": "D:" + dates.Replace(x.D.Created), "/ModDate": "D:" + dates.Replace(x.D.Modified),
	} {
		got := ""
		if _, value, ok := strings.Cut(info, key+" "); ok {
			b, _ := literal(value)
			got = string(b)
			if strings.HasPrefix(got, "\xFE\xFF") {
				got = decoded(b[2:])
			}
		}
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
			tb.Errorf("%s is %q in the information and %q in the metadata", key, got, want)
		}
	}
	if !regexp.MustCompile(`/Lang \((fr-FR|en-GB)\)`).MatchString(catalog) {
		tb.Errorf("language: %s", catalog)
	}
}

// fonts: 6.2.11.4.1, every font embedded; 6.2.11.3.2, a map from codes to glyphs;
// 6.2.11.8, no character without a glyph; 6.2.11.5, the widths of the file are those of
// the font; 6.2.11.7, every code is a character that all can read.
func fonts(tb testing.TB, d *document) {
	tb.Helper()
	used := map[string]map[rune]bool{}
	for _, p := range d.pages(tb) {
		for _, t := range d.shown(tb, p) {
			if used[t.font] == nil {
				used[t.font] = map[rune]bool{}
			}
			for _, r := range t.said {
				used[t.font][r] = true
			}
		}
	}
	resources := d.objects[2]
	for name, runes := range used {
		font := d.reference(tb, resources, "/"+name)
		cid := d.reference(tb, font, "/DescendantFonts")
		descriptor := d.reference(tb, cid, "/FontDescriptor")
		f, err := sfnt.Parse([]byte(content(tb, d.reference(tb, descriptor, "/FontFile2"))))
		if err != nil {
			tb.Fatalf("embedded font: %v", err)
		}
		glyphs := content(tb, d.reference(tb, cid, "/CIDToGIDMap"))
		widths := widthsOf(tb, cid)
		var b sfnt.Buffer
		for r := range runes {
			if unicode.In(r, unicode.Co, unicode.Cc, unicode.Cf) { // 6.2.11.7.2 and 6.2.11.7.3
				tb.Errorf("%q is no character that others can read", r)
			}
			glyph := sfnt.GlyphIndex(binary.BigEndian.Uint16([]byte(glyphs[2*r:])))
			if glyph == 0 {
				tb.Errorf("%q has no glyph", r)
				continue
			}
			advance, err := f.GlyphAdvance(&b, glyph, 1000<<6, 0)
			if err != nil {
				tb.Fatal(err)
			}
			if w := widths[int(r)]; w < int(advance>>6)-1 || w > int(advance>>6)+1 {
				tb.Errorf("%q is %d wide, and %d in the font", r, w, advance>>6)
			}
		}
		if u := content(tb, d.reference(tb, font, "/ToUnicode")); !strings.Contains(u, "<0001> <00FF> <0001>\n") || strings.Contains(u, "<0000> <FFFF> <0000>") || strings.Count(u, "> <") != 2*256+1 {
			tb.Errorf("characters of the codes: %.300s", u)
		}
	}
}

// widthsOf reads the widths of a font by code.
func widthsOf(tb testing.TB, cid string) map[int]int {
	tb.Helper()
	out := map[int]int{}
	all := cid[strings.Index(cid, "/W [")+4 : strings.LastIndex(cid, "]")]
	for _, m := range regexp.MustCompile(`(\d+) \[([^\]]*)\]|(\d+) (\d+) (\d+)`).FindAllStringSubmatch(all, -1) {
		if m[1] != "" {
			for i, w := range strings.Fields(m[2]) {
				out[number(tb, m[1])+i] = number(tb, w)
			}
			continue
		}
		for c := number(tb, m[3]); c <= number(tb, m[4]); c++ {
			out[c] = number(tb, m[5])
		}
	}
	return out
}

// attached: 6.8, an embedded file says its type, its name twice, its date and how it
// relates to the document, which lists it.
func attached(tb testing.TB, d *document, catalog string) {
	tb.Helper()
	if !strings.Contains(catalog, "/AF ") {
		if strings.Contains(catalog, "/EmbeddedFiles") {
			tb.Error("a file is embedded and not associated")
		}
		return
	}
	spec := d.reference(tb, catalog, "/AF")
	for _, key := range []string{"/Type /Filespec", "/F (order.xml)", "/UF (order.xml)", "/AFRelationship /Data"} {
		if !strings.Contains(spec, key) {
			tb.Errorf("%s lacks %s", spec, key)
		}
	}
	file := d.reference(tb, spec, "/EF <</F")
	if !regexp.MustCompile(`^<</Type /EmbeddedFile /Subtype /application#2Fxml /Params <</Size \d+ /ModDate \(D:\d{14}Z\)>> `).MatchString(file) {
		tb.Errorf("embedded file %.120q", file)
	}
}

// tagged: 6.7.2.2, 6.7.3.3 and 6.7.3.4, the file says that it has a structure, made of
// standard elements; every text is in the structure or is decoration, and the structure names each
// content once.
func tagged(tb testing.TB, d *document, catalog string) {
	tb.Helper()
	if !strings.Contains(catalog, "/MarkInfo <</Marked true>>") || !strings.Contains(catalog, "/DisplayDocTitle true") {
		tb.Errorf("catalog %s", catalog)
	}
	root := d.reference(tb, catalog, "/StructTreeRoot")
	named := map[string]int{}
	for n, o := range d.objects {
		if strings.HasPrefix(o, "<</Type /StructElem") && !slices.Contains([]string{"Document", "H1", "H2", "P", "Table", "TR", "TH", "TD"}, match(o, `/S /(\w+) `)) {
			tb.Errorf("object %d is of no standard element: %s", n, o)
		}
		for _, m := range regexp.MustCompile(`/Pg (\d+) 0 R /MCID (\d+)`).FindAllStringSubmatch(o, -1) {
			if strings.HasPrefix(o, "<</Type /StructElem") {
				named[m[1]+" "+m[2]]++
			}
		}
		if strings.HasPrefix(o, "<</Type /StructElem") && !strings.Contains(o, "/K [") {
			tb.Errorf("object %d holds nothing", n)
		}
	}
	kids := match(d.reference(tb, catalog, "/Pages"), `/Kids \[([^\]]*)\]`)
	numbers := regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(kids, -1)
	total := 0
	for i, p := range d.pages(tb) {
		c := content(tb, d.reference(tb, p, "/Contents"))
		marks := regexp.MustCompile(`/MCID (\d+)>> BDC`).FindAllStringSubmatch(c, -1)
		for n, m := range marks {
			if m[1] != fmt.Sprint(n) || named[numbers[i][1]+" "+m[1]] != 1 {
				tb.Errorf("page %d, content %s: named %d times", i+1, m[1], named[numbers[i][1]+" "+m[1]])
			}
		}
		total += len(marks)
		row := match(root, fmt.Sprintf(`\n%d \[([^\]]*)\]`, i))
		if got := strings.Count(row, " 0 R"); got != len(marks) || !strings.Contains(p, fmt.Sprintf("/StructParents %d\n", i)) {
			tb.Errorf("page %d has %d contents, the structure %d", i+1, len(marks), got)
		}
		outside(tb, c)
	}
	if total != len(named) {
		tb.Errorf("%d contents, %d named", total, len(named))
	}
}

// outside fails on a text that is neither content nor decoration.
func outside(tb testing.TB, page string) {
	tb.Helper()
	depth := 0
	for line := range strings.SplitSeq(page, "\n") {
		switch {
		case strings.HasSuffix(line, " BDC"), strings.HasSuffix(line, " BMC"):
			depth++
		case line == "EMC":
			depth--
		case strings.HasSuffix(line, " Tj ET") && depth != 1:
			tb.Errorf("at depth %d: %q", depth, line)
		}
	}
	if depth != 0 {
		tb.Errorf("%d contents are not ended", depth)
	}
}
