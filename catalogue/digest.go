package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// Digest identifies what was known: the date of the newest source, and a hash of
// the content that comments, spacing and quoting do not change.
func (c *Catalogue) Digest() (version, sum string) {
	return c.Newest().String(), c.digest
}

// Newest is the date of the newest source: nothing later was read.
func (c *Catalogue) Newest() havre.Date {
	var newest havre.Date
	for _, s := range c.Sources {
		if newest.Before(s.Date) {
			newest = s.Date
		}
	}
	return newest
}

// digestOf is the hash of what the documents of all files say.
func digestOf(files []document.File) string {
	var h hash
	for _, f := range files {
		for _, n := range f.Nodes {
			h.node(n)
		}
	}
	sum := sha256.Sum256(h.buf)
	return hex.EncodeToString(sum[:])
}

// hash writes documents down in one unambiguous form.
type hash struct{ buf []byte }

func (h *hash) node(n *document.Node) {
	switch n.Kind {
	case document.Mapping:
		h.count('m', len(n.Keys))
		for i, k := range n.Keys {
			h.text(k.Value)
			h.node(n.Items[i])
		}
	case document.Sequence:
		h.count('s', len(n.Items))
		for _, i := range n.Items {
			h.node(i)
		}
	case document.Scalar:
		h.text(n.Value)
	}
}

func (h *hash) count(kind byte, n int) {
	h.buf = append(strconv.AppendInt(append(h.buf, kind), int64(n), 10), ';')
}

func (h *hash) text(s string) {
	h.count('t', len(s))
	h.buf = append(h.buf, s...)
}
