// Package document reads YAML and JSON strictly and keeps the place of every
// value, so that a mistake is reported with its file, line and column. It also
// turns such a text into a Go struct, and the struct into a JSON Schema, from the
// same tags: what is read and what is published cannot differ.
//
// It knows nothing of what the documents say. It is made for input that nobody
// has checked: sizes and depths are bounded, YAML anchors, aliases, tags and merge
// keys are refused, and a stream of any length is read in constant memory.
package document

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
)

// The limits of one document. No dossier, rule set or catalogue file written by
// people comes near them.
const (
	MaxBytes    = 1 << 20
	MaxDepth    = 64
	MaxValues   = 100_000 // roughly: lines, commas and openings
	MaxProblems = 100     // reported for one document; the rest is noise
)

// Kind is the shape of a node.
type Kind uint8

// The shapes common to YAML and JSON.
const (
	Scalar Kind = iota
	Mapping
	Sequence
)

// Node is one value of a document and its place in the file, from 1.
type Node struct {
	Kind         Kind
	Quoted       bool // the scalar is written between quotes, or as a block of text
	Null         bool // nothing, ~ or null
	Line, Column int
	Value        string  // of a Scalar
	Keys, Items  []*Node // Mapping: Keys[i] names Items[i]; Sequence: Items
}

// Get is the value of a mapping's key, or nil.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for i, k := range n.Keys {
		if k.Value == key {
			return n.Items[i]
		}
	}
	return nil
}

// At follows a path such as spec.flows.0.to, or is nil.
func (n *Node) At(path string) *Node {
	for n != nil && path != "" {
		var step string
		step, path, _ = strings.Cut(path, ".")
		if n.Kind != Sequence {
			n = n.Get(step)
			continue
		}
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= len(n.Items) {
			return nil
		}
		n = n.Items[i]
	}
	return n
}

// Parse reads all the documents of a text. A bad document does not hide the
// others: what could be read comes with the problems.
func Parse(file string, data []byte) (docs []*Node, problems havre.Problems) {
	r := NewReader(file, bytes.NewReader(data))
	for {
		n, ps, err := r.Next()
		problems = append(problems, ps...)
		if errors.Is(err, io.EOF) {
			return docs, problems
		}
		if n != nil {
			docs = append(docs, n)
		}
	}
}

// problem says what is wrong with a node.
func problem(file, field string, n *Node, message havre.Text) havre.Problem {
	p := havre.Problem{File: file, Field: field, Message: message}
	if n != nil {
		p.Line, p.Column = n.Line, n.Column
		if n.Kind == Scalar {
			p.Value = shorten(n.Value)
		}
	}
	return p
}

// shorten keeps the beginning of a value, on one line, for a message.
func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= 60 {
		return s
	}
	return string([]rune(s)[:59]) + "…"
}
