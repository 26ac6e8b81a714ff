package journal

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// EntryProof proves, with a checkpoint alone, that an entry is in the journal: to
// somebody who has neither the journal nor access to it.
type EntryProof struct {
	Index  int64      `json:"index"`
	Size   int64      `json:"size"` // of the checkpoint
	Leaf   string     `json:"leaf"`
	Hashes [][32]byte `json:"hashes"`
}

// GrowthProof proves that the journal of one checkpoint begins with that of an
// older one.
type GrowthProof struct {
	From   int64      `json:"from"`
	Size   int64      `json:"size"`
	Hashes [][32]byte `json:"hashes"`
}

// ErrProof is why a proof is refused.
var ErrProof = errors.New("journal: the proof does not hold")

// ProveEntry makes the proof of an entry for a checkpoint of that size.
func (l *Log) ProveEntry(ctx context.Context, index, size int64) (*EntryProof, error) {
	p := &EntryProof{Index: index, Size: size}
	err := l.DB.Read(ctx, func(tx Tx) error {
		proof, err := tlog.ProveRecord(size, index, storedHashes(ctx, tx))
		if err != nil {
			return err
		}
		entries, err := tx.JournalRange(ctx, index, 1)
		if err != nil {
			return err
		}
		if len(entries) == 0 || entries[0].Index != index {
			return fmt.Errorf("journal: no entry %d", index)
		}
		p.Leaf, p.Hashes = string(entries[0].Leaf), arrays(proof)
		return nil
	})
	return p, err
}

// ProveGrowth makes the proof that the journal of size entries begins with its
// first from ones.
func (l *Log) ProveGrowth(ctx context.Context, from, size int64) (*GrowthProof, error) {
	p := &GrowthProof{From: from, Size: size}
	err := l.DB.Read(ctx, func(tx Tx) error {
		proof, err := tlog.ProveTree(size, from, storedHashes(ctx, tx))
		p.Hashes = arrays(proof)
		return err
	})
	return p, err
}

// Check checks the proof against a signed checkpoint and gives what the entry
// says.
func (p *EntryProof) Check(checkpoint, keys string) (*Leaf, error) {
	s, err := opened(checkpoint, keys)
	if err != nil {
		return nil, err
	}
	leaf, err := ParseLeaf([]byte(p.Leaf))
	if err != nil {
		return nil, err
	}
	if s.size != p.Size || leaf.Index != p.Index {
		return nil, ErrProof
	}
	if err := tlog.CheckRecord(fromArrays(p.Hashes), s.size, s.root, p.Index, tlog.RecordHash([]byte(p.Leaf))); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProof, err)
	}
	return leaf, nil
}

// Check checks the proof against both signed checkpoints.
func (p *GrowthProof) Check(older, newer, keys string) error {
	from, err := opened(older, keys)
	if err != nil {
		return err
	}
	to, err := opened(newer, keys)
	if err != nil {
		return err
	}
	if from.size != p.From || to.size != p.Size {
		return ErrProof
	}
	if err := tlog.CheckTree(fromArrays(p.Hashes), to.size, to.root, from.size, from.root); err != nil {
		return fmt.Errorf("%w: %w", ErrProof, err)
	}
	return nil
}

// opened is a checkpoint whose signature by one of the keys was checked.
func opened(checkpoint, keys string) (state, error) {
	ring, err := new(Log).keyring(keys)
	if err != nil {
		return state{}, err
	}
	return ring.open(checkpoint)
}

func fromArrays(hashes [][32]byte) []tlog.Hash {
	out := make([]tlog.Hash, len(hashes))
	for i, h := range hashes {
		out[i] = h
	}
	return out
}
