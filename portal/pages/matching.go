package pages

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folded is a text as searches compare it: lower case, without accents.
func folded(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		return unicode.ToLower(c)
	}, norm.NFD.String(s))
}

// matches says whether every word searched is somewhere in the texts.
func matches(texts []string, search string) bool {
	if search == "" {
		return true
	}
	all := folded(strings.Join(texts, "\n"))
	for word := range strings.FieldsSeq(folded(search)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}
