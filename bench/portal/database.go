package main

import (
	"context"
	"errors"
	"fmt"
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
		var said strings.Builder
		c.Stderr = &said
		out, err := c.Output()
		if err != nil {
			return "", fmt.Errorf("labs/pg-lab %s: %w\n%s", verb, err, said.String())
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
	s, ready, err := startSome(ctx, args)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	r.readiness("on a full "+d.name, ready)
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
	total, err := s.stored(ctx)
	if err == nil && total == 0 {
		if err = s.fill(ctx, url, o); err == nil {
			total, err = s.stored(ctx)
		}
	}
	if err != nil {
		return "", nil, err
	}
	if total != o.decisions {
		return "", nil, fmt.Errorf("%d decisions are stored where %d are asked for: fill another directory", total, o.decisions)
	}
	if decisions, err = s.current(ctx); err != nil {
		return "", nil, err
	}
	session, err = s.people.SignInPassword(ctx, email, password, "bench", "")
	return session, decisions, err
}

// stored is the number of decisions in the database.
func (s *seeder) stored(ctx context.Context) (int, error) {
	page, err := s.records.Decisions(ctx, identity.System(), record.DecisionQuery{})
	return page.Total, err
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
