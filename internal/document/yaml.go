package document

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/havre-cloud/havre"
)

// parseYAML reads one document. The parser's own tree is converted at once:
// aliases are never followed, so a document cannot grow.
func (r *Reader) parseYAML(f frame) (*Node, havre.Problems) {
	var root yaml.Node
	// The parser refuses the number of its own version of YAML: the line says
	// nothing that we need.
	if i := bytes.Index(f.text, []byte("%YAML 1.2")); i == 0 || i > 0 && f.text[i-1] == '\n' {
		f.text[i] = '#'
	}
	text, masked := maskQuestions(f.text)
	if err := unmarshal(text, &root); err != nil {
		return nil, havre.Problems{r.explain(err, text, f.line)}
	}
	if len(root.Content) == 0 {
		return nil, nil
	}
	c := yamlConverter{file: r.file, shift: f.line - 1, masked: masked}
	n := c.node(root.Content[0], 0)
	if len(c.bad) > 0 {
		return nil, c.bad
	}
	c.walk(n)
	c.bad.Sort()
	return n, c.bad
}

// unmarshal is yaml.Unmarshal, a panic of which would be an error of the input.
func unmarshal(text []byte, root *yaml.Node) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	return yaml.Unmarshal(text, root)
}

type yamlConverter struct {
	file   string
	masked bool // question marks are masked
	shift  int  // lines of the stream before the document
	bad    havre.Problems
}

func (c *yamlConverter) refuse(n *yaml.Node, value string, message havre.Text) {
	if len(c.bad) < MaxProblems {
		c.bad = append(c.bad, havre.Problem{File: c.file, Line: n.Line + c.shift, Column: n.Column, Value: shorten(value), Message: message})
	}
}

func (c *yamlConverter) node(y *yaml.Node, depth int) *Node {
	n := &Node{Line: y.Line + c.shift, Column: y.Column}
	c.features(y)
	switch y.Kind {
	case yaml.MappingNode, yaml.SequenceNode:
		if depth >= MaxDepth {
			c.refuse(y, "", msgDeep)
			return n
		}
		c.children(n, y, depth)
	case yaml.ScalarNode:
		n.Value = y.Value
		if c.masked {
			n.Value = unmask(n.Value)
		}
		n.Quoted = y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
		n.Null = y.Tag == "!!null" && !n.Quoted
	default:
	}
	return n
}

func (c *yamlConverter) children(n *Node, y *yaml.Node, depth int) {
	n.Kind = Sequence
	step := 1
	if y.Kind == yaml.MappingNode {
		n.Kind, step = Mapping, 2
	}
	n.Items = make([]*Node, 0, len(y.Content)/step)
	for i := 0; i+step <= len(y.Content); i += step {
		if step == 2 {
			n.Keys = append(n.Keys, c.key(y.Content[i], depth))
		}
		item := c.node(y.Content[i+step-1], depth+1)
		if item.Null && item.Value == "" { // the parser's place may be after the end of the text
			before := y
			if i+step > 1 {
				before = y.Content[i+step-2]
			}
			item.Line, item.Column = before.Line+c.shift, before.Column
		}
		n.Items = append(n.Items, item)
	}
}

func (c *yamlConverter) key(y *yaml.Node, depth int) *Node {
	switch {
	case y.Kind == yaml.ScalarNode && y.Tag == "!!merge" && y.Style == 0:
		c.refuse(y, y.Value, msgMerge)
	case y.Kind == yaml.MappingNode || y.Kind == yaml.SequenceNode:
		c.refuse(y, "", msgKey)
		return &Node{Line: y.Line + c.shift, Column: y.Column}
	}
	return c.node(y, depth)
}

// features refuses what YAML offers and a declaration does not need.
func (c *yamlConverter) features(y *yaml.Node) {
	if y.Anchor != "" {
		c.refuse(y, "&"+y.Anchor, msgAnchor)
	}
	if y.Kind == yaml.AliasNode {
		c.refuse(y, "*"+y.Value, msgAlias)
	}
	if y.Style&yaml.TaggedStyle != 0 {
		c.refuse(y, y.Tag, msgTag)
	}
}

// walk finds the fields written twice, in the whole tree.
func (c *yamlConverter) walk(n *Node) {
	c.bad = append(c.bad, duplicates(c.file, n)...)
	for _, item := range n.Items {
		if item.Kind != Scalar {
			c.walk(item)
		}
	}
}

// explain turns the parser's message into a sentence, on the line that a person
// must look at: the parser often names the start of the group instead.
func (r *Reader) explain(err error, text []byte, start int) havre.Problem {
	p := havre.Problem{File: r.file, Message: msgYAML}
	lines := bytes.SplitAfter(text, []byte{'\n'})
	at := named(err)
	if len(text) <= large {
		at = readable(text, lines)
	}
	at = min(at, len(lines)-1)
	line := strings.TrimRight(string(lines[at]), "\r\n")
	p.Line = start + at
	p.Column = 1 + r.broken(text, lines, at)
	p.Value = shorten(unmask(line))
	for _, known := range yamlProblems {
		if strings.Contains(err.Error(), known.is) {
			p.Message = known.message
			break
		}
	}
	if strings.HasPrefix(strings.TrimLeft(line, " "), "\t") {
		p.Message = yamlProblems[0].message
		p.Value = shorten(unmask(line))
	}
	return p
}

// large is the size above which a mistake is not searched for: reading the text
// some twenty times would take seconds.
const large = 256 << 10

// named is the line that the parser's message names, from zero.
func named(err error) int {
	_, after, _ := strings.Cut(err.Error(), "line ")
	digits, _, _ := strings.Cut(after, ":")
	n, bad := strconv.Atoi(digits)
	if bad != nil {
		return 0
	}
	return max(n-1, 0)
}

// broken is how many characters of an unreadable line can be read, or its indent.
func (r *Reader) broken(text []byte, lines [][]byte, at int) int {
	start := 0
	for _, l := range lines[:at] {
		start += len(l)
	}
	line := lines[at]
	indent := len(line) - len(bytes.TrimLeft(line, " "))
	if len(text)*len(line) > affordable {
		return indent
	}
	for n := len(bytes.TrimRight(line, " \t\r\n")); n > indent; n-- {
		if utf8.RuneStart(text[start+n-1]) && unmarshal(text[:start+n-1], &yaml.Node{}) == nil {
			return max(indent, utf8.RuneCount(line[:n-1]))
		}
	}
	return indent
}

// affordable is how many bytes may be read again to find a mistake exactly.
const affordable = 1 << 18

// readable is how many lines at the start of the text can be read together. The
// line after them is where the mistake is, or where what is never closed opens.
func readable(text []byte, lines [][]byte) int {
	ends := make([]int, len(lines)+1)
	for i, l := range lines {
		ends[i+1] = ends[i] + len(l)
	}
	good := func(n int) bool { return unmarshal(text[:ends[n]], &yaml.Node{}) == nil }
	if len(text)*len(lines) <= affordable {
		for n := len(lines) - 1; n > 0; n-- {
			if good(n) {
				return n
			}
		}
		return 0
	}
	low, high := 0, len(lines)
	for low+1 < high {
		if mid := (low + high) / 2; good(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}
