package store

import (
	"context"
	"maps"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
)

var _ journal.Tx = (*Tx)(nil)

// JournalSize implements journal.Tx. In a writing transaction no other writes, so
// the next index stays the next one.
func (tx *Tx) JournalSize(ctx context.Context) (int64, error) {
	return value[int64](ctx, tx, "SELECT COALESCE(MAX(position) + 1, 0) FROM journal_entries")
}

const entryColumns = "e.position, e.at, e.actor, e.action, e.kind, e.object, e.object_name, e.organisation, e.request, e.outcome, e.details, e.leaf"

func scanEntry(s scanner, e *journal.Entry) error {
	return s.Scan(&e.Index, instant{&e.At}, &e.Actor, &e.Action, &e.Kind, &e.Object, &e.ObjectName, &e.Organisation, &e.Request, &e.Outcome,
		words{&e.Details}, &e.Leaf)
}

// AddJournalEntry implements journal.Tx.
func (tx *Tx) AddJournalEntry(ctx context.Context, e journal.Entry, personal []journal.Commitment) error {
	err := tx.run(ctx, `INSERT INTO journal_entries
		(position, at, actor, action, kind, object, object_name, organisation, request, outcome, details, leaf)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.Index, at(e.At), e.Actor, e.Action, e.Kind, e.Object, e.ObjectName, e.Organisation, e.Request, e.Outcome, words{e.Details}, bytesOf(e.Leaf))
	if err != nil {
		return err
	}
	for _, c := range personal {
		err := tx.run(ctx, "INSERT INTO journal_personal (position, field, person, salt, value) VALUES ($1, $2, $3, $4, $5)",
			e.Index, c.Field, c.Person, bytesOf(c.Salt), c.Value)
		if err != nil {
			return err
		}
	}
	return nil
}

// AddJournalHashes implements journal.Tx.
func (tx *Tx) AddJournalHashes(ctx context.Context, first int64, hashes [][32]byte) error {
	for i, h := range hashes {
		if err := tx.run(ctx, "INSERT INTO journal_hashes (position, hash) VALUES ($1, $2)", first+int64(i), h[:]); err != nil {
			return err
		}
	}
	return nil
}

func scanHash(s scanner, h *journal.StoredHash) error { return s.Scan(&h.Index, &h.Hash) }

// JournalHashes implements journal.Tx.
func (tx *Tx) JournalHashes(ctx context.Context, indexes []int64) ([][32]byte, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	var w where
	w.among("position", anys(indexes))
	found, err := all(ctx, tx, scanHash, "SELECT position, hash FROM journal_hashes WHERE "+w.String(), w.operands...)
	if err != nil {
		return nil, err
	}
	hashes := make(map[int64][]byte, len(found))
	for _, h := range found {
		hashes[h.Index] = h.Hash
	}
	out := make([][32]byte, len(indexes))
	for i, index := range indexes {
		if copy(out[i][:], hashes[index]) != len(out[i]) || len(hashes[index]) != len(out[i]) {
			return nil, errorf("the hash %d of the journal is missing or damaged", index)
		}
	}
	return out, nil
}

// JournalRange implements journal.Tx.
func (tx *Tx) JournalRange(ctx context.Context, from int64, limit int) ([]journal.Entry, error) {
	return all(ctx, tx, scanEntry, "SELECT "+entryColumns+" FROM journal_entries e WHERE e.position >= $1 ORDER BY e.position LIMIT $2", from, limit)
}

// JournalHashRange implements journal.Tx.
func (tx *Tx) JournalHashRange(ctx context.Context, from int64, limit int) ([]journal.StoredHash, error) {
	return all(ctx, tx, scanHash, "SELECT position, hash FROM journal_hashes WHERE position >= $1 ORDER BY position LIMIT $2", from, limit)
}

// JournalEntries implements journal.Tx.
func (tx *Tx) JournalEntries(ctx context.Context, q journal.Query) ([]journal.Entry, int, error) {
	w := journalFilters(q)
	total, err := tx.countEntries(ctx, w)
	if err != nil {
		return nil, 0, err
	}
	if q.Before > 0 {
		w.and("e.position < ?", q.Before)
	}
	w.operands = append(w.operands, havre.List{Limit: q.Limit}.Bounded())
	entries, err := all(ctx, tx, scanEntry, "SELECT "+entryColumns+" FROM journal_entries e WHERE "+w.String()+
		" ORDER BY e.position DESC LIMIT "+w.last(), w.operands...)
	if err != nil {
		return nil, 0, err
	}
	return entries, total, tx.withPersonal(ctx, entries)
}

func journalFilters(q journal.Query) *where {
	var w where
	if q.Scopes != nil && !slices.Contains(q.Scopes, identity.PortalPath) {
		w.any(below("o.path", q.Scopes).within("e.organisation IN (SELECT o.id FROM organisations o WHERE ", ")"))
	}
	if q.Action != "" {
		w.any(below("e.action", []string{q.Action}))
	}
	w.equal("e.actor", q.Actor)
	w.equal("e.kind", q.Kind)
	w.equal("e.object", q.Object)
	if q.Under != "" {
		w.and(`e.object IN (SELECT CAST(? AS TEXT) UNION ALL SELECT d.id FROM decisions d WHERE d.need = ?
			UNION ALL SELECT g.id FROM derogations g WHERE g.need = ?)`, q.Under, q.Under, q.Under)
	}
	w.equal("e.outcome", string(q.Outcome))
	if !q.From.IsZero() {
		w.and("e.at >= ?", at(q.From))
	}
	if !q.Until.IsZero() {
		w.and("e.at < ?", at(q.Until))
	}
	return &w
}

// countEntries does not count what is numbered without a gap.
func (tx *Tx) countEntries(ctx context.Context, w *where) (int, error) {
	if len(w.conditions) == 0 {
		size, err := tx.JournalSize(ctx)
		return int(size), err
	}
	return value[int](ctx, tx, "SELECT COUNT(*) FROM journal_entries e WHERE "+w.String(), w.operands...)
}

const personalColumns = "SELECT position, person, field, salt, value FROM journal_personal WHERE value IS NOT NULL AND "

func scanCommitment(s scanner, c *journal.Commitment) error {
	return s.Scan(&c.Index, &c.Person, &c.Field, &c.Salt, &c.Value)
}

// withPersonal fills in the personal values that are kept.
func (tx *Tx) withPersonal(ctx context.Context, entries []journal.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	places := map[int64]*journal.Entry{}
	for i := range entries {
		places[entries[i].Index] = &entries[i]
	}
	var w where
	w.among("position", anys(slices.Collect(maps.Keys(places))))
	kept, err := all(ctx, tx, scanCommitment, personalColumns+w.String(), w.operands...)
	if err != nil {
		return err
	}
	for _, c := range kept {
		e := places[c.Index]
		if c.Field == journal.ActorNameField {
			e.ActorName = c.Value
			continue
		}
		if e.Personal == nil {
			e.Personal = map[string]string{}
		}
		e.Personal[c.Field] = c.Value
	}
	return nil
}

// EraseJournalPersonal implements journal.Tx.
func (tx *Tx) EraseJournalPersonal(ctx context.Context, person string) (int, error) {
	n, err := tx.exec(ctx, "UPDATE journal_personal SET salt = NULL, value = NULL WHERE person = $1 AND value IS NOT NULL", person)
	return int(n), err
}

// JournalPersonal implements journal.Tx.
func (tx *Tx) JournalPersonal(ctx context.Context, from, until int64) ([]journal.Commitment, error) {
	return all(ctx, tx, scanCommitment, personalColumns+"position >= $1 AND position < $2 ORDER BY position, field", from, until)
}

func scanCheckpoint(s scanner, c *journal.Checkpoint) error {
	return s.Scan(&c.Size, instant{&c.At}, &c.Note)
}

// AddCheckpoint implements journal.Tx.
func (tx *Tx) AddCheckpoint(ctx context.Context, c journal.Checkpoint) error {
	return tx.run(ctx, "INSERT INTO journal_checkpoints (size, at, note) VALUES ($1, $2, $3) ON CONFLICT (size, at) DO UPDATE SET note = excluded.note",
		c.Size, at(c.At), c.Note)
}

// Checkpoints implements journal.Tx.
func (tx *Tx) Checkpoints(ctx context.Context) ([]journal.Checkpoint, error) {
	return all(ctx, tx, scanCheckpoint, "SELECT size, at, note FROM journal_checkpoints ORDER BY size, at")
}

// LastCheckpoint implements journal.Tx.
func (tx *Tx) LastCheckpoint(ctx context.Context) (*journal.Checkpoint, error) {
	c, err := one(ctx, tx, scanCheckpoint, "SELECT size, at, note FROM journal_checkpoints ORDER BY size DESC, at DESC LIMIT 1")
	if missing(err) {
		return nil, nil //nolint:nilnil // the port says so
	}
	return c, err
}
