package form

import (
	"bytes"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
)

// A4, in millimetres.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	left       = 20.0
	right      = 190.0
	top        = 17.0
	bottom     = 277.0
	width      = right - left
)

// ink is a colour of the page.
type ink struct{ r, g, b int }

var (
	black = ink{22, 22, 22}
	grey  = ink{92, 92, 92}
	rule  = ink{200, 200, 208}
	blue  = ink{0, 0, 145}
	wash  = ink{244, 244, 250}
	alert = ink{150, 20, 20}
)

// style is how a text is set: height is the distance between two lines, in millimetres.
type style struct {
	bold   bool
	size   float64 // points
	height float64
	ink    ink
}

var (
	titleStyle   = style{bold: true, size: 20, height: 9, ink: blue}
	sectionStyle = style{bold: true, size: 11, height: 6, ink: blue}
	labelStyle   = style{size: 7.5, height: 3.9, ink: grey}
	textStyle    = style{size: 9, height: 4.5, ink: black}
	strongStyle  = style{bold: true, size: 9, height: 4.5, ink: black}
	smallStyle   = style{size: 7.5, height: 3.8, ink: grey}
	headStyle    = style{bold: true, size: 7.5, height: 3.9, ink: black}
	totalStyle   = style{bold: true, size: 10.5, height: 5.4, ink: blue}
	draftStyle   = style{bold: true, size: 9, height: 4.8, ink: alert}
)

// sheet is the form being drawn: a cursor that goes down the page, and the structure of
// what was drawn.
type sheet struct {
	pdf   *fpdf.Fpdf
	o     *purchase.OrderForm
	lang  havre.Lang
	draft havre.Problems // what is missing; empty for a form that may be issued
	pages int
	y     float64
	root  *element
	marks [][]*element // of each page, the element of each marked content
	// repeat draws what a table repeats at the top of a page, as decoration.
	repeat func()
	full   bool
}

func newSheet(o *purchase.OrderForm, lang havre.Lang, pages int) (*sheet, error) {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCatalogSort(true) // the same bytes for the same form
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(left, top, pageWidth-right)
	pdf.AddUTF8FontFromBytes("go", "", bytes.Clone(goregular.TTF))
	pdf.AddUTF8FontFromBytes("go", "B", bytes.Clone(gobold.TTF))
	s := &sheet{pdf: pdf, o: o, lang: lang, pages: pages, root: &element{tag: "Document"}}
	for _, p := range o.Problems() {
		if !p.Warning {
			s.draft = append(s.draft, p)
		}
	}
	if err := s.describe(); err != nil {
		return nil, err
	}
	s.newPage()
	if err := pdf.Error(); err != nil {
		return nil, fmt.Errorf("preparing an order form: %w", err)
	}
	return s, nil
}

// say is a sentence in the reader's language.
func (s *sheet) say(fr, en string, args ...any) string {
	if len(args) == 0 {
		return havre.Text{FR: fr, EN: en}.In(s.lang)
	}
	return havre.Text{FR: fr, EN: en}.With(args...).In(s.lang)
}

// newPage goes to the next page, and writes its foot.
func (s *sheet) newPage() {
	if s.pdf.PageNo() >= maxPages {
		s.full = true
		s.y = top
		return
	}
	s.pdf.AddPage()
	s.marks = append(s.marks, nil)
	s.y = top
	s.decor(s.footer)
	if s.repeat != nil {
		s.repeat()
	}
}

// room makes sure that a height is left on the page, on the next one if need be.
func (s *sheet) room(height float64) {
	if s.y+height > bottom && s.y > top {
		s.newPage()
	}
}

// footer is the foot of a page.
func (s *sheet) footer() {
	y := pageHeight - 14
	s.line(left, y-4.5, right, y-4.5, rule)
	s.set(smallStyle)
	what := s.say("Bon de commande", "Order form")
	if s.o.Number != "" {
		what += " " + clean(s.o.Number)
	}
	if len(s.draft) > 0 {
		what += s.say(" (projet)", " (draft)")
	}
	s.pdf.Text(left, y, s.cut(what, width*0.72))
	page := fmt.Sprintf("%d / %d", s.pdf.PageNo(), s.pages)
	s.pdf.Text(right-s.pdf.GetStringWidth(page), y, page)
}

// set chooses how the next text is written.
func (s *sheet) set(st style) {
	bold := ""
	if st.bold {
		bold = "B"
	}
	s.pdf.SetFont("go", bold, st.size)
	s.pdf.SetTextColor(st.ink.r, st.ink.g, st.ink.b)
}

// decor draws what is not content: rules, backgrounds, repeated headers and feet.
func (s *sheet) decor(draw func()) {
	s.pdf.RawWriteStr("/Artifact BMC")
	draw()
	s.pdf.RawWriteStr("EMC")
}

func (s *sheet) line(x1, y1, x2, y2 float64, c ink) {
	s.pdf.SetDrawColor(c.r, c.g, c.b)
	s.pdf.SetLineWidth(0.2)
	s.pdf.Line(x1, y1, x2, y2)
}

func (s *sheet) box(x, y, w, h float64, c ink) {
	s.pdf.SetFillColor(c.r, c.g, c.b)
	s.pdf.Rect(x, y, w, h, "F")
}

// ruled draws a rule across the page, below the cursor.
func (s *sheet) ruled() {
	s.decor(func() { s.line(left, s.y, right, s.y, rule) })
}
