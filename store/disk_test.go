package store

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
)

// A full disk is told in a sentence; reading goes on, and so does writing when
// there is room again.
func TestFullDisk(t *testing.T) {
	db, err := Open(t.Context(), Config{URL: filepath.Join(t.TempDir(), "havre.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the test is over
	fill := func(ctx context.Context, name string) error {
		return db.Write(ctx, func(tx *Tx) error { return tx.SetSetting(ctx, name, make([]byte, 100_000)) })
	}
	if err := fill(t.Context(), "before"); err != nil {
		t.Fatal(err)
	}
	limit := func(pages string) {
		if _, err := db.engine.writer().ExecContext(t.Context(), "PRAGMA max_page_count = "+pages); err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // as many pages as there are
	err = fill(t.Context(), "during")
	if f := havre.FaultOf(err); f == nil || f.Code != havre.Unavailable || !strings.Contains(f.Message.EN, "full") {
		t.Fatalf("got %v", err)
	}
	err = db.Read(t.Context(), func(tx *Tx) error {
		_, err := tx.Setting(t.Context(), "before")
		if _, during := tx.Setting(t.Context(), "during"); !errors.Is(during, &havre.Fault{Code: havre.NotFound}) {
			t.Errorf("what was not saved: %v", during)
		}
		return err
	})
	if err != nil {
		t.Errorf("reading: %v", err)
	}
	limit("1000000")
	if err := fill(t.Context(), "after"); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
