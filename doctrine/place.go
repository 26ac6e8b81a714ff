package doctrine

import (
	"strings"
	"unicode"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// source is the text of one file, kept to point at characters inside its scalars.
type source struct {
	file  string
	data  []byte
	lines [][]rune // cut when the first mistake inside a scalar needs them
}

// row is the characters of a line, counted from 1; ok is false after the last.
func (s *source) row(line int) (row []rune, ok bool) {
	if s.lines == nil {
		for text := range strings.Lines(string(s.data)) {
			s.lines = append(s.lines, []rune(text))
		}
	}
	if line < 1 || line > len(s.lines) {
		return nil, false
	}
	return s.lines[line-1], true
}

// place is where something is written, with the path of the field.
type place struct {
	text         *source
	line, column int
	field        string
	scalar       *document.Node // of a condition: its text
}

func (s *source) at(n *document.Node, field string) place {
	p := place{text: s, field: field, scalar: n}
	if n != nil {
		p.line, p.column = n.Line, n.Column
	}
	return p
}

// problem is a mistake at that place.
func (p place) problem(msg havre.Text) havre.Problem {
	out := havre.Problem{Line: p.line, Column: p.column, Field: p.field, Message: msg}
	if p.text != nil {
		out.File = p.text.file
	}
	return out
}

// value is a mistake at that place with what was read and what is near it.
func (p place) value(msg havre.Text, value string, candidates []string) havre.Problem {
	out := p.problem(msg)
	out.Value, out.Suggestion = cut(value), havre.Nearest(value, candidates)
	return out
}

// warning is something worth saying at that place, which refuses nothing.
func (p place) warning(msg havre.Text) havre.Problem {
	out := p.problem(msg)
	out.Warning = true
	return out
}

// inside is the place of a character of the scalar: quotes, folded lines and
// block indentation stand between what is written and what was read, but the
// characters that are not blank are the same in both.
func (p place) inside(offset int) place {
	if p.scalar == nil || p.text == nil {
		return p
	}
	value := []rune(p.scalar.Value)
	ahead := 0 // characters that are not blank before the offset
	for _, r := range value[:min(offset, len(value))] {
		if !unicode.IsSpace(r) {
			ahead++
		}
	}
	line, column, quote := p.begin()
	for ; ; line, column = line+1, 1 {
		row, ok := p.text.row(line)
		if !ok {
			return p
		}
		for ; column <= len(row); column++ {
			r := row[column-1]
			if unicode.IsSpace(r) {
				continue
			}
			if ahead == 0 {
				p.line, p.column = line, column
				return p
			}
			ahead--
			if (quote == '"' && r == '\\') || (quote == '\'' && r == quote) {
				column++ // two characters are written for one
			}
		}
	}
}

// begin is where the characters of the scalar start, after its quote or the
// header of its block.
func (p place) begin() (line, column int, quote rune) {
	line, column = max(p.line, 1), max(p.column, 1)
	row, _ := p.text.row(line)
	if column > len(row) {
		return line, column, 0
	}
	switch r := row[column-1]; r {
	case '"', '\'':
		return line, column + 1, r
	case '|', '>':
		return line + 1, 1, 0
	}
	return line, column, 0
}

// cut shortens a value so that a message stays readable.
func cut(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return s
}
