// Package storetest gives tests a real, migrated and empty database, of either
// kind, that goes away with the test.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/havre-cloud/havre/internal/pgtest"
	"github.com/havre-cloud/havre/store"
)

// Each runs a test on a database of each kind.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgresql", func(t *testing.T) { test(t, PostgreSQL(t)) })
}

// EachURL is Each for a test that opens the database itself, perhaps more than
// once. It is migrated already on PostgreSQL, and does not exist yet on SQLite.
func EachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, sqliteURL(t)) })
	t.Run("postgresql", func(t *testing.T) { test(t, postgresURL(t)) })
}

// SQLite is a database in a file of the test's own directory. It is in memory where
// the system has a directory for that: a test does not wait for a disk, which the
// database does at each commit.
func SQLite(tb testing.TB) *store.DB {
	tb.Helper()
	url := sqliteURL(tb)
	if err := os.WriteFile(url, migrated(tb), 0o600); err != nil {
		tb.Fatal(err)
	}
	return Open(tb, store.Config{URL: url})
}

// migrated is a database file that was migrated and is empty, made once for all the
// tests of a process: migrating takes seconds under the race detector.
func migrated(tb testing.TB) []byte {
	tb.Helper()
	content, err := template()
	if err != nil {
		tb.Fatalf("making a migrated database: %v", err)
	}
	return content
}

var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "havre-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what is left of it harms nobody
	name := filepath.Join(dir, "havre.db")
	db, err := store.Open(context.Background(), store.Config{URL: name})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil { // which also brings the write-ahead log into the file
		return nil, err
	}
	return os.ReadFile(name)
})

// PostgreSQL is a database of a real server: see package pgtest.
func PostgreSQL(tb testing.TB) *store.DB {
	tb.Helper()
	return Open(tb, store.Config{URL: postgresURL(tb), Connections: 8})
}

// Open opens a database and closes it with the test.
func Open(tb testing.TB, c store.Config) *store.DB {
	tb.Helper()
	db, err := store.Open(tb.Context(), c)
	if err != nil {
		tb.Fatalf("opening the database: %v", err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("closing the database: %v", err)
		}
	})
	return db
}

func sqliteURL(tb testing.TB) string {
	tb.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "havre-") //nolint:usetesting // tb.TempDir is on a disk
	if err != nil {
		return filepath.Join(tb.TempDir(), "havre.db")
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) }) // memory, which the system gives back
	return filepath.Join(dir, "havre.db")
}

func postgresURL(tb testing.TB) string {
	tb.Helper()
	return pgtest.Clone(tb, "migrated", func(url string) error {
		db, err := store.Open(context.Background(), store.Config{URL: url})
		if err != nil {
			return err
		}
		return db.Close()
	})
}
