package identity

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// People lists the people and services that the actor may see.
func (s *Service) People(ctx context.Context, a Actor, q PersonQuery) (page havre.Page[Person], err error) {
	paths, all := a.Scoped(ReadMembers)
	q.Scopes = paths
	switch {
	case all:
		q.Scopes = nil
	case len(paths) == 0:
		return page, nil
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		page, err = tx.People(ctx, q)
		return err
	})
	for i := range page.Items {
		page.Items[i] = *page.Items[i].withoutSecrets()
	}
	return page, err
}

// Person is one that the actor may see: itself always.
func (s *Service) Person(ctx context.Context, a Actor, id string) (*Person, error) {
	var p *Person
	err := s.see(ctx, s.event(a, string(ReadMembers), personKind), func(tx Tx, e *journal.Event) (err error) {
		p, err = s.visible(ctx, tx, a, id, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p.withoutSecrets(), nil
}

// visible loads a person that the actor may see: itself, or somebody who has a role
// or works in an organisation whose members it may see.
func (s *Service) visible(ctx context.Context, tx Tx, a Actor, id string, e *journal.Event) (*Person, error) {
	e.Object = id
	p, err := optional(tx.Person(ctx, id))
	switch {
	case err != nil:
		return nil, err
	case p == nil:
		return nil, a.missing()
	}
	*e = personFilled(*e, p)
	if a.IsSystem() || a.ID == p.ID && a.inScope(ScopeRead) {
		return p, nil
	}
	places, err := s.placesOf(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	for _, path := range places {
		if a.May(ReadMembers, Object{Path: path}) == Allowed {
			return p, nil
		}
	}
	return nil, a.missing()
}

// placesOf are the paths where a person has a role, works, or which owns a service;
// the whole portal always, whose administrators see everybody.
func (s *Service) placesOf(ctx context.Context, tx Tx, p *Person) ([]string, error) {
	paths := []string{PortalPath}
	grants, err := tx.GrantsOf(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		paths = append(paths, g.Path)
	}
	home, err := s.homeOf(ctx, tx, p)
	return append(paths, home), err
}

// homeOf is the path of a person's home, the whole portal without.
func (s *Service) homeOf(ctx context.Context, tx Tx, p *Person) (string, error) {
	if p.Home == "" {
		return PortalPath, nil
	}
	o, err := optional(tx.Organisation(ctx, p.Home))
	if err != nil || o == nil {
		return PortalPath, err
	}
	return o.Path, nil
}

// personFilled completes an event with the person that it tells of.
func personFilled(e journal.Event, p *Person) journal.Event {
	e.Object, e.Organisation = p.ID, p.Home
	if p.Kind == Machine {
		e.Kind, e.ObjectName = serviceKind, p.Name
	}
	return e
}

// mayManage checks that the actor may disable an account: those of people are for
// the administrators of the portal, a service for those who manage the services of
// its organisation.
func (s *Service) mayManage(ctx context.Context, tx Tx, a Actor, p *Person) error {
	if p.Kind != Machine {
		return a.Check(Administer, Object{})
	}
	home, err := s.homeOf(ctx, tx, p)
	if err != nil {
		return err
	}
	return a.Check(WriteServices, Object{Path: home})
}

// Disable ends a person's sessions and refuses new ones; it also stops its tokens.
// With false it undoes that.
func (s *Service) Disable(ctx context.Context, a Actor, id string, disabled bool) error {
	action := "person.enable"
	if disabled {
		action = "person.disable"
	}
	return s.change(ctx, s.event(a, action, personKind), func(tx Tx, e *journal.Event) error {
		p, err := s.visible(ctx, tx, a, id, e)
		if err != nil {
			return err
		}
		if err := s.mayManage(ctx, tx, a, p); err != nil {
			return err
		}
		if p.Erased || p.Deleted() {
			return a.missing()
		}
		p.Disabled = disabled
		s.stamp(&p.Stamps, a)
		return s.keepingAdministrator(ctx, tx, func() error {
			if err := tx.SavePerson(ctx, p); err != nil || !disabled {
				return err
			}
			return endSessions(ctx, tx, p.ID, nil)
		})
	})
}

// SetPreferences keeps the actor's language and theme.
func (s *Service) SetPreferences(ctx context.Context, a Actor, lang havre.Lang, theme string) error {
	if err := preferenceProblems(lang, theme).Err(); err != nil {
		return err
	}
	if err := a.inPerson(); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx Tx) error {
		p, err := tx.Person(ctx, a.ID)
		if err != nil || p.Language == lang && p.Theme == theme {
			return err
		}
		p.Language, p.Theme = lang, theme
		s.stamp(&p.Stamps, a)
		return tx.SavePerson(ctx, p)
	})
}

func preferenceProblems(lang havre.Lang, theme string) havre.Problems {
	ps := wordProblems("language", string(lang), []string{string(havre.French), string(havre.English)})
	return append(ps, wordProblems("theme", theme, []string{"light", "dark"})...)
}
