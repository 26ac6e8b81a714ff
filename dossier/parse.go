package dossier

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// Parse reads all the dossiers of a text: YAML, JSON or NDJSON, one or several.
// The error, of type havre.Problems, holds every mistake of every dossier; those
// that are right are returned all the same.
func Parse(file string, data []byte) ([]*Dossier, error) {
	var all []*Dossier
	var problems havre.Problems
	r := NewReader(file, bytes.NewReader(data))
	for {
		d, ps, err := r.Next()
		problems = append(problems, ps...)
		if errors.Is(err, io.EOF) {
			return all, problems.Err()
		}
		if d != nil {
			all = append(all, d)
		}
	}
}

// Reader reads dossiers one by one from a stream of any length.
type Reader struct {
	file string
	docs *document.Reader
}

// NewReader reads dossiers from r; file is only for messages.
func NewReader(file string, r io.Reader) *Reader {
	return &Reader{file: file, docs: document.NewReader(file, r)}
}

// Next is the next dossier, with its warnings, or nil and what is wrong with it:
// the following ones can still be read. At the end the error is io.EOF.
func (r *Reader) Next() (*Dossier, havre.Problems, error) {
	n, problems, err := r.docs.Next()
	if n == nil || err != nil {
		return nil, problems, err
	}
	if p, ok := checkKind(r.file, n); !ok {
		return nil, append(problems, p), nil
	}
	d := &Dossier{file: r.file, root: n}
	problems = append(problems, document.Decode(r.file, n, d)...)
	problems = append(problems, d.check()...)
	problems.Sort()
	if problems.Err() != nil {
		return nil, problems, nil
	}
	d.Warnings = problems
	return d, problems, nil
}

var (
	msgNotMapping = havre.Text{
		FR: "un dossier est attendu : un groupe de champs qui commence par apiVersion et kind",
		EN: "a dossier is expected: a group of fields that starts with apiVersion and kind",
	}
	msgKind = havre.Text{
		FR: "ce document n'est pas un dossier : « kind: Dossier » est attendu",
		EN: "this document is not a dossier: 'kind: Dossier' is expected",
	}
	msgNoKind = havre.Text{
		FR: "rien ne dit que ce document est un dossier : ajoutez « kind: Dossier »",
		EN: "nothing says that this document is a dossier: add 'kind: Dossier'",
	}
)

// checkKind refuses a document of another kind in one sentence rather than field
// by field. A dossier in which kind is only forgotten is still read in full.
func checkKind(file string, n *document.Node) (p havre.Problem, ok bool) {
	p = havre.Problem{File: file, Line: n.Line, Column: n.Column, Field: "kind"}
	kind := n.Get("kind")
	switch {
	case n.Kind != document.Mapping:
		p.Field, p.Message = "", msgNotMapping
	case kind == nil && n.Get("spec") != nil:
		return p, true
	case kind == nil:
		p.Message = msgNoKind
	case kind.Value != Kind:
		p.Line, p.Column, p.Message = kind.Line, kind.Column, msgKind
		p.Value, p.Suggestion = kind.Value, havre.Nearest(kind.Value, []string{Kind})
	default:
		return p, true
	}
	return p, false
}

// renamed are the facts whose name carries a unit that the field does not.
var renamed = map[string]string{
	"project.evolutionPercent": "project.evolutionRatio",
	"needs.rtoMinutes":         "needs.rto",
	"needs.rpoMinutes":         "needs.rpo",
	"flows.to":                 "flows",
}

// Position is where the dossier states a fact such as data.personal, or zeros
// when it does not.
func (d *Dossier) Position(path string) (line, column int) {
	if field, ok := renamed[path]; ok {
		path = field
	}
	n := d.root.At("spec." + strings.TrimPrefix(path, "spec."))
	if n == nil {
		return 0, 0
	}
	return n.Line, n.Column
}

// File is where the dossier was read.
func (d *Dossier) File() string { return d.file }
