package storetest

import (
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/havre-cloud/havre/internal/pgtest"
	"github.com/havre-cloud/havre/store"
)

// Filled are databases that hold something when a test gets them. Each kind is filled
// once for all the tests of a process, then copied: filling takes longer than most
// tests. The copies hold the same identifiers, and know nothing of one another.
//
// T is what tests must know of the content. All of them get the same one, perhaps at the
// same time: they copy what they change.
type Filled[T any] struct {
	Name string // among those of the process
	Fill func(tb testing.TB, db *store.DB) T

	once sync.Once
	file []byte // of SQLite
	made T      // in that file

	last atomic.Pointer[T] // what the copies of PostgreSQL hold
}

// Each runs a test on a copy of each kind.
func (f *Filled[T]) Each(t *testing.T, test func(t *testing.T, url string, made T)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		url, made := f.SQLite(t)
		test(t, url, made)
	})
	t.Run("postgresql", func(t *testing.T) {
		url, made := f.PostgreSQL(t)
		test(t, url, made)
	})
}

// SQLite is the address of a copy in a file, and what it holds.
func (f *Filled[T]) SQLite(tb testing.TB) (url string, made T) {
	tb.Helper()
	f.once.Do(func() {
		url := SQLiteURL(tb)
		made := f.fill(tb, url)
		content, err := os.ReadFile(url)
		if err != nil {
			tb.Fatal(err)
		}
		f.file, f.made = content, made
	})
	if f.file == nil {
		tb.Fatalf("the database %s could not be filled: the first test that asked says why", f.Name)
	}
	return SQLiteFile(tb, f.file), f.made
}

// PostgreSQL is the address of a copy on a server, and what it holds.
func (f *Filled[T]) PostgreSQL(tb testing.TB) (url string, made T) {
	tb.Helper()
	var own *T // of this copy alone, on a server where no template stays
	url = pgtest.Clone(tb, f.Name, func(url string) error {
		made := f.fill(tb, url)
		own = &made
		f.last.Store(own)
		return nil
	})
	if own == nil {
		own = f.last.Load()
	}
	return url, *own
}

// fill fills an empty database and closes it, so that it may be copied.
func (f *Filled[T]) fill(tb testing.TB, url string) T {
	tb.Helper()
	db, err := store.Open(tb.Context(), store.Config{URL: url})
	if err != nil {
		tb.Fatalf("opening the database %s: %v", f.Name, err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			tb.Errorf("closing the database %s: %v", f.Name, err)
		}
	}()
	return f.Fill(tb, db)
}
