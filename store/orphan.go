package store

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision"
)

const orphanColumns = "x.id, x.deployment, x.number, x.target, x.object, x.why, x.tries, x.since, x.next_at, x.gone_at, x.gone_how, i.name, n.title, o.path"

const orphanTables = " JOIN instances i ON i.id = x.deployment JOIN needs n ON n.id = i.need JOIN organisations o ON o.id = n.organisation "

func scanOrphan(s scanner, o *provision.Orphan) error {
	return s.Scan(&o.ID, &o.Deployment, &o.Number, &o.Target,
		words{&o.Object},
		words{&o.Why},
		&o.Tries,
		instant{&o.Since},
		instant{&o.NextAt},
		instant{&o.GoneAt},
		&o.GoneHow, &o.Name, &o.NeedTitle, &o.Path)
}

// Orphan implements provision.Tx.
func (tx *Tx) Orphan(ctx context.Context, id string) (*provision.Orphan, error) {
	return one(ctx, tx, scanOrphan, "SELECT "+orphanColumns+" FROM orphans x"+orphanTables+"WHERE x.id = $1", id)
}

// OrphanOf implements provision.Tx.
func (tx *Tx) OrphanOf(ctx context.Context, target, kind, external string) (*provision.Orphan, error) {
	return one(ctx, tx, scanOrphan, "SELECT "+orphanColumns+" FROM orphans x"+orphanTables+
		"WHERE x.target = $1 AND x.kind = $2 AND x.external = $3 AND x.gone_at IS NULL", target, kind, external)
}

var orphanList = list[provision.Orphan]{
	from: "orphans x JOIN instances i ON i.id = x.deployment JOIN needs n ON n.id = i.need", id: "x.id",
	orders: []sorting{
		{name: "since", by: "x.since", kind: byInstant},
		{name: "target", by: "x.target", kind: byText},
	},
	columns: orphanColumns,
	rows:    "JOIN orphans x ON x.id = p.id" + orphanTables,
	scan:    scanOrphan,
}

// Orphans implements provision.Tx. What is settled, or has no next try, is never due.
func (tx *Tx) Orphans(ctx context.Context, q provision.OrphanQuery) (havre.Page[provision.Orphan], error) {
	var w where
	w.visible(q.Needs)
	w.equal("x.target", q.Target)
	w.equal("x.deployment", q.Deployment)
	if q.Open || q.Due != "" {
		w.and("x.gone_at IS NULL")
	}
	if q.Due != "" {
		until, err := moment("due", q.Due)
		if err != nil {
			return havre.Page[provision.Orphan]{}, err
		}
		w.and("x.next_at <= ?", until)
	}
	w.matching("(n.search || ' ' || i.name || ' ' || lower(x.number) || ' ' || lower(x.external))", q.Search)
	return page(ctx, tx, orphanList, &w, q.List)
}

// SaveOrphan implements provision.Tx. An external object has one open orphan at most.
func (tx *Tx) SaveOrphan(ctx context.Context, o *provision.Orphan) error {
	return tx.run(ctx, `INSERT INTO orphans (id, deployment, number, target, kind, external, object, why, tries, since, next_at, gone_at, gone_how)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET object = excluded.object, why = excluded.why, tries = excluded.tries, next_at = excluded.next_at,
		gone_at = excluded.gone_at, gone_how = excluded.gone_how`,
		o.ID, o.Deployment, o.Number, o.Target, o.Object.Kind, o.Object.ID,
		words{o.Object},
		words{o.Why},
		o.Tries, at(o.Since), maybe(o.NextAt), maybe(o.GoneAt), o.GoneHow)
}
