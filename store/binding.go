package store

import (
	"context"

	"github.com/havre-cloud/havre/order"
)

var bindingColumns = "b.id, b.instance, b.external, b.app, b.parameters, b.state, " + stamped("b")

func scanBinding(s scanner, b *order.Binding) error {
	return s.Scan(append([]any{&b.ID, &b.Instance, &b.External, &b.App, &b.Parameters, &b.State}, stamps(&b.Stamps)...)...)
}

// Binding implements order.Tx.
func (tx *Tx) Binding(ctx context.Context, instance, external string) (*order.Binding, error) {
	return one(ctx, tx, scanBinding, "SELECT "+bindingColumns+` FROM bindings b WHERE b.instance = $1 AND b.external = $2
		ORDER BY b.deleted_at IS NULL DESC, b.created_at DESC, b.id LIMIT 1`, instance, external)
}

// SaveBinding implements order.Tx.
func (tx *Tx) SaveBinding(ctx context.Context, b *order.Binding) error {
	return tx.save(ctx, row{
		"bindings", b.ID,
		[]string{"instance", "external", "app", "parameters", "state"},
		[]any{b.Instance, b.External, b.App, b.Parameters, string(b.State)},
	}, &b.Stamps)
}
