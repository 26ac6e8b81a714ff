package catalogue

import (
	_ "embed" // for the packed catalogue
	"encoding/binary"
	"errors"

	"github.com/havre-cloud/havre/internal/document"
)

// The built-in catalogue is read by every command, most often to answer one
// question. Reading its YAML takes longer than answering, so the program holds
// the documents already read, with the place of every value: the rest of the
// loading, checks included, is the same. A test holds both to be equal.
//
//go:generate go test -run TestPackedCatalogue -update .
//go:embed builtin.bin
var packed []byte

// file is a catalogue file as read.
type file struct {
	name  string
	nodes []*document.Node
}

var errPacked = errors.New("the packed catalogue is damaged: run go generate ./catalogue")

// pack writes files down in the form that unpack reads, with their digest.
func pack(files []file) []byte {
	b := appendText(nil, digestOf(files))
	b = binary.AppendUvarint(b, uint64(len(files)))
	for _, f := range files {
		b = appendText(b, f.name)
		b = appendNodes(b, f.nodes)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendNodes(b []byte, nodes []*document.Node) []byte {
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

func appendNode(b []byte, n *document.Node) []byte {
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
	case document.Scalar:
		return appendText(b, n.Value)
	case document.Mapping:
		b = appendNodes(b, n.Keys)
	case document.Sequence:
	}
	return appendNodes(b, n.Items)
}

// unpacker reads what pack wrote; ok falls once something does not fit.
type unpacker struct {
	b  string // texts are cut from it, not copied
	ok bool
}

func unpack(b []byte) (files []file, digest string, err error) {
	u := &unpacker{string(b), true}
	digest = u.text()
	files = make([]file, u.count())
	for i := range files {
		files[i] = file{u.text(), u.nodes()}
	}
	if !u.ok || len(u.b) > 0 {
		return nil, "", errPacked
	}
	return files, digest, nil
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

func (u *unpacker) nodes() []*document.Node {
	nodes := make([]document.Node, u.count())
	out := make([]*document.Node, len(nodes))
	for i := range nodes {
		out[i] = &nodes[i]
		u.node(out[i])
	}
	return out
}

func (u *unpacker) node(n *document.Node) {
	if len(u.b) == 0 {
		u.ok = false
		return
	}
	head := u.b[0]
	u.b = u.b[1:]
	n.Kind, n.Quoted, n.Null = document.Kind(head&kindMask), head&quotedFlag != 0, head&nullFlag != 0
	n.Line, n.Column = u.number(), u.number()
	switch n.Kind {
	case document.Scalar:
		n.Value = u.text()
	case document.Mapping:
		n.Keys = u.nodes()
		n.Items = u.nodes()
		u.ok = u.ok && len(n.Keys) == len(n.Items)
	case document.Sequence:
		n.Items = u.nodes()
	default:
		u.ok = false
	}
}
