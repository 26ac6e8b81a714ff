// Package form draws an order form: the bon de commande as a PDF/A-3 that can be kept
// for decades, and as the UBL order attached to it that programs read.
//
// [PDF] draws in the reader's language, page by page, with the same bytes for the same
// form. The file is a PDF/A-3 of level A: it embeds its fonts and its colour profile,
// depends on nothing outside itself, tells what it is in its metadata, and is tagged, so
// that a screen reader finds the headings, the table and its headers. [UBL] writes the same order as an OASIS UBL 2.1
// document.
//
// The package decides nothing of the order: what is missing before a form may be
// issued is for package order/purchase to say, and a form that is not complete is
// drawn as a draft. It reads no clock, no file and no network.
//
// UBL is written with encoding/xml: no library for UBL or Factur-X of the quality we
// ask for could be had, and the part of UBL that an order needs is small. What is
// written is checked against the order of elements of the schemas. Factur-X is a format
// of invoices, which the holder issues: it is not for an order.
package form

import (
	"bytes"
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
)

// maxPages bounds a form: beyond it something is wrong with what is printed.
const maxPages = 400

// PDF draws a form. A form that [purchase.OrderForm.Problems] refuses is drawn as a
// draft, which says that it orders nothing and carries no UBL.
func PDF(o *purchase.OrderForm, lang havre.Lang) ([]byte, error) {
	// The number of pages is only known once drawn, and stands on each of them.
	counted, err := draw(o, lang, 0)
	if err != nil {
		return nil, err
	}
	s, err := draw(o, lang, counted.pdf.PageNo())
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("drawing order form %s: %w", o.Number, err)
	}
	return archive(b.Bytes(), s)
}

// draw lays out the whole form; pages is how many there are, 0 when not known yet.
func draw(o *purchase.OrderForm, lang havre.Lang, pages int) (*sheet, error) {
	s, err := newSheet(o, lang, pages)
	if err != nil {
		return nil, err
	}
	s.heading()
	s.keys()
	s.parties()
	s.service()
	s.lines()
	s.totals()
	s.clauses()
	s.invoicing()
	s.signature()
	s.foot()
	if s.full {
		return nil, fmt.Errorf("order form %s: more than %d pages", o.Number, maxPages)
	}
	if err := s.pdf.Error(); err != nil {
		return nil, fmt.Errorf("drawing order form %s: %w", o.Number, err)
	}
	return s, nil
}

// dated is the day the document says it was made on: its own, never the clock's.
func dated(o *purchase.OrderForm) time.Time {
	for _, d := range []havre.Date{o.Issued, o.Signatory.On, o.Period.From} {
		if !d.IsZero() {
			return d.Time()
		}
	}
	return time.Unix(0, 0).UTC()
}
