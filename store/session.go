package store

import (
	"context"
	"time"

	"github.com/havre-cloud/havre/identity"
)

const sessionColumns = "hash, person, method, acr, id_token, created_at, seen_at, expires_at, agent"

func scanSession(s scanner, v *identity.Session) error {
	return s.Scan(&v.Hash, &v.Person, &v.Method, &v.ACR, &v.IDToken, instant{&v.CreatedAt}, instant{&v.SeenAt}, instant{&v.ExpiresAt}, &v.Agent)
}

// Session implements identity.Tx.
func (tx *Tx) Session(ctx context.Context, hash []byte) (*identity.Session, error) {
	return one(ctx, tx, scanSession, "SELECT "+sessionColumns+" FROM sessions WHERE hash = $1", hash)
}

// SaveSession implements identity.Tx.
func (tx *Tx) SaveSession(ctx context.Context, s *identity.Session) error {
	return tx.run(ctx, "INSERT INTO sessions ("+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (hash) DO UPDATE SET person = excluded.person, method = excluded.method, acr = excluded.acr, id_token = excluded.id_token,
		created_at = excluded.created_at, seen_at = excluded.seen_at, expires_at = excluded.expires_at, agent = excluded.agent`,
		s.Hash, s.Person, s.Method, s.ACR, s.IDToken, at(s.CreatedAt), at(s.SeenAt), at(s.ExpiresAt), s.Agent)
}

// DeleteSession implements identity.Tx.
func (tx *Tx) DeleteSession(ctx context.Context, hash []byte) error {
	return tx.run(ctx, "DELETE FROM sessions WHERE hash = $1", hash)
}

// SessionsOf implements identity.Tx, the newest first.
func (tx *Tx) SessionsOf(ctx context.Context, person string) ([]identity.Session, error) {
	return all(ctx, tx, scanSession, "SELECT "+sessionColumns+" FROM sessions WHERE person = $1 ORDER BY created_at DESC, hash", person)
}

// How long the answer to a create is remembered, and an expired token told apart
// from one that never was.
const (
	repliesKept = 24 * time.Hour
	tokensKept  = 30 * 24 * time.Hour
)

// DeleteExpired implements identity.Tx. The answers kept for those who send a
// request twice go with the rest, after a day.
func (tx *Tx) DeleteExpired(ctx context.Context, now time.Time) (int, error) {
	total := int64(0)
	for table, kept := range map[string]time.Duration{"sessions": 0, "links": 0, "challenges": 0, "tokens": tokensKept} {
		n, err := tx.exec(ctx, "DELETE FROM "+table+" WHERE expires_at <= $1", at(now.Add(-kept)))
		if err != nil {
			return 0, err
		}
		total += n
	}
	n, err := tx.exec(ctx, "DELETE FROM replies WHERE at <= $1", at(now.Add(-repliesKept)))
	return int(total + n), err
}
