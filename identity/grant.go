package identity

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// maxReason is the length of the reason of a grant, in characters.
const maxReason = 500

var noTime time.Time

// Members lists grants on an organisation and those inherited from above, in force;
// those on the whole portal for "".
func (s *Service) Members(ctx context.Context, a Actor, organisation string, l havre.List) (page havre.Page[Member], err error) {
	e := s.event(a, string(ReadMembers), organisationKind)
	err = s.see(ctx, e, func(tx Tx, e *journal.Event) error {
		q := GrantQuery{List: l, Path: PortalPath, InForceAt: s.now()}
		if organisation != "" {
			o, err := s.organisation(ctx, tx, a, ReadMembers, organisation, e)
			if err != nil {
				return err
			}
			q.Path = o.Path
		} else if err := a.Check(ReadMembers, Object{}); err != nil {
			return err
		}
		page, err = tx.Grants(ctx, q)
		return err
	})
	return page, err
}

// Grants lists the grants the actor may see: its own, when it asks for them, and
// those of organisations whose members it may see.
func (s *Service) Grants(ctx context.Context, a Actor, q GrantQuery) (page havre.Page[Member], err error) {
	paths, all := a.Scoped(ReadMembers)
	q.Scopes = paths
	own := a.SignedIn() && q.Person == a.ID && a.inScope(ScopeRead)
	switch {
	case all || own:
		q.Scopes = nil
	case len(paths) == 0:
		return page, nil
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.Grants(ctx, q)
		return err
	})
	return page, err
}

// Grant is one that the actor may see.
func (s *Service) Grant(ctx context.Context, a Actor, id string) (g *Grant, err error) {
	err = s.see(ctx, s.event(a, string(ReadMembers), grantKind), func(tx Tx, e *journal.Event) error {
		g, err = s.grant(ctx, tx, a, ReadMembers, id, e)
		return err
	})
	return g, err
}

// grant loads one for an action and names it in the event. One's own may always be
// seen.
func (s *Service) grant(ctx context.Context, tx Tx, a Actor, act Action, id string, e *journal.Event) (*Grant, error) {
	e.Object = id
	g, err := optional(tx.Grant(ctx, id))
	switch {
	case err != nil:
		return nil, err
	case g == nil:
		return nil, a.missing()
	}
	*e = grantFilled(*e, g)
	if act == ReadMembers && a.SignedIn() && g.Person == a.ID && a.inScope(ScopeRead) {
		return g, nil
	}
	return g, a.Check(act, Object{Path: g.Path})
}

// SaveGrant gives a role (Version 0) or changes its end or reason.
func (s *Service) SaveGrant(ctx context.Context, a Actor, g *Grant) error {
	action := "grant.create"
	if g.Version > 0 {
		action = "grant.update"
	}
	saved := *g
	err := s.change(ctx, s.event(a, action, grantKind), func(tx Tx, e *journal.Event) error {
		saved = *g
		if saved.Version == 0 {
			return s.createGrant(ctx, tx, a, &saved, e)
		}
		return s.updateGrant(ctx, tx, a, &saved, e)
	})
	if err == nil {
		*g = saved
	}
	return err
}

func (s *Service) createGrant(ctx context.Context, tx Tx, a Actor, g *Grant, e *journal.Event) error {
	g.ID, g.Stamps = s.NewID(), Stamps{}
	e.Object = g.ID
	if err := s.locate(ctx, tx, a, g); err != nil {
		return err
	}
	*e = grantFilled(*e, g)
	if err := s.grantProblems(g).Err(); err != nil {
		return err
	}
	p, err := optional(tx.Person(ctx, g.Person))
	if err != nil {
		return err
	}
	if p == nil || p.Erased || p.Deleted() {
		return fieldFault("person", havre.Text{FR: "cette personne n’existe pas", EN: "this person does not exist"})
	}
	held, err := tx.GrantsOf(ctx, g.Person)
	if err != nil {
		return err
	}
	if clash(held, g) {
		return taken("role", havre.Text{FR: "cette personne a déjà ce rôle ici", EN: "this person already has this role here"})
	}
	s.stamp(&g.Stamps, a)
	return tx.SaveGrant(ctx, g)
}

// locate fills the path of a new grant, and checks that the actor may give roles
// there.
func (s *Service) locate(ctx context.Context, tx Tx, a Actor, g *Grant) error {
	g.Path = PortalPath
	if g.Organisation != "" {
		o, err := optional(tx.Organisation(ctx, g.Organisation))
		if err != nil {
			return err
		}
		if o == nil || o.Deleted() {
			return a.missing()
		}
		g.Path = o.Path
	}
	return a.Check(WriteMembers, Object{Path: g.Path})
}

// clash says whether a role is already held there.
func clash(held []Grant, g *Grant) bool {
	return slices.ContainsFunc(held, func(h Grant) bool {
		return h.Role == g.Role && h.Organisation == g.Organisation && !h.Deleted() && h.ID != g.ID
	})
}

// grantProblems says what is wrong with a grant in itself.
func (s *Service) grantProblems(g *Grant) (ps havre.Problems) {
	if !slices.Contains(Roles, g.Role) {
		words := make([]string, len(Roles))
		for i, r := range Roles {
			words[i] = string(r)
		}
		ps = append(ps, havre.Problem{
			Field: "role", Value: cut(string(g.Role)), Suggestion: havre.Nearest(string(g.Role), words),
			Message: havre.Text{FR: "ce rôle n’existe pas", EN: "this role does not exist"},
		})
	}
	if !g.Until.IsZero() && !s.now().Before(g.Until) {
		ps = append(ps, havre.Problem{Field: "until", Message: havre.Text{FR: "cette date est passée", EN: "this date is past"}})
	}
	if utf8.RuneCountInString(g.Reason) > maxReason {
		ps = append(ps, havre.Problem{Field: "reason", Message: havre.Text{FR: "%d caractères au plus", EN: "%d characters at most"}.With(maxReason)})
	}
	return ps
}

func (s *Service) updateGrant(ctx context.Context, tx Tx, a Actor, g *Grant, e *journal.Event) error {
	old, err := s.grant(ctx, tx, a, WriteMembers, g.ID, e)
	switch {
	case err != nil:
		return err
	case old.Deleted():
		return a.missing()
	}
	until, reason, version := g.Until, g.Reason, g.Version
	*g = *old
	g.Until, g.Reason, g.Version = until, reason, version
	if err := s.grantProblems(g).Err(); err != nil {
		return err
	}
	*e = grantFilled(*e, g)
	s.stamp(&g.Stamps, a)
	return s.keepingAdministrator(ctx, tx, func() error { return tx.SaveGrant(ctx, g) })
}

// Revoke takes a role away; RestoreGrant gives it back. The last administrator of
// the portal cannot be revoked.
func (s *Service) Revoke(ctx context.Context, a Actor, id string, version int64) error {
	return s.change(ctx, s.event(a, "grant.revoke", grantKind), func(tx Tx, e *journal.Event) error {
		g, err := s.grant(ctx, tx, a, WriteMembers, id, e)
		switch {
		case err != nil:
			return err
		case g.Deleted():
			return a.missing()
		}
		g.Version, g.DeletedAt = version, s.now()
		s.stamp(&g.Stamps, a)
		return s.keepingAdministrator(ctx, tx, func() error { return tx.SaveGrant(ctx, g) })
	})
}

// RestoreGrant undoes a revocation.
func (s *Service) RestoreGrant(ctx context.Context, a Actor, id string) error {
	return s.change(ctx, s.event(a, "grant.restore", grantKind), func(tx Tx, e *journal.Event) error {
		g, err := s.grant(ctx, tx, a, WriteMembers, id, e)
		if err != nil || !g.Deleted() {
			return err
		}
		held, err := tx.GrantsOf(ctx, g.Person)
		if err != nil {
			return err
		}
		if clash(held, g) {
			return taken("role", havre.Text{FR: "cette personne a de nouveau ce rôle ici", EN: "this person has this role here again"})
		}
		g.DeletedAt = noTime
		s.stamp(&g.Stamps, a)
		return tx.SaveGrant(ctx, g)
	})
}

// grantEvent tells of a grant.
func (s *Service) grantEvent(a Actor, action string, g *Grant, request string) journal.Event {
	e := s.event(a, action, grantKind)
	e.Request = request
	return grantFilled(e, g)
}

// grantFilled completes an event with the grant that it tells of: whose, by
// identifier, which role and where.
func grantFilled(e journal.Event, g *Grant) journal.Event {
	e.Object, e.ObjectName, e.Organisation = g.ID, string(g.Role), g.Organisation
	e.Details["person"], e.Details["role"] = g.Person, string(g.Role)
	if !g.Until.IsZero() {
		e.Details["until"] = g.Until.UTC().Format(time.RFC3339)
	}
	return e
}
