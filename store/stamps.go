package store

import (
	"context"

	"github.com/havre-cloud/havre/identity"
)

// stamped are the columns that every versioned record ends with.
func stamped(alias string) string {
	return alias + ".version, " + alias + ".created_at, " + alias + ".created_by, " +
		alias + ".updated_at, " + alias + ".updated_by, " + alias + ".deleted_at"
}

// stamps reads them.
func stamps(s *identity.Stamps) []any {
	return []any{&s.Version, instant{&s.CreatedAt}, &s.CreatedBy, instant{&s.UpdatedAt}, &s.UpdatedBy, instant{&s.DeletedAt}}
}

// row is a versioned row to save: its columns beyond the identifier and the
// stamps, in the order of their values.
type row struct {
	table   string
	id      string
	columns []string
	values  []any
}

// save inserts the row when the version is 0, and otherwise updates the one whose
// version it is. The instants and the authors are the caller's.
func (tx *Tx) save(ctx context.Context, r row, s *identity.Stamps) error {
	if s.Version == 0 {
		return tx.insert(ctx, r, s)
	}
	return tx.update(ctx, r, s)
}

// insert does nothing where a unique key is taken, rather than fail: PostgreSQL
// would refuse whatever comes next in the transaction.
func (tx *Tx) insert(ctx context.Context, r row, s *identity.Stamps) error {
	var w where
	columns, marks := "id", "?"
	for _, c := range r.columns {
		columns, marks = columns+", "+c, marks+", ?"
	}
	operands := append([]any{r.id}, r.values...)
	operands = append(operands, int64(1), at(s.CreatedAt), s.CreatedBy, at(s.UpdatedAt), s.UpdatedBy, maybe(s.DeletedAt))
	w.and(marks+", ?, ?, ?, ?, ?, ?", operands...)
	n, err := tx.exec(ctx, "INSERT INTO "+r.table+" ("+columns+", version, created_at, created_by, updated_at, updated_by, deleted_at) VALUES ("+
		w.String()+") ON CONFLICT DO NOTHING", w.operands...)
	switch {
	case err != nil:
		return err
	case n == 0:
		return taken(nil)
	}
	s.Version = 1
	return nil
}

func (tx *Tx) update(ctx context.Context, r row, s *identity.Stamps) error {
	var set, match where
	for i, c := range r.columns {
		set.and(c+" = ?", r.values[i])
	}
	set.and("version = ?", s.Version+1)
	set.and("updated_at = ?", at(s.UpdatedAt))
	set.and("updated_by = ?", s.UpdatedBy)
	set.and("deleted_at = ?", maybe(s.DeletedAt))
	match.operands = set.operands
	match.and("id = ?", r.id)
	match.and("version = ?", s.Version)
	n, err := tx.exec(ctx, "UPDATE "+r.table+" SET "+set.list()+" WHERE "+match.String(), match.operands...)
	switch {
	case err != nil:
		return err
	case n == 0:
		return stale()
	}
	s.Version++
	return nil
}

// living filters by whether a record was deleted.
func (w *where) living(column string, deleted bool) {
	if deleted {
		w.and(column + " IS NOT NULL")
	} else {
		w.and(column + " IS NULL")
	}
}
