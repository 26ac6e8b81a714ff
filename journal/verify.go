package journal

import (
	"cmp"
	"context"
	"slices"
)

// Verify reads the whole journal, in one snapshot, and proves it against its
// hashes, the checkpoints kept with it and those given, from elsewhere. keys are
// public keys in the note format, separated by blanks; the log's own is known when
// it has a Seed. A checkpoint given that no known key signed is a [BadCheckpoint].
func (l *Log) Verify(ctx context.Context, elsewhere []string, keys string) (*Report, error) {
	ring, err := l.keyring(keys)
	if err != nil {
		return nil, err
	}
	given, err := ring.elsewhere(elsewhere)
	if err != nil {
		return nil, err
	}
	var report *Report
	err = l.DB.Read(ctx, func(tx Tx) error {
		report, err = verify(ctx, tx, ring, given)
		return err
	})
	return report, err
}

func verify(ctx context.Context, tx Tx, ring *keyring, given []witness) (*Report, error) {
	kept, unsigned, faults, err := ring.kept(ctx, tx)
	if err != nil {
		return nil, err
	}
	witnesses := slices.Concat(kept, given)
	w := &walk{tx: tx, sizes: sizes(witnesses), tell: ring.own.Progress}
	if err := w.run(ctx); err != nil {
		return nil, err
	}
	w.compare(witnesses)
	if w.doubt != nil {
		b, err := w.doubt.broken(ctx, tx)
		if err != nil {
			return nil, err
		}
		faults = append(faults, *vouched(b, witnesses))
	}
	for _, b := range w.faults {
		faults = append(faults, *vouched(&b, witnesses))
	}
	return w.report(len(witnesses), unsigned, append(faults, w.witnessed(witnesses)...)), nil
}

func sizes(witnesses []witness) map[int64]bool {
	out := map[int64]bool{}
	for _, c := range witnesses {
		out[c.size] = true
	}
	return out
}

// report puts the fault that comes first in the journal before the others; of two
// that overlap, the more precise; those of checkpoints last.
func (w *walk) report(checked, unsigned int, faults []Broken) *Report {
	r := &Report{Size: w.count, Checked: checked, Unsigned: unsigned, Personal: w.compared}
	if root, err := w.tree.root(); err == nil && !w.broken {
		r.Root = root.String()
	}
	slices.SortStableFunc(faults, func(a, b Broken) int {
		return cmp.Or(compareBool(a.Kind == Unreadable, b.Kind == Unreadable), cmp.Compare(a.Last, b.Last), cmp.Compare(b.Index, a.Index))
	})
	if len(faults) > 0 {
		r.Fault, r.Others = &faults[0], faults[1:]
	}
	return r
}

// compareBool puts what is not before what is.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
