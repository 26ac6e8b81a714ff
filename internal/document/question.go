package document

import (
	"bytes"
	"strings"
)

// YAML reserves a question mark that stands alone for something nobody writes (a
// field name that is a group), and people write one for "I do not know". Such
// marks are read as words: while the parser works, another character, which no
// text holds, is in their place.
const (
	question    = "?"
	placeholder = "\uE03F" // of the private use area
)

// maskQuestions replaces the question marks that stand alone as a value.
func maskQuestions(text []byte) (masked []byte, found bool) {
	if !bytes.Contains(text, []byte(question)) || bytes.Contains(text, []byte(placeholder)) {
		return text, false
	}
	var out []byte
	from := 0
	for i, c := range text {
		if c == '?' && opensValue(text[:i]) && closesValue(text[i+1:]) {
			out = append(append(out, text[from:i]...), placeholder...)
			from = i + 1
		}
	}
	if from == 0 {
		return text, false
	}
	return append(out, text[from:]...), true
}

// opensValue says that a value may start after this text.
func opensValue(before []byte) bool {
	trimmed := bytes.TrimRight(before, " \t")
	if len(trimmed) == 0 {
		return false
	}
	switch trimmed[len(trimmed)-1] {
	case '[', ',':
		return true
	case ':', '-':
		return len(trimmed) < len(before)
	}
	return false
}

// closesValue says that a value may end before this text.
func closesValue(after []byte) bool {
	trimmed := bytes.TrimLeft(after, " \t")
	if len(trimmed) == 0 {
		return true
	}
	switch trimmed[0] {
	case '\n', '\r', ',', ']', '}':
		return true
	case '#':
		return len(trimmed) < len(after)
	}
	return false
}

// unmask gives a scalar its question marks back.
func unmask(s string) string { return strings.ReplaceAll(s, placeholder, question) }
