package htmlcheck

import (
	"strings"

	"golang.org/x/net/html"
)

// name is what assistive tools say of an element, in short: its label, the elements
// that label it, its text.
func (p *Page) name(n *html.Node) string {
	if label := attr(n, "aria-label"); label != "" {
		return label
	}
	if by := attr(n, "aria-labelledby"); by != "" {
		var out []string
		for id := range strings.FieldsSeq(by) {
			if m := p.byID(id); m != nil {
				out = append(out, text(m))
			}
		}
		return strings.TrimSpace(strings.Join(out, " "))
	}
	switch n.Data {
	case "input", "select", "textarea":
		return p.label(n)
	}
	return text(n)
}

// label is the text of the label of a field.
func (p *Page) label(field *html.Node) string {
	id := attr(field, "id")
	for n := range p.root.Descendants() {
		if n.Data == "label" && id != "" && attr(n, "for") == id {
			return text(n)
		}
	}
	return ""
}

func (p *Page) byID(id string) *html.Node {
	for n := range p.root.Descendants() {
		if attr(n, "id") == id {
			return n
		}
	}
	return nil
}

func (p *Page) first(tag string) *html.Node {
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == tag {
			return n
		}
	}
	return nil
}

func (p *Page) count(tag string) (n int) {
	for e := range p.root.Descendants() {
		if e.Type == html.ElementNode && e.Data == tag {
			n++
		}
	}
	return n
}

// Text is what the main region says, its spaces made one.
func (p *Page) Text() string { return text(p.first("main")) }

// Has says whether an element with that identifier is there.
func (p *Page) Has(id string) bool { return p.ids[id] }

func child(n *html.Node, tag string) *html.Node {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && c.Data == tag {
			return c
		}
	}
	return nil
}

func attr(n *html.Node, key string) string {
	v, _ := find(n, key)
	return v
}

func find(n *html.Node, key string) (string, bool) {
	if n == nil || n.Type != html.ElementNode {
		return "", false
	}
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func text(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// describe shows an element in a few words.
func describe(n *html.Node) string {
	if n == nil {
		return "the page"
	}
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		switch a.Key {
		case "id", "class", "name", "href", "for", "type":
			b.WriteString(" " + a.Key + "=" + `"` + a.Val + `"`)
		}
	}
	b.WriteString(">")
	if t := []rune(text(n)); len(t) > 40 {
		return b.String() + " " + string(t[:40]) + "…"
	} else if len(t) > 0 {
		return b.String() + " " + string(t)
	}
	return b.String()
}
