// Command portal measures the portal as its users meet it: the real program, as a
// process, on a database of 10,000 needs and 200,000 decisions, first SQLite, then
// PostgreSQL. ../README.md says how to read what it prints.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// options are the sizes of a run.
type options struct {
	needs, decisions int
	rate             int           // requests per second of the steady load
	warm             time.Duration // of the same load, before it is measured
	steady, flat     time.Duration // how long the steady load, and the load without pause, last
	dir              string        // where the databases are; kept when it was given
	only             string        // a database
	pages            string        // some, with commas
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "portal:", err)
		os.Exit(1) //nolint:gocritic // nothing of value is deferred
	}
}

func run(ctx context.Context, w io.Writer, args []string) error {
	flags := flag.NewFlagSet("portal", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "a twentieth of the size, a few seconds of load: rough figures")
	dir := flags.String("dir", "", "keep the databases there, and use them again")
	only := flags.String("only", "", "sqlite or postgresql")
	pages := flags.String("pages", "", "some of decision, catalogue, needs, portfolio and search")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o := options{needs: 10_000, decisions: 200_000, rate: 200, warm: 5 * time.Second, steady: 30 * time.Second, flat: 10 * time.Second, dir: *dir, only: *only, pages: *pages}
	if *quick {
		o.needs, o.decisions, o.warm, o.steady, o.flat = o.needs/20, o.decisions/20, time.Second, 5*time.Second, 3*time.Second
	}
	if o.dir == "" {
		folder, err := os.MkdirTemp("", "havre-bench-portal")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
		o.dir = folder
	}
	var err error
	if o.dir, err = filepath.Abs(o.dir); err != nil {
		return err
	}
	if err := enterable(o.dir); err != nil {
		return err
	}
	return measure(ctx, w, o)
}

// enterable makes a directory that other accounts may go through: PostgreSQL, which
// refuses to run as root, has its own further down.
func enterable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Chmod(dir, 0o711) //nolint:gosec // it lets through, and shows nothing
}

func measure(ctx context.Context, w io.Writer, o options) error {
	if err := build(ctx); err != nil {
		return err
	}
	r := &report{w: w}
	r.line("# The portal\n\n%d needs, %d decisions; %d requests a second for %s, after %s of the same, then as many as it can for %s.\nClient and server share %d cores; the load average is %s before anything is measured.",
		o.needs, o.decisions, o.rate, o.steady, o.warm, o.flat, runtime.NumCPU(), loadAverage())
	if err := coldStart(ctx, r, o); err != nil {
		return fmt.Errorf("cold start: %w", err)
	}
	for _, d := range []database{sqlite(o), postgres(o)} {
		if o.only != "" && !strings.EqualFold(o.only, d.name) {
			continue
		}
		if err := d.measure(ctx, r, o); err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
	}
	r.verdict()
	return nil
}
