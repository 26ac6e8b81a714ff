package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
)

// list is a list that a person pages through: from a table and its filters, in an
// order, a page of identifiers; then the columns of those rows only.
type list[T any] struct {
	from   string // the table and the joins that filters and orders need
	id     string // the identifier, in from
	orders []sorting
	// columns are read by scan; rows joins what they need to p.id, the page.
	columns string
	rows    string
	scan    func(scanner, *T) error
}

// sorting is a way to sort a list. The first of a list is its usual one.
type sorting struct {
	name string
	by   string // an expression of from that is never null
	kind kind
	desc bool // newest or worst first, when it is the usual order
}

// kind is what an order sorts by.
type kind int

const (
	byBytes kind = iota
	byText
	byInstant
	byNumber
)

// cursor is where a page ended. It names its order: in another one it is refused.
type cursor struct {
	Sort string          `json:"s"`
	Desc bool            `json:"d,omitempty"`
	Key  json.RawMessage `json:"k"`
	ID   string          `json:"i"`
}

// page reads one page of the list, and how many rows match in all.
func page[T any](ctx context.Context, tx *Tx, l list[T], w *where, q havre.List) (havre.Page[T], error) {
	total, err := value[int](ctx, tx, "SELECT COUNT(*) FROM "+l.from+" WHERE "+w.String(), w.operands...)
	if err != nil {
		return havre.Page[T]{}, err
	}
	return pageOf(ctx, tx, l, w, q, total)
}

// pageOf is page where the total is known.
func pageOf[T any](ctx context.Context, tx *Tx, l list[T], w *where, q havre.List, total int) (havre.Page[T], error) {
	out := havre.Page[T]{Total: total}
	o, desc, err := l.order(q)
	if err != nil {
		return out, err
	}
	if err := l.after(w, o, desc, q.After); err != nil || total == 0 {
		return out, err // no row is sought in vain: every page asks for unread notices, mostly none
	}
	limit := q.Bounded()
	rows, err := all(ctx, tx, l.keyed(o), l.query(w, o, desc, limit+1), w.operands...)
	if err != nil {
		return out, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		out.Next = cursor{o.name, desc, last.key, last.id}.String()
	}
	for _, r := range rows {
		out.Items = append(out.Items, r.item)
	}
	return out, nil
}

// order is the one asked for, or a fault that names those there are.
func (l list[T]) order(q havre.List) (sorting, bool, error) {
	if q.Sort == "" {
		return l.orders[0], l.orders[0].desc != q.Desc, nil
	}
	var names []string
	for _, o := range l.orders {
		if o.name == q.Sort {
			return o, q.Desc, nil
		}
		names = append(names, o.name)
	}
	return sorting{}, false, havre.Problems{{
		Field: "sort", Value: q.Sort, Suggestion: havre.Nearest(q.Sort, names),
		Message: havre.Text{FR: "cette liste ne se trie pas ainsi ; ordres possibles : %s", EN: "this list does not sort so; it sorts by: %s"}.With(strings.Join(names, ", ")),
	}}
}

func (l list[T]) query(w *where, o sorting, desc bool, limit int) string {
	way := ""
	if desc {
		way = " DESC"
	}
	return "SELECT p.sort_key, p.id, " + l.columns +
		" FROM (SELECT " + l.id + " AS id, " + o.by + " AS sort_key FROM " + l.from + " WHERE " + w.String() +
		" ORDER BY " + o.by + way + ", " + l.id + way + " LIMIT " + strconv.Itoa(limit) + ") p " + l.rows +
		" ORDER BY p.sort_key" + way + ", p.id" + way
}

// after adds to the filters that rows come after a cursor.
func (l list[T]) after(w *where, o sorting, desc bool, text string) error {
	if text == "" {
		return nil
	}
	var c cursor
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err != nil || c.Sort != o.name || c.Desc != desc {
		return badCursor(text)
	}
	key, err := o.kind.decode(c.Key)
	if err != nil {
		return badCursor(text)
	}
	sign := ">"
	if desc {
		sign = "<"
	}
	w.and("("+o.by+", "+l.id+") "+sign+" (?, ?)", key, c.ID)
	return nil
}

func badCursor(text string) error {
	return havre.Problems{{
		Field: "after", Value: text,
		Message: havre.Text{
			FR: "cette page de la liste n'existe pas dans cet ordre ; reprenez à la première page",
			EN: "this page of the list does not exist in this order; start again from the first page",
		},
	}}
}

// String is the cursor as programs carry it.
func (c cursor) String() string {
	text, _ := json.Marshal(c) // strings and JSON always marshal
	return base64.RawURLEncoding.EncodeToString(text)
}

// keyed reads a row with the key it was sorted by.
func (l list[T]) keyed(o sorting) func(scanner, *keyedRow[T]) error {
	return func(s scanner, r *keyedRow[T]) error {
		return l.scan(prefixed{s, []any{sortedBy{o.kind, &r.key}, &r.id}}, &r.item)
	}
}

type keyedRow[T any] struct {
	key  json.RawMessage
	id   string
	item T
}

// prefixed reads columns before those that a scan knows.
type prefixed struct {
	scanner
	first []any
}

// Scan implements scanner.
func (p prefixed) Scan(dest ...any) error { return p.scanner.Scan(append(p.first, dest...)...) }

// sortedBy reads a key into a cursor.
type sortedBy struct {
	kind kind
	to   *json.RawMessage
}

// Scan implements sql.Scanner.
func (k sortedBy) Scan(v any) error {
	if k.kind == byInstant {
		var t time.Time
		if err := (instant{&t}).Scan(v); err != nil {
			return err
		}
		v = at(t)
	}
	text, err := json.Marshal(v) // bytes in base64
	*k.to = text
	return err
}

// decode reads a key from a cursor.
func (k kind) decode(raw json.RawMessage) (any, error) {
	switch k {
	case byBytes:
		key, err := decoded[[]byte](raw)
		return bytesOf(key), err // SQLite reads no bytes as null
	case byNumber:
		return decoded[int64](raw)
	case byInstant:
		text, err := decoded[string](raw)
		if err == nil {
			_, err = time.Parse(layout, text)
		}
		return text, err
	default:
		return decoded[string](raw)
	}
}

func decoded[T any](raw json.RawMessage) (T, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}
