package store

import (
	"context"

	"github.com/havre-cloud/havre/record"
)

const operationColumns = "id, kind, done, total, state, message_fr, message_en, result, author, started_at, updated_at, ended_at"

// SaveOperation implements record.Tx.
func (tx *Tx) SaveOperation(ctx context.Context, o *record.Operation) error {
	return tx.run(ctx, "INSERT INTO operations ("+operationColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, done = excluded.done, total = excluded.total, state = excluded.state,
		message_fr = excluded.message_fr, message_en = excluded.message_en, result = excluded.result, author = excluded.author,
		started_at = excluded.started_at, updated_at = excluded.updated_at, ended_at = excluded.ended_at`,
		o.ID, o.Kind, o.Done, o.Total, o.State, o.Message.FR, o.Message.EN, []byte(o.Result), o.By, at(o.StartedAt), at(o.UpdatedAt), maybe(o.EndedAt))
}

// Operation implements record.Tx.
func (tx *Tx) Operation(ctx context.Context, id string) (*record.Operation, error) {
	return one(ctx, tx, func(s scanner, o *record.Operation) error {
		var result []byte
		err := s.Scan(&o.ID, &o.Kind, &o.Done, &o.Total, &o.State, &o.Message.FR, &o.Message.EN, &result, &o.By,
			instant{&o.StartedAt}, instant{&o.UpdatedAt}, instant{&o.EndedAt})
		o.Result = result
		return err
	}, "SELECT "+operationColumns+" FROM operations WHERE id = $1", id)
}
