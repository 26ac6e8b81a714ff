package store

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/record"
)

var derogationColumns = "w.id, w.need, n.title, n.organisation, o.path, w.rule, w.offer, w.state, w.reason, w.proof, w.asked, w.read_on, w.begins, w.ends, " +
	"w.authority, w.reference, w.note, w.requested_by, w.settled_by, w.settled_at, " + stamped("w")

const derogationTables = " JOIN needs n ON n.id = w.need JOIN organisations o ON o.id = n.organisation "

func scanDerogation(s scanner, d *record.Derogation) error {
	return s.Scan(append([]any{
		&d.ID, &d.Need, &d.NeedTitle, &d.Organisation, &d.Path, &d.Rule, &d.Offer, &d.State, &d.Reason, &d.Proof,
		words{&d.Asked},
		date{&d.On},
		date{&d.From},
		date{&d.Until},
		&d.Authority, &d.Reference, &d.Note, &d.RequestedBy, &d.SettledBy,
		instant{&d.SettledAt},
	}, stamps(&d.Stamps)...)...)
}

// Derogation implements record.Tx.
func (tx *Tx) Derogation(ctx context.Context, id string) (*record.Derogation, error) {
	return one(ctx, tx, scanDerogation, "SELECT "+derogationColumns+" FROM derogations w"+derogationTables+"WHERE w.id = $1", id)
}

var derogationList = list[record.Derogation]{
	from: "derogations w JOIN needs n ON n.id = w.need", id: "w.id",
	orders: []sorting{
		{name: "until", by: "w.ends", kind: byText},
		{name: "requested", by: "w.created_at", kind: byInstant},
		{name: "rule", by: "w.rule", kind: byText},
	},
	columns: derogationColumns,
	rows:    "JOIN derogations w ON w.id = p.id" + derogationTables,
	scan:    scanDerogation,
}

// Derogations implements record.Tx: those of deleted needs are left out.
func (tx *Tx) Derogations(ctx context.Context, q record.DerogationQuery) (havre.Page[record.Derogation], error) {
	var w where
	w.living("w.deleted_at", false)
	w.living("n.deleted_at", false)
	w.visible(q.Needs)
	w.equal("w.need", q.Need)
	w.equal("w.rule", q.Rule)
	w.equal("w.state", string(q.State))
	if !q.EndBefore.IsZero() {
		w.and("w.state = 'granted'")
		w.and("w.ends <= ?", q.EndBefore.String())
	}
	w.matching("n.search", q.Search)
	return page(ctx, tx, derogationList, &w, q.List)
}

// SaveDerogation implements record.Tx.
func (tx *Tx) SaveDerogation(ctx context.Context, d *record.Derogation) error {
	return tx.save(ctx, row{
		"derogations", d.ID,
		[]string{
			"need", "rule", "offer", "state", "reason", "proof", "asked", "read_on", "begins", "ends",
			"authority", "reference", "note", "requested_by", "settled_by", "settled_at",
		},
		[]any{
			d.Need, d.Rule, d.Offer, d.State, d.Reason, d.Proof,
			words{d.Asked},
			d.On.String(), d.From.String(), due(d.Until),
			d.Authority, d.Reference, d.Note, d.RequestedBy, d.SettledBy, maybe(d.SettledAt),
		},
	}, &d.Stamps)
}
