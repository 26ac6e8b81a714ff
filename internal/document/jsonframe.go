package document

import "bytes"

// patience is how many documents may fail to close before a line that starts
// with a brace is always taken for the next one. It bounds what is read twice.
const patience = 3

// jsonFrame finds the end of the next JSON value. One a line is the fast road;
// otherwise braces are counted.
func (r *Reader) jsonFrame() frame {
	s := r.src
	for {
		c, ok := r.jsonBlank()
		f := frame{line: s.line, column: s.column}
		switch {
		case !ok && r.array:
			f.problem = new(r.at(f, msgArrayOpen))
			return f
		case !ok:
			f.end = true
			return f
		case r.array && c == ']':
			r.array, r.comma = false, false
			s.skip(1)
		case r.array && r.comma && c == ',':
			r.comma = false
			s.skip(1)
		case r.array && r.comma:
			f.problem = new(r.at(f, msgComma))
			return f
		case !r.array && c == '[':
			r.array = true
			r.count++ // an empty list is a list, not an empty file
			s.skip(1)
		default:
			r.comma = true
			return r.jsonValue(f, c)
		}
	}
}

// jsonBlank consumes white space and looks at what follows.
func (r *Reader) jsonBlank() (byte, bool) {
	s := r.src
	for s.need(1) {
		b := s.window()
		i := 0
		for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
			i++
		}
		s.skip(i)
		if i < len(b) {
			return b[i], true
		}
	}
	return 0, false
}

// jsonValue takes the value that starts here.
func (r *Reader) jsonValue(f frame, first byte) frame {
	s := r.src
	if first != '{' && first != '[' { // a bare word: report the line
		end, ok := s.lineEnd(0)
		return r.take(f, end, ok)
	}
	if !r.array && !r.careful && r.packed < patience {
		end, ok := s.lineEnd(0)
		if ok && wholeLine(s.window()[:end]) {
			f.guess = true
			return r.take(f, end, true)
		}
		if !ok { // looking that far for the end of the line of every document would not do
			r.packed = patience
		}
	}
	end, closed := r.closing()
	if !closed {
		r.torn++
		r.comma = false
		end = nextStart(s.window()[:end])
	}
	return r.take(f, end, true)
}

// take consumes a document of n bytes, or all of one too big to be kept.
func (r *Reader) take(f frame, n int, fits bool) frame {
	s := r.src
	if !fits || n > MaxBytes {
		r.discardJSON()
		f.size = MaxBytes + 1
		return f
	}
	f.text, f.size = s.window()[:n], n
	s.skip(n)
	return f
}

// wholeLine says that a line looks like one object. Parsing tells.
func wholeLine(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r\n")
	return len(line) > 1 && line[len(line)-1] == '}'
}

// again takes back a document that was wrongly guessed to be one line, and finds
// its end by counting.
func (r *Reader) again(f frame) frame {
	s := r.src
	s.r -= len(f.text)
	s.line, s.column = f.line, f.column
	r.careful = true
	g := r.jsonFrame()
	r.careful = false
	if g.size < f.size {
		r.packed++
	}
	return g
}

// closing is the offset where the value that starts the window closes, or, when
// it does not, the offset at which looking for it stopped.
func (r *Reader) closing() (end int, closed bool) {
	s := r.src
	state := scan{strict: r.torn >= patience}
	for at := 0; s.need(at + 1); {
		n, stop := state.run(s.window()[at:])
		at += n
		if stop || at > MaxBytes {
			return at, state.depth == 0 && stop
		}
		end = at
	}
	return end, false
}

// scan counts brackets outside strings.
type scan struct {
	depth             int
	text, escape, eol bool
	strict            bool // a line that starts with a brace starts a document
}

// run reads b until the value closes, or breaks beyond repair, and says so.
func (s *scan) run(b []byte) (n int, stop bool) {
	for i, c := range b {
		switch {
		case s.escape:
			s.escape = false
		case s.text:
			s.escape = c == '\\'
			s.text = c != '"' && c != '\n'
			if c == '\n' { // a string cannot hold one: the document is torn here
				s.depth = -1
				return i + 1, true
			}
		case c == '"':
			s.text = true
		case c == '{' && s.eol && s.strict && s.depth > 0:
			return i, true
		case c == '{' || c == '[':
			s.depth++
		case c == '}' || c == ']':
			if s.depth--; s.depth == 0 {
				return i + 1, true
			}
		}
		s.eol = c == '\n'
	}
	return len(b), false
}

// nextStart is the offset of the first later line that starts with a brace.
func nextStart(b []byte) int {
	if i := bytes.Index(b[1:], []byte("\n{")); i >= 0 {
		return i + 2
	}
	return len(b)
}

// discardJSON consumes up to the next line that starts with a brace.
func (r *Reader) discardJSON() {
	s := r.src
	for first := true; s.need(1); first = false {
		if s.window()[0] == '{' && !first {
			return
		}
		s.discardLine()
	}
}
