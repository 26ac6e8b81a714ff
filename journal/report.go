package journal

import "github.com/havre-cloud/havre"

// Report is what a verification found. No Fault says the journal is whole, as far
// as the checkpoints it was compared with go.
type Report struct {
	Size     int64
	Root     string // of the entries as they are, in base64
	Checked  int    // checkpoints compared, kept here and given
	Unsigned int    // of those, kept here and compared without their signature, no key being known
	Personal int    // personal values compared with their commitments
	Fault    *Broken
	// Others are what else was found: another proof of the same fault, or another
	// fault.
	Others []Broken
}

// Broken names the first entry that is not what was written. When only a
// checkpoint shows it, the entry is somewhere from Index to Last: nothing that is
// kept proves more.
type Broken struct {
	Index int64 // -1 when a checkpoint, not an entry, is at fault
	Last  int64
	Kind  Kind
	Found havre.Text // what is there instead
}

// Exact says that the entry itself is known.
func (b *Broken) Exact() bool { return b.Index == b.Last }

// Kind is what was done to an entry.
type Kind string

// What can be done to a journal. A checkpoint that shows a difference cannot tell
// by what it was made: it is Altered, unless entries are missing.
const (
	Altered    Kind = "altered"
	Removed    Kind = "removed"
	Reordered  Kind = "reordered"
	Added      Kind = "added"
	Misfiled   Kind = "misfiled"   // what is searched and shown of it is not what was sealed
	Personal   Kind = "personal"   // a value kept beside the log is not the one committed to
	Unreadable Kind = "checkpoint" // a checkpoint is not signed by a known key, or not a checkpoint
)

// between is a fault of which only the range is known.
func between(first, last int64, kind Kind, fr, en string) *Broken {
	return &Broken{Index: first, Last: last, Kind: kind, Found: havre.Text{FR: fr, EN: en}.With(first, last)}
}

func brokenAt(index int64, kind Kind, fr, en string) *Broken {
	return &Broken{Index: index, Last: index, Kind: kind, Found: havre.Text{FR: fr, EN: en}.With(index)}
}
