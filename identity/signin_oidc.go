package identity

import (
	"context"
	"errors"

	"github.com/havre-cloud/havre/journal"
)

// Assertion is what an identity provider vouched for.
type Assertion struct {
	Issuer, Subject   string
	Email, Name       string
	SIRET             string // of the organisation the person works for at this sign-in
	OrganisationLabel string
	ACR               string
	IDToken           string
}

// SignInOIDC opens a session for what a provider vouched for. An unknown subject
// becomes a person; a SIRET that is known makes it a reader of that organisation
// and its home. An account that was disabled is refused, and the journal told.
func (s *Service) SignInOIDC(ctx context.Context, as Assertion, agent, request string) (secret string, err error) {
	if as.Issuer == "" || as.Subject == "" {
		return "", errors.New("an assertion about nobody: the issuer and the subject are the key of an account")
	}
	as = as.tidied()
	var disabled *Person
	err = s.DB.Write(ctx, func(tx Tx) error {
		disabled = nil
		p, err := s.personOf(ctx, tx, as, request)
		if err != nil {
			return err
		}
		if !p.usable() {
			disabled = p
			return wrongSignIn(ByOIDC)
		}
		if err := s.follow(ctx, tx, p, as, request); err != nil {
			return err
		}
		secret, err = s.open(ctx, tx, p, Session{Method: ByOIDC, ACR: as.ACR, IDToken: as.IDToken, Agent: agent})
		if err != nil {
			return err
		}
		e := s.signInEvent(p, ByOIDC, request)
		e.Details["acr"] = as.ACR
		return s.tell(ctx, tx, e, journal.Done)
	})
	if disabled != nil {
		return "", s.refuseSignIn(ctx, disabled, ByOIDC, request)
	}
	return secret, err
}

// tidied is the assertion with a name and an address fit to be kept and shown.
func (as Assertion) tidied() Assertion {
	as.Name = shown(as.Name, maxName)
	as.OrganisationLabel = shown(as.OrganisationLabel, maxTitle)
	if as.Email = normalEmail(as.Email); !isEmail(as.Email) {
		as.Email = ""
	}
	if as.Name == "" {
		as.Name = as.Email
	}
	as.SIRET, _ = ParseSIRET(as.SIRET)
	return as
}

// personOf finds the account of a subject, or makes it. Its name and address are
// what the provider says today.
func (s *Service) personOf(ctx context.Context, tx Tx, as Assertion, request string) (*Person, error) {
	p, err := optional(tx.PersonOfSubject(ctx, as.Issuer, as.Subject))
	if err != nil {
		return nil, err
	}
	if p != nil {
		p.Name, p.Email = as.Name, as.Email
		return p, nil
	}
	p = &Person{ID: s.NewID(), Kind: Human, Issuer: as.Issuer, Subject: as.Subject, Name: as.Name, Email: as.Email}
	s.stamp(&p.Stamps, System())
	if err := tx.SavePerson(ctx, p); err != nil {
		return nil, err
	}
	e := s.eventOf(p, "person.create", request)
	e.Actor, e.ActorName = System().ID, ""
	e.Personal["name"], e.Personal["email"] = p.Name, p.Email
	e.Details["siret"], e.Details["organisation"] = as.SIRET, as.OrganisationLabel
	return p, s.tell(ctx, tx, e, journal.Done)
}

// follow keeps the home of a person true to the organisation that the provider
// says it works for: its reader there, and no longer where it worked before. A role
// that an administrator gave stays. A provider that names no organisation changes
// nothing.
func (s *Service) follow(ctx context.Context, tx Tx, p *Person, as Assertion, request string) error {
	if as.SIRET == "" {
		return nil
	}
	o, err := optional(tx.OrganisationOfSIRET(ctx, as.SIRET))
	if err != nil {
		return err
	}
	home := ""
	if o != nil && !o.Deleted() {
		home = o.ID
	}
	if home == p.Home {
		return nil
	}
	if err := s.leave(ctx, tx, p, request); err != nil {
		return err
	}
	p.Home = home
	if home == "" {
		return nil
	}
	return s.welcome(ctx, tx, p, request)
}

// leave takes back the role that working for an organisation gave.
func (s *Service) leave(ctx context.Context, tx Tx, p *Person, request string) error {
	grants, err := tx.GrantsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.Organisation != p.Home || g.Role != Reader || g.CreatedBy != System().ID {
			continue
		}
		g.DeletedAt = s.now()
		s.stamp(&g.Stamps, System())
		if err := tx.SaveGrant(ctx, &g); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, s.grantEvent(System(), "grant.revoke", &g, request), journal.Done); err != nil {
			return err
		}
	}
	return nil
}

// welcome makes a person a reader of its home.
func (s *Service) welcome(ctx context.Context, tx Tx, p *Person, request string) error {
	g := &Grant{ID: s.NewID(), Person: p.ID, Organisation: p.Home, Role: Reader}
	s.stamp(&g.Stamps, System())
	if err := tx.SaveGrant(ctx, g); err != nil {
		return err
	}
	return s.tell(ctx, tx, s.grantEvent(System(), "grant.create", g, request), journal.Done)
}
