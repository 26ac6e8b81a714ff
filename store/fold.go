package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ligatures are letters that Unicode does not take apart.
var ligatures = strings.NewReplacer("œ", "oe", "Œ", "oe", "æ", "ae", "Æ", "ae", "ß", "ss", "’", "'")

// fold is a text without case nor accents, its spaces single: "Échéancier  Œuvre"
// is "echeancier oeuvre".
func fold(s string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(ligatures.Replace(s)))
	return strings.Join(strings.Fields(bare), " ")
}

// sortBytes is how many bytes of a text order it: PostgreSQL refuses more than some two
// thousand in all in an index.
const sortBytes = 256

// sortKey orders texts as people expect, as far as bytes can.
func sortKey(s string) []byte {
	key := []byte(fold(s))
	return key[:min(len(key), sortBytes)]
}
