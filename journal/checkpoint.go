package journal

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// state is what a checkpoint signs. Its text is that of C2SP's tlog-checkpoint,
// with the instant as an extension line:
//
//	name of the log
//	size
//	root, in base64
//	at 2026-11-22T10:00:00.000000Z
type state struct {
	name string
	size int64
	root tlog.Hash
	at   time.Time
}

const atLine = "at "

func (s state) String() string {
	return fmt.Sprintf("%s\n%d\n%s\n%s%s\n", s.name, s.size, s.root, atLine, s.at.UTC().Format(leafTime))
}

var errCheckpoint = errors.New("journal: not a checkpoint")

// parseState reads the text of a checkpoint. Extension lines of others are kept
// out of it.
func parseState(text string) (state, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" || lines[len(lines)-1] != "" {
		return state{}, errCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return state{}, fmt.Errorf("%w: size %q", errCheckpoint, lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return state{}, fmt.Errorf("%w: root %q", errCheckpoint, lines[2])
	}
	s := state{name: lines[0], size: size, root: root}
	for _, line := range lines[3:] {
		if at, found := strings.CutPrefix(line, atLine); found {
			if s.at, err = time.Parse(leafTime, at); err != nil {
				return state{}, fmt.Errorf("%w: %w", errCheckpoint, err)
			}
		}
	}
	return s, nil
}

// open checks who signed a checkpoint and reads it.
func (k *keyring) open(text string) (state, error) {
	n, err := note.Open([]byte(text), k)
	if err != nil {
		return state{}, err
	}
	return parseState(n.Text)
}

// Origin is the name under which a checkpoint was signed: its first line.
func (c *Checkpoint) Origin() string {
	name, _, _ := strings.Cut(c.Note, "\n")
	return name
}

// Origin is the name under which the journal was last signed, "" when it never was.
func (l *Log) Origin(ctx context.Context) (string, error) {
	var last *Checkpoint
	err := l.DB.Read(ctx, func(tx Tx) (err error) {
		last, err = tx.LastCheckpoint(ctx)
		return err
	})
	if err != nil || last == nil {
		return "", err
	}
	return last.Origin(), nil
}

// Checkpoint signs the present size and root, keeps it and returns it. It refuses
// to sign what does not extend the last checkpoint it kept: that journal was
// rewritten.
func (l *Log) Checkpoint(ctx context.Context) (Checkpoint, error) {
	var c Checkpoint
	err := l.DB.Write(ctx, func(tx Tx) (err error) {
		c, err = l.checkpoint(ctx, tx)
		if err != nil {
			return err
		}
		return tx.AddCheckpoint(ctx, c)
	})
	return c, err
}

func (l *Log) checkpoint(ctx context.Context, tx Tx) (Checkpoint, error) {
	signer, err := l.signer()
	if err != nil {
		return Checkpoint{}, err
	}
	now, err := l.state(ctx, tx)
	if err != nil {
		return Checkpoint{}, err
	}
	if err := l.extends(ctx, tx, now); err != nil {
		return Checkpoint{}, err
	}
	signed, err := note.Sign(&note.Note{Text: now.String()}, signer)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("journal: %w", err)
	}
	return Checkpoint{Size: now.size, At: now.at, Note: string(signed)}, nil
}

// state is the log as it is now, after its stored hashes.
func (l *Log) state(ctx context.Context, tx Tx) (state, error) {
	size, err := tx.JournalSize(ctx)
	if err != nil {
		return state{}, err
	}
	root, err := tlog.TreeHash(size, storedHashes(ctx, tx))
	return state{name: l.Name, size: size, root: root, at: l.Now().UTC().Truncate(time.Microsecond)}, err
}

// ErrRewritten is why a checkpoint is refused: the journal no longer begins with
// what the last checkpoint signed.
var ErrRewritten = errors.New("journal: it does not extend its last checkpoint; run havre audit verify")

// extends proves that the log begins with what the last kept checkpoint signed.
func (l *Log) extends(ctx context.Context, tx Tx, now state) error {
	last, err := l.last(ctx, tx)
	if err != nil || last == nil || last.size == 0 {
		return err
	}
	if last.size > now.size {
		return ErrRewritten
	}
	proof, err := tlog.ProveTree(now.size, last.size, storedHashes(ctx, tx))
	if err != nil {
		return err
	}
	if tlog.CheckTree(proof, now.size, now.root, last.size, last.root) != nil {
		return ErrRewritten
	}
	return nil
}

// last is the newest checkpoint kept, nil when there is none. One that an earlier
// key signed still says how the log must begin: a new key is no way to rewrite it.
func (l *Log) last(ctx context.Context, tx Tx) (*state, error) {
	kept, err := tx.LastCheckpoint(ctx)
	if err != nil || kept == nil {
		return nil, err
	}
	keys, err := l.keyring("")
	if err != nil {
		return nil, err
	}
	n, err := note.Open([]byte(kept.Note), keys)
	var unknown *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unknown):
		n = unknown.Note
	case err != nil:
		return nil, fmt.Errorf("%w (%w)", ErrRewritten, err)
	}
	s, err := parseState(n.Text)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrRewritten, err)
	}
	return &s, nil
}
