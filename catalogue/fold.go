package catalogue

import (
	"strings"
	"unicode"
)

// unaccented are the letters of French and its neighbours without their marks.
var unaccented = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "á", "a", "ã", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"î", "i", "ï", "i", "í", "i", "ô", "o", "ö", "o", "ó", "o", "ù", "u", "û", "u", "ü", "u", "ú", "u", "ñ", "n",
	"œ", "oe", "æ", "ae", "’", "'",
	"\u0300", "", "\u0301", "", "\u0302", "", "\u0308", "", "\u0327", "", // accents typed apart from their letter
)

// fold puts a header or a name in the form under which it is recognised: no case,
// no accent, no punctuation, single spaces.
func fold(s string) string {
	s = unaccented.Replace(strings.ToLower(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// squash is fold without spaces, for names that people cut differently.
func squash(s string) string { return strings.ReplaceAll(fold(s), " ", "") }
