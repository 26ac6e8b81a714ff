package identity

import (
	"context"
	"errors"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// SetupLink is a new one-time link to make the first administrator, or "" when
// somebody can already administer the portal. Links made before stop working.
func (s *Service) SetupLink(ctx context.Context) (secret string, err error) {
	err = s.DB.Write(ctx, func(tx Tx) error {
		secret = ""
		done, err := s.hasAdministrator(ctx, tx)
		if err != nil || done {
			return err
		}
		if secret, err = s.newLink(ctx, tx, ForSetup, ""); err != nil {
			return err
		}
		return s.tell(ctx, tx, s.event(System(), "portal.setup-link", ""), journal.Done)
	})
	return secret, err
}

// NewAccount is what a person gives to make a local account.
type NewAccount struct {
	Name, Email, Password string // a password of 12 characters at least, or "" with a passkey to follow
	Organisation          string // title of the first organisation, for the set-up
}

// SetUp makes the first organisation, its administrator (who is also of the
// product team, so that a single person can use the whole portal) and a session.
// Where organisations exist already, as when the only administrator was lost, it
// only makes an administrator of the portal.
func (s *Service) SetUp(ctx context.Context, link string, n NewAccount, agent, request string) (secret string, err error) {
	p := &Person{Kind: Human, Name: tidyName(n.Name), Email: normalEmail(n.Email)}
	if _, _, err := s.LinkFor(ctx, link); err != nil {
		return "", err
	}
	hash, err := s.firstPassword(ctx, p, n.Password, accountProblems(p))
	if err != nil {
		return "", err
	}
	e := s.event(Actor{Request: request}, "portal.set-up", personKind)
	err = s.change(ctx, e, func(tx Tx, e *journal.Event) error {
		l, err := s.useLink(ctx, tx, link)
		if err != nil {
			return err
		}
		if l.Purpose != ForSetup {
			return deadLink()
		}
		first, err := s.firstOrganisation(ctx, tx, n.Organisation, request)
		if err != nil {
			return err
		}
		admin, err := s.firstAccount(ctx, tx, *p, hash, first)
		if err != nil {
			return err
		}
		e.Actor, e.ActorName, e.Object = admin.ID, admin.Name, admin.ID
		e.Personal["name"], e.Personal["email"] = admin.Name, admin.Email
		if err := s.firstGrants(ctx, tx, admin, first, request); err != nil {
			return err
		}
		secret, err = s.open(ctx, tx, admin, Session{Method: methodOf(hash), Agent: agent})
		return err
	})
	return secret, err
}

// firstPassword hashes the password of a new account, with its other mistakes told
// beside those of the password. None is needed where a passkey can follow.
func (s *Service) firstPassword(ctx context.Context, p *Person, password string, ps havre.Problems) (string, error) {
	if password == "" && s.CanUsePasskeys() {
		return "", ps.Err()
	}
	ps = append(ps, passwordProblems(password, p)...)
	if err := ps.Err(); err != nil {
		return "", err
	}
	return hashPassword(ctx, password)
}

// methodOf is how somebody proved who they are when taking up a link.
func methodOf(hash string) Method {
	if hash == "" {
		return ByLink
	}
	return ByPassword
}

// firstOrganisation makes the first organisation, nil where there are some.
func (s *Service) firstOrganisation(ctx context.Context, tx Tx, title, request string) (*Organisation, error) {
	some, err := tx.Organisations(ctx, OrganisationQuery{List: havre.List{Limit: 1}})
	if err != nil || len(some.Items) > 0 {
		return nil, err
	}
	o := &Organisation{ID: s.NewID(), Kind: MinistryNode, Name: nameOf(title), Title: tidyName(title)}
	if err := organisationProblems(o).Err(); err != nil {
		return nil, asField(err, "title", "organisation")
	}
	s.stamp(&o.Stamps, System())
	if err := tx.SaveOrganisation(ctx, o); err != nil {
		return nil, err
	}
	e := s.organisationEvent(System(), "organisation.create", o)
	e.Request = request
	return o, s.tell(ctx, tx, e, journal.Done)
}

// asField renames a field in problems, as the form that was filled in calls it.
func asField(err error, from, to string) error {
	var ps havre.Problems
	if !errors.As(err, &ps) {
		return err
	}
	for i := range ps {
		if ps[i].Field == from {
			ps[i].Field = to
		}
	}
	return ps
}

// firstAccount makes the account of the administrator, or takes up the one that a
// set-up left without a way to sign in.
func (s *Service) firstAccount(ctx context.Context, tx Tx, p Person, hash string, first *Organisation) (*Person, error) {
	p.ID, p.Password = s.NewID(), hash
	old, err := optional(tx.PersonOfEmail(ctx, p.Email))
	if err != nil {
		return nil, err
	}
	if old != nil {
		switch locked, err := s.lockedOut(ctx, tx, old); {
		case err != nil:
			return nil, err
		case !locked:
			return nil, addressTaken()
		}
		old.Name, old.Password = p.Name, hash
		p = *old
	}
	if first != nil {
		p.Home = first.ID
	}
	s.stamp(&p.Stamps, p.asActor())
	return &p, tx.SavePerson(ctx, &p)
}

// firstGrants give the portal to its first administrator.
func (s *Service) firstGrants(ctx context.Context, tx Tx, admin *Person, first *Organisation, request string) error {
	grants := []Grant{{Role: Administrator}}
	if first != nil {
		grants = append(grants, Grant{Role: ProductTeam, Organisation: first.ID})
	}
	held, err := tx.GrantsOf(ctx, admin.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		g.Person = admin.ID
		if clash(held, &g) {
			continue
		}
		g.ID = s.NewID()
		s.stamp(&g.Stamps, admin.asActor())
		if err := tx.SaveGrant(ctx, &g); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, s.grantEvent(admin.asActor(), "grant.create", &g, request), journal.Done); err != nil {
			return err
		}
	}
	return nil
}

// asActor is the person as the author of a change.
func (p *Person) asActor() Actor { return Actor{ID: p.ID, Name: p.Name, Kind: p.Kind, Home: p.Home} }
