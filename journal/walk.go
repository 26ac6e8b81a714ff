package journal

import (
	"bytes"
	"context"
	"maps"
	"math"

	"golang.org/x/mod/sumdb/tlog"
)

// batch is how many entries are read at once: a few hundred kilobytes.
const batch = 1000

// walk reads the whole journal in order and compares each entry with what is
// kept of it: its hashes, its columns and its personal values.
type walk struct {
	tx    Tx
	sizes map[int64]bool // those whose roots are wanted
	tell  func(int64)    // hears how many entries were read; nil is nobody

	count    int64 // entries read
	next     int64 // the index that comes next
	tree     frontier
	broken   bool                // an entry is missing: what follows has no root
	roots    map[int64]tlog.Hash // by size
	hashes   map[int64][]byte    // stored, of the entries being read
	personal map[int64][]Commitment
	compared int // personal values

	doubt  *doubt // the first entry that is not in its place or not itself
	forked bool   // a hash above the entries is not theirs
	faults []Broken
}

// mostFaults is how many faults beside the first are worth telling.
const mostFaults = 20

// run walks to the end.
func (w *walk) run(ctx context.Context) error {
	w.roots = map[int64]tlog.Hash{}
	for from := int64(math.MinInt64); ; {
		entries, err := w.tx.JournalRange(ctx, from, batch)
		if err != nil {
			return err
		}
		if err := w.load(ctx, entries); err != nil {
			return err
		}
		for i := range entries {
			if err := w.entry(&entries[i]); err != nil {
				return err
			}
		}
		if w.tell != nil {
			w.tell(w.count)
		}
		if len(entries) < batch || entries[len(entries)-1].Index == math.MaxInt64 {
			return w.end(ctx)
		}
		from = entries[len(entries)-1].Index + 1
	}
}

// load reads what is kept beside some entries.
func (w *walk) load(ctx context.Context, entries []Entry) error {
	w.hashes, w.personal = map[int64][]byte{}, map[int64][]Commitment{}
	if len(entries) == 0 {
		return nil
	}
	first := max(w.next, 0)
	last := min(max(entries[len(entries)-1].Index, first), first+4*batch) // past a gap nothing is compared
	from, until := tlog.StoredHashIndex(0, first), tlog.StoredHashCount(last+1)
	stored, err := w.tx.JournalHashRange(ctx, from, int(min(until-from, 4*batch)))
	if err != nil {
		return err
	}
	for _, h := range stored {
		w.hashes[h.Index] = h.Hash
	}
	personal, err := w.tx.JournalPersonal(ctx, first, last+1)
	for _, c := range personal {
		w.personal[c.Index] = append(w.personal[c.Index], c)
	}
	return err
}

// entry looks at one entry.
func (w *walk) entry(e *Entry) error {
	w.count++
	hash := tlog.RecordHash(e.Leaf)
	leaf, err := ParseLeaf(e.Leaf)
	if err != nil {
		leaf = nil
	}
	w.placed(e, leaf, hash)
	if e.Index != w.next || w.broken {
		w.broken = true // its place cannot be known any more
		w.next = max(w.next, e.Index+1)
		return nil
	}
	if err := w.root(); err != nil {
		return err
	}
	computed, err := w.tree.add(hash)
	if err != nil {
		return err
	}
	w.nodes(e.Index, computed)
	if leaf != nil {
		w.columns(e, leaf)
		w.values(e.Index, leaf)
	}
	w.next++
	return nil
}

// root keeps the root at this size, when it is wanted.
func (w *walk) root() (err error) {
	if w.sizes[w.tree.size] {
		w.roots[w.tree.size], err = w.tree.root()
	}
	return err
}

// nodes compares the hashes of the subtrees that an entry completes.
func (w *walk) nodes(index int64, computed []tlog.Hash) {
	for level := 1; level < len(computed) && !w.forked && w.doubt == nil; level++ {
		stored := w.hashes[tlog.StoredHashIndex(level, index>>level)]
		if w.forked = !bytes.Equal(stored, computed[level][:]); w.forked {
			w.found(betweenNodes(index+1-1<<level, index))
		}
	}
}

// columns compares what is searched and shown with the leaf.
func (w *walk) columns(e *Entry, leaf *Leaf) {
	if !sameEvent(&e.Event, &leaf.Event) {
		w.found(brokenAt(e.Index, Misfiled,
			"Ce que le portail montre de l'entrée nº %d n'est pas ce que le journal en a scellé.",
			"What the portal shows of entry %d is not what the journal sealed."))
	}
}

func sameEvent(a, b *Event) bool {
	return a.At.Equal(b.At) && a.Actor == b.Actor && a.Action == b.Action && a.Kind == b.Kind && a.Object == b.Object &&
		a.ObjectName == b.ObjectName && a.Organisation == b.Organisation && a.Request == b.Request &&
		a.Outcome == b.Outcome && maps.Equal(a.Details, b.Details)
}

// values compares the personal values still kept with their commitments.
func (w *walk) values(index int64, leaf *Leaf) {
	for _, c := range w.personal[index] {
		w.compared++
		if !c.matches(leaf.Commitments[c.Field]) {
			w.found(brokenAt(index, Personal,
				"Une donnée personnelle conservée à côté de l'entrée nº %d n'est pas celle qui y a été scellée.",
				"A personal value kept beside entry %d is not the one sealed in it."))
		}
	}
}

func (w *walk) found(b *Broken) {
	if len(w.faults) < mostFaults {
		w.faults = append(w.faults, *b)
	}
}
