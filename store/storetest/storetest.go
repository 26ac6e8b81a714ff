// Package storetest gives tests a real, migrated and empty database, of either
// kind, that goes away with the test.
package storetest

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strconv"
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
// once.
func EachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLiteURL(t)) })
	t.Run("postgresql", func(t *testing.T) { test(t, postgresURL(t)) })
}

// SQLite is a database in a file of the test's own directory.
func SQLite(tb testing.TB) *store.DB {
	tb.Helper()
	return Open(tb, store.Config{URL: SQLiteURL(tb)})
}

// SQLiteURL is SQLite for a test that opens the database itself.
func SQLiteURL(tb testing.TB) string {
	tb.Helper()
	return SQLiteFile(tb, migrated(tb))
}

// SQLiteFile is a database file with a content. It is in memory where the system has
// a directory for that: a test does not wait for a disk, which the database does at
// each commit.
func SQLiteFile(tb testing.TB, content []byte) string {
	tb.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "havre-") //nolint:usetesting // tb.TempDir is on a disk
	if err != nil {
		dir = tb.TempDir()
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) }) // memory, which the system gives back
	url := filepath.Join(dir, "havre.db")
	if err := os.WriteFile(url, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	return url
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

// FewerChecks divides how often rapid draws, until the end of the test: for a law that
// each draw proves on a database, which costs a hundred times what it does elsewhere
// and more under the race detector. Every run draws anew, so that what one does not
// meet another will; and -rapid.checks still asks for more.
func FewerChecks(tb testing.TB, by int) {
	tb.Helper()
	checks := flag.Lookup("rapid.checks")
	asked := checks.Value.String()
	n, err := strconv.Atoi(asked)
	if err == nil {
		err = checks.Value.Set(strconv.Itoa(max(n/by, 1)))
	}
	if err != nil {
		tb.Fatalf("-rapid.checks %s: %v", asked, err)
	}
	tb.Cleanup(func() { _ = checks.Value.Set(asked) }) // it was a number
}
