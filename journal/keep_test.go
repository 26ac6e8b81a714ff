package journal_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
)

// TestKeep runs the hourly job as it is run.
func TestKeep(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		dir := t.TempDir()
		l.log.CheckpointDir = dir
		handler := l.log.Handlers()[0]
		if handler.Every != time.Hour {
			t.Errorf("every %v", handler.Every)
		}
		run := func() error { return handler.Do(t.Context(), []byte("{}"), jobs.Attempt{}) }
		l.append(t, events(0, 5)...)
		for range 3 {
			if err := run(); err != nil {
				t.Fatal(err)
			}
		}
		files, err := os.ReadDir(dir)
		if err != nil || len(files) != 1 || files[0].Name() != "checkpoint-000000000005.txt" {
			t.Fatalf("%v, %v", files, err)
		}
		l.append(t, event(5))
		l.log.CheckpointDir = filepath.Join(dir, "gone")
		if err := run(); err == nil {
			t.Error("a directory that does not exist was written in")
		}
		l.log.CheckpointDir = dir // tried again, the checkpoint is the one that was signed
		if err := run(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, journal.CheckpointFile(6)))
		if err != nil || !strings.HasPrefix(string(text), "havre.exemple.gouv.fr\n6\n") {
			t.Errorf("%s, %v", text, err)
		}
		if r := l.verify(t, string(text)); r.Fault != nil || r.Checked != 3 {
			t.Errorf("%+v", r)
		}
		if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

// TestNotSigned refuses to sign what was rewritten, and does not try again.
func TestNotSigned(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		crimeScene(t, l)
		for name, forge := range map[string]func(){
			"a leaf changed": func() {
				l.setLeaf(t, 3, bytes.Replace(l.leaf(t, 3), []byte("need.update"), []byte("need.delete"), 1))
				l.rehash(t)
			},
			"the end cut": func() {
				l.remove(t, 22)
				l.rehash(t)
			},
			"a checkpoint changed": func() {
				l.tamper(t, "UPDATE journal_checkpoints SET note = replace(note, 'at 2026', 'at 2025') WHERE size = 23")
			},
		} {
			forge()
			l.log.Now = func() time.Time { return morning.Add(48 * time.Hour) }
			_, err := l.log.Checkpoint(t.Context())
			if !errors.Is(err, journal.ErrRewritten) {
				t.Errorf("%s: %v", name, err)
			}
			l.append(t, event(23), event(24)) // what happens is still written
			stop := (*jobs.Stop)(nil)
			if err := l.log.Handlers()[0].Do(t.Context(), nil, jobs.Attempt{}); !errors.As(err, &stop) {
				t.Errorf("%s: the job: %v", name, err)
			}
			l.back(t)
		}
	})
}

func TestCannotSign(t *testing.T) {
	l := sqliteLab(t)
	l.append(t, event(0))
	for _, log := range []journal.Log{
		{DB: l.log.DB, Now: l.log.Now, Name: "havre"},
		{DB: l.log.DB, Now: l.log.Now, Name: "", Seed: l.log.Seed},
		{DB: l.log.DB, Now: l.log.Now, Name: "two words", Seed: l.log.Seed},
		{DB: l.log.DB, Now: l.log.Now, Name: "a+b", Seed: l.log.Seed},
		{DB: l.log.DB, Now: l.log.Now, Name: "havre", Seed: l.log.Seed[1:]},
	} {
		if c, err := log.Checkpoint(t.Context()); err == nil {
			t.Errorf("name %q, seed of %d bytes: signed %q", log.Name, len(log.Seed), c.Note)
		}
		if key := log.VerifierKey(); key != "" {
			t.Errorf("name %q, seed of %d bytes: key %q", log.Name, len(log.Seed), key)
		}
	}
}

// A portal that changed address hands out no checkpoint of the former one, and the
// journal goes by the name it is signed under.
func TestKeepUnderANewName(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		l.append(t, events(0, 5)...)
		named := func(want string) {
			t.Helper()
			if got, err := l.log.Origin(t.Context()); err != nil || got != want {
				t.Errorf("the journal goes by %q, %v; want %q", got, err, want)
			}
		}
		named("")
		kept := func(name string, checked int) {
			t.Helper()
			l.log.Name = name
			c, err := l.log.Keep(t.Context())
			if err != nil || c.Origin() != name || c.Size != 5 {
				t.Fatalf("%+v, %v", c, err)
			}
			named(name)
			if r := l.verify(t, c.Note); r.Fault != nil || r.Checked != checked {
				t.Errorf("%+v", r)
			}
		}
		now := l.log.Now()
		for i, c := range []struct {
			name    string
			checked int // with the one given
		}{{"havre.exemple.gouv.fr", 2}, {"havre.exemple.gouv.fr", 2}, {"autre.exemple.gouv.fr", 3}, {"autre.exemple.gouv.fr", 3}} {
			l.log.Now = func() time.Time { return now.Add(time.Duration(i) * time.Minute) }
			kept(c.name, c.checked)
		}
	})
}
