package document

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// chunk is how much is asked of the underlying reader at once.
const chunk = 64 << 10

// source is a window on a stream that remembers on which line and column it
// starts. It never holds more than a document and a chunk.
type source struct {
	in           io.Reader
	buf          []byte
	r, w         int // buf[r:w] is read but not consumed
	line, column int // of buf[r], from 1
	err          error
}

func newSource(in io.Reader) *source {
	return &source{in: in, buf: make([]byte, chunk), line: 1, column: 1}
}

// window is what is read and not consumed.
func (s *source) window() []byte { return s.buf[s.r:s.w] }

// need makes at least n bytes available, or as many as there are.
func (s *source) need(n int) bool {
	for s.w-s.r < n && s.err == nil {
		s.fill()
	}
	return s.w-s.r >= n
}

// fill reads once more, moving or growing the window when it is full.
func (s *source) fill() {
	if s.w == len(s.buf) {
		to := s.buf
		if s.w-s.r > len(s.buf)-chunk/2 {
			to = make([]byte, 2*len(s.buf))
		}
		s.w = copy(to, s.buf[s.r:s.w])
		s.r, s.buf = 0, to
	}
	n, err := s.in.Read(s.buf[s.w:])
	s.w += n
	s.err = err
}

// failure is the reader's own error, the end of the stream apart.
func (s *source) failure() error {
	if s.err == nil || errors.Is(s.err, io.EOF) {
		return nil
	}
	return s.err
}

// skip consumes n bytes and counts their lines.
func (s *source) skip(n int) {
	b := s.buf[s.r : s.r+n]
	s.line, s.column = advance(b, s.line, s.column)
	s.r += n
}

// advance is the place after some bytes, given the place before them.
func advance(b []byte, line, column int) (int, int) {
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		return line + bytes.Count(b, []byte{'\n'}), utf8.RuneCount(b[i+1:]) + 1
	}
	return line, column + utf8.RuneCount(b)
}

// lineEnd is the offset after the line that starts at offset from, or ok false
// when no end was found within the limit of a document.
func (s *source) lineEnd(from int) (end int, ok bool) {
	for at := from; ; {
		if i := bytes.IndexByte(s.window()[at:], '\n'); i >= 0 {
			return at + i + 1, true
		}
		at = s.w - s.r
		if at > MaxBytes {
			return at, false
		}
		if !s.need(at + 1) {
			return at, true
		}
	}
}

// discardLine consumes to the end of the line without keeping it.
func (s *source) discardLine() {
	for s.need(1) {
		if i := bytes.IndexByte(s.window(), '\n'); i >= 0 {
			s.skip(i + 1)
			return
		}
		s.skip(s.w - s.r)
	}
}
