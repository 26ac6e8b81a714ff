package matrix

import (
	"strings"

	"github.com/havre-cloud/havre/internal/sheet"
)

// slug is a name as a dossier writes it: serveur-de-fichiers. It is "" when the name
// has no letter and no digit that a dossier takes.
func slug(s string) string {
	ascii := strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		return ' '
	}, sheet.Fold(s))
	out := strings.Join(strings.Fields(ascii), "-")
	if len(out) > 63 {
		out = strings.Trim(out[:63], "-")
	}
	return out
}
