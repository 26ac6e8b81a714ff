package sheet

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ligatures are letters that Unicode does not take apart.
var ligatures = strings.NewReplacer("œ", "oe", "æ", "ae")

// Fold puts a heading, a name or a word of a cell in the form under which it is
// recognised: no case, no accent, no punctuation, single spaces.
func Fold(s string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(ligatures.Replace(strings.ToLower(s))))
	return strings.Join(strings.FieldsFunc(bare, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// Squash is Fold without spaces, for names that people cut differently.
func Squash(s string) string { return strings.ReplaceAll(Fold(s), " ", "") }
