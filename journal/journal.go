// Package journal is the append-only, tamper-evident record of what was done:
// every decision, change, sign-in, grant and refusal is an entry of a Merkle log
// (golang.org/x/mod/sumdb/tlog, the format of the Go checksum database).
//
// An entry is written in the transaction of what it tells, so that neither exists
// without the other. Its leaf commits to each personal value by a salted hash;
// the value and its salt are kept beside the log, where erasing them leaves the
// proof whole.
//
// The package knows no domain: actions and objects are words to it. It reads no
// clock and opens no database.
package journal

import (
	"context"
	"time"
)

// Event is what an author of an entry gives.
type Event struct {
	At           time.Time
	Actor        string // identifier of the person, the service or "system"
	ActorName    string // personal: kept beside the log, can be erased
	Action       string // need.create, decision.take, sign-in.refused …
	Kind         string // kind of the object: Dossier, Decision, Person …
	Object       string // its identifier
	ObjectName   string // its name, for the reader of the journal; never a person's
	Organisation string // identifier of the organisation it belongs to, "" for the whole portal
	Request      string // identifier of the request, to find the logs
	Outcome      Outcome
	// Details are facts of the event, without personal data nor secrets.
	Details map[string]string
	// Personal are facts about people (an address, a name): kept beside the log.
	Personal map[string]string
	// About is the identifier of whom Personal tells, for the day it must be erased.
	// "" is the object when it is a Person, otherwise the actor.
	About string
}

// Outcome says whether what was asked was done.
type Outcome string

// Done, or refused by the policy, a rule or a bad password.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused"
)

// Entry is an event in the log. Index counts from 0.
type Entry struct {
	Index int64
	Event
	Leaf   []byte // the canonical bytes that the log commits to
	Erased bool   // a personal value it commits to was erased; filled by [Log.Entries]
}

// Query chooses entries, newest first.
type Query struct {
	Scopes  []string // paths of organisations whose entries may be read; nil is all of them
	Actor   string
	Action  string // a prefix: "need." is every action on needs
	Kind    string
	Object  string
	Under   string // an object, and those that the store keeps under it: a need's decisions
	From    time.Time
	Until   time.Time
	Before  int64 // entries below this index; zero is from the newest
	Limit   int
	Outcome Outcome
}

// Tx is what the journal needs of a transaction.
type Tx interface {
	// JournalSize is the index of the next entry: the highest index plus one. In a
	// writing transaction it also keeps other writers of the journal waiting until
	// this one ends.
	JournalSize(ctx context.Context) (int64, error)
	// AddJournalEntry stores the next entry, which has no personal value, and beside
	// it those it commits to.
	AddJournalEntry(ctx context.Context, e Entry, personal []Commitment) error
	// AddJournalHashes stores hashes at the indexes of tlog's storage order.
	AddJournalHashes(ctx context.Context, first int64, hashes [][32]byte) error
	// JournalHashes reads hashes by index, in the order asked; one that is missing is
	// an error.
	JournalHashes(ctx context.Context, indexes []int64) ([][32]byte, error)
	// JournalRange reads at most limit entries from an index on, in the order of
	// indexes, whatever is missing between them, as the columns and the leaf are in
	// the store: an entry's verification compares them. No personal value is read.
	JournalRange(ctx context.Context, from int64, limit int) ([]Entry, error)
	// JournalHashRange reads at most limit stored hashes from an index on, in the
	// order of indexes, whatever is missing between them.
	JournalHashRange(ctx context.Context, from int64, limit int) ([]StoredHash, error)
	// JournalEntries reads entries, newest first, with the personal values that are
	// kept (ActorName is the field ActorNameField), and the total that match.
	JournalEntries(ctx context.Context, q Query) (entries []Entry, total int, err error)
	// EraseJournalPersonal forgets the personal values about a person (and their
	// salts), by Commitment.Person, and says how many.
	EraseJournalPersonal(ctx context.Context, person string) (int, error)
	// JournalPersonal reads the values still kept about the entries from an index
	// to another, excluded, by index then field.
	JournalPersonal(ctx context.Context, from, until int64) ([]Commitment, error)
	// AddCheckpoint keeps a signed checkpoint; Checkpoints reads them, oldest first;
	// LastCheckpoint is the newest, nil when there is none.
	AddCheckpoint(ctx context.Context, c Checkpoint) error
	Checkpoints(ctx context.Context) ([]Checkpoint, error)
	LastCheckpoint(ctx context.Context) (*Checkpoint, error)
}

// Commitment is a personal value: the log holds SHA-256(salt ‖ value) only.
type Commitment struct {
	Index  int64  // of the entry
	Person string // whom it is about
	Field  string
	Salt   []byte
	Value  string
}

// StoredHash is a hash of the log as the store has it, of whatever length, so that
// one that was damaged can be told rather than refused.
type StoredHash struct {
	Index int64 // in tlog's storage order
	Hash  []byte
}

// Checkpoint is a signed statement of the size and root of the log, in the format
// of golang.org/x/mod/sumdb/note.
type Checkpoint struct {
	Size int64
	At   time.Time
	Note string
}
