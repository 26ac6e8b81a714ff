package store_test

import (
	"testing"
	"time"

	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// said appends some events to the journal.
func said(t *testing.T, db *store.DB) {
	t.Helper()
	events := []journal.Event{
		{Actor: "alice", ActorName: "Alice Martin", Action: "need.create", Kind: "Dossier", Object: "n1", ObjectName: "Agenda", Organisation: "dnum", Request: "r1", Details: map[string]string{"state": "draft"}},
		{Actor: "bruno", ActorName: "Bruno Petit", Action: "need.update", Kind: "Dossier", Object: "n1", Organisation: "minsante"},
		{Actor: "bruno", ActorName: "Bruno Petit", Action: "needless.thing", Kind: "Person", Object: "alice", Personal: map[string]string{"email": "alice@interieur.test"}, Outcome: journal.Refused},
		{Actor: "system", Action: "edition.add", Kind: "Edition", Object: "1"},
	}
	for i, e := range events {
		e.At = minute(i)
		write(t, db, func(tx *store.Tx) error {
			index, err := journal.Append(t.Context(), tx, e)
			same(t, "index", index, int64(i))
			return err
		})
	}
}

func TestJournalEntries(t *testing.T) {
	cases := []struct {
		name  string
		q     journal.Query
		want  []int64
		total int
	}{
		{"newest first", journal.Query{}, []int64{3, 2, 1, 0}, 4},
		{"the first two", journal.Query{Limit: 2}, []int64{3, 2}, 4},
		{"the next ones", journal.Query{Limit: 2, Before: 2}, []int64{1, 0}, 4},
		{"of an actor", journal.Query{Actor: "bruno"}, []int64{2, 1}, 2},
		{"of an action", journal.Query{Action: "need."}, []int64{1, 0}, 2},
		{"of a kind", journal.Query{Kind: "Dossier"}, []int64{1, 0}, 2},
		{"of an object", journal.Query{Object: "alice"}, []int64{2}, 1},
		{"refusals", journal.Query{Outcome: journal.Refused}, []int64{2}, 1},
		{"from an instant", journal.Query{From: minute(2)}, []int64{3, 2}, 2},
		{"until an instant", journal.Query{Until: minute(2)}, []int64{1, 0}, 2},
		{"of organisations", journal.Query{Scopes: []string{"/minint/"}}, []int64{0}, 1},
		{"of all of them and the portal", journal.Query{Scopes: []string{"/"}}, []int64{3, 2, 1, 0}, 4},
		{"of none", journal.Query{Scopes: []string{}}, nil, 0},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		said(t, db)
		read(t, db, func(tx *store.Tx) error {
			for _, c := range cases {
				got, total, err := tx.JournalEntries(t.Context(), c.q)
				if err != nil {
					return err
				}
				var indexes []int64
				for _, e := range got {
					indexes = append(indexes, e.Index)
				}
				same(t, c.name, indexes, c.want)
				same(t, c.name+": total", total, c.total)
			}
			return nil
		})
	})
}

func TestJournalEntry(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		said(t, db)
		read(t, db, func(tx *store.Tx) error {
			got, _, err := tx.JournalEntries(t.Context(), journal.Query{Before: 1})
			if err != nil {
				return err
			}
			e := got[0]
			if _, err := journal.ParseLeaf(e.Leaf); err != nil {
				t.Errorf("the leaf: %v", err)
			}
			e.Leaf = nil
			same(t, "entry", e, journal.Entry{Event: journal.Event{
				At: noon, Actor: "alice", ActorName: "Alice Martin", Action: "need.create", Kind: "Dossier", Object: "n1", ObjectName: "Agenda",
				Organisation: "dnum", Request: "r1", Outcome: journal.Done, Details: map[string]string{"state": "draft"},
			}})
			return nil
		})
	})
}

func TestErasingWhatTheJournalKeepsOfAPerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		said(t, db)
		write(t, db, func(tx *store.Tx) error {
			n, err := tx.EraseJournalPersonal(t.Context(), "alice")
			same(t, "erased", n, 2) // her name as an actor, her address in what Bruno did
			return err
		})
		read(t, db, func(tx *store.Tx) error {
			got, _, err := tx.JournalEntries(t.Context(), journal.Query{})
			if err != nil {
				return err
			}
			same(t, "what is left", []string{got[3].ActorName, got[1].ActorName, got[1].Personal["email"]}, []string{"", "Bruno Petit", ""})
			kept, err := tx.JournalPersonal(t.Context(), 0, 4)
			same(t, "kept", ids(kept, func(c journal.Commitment) string { return c.Value }), []string{"Bruno Petit", "Bruno Petit"})
			return err
		})
		write(t, db, func(tx *store.Tx) error {
			n, err := tx.EraseJournalPersonal(t.Context(), "alice")
			same(t, "erased again", n, 0)
			return err
		})
	})
}

func TestJournalHashes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		hashes := [][32]byte{{1}, {2}, {3}}
		write(t, db, func(tx *store.Tx) error { return tx.AddJournalHashes(t.Context(), 5, hashes) })
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.JournalHashes(t.Context(), []int64{7, 5, 7})
			same(t, "in the order asked", got, [][32]byte{{3}, {1}, {3}})
			if err != nil {
				return err
			}
			if _, err := tx.JournalHashes(t.Context(), []int64{5, 4}); err == nil {
				t.Error("a hash that is missing was read")
			}
			stored, err := tx.JournalHashRange(t.Context(), 6, 5)
			same(t, "range", ids(stored, func(h journal.StoredHash) string { return string(rune('0' + h.Index)) }), []string{"6", "7"})
			return err
		})
	})
}

func TestJournalRange(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		said(t, db)
		read(t, db, func(tx *store.Tx) error {
			size, err := tx.JournalSize(t.Context())
			same(t, "size", size, int64(4))
			if err != nil {
				return err
			}
			got, err := tx.JournalRange(t.Context(), 1, 2)
			same(t, "length", len(got), 2)
			same(t, "no personal value", got[0].ActorName+got[1].ActorName, "")
			return err
		})
	})
}

func TestCheckpoints(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		read(t, db, func(tx *store.Tx) error {
			c, err := tx.LastCheckpoint(t.Context())
			same(t, "none", c, nil)
			return err
		})
		want := []journal.Checkpoint{{Size: 1, At: minute(1), Note: "one\n"}, {Size: 2, At: minute(2), Note: "two\n"}}
		write(t, db, func(tx *store.Tx) error {
			for _, i := range []int{1, 0, 0} {
				if err := tx.AddCheckpoint(t.Context(), want[i]); err != nil {
					return err
				}
			}
			return nil
		})
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Checkpoints(t.Context())
			same(t, "oldest first", got, want)
			if err != nil {
				return err
			}
			last, err := tx.LastCheckpoint(t.Context())
			same(t, "last", last, &want[1])
			return err
		})
	})
}

// The journal itself proves what the store gives back, on both databases.
func TestJournalProvesItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		log := &journal.Log{DB: store.Using[journal.Tx](db), Now: func() time.Time { return noon }, Name: "test", Seed: make([]byte, 32)}
		said(t, db)
		if _, err := log.Checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
		report, err := log.Verify(t.Context(), nil, "")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "size", report.Size, int64(4))
		if report.Fault != nil {
			t.Errorf("broken: %+v", report.Fault)
		}
	})
}

func TestJournalUnderANeed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		need(t, db, "n", "dnum", "Agenda")
		need(t, db, "other", "dnum", "Études")
		decide(t, db, "d", "n", decision.Eligible)
		decide(t, db, "e", "other", decision.Eligible)
		derogation(t, db, "w", "n", "r1")
		for i, object := range []string{"n", "other", "d", "e", "w", "nowhere"} {
			write(t, db, func(tx *store.Tx) error {
				_, err := journal.Append(t.Context(), tx, journal.Event{At: minute(i), Action: "x.y", Object: object})
				return err
			})
		}
		read(t, db, func(tx *store.Tx) error {
			for under, want := range map[string][]string{"n": {"w", "d", "n"}, "other": {"e", "other"}, "nowhere": {"nowhere"}} {
				got, total, err := tx.JournalEntries(t.Context(), journal.Query{Under: under})
				if err != nil {
					return err
				}
				same(t, under, ids(got, func(e journal.Entry) string { return e.Object }), want)
				same(t, under+": total", total, len(want))
			}
			return nil
		})
	})
}
