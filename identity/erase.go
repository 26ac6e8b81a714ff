package identity

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// Erase forgets a person: name, address, subject, credentials, and what the
// journal kept beside the log. The identifier stays, so that what the person did is
// still somebody's. It cannot be undone.
func (s *Service) Erase(ctx context.Context, a Actor, id string) error {
	return s.change(ctx, s.event(a, "person.erase", personKind), func(tx Tx, e *journal.Event) error {
		if err := a.Check(ErasePerson, Object{}); err != nil {
			e.Object = id
			return err
		}
		p, err := s.visible(ctx, tx, a, id, e)
		if err != nil {
			return err
		}
		if p.Kind != Human {
			return notAPerson()
		}
		err = s.keepingAdministrator(ctx, tx, func() error { return s.forget(ctx, tx, a, p) })
		if err != nil {
			return err
		}
		if a.ID == p.ID {
			e.ActorName = "" // or the entry that tells it would remember
		}
		_, err = tx.EraseJournalPersonal(ctx, p.ID)
		return err
	})
}

func notAPerson() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Un compte de service n’est pas une personne : il n’y a rien à effacer.", EN: "A service account is not a person: there is nothing to erase."},
		Next:    havre.Text{FR: "Supprimez le compte de service depuis son organisation.", EN: "Delete the service account from its organisation."},
	}
}

// forget empties the account and all that hangs on it.
func (s *Service) forget(ctx context.Context, tx Tx, a Actor, p *Person) error {
	steps := []func(context.Context, Tx, Actor, *Person) error{
		s.forgetSessions, s.forgetPasskeys, s.forgetTokens, s.forgetGrants, s.forgetLinks,
	}
	for _, step := range steps {
		if err := step(ctx, tx, a, p); err != nil {
			return err
		}
	}
	blank := Person{ID: p.ID, Kind: p.Kind, Disabled: true, Erased: true, Stamps: p.Stamps}
	*p = blank
	s.stamp(&p.Stamps, a)
	return tx.SavePerson(ctx, p)
}

func (s *Service) forgetSessions(ctx context.Context, tx Tx, _ Actor, p *Person) error {
	return endSessions(ctx, tx, p.ID, nil)
}

func (s *Service) forgetPasskeys(ctx context.Context, tx Tx, _ Actor, p *Person) error {
	keys, err := tx.PasskeysOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if err := tx.DeletePasskey(ctx, k.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) forgetTokens(ctx context.Context, tx Tx, a Actor, p *Person) error {
	tokens, err := tx.TokensOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		t.Name, t.UsedFrom = "", ""
		if !t.Deleted() {
			t.DeletedAt = s.now()
		}
		s.stamp(&t.Stamps, a)
		if err := tx.SaveToken(ctx, &t); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) forgetGrants(ctx context.Context, tx Tx, a Actor, p *Person) error {
	grants, err := tx.GrantsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		g.Reason, g.DeletedAt = "", s.now()
		s.stamp(&g.Stamps, a)
		if err := tx.SaveGrant(ctx, &g); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) forgetLinks(ctx context.Context, tx Tx, _ Actor, p *Person) error {
	for _, purpose := range []Purpose{ForInvitation, ForPassword} {
		if err := s.endLinks(ctx, tx, purpose, p.ID); err != nil {
			return err
		}
	}
	return nil
}
