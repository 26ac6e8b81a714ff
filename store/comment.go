package store

import (
	"context"

	"github.com/havre-cloud/havre/record"
)

var commentQuery = "SELECT c.id, c.need, c.body, c.author, COALESCE(h.name, ''), c.rule, c.offer, " + stamped("c") +
	" FROM comments c LEFT JOIN people h ON h.id = c.author "

func scanComment(s scanner, c *record.CommentOn) error {
	return s.Scan(append([]any{&c.ID, &c.Need, &c.Text, &c.Author, &c.Name, &c.Rule, &c.Offer}, stamps(&c.Stamps)...)...)
}

// Comments implements record.Tx.
func (tx *Tx) Comments(ctx context.Context, need string) ([]record.CommentOn, error) {
	return all(ctx, tx, scanComment, commentQuery+"WHERE c.need = $1 ORDER BY c.created_at, c.id", need)
}

// CommentOf implements record.Tx.
func (tx *Tx) CommentOf(ctx context.Context, id string) (*record.CommentOn, error) {
	return one(ctx, tx, scanComment, commentQuery+"WHERE c.id = $1", id)
}

// SaveComment implements record.Tx.
func (tx *Tx) SaveComment(ctx context.Context, c *record.CommentOn) error {
	return tx.save(ctx, row{
		"comments", c.ID,
		[]string{"need", "body", "author", "rule", "offer"},
		[]any{c.Need, c.Text, c.Author, c.Rule, c.Offer},
	}, &c.Stamps)
}
