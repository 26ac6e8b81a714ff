package journal_test

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/journal"
)

// TestProofs proves entries and growth to somebody who has checkpoints and a
// public key, nothing else.
func TestProofs(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		const size = 21
		checkpoints := []string{l.checkpoint(t)}
		for n := range size {
			l.append(t, event(n))
			checkpoints = append(checkpoints, l.checkpoint(t))
		}
		key := l.log.VerifierKey()
		rapid.Check(t, func(n *rapid.T) {
			at := rapid.Int64Range(1, size).Draw(n, "size")
			index := rapid.Int64Range(0, at-1).Draw(n, "index")
			p, err := l.log.ProveEntry(t.Context(), index, at)
			if err != nil {
				n.Fatal(err)
			}
			p = carried(n, p)
			leaf, err := p.Check(checkpoints[at], key)
			if err != nil || leaf.Index != index || leaf.Event.Request != event(int(index)).Request {
				n.Fatalf("entry %d of %d: %+v, %v", index, at, leaf, err)
			}
			wrong := rapid.SampledFrom([]string{"leaf", "index", "hash", "checkpoint", "short", "key"}).Draw(n, "wrong")
			checkpoint, by := checkpoints[at], key
			switch {
			case wrong == "leaf":
				p.Leaf = string(l.leaf(t, (index+1)%size))
			case wrong == "index":
				p.Index++
			case wrong == "hash" && len(p.Hashes) > 0:
				p.Hashes[0][5] ^= 4
			case wrong == "short" && len(p.Hashes) > 0:
				p.Hashes = p.Hashes[1:]
			case wrong == "key":
				by = ""
			default:
				checkpoint = checkpoints[at-1]
			}
			if _, err := p.Check(checkpoint, by); err == nil {
				n.Errorf("entry %d of %d: accepted with the wrong %s", index, at, wrong)
			}
		})
		rapid.Check(t, func(n *rapid.T) {
			to := rapid.Int64Range(1, size).Draw(n, "size")
			from := rapid.Int64Range(1, to).Draw(n, "from")
			p, err := l.log.ProveGrowth(t.Context(), from, to)
			if err != nil {
				n.Fatal(err)
			}
			p = carried(n, p)
			if err := p.Check(checkpoints[from], checkpoints[to], key); err != nil {
				n.Fatalf("%d in %d: %v", from, to, err)
			}
			if err := p.Check(checkpoints[from-1], checkpoints[to], key); !errors.Is(err, journal.ErrProof) {
				n.Errorf("%d in %d, with another older checkpoint: %v", from, to, err)
			}
			if len(p.Hashes) > 0 {
				p.Hashes[len(p.Hashes)-1][0] ^= 1
				if err := p.Check(checkpoints[from], checkpoints[to], key); !errors.Is(err, journal.ErrProof) {
					n.Errorf("%d in %d, with another hash: %v", from, to, err)
				}
			}
		})
		if _, err := l.log.ProveEntry(t.Context(), size, size); err == nil {
			t.Error("the proof of an entry that does not exist")
		}
		if _, err := l.log.ProveGrowth(t.Context(), size+1, size); err == nil {
			t.Error("the proof that the journal shrank")
		}
	})
}

// carried is a proof after a journey as JSON.
func carried[T any](t interface{ Fatal(...any) }, p *T) *T {
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	out := new(T)
	if err := json.Unmarshal(text, out); err != nil {
		t.Fatal(err)
	}
	return out
}
