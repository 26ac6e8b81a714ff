package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// What joins a transaction is kept or undone with it; what fails within it is
// undone alone.
func TestTogether(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		set := func(ctx context.Context, name string, fails error) error {
			return db.Write(ctx, func(tx *store.Tx) error {
				return errors.Join(tx.SetSetting(ctx, name, []byte(`1`)), fails)
			})
		}
		there := func(ctx context.Context, name string) bool {
			err := db.Read(ctx, func(tx *store.Tx) error {
				_, err := tx.Setting(ctx, name)
				return err
			})
			return err == nil
		}
		inner := errors.New("inner")
		err := db.Together(t.Context(), func(ctx context.Context, _ *store.Tx) error {
			if err := set(ctx, "kept", nil); err != nil {
				return err
			}
			if !there(ctx, "kept") {
				t.Error("what joins the transaction does not see what was written in it")
			}
			if err := set(ctx, "undone", inner); !errors.Is(err, inner) {
				t.Errorf("a failure within is told as %v", err)
			}
			return set(ctx, "also kept", nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		outer := errors.New("outer")
		err = db.Together(t.Context(), func(ctx context.Context, _ *store.Tx) error {
			return errors.Join(set(ctx, "lost", nil), outer)
		})
		if !errors.Is(err, outer) {
			t.Fatalf("got %v", err)
		}
		for name, want := range map[string]bool{"kept": true, "also kept": true, "undone": false, "lost": false} {
			if there(t.Context(), name) != want {
				t.Errorf("%s: there %v, want %v", name, !want, want)
			}
		}
	})
}
