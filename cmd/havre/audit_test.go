package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/keyfile"
	"github.com/havre-cloud/havre/internal/pgtest"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/store"
)

// audited is a data directory with a journal of five entries, and the program to
// audit it.
type audited struct {
	dir, url string // url is "" on SQLite
}

func newAudited(t *testing.T, url string) *audited {
	t.Helper()
	a := &audited{t.TempDir(), url}
	at := url
	if at == "" {
		at = filepath.Join(a.dir, "havre.db")
	}
	if _, err := keyfile.Open(filepath.Join(a.dir, "havre.key")); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), store.Config{URL: at})
	if err != nil {
		t.Fatal(err)
	}
	err = store.Using[journal.Tx](db).Write(t.Context(), func(tx journal.Tx) error {
		for n := range 5 {
			e := journal.Event{At: time.Date(2026, 11, 22, 7, n, 0, 0, time.UTC), Action: "need.create", Actor: "camille", ActorName: "Camille Moreau", Object: fmt.Sprint(n)}
			if _, err := journal.Append(t.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return a
}

// run runs havre audit on it.
func (a *audited) run(in string, args ...string) (code int, out, errs string) {
	return a.command("audit", in, args...)
}

func (a *audited) command(group, in string, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	env := []string{"HAVRE_DATA_DIR=" + a.dir, "HAVRE_PUBLIC_URL=https://havre.exemple.gouv.fr"}
	if a.url != "" {
		env = append(env, "HAVRE_DATABASE_URL="+a.url)
	}
	p := &app{
		in: strings.NewReader(in), out: &o, err: &e, getenv: func(string) string { return "" }, environ: func() []string { return env },
		today: func() havre.Date { return havre.MustDate("2026-11-22") },
	}
	code = p.run(append([]string{group}, args...))
	return code, o.String(), e.String()
}

func (a *audited) tamper(t *testing.T, statement string) {
	t.Helper()
	driver, at := "pgx", a.url
	if at == "" {
		driver, at = "sqlite", filepath.Join(a.dir, "havre.db")
	}
	db, err := sql.Open(driver, at)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the statement's error is told
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestAudit(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func() string{"sqlite": func() string { return "" }, "postgresql": func() string { return pgtest.Database(t) }} {
		t.Run(name, func(t *testing.T) {
			a := newAudited(t, url())
			must := func(in string, args ...string) string {
				t.Helper()
				code, out, errs := a.run(in, args...)
				if code != exitOK || errs != "" {
					t.Fatalf("%v: code %d, %s%s", args, code, out, errs)
				}
				return out
			}
			if out := must("", "verify", "--width", "200"); !strings.Contains(out, "Entrées : 5 ; points de contrôle comparés : 0") || !strings.Contains(out, "Aucun point de contrôle ne vient d'ailleurs") {
				t.Errorf("%s", out)
			}
			note, key := must("", "checkpoint"), strings.TrimSpace(must("", "key"))
			if !strings.HasPrefix(note, "havre.exemple.gouv.fr\n5\n") || !strings.HasPrefix(key, "havre.exemple.gouv.fr+") {
				t.Errorf("%s, %s", note, key)
			}
			if out := must(note, "verify", "--checkpoint", "-", "--lang", "en", "--width", "200"); !strings.Contains(out, "Entries: 5; checkpoints compared: 2, of which 1 from elsewhere; personal values compared: 5") || strings.Contains(out, "No checkpoint") {
				t.Errorf("%s", out)
			}
			vault := t.TempDir()
			for file, text := range map[string]string{"a.txt": note, "b.txt": note, "notes.md": "no checkpoint"} {
				if err := os.WriteFile(filepath.Join(vault, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if out := must("", "verify", "--checkpoint", vault, "--width", "200"); !strings.Contains(out, "points de contrôle comparés : 3, dont 2 d'ailleurs") {
				t.Errorf("%s", out)
			}
			exported := filepath.Join(vault, "journal.ndjson")
			if err := os.WriteFile(exported, []byte(must("", "export")), 0o600); err != nil {
				t.Fatal(err)
			}
			elsewhere := &audited{dir: t.TempDir()} // nothing but what was carried there
			if code, out, errs := elsewhere.run("", "verify", "--export", exported, "--checkpoint", vault, "--key", key, "-o", "json"); code != exitOK || !strings.Contains(out, `"whole": true`) {
				t.Errorf("code %d, %s%s", code, out, errs)
			}
			if err := os.Rename(filepath.Join(a.dir, "havre.key"), filepath.Join(vault, "havre.key")); err != nil {
				t.Fatal(err)
			}
			if out := must("", "verify"); !strings.Contains(out, "Signatures non vérifiées") {
				t.Errorf("%s", out)
			}
			must("", "verify", "--key", key, "--checkpoint", vault)
			if code, _, errs := a.run("", "checkpoint"); code != exitUsage || !strings.Contains(errs, "havre.key") {
				t.Errorf("a checkpoint without a key: code %d, %s", code, errs)
			}
		})
	}
}

// The name of the journal is that of its last checkpoint; only one that was never
// signed goes by the address that is given.
func TestAuditName(t *testing.T) {
	t.Parallel()
	a := newAudited(t, "")
	for _, address := range []string{"https://premier.exemple.gouv.fr", "http://localhost:8080"} {
		if code, note, errs := a.run("", "checkpoint", "--public-url", address); code != exitOK || !strings.HasPrefix(note, "premier.exemple.gouv.fr\n") {
			t.Errorf("%s: code %d, %s%s", address, code, note, errs)
		}
		if code, key, errs := a.run("", "key", "--public-url", address); code != exitOK || !strings.HasPrefix(key, "premier.exemple.gouv.fr+") {
			t.Errorf("%s: code %d, %s%s", address, code, key, errs)
		}
	}
}

// TestAuditBroken names the entry, in every format, and exits 3.
func TestAuditBroken(t *testing.T) {
	t.Parallel()
	a := newAudited(t, "")
	_, note, _ := a.run("", "checkpoint")
	a.tamper(t, "UPDATE journal_entries SET leaf = replace(leaf, 'need.create', 'need.delete') WHERE position = 2")
	code, out, _ := a.run("", "verify", "--lang", "en")
	if code != exitNone || !strings.Contains(out, "Entry 2 is no longer the one that was written") {
		t.Errorf("code %d, %s", code, out)
	}
	code, out, _ = a.run(note, "verify", "--checkpoint", "-", "-o", "json")
	var v proofView
	if err := json.Unmarshal([]byte(out), &v); err != nil || code != exitNone || v.Whole || v.Faults[0].First != 2 || v.Faults[0].Last != 2 || v.Faults[0].Kind != string(journal.Altered) {
		t.Errorf("code %d, %v, %s", code, err, out)
	}
	a.tamper(t, "UPDATE journal_hashes SET hash = zeroblob(32) WHERE position = 6")
	if code, _, errs := a.run("", "checkpoint"); code != exitNone || !strings.Contains(errs, "ne prolonge pas") {
		t.Errorf("signed: code %d, %s", code, errs)
	}
}

func TestAuditRefused(t *testing.T) {
	t.Parallel()
	a := newAudited(t, "")
	wrong := filepath.Join(t.TempDir(), "wrong.txt")
	if err := os.WriteFile(wrong, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"not a checkpoint":       {[]string{"verify", "--checkpoint", wrong}, "wrong.txt"},
		"no such checkpoint":     {[]string{"verify", "--checkpoint", "nowhere.txt"}, "ce fichier n'existe pas"},
		"not a key":              {[]string{"verify", "--key", "hello"}, "--key"},
		"no such export":         {[]string{"verify", "--export", "nowhere"}, "ce fichier n'existe pas"},
		"no database":            {[]string{"verify", "--data-dir", t.TempDir()}, "havre.db"},
		"not the address of one": {[]string{"verify", "--database-url", "mysql://x"}, "postgres://"},
		"an argument":            {[]string{"verify", "x"}, "argument de trop"},
	} {
		if code, out, errs := a.run("", c.args...); code != exitUsage || !strings.Contains(errs, c.want) || out != "" {
			t.Errorf("%s: code %d, %s%s", name, code, out, errs)
		}
	}
	if left, err := filepath.Glob(filepath.Join(a.dir, "*.db")); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
	a.tamper(t, "INSERT INTO migrations (version_id, is_applied) VALUES (99, 1)")
	if code, _, errs := a.run("", "verify"); code != exitUsage || !strings.Contains(errs, "version") {
		t.Errorf("another version: code %d, %s", code, errs)
	}
	if code, _, errs := a.run("", "verify", "--database-url", "postgres://127.0.0.1:1/havre?connect_timeout=2"); code != exitFailure || errs == "" {
		t.Errorf("a database that does not answer: code %d, %s", code, errs)
	}
}
