package journal_test

import (
	"sync"
	"testing"

	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/store"
)

// TestTogether appends from several sides while the journal is verified, signed
// and read: no verification sees anything amiss, no index is missing or twice.
func TestTogether(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		const writers, entries = 4, 25
		tx := store.Using[journal.Tx](l.db)
		indexes := make(chan int64, writers*entries)
		var writing, reading sync.WaitGroup
		for w := range writers {
			writing.Go(func() {
				for n := range entries {
					var index int64
					err := tx.Write(t.Context(), func(tx journal.Tx) (err error) {
						index, err = journal.Append(t.Context(), tx, event(w*entries+n))
						return err
					})
					if err != nil {
						t.Error(err)
						return
					}
					indexes <- index
				}
			})
		}
		stop := make(chan struct{})
		for range 2 {
			reading.Go(func() {
				for {
					c, err := l.log.Checkpoint(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					r, err := l.log.Verify(t.Context(), []string{c.Note}, "")
					if err != nil || r.Fault != nil || r.Size < c.Size {
						t.Errorf("%+v, %v", r, err)
						return
					}
					select {
					case <-stop:
						return
					default:
					}
				}
			})
		}
		writing.Wait()
		close(stop)
		reading.Wait()
		close(indexes)
		seen := map[int64]bool{}
		for i := range indexes {
			seen[i] = true
		}
		if len(seen) != writers*entries {
			t.Errorf("%d different indexes for %d entries", len(seen), writers*entries)
		}
		if r := l.verify(t); r.Fault != nil || r.Size != writers*entries {
			t.Errorf("%+v", r)
		}
	})
}

// TestNotWritten undoes an entry with the transaction of what it tells.
func TestNotWritten(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		l.append(t, event(0))
		err := store.Using[journal.Tx](l.db).Write(t.Context(), func(tx journal.Tx) error {
			if _, err := journal.Append(t.Context(), tx, event(1)); err != nil {
				return err
			}
			_, err := journal.Append(t.Context(), tx, journal.Event{Action: "without an instant"})
			return err
		})
		if err == nil {
			t.Error("an event without an instant was written")
		}
		if i := l.append(t, event(2)); i != 1 {
			t.Errorf("the entry after one that was undone has index %d", i)
		}
		if r := l.verify(t); r.Fault != nil || r.Size != 2 {
			t.Errorf("%+v", r)
		}
	})
}
