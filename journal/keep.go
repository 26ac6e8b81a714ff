package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/havre-cloud/havre/internal/atomicfile"
	"github.com/havre-cloud/havre/jobs"
)

// CheckpointJob signs a checkpoint when the journal has grown.
const CheckpointJob = "journal.checkpoint"

// Handlers are the jobs of the journal: a checkpoint every hour.
func (l *Log) Handlers() []jobs.Handler {
	return []jobs.Handler{{
		Kind: CheckpointJob, Every: time.Hour,
		Do: func(ctx context.Context, _ []byte, _ jobs.Attempt) error {
			_, err := l.Keep(ctx)
			if errors.Is(err, ErrRewritten) {
				return &jobs.Stop{Cause: err} // trying again does not mend it
			}
			return err
		},
	}}
}

// Keep signs a checkpoint unless the journal is as the last one left it, under the
// same name, and writes the newest in CheckpointDir, where it may already be.
func (l *Log) Keep(ctx context.Context) (Checkpoint, error) {
	var newest *Checkpoint
	var size int64
	err := l.DB.Read(ctx, func(tx Tx) (err error) {
		if size, err = tx.JournalSize(ctx); err != nil {
			return err
		}
		newest, err = tx.LastCheckpoint(ctx)
		return err
	})
	if err != nil {
		return Checkpoint{}, err
	}
	if newest == nil || newest.Size != size || newest.Origin() != l.Name {
		c, err := l.Checkpoint(ctx)
		if err != nil {
			return Checkpoint{}, err
		}
		newest = &c
	}
	return *newest, l.publish(*newest)
}

// CheckpointFile is the name of a checkpoint's file: names sort as sizes do.
func CheckpointFile(size int64) string { return fmt.Sprintf("checkpoint-%012d.txt", size) }

// publish writes a checkpoint in its directory, whole or not at all. A file that
// is there stays as it is.
func (l *Log) publish(c Checkpoint) error {
	if l.CheckpointDir == "" {
		return nil
	}
	name := filepath.Join(l.CheckpointDir, CheckpointFile(c.Size))
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return atomicfile.Write(name, []byte(c.Note), 0o644)
}
