package journal

import (
	"context"
	"time"

	"github.com/havre-cloud/havre"
)

// DB opens transactions: Read sees a snapshot.
type DB interface {
	Read(ctx context.Context, fn func(Tx) error) error
	Write(ctx context.Context, fn func(Tx) error) error
}

// Log reads, signs and verifies the journal. Who may read it is for its callers
// to check.
type Log struct {
	DB  DB
	Now func() time.Time
	// Name and Seed make the key that signs checkpoints (ed25519, note format). The
	// name has neither blank nor "+": the address of the portal. Without a Seed the
	// log is read and verified with public keys that are given.
	Name string
	Seed []byte
	// CheckpointDir is where each checkpoint is also written, as a file, to be taken
	// elsewhere; "" is nowhere.
	CheckpointDir string
	// Progress, when set, hears how many entries [Log.Verify] has read so far.
	Progress func(read int64)
}

// Entries reads entries, newest first, and how many match in all.
func (l *Log) Entries(ctx context.Context, q Query) (entries []Entry, total int, err error) {
	if q.Limit <= 0 || q.Limit > havre.MaxLimit {
		q.Limit = havre.List{Limit: q.Limit}.Bounded()
	}
	err = l.DB.Read(ctx, func(tx Tx) (err error) {
		entries, total, err = tx.JournalEntries(ctx, q)
		return err
	})
	for i := range entries {
		entries[i].Erased = erased(&entries[i])
	}
	return entries, total, err
}

// erased says that an entry commits to more values than are kept.
func erased(e *Entry) bool {
	leaf, err := ParseLeaf(e.Leaf)
	if err != nil {
		return false
	}
	kept := len(e.Personal)
	if e.ActorName != "" {
		kept++
	}
	return len(leaf.Commitments) > kept
}
