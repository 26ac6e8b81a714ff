package journal

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"
)

// Append writes an event as the next entry, in the transaction of what it tells,
// and gives its index. Writers of the journal wait for one another from here to
// the end of their transactions: append last.
func Append(ctx context.Context, tx Tx, e Event) (int64, error) {
	index, err := tx.JournalSize(ctx)
	if err != nil {
		return 0, err
	}
	entry, personal, err := sealed(index, e)
	if err != nil {
		return 0, err
	}
	hashes, err := tlog.StoredHashes(index, entry.Leaf, storedHashes(ctx, tx))
	if err != nil {
		return 0, err
	}
	if err := tx.AddJournalEntry(ctx, entry, personal); err != nil {
		return 0, err
	}
	return index, tx.AddJournalHashes(ctx, tlog.StoredHashIndex(0, index), arrays(hashes))
}

// storedHashes reads the hashes of the log in a transaction.
func storedHashes(ctx context.Context, tx Tx) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		if len(indexes) == 0 {
			return nil, nil
		}
		found, err := tx.JournalHashes(ctx, indexes)
		return fromArrays(found), err
	})
}

func arrays(hashes []tlog.Hash) [][32]byte {
	out := make([][32]byte, len(hashes))
	for i, h := range hashes {
		out[i] = h
	}
	return out
}
