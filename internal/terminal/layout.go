package terminal

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Cells is how many columns a text takes on a terminal: an accent takes none, an
// emoji two.
func Cells(s string) int {
	if ascii(s) {
		return len(s)
	}
	return uniseg.StringWidth(s)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] < ' ' {
			return false
		}
	}
	return true
}

// Pad completes a text with spaces up to so many columns.
func Pad(s string, columns int) string {
	if n := columns - Cells(s); n > 0 {
		return s + strings.Repeat(" ", n)
	}
	return s
}

// PadLeft is Pad for numbers, which are read from their last digit.
func PadLeft(s string, columns int) string {
	if n := columns - Cells(s); n > 0 {
		return strings.Repeat(" ", n) + s
	}
	return s
}

// Cut shortens a text to so many columns, the last being an ellipsis.
func Cut(s string, columns int) string {
	if Cells(s) <= columns {
		return s
	}
	var b strings.Builder
	room, state := columns-1, -1
	for s != "" && room > 0 {
		var cluster string
		var width int
		cluster, s, width, state = uniseg.FirstGraphemeClusterInString(s, state)
		if width > room {
			break
		}
		b.WriteString(cluster)
		room -= width
	}
	return strings.TrimRight(b.String(), " ") + "…"
}

// noBreak are the spaces after which French lets no line begin: before a colon,
// within a number.
const noBreak = "\u00a0\u202f"

// Wrap breaks a text at its spaces into lines of so many columns. A word longer
// than a line is left whole, so that an address can still be copied.
func Wrap(s string, columns int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for _, word := range words(s) {
		n := Cells(word)
		if used > 0 && used+1+n > columns {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += n
	}
	if used > 0 {
		lines = append(lines, line.String())
	}
	return lines
}

// words cuts a text where a line may be broken. French puts a space before its
// high punctuation and within its quotation marks: no line begins with one.
func words(s string) []string {
	var out []string
	glue := false
	for _, w := range strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '\n' || r == '\t' || r == '\r'
	}) {
		if len(out) > 0 && (glue || closes(w)) {
			out[len(out)-1] += " " + w
		} else {
			out = append(out, w)
		}
		glue = w == "«"
	}
	return out
}

// closes says that a word must stay on the line of the one before it.
func closes(w string) bool {
	w = strings.Trim(w, noBreak)
	for _, p := range []string{":", ";", "?", "!", "»", "%", "€"} {
		if rest, ok := strings.CutPrefix(w, p); ok && Cells(rest) <= 1 {
			return true
		}
	}
	return false
}

// Indent is Wrap with a first line that begins with a label, and the others below
// its text.
func Indent(label, s string, columns int) string {
	margin := Cells(label)
	lines := Wrap(s, max(columns-margin, minWidth/2))
	if len(lines) == 0 {
		return strings.TrimRight(label, " ") + "\n"
	}
	var b strings.Builder
	for i, l := range lines {
		if i == 0 {
			b.WriteString(label)
		} else {
			b.WriteString(strings.Repeat(" ", margin))
		}
		b.WriteString(l)
		b.WriteByte('\n')
	}
	return b.String()
}

// Hang is Wrap with a prefix for the first line and another for those below.
func Hang(first, below, s string, columns int) string {
	var b strings.Builder
	for i, l := range Wrap(s, max(columns-max(Cells(first), Cells(below)), minWidth/2)) {
		if i == 0 {
			b.WriteString(first)
		} else {
			b.WriteString(below)
		}
		b.WriteString(l)
		b.WriteByte('\n')
	}
	return b.String()
}
