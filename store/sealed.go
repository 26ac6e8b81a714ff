package store

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision"
)

const sealedColumns = "s.owner, s.name, s.box, s.key, s.at"

func scanSealed(row scanner, s *provision.Sealed) error {
	return row.Scan(&s.Owner, &s.Name, &s.Box, &s.Key, instant{&s.At})
}

// Sealed implements provision.Tx.
func (tx *Tx) Sealed(ctx context.Context, owner, name string) (*provision.Sealed, error) {
	return one(ctx, tx, scanSealed, "SELECT "+sealedColumns+" FROM sealed s WHERE s.owner = $1 AND s.name = $2", owner, name)
}

// SealedBefore implements provision.Tx. Keys have no order: an older one is any other.
func (tx *Tx) SealedBefore(ctx context.Context, key uint32, most int) ([]provision.Sealed, error) {
	return all(ctx, tx, scanSealed, "SELECT "+sealedColumns+" FROM sealed s WHERE s.key < $1 OR s.key > $1 LIMIT $2", int64(key), most)
}

// SaveSealed implements provision.Tx.
func (tx *Tx) SaveSealed(ctx context.Context, s *provision.Sealed) error {
	return tx.run(ctx, `INSERT INTO sealed (owner, name, box, key, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (owner, name) DO UPDATE SET box = excluded.box, key = excluded.key, at = excluded.at`,
		s.Owner, s.Name, bytesOf(s.Box), int64(s.Key), maybe(s.At))
}

// DropSealed implements provision.Tx; one that is not there is no failure.
func (tx *Tx) DropSealed(ctx context.Context, owner, name string) error {
	var w where
	w.and("owner = ?", owner)
	w.equal("name", name)
	return tx.run(ctx, "DELETE FROM sealed WHERE "+w.String(), w.operands...)
}

// Keyset implements provision.Tx.
func (tx *Tx) Keyset(ctx context.Context) (encrypted []byte, version int64, err error) {
	type keyset struct {
		content []byte
		version int64
	}
	k, err := one(ctx, tx, func(s scanner, k *keyset) error { return s.Scan(&k.content, &k.version) }, "SELECT content, version FROM keysets WHERE id = 1")
	if err != nil {
		return nil, 0, err
	}
	return k.content, k.version, nil
}

// SaveKeyset implements provision.Tx.
func (tx *Tx) SaveKeyset(ctx context.Context, encrypted []byte, version int64) error {
	statement, operands := "UPDATE keysets SET content = $1, version = version + 1 WHERE id = 1 AND version = $2", []any{bytesOf(encrypted), version}
	if version == 0 {
		statement, operands = "INSERT INTO keysets (id, content, version) VALUES (1, $1, 1) ON CONFLICT DO NOTHING", operands[:1]
	}
	n, err := tx.exec(ctx, statement, operands...)
	if err != nil || n > 0 {
		return err
	}
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Le jeu de clés a changé entre-temps.", EN: "The keyset was changed meanwhile."},
		Next:    havre.Text{FR: "Relisez-le, puis recommencez.", EN: "Read it again, then try again."},
	}
}
