package document

import (
	"encoding/binary"
	"errors"
)

// File is the documents of a file, already read.
type File struct {
	Name  string
	Nodes []*Node
}

// ErrDamaged says that bytes are not what Pack wrote.
var ErrDamaged = errors.New("packed documents are damaged: run `go generate ./...` again")

// Pack writes documents down, with the place of every value, in a form that Unpack
// reads far quicker than their YAML. What a program embeds and reads
// at every start is packed when it is built; a test of its owner holds the packed
// form and the text to be the same.
func Pack(files []File) []byte {
	b := binary.AppendUvarint(nil, uint64(len(files)))
	for _, f := range files {
		b = appendText(b, f.Name)
		b = appendNodes(b, f.Nodes)
	}
	return b
}

// Unpack reads what Pack wrote.
func Unpack(b []byte) ([]File, error) {
	u := &unpacker{string(b), true}
	files := make([]File, u.count())
	for i := range files {
		files[i] = File{u.text(), u.nodes()}
	}
	if !u.ok || len(u.b) > 0 {
		return nil, ErrDamaged
	}
	return files, nil
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendNodes(b []byte, nodes []*Node) []byte {
	b = binary.AppendUvarint(b, uint64(len(nodes)))
	for _, n := range nodes {
		b = appendNode(b, n)
	}
	return b
}

// The two flags of a scalar stand above its kind.
const (
	quotedFlag = 1 << 4
	nullFlag   = 1 << 5
	kindMask   = 1<<4 - 1
)

func appendNode(b []byte, n *Node) []byte {
	head := byte(n.Kind)
	if n.Quoted {
		head |= quotedFlag
	}
	if n.Null {
		head |= nullFlag
	}
	b = append(b, head)
	b = binary.AppendUvarint(b, uint64(n.Line))
	b = binary.AppendUvarint(b, uint64(n.Column))
	switch n.Kind {
	case Scalar:
		return appendText(b, n.Value)
	case Mapping:
		b = appendNodes(b, n.Keys)
	case Sequence:
	}
	return appendNodes(b, n.Items)
}

// unpacker reads what Pack wrote; ok falls once something does not fit.
type unpacker struct {
	b  string // texts are cut from it, not copied
	ok bool
}

func (u *unpacker) number() int {
	v := 0
	for i := 0; i < len(u.b) && i < 5; i++ {
		c := u.b[i]
		if v |= int(c&0x7f) << (7 * i); c < 0x80 {
			u.b = u.b[i+1:]
			return v
		}
	}
	u.ok, u.b = false, ""
	return 0
}

// count is a number of things, each of which takes a byte at least.
func (u *unpacker) count() int {
	n := u.number()
	if n > len(u.b) {
		u.ok, u.b = false, ""
		return 0
	}
	return n
}

func (u *unpacker) text() string {
	n := u.count()
	s := u.b[:n]
	u.b = u.b[n:]
	return s
}

func (u *unpacker) nodes() []*Node {
	nodes := make([]Node, u.count())
	out := make([]*Node, len(nodes))
	for i := range nodes {
		out[i] = &nodes[i]
		u.node(out[i])
	}
	return out
}

func (u *unpacker) node(n *Node) {
	if len(u.b) == 0 {
		u.ok = false
		return
	}
	head := u.b[0]
	u.b = u.b[1:]
	n.Kind, n.Quoted, n.Null = Kind(head&kindMask), head&quotedFlag != 0, head&nullFlag != 0
	n.Line, n.Column = u.number(), u.number()
	switch n.Kind {
	case Scalar:
		n.Value = u.text()
	case Mapping:
		n.Keys = u.nodes()
		n.Items = u.nodes()
		u.ok = u.ok && len(n.Keys) == len(n.Items)
	case Sequence:
		n.Items = u.nodes()
	default:
		u.ok = false
	}
}
