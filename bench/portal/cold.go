package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// starts is how many times a start is timed.
const starts = 3

// coldStart times the first start ever, in an empty directory, then the next, with
// and without the demonstration.
func coldStart(ctx context.Context, r *report, o options) error {
	r.line("\n## From the start of the process to ready\n")
	for _, c := range []struct {
		name string
		args []string
	}{{"in an empty directory", nil}, {"in an empty directory, with the demonstration", []string{"--demo"}}} {
		var first, next []time.Duration
		for range starts {
			a, b, err := twice(ctx, o.dir, c.args)
			if err != nil {
				return err
			}
			first, next = append(first, a), append(next, b)
		}
		r.readiness(c.name, first)
		r.readiness("the next time, "+c.name, next)
	}
	return nil
}

// twice starts the portal in a directory of its own, then again.
func twice(ctx context.Context, dir string, args []string) (first, next time.Duration, err error) {
	folder, err := os.MkdirTemp(dir, "cold")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	args = slices.Concat(args, []string{"--data-dir", filepath.Join(folder, "data")})
	var ready [2]time.Duration
	for i := range ready {
		s, err := start(ctx, args...)
		if err != nil {
			return 0, 0, err
		}
		ready[i] = s.ready
		if err := s.stop(); err != nil {
			return 0, 0, err
		}
	}
	return ready[0], ready[1], nil
}

// startSome starts the portal a few times, and leaves it running.
func startSome(ctx context.Context, args []string) (*server, []time.Duration, error) {
	var ready []time.Duration
	for {
		s, err := start(ctx, args...)
		if err != nil {
			return nil, nil, err
		}
		if ready = append(ready, s.ready); len(ready) == starts {
			return s, ready, nil
		}
		if err := s.stop(); err != nil {
			return nil, nil, err
		}
	}
}
