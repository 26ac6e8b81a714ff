package form

import (
	"fmt"
	"strings"
)

// element is a node of the structure of the document, which screen readers follow: a
// heading, a paragraph, a table, a row, a cell.
type element struct {
	tag    string
	scope  string // of a header cell: Column or Row
	span   int    // columns of a cell, when more than one
	parent *element
	kids   []kid
	object int // number in the file, given when it is written
}

// kid is what an element holds, in reading order: another element, or a content of a
// page.
type kid struct {
	el         *element
	page, mark int
}

// child adds an element below another.
func (e *element) child(tag string) *element {
	c := &element{tag: tag, parent: e}
	e.kids = append(e.kids, kid{el: c})
	return c
}

// header makes an element a header cell.
func (e *element) header(scope string) *element {
	e.tag, e.scope = "TH", scope
	return e
}

// mark begins a content of the page, which belongs to an element. RawWriteStr("EMC")
// ends it.
func (s *sheet) mark(el *element) {
	page := len(s.marks) - 1
	n := len(s.marks[page])
	s.marks[page] = append(s.marks[page], el)
	el.kids = append(el.kids, kid{page: page, mark: n})
	s.pdf.RawWriteStr(fmt.Sprintf("/%s <</MCID %d>> BDC", el.tag, n))
}

// empty says whether nothing was drawn in an element or below it.
func (e *element) empty() bool {
	for _, k := range e.kids {
		if k.el == nil || !k.el.empty() {
			return false
		}
	}
	return e.tag != "TD" && e.tag != "TH" // a table keeps its empty cells
}

// number gives object numbers to an element and to all below, and lists them.
func (e *element) number(next *int) []*element {
	e.object = *next
	*next++
	all := []*element{e}
	for _, k := range e.kids {
		if k.el != nil && !k.el.empty() {
			all = append(all, k.el.number(next)...)
		}
	}
	return all
}

// dictionary is the object of an element: pages are the object numbers of pages, root
// that of the root of the structure.
func (e *element) dictionary(pages []int, root int) string {
	var b strings.Builder
	parent := root
	if e.parent != nil {
		parent = e.parent.object
	}
	fmt.Fprintf(&b, "<</Type /StructElem /S /%s /P %d 0 R", e.tag, parent)
	switch {
	case e.scope != "":
		fmt.Fprintf(&b, " /A <</O /Table /Scope /%s>>", e.scope)
	case e.span > 1:
		fmt.Fprintf(&b, " /A <</O /Table /ColSpan %d>>", e.span)
	}
	b.WriteString(" /K [")
	for _, k := range e.kids {
		switch {
		case k.el == nil:
			fmt.Fprintf(&b, " <</Type /MCR /Pg %d 0 R /MCID %d>>", pages[k.page], k.mark)
		case !k.el.empty():
			fmt.Fprintf(&b, " %d 0 R", k.el.object)
		}
	}
	b.WriteString(" ]>>")
	return b.String()
}
