package store

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/quota"
)

var allowanceColumns = "a.id, a.level, a.holder, COALESCE(o.title, n.title, f.title, ''), COALESCE(o.path, no.path, fo.path, ''), " +
	"a.resource, a.class, a.year, a.unlimited, a.amount, a.reserved, a.committed, a.note, " + stamped("a")

const allowanceTables = ` FROM allowances a LEFT JOIN organisations o ON o.id = a.holder
	LEFT JOIN needs n ON n.id = a.holder LEFT JOIN organisations no ON no.id = n.organisation
	LEFT JOIN frameworks f ON f.id = a.holder LEFT JOIN organisations fo ON fo.id = f.organisation `

func scanAllowance(s scanner, a *quota.Allowance) error {
	return s.Scan(append([]any{
		&a.ID, &a.Level, &a.Holder, &a.Title, &a.Path, &a.Resource, &a.Class, &a.Year, &a.Unlimited, &a.Amount, &a.Reserved, &a.Committed, &a.Note,
	}, stamps(&a.Stamps)...)...)
}

// Allowances implements order.Tx.
func (tx *Tx) Allowances(ctx context.Context, holders []string) ([]quota.Allowance, error) {
	if len(holders) == 0 {
		return nil, nil
	}
	var w where
	w.living("a.deleted_at", false)
	w.among("a.holder", anys(holders))
	found, err := all(ctx, tx, scanAllowance, "SELECT "+allowanceColumns+allowanceTables+"WHERE "+w.String()+" ORDER BY a.resource, a.year, a.class", w.operands...)
	if err != nil {
		return nil, err
	}
	var out []quota.Allowance
	for _, h := range holders {
		for i := range found {
			if found[i].Holder == h {
				out = append(out, found[i])
			}
		}
	}
	return out, nil
}

// Allowance implements order.Tx.
func (tx *Tx) Allowance(ctx context.Context, id string) (*quota.Allowance, error) {
	return one(ctx, tx, scanAllowance, "SELECT "+allowanceColumns+allowanceTables+"WHERE a.id = $1", id)
}

// SaveAllowance implements order.Tx. What is held is not its to change; an amount
// below it is refused. A new allowance holds at once what orders of its holder hold of
// the levels around it.
func (tx *Tx) SaveAllowance(ctx context.Context, a *quota.Allowance) error {
	var adopted []quota.Line
	var err error
	if a.Version == 0 {
		adopted, err = tx.heldBelow(ctx, a)
	} else {
		a.Reserved, a.Committed, err = tx.held(ctx, a.ID)
	}
	if err != nil {
		return err
	}
	if a.Version == 0 {
		a.Reserved, a.Committed = quota.Sum(adopted)
	}
	if a.Held() > 0 && a.Deleted() || !a.Unlimited && a.Held() > a.Amount {
		return heldAbove(a)
	}
	columns := []string{"level", "holder", "resource", "class", "year", "unlimited", "amount", "reserved", "committed", "note"}
	values := []any{string(a.Level), a.Holder, string(a.Resource), string(a.Class), a.Year, a.Unlimited, a.Amount, a.Reserved, a.Committed, a.Note}
	if err := tx.save(ctx, row{"allowances", a.ID, columns, values}, &a.Stamps); err != nil {
		return err
	}
	return tx.addHoldings(ctx, adopted)
}

// held is what orders hold of an allowance in use.
func (tx *Tx) held(ctx context.Context, id string) (reserved, committed int64, err error) {
	found, err := one(ctx, tx, func(s scanner, v *[2]int64) error { return s.Scan(&v[0], &v[1]) },
		"SELECT reserved, committed FROM allowances WHERE id = $1 AND deleted_at IS NULL", id)
	if err != nil {
		return 0, 0, err
	}
	return found[0], found[1], nil
}

// heldBelow is what a new allowance holds: the lines that orders of its holder, or of
// what is below it, hold of the same account at any other level. Every level holds the
// same of an order, and an order holds of one at least.
func (tx *Tx) heldBelow(ctx context.Context, a *quota.Allowance) ([]quota.Line, error) {
	if a.Level == quota.OfFramework {
		return nil, nil
	}
	return all(ctx, tx, func(s scanner, l *quota.Line) error {
		l.Allowance = a.ID
		return s.Scan(&l.Order, &l.Item, &l.Instance, &l.State, &l.Amount)
	}, `SELECT h.order_id, h.item, h.instance, h.state, MAX(h.amount) FROM holdings h
		JOIN allowances k ON k.id = h.allowance JOIN orders r ON r.id = h.order_id
		JOIN needs n ON n.id = r.need JOIN organisations o ON o.id = n.organisation
		WHERE h.state <> 'released' AND k.resource = $1 AND k.class = $2 AND k.year = $3
		AND (n.id = $4 OR EXISTS (SELECT 1 FROM organisations w WHERE w.id = $4 AND w.path = substr(o.path, 1, length(w.path))))
		GROUP BY h.order_id, h.item, h.instance, h.state ORDER BY h.order_id, h.item`,
		string(a.Resource), string(a.Class), a.Year, a.Holder)
}

func heldAbove(a *quota.Allowance) error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Des commandes tiennent déjà davantage que cela : %s.", EN: "Orders already hold more than that: %s."}.With(a.Resource.Amount(a.Held())),
		Next:    havre.Text{FR: "Accordez au moins ce qui est tenu, ou attendez que des commandes se terminent.", EN: "Grant at least what is held, or wait for orders to end."},
	}
}

// Hold implements order.Tx, in two statements: others wait meanwhile.
func (tx *Tx) Hold(ctx context.Context, lines []quota.Line) error {
	if len(lines) == 0 {
		return nil
	}
	sums := map[string]int64{}
	var asked where
	for i := range lines {
		lines[i].State = quota.Reserved
		sums[lines[i].Allowance] += lines[i].Amount
	}
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		asked.and("SELECT CAST(? AS TEXT) AS id, CAST(? AS BIGINT) AS amount", id, sums[id])
	}
	n, err := tx.exec(ctx, "UPDATE allowances SET reserved = reserved + v.amount FROM ("+strings.Join(asked.conditions, " UNION ALL ")+`) v
		WHERE allowances.id = v.id AND deleted_at IS NULL AND (unlimited OR reserved + committed + v.amount <= allowances.amount)`, asked.operands...)
	switch {
	case err != nil:
		return err
	case int(n) != len(sums):
		return exhausted()
	}
	return tx.addHoldings(ctx, lines)
}

func (tx *Tx) addHoldings(ctx context.Context, lines []quota.Line) error {
	for some := range slices.Chunk(lines, 100) { // a statement takes so many operands
		var w where
		for _, l := range some {
			w.and("(?, ?, ?, ?, ?, ?)", l.Allowance, l.Order, l.Item, l.Instance, l.Amount, string(l.State))
		}
		if err := tx.run(ctx, "INSERT INTO holdings (allowance, order_id, item, instance, amount, state) VALUES "+w.list(), w.operands...); err != nil {
			return err
		}
	}
	return nil
}

func exhausted() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Un quota ou un budget ne suffit plus.", EN: "A quota or a budget is no longer enough."},
		Next:    havre.Text{FR: "Relisez la commande : ce qui manque y est dit.", EN: "Look at the order again: it says what is short."},
	}
}

// Commit implements order.Tx.
func (tx *Tx) Commit(ctx context.Context, id string) error {
	lines, err := tx.Holdings(ctx, id, "")
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.State != quota.Reserved {
			continue
		}
		if err := tx.run(ctx, "UPDATE allowances SET reserved = reserved - $1, committed = committed + $1 WHERE id = $2", l.Amount, l.Allowance); err != nil {
			return err
		}
	}
	return tx.run(ctx, "UPDATE holdings SET state = 'committed' WHERE order_id = $1 AND state = 'reserved'", id)
}

// Holdings implements order.Tx.
func (tx *Tx) Holdings(ctx context.Context, id, instance string) ([]quota.Line, error) {
	var w where
	w.and("state <> 'released'")
	w.equal("order_id", id)
	w.equal("instance", instance)
	return all(ctx, tx, func(s scanner, l *quota.Line) error {
		return s.Scan(&l.Allowance, &l.Order, &l.Item, &l.Instance, &l.Amount, &l.State)
	}, "SELECT allowance, order_id, item, instance, amount, state FROM holdings WHERE "+w.String()+" ORDER BY order_id, item, allowance", w.operands...)
}

// Release implements order.Tx: it gives back what the line still holds at most.
func (tx *Tx) Release(ctx context.Context, l quota.Line, amount int64) error {
	n, err := tx.exec(ctx, `UPDATE holdings SET amount = amount - $1, state = CASE WHEN amount = $1 THEN 'released' ELSE state END
		WHERE allowance = $2 AND order_id = $3 AND item = $4 AND state = $5 AND amount >= $1`,
		amount, l.Allowance, l.Order, l.Item, string(l.State))
	switch {
	case err != nil:
		return err
	case n == 0:
		return stale()
	}
	column := "reserved"
	if l.State == quota.Committed {
		column = "committed"
	}
	return tx.run(ctx, "UPDATE allowances SET "+column+" = "+column+" - $1 WHERE id = $2", amount, l.Allowance)
}
