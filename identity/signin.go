package identity

import (
	"context"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// SignInPassword opens a session for a local account. Every failure is the same
// Unauthenticated fault, after the same work; ten failures for an address in a
// quarter of an hour is a TooMany fault.
func (s *Service) SignInPassword(ctx context.Context, email, password, agent, request string) (secret string, err error) {
	email = normalEmail(email)
	rank := s.attempts.begin(email, s.now())
	known, err := s.localAccount(ctx, email)
	if err != nil {
		return "", err
	}
	if rank > maxAttempts {
		return "", s.tooMany(ctx, known, rank, request)
	}
	right, outdated, err := checkPassword(ctx, known.Password, password)
	if err != nil {
		return "", err
	}
	if !right || !known.usable() {
		return "", s.refuseSignIn(ctx, known, ByPassword, request)
	}
	stored := known.Password
	if outdated {
		if known.Password, err = hashPassword(ctx, password); err != nil {
			return "", err
		}
	}
	secret, err = s.signIn(ctx, known, stored, Session{Method: ByPassword, Agent: agent}, request)
	switch {
	case isFault(err, havre.Unauthenticated):
		return "", s.refuseSignIn(ctx, known, ByPassword, request)
	case err == nil:
		s.attempts.forgive(email)
	}
	return secret, err
}

// localAccount is the account of an address; an account with nothing in it when
// there is none, so that both take the same path.
func (s *Service) localAccount(ctx context.Context, email string) (*Person, error) {
	var p *Person
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		p, err = optional(tx.PersonOfEmail(ctx, email))
		return err
	})
	if p == nil {
		p = &Person{Kind: Human}
	}
	return p, err
}

// signIn opens the session of somebody who gave the password that was stored.
func (s *Service) signIn(ctx context.Context, known *Person, stored string, session Session, request string) (secret string, err error) {
	err = s.change(ctx, s.signInEvent(known, session.Method, request), func(tx Tx, _ *journal.Event) error {
		p, err := tx.Person(ctx, known.ID)
		if err != nil {
			return err
		}
		if !p.usable() || p.Password != stored { // it was changed while this one was being checked
			return wrongSignIn(session.Method)
		}
		p.Password = known.Password
		secret, err = s.open(ctx, tx, p, session)
		return err
	})
	return secret, err
}

// signInEvent tells of a sign-in by one of the ways.
func (s *Service) signInEvent(p *Person, m Method, request string) journal.Event {
	return s.eventOf(p, "sign-in."+string(m), request)
}

// refuseSignIn tells the journal that somebody was not let in, and whom they said
// they were when that is an account.
func (s *Service) refuseSignIn(ctx context.Context, p *Person, m Method, request string) error {
	e := s.eventOf(p, "sign-in.refused", request)
	e.Actor, e.ActorName = "", "" // nobody proved to be that person
	e.Details["method"] = string(m)
	return s.refused(ctx, e, wrongSignIn(m))
}

// tooMany tells the journal of the first try beyond the limit.
func (s *Service) tooMany(ctx context.Context, p *Person, rank int, request string) error {
	if rank > maxAttempts+1 {
		return tooManyAttempts()
	}
	e := s.eventOf(p, "sign-in.refused", request)
	e.Actor, e.ActorName = "", ""
	return s.refused(ctx, e, tooManyAttempts())
}

// wrongSignIn is the one answer to every failure.
func wrongSignIn(m Method) error {
	f := &havre.Fault{
		Code:    havre.Unauthenticated,
		Message: havre.Text{FR: "L’adresse ou le mot de passe ne convient pas.", EN: "The address or the password is not right."},
		Next:    havre.Text{FR: "Vérifiez-les ; si vous avez oublié le mot de passe, demandez un lien à un administrateur du portail.", EN: "Check them; if you forgot the password, ask an administrator of the portal for a link."},
	}
	switch m {
	case ByPasskey:
		f.Message = havre.Text{FR: "Cette clé d’accès n’ouvre aucun compte.", EN: "This passkey opens no account."}
		f.Next = havre.Text{FR: "Essayez une autre clé ou votre mot de passe ; sinon, demandez un lien à un administrateur du portail.", EN: "Try another key or your password; otherwise ask an administrator of the portal for a link."}
	case ByOIDC:
		f.Message = havre.Text{FR: "Ce compte est désactivé.", EN: "This account is disabled."}
		f.Next = havre.Text{FR: "Adressez-vous à un administrateur du portail.", EN: "Ask an administrator of the portal."}
	case ByPassword, ByToken, ByLink:
	}
	return f
}

// normalEmail is the form in which addresses are kept and compared.
func normalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
