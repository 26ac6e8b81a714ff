package ui

import (
	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/web"
)

// TableProps is a table to draw. Most lists describe their columns once in a
// [Listing], which makes these.
type TableProps struct {
	ID      string // of the table; its caption is ID-caption
	Caption string // what the table holds; heard, and seen with ShowCaption
	// ShowCaption when no heading just above says the same.
	ShowCaption bool
	Columns     []Head
	Rows        []Row
	Cards       bool       // becomes cards on phones; otherwise the region scrolls
	Sticky      bool       // the first column stays when the others scroll
	Sort        havre.List // the order in force
	Matrix      bool       // many narrow columns
}

// Head is the head of a column.
type Head struct {
	Name   string
	Key    string // to sort by; "" cannot be
	Number bool
	Hidden bool // the name is for those who do not see: a column of buttons
}

// Row is a line of a table; its first cell names it.
type Row struct {
	ID    string
	Cells []templ.Component
}

// Text is a cell of plain text.
func Text(s string) templ.Component { return templ.ComponentFunc(text(s).Render) }

func ariaSort(t TableProps, h Head) templ.Attributes {
	switch {
	case h.Key == "" || t.Sort.Sort != h.Key:
		return nil
	case t.Sort.Desc:
		return templ.Attributes{"aria-sort": "descending"}
	}
	return templ.Attributes{"aria-sort": "ascending"}
}

// sortPath sorts by a column, the other way round when it already does. The list
// begins again.
func sortPath(r *web.Request, t TableProps, h Head) templ.SafeURL {
	order := ""
	if t.Sort.Sort == h.Key && !t.Sort.Desc {
		order = "desc"
	}
	return templ.URL(r.With(web.QuerySort, h.Key, web.QueryOrder, order, web.QueryAfter, ""))
}

func sortIcon(t TableProps, h Head) IconName {
	switch {
	case t.Sort.Sort != h.Key:
		return IconSort
	case t.Sort.Desc:
		return IconDown
	}
	return IconUp
}
