package storetest_test

import (
	"testing"

	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// Each kind is filled once; its copies hold what it was filled with, and do not see what
// another writes.
func TestFilled(t *testing.T) {
	fills := 0
	filled := storetest.Filled[string]{Name: "filled", Fill: func(tb testing.TB, db *store.DB) string {
		tb.Helper()
		fills++
		set(tb, db, "filled")
		return "filled"
	}}
	for range 2 {
		filled.Each(t, func(t *testing.T, url, made string) {
			db := storetest.Open(t, store.Config{URL: url})
			if got := setting(t, db); made != "filled" || got != made {
				t.Errorf("a copy holds %q, not %q", got, made)
			}
			set(t, db, "changed")
		})
	}
	if fills < 2 || fills > 3 { // on a server where no template stays, each copy is filled
		t.Errorf("filled %d times for two kinds", fills)
	}
}

const name = "of the test"

func set(tb testing.TB, db *store.DB, value string) {
	tb.Helper()
	if err := db.Write(tb.Context(), func(tx *store.Tx) error { return tx.SetSetting(tb.Context(), name, []byte(value)) }); err != nil {
		tb.Fatal(err)
	}
}

func setting(tb testing.TB, db *store.DB) (value string) {
	tb.Helper()
	if err := db.Read(tb.Context(), func(tx *store.Tx) error {
		text, err := tx.Setting(tb.Context(), name)
		value = string(text)
		return err
	}); err != nil {
		tb.Fatal(err)
	}
	return value
}
