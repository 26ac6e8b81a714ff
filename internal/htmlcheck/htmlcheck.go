// Package htmlcheck reads a page as a test does: what every page must be, whatever
// it says. One main heading and no level skipped, a label for each field, a caption
// for each table, no identifier twice, the language told, no inline code, nothing
// fetched from elsewhere, links that lead somewhere.
//
// It sees the source of the page only; package browsertest sees it drawn.
package htmlcheck

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Page is a page being read.
type Page struct {
	Lang     string
	Title    string
	Links    []string // addresses of this site, without fragment
	root     *html.Node
	problems []string
	ids      map[string]bool
}

// Read reads a page. The error is that of the reader: any text is HTML.
func Read(r io.Reader) (*Page, error) {
	root, err := html.Parse(r)
	if err != nil {
		return nil, fmt.Errorf("read page: %w", err)
	}
	p := &Page{root: root, ids: map[string]bool{}}
	p.check()
	return p, nil
}

// Problems are what is wrong with the page, each in a sentence that names the
// element.
func (p *Page) Problems() []string { return p.problems }

func (p *Page) wrong(n *html.Node, format string, args ...any) {
	p.problems = append(p.problems, fmt.Sprintf(format, args...)+": "+describe(n))
}

func (p *Page) check() {
	p.identifiers()
	p.document()
	p.headings()
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		p.attributes(n)
		p.references(n)
		p.element(n)
	}
}

// identifiers collects them, and refuses the same twice.
func (p *Page) identifiers() {
	for n := range p.root.Descendants() {
		id := attr(n, "id")
		switch {
		case id == "":
		case p.ids[id]:
			p.wrong(n, "identifier %q twice", id)
		default:
			p.ids[id] = true
		}
		if _, ok := find(n, "id"); ok && id == "" {
			p.wrong(n, "empty identifier")
		}
	}
}

func (p *Page) document() {
	root := p.first("html")
	if p.Lang = attr(root, "lang"); p.Lang == "" {
		p.wrong(root, "no language")
	}
	if title := p.first("title"); title != nil {
		p.Title = text(title)
	}
	if p.Title == "" {
		p.wrong(root, "no title")
	}
	if p.count("main") != 1 {
		p.wrong(root, "%d main regions", p.count("main"))
	}
}

// headings: one of level 1, and none that skips a level.
func (p *Page) headings() {
	last, first := 0, 0
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode || len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
			continue
		}
		level := int(n.Data[1] - '0')
		if level == 1 {
			first++
		}
		if text(n) == "" {
			p.wrong(n, "empty heading")
		}
		if level > last+1 {
			p.wrong(n, "heading of level %d after level %d", level, last)
		}
		last = level
	}
	if first != 1 {
		p.wrong(p.first("html"), "%d headings of level 1", first)
	}
}

// attributes: no inline code, nothing from elsewhere.
func (p *Page) attributes(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style":
			p.wrong(n, "inline style")
		case strings.HasPrefix(a.Key, "on"), strings.HasPrefix(a.Key, "hx-on"):
			p.wrong(n, "inline script %s", a.Key)
		case strings.HasPrefix(a.Val, "javascript:"):
			p.wrong(n, "script address in %s", a.Key)
		case a.Key == "src" || a.Key == "srcset" || a.Key == "action" || a.Key == "data" || a.Key == "poster" || a.Key == "hx-get" || a.Key == "hx-post" || a.Key == "sse-connect" || (a.Key == "href" && n.Data != "a"):
			if !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "//") {
				p.wrong(n, "foreign address %q", a.Val)
			}
		}
	}
	if (n.Data == "script" || n.Data == "style") && text(n) != "" {
		p.wrong(n, "inline code")
	}
}

// references point at something that is there.
func (p *Page) references(n *html.Node) {
	for _, key := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "form", "list"} {
		value, ok := find(n, key)
		if !ok {
			continue
		}
		for id := range strings.FieldsSeq(value) {
			if !p.ids[id] {
				p.wrong(n, "%s leads to %q, which is not there", key, id)
			}
		}
		if value == "" {
			p.wrong(n, "empty %s", key)
		}
	}
	href, ok := find(n, "href")
	if id, fragment := strings.CutPrefix(href, "#"); ok && fragment && !p.ids[id] {
		p.wrong(n, "link to %q, which is not there", href)
	}
}

func (p *Page) element(n *html.Node) {
	switch n.Data {
	case "a":
		p.link(n)
	case "button":
		if p.name(n) == "" {
			p.wrong(n, "button without a name")
		}
	case "input", "select", "textarea":
		p.field(n)
	case "table":
		p.table(n)
	case "img":
		if _, ok := find(n, "alt"); !ok {
			p.wrong(n, "image without an alternative")
		}
	case "svg":
		if attr(n, "role") == "img" && p.name(n) == "" {
			p.wrong(n, "drawing without a name")
		}
		if attr(n, "role") != "img" && attr(n, "aria-hidden") != "true" {
			p.wrong(n, "drawing neither named nor hidden")
		}
	case "fieldset":
		if child(n, "legend") == nil {
			p.wrong(n, "group of fields without a legend")
		}
	case "nav":
		if attr(n, "aria-label") == "" && attr(n, "aria-labelledby") == "" {
			p.wrong(n, "navigation without a name")
		}
	case "ul", "ol":
		p.list(n)
	}
}

func (p *Page) link(n *html.Node) {
	href, ok := find(n, "href")
	if !ok || href == "" {
		p.wrong(n, "link without an address")
		return
	}
	if p.name(n) == "" {
		p.wrong(n, "link without a name")
	}
	if path, _, _ := strings.Cut(href, "#"); strings.HasPrefix(path, "/") && !slices.Contains(p.Links, path) {
		p.Links = append(p.Links, path)
	}
	if strings.Contains(href, "about:invalid") {
		p.wrong(n, "address refused by the template")
	}
}

// field: every field that people see has a label of its own.
func (p *Page) field(n *html.Node) {
	kind := attr(n, "type")
	if kind == "hidden" || kind == "submit" || kind == "button" {
		return
	}
	if attr(n, "name") == "" {
		p.wrong(n, "field without a name to send")
	}
	if p.name(n) == "" {
		p.wrong(n, "field without a label")
	}
}

func (p *Page) table(n *html.Node) {
	if caption := child(n, "caption"); caption == nil || text(caption) == "" {
		p.wrong(n, "table without a caption")
	}
	for c := range n.Descendants() {
		if c.Data == "th" && attr(c, "scope") == "" {
			p.wrong(c, "header without a scope")
		}
		if c.Data == "th" && text(c) == "" {
			p.wrong(c, "empty header")
		}
	}
}

// list: only items, at least one.
func (p *Page) list(n *html.Node) {
	items := 0
	for c := range n.ChildNodes() {
		if c.Type != html.ElementNode {
			continue
		}
		if items++; c.Data != "li" {
			p.wrong(c, "%s directly in a list", c.Data)
		}
	}
	if items == 0 {
		p.wrong(n, "empty list")
	}
}
