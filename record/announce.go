package record

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// warnings are how many days ahead the end of something is announced.
var warnings = []int{90, 30, 7}

// ending is something that ends, to announce once for each warning.
type ending struct {
	key   string // tells it from the others of the day
	on    havre.Date
	left  int // days; zero when it has ended
	needs []string
	tell  func(ctx context.Context, tx Tx, e *ending) error
}

// announcing is what has to be announced on a day, everything up to another having
// been.
type announcing struct {
	*Service
	since, today havre.Date
	holding      *Holding
	found        []ending
}

// announce tells of what ends in 90, 30 or 7 days, and of the derogations that have
// ended. Each is told in a transaction that remembers it.
func (s *Service) announce(ctx context.Context, since, today havre.Date) error {
	a := &announcing{Service: s, since: since, today: today, holding: s.Library.Now()}
	err := s.DB.Read(ctx, func(tx Tx) error {
		a.found = nil
		return a.gather(ctx, tx)
	})
	for i := 0; i < len(a.found) && err == nil; i++ {
		err = s.announceOne(ctx, &a.found[i])
	}
	return err
}

func (s *Service) announceOne(ctx context.Context, e *ending) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		done, err := readDaily(ctx, tx)
		if err != nil || slices.Contains(done.Told, e.key) {
			return err
		}
		done.Told = append(done.Told, e.key)
		if err := writeDaily(ctx, tx, done); err != nil {
			return err
		}
		return e.tell(ctx, tx, e)
	})
}

// due says whether an end is to be announced today, and how many days are left.
// After days of silence, one announcement stands for those missed.
func (a *announcing) due(on havre.Date) (left int, now bool) {
	left = int(on.Days() - a.today.Days())
	if left <= 0 {
		return 0, a.since.Before(on) && (!a.since.IsZero() || left == 0)
	}
	return left, slices.ContainsFunc(warnings, func(days int) bool {
		day := on.AddDays(-days)
		return a.since.Before(day) && !a.today.Before(day)
	})
}

func (a *announcing) gather(ctx context.Context, tx Tx) error {
	last := a.today.AddDays(slices.Max(warnings))
	everything := NeedQuery{All: true}
	err := eachGranted(ctx, tx, everything, last, func(d *Derogation) {
		if left, now := a.due(d.Until); now && !d.Until.IsZero() {
			own := *d
			a.add("derogation "+d.ID, d.Until, left, []string{d.Need}, func(ctx context.Context, tx Tx, e *ending) error {
				return a.tellDerogation(ctx, tx, e, &own)
			})
		}
	})
	if err != nil {
		return err
	}
	c := calendar{tx: tx, holding: a.holding, period: havre.Period{From: a.today.AddDays(1), Until: last.AddDays(1)}, seen: everything}
	if err := c.evidence(ctx); err != nil {
		return err
	}
	for _, line := range c.found {
		if left, now := a.due(line.On); now {
			a.add(fmt.Sprintf("evidence %s %s %s", line.Need, line.Rule, line.Title.FR), line.On, left, []string{line.Need}, func(ctx context.Context, tx Tx, e *ending) error {
				return a.tellEvidence(ctx, tx, e, &line)
			})
		}
	}
	return a.attestations(ctx, tx)
}

func (a *announcing) add(key string, on havre.Date, left int, needs []string, tell func(context.Context, Tx, *ending) error) {
	a.found = append(a.found, ending{fmt.Sprintf("%s %s %d", key, on, left), on, left, needs, tell})
}

// attestations are the certificates of offers that needs have among those eligible.
func (a *announcing) attestations(ctx context.Context, tx Tx) error {
	for _, o := range a.holding.Catalogue.Offers() {
		for i := range o.Attestations {
			t := &o.Attestations[i]
			left, now := a.due(t.Period.Until)
			if t.Period.Until.IsZero() || !now || left == 0 {
				continue
			}
			if err := a.attestation(ctx, tx, o, t, left); err != nil {
				return err
			}
		}
	}
	return nil
}

// attestation is the end of one of them, to tell in each organisation apart.
func (a *announcing) attestation(ctx context.Context, tx Tx, o *catalogue.Offer, t *catalogue.Attestation, left int) error {
	needs := map[string][]string{}
	err := eachPage(ctx, tx, NeedQuery{All: true, Offer: o.ID, List: havre.List{Limit: havre.MaxLimit}}, func(n *Need) {
		needs[n.Path] = append(needs[n.Path], n.ID)
	})
	for _, path := range slices.Sorted(maps.Keys(needs)) {
		a.add("attestation "+o.ID+" "+t.Kind+" "+path, t.Period.Until, left, needs[path], func(ctx context.Context, tx Tx, e *ending) error {
			return a.tellAttestation(ctx, tx, e, o, t)
		})
	}
	return err
}
