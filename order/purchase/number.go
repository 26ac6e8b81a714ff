package purchase

import (
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
)

// Number is the number of an order form: BC-DNUM-2026-00042 for the forty-second of
// an organisation in a year. The name is the organisation's own (a DNS-1123 label);
// what is not a letter or a digit becomes a hyphen.
func Number(organisation string, year, n int) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		}
		return '-'
	}, strings.ToUpper(organisation))
	if name = strings.Trim(name, "-"); name == "" {
		return fmt.Sprintf("BC-%04d-%05d", year, n)
	}
	return fmt.Sprintf("BC-%s-%04d-%05d", name, year, n)
}

// What Chorus Pro takes for the numbers that direct an invoice. They are known from
// practice, not from a text that was read: a number of another form is warned of and
// never refused, unless it cannot be a number at all.
const (
	stateEngagementDigits = 10
	longestEngagement     = 50
	longestService        = 100
)

// EngagementProblems says what is wrong with an engagement number (engagement
// juridique) of a buyer. Those of the State have ten digits.
func EngagementProblems(number string, buyer BuyerKind) havre.Problems {
	var ps problems
	switch {
	case number == "":
	case !printable(number, longestEngagement):
		ps.add("engagement", number, havre.Text{FR: "un numéro d’engagement s’écrit en lettres sans accent, chiffres et ponctuation, sans espace, en 50 caractères au plus", EN: "an engagement number is written in unaccented letters, digits and punctuation, without spaces, in 50 characters at most"})
	case buyer == State && (len(number) != stateEngagementDigits || strings.Trim(number, "0123456789") != ""):
		ps.warn("engagement", number, havre.Text{FR: "les numéros d’engagement de l’État ont d’ordinaire dix chiffres (règle non vérifiée). Le service financier confirme celui-ci", EN: "engagement numbers of the State usually have ten digits (rule not verified). The finance department confirms this one"})
	}
	return havre.Problems(ps)
}

// ServiceProblems says what is wrong with a service code of Chorus Pro.
func ServiceProblems(code string) havre.Problems {
	var ps problems
	if code != "" && !printable(code, longestService) {
		ps.add("service", code, havre.Text{FR: "un code service s’écrit en lettres sans accent, chiffres et ponctuation, sans espace, en 100 caractères au plus", EN: "a service code is written in unaccented letters, digits and punctuation, without spaces, in 100 characters at most"})
	}
	return havre.Problems(ps)
}

// printable says whether a text holds visible ASCII characters only.
func printable(s string, longest int) bool {
	return len(s) <= longest && strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}
