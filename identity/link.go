package identity

import (
	"context"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
)

// Life is how long a one-time link works.
func (p Purpose) Life() time.Duration {
	if p == ForInvitation {
		return 7 * 24 * time.Hour
	}
	return 24 * time.Hour
}

// LinkFor tells whom a link is for without using it, nobody for the set-up; a Gone
// fault when it no longer works.
func (s *Service) LinkFor(ctx context.Context, link string) (Purpose, *Person, error) {
	var purpose Purpose
	var person *Person
	err := s.DB.Read(ctx, func(tx Tx) error {
		l, err := s.validLink(ctx, tx, link)
		if err != nil {
			return err
		}
		purpose = l.Purpose
		if l.Person == "" {
			return nil
		}
		person, err = tx.Person(ctx, l.Person)
		return err
	})
	if err != nil || person == nil {
		return purpose, nil, err
	}
	return purpose, person.withoutSecrets(), nil
}

// newLink makes a one-time link, and ends those made before for the same.
func (s *Service) newLink(ctx context.Context, tx Tx, purpose Purpose, person string) (secret string, err error) {
	if err := s.endLinks(ctx, tx, purpose, person); err != nil {
		return "", err
	}
	now := s.now()
	secret = strings.ToLower(s.Secret())
	return secret, tx.SaveLink(ctx, &Link{
		Hash: linkHash(secret), Purpose: purpose, Person: person, CreatedAt: now, ExpiresAt: now.Add(purpose.Life()),
	})
}

func (s *Service) endLinks(ctx context.Context, tx Tx, purpose Purpose, person string) error {
	now := s.now()
	pending, err := tx.PendingLinks(ctx, purpose, now)
	if err != nil {
		return err
	}
	for _, l := range pending {
		if l.Person != person {
			continue
		}
		l.UsedAt = now
		if err := tx.SaveLink(ctx, &l); err != nil {
			return err
		}
	}
	return nil
}

// linkHash forgives what typing a link by hand adds to it.
func linkHash(secret string) []byte {
	return hashOf(strings.ToLower(strings.TrimSpace(secret)))
}

// validLink is a link that still works.
func (s *Service) validLink(ctx context.Context, tx Tx, secret string) (*Link, error) {
	l, err := optional(tx.Link(ctx, linkHash(secret)))
	if err != nil {
		return nil, err
	}
	if l == nil || !l.UsedAt.IsZero() || !s.now().Before(l.ExpiresAt) {
		return nil, deadLink()
	}
	return l, nil
}

// useLink uses a link up.
func (s *Service) useLink(ctx context.Context, tx Tx, secret string) (*Link, error) {
	l, err := s.validLink(ctx, tx, secret)
	if err != nil {
		return nil, err
	}
	l.UsedAt = s.now()
	return l, tx.SaveLink(ctx, l)
}

func deadLink() error {
	return &havre.Fault{
		Code:    havre.Gone,
		Message: havre.Text{FR: "Ce lien a déjà servi, a expiré ou a été remplacé par un autre.", EN: "This link was already used, has expired or was replaced by another."},
		Next: havre.Text{
			FR: "Demandez-en un nouveau à un administrateur ; pour la mise en service, relancez le portail : il en affiche un.",
			EN: "Ask an administrator for a new one; for the set-up, restart the portal: it prints one.",
		},
	}
}
