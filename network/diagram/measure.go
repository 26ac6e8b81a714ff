package diagram

import (
	"strings"
	"unicode"
)

// Widths of the signs from space to tilde, in hundredths of the size of the text:
// those of DejaVu Sans, the widest of the fonts that pages name, so that a label
// measured here fits whatever font the reader has.
var (
	regular = [95]uint8{32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84}
	bold    = [95]uint8{35, 46, 53, 84, 70, 101, 88, 31, 46, 46, 53, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40, 84, 84, 84, 59, 100, 78, 77, 74, 84, 69, 69, 83, 84, 38, 38, 78, 64, 100, 84, 86, 74, 86, 78, 73, 69, 82, 78, 111, 78, 73, 73, 46, 37, 46, 84, 50, 50, 68, 72, 60, 72, 68, 44, 72, 72, 35, 35, 67, 35, 105, 72, 69, 72, 72, 50, 60, 48, 72, 66, 93, 65, 66, 59, 72, 37, 72, 84}
)

// font is a size, in units of the drawing, and a weight.
type font struct {
	size float64
	bold bool
}

// width is how wide a text is at the most.
func (f font) width(s string) float64 {
	table := &regular
	if f.bold {
		table = &bold
	}
	sum := 0
	for _, c := range s {
		switch {
		case c >= ' ' && c <= '~':
			sum += int(table[c-' '])
		case unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf):
			// takes no room of its own
		case c == '\u00a0' || c == '\u202f' || c == '’':
			sum += 38
		case c > 0xff && unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.So):
			sum += 120
		case unicode.IsLower(c) && c != 'œ' && c != 'æ':
			sum += 80
		default:
			sum += 117
		}
	}
	return float64(sum) * f.size / 100
}

// line is the height of a line of text.
func (f font) line() float64 { return f.size * 1.3 }

// cut shortens a text to a width, with an ellipsis.
func (f font) cut(s string, width float64) string {
	if f.width(s) <= width {
		return s
	}
	letters := []rune(s)
	for len(letters) > 0 {
		letters = letters[:len(letters)-1]
		if t := strings.TrimRight(string(letters), " \u00a0-,;") + "…"; f.width(t) <= width {
			return t
		}
	}
	return "…"
}

// wrap breaks a text at its spaces, in so many lines at the most and one at the
// least; the last one is cut, and so is a word too long for a line.
func (f font) wrap(s string, width float64, lines int) []string {
	var out []string
	words := strings.Fields(strings.Map(printable, s))
	if len(words) == 0 {
		return []string{"–"}
	}
	for len(words) > 0 {
		if len(out) == lines-1 {
			return append(out, f.cut(strings.Join(words, " "), width))
		}
		n := 1
		for n < len(words) && f.width(strings.Join(words[:n+1], " ")) <= width {
			n++
		}
		out = append(out, f.cut(strings.Join(words[:n], " "), width))
		words = words[n:]
	}
	return out
}

// printable keeps what a drawing can show.
func printable(c rune) rune {
	if unicode.IsControl(c) {
		return ' '
	}
	return c
}
