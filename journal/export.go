package journal

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

// Export writes the leaf of each entry, one a line, in order: what the checkpoints
// sign, for another program to verify and for another place to keep. Personal
// values are not in it.
func (l *Log) Export(ctx context.Context, to io.Writer) error {
	return l.DB.Read(ctx, func(tx Tx) error {
		out := bufio.NewWriter(to)
		for from := int64(0); ; {
			entries, err := tx.JournalRange(ctx, from, batch)
			if err != nil {
				return err
			}
			for i := range entries {
				if _, err := fmt.Fprintf(out, "%s\n", entries[i].Leaf); err != nil {
					return err
				}
			}
			if len(entries) < batch {
				return out.Flush()
			}
			from = entries[len(entries)-1].Index + 1
		}
	})
}

// maxLeaf bounds a line of an export.
const maxLeaf = 1 << 20

// VerifyExport proves an export against checkpoints and their public keys, as
// [Log.Verify] does a database.
func VerifyExport(from io.Reader, checkpoints []string, keys string) (*Report, error) {
	ring, err := new(Log).keyring(keys)
	if err != nil {
		return nil, err
	}
	witnesses, err := ring.elsewhere(checkpoints)
	if err != nil {
		return nil, err
	}
	w := &walk{sizes: sizes(witnesses), roots: map[int64]tlog.Hash{}}
	if err := w.lines(from); err != nil {
		return nil, err
	}
	w.compare(witnesses)
	return w.report(len(witnesses), 0, append(w.faults, w.witnessed(witnesses)...)), nil
}

// lines hashes the lines of an export.
func (w *walk) lines(from io.Reader) error {
	in := bufio.NewScanner(from)
	in.Buffer(nil, maxLeaf)
	for ; in.Scan(); w.count++ {
		if err := w.root(); err != nil {
			return err
		}
		w.line(in.Bytes())
		if _, err := w.tree.add(tlog.RecordHash(in.Bytes())); err != nil {
			return err
		}
	}
	if errors.Is(in.Err(), bufio.ErrTooLong) {
		w.found(brokenAt(w.count, Altered, "La ligne de l'entrée nº %d est trop longue pour en être une.", "The line of entry %d is too long to be one."))
		return nil
	}
	return errors.Join(in.Err(), w.root())
}

// line looks whether a leaf says that it is in its place.
func (w *walk) line(text []byte) {
	leaf, err := ParseLeaf(bytes.Clone(text))
	switch {
	case len(w.faults) > 0:
	case err != nil:
		w.found(brokenAt(w.count, Altered, "L'entrée nº %d est illisible.", "Entry %d cannot be read."))
	case leaf.Index > w.count:
		w.found(brokenAt(w.count, Removed, "L'entrée nº %d manque.", "Entry %d is missing."))
	case leaf.Index < w.count:
		w.found(brokenAt(w.count, Reordered, "L'entrée nº %d n'est pas à sa place.", "Entry %d is not in its place."))
	}
}
