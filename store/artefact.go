package store

import (
	"context"

	"github.com/havre-cloud/havre/record"
)

// AddArtefact implements record.Tx.
func (tx *Tx) AddArtefact(ctx context.Context, a *record.Artefact) error {
	return tx.run(ctx, "INSERT INTO artefacts (digest, kind, content, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		a.Digest, a.Kind, bytesOf(a.Content), at(a.At))
}

// Artefact implements record.Tx.
func (tx *Tx) Artefact(ctx context.Context, digest string) (*record.Artefact, error) {
	return one(ctx, tx, func(s scanner, a *record.Artefact) error {
		return s.Scan(&a.Digest, &a.Kind, &a.Content, instant{&a.At})
	},
		"SELECT digest, kind, content, at FROM artefacts WHERE digest = $1", digest)
}
