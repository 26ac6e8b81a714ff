package form

import (
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
)

// column is a column of the table of lines.
type column struct {
	x, w   float64
	align  alignment
	fr, en string
}

// columns of the table of lines, from the left: their widths fill the page.
var columns = func() []column {
	all := []column{
		{w: 8, fr: "N°", en: "No."},
		{w: 64, fr: "Désignation", en: "Service"},
		{w: 17, align: toRight, fr: "Quantité", en: "Quantity"},
		{w: 19, fr: "Unité", en: "Unit"},
		{w: 23, align: toRight, fr: "Prix unitaire HT", en: "Unit price excl. VAT"},
		{w: 11, align: toRight, fr: "TVA", en: "VAT"},
		{w: 28, align: toRight, fr: "Montant HT", en: "Amount excl. VAT"},
	}
	x := left
	for i := range all {
		all[i].x = x
		x += all[i].w
	}
	return all
}()

// padding is the space between two columns.
const padding = 2.0

// in makes a cell of a column.
func (s *sheet) in(c column, el *element, st style, text string) *cell {
	out := &cell{x: c.x + padding/2, w: c.w - padding, align: c.align, el: el}
	s.add(out, st, text)
	return out
}

// lines are what is ordered. The header stands again at the top of each page; there it
// is decoration, said once to those who listen.
func (s *sheet) lines() {
	s.section("Prestations commandées", "Services ordered")
	s.room(24)
	table := s.root.child("Table")
	header := table.child("TR")
	titles, height := s.titles(func() *element { return header.child("TH").header("Column") })
	s.decor(func() { s.box(left, s.y, width, height, wash) })
	s.y += headerPadding
	s.row(titles...)
	s.y += 2 * headerPadding
	s.repeat = s.again
	for i, l := range s.o.Lines {
		s.ordered(table.child("TR"), i+1, l)
	}
	s.repeat = nil
}

// headerPadding is the space above and below the titles of the columns.
const headerPadding = 1.2

// titles are the titles of the columns, below some space, and the height of the whole.
func (s *sheet) titles(el func() *element) ([]*cell, float64) {
	height := 0.0
	cells := make([]*cell, len(columns))
	for i, c := range columns {
		cells[i] = s.in(c, el(), headStyle, s.say(c.fr, c.en))
		height = max(height, cells[i].height())
	}
	return cells, height + 2*headerPadding
}

// again repeats the header on the next page.
func (s *sheet) again() {
	s.decor(func() {
		titles, height := s.titles(func() *element { return nil })
		s.box(left, s.y, width, height, wash)
		s.y += headerPadding
		for _, c := range titles {
			s.write(c, c.lines)
		}
		s.y += height
	})
}

// ordered is one line of the order.
func (s *sheet) ordered(tr *element, n int, l purchase.FormLine) {
	values := []string{
		strconv.Itoa(n), "", havre.Number(l.Quantity).In(s.lang), s.unit(l), s.price(l.UnitPrice), s.percent(l.VAT), s.amount(l),
	}
	cells := make([]*cell, len(columns))
	for i, c := range columns {
		cells[i] = s.in(c, tr.child("TD"), textStyle, values[i])
	}
	s.add(cells[1], textStyle, l.Title.In(s.lang))
	s.add(cells[1], smallStyle, l.Detail.In(s.lang))
	if l.Reference != "" {
		s.add(cells[1], smallStyle, s.say("Bordereau : ", "Schedule: ")+l.Reference)
	}
	s.row(cells...)
	s.y += 0.8
	s.ruled()
	s.y += 0.8
}

// unit is what is counted, and for how long.
func (s *sheet) unit(l purchase.FormLine) string {
	unit := l.Unit.In(s.lang)
	if !l.Recurring {
		return unit
	}
	months := havre.Count(int(l.Months), havre.Same("mois"), havre.Same("mois")).FR
	if s.lang == havre.English {
		months = havre.Count(int(l.Months), havre.Same("month"), havre.Same("months")).EN
	}
	return joined(" × ", unit, strings.ReplaceAll(months, " ", "\u00a0"))
}

func (s *sheet) price(p *havre.Euro) string {
	if p == nil {
		return s.say("inconnu", "unknown")
	}
	return p.Text().In(s.lang)
}

func (s *sheet) amount(l purchase.FormLine) string {
	a, known := l.Amount()
	if !known {
		return s.say("inconnu", "unknown")
	}
	return a.Text().In(s.lang)
}

// totals are the sums, by rate of VAT.
func (s *sheet) totals() {
	t := s.o.Totals()
	s.room(6*float64(len(t.Rates)+3) + 4)
	s.y += 2
	table := s.root.child("Table")
	for _, r := range t.Rates {
		s.sum(table, textStyle, s.say("Base HT à %[1]s", "Net at %[1]s", s.percent(r.Rate)), r.Net)
		s.sum(table, textStyle, s.say("TVA à %[1]s", "VAT at %[1]s", s.percent(r.Rate)), r.VAT)
	}
	s.y += 1
	s.decor(func() { s.line(left+width*0.5, s.y, right, s.y, rule) })
	s.y += 1
	s.sum(table, strongStyle, s.say("Total HT", "Total excluding VAT"), t.Net)
	s.sum(table, strongStyle, s.say("Total TVA", "Total VAT"), t.VAT)
	s.sum(table, totalStyle, s.say("Total TTC", "Total including VAT"), t.Gross)
	if t.Complete != havre.Yes {
		s.row(s.cell(left, width, s.root.child("P"), draftStyle, s.say("Un prix au moins est inconnu : ces totaux sont incomplets.", "At least one price is unknown: these totals are incomplete.")))
	}
	s.y += 2
}

// sum is one line of the totals, on the right of the page.
func (s *sheet) sum(table *element, st style, label string, amount havre.Euro) {
	tr := table.child("TR")
	head := s.cell(left+width*0.5, width*0.24, tr.child("TH").header("Row"), st, label)
	value := &cell{x: left + width*0.72, w: width*0.28 - padding/2, align: toRight, el: tr.child("TD")}
	s.add(value, st, amount.Text().In(s.lang))
	s.row(head, value)
}
