package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"
)

// patience is the p99 that is promised at the steady rate.
const patience = 50 * time.Millisecond

// targets are the pages measured; those of what one reads all day have goals.
func targets(decisions []string) []target {
	words := []string{"paie", "données", "congés agents", "régulation", "prototype", "spectacles", "élections"}
	return []target{
		{"decision", true, func(chance *rand.Rand) string { return decisions[chance.IntN(len(decisions))] }},
		{"catalogue", true, fixed("/plateformes")},
		{"needs", false, fixed("/dossiers")},
		{"portfolio", false, fixed("/portefeuille")},
		{"search", false, func(chance *rand.Rand) string {
			words := fmt.Sprintf("%s %d", words[chance.IntN(len(words))], chance.IntN(10))
			return "/recherche?q=" + url.QueryEscape(words)
		}},
	}
}

func fixed(path string) func(*rand.Rand) string { return func(*rand.Rand) string { return path } }

// load measures one running portal.
func load(ctx context.Context, r *report, name string, s *server, b *browser, decisions []string, o options) error {
	time.Sleep(5 * time.Second) // what a start has to do is done
	rest, err := s.memory()
	if err != nil {
		return err
	}
	if err := s.forgetPeak(); err != nil {
		return err
	}
	floor, stop, err := newFloor(ctx)
	if err != nil {
		return err
	}
	defer stop()
	var all []*figures
	for _, t := range targets(decisions) {
		if o.pages != "" && !slices.Contains(strings.Split(o.pages, ","), t.name) {
			continue
		}
		f, err := b.measure(ctx, s, t, floor, o)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		all = append(all, f)
	}
	end, err := s.memory()
	if err != nil {
		return err
	}
	r.pages(name, all, o)
	r.line("Resident memory: %s at rest (%s while it started), %s at the peak of the load, %s after it.",
		mebibytes(rest.now), mebibytes(rest.peak), mebibytes(end.peak), mebibytes(end.now))
	r.goal("resident memory, "+name, "under 150 MiB", mebibytes(end.peak), end.peak < 150<<20)
	return nil
}

// figures are those of one kind of page.
type figures struct {
	target
	weight
	took, bare  []time.Duration // of the portal and of the floor, at the steady rate
	failed      int             // answers of the portal meanwhile
	cpu         time.Duration   // of the portal, for one page
	elsewhere   float64         // cores that others kept busy meanwhile
	memory      int             // of the portal, at most until then
	flat, floor float64         // answers a second, of both
	patient     int             // requests a second up to which p99 is as promised
}

// measure measures one kind of page, and the floor with the same bytes.
func (b *browser) measure(ctx context.Context, s *server, t target, floor *floor, o options) (*figures, error) {
	f := &figures{target: t}
	some := t.path(rand.New(rand.NewPCG(6, 7))) //nolint:gosec // the same page at each run
	var err error
	if f.weight, err = b.weigh(ctx, some); err != nil {
		return nil, err
	}
	if _, _, err := b.steady(ctx, t, o.rate, o.warm); err != nil { // connections and queries are ready, as all day long
		return nil, err
	}
	if err := f.steady(ctx, b, s, o); err != nil {
		return nil, err
	}
	if f.flat, err = b.flatOut(ctx, t, 8, o.flat); err != nil {
		return nil, err
	}
	if f.patient, err = b.mostPatient(ctx, t, f.flat, o.flat/2); err != nil {
		return nil, err
	}
	body, _, err := b.get(ctx, some)
	if err != nil {
		return nil, err
	}
	if f.bare, err = floor.steady(ctx, body, o.rate, o.flat); err != nil {
		return nil, err
	}
	f.floor, err = floor.flatOut(ctx, body, o.flat)
	return f, err
}

// steady is the load of a busy day, with what it takes of the machine.
func (f *figures) steady(ctx context.Context, b *browser, s *server, o options) error {
	before, err := s.spent()
	if err != nil {
		return err
	}
	began := time.Now()
	if f.took, f.failed, err = b.steady(ctx, f.target, o.rate, o.steady); err != nil {
		return err
	}
	during := time.Since(began)
	after, err := s.spent()
	if err != nil {
		return err
	}
	m, err := s.memory()
	if err != nil {
		return err
	}
	f.memory = m.peak
	used := after.less(before)
	f.cpu, f.elsewhere = used.server/time.Duration(len(f.took)), used.elsewhere(during)
	return nil
}

// mostPatient is the highest share of the flat-out rate, by tenths, at which p99 is
// as promised; zero when even a third of it is too much.
func (b *browser) mostPatient(ctx context.Context, t target, flat float64, during time.Duration) (int, error) {
	for tenths := 9; tenths >= 3; tenths-- {
		rate := int(flat * float64(tenths) / 10)
		took, failed, err := b.steady(ctx, t, rate, during)
		if err != nil {
			return 0, err
		}
		if failed == 0 && quantile(took, 0.99) < patience.Seconds() {
			return rate, nil
		}
	}
	return 0, nil
}
