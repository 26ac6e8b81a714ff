package identity

import "strings"

// ParseSIRET reads the number of an establishment: 14 digits, which people space
// out. Its last digit is a check (Luhn); the establishments of La Poste follow a
// rule of their own, the sum of their digits being a multiple of 5.
func ParseSIRET(s string) (string, bool) {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' {
			return -1
		}
		return r
	}, s)
	if len(s) != 14 || strings.Trim(s, "0123456789") != "" {
		return "", false
	}
	sum, plain := 0, 0
	for i, r := range s {
		d := int(r - '0')
		plain += d
		if i%2 == 0 { // of 14 digits, the odd ones from the left are doubled
			d = 2*d - 9*(d/5)
		}
		sum += d
	}
	const laPoste = "356000000"
	valid := sum%10 == 0 || strings.HasPrefix(s, laPoste) && plain%5 == 0
	return s, valid && plain > 0
}
