package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
)

var _ order.Tx = (*Tx)(nil)

var orderColumns = "c.id, c.number, c.need, n.title, n.name, n.organisation, o.path, o.title, c.title, c.state, c.requester, COALESCE(h.name, ''), " +
	"c.decision, c.sent_at, c.approved_at, c.ended_at, c.operation, c.body, " + stamped("c")

const orderTables = " JOIN needs n ON n.id = c.need JOIN organisations o ON o.id = n.organisation LEFT JOIN people h ON h.id = c.requester "

// orderBody is what of an order no query reads.
type orderBody struct {
	Note         string          `json:"note,omitempty"`
	Items        []order.Item    `json:"items"`
	Checks       []order.Check   `json:"checks,omitempty"`
	Course       json.RawMessage `json:"course,omitempty"`
	Billing      order.Billing   `json:"billing,omitzero"`
	Forms        []order.Form    `json:"forms,omitempty"`
	Why          havre.Text      `json:"why,omitzero"`
	Asked        string          `json:"asked,omitempty"`
	Contributors []string        `json:"contributors,omitempty"`
}

func scanOrder(s scanner, c *order.Order) error {
	var body []byte
	err := s.Scan(append([]any{
		&c.ID, &c.Number, &c.Need, &c.NeedTitle, &c.NeedName, &c.Organisation, &c.Path, &c.OrgTitle, &c.Title, &c.State, &c.Requester, &c.RequesterName,
		&c.Decision,
		instant{&c.SentAt},
		instant{&c.ApprovedAt},
		instant{&c.EndedAt},
		&c.Operation, &body,
	}, stamps(&c.Stamps)...)...)
	if err != nil {
		return err
	}
	var b orderBody
	if err := json.Unmarshal(body, &b); err != nil {
		return fmt.Errorf("store: order %s: %w", c.ID, err)
	}
	c.Note, c.Items, c.Checks, c.Billing, c.Forms, c.Why, c.Asked, c.Contributors = b.Note, b.Items, b.Checks, b.Billing, b.Forms, b.Why, b.Asked, b.Contributors
	if b.Course == nil {
		return nil
	}
	return json.Unmarshal(b.Course, &c.Course)
}

// Order implements order.Tx.
func (tx *Tx) Order(ctx context.Context, id string) (*order.Order, error) {
	return one(ctx, tx, scanOrder, "SELECT "+orderColumns+" FROM orders c"+orderTables+"WHERE c.id = $1", id)
}

// OrderNumbered implements order.Tx.
func (tx *Tx) OrderNumbered(ctx context.Context, number string) (*order.Order, error) {
	return one(ctx, tx, scanOrder, "SELECT "+orderColumns+" FROM orders c"+orderTables+"WHERE c.number = $1 AND c.number <> ''", number)
}

// newest is the usual order of what is followed: the last that moved comes first.
var orderList = list[order.Order]{
	from: "orders c JOIN needs n ON n.id = c.need", id: "c.id",
	orders: []sorting{
		{name: "updated", by: "c.updated_at", kind: byInstant, desc: true},
		{name: "sent", by: "COALESCE(c.sent_at, c.created_at)", kind: byInstant},
		{name: "number", by: "c.number", kind: byText},
		{name: "title", by: "c.sort_title"},
		{name: "state", by: "c.state", kind: byText},
		{name: "amount", by: "c.amount", kind: byNumber},
	},
	columns: orderColumns,
	rows:    "JOIN orders c ON c.id = p.id" + orderTables,
	scan:    scanOrder,
}

// Orders implements order.Tx: those of deleted needs stay, as accounts do.
func (tx *Tx) Orders(ctx context.Context, q order.Query) (havre.Page[order.Order], error) {
	var w where
	w.living("c.deleted_at", false)
	w.visible(q.Needs)
	w.equal("c.need", q.Need)
	w.equal("c.state", string(q.State))
	if q.Open {
		w.and("c.state IN ('acknowledged', 'pending', 'held', 'inProgress')")
	}
	switch {
	case q.Basket != "":
		w.and("c.state = 'draft' AND c.requester = ?", q.Basket)
	case q.State == "" && q.Need == "":
		w.and("c.state <> 'draft'")
	}
	if q.Offer != "" {
		w.and("c.offers LIKE ?", "% "+q.Offer+" %")
	}
	if q.Path != "" {
		w.any(inOrganisations([]string{q.Path}))
	}
	if q.Framework != "" {
		w.and("c.id IN (SELECT l.order_id FROM holdings l JOIN allowances a ON a.id = l.allowance WHERE a.holder = ?)", q.Framework)
	}
	if q.Awaiting != nil {
		w.awaiting(q.Awaiting)
	}
	w.matching("c.search", q.Search)
	return page(ctx, tx, orderList, &w, q.List)
}

// awaiting keeps the orders that await somebody, by name or by a role held on the
// organisation of the order or above it.
func (w *where) awaiting(a *order.Awaiting) {
	ways := []alternative{oneOf("x.person", a.Emails)}
	for _, g := range a.Grants {
		ways = append(ways, alternative{"x.role = ? AND substr(x.path, 1, ?) = ?", []any{string(g.Role), len(g.Path), g.Path}})
	}
	var inner where
	inner.operands = w.operands
	inner.any(ways...)
	w.operands = inner.operands
	w.conditions = append(w.conditions, "c.id IN (SELECT x.order_id FROM order_awaits x WHERE "+inner.String()+")")
}

// SaveOrder implements order.Tx.
func (tx *Tx) SaveOrder(ctx context.Context, c *order.Order, awaited []order.Awaited) error {
	course, err := json.Marshal(c.Course)
	if err != nil {
		return fmt.Errorf("store: order %s: %w", c.ID, err)
	}
	body, err := json.Marshal(orderBody{c.Note, c.Items, c.Checks, course, c.Billing, c.Forms, c.Why, c.Asked, c.Contributors})
	if err != nil {
		return fmt.Errorf("store: order %s: %w", c.ID, err)
	}
	offers := " "
	for i := range c.Items {
		if offer := c.Items[i].Offer + " "; !strings.Contains(offers, " "+offer) {
			offers += offer
		}
	}
	amount := int64(-1)
	if cost, known := c.Cost(); known {
		amount = int64(cost)
	}
	err = tx.save(ctx, row{
		"orders", c.ID,
		[]string{"number", "need", "title", "state", "requester", "decision", "offers", "amount", "sent_at", "approved_at", "ended_at", "operation", "search", "sort_title", "body"},
		[]any{
			c.Number, c.Need, c.Title, string(c.State), c.Requester, c.Decision, offers, amount, maybe(c.SentAt), maybe(c.ApprovedAt), maybe(c.EndedAt),
			c.Operation, search(c.Number, c.Title, c.Need, offers), sortKey(c.Title), body,
		},
	}, &c.Stamps)
	if err != nil {
		return err
	}
	return tx.saveAwaited(ctx, c.ID, awaited)
}

func (tx *Tx) saveAwaited(ctx context.Context, id string, awaited []order.Awaited) error {
	if err := tx.run(ctx, "DELETE FROM order_awaits WHERE order_id = $1", id); err != nil {
		return err
	}
	if len(awaited) == 0 {
		return nil
	}
	var w where
	for i, a := range awaited {
		w.and("(?, ?, ?, ?, ?, ?, ?)", id, i+1, string(a.Role), a.Path, a.Person, at(a.Since), maybe(a.Due))
	}
	return tx.run(ctx, "INSERT INTO order_awaits (order_id, number, role, path, person, since, due) VALUES "+w.list(), w.operands...)
}

// NextNumber implements order.Tx.
func (tx *Tx) NextNumber(ctx context.Context, series string, year int) (int, error) {
	return value[int](ctx, tx, `INSERT INTO series (name, year, last) VALUES ($1, $2, 1)
		ON CONFLICT (name, year) DO UPDATE SET last = series.last + 1 RETURNING last`, series, year)
}

// Ordered implements record.Tx.
func (tx *Tx) Ordered(ctx context.Context, need string) (bool, error) {
	n, err := value[int](ctx, tx, "SELECT COUNT(*) FROM orders WHERE need = $1 AND number <> ''", need)
	return n > 0, err
}
