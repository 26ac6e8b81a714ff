package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/pgtest"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

func setOne(ctx context.Context, db *store.DB) error {
	return db.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(ctx, "a", []byte("1")) })
}

// A PostgreSQL that goes away is told in a sentence; when it is back, so are we,
// and so are the jobs.
func TestDatabaseGoneAndBack(t *testing.T) {
	t.Parallel()
	server := pgtest.Own(t)
	db := storetest.Open(t, store.Config{URL: server.Address})
	h := newHeard()
	runner(t, db, h.greeter())
	if err := setOne(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	server.Kill(t)
	wantFault(t, setOne(t.Context(), db), havre.Unavailable)
	wantFault(t, db.Read(t.Context(), func(*store.Tx) error { return nil }), havre.Unavailable)
	wantFault(t, db.Ping(t.Context()), havre.Unavailable)
	server.Start(t)
	for end := time.Now().Add(patience); setOne(t.Context(), db) != nil; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the database is back, the store is not")
		}
	}
	enqueue(t, db, greet{"again"}, jobs.Options{})
	same(t, "jobs", h.wait(t, 1), []string{"again"})
}

// When the database dies during a commit, nobody knows: we say so.
func TestDatabaseLostDuringACommit(t *testing.T) {
	t.Parallel()
	server := pgtest.Own(t)
	db := storetest.Open(t, store.Config{URL: server.Address})
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.SetSetting(t.Context(), "a", []byte("1")); err != nil {
			return err
		}
		killBackend(t, server.Address)
		return nil
	})
	wantFault(t, err, havre.Unavailable)
	if f := havre.FaultOf(err); f == nil || !strings.Contains(f.Message.EN, "not known") {
		t.Errorf("got %v", err)
	}
}

// killBackend is kill -9 of the process of PostgreSQL that serves our transaction:
// it says nothing, where a server that stops says that it does.
func killBackend(t *testing.T, url string) {
	t.Helper()
	var pid int
	err := raw(t, url).QueryRowContext(t.Context(), "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction'").Scan(&pid)
	if err != nil {
		t.Fatal(err)
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
}

// refuse makes PostgreSQL answer writes of settings with an error, so many times.
func refuse(t *testing.T, url, code string, times int) {
	t.Helper()
	statement(t, url, fmt.Sprintf(`CREATE SEQUENCE refusals;
		CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('refusals') <= %d THEN RAISE EXCEPTION 'refused' USING ERRCODE = '%s'; END IF;
			RETURN NEW; END $$;
		CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON settings FOR EACH ROW EXECUTE FUNCTION refuse()`, times, code))
}

func TestPostgresErrors(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, code string
		times      int
		want       havre.FaultCode // "" is success
		says       string
	}{
		{"a conflict of transactions is tried again", "40001", 3, "", ""},
		{"so is a deadlock", "40P01", 3, "", ""},
		{"but not for ever", "40001", 1000, havre.Unavailable, "busy"},
		{"disk full", "53100", 1, havre.Unavailable, "full"},
		{"read-only", "25006", 1, havre.Unavailable, "read-only"},
		{"shutting down", "57P01", 1, havre.Unavailable, "does not answer"},
		{"waited too long", "55P03", 1, havre.Unavailable, "busy"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := pgtest.Database(t)
			db := storetest.Open(t, store.Config{URL: server})
			refuse(t, server, c.code, c.times)
			err := setOne(t.Context(), db)
			if c.want == "" {
				if err != nil {
					t.Error(describe(err))
				}
				return
			}
			wantFault(t, err, c.want)
			if f := havre.FaultOf(err); f == nil || !strings.Contains(f.Message.EN, c.says) || f.Next.IsZero() {
				t.Errorf("got %v, want it to say %q", f, c.says)
			}
		})
	}
}

// A writer waits for the others so long and no longer: one that waits for itself,
// by a mistake of the program, is told too.
func TestWritersDoNotWaitForEver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		err := db.Write(t.Context(), func(*store.Tx) error { return setOne(t.Context(), db) })
		wantFault(t, err, havre.Unavailable)
		if f := havre.FaultOf(err); f == nil || !strings.Contains(f.Message.EN, "busy") {
			t.Errorf("got %v", err)
		}
	})
}

// What nobody foresaw is not a fault: it is a failure of the server.
func TestUnforeseenErrors(t *testing.T) {
	server := pgtest.Database(t)
	db := storetest.Open(t, store.Config{URL: server})
	refuse(t, server, "22012", 1)
	if err := setOne(t.Context(), db); err == nil || havre.FaultOf(err) != nil {
		t.Errorf("got %v, want an error that is no fault", err)
	}
}

func TestOpenRefusals(t *testing.T) {
	file := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(file, []byte(strings.Repeat("ceci n'est pas une base\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, url, says string }{
		{"not a database", file, "notes.txt"},
		{"a directory", filepath.Dir(file), filepath.Dir(file)},
		{"below a file", filepath.Join(file, "havre.db"), "notes.txt"},
		{"nobody there", "postgres://havre:s3cret@127.0.0.1:1/havre", "127.0.0.1"},
		{"no such database", strings.Replace(pgtest.Database(t), "/test_", "/none_", 1), "none_"},
		{"not an address", "postgres://havre:s3cret@host:port/havre", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			db, err := store.Open(t.Context(), store.Config{URL: c.url})
			if err == nil {
				_ = db.Close() // it should not be open
				t.Fatal("opened")
			}
			f := havre.FaultOf(err)
			if f == nil || f.Code != havre.Unavailable || f.Next.IsZero() {
				t.Fatalf("got %v, want an Unavailable fault that says what to do", err)
			}
			if !strings.Contains(f.Message.FR, c.says) || !strings.Contains(f.Message.EN, c.says) {
				t.Errorf("%q does not name %s", f.Message, c.says)
			}
			if strings.Contains(f.Message.FR+f.Message.EN, "s3cret") {
				t.Errorf("%q tells the password", f.Message)
			}
		})
	}
}

// The file and its directory are for their owner only.
func TestFileIsPrivate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data", "havre.db")
	db := storetest.Open(t, store.Config{URL: file})
	if err := setOne(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{file: 0o600, file + "-wal": 0o600, filepath.Dir(file): 0o700 | os.ModeDir} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		same(t, name, info.Mode(), want)
	}
}

// A path is a path, whatever characters it has: there is no other file, of a name cut
// short.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"a b.db", "50%.db", "what?.db", "#1.db", "été.db"} {
		file := filepath.Join(filepath.Dir(storetest.SQLiteURL(t)), name)
		if err := os.Rename(filepath.Join(filepath.Dir(file), "havre.db"), file); err != nil {
			t.Fatal(err)
		}
		if err := setOne(t.Context(), storetest.Open(t, store.Config{URL: file})); err != nil {
			t.Error(describe(err))
		}
		for _, other := range names(t, filepath.Dir(file)) {
			if !strings.HasPrefix(other, name) {
				t.Errorf("opening %s made %s", name, other)
			}
		}
	}
}

// names are those of the files of a directory.
func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		out = append(out, f.Name())
	}
	return out
}

// Closed means closed: no file is left open, and the file alone is the database.
func TestCloseFoldsTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "havre.db")
	db, err := store.Open(t.Context(), store.Config{URL: file})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(setOne(t.Context(), db), db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file + "-wal"); !os.IsNotExist(err) {
		t.Errorf("the WAL is still there: %v", err)
	}
	wantFault(t, setOne(t.Context(), db), havre.Unavailable)
}
