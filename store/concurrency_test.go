package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// Many writers of two processes that read then write lose no update, and the
// journal stays in order. (Two pools on one database are as two processes.)
func TestNoUpdateIsLost(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		dbs := []*store.DB{storetest.Open(t, store.Config{URL: url}), storetest.Open(t, store.Config{URL: url})}
		const writers, times = 6, 15
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for range times {
					if _, err := countOne(t.Context(), dbs[w%2], "count"); err != nil {
						t.Errorf("writer %d: %v", w, describe(err))
						return
					}
				}
			})
		}
		wg.Wait()
		read(t, dbs[0], func(tx *store.Tx) error {
			n, err := counter(t.Context(), tx, "count")
			same(t, "count", n, writers*times)
			return err
		})
		log := &journal.Log{DB: store.Using[journal.Tx](dbs[0]), Now: func() time.Time { return noon }, Name: "test", Seed: make([]byte, 32)}
		report, err := log.Verify(t.Context(), nil, "")
		if err != nil {
			t.Fatal(err)
		}
		if report.Fault != nil || report.Size != writers*times {
			t.Errorf("the journal has %d entries and is broken: %+v", report.Size, report.Fault)
		}
	})
}

// Of two people who edit the same version, one saves and the other is told.
func TestTwoEditors(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		need(t, db, "n", "dnum", "Agenda")
		var wg sync.WaitGroup
		results := make(chan error, 8)
		for i := range 8 {
			wg.Go(func() {
				n := &record.Need{
					ID: "n", Organisation: "dnum", Name: "n", Title: fmt.Sprintf("Titre %d", i), State: record.Shared,
					Document: []byte(strconv.Itoa(i)), Stamps: identity.Stamps{Version: 1, UpdatedAt: noon},
				}
				results <- db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveNeed(t.Context(), n, "") })
			})
		}
		wg.Wait()
		close(results)
		saved := 0
		for err := range results {
			if err == nil {
				saved++
				continue
			}
			wantFault(t, err, havre.Stale)
		}
		same(t, "saved", saved, 1)
		read(t, db, func(tx *store.Tx) error {
			n, err := tx.Need(t.Context(), "n")
			same(t, "version and revision", []any{n.Version, n.Revision}, []any{int64(2), 2})
			return err
		})
	})
}

// Requests that are cut short, as closed browsers do, harm nobody else.
func TestRequestsCutShortHarmNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		stop, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() { cutShort(stop, db) })
		}
		done := 0
		for stop.Err() == nil {
			if _, err := countOne(t.Context(), db, "count"); err != nil {
				t.Errorf("after %d: %v", done, describe(err))
				break
			}
			read(t, db, func(tx *store.Tx) error {
				_, err := tx.People(t.Context(), identity.PersonQuery{})
				return err
			})
			done++
		}
		wg.Wait()
		if done < 10 {
			t.Errorf("only %d writes in 2 s beside those cut short", done)
		}
		read(t, db, func(tx *store.Tx) error {
			n, err := counter(t.Context(), tx, "count")
			same(t, "count", n, done)
			return err
		})
	})
}

// cutShort begins transactions that end before they have finished.
func cutShort(stop context.Context, db *store.DB) {
	for stop.Err() == nil {
		ctx, cancel := context.WithTimeout(stop, time.Duration(rand.IntN(4_000))*time.Microsecond)
		if rand.IntN(2) == 0 {
			_ = db.Read(ctx, func(tx *store.Tx) error { _, err := tx.People(ctx, identity.PersonQuery{}); return err })
		} else {
			_ = db.Write(ctx, func(tx *store.Tx) error {
				if err := tx.SetSetting(ctx, "cut", []byte("x")); err != nil {
					return err
				}
				<-ctx.Done()
				return ctx.Err()
			})
		}
		cancel()
	}
}

// A reader is not kept waiting by a writer, and the other way round.
func TestReadersAndWritersDoNotWait(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		write(t, db, func(tx *store.Tx) error { return tx.SetSetting(t.Context(), "a", []byte("1")) })
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		err := db.Write(ctx, func(tx *store.Tx) error {
			if err := tx.SetSetting(ctx, "a", []byte("2")); err != nil {
				return err
			}
			return db.Read(ctx, func(tx *store.Tx) error {
				got, err := tx.Setting(ctx, "a")
				same(t, "before the commit", string(got), "1")
				return err
			})
		})
		if err != nil {
			t.Error(describe(err))
		}
	})
}

// The context says when a transaction must end, and its error is told as it is.
func TestContextEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Write(ctx, func(*store.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want that the context was cancelled", err)
		}
	})
}
