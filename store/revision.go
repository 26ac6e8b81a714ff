package store

import (
	"context"

	"github.com/havre-cloud/havre/record"
)

const revisionColumns = "r.need, r.number, r.note, r.at, r.author, COALESCE(h.name, '')"

const revisionTables = " FROM revisions r LEFT JOIN people h ON h.id = r.author "

func revisionFields(r *record.Revision) []any {
	return []any{&r.Need, &r.Number, &r.Note, instant{&r.At}, &r.By, &r.ByName}
}

// Revisions implements record.Tx.
func (tx *Tx) Revisions(ctx context.Context, need string) ([]record.Revision, error) {
	return all(ctx, tx, func(s scanner, r *record.Revision) error { return s.Scan(revisionFields(r)...) },
		"SELECT "+revisionColumns+revisionTables+"WHERE r.need = $1 ORDER BY r.number DESC", need)
}

// Revision implements record.Tx.
func (tx *Tx) Revision(ctx context.Context, need string, number int) (*record.Revision, error) {
	return one(ctx, tx, func(s scanner, r *record.Revision) error { return s.Scan(append(revisionFields(r), &r.Document)...) },
		"SELECT "+revisionColumns+", r.document"+revisionTables+"WHERE r.need = $1 AND r.number = $2", need, number)
}

func (tx *Tx) addRevision(ctx context.Context, r *record.Revision) error {
	return tx.run(ctx, "INSERT INTO revisions (need, number, document, note, at, author) VALUES ($1, $2, $3, $4, $5, $6)",
		r.Need, r.Number, bytesOf(r.Document), r.Note, at(r.At), r.By)
}
