package store

import (
	"context"
	"time"

	"github.com/havre-cloud/havre/identity"
)

const linkColumns = "hash, purpose, person, created_at, expires_at, used_at"

func scanLink(s scanner, l *identity.Link) error {
	return s.Scan(&l.Hash, &l.Purpose, &l.Person, instant{&l.CreatedAt}, instant{&l.ExpiresAt}, instant{&l.UsedAt})
}

// Link implements identity.Tx.
func (tx *Tx) Link(ctx context.Context, hash []byte) (*identity.Link, error) {
	return one(ctx, tx, scanLink, "SELECT "+linkColumns+" FROM links WHERE hash = $1", hash)
}

// SaveLink implements identity.Tx.
func (tx *Tx) SaveLink(ctx context.Context, l *identity.Link) error {
	return tx.run(ctx, "INSERT INTO links ("+linkColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (hash) DO UPDATE SET purpose = excluded.purpose, person = excluded.person,
		created_at = excluded.created_at, expires_at = excluded.expires_at, used_at = excluded.used_at`,
		l.Hash, l.Purpose, l.Person, at(l.CreatedAt), at(l.ExpiresAt), maybe(l.UsedAt))
}

// PendingLinks implements identity.Tx: neither used nor expired, the newest first.
func (tx *Tx) PendingLinks(ctx context.Context, purpose identity.Purpose, now time.Time) ([]identity.Link, error) {
	return all(ctx, tx, scanLink, "SELECT "+linkColumns+` FROM links
		WHERE purpose = $1 AND used_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, hash`, purpose, at(now))
}

// AddChallenge implements identity.Tx.
func (tx *Tx) AddChallenge(ctx context.Context, c *identity.Challenge) error {
	return tx.run(ctx, "INSERT INTO challenges (hash, data, expires_at) VALUES ($1, $2, $3)", c.Hash, bytesOf(c.Data), at(c.ExpiresAt))
}

// TakeChallenge implements identity.Tx.
func (tx *Tx) TakeChallenge(ctx context.Context, hash []byte) (*identity.Challenge, error) {
	return one(ctx, tx, func(s scanner, c *identity.Challenge) error {
		return s.Scan(&c.Hash, &c.Data, instant{&c.ExpiresAt})
	}, "DELETE FROM challenges WHERE hash = $1 RETURNING hash, data, expires_at", hash)
}
