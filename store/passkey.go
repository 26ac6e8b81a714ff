package store

import (
	"context"

	"github.com/havre-cloud/havre/identity"
)

var passkeyColumns = "k.id, k.person, k.name, k.data, k.used_at, " + stamped("k")

func scanPasskey(s scanner, k *identity.Passkey) error {
	return s.Scan(append([]any{&k.ID, &k.Person, &k.Name, &k.Data, instant{&k.UsedAt}}, stamps(&k.Stamps)...)...)
}

// PasskeysOf implements identity.Tx, the oldest first.
func (tx *Tx) PasskeysOf(ctx context.Context, person string) ([]identity.Passkey, error) {
	return all(ctx, tx, scanPasskey, "SELECT "+passkeyColumns+" FROM passkeys k WHERE k.person = $1 AND k.deleted_at IS NULL ORDER BY k.created_at, k.id", person)
}

// Passkey implements identity.Tx.
func (tx *Tx) Passkey(ctx context.Context, id string) (*identity.Passkey, error) {
	return one(ctx, tx, scanPasskey, "SELECT "+passkeyColumns+" FROM passkeys k WHERE k.id = $1", id)
}

// SavePasskey implements identity.Tx.
func (tx *Tx) SavePasskey(ctx context.Context, k *identity.Passkey) error {
	return tx.save(ctx, row{
		"passkeys", k.ID,
		[]string{"person", "name", "data", "used_at"},
		[]any{k.Person, k.Name, bytesOf(k.Data), maybe(k.UsedAt)},
	}, &k.Stamps)
}

// DeletePasskey implements identity.Tx.
func (tx *Tx) DeletePasskey(ctx context.Context, id string) error {
	return tx.run(ctx, "DELETE FROM passkeys WHERE id = $1", id)
}
