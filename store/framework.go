package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
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
		w.any(below("o.path", q.Scopes), above("o.path", q.Scopes), lentTo(q.Scopes))
	}
	if q.For != "" {
		w.any(above("o.path", []string{q.For}), lentTo([]string{q.For}))
	}
	w.equal("f.reference", q.Reference)
	if q.Offer != "" {
		w.and("f.offers LIKE ?", "% "+q.Offer+" %")
	}
	if !q.On.IsZero() {
		w.and("f.begins <= ? AND f.ends > ?", q.On.String(), q.On.String())
	}
	w.matching("f.search", q.Search)
	return page(ctx, tx, frameworkList, &w, q.List)
}

// lentTo holds for agreements whose beneficiaries are on one of these paths.
func lentTo(paths []string) alternative {
	var ids []string
	for _, p := range paths {
		ids = append(ids, strings.FieldsFunc(p, func(r rune) bool { return r == '/' })...)
	}
	slices.Sort(ids)
	var a alternative
	for i, id := range slices.Compact(ids) {
		if i > 0 {
			a.text += " OR "
		}
		a.text += "f.beneficiaries LIKE ?"
		a.operands = append(a.operands, "% "+id+" %")
	}
	return a
}

// beneficiaries are the organisations that an agreement is lent to, for [lentTo]: of a
// path, the last one.
func beneficiaries(f *purchase.Framework) string {
	ids := make([]string, len(f.Beneficiaries))
	for i, b := range f.Beneficiaries {
		steps := strings.Split(strings.Trim(b, "/"), "/")
		ids[i] = steps[len(steps)-1]
	}
	return " " + strings.Join(ids, " ") + " "
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
		[]string{"organisation", "route", "reference", "title", "offers", "beneficiaries", "begins", "ends", "search", "sort_title", "body"},
		[]any{
			f.Organisation, string(f.Route), f.Reference, f.Title, offers, beneficiaries(f), f.Period.From.String(), due(f.Period.Until),
			search(f.Title, f.Reference, f.Lot, f.Holder.Name, offers), sortKey(f.Title), body,
		},
	}, &f.Stamps)
}
