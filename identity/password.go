package identity

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// Lengths of a password, in characters.
const (
	MinPassword = 12
	MaxPassword = 256
)

// ResetPassword is a link to choose a new password, made by an administrator of the
// portal. Until it is used, the old password works.
func (s *Service) ResetPassword(ctx context.Context, a Actor, person string) (link string, err error) {
	e := s.event(a, "password.reset-link", personKind)
	e.Object = person
	err = s.change(ctx, e, func(tx Tx, e *journal.Event) error {
		if err := a.Check(Administer, Object{}); err != nil {
			return err
		}
		p, err := s.localHuman(ctx, tx, person)
		if err != nil {
			return err
		}
		e.Organisation = p.Home
		link, err = s.newLink(ctx, tx, ForPassword, p.ID)
		return err
	})
	return link, err
}

// localHuman is a person whose sign-in is up to the portal.
func (s *Service) localHuman(ctx context.Context, tx Tx, id string) (*Person, error) {
	p, err := tx.Person(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case p.Kind != Human || !p.usable():
		return nil, Missing()
	case !p.local():
		return nil, notLocal()
	}
	return p, nil
}

// ChangePassword changes the actor's own, and ends its other sessions. The old one
// is needed where there is one.
func (s *Service) ChangePassword(ctx context.Context, a Actor, old, password string) error {
	if err := a.inPerson(); err != nil {
		return err
	}
	p, err := s.own(ctx, a)
	if err != nil {
		return err
	}
	e := s.eventOf(p, "password.change", a.Request)
	if err := s.proveOld(ctx, p, old, e); err != nil {
		return err
	}
	hash, err := newPassword(ctx, password, p)
	if err != nil {
		return err
	}
	return s.change(ctx, e, func(tx Tx, _ *journal.Event) error {
		p.Password = hash
		s.stamp(&p.Stamps, a)
		saved := *p // a transaction tried again starts from the same version
		if err := tx.SavePerson(ctx, &saved); err != nil {
			return err
		}
		return endSessions(ctx, tx, p.ID, a.Session)
	})
}

// own is the account of the actor, which must be a local one.
func (s *Service) own(ctx context.Context, a Actor) (p *Person, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		p, err = s.localHuman(ctx, tx, a.ID)
		return err
	})
	return p, err
}

// proveOld checks the old password: a browser left open is not enough to take an
// account. The tries count as those of a sign-in.
func (s *Service) proveOld(ctx context.Context, p *Person, old string, e journal.Event) error {
	if p.Password == "" {
		return nil
	}
	if s.attempts.begin(p.Email, s.now()) > maxAttempts {
		return tooManyAttempts()
	}
	right, _, err := checkPassword(ctx, p.Password, old)
	if err != nil {
		return err
	}
	if !right {
		return s.refused(ctx, e, havre.Problems{{Field: "old", Message: havre.Text{
			FR: "ce n’est pas votre mot de passe actuel", EN: "this is not your current password",
		}}})
	}
	s.attempts.forgive(p.Email)
	return nil
}

// newPassword checks that a password is fit for a person and makes the string to
// store.
func newPassword(ctx context.Context, password string, p *Person) (string, error) {
	if err := passwordProblems(password, p).Err(); err != nil {
		return "", err
	}
	return hashPassword(ctx, password)
}

// passwordProblems says what is wrong with a new password: too short, too long, or
// made of what everybody knows of the person. Nothing else is asked of it: length
// is what makes a password hard to guess.
func passwordProblems(password string, p *Person) havre.Problems {
	length := utf8.RuneCountInString(norm.NFKC.String(password))
	var text havre.Text
	switch {
	case length < MinPassword:
		text = havre.Text{
			FR: "%d caractères au moins sont nécessaires ; une phrase de quelques mots convient bien",
			EN: "at least %d characters are needed; a sentence of a few words does well",
		}.With(MinPassword)
	case length > MaxPassword:
		text = havre.Text{FR: "%d caractères au plus", EN: "%d characters at most"}.With(MaxPassword)
	case strangerLetters(password, p) < MinPassword/2:
		text = havre.Text{
			FR: "ce mot de passe est fait de votre nom ou de votre adresse : ajoutez des mots que personne n’associe à vous",
			EN: "this password is made of your name or address: add words that nobody links to you",
		}
	default:
		return nil
	}
	return havre.Problems{{Field: "password", Message: text}}
}

// strangerLetters counts what is left of a password without the words of the
// person's name and address.
func strangerLetters(password string, p *Person) int {
	rest := strings.ToLower(norm.NFKC.String(password))
	known := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(p.Name+" "+p.Email)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for _, word := range append([]string{p.Email}, known...) {
		if utf8.RuneCountInString(word) >= 3 {
			rest = strings.ReplaceAll(rest, word, " ")
		}
	}
	n := 0
	for _, r := range rest {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

func notLocal() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Ce compte se connecte par un fournisseur d’identité, pas par le portail.", EN: "This account signs in through an identity provider, not through the portal."},
		Next:    havre.Text{FR: "Changez le mot de passe ou la clé chez ce fournisseur.", EN: "Change the password or the key at that provider."},
	}
}
