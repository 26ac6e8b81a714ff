package matrix

import (
	"strings"
	"unicode"
)

// unaccented are the letters of French without their marks.
var unaccented = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"î", "i", "ï", "i", "ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "ÿ", "y", "œ", "oe", "æ", "ae",
	"\u0300", "", "\u0301", "", "\u0302", "", "\u0308", "", "\u0327", "", // accents typed apart from their letter
)

// fold puts a heading in the form under which it is recognised: no case, no accent,
// no punctuation, single spaces.
func fold(s string) string {
	s = unaccented.Replace(strings.ToLower(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// slug is a name as a dossier writes it: serveur-de-fichiers. It is "" when the name
// has no letter and no digit that a dossier takes.
func slug(s string) string {
	ascii := strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		return ' '
	}, fold(s))
	out := strings.Join(strings.Fields(ascii), "-")
	if len(out) > 63 {
		out = strings.Trim(out[:63], "-")
	}
	return out
}
