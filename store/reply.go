package store

import (
	"bytes"
	"context"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/record"
)

const replyColumns = "person, key, hash, status, header, body, at"

// Reply implements record.Tx.
func (tx *Tx) Reply(ctx context.Context, person, key string) (*record.Reply, error) {
	return one(ctx, tx, func(s scanner, r *record.Reply) error {
		return s.Scan(&r.Person, &r.Key, &r.Hash, &r.Status, &r.Header, &r.Body, instant{&r.At})
	}, "SELECT "+replyColumns+" FROM replies WHERE person = $1 AND key = $2", person, key)
}

// RememberReply implements record.Tx. The answer kept first stays; without an
// instant, it is kept from now.
func (tx *Tx) RememberReply(ctx context.Context, r *record.Reply) error {
	if r.At.IsZero() {
		r.At = time.Now().UTC()
	}
	n, err := tx.exec(ctx, "INSERT INTO replies ("+replyColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
		r.Person, r.Key, bytesOf(r.Hash), r.Status, bytesOf(r.Header), bytesOf(r.Body), at(r.At))
	if err != nil || n == 1 {
		return err
	}
	kept, err := tx.Reply(ctx, r.Person, r.Key)
	if err == nil && !bytes.Equal(kept.Hash, r.Hash) {
		return keyReused()
	}
	return err
}

func keyReused() error {
	return &havre.Fault{
		Code: havre.Conflict,
		Message: havre.Text{
			FR: "Cette clé d’idempotence a déjà servi pour une autre demande.",
			EN: "This idempotency key was already used for another request.",
		},
		Next: havre.Text{FR: "Prenez une nouvelle clé pour chaque nouvelle demande.", EN: "Use a new key for each new request."},
	}
}
