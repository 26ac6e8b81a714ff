package identity

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// SignedIn is the actor of a session's secret, and the session, whose SeenAt it
// refreshes at most once a minute. A session unknown or ended is an
// Unauthenticated fault.
func (s *Service) SignedIn(ctx context.Context, secret string) (Actor, *Session, error) {
	var actor Actor
	var session *Session
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		session, actor, err = s.signedIn(ctx, tx, hashOf(secret))
		return err
	})
	if err != nil {
		return Nobody(), nil, err
	}
	if s.now().Sub(session.SeenAt) >= touchEvery {
		// A portal that can no longer write still shows its pages: that the visit is
		// not written down only ends the session earlier.
		_ = s.touch(ctx, session)
	}
	return actor, session, nil
}

func (s *Service) signedIn(ctx context.Context, tx Tx, hash []byte) (*Session, Actor, error) {
	session, err := optional(tx.Session(ctx, hash))
	if err != nil {
		return nil, Nobody(), err
	}
	if session == nil || !s.now().Before(s.endOf(session)) {
		return nil, Nobody(), Unauthenticated()
	}
	actor, err := s.actorOf(ctx, tx, session.Person)
	actor.Method, actor.ACR, actor.Session = session.Method, session.ACR, session.Hash
	return session, actor, err
}

// actorOf is a person or a service with its roles of today; an Unauthenticated
// fault when the account may not be used.
func (s *Service) actorOf(ctx context.Context, tx Tx, id string) (Actor, error) {
	p, err := optional(tx.Person(ctx, id))
	if err != nil {
		return Nobody(), err
	}
	if p == nil || !p.usable() {
		return Nobody(), Unauthenticated()
	}
	grants, err := tx.GrantsOf(ctx, p.ID)
	if err != nil {
		return Nobody(), err
	}
	now := s.now()
	grants = slices.DeleteFunc(grants, func(g Grant) bool { return !g.InForce(now) })
	return Actor{ID: p.ID, Name: p.Name, Kind: p.Kind, Home: p.Home, Lang: p.Language, Grants: grants}, nil
}

// endOf is when a session ends if it is not used again.
func (s *Service) endOf(session *Session) time.Time {
	idle, longest := s.SessionIdle, s.SessionMax
	if idle == 0 {
		idle = usualIdle
	}
	if longest == 0 {
		longest = usualMax
	}
	end := session.SeenAt.Add(idle)
	if last := session.CreatedAt.Add(longest); last.Before(end) {
		return last
	}
	return end
}

// touch notes that a session is used, unless it was ended meanwhile.
func (s *Service) touch(ctx context.Context, session *Session) error {
	session.SeenAt = s.now()
	session.ExpiresAt = s.endOf(session)
	return s.DB.Write(ctx, func(tx Tx) error {
		if _, err := tx.Session(ctx, session.Hash); err != nil {
			return err
		}
		return tx.SaveSession(ctx, session)
	})
}

// open begins a session of a person who has just proved who they are. Its secret
// is always a new one.
func (s *Service) open(ctx context.Context, tx Tx, p *Person, session Session) (secret string, err error) {
	now := s.now()
	p.LastSeenAt = now
	if err := tx.SavePerson(ctx, p); err != nil {
		return "", err
	}
	secret = s.Secret()
	session.Hash, session.Person, session.Agent = hashOf(secret), p.ID, shown(session.Agent, maxAgent)
	session.CreatedAt, session.SeenAt = now, now
	session.ExpiresAt = s.endOf(&session)
	return secret, tx.SaveSession(ctx, &session)
}

// SignOut ends a session and returns it: its ID token is for signing out at the
// provider. A session that has already ended is no error: the empty one.
func (s *Service) SignOut(ctx context.Context, secret, request string) (*Session, error) {
	var ended *Session
	err := s.DB.Write(ctx, func(tx Tx) (err error) {
		ended, err = optional(tx.Session(ctx, hashOf(secret)))
		if err != nil || ended == nil {
			return err
		}
		if err := tx.DeleteSession(ctx, ended.Hash); err != nil {
			return err
		}
		p, err := tx.Person(ctx, ended.Person)
		if err != nil {
			return err
		}
		return s.tell(ctx, tx, s.eventOf(p, "sign-out", request), journal.Done)
	})
	if ended == nil {
		return &Session{}, err
	}
	return ended, err
}

// eventOf is an event of a person that acts on their own account.
func (s *Service) eventOf(p *Person, action, request string) journal.Event {
	e := s.event(Actor{ID: p.ID, Name: p.Name, Request: request}, action, personKind)
	e.Object, e.Organisation = p.ID, p.Home
	return e
}

// Sessions are the open sessions of the actor, the newest first.
func (s *Service) Sessions(ctx context.Context, a Actor) ([]Session, error) {
	if !a.SignedIn() {
		return nil, Unauthenticated()
	}
	var open []Session
	err := s.DB.Read(ctx, func(tx Tx) error {
		all, err := tx.SessionsOf(ctx, a.ID)
		now := s.now()
		open = slices.DeleteFunc(all, func(x Session) bool { return !now.Before(s.endOf(&x)) })
		return err
	})
	slices.SortFunc(open, func(x, y Session) int { return y.CreatedAt.Compare(x.CreatedAt) })
	return open, err
}

// EndSessions ends all the sessions of the actor but the one of that secret.
func (s *Service) EndSessions(ctx context.Context, a Actor, except string) error {
	if err := a.inPerson(); err != nil {
		return err
	}
	e := s.event(a, "session.end", personKind)
	e.Object, e.Organisation = a.ID, a.Home
	return s.change(ctx, e, func(tx Tx, _ *journal.Event) error {
		return endSessions(ctx, tx, a.ID, hashOf(except))
	})
}

func endSessions(ctx context.Context, tx Tx, person string, except []byte) error {
	open, err := tx.SessionsOf(ctx, person)
	if err != nil {
		return err
	}
	for _, session := range open {
		if bytes.Equal(session.Hash, except) {
			continue
		}
		if err := tx.DeleteSession(ctx, session.Hash); err != nil {
			return err
		}
	}
	return nil
}

// inPerson refuses what only a person at the screen may do to their own account:
// a stolen token must not become a lasting way in.
func (a Actor) inPerson() error {
	switch {
	case !a.SignedIn():
		return Unauthenticated()
	case a.Kind == Human && a.Method != ByToken:
		return nil
	}
	return &havre.Fault{
		Code:    havre.Forbidden,
		Message: havre.Text{FR: "Un jeton ne permet pas de modifier le compte de son propriétaire.", EN: "A token may not change the account of its owner."},
		Next:    havre.Text{FR: "Connectez-vous au portail avec votre navigateur, puis ouvrez « Mon compte ».", EN: "Sign in to the portal with your browser, then open “My account”."},
	}
}
