package journal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/journal"
)

// TestStolenKey is the forger who has everything: the database and the key. Only
// what is kept elsewhere tells.
func TestStolenKey(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		elsewhere := crimeScene(t, l)
		l.setLeaf(t, 10, bytes.Replace(l.leaf(t, 10), []byte("need.update"), []byte("need.delete"), 1))
		l.tamper(t, "UPDATE journal_entries SET action = 'need.delete' WHERE position = 10")
		l.rehash(t)
		l.tamper(t, "DELETE FROM journal_checkpoints")
		l.checkpoint(t)
		if r := l.verify(t); r.Fault != nil {
			t.Errorf("without anything elsewhere there is nothing to see: %+v", r.Fault)
		}
		for _, c := range []struct {
			given       []string
			first, last int64
		}{
			{elsewhere, 8, 15},
			{elsewhere[:2], 8, 15},
			{elsewhere[1:], 0, 15},
			{elsewhere[2:], 0, 22},
		} {
			r := l.verify(t, c.given...)
			if r.Fault == nil || r.Fault.Index != c.first || r.Fault.Last != c.last || r.Fault.Exact() {
				t.Errorf("with %d checkpoints from elsewhere: %+v, want %d to %d", len(c.given), r.Fault, c.first, c.last)
			}
		}
		if r := l.verify(t, elsewhere[0]); r.Fault != nil {
			t.Errorf("the first eight entries were not touched: %+v", r.Fault)
		}
	})
}

// TestVouched holds apart a content that was altered from a hash that was.
func TestVouched(t *testing.T) {
	l := sqliteLab(t)
	elsewhere := crimeScene(t, l)
	l.tamper(t, "UPDATE journal_hashes SET hash = $1 WHERE position = 3", make([]byte, 32))
	if r := l.verify(t, elsewhere...); r.Fault == nil || !strings.Contains(r.Fault.Found.EN, "the hash is what was altered") {
		t.Errorf("%+v", r.Fault)
	}
	l.back(t)
	l.setLeaf(t, 2, bytes.Replace(l.leaf(t, 2), []byte("need.update"), []byte("need.delete"), 1))
	if r := l.verify(t, elsewhere...); r.Fault == nil || strings.Contains(r.Fault.Found.EN, "the hash is what was altered") {
		t.Errorf("%+v", r.Fault)
	}
}

func TestKeptCheckpoints(t *testing.T) {
	l := sqliteLab(t)
	crimeScene(t, l)
	other := *l.log
	other.Seed = bytes.Repeat([]byte{9}, journal.SeedSize)
	for name, tamper := range map[string]func(){
		"another size": func() { l.tamper(t, "UPDATE journal_checkpoints SET size = 9 WHERE size = 8") },
		"another text": func() {
			l.tamper(t, "UPDATE journal_checkpoints SET note = replace(note, 'exemple', 'example') WHERE size = 8")
		},
		"no checkpoint":     func() { l.tamper(t, "UPDATE journal_checkpoints SET note = 'hello' WHERE size = 8") },
		"signed by another": func() { l.checkpointBy(t, &other) },
	} {
		tamper()
		if r := l.verify(t); r.Fault == nil || r.Fault.Kind != journal.Unreadable || r.Fault.Index != -1 {
			t.Errorf("%s: %+v", name, r.Fault)
		}
		l.back(t)
	}
}

func (l *lab) checkpointBy(t *testing.T, by *journal.Log) {
	t.Helper()
	if _, err := by.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestKeys verifies with the keys one has: the portal's, one given, none.
func TestKeys(t *testing.T) {
	l := sqliteLab(t)
	elsewhere := crimeScene(t, l)
	key := l.log.VerifierKey()
	auditor := &journal.Log{DB: l.log.DB}
	if r, err := auditor.Verify(t.Context(), elsewhere, key); err != nil || r.Fault != nil || r.Checked != 6 || r.Unsigned != 0 {
		t.Errorf("with the public key: %+v, %v", r, err)
	}
	if r, err := auditor.Verify(t.Context(), nil, ""); err != nil || r.Fault != nil || r.Checked != 3 || r.Unsigned != 3 {
		t.Errorf("with no key: %+v, %v", r, err)
	}
	bad := (*journal.BadCheckpoint)(nil)
	if _, err := auditor.Verify(t.Context(), elsewhere, ""); !errors.As(err, &bad) || bad.Number != 0 {
		t.Errorf("checkpoints from elsewhere without a key: %v", err)
	}
	if _, err := l.log.Verify(t.Context(), []string{elsewhere[0], strings.Replace(elsewhere[1], "16\n", "17\n", 1)}, ""); !errors.As(err, &bad) || bad.Number != 1 {
		t.Errorf("a checkpoint changed on its way: %v", err)
	}
	wrong := (*journal.BadKey)(nil)
	if _, err := auditor.Verify(t.Context(), nil, "hello"); !errors.As(err, &wrong) {
		t.Errorf("a key that is none: %v", err)
	}
	renamed := *l.log
	renamed.Name = "nouveau.exemple.gouv.fr"
	if r, err := renamed.Verify(t.Context(), elsewhere, ""); err != nil || r.Fault != nil {
		t.Errorf("under a new address: %+v, %v", r, err)
	}
}

// TestNewKey keeps the journal going when the key was lost: new checkpoints are
// signed, and must still extend the old ones; the old public key proves these.
func TestNewKey(t *testing.T) {
	l := sqliteLab(t)
	crimeScene(t, l)
	old := l.log.VerifierKey()
	l.log.Seed = bytes.Repeat([]byte{9}, journal.SeedSize)
	l.append(t, event(23))
	l.checkpoint(t)
	if r, err := l.log.Verify(t.Context(), nil, old); err != nil || r.Fault != nil || r.Checked != 4 {
		t.Errorf("with the old key: %+v, %v", r, err)
	}
	if r := l.verify(t); r.Fault == nil || r.Fault.Kind != journal.Unreadable {
		t.Errorf("without it: %+v", r.Fault)
	}
	l.setLeaf(t, 3, bytes.Replace(l.leaf(t, 3), []byte("need.update"), []byte("need.delete"), 1))
	l.rehash(t)
	l.log.Seed = bytes.Repeat([]byte{7}, journal.SeedSize)
	if _, err := l.log.Checkpoint(t.Context()); !errors.Is(err, journal.ErrRewritten) {
		t.Errorf("a rewritten journal was signed by a new key: %v", err)
	}
}
