package questionnaire

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest name of a dossier.
const maxName = 63

// Name makes the name of a dossier from a title: lower-case letters, digits and
// dashes. A title without any gives "application".
func Name(title string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(title)) {
		switch {
		case r == 'œ':
			b.WriteString("oe")
		case r == 'æ':
			b.WriteString("ae")
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent, apart from its letter
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-")
	if len(name) > maxName {
		name = strings.Trim(name[:maxName], "-")
	}
	if name == "" {
		return "application"
	}
	return name
}
