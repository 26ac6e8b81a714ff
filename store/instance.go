package store

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
)

var instanceColumns = "i.id, i.need, n.organisation, o.path, n.title, o.title, i.offer, i.plan, i.name, i.environment, i.state, i.wish, i.begins, i.ends, " +
	"i.order_id, i.reference, i.external, i.changing, i.used, i.used_on, i.announced, i.missing_fr, i.missing_en, " + stamped("i")

const instanceTables = " JOIN needs n ON n.id = i.need JOIN organisations o ON o.id = n.organisation "

func scanInstance(s scanner, i *order.Instance) error {
	return s.Scan(append([]any{
		&i.ID, &i.Need, &i.Organisation, &i.Path, &i.NeedTitle, &i.OrgTitle, &i.Offer, &i.Plan, &i.Name, &i.Environment, &i.State,
		words{&i.Wish},
		date{&i.From},
		date{&i.Wish.Until},
		&i.Order, &i.Reference, &i.External, &i.Changing,
		words{&i.Use},
		date{&i.UsedOn},
		&i.Announced, &i.Missing.FR, &i.Missing.EN,
	}, stamps(&i.Stamps)...)...)
}

func (tx *Tx) instance(ctx context.Context, condition string, operands ...any) (*order.Instance, error) {
	return one(ctx, tx, scanInstance, "SELECT "+instanceColumns+" FROM instances i"+instanceTables+"WHERE "+condition, operands...)
}

// Instance implements order.Tx.
func (tx *Tx) Instance(ctx context.Context, id string) (*order.Instance, error) {
	return tx.instance(ctx, "i.id = $1", id)
}

// InstanceNamed implements order.Tx.
func (tx *Tx) InstanceNamed(ctx context.Context, need, environment, name string) (*order.Instance, error) {
	return tx.instance(ctx, "i.need = $1 AND i.environment = $2 AND i.name = $3 AND i.state IN ('reserved', 'inactive', 'active')", need, environment, name)
}

// InstanceExternal implements order.Tx.
func (tx *Tx) InstanceExternal(ctx context.Context, external string) (*order.Instance, error) {
	return tx.instance(ctx, `i.external = $1 AND i.external <> ''
		ORDER BY i.state IN ('reserved', 'inactive', 'active') DESC, i.created_at DESC, i.id LIMIT 1`, external)
}

var instanceList = list[order.Instance]{
	from: "instances i JOIN needs n ON n.id = i.need", id: "i.id",
	orders: []sorting{
		{name: "name", by: "i.name", kind: byText},
		{name: "until", by: "i.ends", kind: byText},
		{name: "offer", by: "i.offer", kind: byText},
	},
	columns: instanceColumns,
	rows:    "JOIN instances i ON i.id = p.id" + instanceTables,
	scan:    scanInstance,
}

// Instances implements order.Tx.
func (tx *Tx) Instances(ctx context.Context, q order.InstanceQuery) (havre.Page[order.Instance], error) {
	var w where
	w.visible(q.Needs)
	w.equal("i.need", q.Need)
	w.equal("i.offer", q.Offer)
	w.equal("i.state", string(q.State))
	if q.Living {
		w.and("i.state IN ('reserved', 'inactive', 'active')")
	}
	if !q.EndsBefore.IsZero() {
		w.and("i.state IN ('reserved', 'inactive', 'active') AND i.ends <= ?", q.EndsBefore.String())
	}
	w.matching("(n.search || ' ' || i.name || ' ' || lower(i.reference))", q.Search)
	return page(ctx, tx, instanceList, &w, q.List)
}

// SaveInstance implements order.Tx.
func (tx *Tx) SaveInstance(ctx context.Context, i *order.Instance) error {
	return tx.save(ctx, row{
		"instances", i.ID,
		[]string{"need", "offer", "plan", "name", "environment", "state", "wish", "begins", "ends", "order_id", "reference", "external", "changing", "used", "used_on", "announced", "missing_fr", "missing_en"},
		[]any{
			i.Need, i.Offer, i.Plan, i.Name, i.Environment, string(i.State),
			words{i.Wish},
			i.From.String(), due(i.Wish.Until), i.Order, i.Reference, i.External, i.Changing,
			words{i.Use},
			i.UsedOn.String(), i.Announced, i.Missing.FR, i.Missing.EN,
		},
	}, &i.Stamps)
}
