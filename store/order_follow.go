package store

import (
	"context"

	"github.com/havre-cloud/havre/order"
)

// AddHappening implements order.Tx: it comes after the others of the order.
func (tx *Tx) AddHappening(ctx context.Context, h *order.Happening) error {
	return tx.run(ctx, `INSERT INTO happenings (id, order_id, number, at, author, kind, text_fr, text_en, note)
		SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6, $7, $8 FROM happenings WHERE order_id = $2`,
		h.ID, h.Order, at(h.At), h.By, h.Kind, h.Text.FR, h.Text.EN, h.Note)
}

// Happenings implements order.Tx.
func (tx *Tx) Happenings(ctx context.Context, id string) ([]order.Happening, error) {
	return all(ctx, tx, func(s scanner, h *order.Happening) error {
		return s.Scan(&h.ID, &h.Order, instant{&h.At}, &h.By, &h.Name, &h.Kind, &h.Text.FR, &h.Text.EN, &h.Note)
	}, `SELECT h.id, h.order_id, h.at, h.author, COALESCE(p.name, ''), h.kind, h.text_fr, h.text_en, h.note
		FROM happenings h LEFT JOIN people p ON p.id = h.author WHERE h.order_id = $1 ORDER BY h.number`, id)
}

// AddMessage implements order.Tx.
func (tx *Tx) AddMessage(ctx context.Context, m *order.Message) error {
	return tx.run(ctx, "INSERT INTO messages (id, order_id, at, author, body) VALUES ($1, $2, $3, $4, $5)", m.ID, m.Order, at(m.At), m.By, m.Text)
}

// Messages implements order.Tx.
func (tx *Tx) Messages(ctx context.Context, id string) ([]order.Message, error) {
	messages, err := all(ctx, tx, func(s scanner, m *order.Message) error {
		return s.Scan(&m.ID, &m.Order, instant{&m.At}, &m.By, &m.Name, &m.Text)
	}, `SELECT m.id, m.order_id, m.at, m.author, COALESCE(p.name, ''), m.body
		FROM messages m LEFT JOIN people p ON p.id = m.author WHERE m.order_id = $1 ORDER BY m.at, m.id`, id)
	if err != nil {
		return nil, err
	}
	files, err := tx.Attachments(ctx, id)
	if err != nil {
		return nil, err
	}
	for i := range messages {
		for j := range files {
			if files[j].Message == messages[i].ID {
				messages[i].Attachments = append(messages[i].Attachments, files[j])
			}
		}
	}
	return messages, nil
}

const attachmentColumns = "f.id, f.order_id, f.message, f.name, f.type, f.size, f.sha256, f.author, f.at"

func attachmentFields(f *order.Attachment) []any {
	return []any{&f.ID, &f.Order, &f.Message, &f.Name, &f.Type, &f.Size, &f.SHA256, &f.By, instant{&f.At}}
}

// AddAttachment implements order.Tx.
func (tx *Tx) AddAttachment(ctx context.Context, f *order.Attachment) error {
	return tx.run(ctx, `INSERT INTO attachments (id, order_id, message, name, type, size, sha256, author, at, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		f.ID, f.Order, f.Message, f.Name, f.Type, f.Size, f.SHA256, f.By, at(f.At), bytesOf(f.Content))
}

// Attachment implements order.Tx.
func (tx *Tx) Attachment(ctx context.Context, id string) (*order.Attachment, error) {
	return one(ctx, tx, func(s scanner, f *order.Attachment) error { return s.Scan(append(attachmentFields(f), &f.Content)...) },
		"SELECT "+attachmentColumns+", f.content FROM attachments f WHERE f.id = $1", id)
}

// Attachments implements order.Tx.
func (tx *Tx) Attachments(ctx context.Context, id string) ([]order.Attachment, error) {
	return all(ctx, tx, func(s scanner, f *order.Attachment) error { return s.Scan(attachmentFields(f)...) },
		"SELECT "+attachmentColumns+" FROM attachments f WHERE f.order_id = $1 ORDER BY f.at, f.id", id)
}
