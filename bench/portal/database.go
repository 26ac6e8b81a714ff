package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// database is one of the two that the portal can use.
type database struct {
	name string
	dir  string // of the portal's data
	// up starts what must run, and gives the address and how to stop it.
	up func(context.Context) (url string, down func() error, err error)
}

func sqlite(o options) database {
	dir := filepath.Join(o.dir, "sqlite")
	return database{"SQLite", dir, func(context.Context) (string, func() error, error) {
		return filepath.Join(dir, "havre.db"), func() error { return nil }, os.MkdirAll(dir, 0o700)
	}}
}

// postgres is the server of labs/pg-lab, with fsync as in production.
func postgres(o options) database {
	dir := filepath.Join(o.dir, "postgresql")
	lab := func(ctx context.Context, verb string) (string, error) {
		c := exec.CommandContext(ctx, "../labs/pg-lab", verb) //nolint:gosec // our own script
		c.Env = append(os.Environ(), "LAB_INSTANCE=bench", "PG_LAB_FSYNC=on", "PG_LAB_PORT=55499", "LABS_STATE="+o.dir)
		out, err := c.Output()
		if err != nil {
			return "", fmt.Errorf("labs/pg-lab %s: %w\n%s", verb, err, out)
		}
		return string(out), nil
	}
	return database{"PostgreSQL", dir, func(ctx context.Context) (string, func() error, error) {
		if _, err := lab(ctx, "up"); err != nil {
			return "", nil, err
		}
		down := func() error { _, err := lab(context.WithoutCancel(ctx), "down"); return err }
		said, err := lab(ctx, "env")
		for line := range strings.Lines(said) {
			if _, url, ok := strings.Cut(line, "PG_LAB_DSN="); ok {
				return strings.Trim(strings.TrimSpace(url), `'"`), down, os.MkdirAll(dir, 0o700)
			}
		}
		return "", nil, errors.Join(err, errors.New("labs/pg-lab env does not say PG_LAB_DSN"), down())
	}}
}

// measure fills the database unless an earlier run did, then loads the portal.
func (d database) measure(ctx context.Context, r *report, o options) (err error) {
	url, down, err := d.up(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, down()) }()
	began := time.Now()
	session, decisions, err := prepare(ctx, url, o)
	if err != nil {
		return err
	}
	r.line("\n## On %s\n\nPrepared in %s.", d.name, time.Since(began).Round(time.Second))
	args := []string{"--data-dir", d.dir}
	if d.name == "PostgreSQL" {
		args = append(args, "--database-url", url)
	}
	s, err := start(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	r.goal("ready on a full "+d.name, "under 1 s", milliseconds(s.ready.Seconds()), s.ready < time.Second)
	b := newBrowser(s.address, &http.Cookie{Name: "havre", Value: session}) //nolint:gosec // sent, not set
	return load(ctx, r, d.name, s, b, decisions, o)
}

// prepare gives a session and the paths of the current decisions.
func prepare(ctx context.Context, url string, o options) (session string, decisions []string, err error) {
	db, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	s, err := newSeeder(db)
	if err != nil {
		return "", nil, err
	}
	decisions, err = s.current(ctx)
	if err != nil {
		return "", nil, err
	}
	if len(decisions) == 0 {
		if err := s.fill(ctx, o); err != nil {
			return "", nil, err
		}
		if decisions, err = s.current(ctx); err != nil {
			return "", nil, err
		}
	}
	session, err = s.people.SignInPassword(ctx, email, password, "bench", "")
	return session, decisions, err
}

// current lists the pages of the decisions in force.
func (s *seeder) current(ctx context.Context) (paths []string, err error) {
	q := record.DecisionQuery{State: record.Current, List: havre.List{Limit: havre.MaxLimit}}
	for {
		page, err := s.records.Decisions(ctx, identity.System(), q)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			paths = append(paths, fmt.Sprintf("/dossiers/%s/decisions/%d", page.Items[i].Need, page.Items[i].Number))
		}
		if q.After = page.Next; page.Next == "" {
			return paths, nil
		}
	}
}

// load measures one running portal.
func load(ctx context.Context, r *report, name string, s *server, b *browser, decisions []string, o options) error {
	time.Sleep(2 * time.Second) // what a start has to do is done
	rest, err := s.resident()
	if err != nil {
		return err
	}
	targets := []target{
		{"decision", func(chance *rand.Rand) string { return decisions[chance.IntN(len(decisions))] }},
		{"catalogue", func(*rand.Rand) string { return "/plateformes" }},
		{"needs", func(*rand.Rand) string { return "/dossiers" }},
	}
	floor, stop, err := newFloor(ctx)
	if err != nil {
		return err
	}
	defer stop()
	var rows [][]string
	peak := rest
	for _, t := range targets {
		row, err := b.page(ctx, r, name, t, floor, o)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		rows = append(rows, row)
		now, err := s.resident()
		if err != nil {
			return err
		}
		peak = max(peak, now)
	}
	r.table([]string{"page", fmt.Sprintf("p50 at %d/s", o.rate), "p99", "requests/s, flat out", "share of the floor", "first view", "requests"}, rows)
	r.line("Resident memory: %s at rest, %s after the load.", mebibytes(rest), mebibytes(peak))
	r.goal("resident memory under load, "+name, "under 150 MiB", mebibytes(peak), peak < 150<<20)
	return nil
}

// page measures one kind of page.
func (b *browser) page(ctx context.Context, r *report, name string, t target, f *floor, o options) ([]string, error) {
	some := t.path(rand.New(rand.NewPCG(6, 7))) //nolint:gosec // the same page at each run
	w, err := b.weigh(ctx, some)
	if err != nil {
		return nil, err
	}
	took, err := b.steady(ctx, t, o.rate, o.steady)
	if err != nil {
		return nil, err
	}
	perSecond, err := b.flatOut(ctx, t, 8, o.flat)
	if err != nil {
		return nil, err
	}
	body, _, err := b.get(ctx, some)
	if err != nil {
		return nil, err
	}
	best, err := f.flatOut(ctx, body, o.flat)
	if err != nil {
		return nil, err
	}
	p99 := quantile(took, 0.99)
	if t.name != "needs" {
		r.goal(fmt.Sprintf("%s page, p99 at %d requests/s, %s", t.name, o.rate, name), "under 50 ms", milliseconds(p99), p99 < 0.050)
	}
	r.goal(fmt.Sprintf("%s page, first view, %s", t.name, name), "under 45 kB", kilobytes(w.bytes), w.bytes < 45_000)
	return []string{
		t.name, milliseconds(quantile(took, 0.5)), milliseconds(p99), fmt.Sprintf("%.0f", perSecond),
		fmt.Sprintf("%.0f %%", 100*perSecond/best), kilobytes(w.bytes), fmt.Sprint(w.requests),
	}, nil
}
