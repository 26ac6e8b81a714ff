package matrix

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre/internal/sheet"
)

// environmentNames are the words that open the name of an environment, folded; the
// longest first, since production is also the end of preproduction.
var environmentNames = []struct{ word, means string }{
	{"production secours", "recovery"},
	{"secours", "recovery"},
	{"pra", "recovery"},
	{"pca", "recovery"},
	{"recovery", "recovery"},
	{"pre production", "acceptance"},
	{"preproduction", "acceptance"},
	{"pre prod", "acceptance"},
	{"preprod", "acceptance"},
	{"qualification", "acceptance"},
	{"qualif", "acceptance"},
	{"recette", "acceptance"},
	{"homologation", "acceptance"},
	{"staging", "acceptance"},
	{"acceptance", "acceptance"},
	{"uat", "acceptance"},
	{"integration", "integration"},
	{"developpement", "development"},
	{"development", "development"},
	{"dev", "development"},
	{"bac a sable", "sandbox"},
	{"sandbox", "sandbox"},
	{"formation", "training"},
	{"ecole", "training"},
	{"training", "training"},
	{"production", "production"},
	{"prod", "production"},
}

// everywhere are the words for every environment.
var everywhere = []string{"tous", "toutes", "tous les environnements", "all", "any"}

// environmentOf is the environment that some words begin with.
func environmentOf(text string) (string, bool) {
	words := sheet.Fold(text)
	for _, e := range environmentNames {
		if words == e.word || strings.HasPrefix(words, e.word+" ") {
			return e.means, true
		}
	}
	return "", false
}

// environmentsOf reads a cell that may name several.
func environmentsOf(text string) ([]string, bool) {
	if one, ok := environmentOf(text); ok && !strings.ContainsAny(text, ",;/+&") {
		return []string{one}, true
	}
	if slices.Contains(everywhere, sheet.Fold(text)) {
		return []string{""}, true
	}
	var out []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;/+&", r) }) {
		e, ok := environmentOf(part)
		if !ok {
			return nil, false
		}
		if !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out, len(out) > 0
}

// networkOf is the one network that some words name; two are none. What is internal
// to a network is on it: "interne (RIE)".
func networkOf(text string) (string, bool) {
	var found []string
	inside := false
	for w := range strings.FieldsSeq(sheet.Fold(text)) {
		switch w {
		case "rie", "internet", "vpn":
			if !slices.Contains(found, w) {
				found = append(found, w)
			}
		case "local", "locale", "interne", "lan":
			inside = true
		}
	}
	switch {
	case len(found) == 1:
		return found[0], true
	case len(found) == 0 && inside:
		return "local", true
	}
	return "", false
}

// directionOf is which way some words say that a flow goes, or an arrow drawn from
// the application.
func directionOf(text string) (Direction, bool) {
	left, right := strings.ContainsAny(text, "←⇐⟵<↔⇔"), strings.ContainsAny(text, "→⇒⟶➔➜>↔⇔")
	switch {
	case left && right: // both ways: two flows
		return "", false
	case right:
		return Out, true
	case left:
		return In, true
	}
	for w := range strings.FieldsSeq(sheet.Fold(text)) {
		switch w {
		case "entrant", "entrants", "entrante", "entree", "inbound", "incoming", "in", "ingress":
			return In, true
		case "sortant", "sortants", "sortante", "sortie", "outbound", "outgoing", "out", "egress":
			return Out, true
		}
	}
	return "", false
}

// kindOf is what some words say that a flow is for.
func kindOf(text string) (string, bool) {
	for w := range strings.FieldsSeq(sheet.Fold(text)) {
		switch w {
		case "acces", "access", "usagers", "utilisateurs":
			return "access", true
		case "echange", "echanges", "exchange", "interface", "interfaces", "interfacage":
			return "exchange", true
		case "administration", "admin", "exploitation", "supervision":
			return "administration", true
		}
	}
	return "", false
}

// yes are the words that fill the column of a network that the flow goes over.
var yes = []string{"o", "oui", "x", "y", "yes", "1", "vrai", "true"}

// blank are those that say nothing.
var blank = []string{"", "n", "non", "no", "0", "na", "n a", "sans objet", "so", "aucun", "aucune", "neant", "faux", "false"}

// saysNothing says that a cell is blank, or as good as: a dash is, a question mark is
// not.
func saysNothing(text string) bool {
	words := sheet.Fold(text)
	return slices.Contains(blank, words) && (words != "" || dashes.MatchString(text))
}

var (
	dashes = regexp.MustCompile(`^[-–—_/.\s]*$`)
	ticks  = regexp.MustCompile(`^[✓✔☑✅]\x{FE0F}?$`)
)

// template are what a blank form holds where words are to be put.
var template = regexp.MustCompile(`(?i)<[^<>]+>|\bx{2,}\b|à (compléter|préciser|renseigner|remplir|définir)|préciser si|^ip (src|dst|source|destination)$|^nom de la machine( ou du cluster)?$|^si spécifi|^tbd$|^\?+$`)

func isTemplate(text string) bool { return template.MatchString(strings.TrimSpace(text)) }

var (
	dnsName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)+$`)
	lastDot = regexp.MustCompile(`[.][a-z][-a-z0-9]*[a-z]$`)
)

// dnsOf reads a DNS name, or the host of an address such as https://exemple.gouv.fr/a.
func dnsOf(text string) (string, bool) {
	s := strings.ToLower(strings.TrimSpace(text))
	if _, rest, isURL := strings.Cut(s, "://"); isURL {
		s = rest
	}
	s, _, _ = strings.Cut(s, "/")
	s, _, _ = strings.Cut(s, ":")
	s = strings.TrimSuffix(strings.TrimPrefix(s, "*."), ".")
	return s, len(s) <= 253 && dnsName.MatchString(s) && lastDot.MatchString(s)
}

// addressesOf reads IP addresses and prefixes; left is what is neither.
func addressesOf(text string) (list, left []string) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;|", r) }) {
		w = strings.Trim(w, "()[]")
		switch {
		case slices.Contains([]string{"", "et", "ou", "and", "or"}, strings.ToLower(w)):
		case addressLike(w):
			list = append(list, w)
		default:
			left = append(left, w)
		}
	}
	return list, left
}

// addressLike is an address that a dossier takes: without a zone.
func addressLike(w string) bool {
	if a, err := netip.ParseAddr(w); err == nil {
		return a.Zone() == ""
	}
	_, err := netip.ParsePrefix(w)
	return err == nil
}
