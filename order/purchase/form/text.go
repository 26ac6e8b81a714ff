package form

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// drawable says whether the fonts can draw a character. Both have the same ones. A
// character without a glyph may not be in a PDF/A.
var drawable = sync.OnceValue(func() func(rune) bool {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(err) // the font is part of the program
	}
	known := map[rune]bool{}
	var b sfnt.Buffer
	for r := rune(' '); r < 0xFFFF; r++ {
		if i, err := f.GlyphIndex(&b, r); err == nil && i != 0 {
			known[r] = true
		}
	}
	return func(r rune) bool { return known[r] }
})

// substitutes are characters that the fonts lack and that have an equal.
var substitutes = map[rune]rune{
	'\u202f': '\u00a0',           // narrow no-break space
	'\u2007': '\u00a0',           // figure space
	'\u2010': '-', '\u2011': '-', // hyphens
	'\t': ' ', '\v': '\n', '\f': '\n', '\u0085': '\n', '\u2028': '\n', '\u2029': '\n',
}

// unknown stands for a character that cannot be drawn.
const unknown = '?'

// clean is a text as it can be drawn: composed letters, no control character, nothing
// that turns the direction of writing, no character without a glyph or of private use,
// which nobody else could read.
func clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return bind(strings.Map(func(r rune) rune {
		if to, ok := substitutes[r]; ok {
			r = to
		}
		switch {
		case r == '\n' || drawable()(r) && !unicode.In(r, unicode.Cf, unicode.Co):
			return r
		case unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r):
			return -1
		}
		return unknown
	}, norm.NFC.String(strings.ToValidUTF8(s, string(unknown)))))
}

// bound are the spaces at which French does not break a line: before high punctuation
// and signs, inside guillemets, between the groups of a number, between a number and a
// short unit.
var bound = []*regexp.Regexp{
	regexp.MustCompile(`() ([:;?!»%€])`),
	regexp.MustCompile(`(«) ()`),
	regexp.MustCompile(`(\d) (\d)`),
	regexp.MustCompile(`(\d) (\pL{1,2}\b)`),
}

func bind(s string) string {
	for _, b := range bound {
		s = b.ReplaceAllString(s, "$1\u00a0$2")
	}
	return s
}

// wrap cuts a cleaned text into lines no wider than w in the style in force: at spaces,
// at the ends of lines that the text has, within a word that is wider than a line.
func (s *sheet) wrap(text string, w float64) []string {
	text = strings.TrimRight(text, " \n")
	if strings.TrimSpace(text) == "" {
		return nil
	}
	var out []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		out = append(out, s.wrapLine(paragraph, w)...)
	}
	return out
}

func (s *sheet) wrapLine(text string, w float64) []string {
	var out []string
	line, used := "", 0.0
	space := s.pdf.GetStringWidth(" ")
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' }) {
		size := s.pdf.GetStringWidth(word)
		if line != "" && used+space+size <= w {
			line, used = line+" "+word, used+space+size
			continue
		}
		if line != "" {
			out = append(out, line)
		}
		for size > w {
			head := s.fitting(word, w)
			out, word = append(out, head), word[len(head):]
			size = s.pdf.GetStringWidth(word)
		}
		line, used = word, size
	}
	return append(out, line)
}

// fitting is the longest beginning of a word that fits in a width, one character at
// least. It is cut after a punctuation mark when there is one not too far back.
func (s *sheet) fitting(word string, w float64) string {
	used, end, after := 0.0, 0, 0
	for i, r := range word {
		used += s.pdf.GetStringWidth(string(r))
		if used > w && i > 0 {
			break
		}
		end = i + len(string(r))
		if strings.ContainsRune("/-_.,;:@&=?", r) {
			after = end
		}
	}
	if end < len(word) && after > end/2 {
		return word[:after]
	}
	return word[:end]
}

// cut is a text on one line, cut with an ellipsis when it is too wide.
func (s *sheet) cut(text string, w float64) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if s.pdf.GetStringWidth(text) <= w {
		return text
	}
	return s.fitting(text, w-s.pdf.GetStringWidth("…")) + "…"
}
