package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/purchase"
)

var frameworkColumns = "f.id, f.organisation, o.path, f.body, COALESCE(a.reserved, 0), COALESCE(a.committed, 0), " + stamped("f")

const frameworkTables = " JOIN organisations o ON o.id = f.organisation LEFT JOIN allowances a ON a.holder = f.id AND a.resource = 'ceiling' AND a.deleted_at IS NULL "

func scanFramework(s scanner, f *purchase.Framework) error {
	var body []byte
	var id, organisation, path string
	var reserved, committed int64
	var kept purchase.Framework
	err := s.Scan(append([]any{&id, &organisation, &path, &body, &reserved, &committed}, stamps(&kept.Stamps)...)...)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, f); err != nil {
		return fmt.Errorf("store: framework %s: %w", id, err)
	}
	f.ID, f.Organisation, f.Path, f.Stamps = id, organisation, path, kept.Stamps
	f.Reserved, f.Committed = havre.Euro(reserved), havre.Euro(committed)
	return nil
}

// Framework implements order.Tx.
func (tx *Tx) Framework(ctx context.Context, id string) (*purchase.Framework, error) {
	return one(ctx, tx, scanFramework, "SELECT "+frameworkColumns+" FROM frameworks f"+frameworkTables+"WHERE f.id = $1", id)
}

var frameworkList = list[purchase.Framework]{
	from: "frameworks f JOIN organisations o ON o.id = f.organisation", id: "f.id",
	orders: []sorting{
		{name: "title", by: "f.sort_title"},
		{name: "until", by: "f.ends", kind: byText},
	},
	columns: frameworkColumns,
	rows:    "JOIN frameworks f ON f.id = p.id" + frameworkTables,
	scan:    scanFramework,
}

// Frameworks implements order.Tx.
func (tx *Tx) Frameworks(ctx context.Context, q order.FrameworkQuery) (havre.Page[purchase.Framework], error) {
	var w where
	w.living("f.deleted_at", false)
	if q.Scopes != nil {
		w.any(below("o.path", q.Scopes), above("o.path", q.Scopes))
	}
	if q.For != "" {
		w.and("o.path = substr(?, 1, length(o.path))", q.For)
	}
	if q.Offer != "" {
		w.and("f.offers LIKE ?", "% "+q.Offer+" %")
	}
	if !q.On.IsZero() {
		w.and("f.begins <= ? AND f.ends > ?", q.On.String(), q.On.String())
	}
	w.matching("f.search", q.Search)
	return page(ctx, tx, frameworkList, &w, q.List)
}

// SaveFramework implements order.Tx.
func (tx *Tx) SaveFramework(ctx context.Context, f *purchase.Framework) error {
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("store: framework %s: %w", f.ID, err)
	}
	offers := " " + strings.Join(f.Offers, " ") + " "
	return tx.save(ctx, row{
		"frameworks", f.ID,
		[]string{"organisation", "route", "reference", "title", "offers", "begins", "ends", "search", "sort_title", "body"},
		[]any{
			f.Organisation, string(f.Route), f.Reference, f.Title, offers, f.Period.From.String(), due(f.Period.Until),
			search(f.Title, f.Reference, f.Lot, f.Holder.Name, offers), sortKey(f.Title), body,
		},
	}, &f.Stamps)
}
