package journal

import (
	"bytes"
	"context"

	"golang.org/x/mod/sumdb/tlog"
)

// doubt is the first place of the journal that does not hold what was written
// there. What was done to it shows further on.
type doubt struct {
	at      int64
	missing bool      // no entry has this index
	beyond  bool      // nor was there ever one: no hash is kept from there on
	own     int64     // the index in the leaf found there, -1 when it has none
	hash    tlog.Hash // of the leaf found there
	stored  []byte    // the hash kept for this index, nil when there is none
	later   bool      // the entry that was written there was seen further on
}

// placed looks whether an entry is the one that was written at its index, until
// one is not; then whether it is the one that is sought.
func (w *walk) placed(e *Entry, leaf *Leaf, hash tlog.Hash) {
	own := int64(-1)
	if leaf != nil {
		own = leaf.Index
	}
	if w.doubt != nil {
		w.doubt.look(own, hash)
		return
	}
	at := min(w.next, e.Index)
	stored, missing := w.hashes[leafIndex(at)], e.Index > at
	if !missing && own == at && bytes.Equal(stored, hash[:]) {
		return
	}
	d := &doubt{at: at, own: own, hash: hash, stored: stored, missing: missing, beyond: at < 0 || w.beyond(at)}
	if missing && d.beyond { // nothing was ever written between
		d.at, d.missing = e.Index, false
	}
	if d.missing {
		d.look(own, hash)
	}
	w.doubt = d
}

// leafIndex is where the hash of an entry is stored.
func leafIndex(entry int64) int64 {
	if entry < 0 {
		return -1
	}
	return tlog.StoredHashIndex(0, entry)
}

// beyond says that no hash is kept for an entry nor for any after it.
func (w *walk) beyond(entry int64) bool {
	for index := range w.hashes {
		if index >= leafIndex(entry) {
			return false
		}
	}
	return true
}

// look recognises the entry that was written at the place in doubt.
func (d *doubt) look(own int64, hash tlog.Hash) {
	d.later = d.later || own == d.at || bytes.Equal(d.stored, hash[:])
}

// broken says what was done, from what was seen of the rest.
func (d *doubt) broken(ctx context.Context, tx Tx) (*Broken, error) {
	foreign, err := d.foreign(ctx, tx)
	if err != nil {
		return nil, err
	}
	switch {
	case d.beyond && !d.missing:
		return brokenAt(d.at, Added, "L'entrée nº %d a été ajoutée, ou son condensat retiré : le journal n'en a aucun.", "Entry %d was added, or its hash removed: the journal has none."), nil
	case d.later && foreign:
		return brokenAt(d.at, Added, "Une entrée a été ajoutée au nº %d ; celle qui y était se trouve plus loin.", "An entry was added at %d; the one that was there is found further on."), nil
	case d.later:
		return brokenAt(d.at, Reordered, "L'entrée nº %d a été déplacée : elle se trouve plus loin.", "Entry %d was moved: it is found further on."), nil
	case d.missing || !foreign:
		return brokenAt(d.at, Removed, "L'entrée nº %d a été retirée.", "Entry %d was removed."), nil
	case d.stored == nil:
		return brokenAt(d.at, Altered, "Le condensat de l'entrée nº %d a été retiré : rien ne prouve plus son contenu.", "The hash of entry %d was removed: nothing proves its content any more."), nil
	}
	return brokenAt(d.at, Altered, "L'entrée nº %d n'est plus celle qui a été écrite : son contenu et son condensat diffèrent.", "Entry %d is no longer the one that was written: its content and its hash differ."), nil
}

// foreign says that what stands at the place in doubt is no entry of this journal:
// not another one, moved there.
func (d *doubt) foreign(ctx context.Context, tx Tx) (bool, error) {
	if d.missing {
		return false, nil
	}
	if d.own < 0 || d.own == d.at {
		return true, nil
	}
	if bytes.Equal(d.stored, d.hash[:]) { // moved together with its hash
		return false, nil
	}
	stored, err := tx.JournalHashRange(ctx, leafIndex(d.own), 1)
	if err != nil {
		return false, err
	}
	return len(stored) == 0 || !bytes.Equal(stored[0].Hash, d.hash[:]), nil
}

// betweenNodes is the fault of a subtree whose hash is not that of its entries,
// while the hash of each entry is.
func betweenNodes(first, last int64) *Broken {
	return between(first, last, Altered,
		"Le condensat commun aux entrées nº %[1]d à %[2]d n'est pas le leur : l'une d'elles a été modifiée, ou ce condensat.",
		"The common hash of entries %[1]d to %[2]d is not theirs: one of them was altered, or that hash.")
}

// end looks for what is kept of entries that are no longer there.
func (w *walk) end(ctx context.Context) error {
	if err := w.root(); err != nil {
		return err
	}
	if w.doubt != nil {
		return nil
	}
	last := int64(-1)
	for from := tlog.StoredHashCount(w.next); ; {
		stored, err := w.tx.JournalHashRange(ctx, from, 4*batch)
		if err != nil {
			return err
		}
		if len(stored) == 0 {
			break
		}
		last = stored[len(stored)-1].Index
		from = last + 1
	}
	if last >= 0 {
		w.faults = append(w.faults, *w.cut(last))
	}
	return nil
}

// cut is the fault of entries removed at the end, of which hashes are left: the
// first is the one that would come next.
func (w *walk) cut(lastHash int64) *Broken {
	level, n := tlog.SplitStoredHashIndex(lastHash)
	b := between(w.next, max(w.next, (n+1)<<level-1), Removed,
		"La fin a été retirée : il reste des condensats des entrées nº %[1]d à %[2]d.",
		"The end was removed: hashes are left of entries %[1]d to %[2]d.")
	b.Last = b.Index
	return b
}
