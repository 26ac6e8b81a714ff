package store

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
)

var workColumns = "w.id, w.order_id, w.item, w.instance, w.offer, w.organisation, w.title_fr, w.title_en, w.due, w.state, w.assignee, COALESCE(h.name, ''), " +
	"w.note, w.reference, w.settled_at, c.number, n.title, o.title, o.path, " + stamped("w")

const workTables = " JOIN orders c ON c.id = w.order_id JOIN needs n ON n.id = c.need JOIN organisations o ON o.id = n.organisation LEFT JOIN people h ON h.id = w.assignee "

func scanWork(s scanner, w *order.Work) error {
	return s.Scan(append([]any{
		&w.ID, &w.Order, &w.Item, &w.Instance, &w.Offer,
		orEmpty{&w.Organisation},
		&w.Title.FR, &w.Title.EN,
		date{&w.Due},
		&w.State, &w.Assignee, &w.AssigneeName, &w.Note, &w.Reference,
		instant{&w.SettledAt},
		&w.OrderNumber, &w.NeedTitle, &w.OrgTitle, &w.Path,
	}, stamps(&w.Stamps)...)...)
}

// Work implements order.Tx.
func (tx *Tx) Work(ctx context.Context, id string) (*order.Work, error) {
	return one(ctx, tx, scanWork, "SELECT "+workColumns+" FROM works w"+workTables+"WHERE w.id = $1", id)
}

// WorkOf implements order.Tx.
func (tx *Tx) WorkOf(ctx context.Context, id string, item int) (*order.Work, error) {
	return one(ctx, tx, scanWork, "SELECT "+workColumns+" FROM works w"+workTables+"WHERE w.order_id = $1 AND w.item = $2", id, item)
}

var workList = list[order.Work]{
	from: "works w JOIN orders c ON c.id = w.order_id LEFT JOIN organisations g ON g.id = w.organisation", id: "w.id",
	orders: []sorting{
		{name: "due", by: "w.due", kind: byText},
		{name: "offer", by: "w.offer", kind: byText},
		{name: "state", by: "w.state", kind: byText},
	},
	columns: workColumns,
	rows:    "JOIN works w ON w.id = p.id" + workTables,
	scan:    scanWork,
}

// Works implements order.Tx.
func (tx *Tx) Works(ctx context.Context, q order.WorkQuery) (havre.Page[order.Work], error) {
	var w where
	if q.Scopes != nil {
		w.any(below("g.path", q.Scopes))
	}
	w.equal("w.order_id", q.Order)
	w.equal("w.offer", q.Offer)
	w.equal("w.state", string(q.State))
	w.equal("w.assignee", q.Assignee)
	if q.Open {
		w.and("w.state IN ('to-do', 'taken')")
	}
	if !q.DueBefore.IsZero() {
		w.and("w.due <= ?", q.DueBefore.String())
	}
	w.matching("c.search", q.Search)
	return page(ctx, tx, workList, &w, q.List)
}

// SaveWork implements order.Tx.
func (tx *Tx) SaveWork(ctx context.Context, w *order.Work) error {
	return tx.save(ctx, row{
		"works", w.ID,
		[]string{"order_id", "item", "instance", "offer", "organisation", "title_fr", "title_en", "due", "state", "assignee", "note", "reference", "settled_at"},
		[]any{
			w.Order, w.Item, w.Instance, w.Offer, null(w.Organisation), w.Title.FR, w.Title.EN, due(w.Due), string(w.State), w.Assignee, w.Note, w.Reference,
			maybe(w.SettledAt),
		},
	}, &w.Stamps)
}

// Operators implements order.Tx.
func (tx *Tx) Operators(ctx context.Context) (map[string]string, error) {
	type pair struct{ offer, organisation string }
	pairs, err := all(ctx, tx, func(s scanner, p *pair) error { return s.Scan(&p.offer, &p.organisation) }, "SELECT offer, organisation FROM operators")
	out := map[string]string{}
	for _, p := range pairs {
		out[p.offer] = p.organisation
	}
	return out, err
}

// SetOperator implements order.Tx; no organisation is the operators of the portal.
func (tx *Tx) SetOperator(ctx context.Context, offer, organisation string) error {
	if organisation == "" {
		return tx.run(ctx, "DELETE FROM operators WHERE offer = $1", offer)
	}
	return tx.run(ctx, `INSERT INTO operators (offer, organisation) VALUES ($1, $2)
		ON CONFLICT (offer) DO UPDATE SET organisation = excluded.organisation`, offer, organisation)
}
