package identity

import (
	"context"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/havre-cloud/havre"
)

// Lengths of what people write, in characters.
const (
	maxName  = 100
	maxTitle = 200
	maxEmail = 254
	maxAgent = 200
)

// tidyName is a name as it is kept: composed letters, single spaces.
func tidyName(s string) string {
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

// shown is a text that others wrote, made harmless and short.
func shown(s string, longest int) string {
	letters := []rune(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, tidyName(s)))
	return strings.TrimSpace(string(letters[:min(len(letters), longest)]))
}

// accountProblems says what is wrong with the name and address of an account.
func accountProblems(p *Person) (ps havre.Problems) {
	ps = append(ps, nameProblems("name", p.Name, maxName)...)
	if !isEmail(p.Email) {
		ps = append(ps, havre.Problem{Field: "email", Value: cut(p.Email), Message: havre.Text{
			FR: "une adresse électronique est attendue, comme camille.durand@exemple.gouv.fr",
			EN: "an e-mail address is expected, such as camille.durand@example.gouv.fr",
		}})
	}
	return ps
}

// nameProblems says what is wrong with a name that people read.
func nameProblems(field, name string, longest int) havre.Problems {
	unprintable := strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
	var text havre.Text
	switch {
	case name == "":
		text = havre.Text{FR: "un nom est nécessaire", EN: "a name is needed"}
	case utf8.RuneCountInString(name) > longest:
		text = havre.Text{FR: "%d caractères au plus", EN: "%d characters at most"}.With(longest)
	case unprintable || !utf8.ValidString(name):
		text = havre.Text{FR: "ce nom contient des caractères invisibles : retapez-le", EN: "this name contains invisible characters: type it again"}
	default:
		return nil
	}
	return havre.Problems{{Field: field, Value: cut(name), Message: text}}
}

// isEmail says whether a text is an address and nothing more.
func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s && len(s) <= maxEmail && !strings.ContainsAny(s, "\"[]")
}

// cut is the beginning of a value, to show beside what is wrong with it.
func cut(s string) string {
	if letters := []rune(s); len(letters) > 60 {
		return string(letters[:60]) + "…"
	}
	return s
}

// nameOf makes the short name of a title: « Ministère de l’Écologie » gives
// ministere-de-l-ecologie.
func nameOf(title string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(title)) {
		switch {
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte('-')
		}
	}
	words := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' })
	name := strings.Join(words, "-")
	if name == "" {
		return "organisation"
	}
	return strings.Trim(name[:min(len(name), maxLabel)], "-")
}

// lockedOut says that a local account has no way to sign in yet: an invitation that
// was not taken up, a set-up that stopped half way.
func (s *Service) lockedOut(ctx context.Context, tx Tx, p *Person) (bool, error) {
	if !p.local() || p.Password != "" {
		return false, nil
	}
	keys, err := tx.PasskeysOf(ctx, p.ID)
	return len(keys) == 0, err
}

func addressTaken() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Un compte existe déjà avec cette adresse.", EN: "An account already has this address."},
		Next:    havre.Text{FR: "Connectez-vous avec ce compte, ou choisissez une autre adresse.", EN: "Sign in with that account, or choose another address."},
		Problems: havre.Problems{{Field: "email", Message: havre.Text{
			FR: "cette adresse est déjà celle d’un compte", EN: "this address is already that of an account",
		}}},
	}
}

// withoutSecrets is the person as others may see it.
func (p *Person) withoutSecrets() *Person {
	shown := *p
	shown.HasPassword = p.Password != ""
	shown.Password, shown.Subject = "", ""
	return &shown
}
