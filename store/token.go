package store

import (
	"context"
	"time"

	"github.com/havre-cloud/havre/identity"
)

var tokenColumns = "t.id, t.person, t.name, t.prefix, t.hash, t.scopes, t.expires_at, t.used_at, t.used_from, " + stamped("t")

func scanToken(s scanner, t *identity.Token) error {
	return s.Scan(append([]any{
		&t.ID, &t.Person, &t.Name, &t.Prefix, &t.Hash, words{&t.Scopes}, instant{&t.ExpiresAt}, instant{&t.UsedAt}, &t.UsedFrom,
	}, stamps(&t.Stamps)...)...)
}

// Token implements identity.Tx.
func (tx *Tx) Token(ctx context.Context, id string) (*identity.Token, error) {
	return one(ctx, tx, scanToken, "SELECT "+tokenColumns+" FROM tokens t WHERE t.id = $1", id)
}

// TokenOfPrefix implements identity.Tx: revoked ones too.
func (tx *Tx) TokenOfPrefix(ctx context.Context, prefix string) (*identity.Token, error) {
	return one(ctx, tx, scanToken, "SELECT "+tokenColumns+" FROM tokens t WHERE t.prefix = $1", prefix)
}

// TokensOf implements identity.Tx: revoked ones too, the newest first.
func (tx *Tx) TokensOf(ctx context.Context, person string) ([]identity.Token, error) {
	return all(ctx, tx, scanToken, "SELECT "+tokenColumns+" FROM tokens t WHERE t.person = $1 ORDER BY t.created_at DESC, t.id", person)
}

// SaveToken implements identity.Tx.
func (tx *Tx) SaveToken(ctx context.Context, t *identity.Token) error {
	return tx.save(ctx, row{
		"tokens", t.ID,
		[]string{"person", "name", "prefix", "hash", "scopes", "expires_at", "used_at", "used_from"},
		[]any{t.Person, t.Name, t.Prefix, bytesOf(t.Hash), words{t.Scopes}, at(t.ExpiresAt), maybe(t.UsedAt), t.UsedFrom},
	}, &t.Stamps)
}

// TouchToken implements identity.Tx.
func (tx *Tx) TouchToken(ctx context.Context, id string, now time.Time, from string) error {
	return tx.run(ctx, "UPDATE tokens SET used_at = $1, used_from = $2 WHERE id = $3", at(now), from, id)
}
