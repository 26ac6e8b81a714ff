package form

import (
	"bytes"
	_ "embed" // the colour profile
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// colours is the sRGB profile of the International Color Consortium, which may be
// embedded without restriction (data/sRGB2014.LICENSE).
//
//go:embed data/sRGB2014.icc
var colours []byte

// producer is the program that makes the file.
const producer = "Havre"

// about is what the file says of itself, twice: in its information dictionary and in
// its XMP metadata, which must agree.
type about struct {
	title, author, subject, lang string
	at                           time.Time
}

// describe tells the file what it is.
func (s *sheet) describe() error {
	a := about{
		title:   s.say("Bon de commande", "Order form"),
		author:  short(s.o.Buyer.Name),
		subject: short(s.o.Subject),
		lang:    s.say("fr-FR", "en-GB"),
		at:      dated(s.o),
	}
	if s.o.Number != "" {
		a.title += " " + short(s.o.Number)
	}
	if len(s.draft) > 0 {
		a.title += s.say(" (projet)", " (draft)")
	}
	xmp, err := a.xmp()
	if err != nil {
		return err
	}
	s.pdf.SetTitle(a.title, true)
	s.pdf.SetAuthor(a.author, true)
	s.pdf.SetSubject(a.subject, true)
	s.pdf.SetProducer(producer, true)
	s.pdf.SetCreator(producer, true)
	s.pdf.SetLang(a.lang)
	s.pdf.SetCreationDate(a.at)
	s.pdf.SetModificationDate(a.at)
	s.pdf.SetXmpMetadata(xmp)
	s.pdf.AddOutputIntent(fpdf.OutputIntentType{
		SubtypeIdent: fpdf.OutputIntent_GTS_PDFA1, OutputConditionIdentifier: "sRGB IEC61966-2.1",
		Info: "sRGB IEC61966-2.1", ICCProfile: colours,
	})
	return nil
}

// short is a text on one line, cut where a value of a PDF would be too long.
func short(s string) string {
	const most = 300
	words := strings.Join(strings.Fields(clean(s)), " ")
	if runes := []rune(words); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return words
}

// xmp is the metadata packet. What people wrote is escaped: it can add nothing to it.
func (a about) xmp() ([]byte, error) {
	var b bytes.Buffer
	text := func(s string) string {
		var e bytes.Buffer
		if err := xml.EscapeText(&e, []byte(s)); err != nil {
			return ""
		}
		return e.String()
	}
	at := a.at.Format("2006-01-02T15:04:05Z")
	alt := func(tag, value string) string {
		if value == "" {
			return ""
		}
		return fmt.Sprintf("<dc:%[1]s><rdf:Alt><rdf:li xml:lang=\"x-default\">%[2]s</rdf:li></rdf:Alt></dc:%[1]s>\n", tag, text(value))
	}
	creator := ""
	if a.author != "" {
		creator = "<dc:creator><rdf:Seq><rdf:li>" + text(a.author) + "</rdf:li></rdf:Seq></dc:creator>\n"
	}
	if _, err := fmt.Fprintf(&b, `<?xpacket begin="%s" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
%s%s%s<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>%s</xmp:CreateDate>
<xmp:ModifyDate>%s</xmp:ModifyDate>
<xmp:CreatorTool>%s</xmp:CreatorTool>
<pdf:Producer>%s</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`, "\uFEFF", alt("title", a.title), creator, alt("description", a.subject), a.lang, at, at, producer, producer); err != nil {
		return nil, fmt.Errorf("writing metadata: %w", err)
	}
	return b.Bytes(), nil
}
