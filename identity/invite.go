package identity

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// Invite makes a local account without a password, the grants and a link for it. An
// address that has an account already gets the grants; a link comes with them only
// while that account was never used, and to somebody who manages all its roles.
func (s *Service) Invite(ctx context.Context, a Actor, name, email string, grants []Grant) (p *Person, link string, err error) {
	guest := &Person{Kind: Human, Name: tidyName(name), Email: normalEmail(email)}
	err = s.change(ctx, s.event(a, "person.invite", personKind), func(tx Tx, e *journal.Event) error {
		link = ""
		if err := s.mayGrant(ctx, tx, a, grants); err != nil {
			return err
		}
		if err := accountProblems(guest).Err(); err != nil {
			return err
		}
		if p, err = s.guestAccount(ctx, tx, a, *guest, grants[0].Organisation); err != nil {
			return err
		}
		e.Object, e.Organisation = p.ID, p.Home
		e.Personal["name"], e.Personal["email"] = p.Name, p.Email
		if err := s.giveAll(ctx, tx, a, p, grants); err != nil {
			return err
		}
		if wanted, err := s.wantsLink(ctx, tx, a, p); err != nil || !wanted {
			return err
		}
		link, err = s.newLink(ctx, tx, ForInvitation, p.ID)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	return p.withoutSecrets(), link, nil
}

// mayGrant checks that the actor may give each of the roles, of which there is one
// at least.
func (s *Service) mayGrant(ctx context.Context, tx Tx, a Actor, grants []Grant) error {
	for i := range grants {
		if err := s.locate(ctx, tx, a, &grants[i]); err != nil {
			return err
		}
		if err := s.grantProblems(&grants[i]).Err(); err != nil {
			return err
		}
	}
	if len(grants) > 0 {
		return nil
	}
	if !a.SignedIn() {
		return Unauthenticated()
	}
	return havre.Problems{{Field: "grants", Message: havre.Text{
		FR: "un rôle au moins est nécessaire : sans lui, la personne ne verrait rien",
		EN: "at least one role is needed: without it, the person would see nothing",
	}}}
}

// guestAccount is the account of the address, made if there is none.
func (s *Service) guestAccount(ctx context.Context, tx Tx, a Actor, guest Person, home string) (*Person, error) {
	p, err := optional(tx.PersonOfEmail(ctx, guest.Email))
	if err != nil || p != nil {
		return p, err
	}
	guest.ID, guest.Home = s.NewID(), home
	s.stamp(&guest.Stamps, a)
	return &guest, tx.SavePerson(ctx, &guest)
}

// giveAll gives the roles that the person does not hold yet.
func (s *Service) giveAll(ctx context.Context, tx Tx, a Actor, p *Person, grants []Grant) error {
	held, err := tx.GrantsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		g.Person = p.ID
		if clash(held, &g) {
			continue
		}
		if err := s.give(ctx, tx, a, &g); err != nil {
			return err
		}
		held = append(held, g)
	}
	return nil
}

// give stores a new grant and tells the journal.
func (s *Service) give(ctx context.Context, tx Tx, a Actor, g *Grant) error {
	g.ID, g.Stamps = s.NewID(), Stamps{}
	s.stamp(&g.Stamps, a)
	if err := tx.SaveGrant(ctx, g); err != nil {
		return err
	}
	return s.tell(ctx, tx, s.grantEvent(a, "grant.create", g, a.Request), journal.Done)
}

// wantsLink says whether an invitation goes with a link: the account was never
// used, and the actor manages every role it has. Otherwise inviting the address
// again would be a way to take an account that has more rights.
func (s *Service) wantsLink(ctx context.Context, tx Tx, a Actor, p *Person) (bool, error) {
	locked, err := s.lockedOut(ctx, tx, p)
	if err != nil || !locked || !p.usable() || !p.LastSeenAt.IsZero() {
		return false, err
	}
	held, err := tx.GrantsOf(ctx, p.ID)
	for _, g := range held {
		if a.May(WriteMembers, Object{Path: g.Path}) != Allowed {
			return false, err
		}
	}
	return true, err
}

// Accept takes up an invitation or a new password: it sets the password, ends the
// sessions there were and opens one. The link says for whom. An invitation may be
// taken up without a password, with a passkey to follow.
func (s *Service) Accept(ctx context.Context, link, password, agent, request string) (secret string, err error) {
	hash, err := s.acceptable(ctx, link, password)
	if err != nil {
		return "", err
	}
	e := s.event(Actor{Request: request}, "sign-in."+string(ByLink), personKind)
	err = s.change(ctx, e, func(tx Tx, e *journal.Event) error {
		l, err := s.useLink(ctx, tx, link)
		if err != nil {
			return err
		}
		p, err := optional(s.localHuman(ctx, tx, l.Person))
		if err != nil {
			return err
		}
		if p == nil {
			return deadLink()
		}
		e.Actor, e.ActorName, e.Object, e.Organisation = p.ID, p.Name, p.ID, p.Home
		e.Details["link"] = string(l.Purpose)
		secret, err = s.takeUp(ctx, tx, p, hash, agent)
		return err
	})
	return secret, err
}

// takeUp gives an account its password, when there is one, and to nobody else:
// sessions and links from before stop working.
func (s *Service) takeUp(ctx context.Context, tx Tx, p *Person, hash, agent string) (secret string, err error) {
	if err := endSessions(ctx, tx, p.ID, nil); err != nil {
		return "", err
	}
	for _, purpose := range []Purpose{ForInvitation, ForPassword} {
		if err := s.endLinks(ctx, tx, purpose, p.ID); err != nil {
			return "", err
		}
	}
	if hash != "" {
		p.Password = hash
	}
	s.stamp(&p.Stamps, p.asActor())
	return s.open(ctx, tx, p, Session{Method: methodOf(hash), Agent: agent})
}

// acceptable checks a link and hashes the password that comes with it, before any
// transaction: hashing takes long.
func (s *Service) acceptable(ctx context.Context, link, password string) (hash string, err error) {
	purpose, p, err := s.LinkFor(ctx, link)
	switch {
	case err != nil:
		return "", err
	case p == nil:
		return "", deadLink()
	case purpose == ForInvitation:
		return s.firstPassword(ctx, p, password, nil)
	}
	return newPassword(ctx, password, p)
}
