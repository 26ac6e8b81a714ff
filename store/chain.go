package store

import (
	"context"

	"github.com/havre-cloud/havre/order"
)

// ChainsOf implements order.Tx.
func (tx *Tx) ChainsOf(ctx context.Context, organisation string) ([]order.ChainText, error) {
	var w where
	w.living("c.deleted_at", false)
	w.equal("c.organisation", organisation)
	return all(ctx, tx, func(s scanner, c *order.ChainText) error {
		return s.Scan(append([]any{&c.ID, &c.Organisation, &c.Path, &c.OrgName, &c.Name, &c.Text, &c.Disabled}, stamps(&c.Stamps)...)...)
	}, "SELECT c.id, c.organisation, o.path, o.name, c.name, c.content, c.disabled, "+stamped("c")+
		" FROM chains c JOIN organisations o ON o.id = c.organisation WHERE "+w.String()+" ORDER BY o.sort_path, c.name, c.id", w.operands...)
}

// SaveChain implements order.Tx.
func (tx *Tx) SaveChain(ctx context.Context, c *order.ChainText) error {
	return tx.save(ctx, row{
		"chains", c.ID,
		[]string{"organisation", "name", "content", "disabled"},
		[]any{c.Organisation, c.Name, bytesOf(c.Text), c.Disabled},
	}, &c.Stamps)
}
