package form

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// attachmentName is the name of the UBL order in the file.
const attachmentName = "order.xml"

var (
	pageStart = []byte("<</Type /Page\n")
	pageGroup = []byte("/Group <</Type /Group /S /Transparency /CS /DeviceRGB>>\n")
	toUnicode = regexp.MustCompile(`^<</Length \d+>>\nstream\n/CIDInit /ProcSet`)
)

// archive makes a PDF/A-3 of what the library wrote. The library embeds fonts, colours
// and metadata; what it cannot say is added here: the structure of the document, the
// relation of the attachment to it, characters of the fonts as text, the identifier of
// the file, and a table of objects that is right.
func archive(data []byte, s *sheet) ([]byte, error) {
	f, err := takeApart(data)
	if err != nil {
		return nil, err
	}
	pages := f.pages()
	if len(pages) != len(s.marks) {
		return nil, fmt.Errorf("%w: %d pages of %d", errShape, len(pages), len(s.marks))
	}
	f.readableFonts()
	structure := f.addStructure(s, pages)
	extra := fmt.Sprintf("/MarkInfo <</Marked true>>\n/StructTreeRoot %d 0 R\n/ViewerPreferences <</DisplayDocTitle true>>\n", structure)
	names := "/Names <<\n/EmbeddedFiles << /Names [\n  \n] >>\n>>\n"
	attached := ""
	if len(s.draft) == 0 {
		spec, err := f.attach(s)
		if err != nil {
			return nil, err
		}
		attached = fmt.Sprintf("/AF [%[1]d 0 R]\n/Names <</EmbeddedFiles <</Names [(%[2]s) %[1]d 0 R]>>>>\n", spec, attachmentName)
	}
	catalog := string(f.objects[f.root-1])
	if !strings.Contains(catalog, names) {
		return nil, fmt.Errorf("%w: catalog", errShape)
	}
	f.objects[f.root-1] = []byte(strings.Replace(catalog, names, extra+attached, 1))
	return f.assemble()
}

// pages are the numbers of the pages, in order. Each is told which contents it marks,
// and loses the transparency group that it does not need.
func (f *file) pages() []int {
	var out []int
	for i, o := range f.objects {
		rest, ok := bytes.CutPrefix(o, pageStart)
		if !ok {
			continue
		}
		head := fmt.Appendf(nil, "%s/StructParents %d\n", pageStart, len(out))
		f.objects[i] = append(head, bytes.Replace(rest, pageGroup, nil, 1)...)
		out = append(out, i+1)
	}
	return out
}

// addStructure writes the tree of the document's structure and, for each page, which
// element each marked content belongs to.
func (f *file) addStructure(s *sheet, pages []int) int {
	root := f.add(nil)
	next := len(f.objects) + 1
	all := s.root.number(&next)
	for _, e := range all {
		f.add([]byte(e.dictionary(pages, root)))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<</Type /StructTreeRoot /K [%d 0 R] /ParentTreeNextKey %d /ParentTree <</Nums [", s.root.object, len(pages))
	for i, marks := range s.marks {
		fmt.Fprintf(&b, "\n%d [", i)
		for _, e := range marks {
			fmt.Fprintf(&b, " %d 0 R", e.object)
		}
		b.WriteString(" ]")
	}
	b.WriteString("]>>>>")
	f.objects[root-1] = b.Bytes()
	return root
}

// readableFonts says which character each code of a font is. The codes are UTF-16: the
// library says so in one range, and a range may not cross a first byte.
func (f *file) readableFonts() {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 64 // ranges in a block; the format allows a hundred
	for high := range 0x100 {
		if high%most == 0 {
			fmt.Fprintf(&b, "%d beginbfrange\n", most)
		}
		first := max(high<<8, 1) // code 0 is no character
		fmt.Fprintf(&b, "<%04X> <%04X> <%04X>\n", first, high<<8|0xFF, first)
		if high%most == most-1 {
			b.WriteString("endbfrange\n")
		}
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	for i, o := range f.objects {
		if toUnicode.Match(o) {
			f.objects[i] = stream("", b.Bytes())
		}
	}
}

// attach embeds the UBL order: data of what the pages show.
func (f *file) attach(s *sheet) (int, error) {
	order, err := UBL(s.o)
	if err != nil {
		return 0, err
	}
	at := "(D:" + dated(s.o).Format("20060102150405") + "Z)"
	n := f.add(stream(fmt.Sprintf("/Type /EmbeddedFile /Subtype /application#2Fxml /Params <</Size %d /ModDate %s>> ", len(order), at), order))
	return f.add(fmt.Appendf(nil, "<</Type /Filespec /F (%[1]s) /UF (%[1]s) /Desc (UBL 2.1 Order) /AFRelationship /Data /EF <</F %[2]d 0 R /UF %[2]d 0 R>>>>", attachmentName, n)), nil
}
