// Command orders measures sending orders while everybody is after the same quota: how
// many a second are accepted, how long one waits at a steady rate, and that not one
// unit is sold twice; first on SQLite, then on PostgreSQL with fsync as in production.
//
// No other portal can run beside ours here. The floor is the least that any of them
// must do in a transaction on the same database: take from the quota if there is
// enough, and insert a row.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

// options are the sizes of a run.
type options struct {
	orders  int // sent flat out
	granted int // units of the quota, one an order: fewer than orders
	askers  int
	rate    int // orders a second of the steady load
	steady  time.Duration
	only    string
	dir     string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "orders:", err)
		os.Exit(1) //nolint:gocritic // nothing of value is deferred
	}
}

func run(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("orders", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "a tenth of the size: rough figures")
	only := flags.String("only", "", "sqlite or postgresql")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o := options{orders: 2000, granted: 1500, askers: 16, rate: 50, steady: 20 * time.Second, only: *only}
	if *quick {
		o.orders, o.granted, o.steady = o.orders/10, o.granted/10, 4*time.Second
	}
	if o.dir, err = os.MkdirTemp("", "havre-bench-orders"); err != nil {
		return err
	}
	defer os.RemoveAll(o.dir)                      //nolint:errcheck // a temporary folder
	if err := os.Chmod(o.dir, 0o711); err != nil { //nolint:gosec // it lets PostgreSQL through, and shows nothing
		return err
	}
	fmt.Printf("# Orders under contention\n\n%d orders by %d askers for %d units; then %d a second for %s.\n\n", o.orders, o.askers, o.granted, o.rate, o.steady)
	fmt.Println("| database | accepted/s | floor/s | share of the floor | oversold | stranded | p50 at the rate | p99 at the rate | goal (p99 < 100 ms) |")
	fmt.Println("|---|---:|---:|---:|---:|---:|---:|---:|---|")
	for _, d := range []struct {
		name string
		up   func(context.Context, options) (string, func() error, error)
	}{{"sqlite", sqlite}, {"postgresql", postgres}} {
		if o.only != "" && o.only != d.name {
			continue
		}
		if err := measured(ctx, d.name, d.up, o); err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
	}
	return nil
}

func measured(ctx context.Context, name string, up func(context.Context, options) (string, func() error, error), o options) (err error) {
	url, down, err := up(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, down()) }()
	f, err := measure(ctx, url, o)
	if err != nil {
		return err
	}
	goal := "met"
	if f.p99 >= 100*time.Millisecond || f.oversold != 0 || f.stranded != 0 {
		goal = "**not met**"
	}
	fmt.Printf("| %s | %.0f | %.0f | %.0f %% | %d | %d | %s | %s | %s |\n", name, f.accepted, f.floor, 100*f.accepted/f.floor, f.oversold, f.stranded,
		f.p50.Round(100*time.Microsecond), f.p99.Round(100*time.Microsecond), goal)
	return nil
}

func sqlite(_ context.Context, o options) (string, func() error, error) {
	return filepath.Join(o.dir, "havre.db"), func() error { return nil }, nil
}

// postgres is the server of labs/pg-lab, with fsync as in production.
func postgres(ctx context.Context, o options) (string, func() error, error) {
	lab := func(ctx context.Context, verb string) (string, error) {
		c := exec.CommandContext(ctx, "../labs/pg-lab", verb) //nolint:gosec // our own script
		c.Env = append(os.Environ(), "LAB_INSTANCE=bench-orders", "PG_LAB_FSYNC=on", "PG_LAB_PORT=55498", "LABS_STATE="+o.dir)
		var said strings.Builder
		c.Stderr = &said
		out, err := c.Output()
		if err != nil {
			return "", fmt.Errorf("labs/pg-lab %s: %w\n%s", verb, err, said.String())
		}
		return string(out), nil
	}
	if _, err := lab(ctx, "up"); err != nil {
		return "", nil, err
	}
	down := func() error { _, err := lab(context.WithoutCancel(ctx), "down"); return err }
	said, err := lab(ctx, "env")
	for line := range strings.Lines(said) {
		if _, url, ok := strings.Cut(line, "PG_LAB_DSN="); ok {
			return strings.Trim(strings.TrimSpace(url), `'"`), down, nil
		}
	}
	return "", nil, errors.Join(err, errors.New("labs/pg-lab env does not say PG_LAB_DSN"), down())
}
