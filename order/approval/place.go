package approval

import (
	"unicode"

	"github.com/havre-cloud/havre/internal/document"
)

// inside is the place of a character of a scalar: quotes, folded lines and block
// indentation stand between what is written and what was read, but the characters that
// are not blank are the same in both, and in the same order.
func inside(lines []string, n *document.Node, offset int) (line, column int) {
	value := []rune(n.Value)
	ahead := 0 // characters that are not blank before the offset
	for _, r := range value[:min(offset, len(value))] {
		if !unicode.IsSpace(r) {
			ahead++
		}
	}
	line, column, quote := begin(lines, n)
	for ; line <= len(lines); line, column = line+1, 1 {
		row := []rune(lines[line-1])
		for ; column <= len(row); column++ {
			r := row[column-1]
			switch {
			case unicode.IsSpace(r):
				continue
			case ahead == 0:
				return line, column
			}
			ahead--
			if (quote == '"' && r == '\\') || (quote == '\'' && r == quote) {
				column++ // two characters are written for one
			}
		}
	}
	return n.Line, n.Column
}

// begin is where the characters of the scalar start, after its quote or the header of
// its block.
func begin(lines []string, n *document.Node) (line, column int, quote rune) {
	line, column = max(n.Line, 1), max(n.Column, 1)
	if line > len(lines) {
		return line, column, 0
	}
	row := []rune(lines[line-1])
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
