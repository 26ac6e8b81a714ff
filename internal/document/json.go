package document

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/havre-cloud/havre"
)

// jsonParser builds nodes from JSON text. Texts without escapes are slices of
// the document, and nodes come from one block: a document costs a handful of
// allocations whatever its size.
type jsonParser struct {
	dec    jsontext.Decoder
	buf    bytes.Buffer
	file   string
	doc    string
	at     int // offset in doc that line and column describe
	line   int
	column int
	nodes  []Node  // block being handed out
	links  []*Node // block of lists being handed out
	stack  []*Node // of the mappings and sequences being read
	used   [2]int  // nodes and links of the last document, to size the next blocks
	bad    havre.Problems
}

var errDeep = errors.New("too deep")

// parseJSON reads one document.
func (r *Reader) parseJSON(f frame) (*Node, havre.Problems) {
	p := &r.json
	p.start(r.file, f)
	n, err := p.value(0)
	if err == nil {
		err = p.finish()
	}
	if err != nil {
		p.bad = append(p.bad, p.syntax(err, f))
		return nil, p.bad
	}
	return n, p.bad
}

func (p *jsonParser) start(file string, f frame) {
	p.file, p.doc, p.at, p.line, p.column, p.bad = file, string(f.text), 0, f.line, f.column, nil
	p.nodes = make([]Node, 0, p.used[0]+p.used[0]/8+8)
	p.links = make([]*Node, 0, p.used[1]+p.used[1]/8+8)
	p.stack, p.used = p.stack[:0], [2]int{}
	p.buf = *bytes.NewBuffer(f.text)
	p.dec.Reset(&p.buf, jsontext.AllowDuplicateNames(true))
}

// finish checks that nothing follows the value.
func (p *jsonParser) finish() error {
	if _, err := p.dec.ReadToken(); errors.Is(err, io.EOF) {
		return nil
	}
	return &jsontext.SyntacticError{ByteOffset: p.dec.InputOffset(), Err: errMore}
}

var errMore = errors.New("more")

// value reads one value of any kind.
func (p *jsonParser) value(depth int) (*Node, error) {
	switch kind := p.dec.PeekKind(); kind {
	case '{', '[':
		if depth >= MaxDepth {
			return nil, errDeep
		}
		if _, err := p.dec.ReadToken(); err != nil {
			return nil, err
		}
		n := p.node(int(p.dec.InputOffset()) - 1)
		if kind == '[' {
			n.Kind = Sequence
			return n, p.sequence(n, depth)
		}
		n.Kind = Mapping
		return n, p.mapping(n, depth)
	default:
		return p.scalar(kind)
	}
}

func (p *jsonParser) scalar(kind jsontext.Kind) (*Node, error) {
	raw, err := p.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	end := int(p.dec.InputOffset())
	start := end - len(raw)
	n := p.node(start)
	n.Value = p.doc[start:end]
	n.Null = kind == 'n'
	if kind != '"' {
		return n, nil
	}
	n.Quoted = true
	n.Value = p.doc[start+1 : end-1]
	if bytes.IndexByte(raw, '\\') >= 0 {
		plain, err := jsontext.AppendUnquote(nil, raw)
		n.Value = string(plain)
		return n, err
	}
	return n, nil
}

func (p *jsonParser) sequence(n *Node, depth int) error {
	base := len(p.stack)
	for p.dec.PeekKind() != ']' {
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		p.stack = append(p.stack, item)
	}
	n.Items = p.list(base, 0, 1)
	_, err := p.dec.ReadToken()
	return err
}

func (p *jsonParser) mapping(n *Node, depth int) error {
	base := len(p.stack)
	for p.dec.PeekKind() != '}' {
		key, err := p.scalar(p.dec.PeekKind())
		if err != nil {
			return err
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		p.stack = append(p.stack, key, item)
	}
	n.Keys, n.Items = p.list(base, 0, 2), p.list(base, 1, 2)
	p.stack = p.stack[:base]
	p.bad = append(p.bad, duplicates(p.file, n)...)
	_, err := p.dec.ReadToken()
	return err
}

// list copies every step-th node of the stack into the block of lists.
func (p *jsonParser) list(base, from, step int) []*Node {
	top := p.stack[base:]
	n := len(top) / step
	if cap(p.links)-len(p.links) < n {
		p.links = make([]*Node, 0, max(n, 64))
	}
	start := len(p.links)
	for i := from; i < len(top); i += step {
		p.links = append(p.links, top[i])
	}
	if step == 1 {
		p.stack = p.stack[:base]
	}
	p.used[1] += n
	return p.links[start:len(p.links):len(p.links)]
}

// node takes a node of the block and gives it the place of an offset.
func (p *jsonParser) node(offset int) *Node {
	if len(p.nodes) == cap(p.nodes) {
		p.nodes = make([]Node, 0, 64)
	}
	p.nodes = p.nodes[:len(p.nodes)+1]
	p.used[0]++
	n := &p.nodes[len(p.nodes)-1]
	n.Line, n.Column = p.place(offset)
	return n
}

// place turns an offset not before the last one into a line and a column.
func (p *jsonParser) place(offset int) (line, column int) {
	for i := p.at; i < offset; i++ {
		switch c := p.doc[i]; {
		case c == '\n':
			p.line, p.column = p.line+1, 1
		case c < 0x80 || c >= 0xC0: // the first byte of a character
			p.column++
		}
	}
	p.at = max(p.at, offset)
	return p.line, p.column
}

// syntax explains why the text is not JSON, at the place where it stops being.
func (p *jsonParser) syntax(err error, f frame) havre.Problem {
	at := int(p.dec.InputOffset())
	if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at = int(s.ByteOffset)
	}
	at = min(max(at, 0), len(p.doc))
	var message havre.Text
	switch rest := p.doc[at:]; {
	case errors.Is(err, errDeep):
		message = msgDeep
		at += strings.IndexAny(rest, "[{")
	case errors.Is(err, errMore):
		message = msgJSONMore
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), rest == "":
		at, message = len(strings.TrimRight(p.doc, " \t\r\n")), msgJSONEnd
	default:
		message = whyJSON(p.doc[:at], rest)
		for at > 0 && isLetter(rest[0]) && isLetter(p.doc[at-1]) { // back to the start of the word
			at--
		}
	}
	line, column := advance([]byte(p.doc[:at]), f.line, f.column)
	rest := p.doc[at:]
	return havre.Problem{File: p.file, Line: line, Column: column, Value: shorten(firstRunes(rest)), Message: message}
}

// closes says that the next visible character is a closing bracket or brace.
func closes(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r\n")
	return rest != "" && (rest[0] == '}' || rest[0] == ']')
}

func isLetter(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// whyJSON guesses the mistake from what surrounds it.
func whyJSON(before, rest string) havre.Text {
	before = strings.TrimRight(before, " \t\r\n")
	switch c := rest[0]; {
	case (c == '}' || c == ']') && strings.HasSuffix(before, ","), c == ',' && closes(rest[1:]):
		return msgJSONTrailing
	case c == '}' || c == ']':
		return msgJSONClose
	case c == '/' || c == '#':
		return msgJSONComment
	case c == '\'' || isLetter(c):
		return msgJSONQuote
	case c == '\\':
		return msgJSONEscape
	case c < 0x20:
		return msgJSONEnd
	}
	return msgJSON
}
