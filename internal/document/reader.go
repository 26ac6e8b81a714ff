package document

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
)

// Reader gives the documents of a stream one by one: YAML separated by lines of
// three dashes, JSON values one after the other (one a line or not), or a JSON
// array of them. The first character tells which. Lines are those of the stream.
type Reader struct {
	file    string
	src     *source
	frame   func() frame // finds the next document of the format
	parse   func(frame) (*Node, havre.Problems)
	json    jsonParser
	array   bool // within the top-level array of a JSON text
	comma   bool // a comma is due before the next element
	torn    int  // JSON documents that did not close
	packed  int  // lines found to hold several documents
	careful bool // count brackets even when a line looks like a document
	count   int
	done    bool
}

// frame is the text of one document and its place in the stream.
type frame struct {
	text         []byte
	line, column int
	guess        bool // the end of the document is where the line ends, for all we know
	size         int  // larger than len(text) when the document was too big to keep
	end          bool
	problem      *havre.Problem
}

// NewReader reads the documents of r; file is only for messages.
func NewReader(file string, r io.Reader) *Reader {
	return &Reader{file: file, src: newSource(r)}
}

// Next is the next document, or the problems of the next one, which do not
// prevent reading those after it. At the end the error is io.EOF; a failure of
// the underlying reader is a problem, then the end.
func (r *Reader) Next() (*Node, havre.Problems, error) {
	if r.done {
		return nil, nil, io.EOF
	}
	if r.frame == nil {
		if p := r.sniff(); p != nil {
			return nil, r.stop(*p), nil
		}
	}
	f := r.frame()
	switch {
	case f.problem != nil:
		return nil, r.stop(*f.problem), nil
	case r.src.failure() != nil:
		return nil, r.stop(r.at(f, msgRead.With(r.src.failure().Error()))), nil
	case f.end && r.count == 0:
		return nil, r.stop(havre.Problem{File: r.file, Message: msgEmpty}), nil
	case f.end:
		r.done = true
		return nil, nil, io.EOF
	}
	r.count++
	n, problems := r.read(f)
	if n == nil && f.guess && f.size <= MaxBytes {
		n, problems = r.read(r.again(f))
	}
	return n, problems, nil
}

// read turns the text of a document into nodes.
func (r *Reader) read(f frame) (*Node, havre.Problems) {
	if f.size > MaxBytes {
		return nil, havre.Problems{r.at(f, msgTooBig)}
	}
	if p, fatal := r.inspect(f); p != nil {
		r.done = fatal
		return nil, havre.Problems{*p}
	}
	if dense(f.text) {
		return nil, havre.Problems{r.at(f, msgDense)}
	}
	return r.parse(f)
}

// dense says that a text holds more values than a document may: a tree takes a
// hundred times the place of the text it is made of.
func dense(text []byte) bool {
	if len(text) <= MaxValues {
		return false
	}
	n := 0
	for _, c := range []byte("\n,[{") {
		n += bytes.Count(text, []byte{c})
	}
	return n > MaxValues
}

// stop ends the stream after a problem that makes the rest unreadable.
func (r *Reader) stop(p havre.Problem) havre.Problems {
	r.done = true
	return havre.Problems{p}
}

func (r *Reader) at(f frame, message havre.Text) havre.Problem {
	return havre.Problem{File: r.file, Line: f.line, Column: f.column, Message: message}
}

// sniff chooses the format from the first bytes.
func (r *Reader) sniff() *havre.Problem {
	s := r.src
	s.need(512)
	switch b := s.window(); {
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		return &havre.Problem{File: r.file, Line: 1, Column: 1, Message: msgUTF16}
	case bytes.HasPrefix(b, []byte("\uFEFF")):
		s.skip(3)
		s.column = 1
	}
	if i := bytes.IndexByte(s.window(), 0); i >= 0 {
		line, column := advance(s.window()[:i], s.line, s.column)
		return &havre.Problem{File: r.file, Line: line, Column: column, Message: msgBinary}
	}
	r.frame, r.parse = r.yamlFrame, r.parseYAML
	if c := s.firstVisible(); c == '{' || c == '[' {
		r.frame, r.parse = r.jsonFrame, r.parseJSON
	}
	return nil
}

// firstVisible looks past blanks at the start of the stream, within reason.
func (s *source) firstVisible() byte {
	for at := 0; at < MaxBytes && s.need(at+1); at++ {
		switch c := s.window()[at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// inspect refuses what is not text. After a zero byte nothing is worth reading.
func (r *Reader) inspect(f frame) (p *havre.Problem, fatal bool) {
	bad := func(i int, message havre.Text) *havre.Problem {
		line, column := advance(f.text[:i], f.line, f.column)
		return &havre.Problem{File: r.file, Line: line, Column: column, Message: message}
	}
	if i := bytes.IndexByte(f.text, 0); i >= 0 {
		return bad(i, msgBinary), true
	}
	if utf8.Valid(f.text) {
		return nil, false
	}
	for i := 0; ; {
		c, n := utf8.DecodeRune(f.text[i:])
		if c == utf8.RuneError && n <= 1 {
			return bad(i, msgUTF8), false
		}
		i += n
	}
}
