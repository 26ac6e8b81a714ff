package journal_test

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/store/storetest"
)

// crime is one change behind the program's back, and what must be said of it.
type crime struct {
	// do changes something about entry i of size; n draws more. It gives the range
	// that must be named, which is one entry when it can be known.
	do   func(l *lab, i, size int64, n *rapid.T) (first, last int64)
	kind []journal.Kind
}

// exactly is the range of what touches one entry.
func exactly(i int64) (first, last int64) { return i, i }

func (l *lab) leaf(tb testing.TB, i int64) (leaf []byte) {
	tb.Helper()
	l.read(tb, &leaf, "SELECT leaf FROM journal_entries WHERE position = $1", i)
	return leaf
}

func (l *lab) setLeaf(tb testing.TB, i int64, leaf []byte) {
	tb.Helper()
	l.tamper(tb, "UPDATE journal_entries SET leaf = $1 WHERE position = $2", leaf, i)
}

// move gives an entry another place, with all its columns.
func (l *lab) move(tb testing.TB, from, to int64) {
	tb.Helper()
	for _, table := range []string{"journal_personal", "journal_entries"} {
		l.tamper(tb, "UPDATE "+table+" SET position = $1 WHERE position = $2", to, from)
	}
}

// shift moves every entry from one on, by way of negative places: no two ever have
// the same.
func (l *lab) shift(tb testing.TB, from, by int64) {
	tb.Helper()
	for _, table := range []string{"journal_personal", "journal_entries"} {
		l.tamper(tb, "UPDATE "+table+" SET position = -1 - position WHERE position >= $1", from)
		l.tamper(tb, "UPDATE "+table+" SET position = -1 - position + $1 WHERE position < 0", by)
	}
}

func (l *lab) remove(tb testing.TB, i int64) {
	tb.Helper()
	for _, table := range []string{"journal_personal", "journal_entries"} {
		l.tamper(tb, "DELETE FROM "+table+" WHERE position = $1", i)
	}
}

// cut removes every entry from one on.
func (l *lab) cut(tb testing.TB, from int64) {
	tb.Helper()
	for _, table := range []string{"journal_personal", "journal_entries"} {
		l.tamper(tb, "DELETE FROM "+table+" WHERE position >= $1", from)
	}
}

const aside = int64(1_000_000)

// subtree is the range of entries under a stored hash.
func subtree(index int64) (first, last int64) {
	level, n := tlog.SplitStoredHashIndex(index)
	return n << level, (n+1)<<level - 1
}

var crimes = map[string]crime{
	"one bit of a leaf": {func(l *lab, i, _ int64, n *rapid.T) (int64, int64) {
		leaf := l.leaf(l.tb, i)
		leaf[rapid.IntRange(0, len(leaf)-1).Draw(n, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(n, "bit")
		l.setLeaf(l.tb, i, leaf)
		return exactly(i)
	}, []journal.Kind{journal.Altered}},
	"a well-formed leaf": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.setLeaf(l.tb, i, bytes.Replace(l.leaf(l.tb, i), []byte("need.update"), []byte("need.delete"), 1))
		return exactly(i)
	}, []journal.Kind{journal.Altered}},
	"a leaf and its own hash": {func(l *lab, i, size int64, _ *rapid.T) (int64, int64) {
		leaf := bytes.Replace(l.leaf(l.tb, i), []byte("need.update"), []byte("need.delete"), 1)
		hash := tlog.RecordHash(leaf)
		l.setLeaf(l.tb, i, leaf)
		l.tamper(l.tb, "UPDATE journal_entries SET action = 'need.delete' WHERE position = $1", i)
		l.tamper(l.tb, "UPDATE journal_hashes SET hash = $1 WHERE position = $2", hash[:], tlog.StoredHashIndex(0, i))
		if i == size-1 && size%2 == 1 { // no other hash covers it yet, only the checkpoints
			return checkpointed(i)
		}
		return i &^ 1, i | 1
	}, []journal.Kind{journal.Altered}},
	"a stored hash": {func(l *lab, _, size int64, n *rapid.T) (int64, int64) {
		index := rapid.Int64Range(0, tlog.StoredHashCount(size)-1).Draw(n, "hash")
		var hash []byte
		l.read(l.tb, &hash, "SELECT hash FROM journal_hashes WHERE position = $1", index)
		hash[rapid.IntRange(0, 31).Draw(n, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(n, "bit")
		if rapid.Bool().Draw(n, "shorter") {
			hash = hash[1:]
		}
		l.tamper(l.tb, "UPDATE journal_hashes SET hash = $1 WHERE position = $2", hash, index)
		return subtree(index)
	}, []journal.Kind{journal.Altered}},
	"a hash removed": {func(l *lab, _, size int64, n *rapid.T) (int64, int64) {
		index := rapid.Int64Range(0, tlog.StoredHashCount(size)-1).Draw(n, "hash")
		l.tamper(l.tb, "DELETE FROM journal_hashes WHERE position = $1", index)
		return subtree(index)
	}, []journal.Kind{journal.Altered, journal.Added}},
	"an entry removed": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.remove(l.tb, i)
		return exactly(i)
	}, []journal.Kind{journal.Removed}},
	"an entry removed and the others moved up": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.remove(l.tb, i)
		l.shift(l.tb, i+1, -1)
		return exactly(i)
	}, []journal.Kind{journal.Removed}},
	"the end cut": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.cut(l.tb, i)
		return exactly(i)
	}, []journal.Kind{journal.Removed}},
	"two entries exchanged": {func(l *lab, i, size int64, n *rapid.T) (int64, int64) {
		j := rapid.Int64Range(0, size-2).Draw(n, "other")
		if j >= i {
			j++
		}
		l.move(l.tb, i, aside)
		l.move(l.tb, j, i)
		l.move(l.tb, aside, j)
		return exactly(min(i, j))
	}, []journal.Kind{journal.Reordered}},
	"two leaves exchanged with their hashes": {func(l *lab, i, size int64, _ *rapid.T) (int64, int64) {
		j := (i + 1) % size
		a, b := l.leaf(l.tb, i), l.leaf(l.tb, j)
		ha, hb := tlog.RecordHash(a), tlog.RecordHash(b)
		l.setLeaf(l.tb, i, b)
		l.setLeaf(l.tb, j, a)
		l.tamper(l.tb, "UPDATE journal_hashes SET hash = $1 WHERE position = $2", hb[:], tlog.StoredHashIndex(0, i))
		l.tamper(l.tb, "UPDATE journal_hashes SET hash = $1 WHERE position = $2", ha[:], tlog.StoredHashIndex(0, j))
		return exactly(min(i, j))
	}, []journal.Kind{journal.Reordered}},
	"an entry added at the end": {func(l *lab, i, size int64, n *rapid.T) (int64, int64) {
		at := size + rapid.Int64Range(0, 3).Draw(n, "further")
		leaf := bytes.Replace(l.leaf(l.tb, i), []byte(`"index":`), []byte(`"index":9`), 1)
		l.insert(l.tb, i, at, leaf)
		return exactly(at)
	}, []journal.Kind{journal.Added}},
	"an entry added at the end of numbers": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.insert(l.tb, i, math.MaxInt64, l.leaf(l.tb, i))
		return exactly(math.MaxInt64)
	}, []journal.Kind{journal.Added}},
	"an entry added before the first": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.insert(l.tb, i, -5, l.leaf(l.tb, i))
		return exactly(-5)
	}, []journal.Kind{journal.Added}},
	"an entry slipped in": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.shift(l.tb, i, 1)
		l.insert(l.tb, i+1, i, bytes.Replace(l.leaf(l.tb, i+1), []byte("need.update"), []byte("need.delete"), 1))
		return exactly(i)
	}, []journal.Kind{journal.Added}},
	"what the portal shows": {func(l *lab, i, _ int64, n *rapid.T) (int64, int64) {
		column := rapid.SampledFrom([]string{"actor", "action", "kind", "object", "object_name", "organisation", "request", "outcome"}).Draw(n, "column")
		l.tamper(l.tb, "UPDATE journal_entries SET "+column+" = 'other' WHERE position = $1", i)
		return exactly(i)
	}, []journal.Kind{journal.Misfiled}},
	"the instant the portal shows": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.tamper(l.tb, "UPDATE journal_entries SET at = $1 WHERE position = $2", morning.AddDate(1, 0, 0), i)
		return exactly(i)
	}, []journal.Kind{journal.Misfiled}},
	"a personal value": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.tamper(l.tb, "UPDATE journal_personal SET value = 'Dominique Petit' WHERE position = $1 AND field = 'actorName'", i)
		return exactly(i)
	}, []journal.Kind{journal.Personal}},
	"a salt": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.tamper(l.tb, "UPDATE journal_personal SET salt = $1 WHERE position = $2 AND field = 'actorName'", []byte("0123456789abcdef0123456789abcdef"), i)
		return exactly(i)
	}, []journal.Kind{journal.Personal}},
	"a personal value that was never sealed": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.tamper(l.tb, "INSERT INTO journal_personal (position, field, person, salt, value) VALUES ($1, 'phone', 'person0', $2, '0102030405')", i, []byte("salt"))
		return exactly(i)
	}, []journal.Kind{journal.Personal}},
	"everything rewritten": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.setLeaf(l.tb, i, bytes.Replace(l.leaf(l.tb, i), []byte("need.update"), []byte("need.delete"), 1))
		l.tamper(l.tb, "UPDATE journal_entries SET action = 'need.delete' WHERE position = $1", i)
		l.rehash(l.tb)
		return checkpointed(i)
	}, []journal.Kind{journal.Altered}},
	"everything rewritten without an entry": {func(l *lab, i, size int64, _ *rapid.T) (int64, int64) {
		l.remove(l.tb, i)
		l.shift(l.tb, i+1, -1)
		for j := i; j < size-1; j++ {
			l.setLeaf(l.tb, j, reindexed(l.leaf(l.tb, j), j+1, j))
		}
		l.rehash(l.tb)
		return checkpointed(i)
	}, []journal.Kind{journal.Altered, journal.Removed}},
	"the end cut with its hashes": {func(l *lab, i, _ int64, _ *rapid.T) (int64, int64) {
		l.cut(l.tb, i)
		l.tamper(l.tb, "DELETE FROM journal_hashes WHERE position >= $1", tlog.StoredHashCount(i))
		return checkpointed(i)
	}, []journal.Kind{journal.Removed}},
}

// The journal of the crimes has 23 entries, with checkpoints at 8, 16 and 23.
const crimeSize = 23

var crimeCheckpoints = []int64{8, 16, crimeSize}

// checkpointed is the range that checkpoints tell when nothing else does.
func checkpointed(i int64) (first, last int64) {
	for _, size := range crimeCheckpoints {
		if i < size {
			return first, size - 1
		}
		first = size
	}
	return first, i
}

func reindexed(leaf []byte, from, to int64) []byte {
	return []byte(strings.Replace(string(leaf), `"index":`+itoa(from), `"index":`+itoa(to), 1))
}

// insert adds an entry that no program wrote, after the model of another.
func (l *lab) insert(tb testing.TB, model, at int64, leaf []byte) {
	tb.Helper()
	l.tamper(tb, `INSERT INTO journal_entries (position, at, actor, action, kind, object, object_name, organisation, request, outcome, details, leaf)
		SELECT CAST($1 AS BIGINT), at, actor, action, kind, object, object_name, organisation, request, outcome, details, leaf FROM journal_entries WHERE position = $2`, at, model)
	l.setLeaf(tb, at, leaf)
}

// rehash is the work of a careful forger: every hash is that of the leaves.
func (l *lab) rehash(tb testing.TB) {
	tb.Helper()
	l.tamper(tb, "DELETE FROM journal_hashes")
	var size int64
	l.read(tb, &size, "SELECT COUNT(*) FROM journal_entries")
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, _ error) {
		for _, i := range indexes {
			out = append(out, stored[i])
		}
		return out, nil
	})
	for i := range size {
		hashes, err := tlog.StoredHashes(i, l.leaf(tb, i), reader)
		if err != nil {
			tb.Fatal(err)
		}
		stored = append(stored, hashes...)
	}
	values, operands := make([]string, len(stored)), make([]any, len(stored))
	for i, h := range stored {
		values[i], operands[i] = fmt.Sprintf("(%d, $%d)", i, i+1), h[:]
	}
	l.tamper(tb, "INSERT INTO journal_hashes (position, hash) VALUES "+strings.Join(values, ", "), operands...)
}

// crimeScene is the journal of the crimes and its checkpoints kept elsewhere.
func crimeScene(t *testing.T, l *lab) (elsewhere []string) {
	t.Helper()
	from := 0
	for _, size := range crimeCheckpoints {
		l.append(t, events(from, int(size))...)
		elsewhere = append(elsewhere, l.checkpoint(t))
		from = int(size)
	}
	l.unfetter(t)
	l.keep(t)
	return elsewhere
}

// TestEveryCrime draws changes behind the program's back: each is seen, the first
// entry touched is named, and a whole journal is whole again once it is put back.
func TestEveryCrime(t *testing.T) {
	names := slices.Sorted(maps.Keys(crimes))
	each(t, func(t *testing.T, l *lab) {
		elsewhere := crimeScene(t, l)
		if l.postgres { // a tenth of the speed
			rapid.Check(t, func(n *rapid.T) { l.commit(t, rapid.SampledFrom(names).Draw(n, "crime"), elsewhere, n) })
			return
		}
		for _, name := range names {
			t.Run(name, func(t *testing.T) {
				storetest.FewerChecks(t, 4) // of each of them
				rapid.Check(t, func(n *rapid.T) { l.commit(t, name, elsewhere, n) })
			})
		}
		if r := l.verify(t, elsewhere...); r.Fault != nil {
			t.Errorf("put back, the journal is not whole: %+v", r.Fault)
		}
	})
}

func (l *lab) commit(t *testing.T, name string, elsewhere []string, n *rapid.T) {
	t.Helper()
	defer l.back(t)
	i := rapid.Int64Range(0, crimeSize-1).Draw(n, "entry")
	first, last := crimes[name].do(l, i, crimeSize, n)
	if rapid.Bool().Draw(n, "nothing elsewhere") {
		elsewhere = nil
	}
	got := l.verify(t, elsewhere...).Fault
	if got == nil {
		n.Fatalf("nothing was seen; %d to %d were touched", first, last)
	}
	if got.Index != first || got.Last != last || !slices.Contains(crimes[name].kind, got.Kind) {
		n.Errorf("entries %d to %d were touched; the report says %+v", first, last, got)
	}
	if got.Found.FR == "" || got.Found.EN == "" || strings.Contains(got.Found.FR+got.Found.EN, "%!") {
		n.Errorf("not a sentence: %+v", got.Found)
	}
}
