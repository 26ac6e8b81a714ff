package store_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/pgtest"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// eachEmpty runs a test on a database of each kind that was never migrated.
func eachEmpty(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "new", "havre.db")) })
	t.Run("postgresql", func(t *testing.T) { test(t, pgtest.Database(t)) })
}

// raw is the database without the store.
func raw(t *testing.T, url string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(url, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // it was only read
	return db
}

func statement(t *testing.T, url, text string) {
	t.Helper()
	db := raw(t, url)
	if _, err := db.ExecContext(t.Context(), text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// schema lists the columns of every table.
func schema(t *testing.T, url string) []string {
	t.Helper()
	query := "SELECT m.name || '.' || c.name || ' ' || c.type FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
	if strings.HasPrefix(url, "postgres") {
		query = "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = 'public'"
	}
	rows, err := raw(t, url).QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func TestMigrationsGoUpAndDownAndUp(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		t.Helper()
		c := store.Config{URL: url}
		db, err := store.Open(t.Context(), c)
		if err != nil {
			t.Fatal(describe(err))
		}
		world(t, db)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		up := schema(t, url)
		if len(up) < 100 {
			t.Fatalf("the schema has only %d columns", len(up))
		}
		if err := store.MigrateTo(t.Context(), c, 0); err != nil {
			t.Fatal(describe(err))
		}
		for _, column := range schema(t, url) {
			if !strings.HasPrefix(column, "migrations.") {
				t.Errorf("%s is left after going down", column)
			}
		}
		db = storetest.Open(t, c)
		same(t, "the schema, up again", schema(t, url), up)
		world(t, db)
		v, err := store.VersionsOf(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "versions", v.Database, v.Program)
	})
}

func TestEveryStepOfTheMigrations(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		t.Helper()
		c := store.Config{URL: url}
		v, err := store.VersionsOf(t.Context(), c)
		if err != nil {
			t.Fatal(describe(err))
		}
		for step := range v.Program {
			var seen [][]string
			for _, to := range []int64{step, step + 1, step, step + 1} {
				if err := store.MigrateTo(t.Context(), c, to); err != nil {
					t.Fatalf("to %d: %v", to, describe(err))
				}
				seen = append(seen, schema(t, url))
			}
			same(t, "down again", seen[2][:0], seen[0][:0])
			same(t, "up again", seen[3], seen[1])
		}
		if err := store.MigrateTo(t.Context(), c, v.Program+1); err == nil {
			t.Error("migrated to a version that does not exist")
		}
	})
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	cases := map[string]string{
		"our tables":        "INSERT INTO migrations (version_id, is_applied) VALUES (999, TRUE)",
		"those of the jobs": "INSERT INTO river_migration (line, version) VALUES ('main', 999)",
	}
	for name, newer := range cases {
		t.Run(name, func(t *testing.T) {
			storetest.EachURL(t, func(t *testing.T, url string) {
				storetest.Open(t, store.Config{URL: url})
				statement(t, url, newer)
				_, err := store.Open(t.Context(), store.Config{URL: url})
				f := havre.FaultOf(err)
				if f == nil || f.Code != havre.Unavailable {
					t.Fatalf("got %v, want an Unavailable fault", err)
				}
				for _, text := range []string{f.Message.FR, f.Message.EN} {
					if !strings.Contains(text, "999") {
						t.Errorf("%q does not name the version", text)
					}
				}
				if f.Next.IsZero() {
					t.Error("it does not say what to do")
				}
			})
		})
	}
}

// Replicas that start together migrate once.
func TestReplicasStartTogether(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		t.Helper()
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				db, err := store.Open(t.Context(), store.Config{URL: url, Connections: 4})
				if err != nil {
					t.Error(describe(err))
					return
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		world(t, storetest.Open(t, store.Config{URL: url}))
	})
}
