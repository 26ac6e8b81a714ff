package store

import (
	"context"

	"github.com/havre-cloud/havre/record"
)

// heldShare is a share with the need it is of.
type heldShare struct {
	record.Share
	need string
}

// shares reads those of some needs: the title is that of the organisation, or the
// name of the person.
func (tx *Tx) shares(ctx context.Context, needs []any) ([]heldShare, error) {
	var w where
	w.among("s.need", needs)
	return all(ctx, tx, func(s scanner, h *heldShare) error {
		return s.Scan(&h.need, &h.With, &h.Path, &h.Title, instant{&h.At}, &h.By)
	}, `SELECT s.need, s.target, COALESCE(o.path, ''), COALESCE(o.title, h.name, ''), s.at, s.author FROM shares s
		LEFT JOIN organisations o ON o.id = s.target LEFT JOIN people h ON h.id = s.target
		WHERE `+w.String()+" ORDER BY s.need, s.at, s.target", w.operands...)
}

// SaveShares implements record.Tx: these and no other.
func (tx *Tx) SaveShares(ctx context.Context, need string, shares []record.Share) error {
	if err := tx.run(ctx, "DELETE FROM shares WHERE need = $1", need); err != nil {
		return err
	}
	for _, s := range shares {
		err := tx.run(ctx, "INSERT INTO shares (need, target, at, author) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", need, s.With, at(s.At), s.By)
		if err != nil {
			return err
		}
	}
	return nil
}
