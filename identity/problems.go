package identity

import (
	"regexp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

// maxLabel is the length of a DNS-1123 label.
const maxLabel = 63

// dnsLabel is the form of an organisation's short name.
var dnsLabel = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// organisationProblems says what is wrong with an organisation in itself.
func organisationProblems(o *Organisation) (ps havre.Problems) {
	add := func(field, value string, text havre.Text) {
		ps = append(ps, havre.Problem{Field: field, Value: cut(value), Message: text})
	}
	ps = append(ps, nameProblems("title", o.Title, maxTitle)...)
	if !dnsLabel.MatchString(o.Name) {
		add("name", o.Name, havre.Text{FR: "lettres minuscules, chiffres et tirets sont attendus, 63 au plus (dnum)", EN: "lower-case letters, digits and dashes are expected, 63 at most (dnum)"})
	}
	if _, known := parents[o.Kind]; !known {
		add("kind", string(o.Kind), havre.Text{FR: "ministry, directorate, team ou body est attendu", EN: "ministry, directorate, team or body is expected"})
	}
	if _, valid := ParseSIRET(o.SIRET); o.SIRET != "" && !valid {
		add("siret", o.SIRET, havre.Text{FR: "un SIRET est attendu : 14 chiffres, dont le dernier contrôle les autres", EN: "a SIRET is expected: 14 digits, the last of which checks the others"})
	}
	ps = append(ps, wordProblems("body", o.Body, dossier.OrganisationKinds)...)
	return append(ps, wordProblems("ministry", o.Ministry, dossier.Ministries)...)
}

// wordProblems refuses a word that is not in a list; none is fine.
func wordProblems(field, word string, list []string) havre.Problems {
	if word == "" || slices.Contains(list, word) {
		return nil
	}
	return havre.Problems{{
		Field: field, Value: cut(word), Suggestion: havre.Nearest(word, list),
		Message: havre.Text{FR: "un de ces mots est attendu : %s", EN: "one of these words is expected: %s"}.With(strings.Join(list, ", ")),
	}}
}

// fieldFault is one field at fault.
func fieldFault(field string, text havre.Text) error {
	return havre.Problems{{Field: field, Message: text}}
}

// taken is a clash with what exists.
func taken(field string, text havre.Text) error {
	return &havre.Fault{
		Code:     havre.Conflict,
		Message:  havre.Text{FR: "Cela existe déjà.", EN: "This exists already."},
		Next:     havre.Text{FR: "Choisissez une autre valeur pour le champ indiqué.", EN: "Choose another value for the field shown."},
		Problems: havre.Problems{{Field: field, Message: text}},
	}
}
