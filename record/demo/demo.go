// Package demo fills a portal with an invented life, to look at: the examples as
// needs of several ministries, with people, discussions, decisions of different
// days, derogations and what came of them. Nobody and nothing in it is real.
//
// It tells the story through the services, on the clock of each event, so that what
// is seen is what use would have made. It must not know how anything is stored.
package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/examples"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/record"
)

// setting says that the story was told.
const setting = "demo"

// Fill tells the story once, in one transaction: a process that dies meanwhile
// leaves nothing behind, and filling again is nothing.
func Fill(ctx context.Context, people *identity.Service, records *record.Service) error {
	texts, err := examples.All()
	if err != nil {
		return fmt.Errorf("reading the examples: %w", err)
	}
	return records.DB.Write(ctx, func(tx record.Tx) error {
		done, err := told(ctx, tx)
		if err != nil || done {
			return err
		}
		s := newStory(ctx, quiet{tx}, people, records, texts)
		if err := s.tell(); err != nil {
			return err
		}
		return tx.SetSetting(ctx, setting, []byte(`true`))
	})
}

func told(ctx context.Context, tx record.Tx) (bool, error) {
	_, err := tx.Setting(ctx, setting)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return false, nil
	}
	return err == nil, err
}

// story is the portal as its people live it: services within one transaction, on a
// clock that goes from one event to the next.
type story struct {
	ctx    context.Context //nolint:containedctx // of the only call there is, for the length of it
	tx     record.Tx
	people *identity.Service
	*record.Service
	today havre.Date
	clock time.Time

	texts         map[string][]byte
	organisations map[string]*identity.Organisation
	actors        map[string]identity.Actor
	needs         map[string]*record.Need
}

func newStory(ctx context.Context, tx record.Tx, people *identity.Service, records *record.Service, texts []examples.Example) *story {
	s := &story{
		ctx: ctx, tx: tx, today: records.Today(), texts: map[string][]byte{},
		organisations: map[string]*identity.Organisation{}, actors: map[string]identity.Actor{}, needs: map[string]*record.Need{},
	}
	for _, e := range texts {
		s.texts[e.Name] = e.YAML
	}
	s.people = &identity.Service{DB: within[identity.Tx]{tx}, Now: s.now, NewID: people.NewID, Secret: people.Secret, Host: people.Host}
	s.Service = &record.Service{DB: within[record.Tx]{tx}, Library: records.Library, Now: s.now, NewID: records.NewID, Program: records.Program}
	return s
}

// quiet leaves out the jobs: nobody is to receive a mail about what never was.
type quiet struct{ record.Tx }

// Enqueue implements jobs.Tx.
func (quiet) Enqueue(context.Context, jobs.Job, jobs.Options) error { return nil }

// within lends a transaction that is open to what opens its own.
type within[T any] struct{ tx T }

func (w within[T]) Read(_ context.Context, fn func(T) error) error { return fn(w.tx) }

func (w within[T]) Write(_ context.Context, fn func(T) error) error { return fn(w.tx) }

// now goes on by a little at each look, so that what an event does keeps its order.
func (s *story) now() time.Time {
	s.clock = s.clock.Add(time.Millisecond)
	return s.clock
}

// on sets the clock to the morning of a day, today at the latest.
func (s *story) on(day havre.Date) {
	if s.today.Before(day) {
		day = s.today
	}
	s.clock = day.Time().Add(7 * time.Hour)
}

// ago is a day before today.
func (s *story) ago(days int) havre.Date { return s.today.AddDays(-days) }

// tell tells everything, in the order of time.
func (s *story) tell() error {
	for _, chapter := range []func() error{s.settle, s.welcome, s.live, s.work} {
		if err := chapter(); err != nil {
			return fmt.Errorf("telling the demonstration: %w", err)
		}
	}
	return nil
}
