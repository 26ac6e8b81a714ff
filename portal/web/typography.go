package web

import (
	"strings"
	"unicode"

	"github.com/havre-cloud/havre"
)

// Spaces that do not break a line, written by typeset before and after signs.
const (
	nbsp  = '\u00a0'
	nnbsp = '\u202f' // narrow
)

// Typeset gives a text the signs of its language, for what is read elsewhere than
// on a page: mail.
func Typeset(text string, lang havre.Lang) string { return typeset(text, lang) }

// typeset gives a text the signs of its language: the apostrophe of print in both,
// in English its quotation marks, and in French the spaces that keep : ; ? ! % and
// guillemets with their word.
func typeset(s string, lang havre.Lang) string {
	if !strings.ContainsAny(s, "'\":;?!%»«") {
		return s
	}
	in := []rune(s)
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i, c := range in {
		switch {
		case c == '\'' && i > 0 && unicode.IsLetter(in[i-1]):
			c = '’'
		case c == '"' && lang == havre.English:
			c = quote(in, i)
		case c == ' ' && lang != havre.English:
			c = space(in, i)
		}
		b.WriteRune(c)
	}
	return b.String()
}

// quote is the quotation mark to write at i: one that opens, before words.
func quote(in []rune, i int) rune {
	if i == 0 || unicode.IsSpace(in[i-1]) || strings.ContainsRune("([", in[i-1]) {
		return '“'
	}
	return '”'
}

// space is the space to write at i: one that breaks no line next to the signs of
// French.
func space(in []rune, i int) rune {
	if i > 0 && in[i-1] == '«' {
		return nbsp
	}
	if i+1 >= len(in) {
		return ' '
	}
	switch in[i+1] {
	case ':', '»':
		return nbsp
	case ';', '?', '!':
		return nnbsp
	case '%': // a verb of fmt also begins so: only a sign alone is a percentage
		if i+2 >= len(in) || !unicode.IsLetter(in[i+2]) && !strings.ContainsRune("[+#0123456789.", in[i+2]) {
			return nnbsp
		}
	}
	return ' '
}
