package document

import "bytes"

// yamlFrame cuts the stream at the markers that stand alone at the start of a
// line: YAML forbids them anywhere inside a document, so no parsing is needed.
// Documents without content are passed over.
func (r *Reader) yamlFrame() frame {
	for {
		f, content := r.yamlDocument()
		if f.end || content || f.size > MaxBytes {
			return f
		}
	}
}

// yamlDocument takes the next document and says whether it holds anything.
func (r *Reader) yamlDocument() (f frame, content bool) {
	s := r.src
	f = frame{line: s.line, column: 1}
	if !s.need(1) {
		f.end = true
		return f, false
	}
	n, started := 0, false
	for s.need(n + 1) {
		s.need(n + 4)
		mark := marker(s.window()[n:])
		if mark == '-' && (content || started) {
			break
		}
		end, ok := s.lineEnd(n)
		if !ok || end > MaxBytes {
			return r.discardYAML(f), true
		}
		line := s.window()[n:end]
		n = end
		if mark == '.' {
			break
		}
		if mark == '-' {
			started, line = true, line[3:]
		}
		content = content || hasContent(line)
	}
	f.text, f.size = s.window()[:n], n
	s.skip(n)
	return f, content
}

// discardYAML consumes the rest of a document that is too big to be kept.
func (r *Reader) discardYAML(f frame) frame {
	s := r.src
	for first := true; s.need(1); first = false {
		s.need(4)
		if marker(s.window()) != 0 && !first {
			break
		}
		s.discardLine()
	}
	f.size = MaxBytes + 1
	return f
}

// marker is '-' before a document, '.' after one, 0 for any other line.
func marker(b []byte) byte {
	if len(b) < 3 || (b[0] != '-' && b[0] != '.') || b[1] != b[0] || b[2] != b[0] {
		return 0
	}
	if len(b) == 3 || b[3] == ' ' || b[3] == '\t' || b[3] == '\r' || b[3] == '\n' {
		return b[0]
	}
	return 0
}

// hasContent is false for a blank line, a comment or a directive.
func hasContent(line []byte) bool {
	if len(line) > 0 && line[0] == '%' {
		return false
	}
	line = bytes.TrimSpace(line)
	return len(line) > 0 && line[0] != '#'
}
