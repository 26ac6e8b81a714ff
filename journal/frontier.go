package journal

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// frontier computes the hashes of a log from its leaves alone, in a memory that
// grows as the logarithm of their number: of each level it keeps the last
// complete subtree, which is all that the next leaf and the root need.
type frontier struct {
	size  int64
	index []int64 // by level, in tlog's storage order
	hash  []tlog.Hash
}

// add hashes the next leaf: the hashes to be stored for it, its own first.
func (f *frontier) add(leaf tlog.Hash) ([]tlog.Hash, error) {
	hashes, err := tlog.StoredHashesForRecordHash(f.size, leaf, f)
	if err != nil {
		return nil, err
	}
	for level, h := range hashes {
		if level == len(f.hash) {
			f.index, f.hash = append(f.index, 0), append(f.hash, tlog.Hash{})
		}
		f.index[level], f.hash[level] = tlog.StoredHashIndex(level, f.size>>level), h
	}
	f.size++
	return hashes, nil
}

// root is the root of the leaves added so far.
func (f *frontier) root() (tlog.Hash, error) { return tlog.TreeHash(f.size, f) }

// ReadHashes implements [tlog.HashReader].
func (f *frontier) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, want := range indexes {
		level, _ := tlog.SplitStoredHashIndex(want)
		if level >= len(f.hash) || f.index[level] != want {
			return nil, fmt.Errorf("journal: hash %d is not on the frontier of %d entries", want, f.size)
		}
		out[i] = f.hash[level]
	}
	return out, nil
}
