package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"github.com/havre-cloud/havre"
)

// witness is a checkpoint that the journal is compared with.
type witness struct {
	state
	elsewhere bool // kept out of the reach of who can write to the database
	good      bool // the entries have its root
}

// BadCheckpoint refuses a checkpoint given to [Log.Verify]: it proves nothing.
type BadCheckpoint struct {
	Number int // of the checkpoint among those given, from 0
	Cause  error
}

// Error tells which and why.
func (b *BadCheckpoint) Error() string {
	return fmt.Sprintf("journal: checkpoint %d: %v", b.Number, b.Cause)
}

// Unwrap gives the cause.
func (b *BadCheckpoint) Unwrap() error { return b.Cause }

// elsewhere reads checkpoints kept elsewhere: each must be signed by a known key.
func (k *keyring) elsewhere(texts []string) ([]witness, error) {
	out := make([]witness, len(texts))
	for i, text := range texts {
		s, err := k.open(text)
		if err != nil {
			return nil, &BadCheckpoint{Number: i, Cause: err}
		}
		out[i] = witness{state: s, elsewhere: true}
	}
	return out, nil
}

// kept are the checkpoints kept with the journal. Where no key is known at all
// they are compared unsigned, and counted; where one is, those that it did not
// sign are faults.
func (k *keyring) kept(ctx context.Context, tx Tx) (out []witness, unsigned int, faults []Broken, err error) {
	list, err := tx.Checkpoints(ctx)
	for _, c := range list {
		s, err := k.open(c.Note)
		var unknown *note.UnverifiedNoteError
		if errors.As(err, &unknown) && !k.known {
			unsigned++
			s, err = parseState(unknown.Note.Text)
		}
		if err != nil || s.size != c.Size {
			faults = append(faults, Broken{Index: -1, Last: -1, Kind: Unreadable, Found: notSigned.With(c.Size)})
			continue
		}
		out = append(out, witness{state: s})
	}
	return out, unsigned, faults, err
}

var notSigned = havre.Text{
	FR: "Le point de contrôle conservé pour %d entrées n'est signé par aucune clef connue. Si la clef du portail a changé, donnez aussi l'ancienne clef publique.",
	EN: "The checkpoint kept for %d entries is signed by no known key. If the key of the portal has changed, give the former public key too.",
}

// compare says which witnesses agree with the entries, and sorts them by size.
func (w *walk) compare(witnesses []witness) {
	for i := range witnesses {
		c := &witnesses[i]
		root, ok := w.roots[c.size]
		c.good = ok && root == c.root
	}
	slices.SortStableFunc(witnesses, func(a, b witness) int { return cmp.Compare(a.size, b.size) })
}

// witnessed are the faults that checkpoints show: the first of those kept here,
// and the first of those from elsewhere.
func (w *walk) witnessed(witnesses []witness) []Broken {
	var out []Broken
	for _, elsewhere := range []bool{true, false} {
		i := slices.IndexFunc(witnesses, func(c witness) bool { return !c.good && c.elsewhere == elsewhere })
		if i >= 0 {
			out = append(out, *w.against(&witnesses[i], witnesses))
		}
	}
	return out
}

// against is the smallest range in which an entry must differ from what a
// checkpoint signed: from the largest smaller one that agrees. One from elsewhere
// is only bounded by others from elsewhere: who stole the key has signed again
// what is kept here.
func (w *walk) against(bad *witness, witnesses []witness) *Broken {
	from := int64(0)
	for _, c := range witnesses {
		if c.good && c.size < bad.size && (c.elsewhere || !bad.elsewhere) {
			from = max(from, c.size)
		}
	}
	if bad.size > w.tree.size && !w.broken {
		return between(from, bad.size-1, Removed,
			fmt.Sprintf("Un point de contrôle a signé %d entrées et il n'en reste que %d : au moins une a été retirée, du nº %%[1]d au nº %%[2]d.", bad.size, w.tree.size),
			fmt.Sprintf("A checkpoint signed %d entries and %d are left: at least one was removed, from %%[1]d to %%[2]d.", bad.size, w.tree.size))
	}
	return between(from, bad.size-1, Altered,
		"Un point de contrôle a signé autre chose : du nº %[1]d au nº %[2]d, au moins une entrée a été modifiée, retirée, déplacée ou ajoutée, et les condensats récrits. Rien de ce qui est conservé ne dit laquelle.",
		"A checkpoint signed something else: from %[1]d to %[2]d at least one entry was altered, removed, moved or added, and the hashes rewritten. Nothing that is kept tells which.")
}

// vouched adds that a checkpoint proves the content of an entry whose hash
// differs: only the hash was altered.
func vouched(b *Broken, witnesses []witness) *Broken {
	i := slices.IndexFunc(witnesses, func(c witness) bool { return c.good && c.size > b.Last })
	if i < 0 || b.Kind != Altered {
		return b
	}
	b.Found.FR += " Un point de contrôle signé prouve que le contenu est intact : c'est le condensat qui a été modifié."
	b.Found.EN += " A signed checkpoint proves that the content is whole: the hash is what was altered."
	return b
}
