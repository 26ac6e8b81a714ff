package store

import (
	"context"

	"github.com/havre-cloud/havre/record"
)

const sendingColumns = "s.id, s.need, s.number, s.revision, s.valid_on, s.platform, s.recipient, s.note, s.flows, s.digest, s.at, s.author, COALESCE(h.name, '')"

const sendingTables = " FROM sendings s LEFT JOIN people h ON h.id = s.author "

func sendingFields(s *record.Sending) []any {
	return []any{&s.ID, &s.Need, &s.Number, &s.Revision, date{&s.On}, &s.Platform, &s.To, &s.Note, &s.Flows, &s.Digest, instant{&s.At}, &s.By, &s.ByName}
}

// Sendings implements record.Tx.
func (tx *Tx) Sendings(ctx context.Context, need string) ([]record.Sending, error) {
	return all(ctx, tx, func(row scanner, s *record.Sending) error { return row.Scan(sendingFields(s)...) },
		"SELECT "+sendingColumns+sendingTables+"WHERE s.need = $1 ORDER BY s.number DESC", need)
}

// Sending implements record.Tx.
func (tx *Tx) Sending(ctx context.Context, need string, number int) (*record.Sending, error) {
	return one(ctx, tx, func(row scanner, s *record.Sending) error { return row.Scan(append(sendingFields(s), &s.Content)...) },
		"SELECT "+sendingColumns+", s.content"+sendingTables+"WHERE s.need = $1 AND s.number = $2", need, number)
}

// LastSending implements record.Tx.
func (tx *Tx) LastSending(ctx context.Context, need string) (*record.Sending, error) {
	return one(ctx, tx, func(row scanner, s *record.Sending) error { return row.Scan(append(sendingFields(s), &s.Content)...) },
		"SELECT "+sendingColumns+", s.content"+sendingTables+"WHERE s.need = $1 ORDER BY s.number DESC LIMIT 1", need)
}

// AddSending implements record.Tx.
func (tx *Tx) AddSending(ctx context.Context, s *record.Sending) error {
	number, err := value[int](ctx, tx, "SELECT COALESCE(MAX(number), 0) + 1 FROM sendings WHERE need = $1", s.Need)
	if err != nil {
		return err
	}
	s.Number = number
	return tx.run(ctx, "INSERT INTO sendings (id, need, number, revision, valid_on, platform, recipient, note, flows, digest, content, at, author) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
		s.ID, s.Need, s.Number, s.Revision, s.On.String(), s.Platform, s.To, s.Note, s.Flows, s.Digest, bytesOf(s.Content), at(s.At), s.By)
}
