package store

import (
	"context"

	"github.com/havre-cloud/havre/order"
)

var delegationColumns = "d.id, d.giver, d.taker, g.name, g.email, COALESCE(t.name, ''), COALESCE(t.email, ''), d.begins, d.ends, d.absent, d.note, " + stamped("d")

const delegationTables = " FROM delegations d JOIN people g ON g.id = d.giver LEFT JOIN people t ON t.id = d.taker "

func scanDelegation(s scanner, d *order.Delegation) error {
	return s.Scan(append([]any{
		&d.ID, &d.From,
		orEmpty{&d.To},
		&d.FromName, &d.FromMail, &d.ToName, &d.ToMail,
		date{&d.Period.From},
		date{&d.Period.Until},
		&d.Absent, &d.Note,
	}, stamps(&d.Stamps)...)...)
}

// Delegation implements order.Tx.
func (tx *Tx) Delegation(ctx context.Context, id string) (*order.Delegation, error) {
	return one(ctx, tx, scanDelegation, "SELECT "+delegationColumns+delegationTables+"WHERE d.id = $1", id)
}

// Delegations implements order.Tx, the first to begin first.
func (tx *Tx) Delegations(ctx context.Context, q order.DelegationQuery) ([]order.Delegation, error) {
	var w where
	w.living("d.deleted_at", false)
	w.equal("d.giver", q.From)
	w.equal("d.taker", q.To)
	if !q.On.IsZero() {
		w.and("d.begins <= ? AND d.ends > ?", q.On.String(), q.On.String())
	}
	return all(ctx, tx, scanDelegation, "SELECT "+delegationColumns+delegationTables+"WHERE "+w.String()+" ORDER BY d.begins, d.id", w.operands...)
}

// SaveDelegation implements order.Tx.
func (tx *Tx) SaveDelegation(ctx context.Context, d *order.Delegation) error {
	return tx.save(ctx, row{
		"delegations", d.ID,
		[]string{"giver", "taker", "begins", "ends", "absent", "note"},
		[]any{d.From, null(d.To), d.Period.From.String(), due(d.Period.Until), d.Absent, d.Note},
	}, &d.Stamps)
}
