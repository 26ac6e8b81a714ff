// Command provision measures what is built from an order on a real OpenStack, started by
// labs/openstack-lab: beside the cloud's own client and OpenTofu, in a storm of failures
// and of deaths of the process, and where things were changed behind its back.
//
// Havre is this very program, run again as a process of its own (child.go) so that it can
// be weighed and killed.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// options are the sizes of a run.
type options struct {
	only         string
	quick        bool
	environments int           // of the storm
	kill         time.Duration // between two deaths of the process
	patience     time.Duration // of each half of the storm
	dir          string
	with         []string // of the peers
	run          string   // what the names of this run have in common
}

func main() {
	if conf := os.Getenv(childEnv); conf != "" {
		if err := child(context.Background(), conf); err != nil {
			fmt.Fprintln(os.Stderr, "provision, child:", told(err))
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "provision:", told(err))
		os.Exit(1) //nolint:gocritic // nothing of value is deferred
	}
}

func run(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("provision", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "a tenth of the size: rough figures")
	only := flags.String("only", "", "peers, storm or drift")
	with := flags.String("with", "client,tofu", "which peers Havre is put beside")
	environments := flags.Int("environments", 0, "how many the storm builds at once (100, or 6 with -quick)")
	patience := flags.Duration("patience", 40*time.Minute, "how long each half of the storm may last")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o := options{only: *only, quick: *quick, environments: 100, kill: 30 * time.Second, patience: *patience, with: strings.Split(*with, ","), run: strings.ToLower(rand.Text()[:5])}
	if *quick {
		o.environments, o.kill = 6, 10*time.Second
	}
	if *environments > 0 {
		o.environments = *environments
	}
	if o.dir, err = os.MkdirTemp("", "havre-bench-provision"); err != nil {
		return err
	}
	defer os.RemoveAll(o.dir) //nolint:errcheck // a temporary folder
	lab, err := theLab(ctx)
	if err != nil {
		return err
	}
	if lab == nil {
		return nil
	}
	defer func() { err = errors.Join(err, lab.stop(context.WithoutCancel(ctx))) }()
	return sections(ctx, lab, o)
}

// sections are measured one after the other; one that fails does not stop the others.
func sections(ctx context.Context, lab *openLab, o options) (err error) {
	fmt.Printf("# Provisioning on a real OpenStack\n\nCloud `%s`, run `%s`; load of the machine at the start: %s.\n", lab.name, o.run, loadAverage())
	for _, s := range []struct {
		name    string
		measure func(context.Context, *openLab, options) error
	}{{"peers", peers}, {"storm", storm}, {"drift", drift}} {
		if o.only != "" && o.only != s.name || ctx.Err() != nil {
			continue
		}
		if e := s.measure(ctx, lab, o); e != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", s.name, e))
		}
	}
	return errors.Join(err, ctx.Err())
}
