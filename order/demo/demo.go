// Package demo adds orders to the invented life of a portal: allowances, agreements
// with invented prices, an operator, and orders in several states for the needs of
// package record/demo, which comes first. Nobody and nothing in it is real.
//
// It tells the story through the services, on the clock of each event, so that what is
// seen is what use would have made. It must not know how anything is stored.
package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/record"
)

// setting says that the story was told.
const setting = "demo.orders"

// Fill tells the story once, in one transaction: a process that dies meanwhile leaves
// nothing behind, and filling again is nothing. A portal without the needs of the
// demonstration is left as it is.
//
// What the Fulfillers of orders serve is made by them, as any order that is approved:
// give none that reach an account that somebody pays for.
func Fill(ctx context.Context, people *identity.Service, orders *order.Service) error {
	return orders.DB.Write(ctx, func(tx order.Tx) error {
		done, err := told(ctx, tx)
		if err != nil || done {
			return err
		}
		s := newStory(ctx, quiet{tx}, people, orders)
		if err := s.tell(); err != nil {
			return err
		}
		return tx.SetSetting(ctx, setting, []byte(`true`))
	})
}

func told(ctx context.Context, tx order.Tx) (bool, error) {
	_, err := tx.Setting(ctx, setting)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return false, nil
	}
	return err == nil, err
}

// story is the portal as its people live it: services within one transaction, on a clock
// that goes from one event to the next.
type story struct {
	ctx    context.Context //nolint:containedctx // of the only call there is, for the length of it
	tx     order.Tx
	people *identity.Service
	*order.Service
	today havre.Date
	clock time.Time

	organisations map[string]*identity.Organisation
	actors        map[string]identity.Actor
	needs         map[string]*record.Need
	agreements    map[string]string // identifiers, by name
	made          map[string]string // instances, by name
}

func newStory(ctx context.Context, tx order.Tx, people *identity.Service, orders *order.Service) *story {
	s := &story{
		ctx: ctx, tx: tx, today: orders.Today(), organisations: map[string]*identity.Organisation{}, actors: map[string]identity.Actor{},
		needs: map[string]*record.Need{}, agreements: map[string]string{}, made: map[string]string{},
	}
	records := orders.Records
	s.people = &identity.Service{DB: within[identity.Tx]{tx}, Now: s.now, NewID: people.NewID, Secret: people.Secret, Host: people.Host}
	s.Service = &order.Service{
		DB: within[order.Tx]{tx}, Chains: orders.Chains, Fulfillers: orders.Fulfillers,
		Records: &record.Service{DB: within[record.Tx]{tx}, Library: records.Library, Now: s.now, NewID: records.NewID, Program: records.Program},
	}
	return s
}

// quiet leaves out the jobs but those of orders, which go on by themselves once the
// story is told: nobody is to receive a mail about what never was.
type quiet struct{ order.Tx }

// Enqueue implements jobs.Tx.
func (q quiet) Enqueue(ctx context.Context, j jobs.Job, o jobs.Options) error {
	if !strings.HasPrefix(j.Kind(), "order.") {
		return nil
	}
	return q.Tx.Enqueue(ctx, j, o)
}

// within lends a transaction that is open to what opens its own.
type within[T any] struct{ tx T }

func (w within[T]) Read(_ context.Context, fn func(T) error) error { return fn(w.tx) }

func (w within[T]) Write(_ context.Context, fn func(T) error) error { return fn(w.tx) }

// now goes on by a little at each look, so that what an event does keeps its order.
func (s *story) now() time.Time {
	s.clock = s.clock.Add(time.Millisecond)
	return s.clock
}

// ago sets the clock to the morning of a day before today.
func (s *story) ago(days int) { s.clock = s.today.AddDays(-days).Time().Add(8 * time.Hour) }

// tell tells everything, in the order of time. Without the needs of the demonstration
// there is nothing to tell.
func (s *story) tell() error {
	found, err := s.look()
	if err != nil || !found {
		return err
	}
	for _, chapter := range []func() error{s.welcome, s.grant, s.agree, s.live} {
		if err := chapter(); err != nil {
			return fmt.Errorf("telling the demonstration of orders: %w", err)
		}
	}
	return nil
}

// look finds the organisations, the people and the needs of the demonstration.
func (s *story) look() (found bool, err error) {
	s.ago(61)
	system := identity.System()
	organisations, err := s.people.Organisations(s.ctx, system, identity.OrganisationQuery{List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return false, err
	}
	for i := range organisations.Items {
		s.organisations[organisations.Items[i].Name] = &organisations.Items[i]
	}
	needs, err := s.Records.Needs(s.ctx, system, record.NeedQuery{List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return false, err
	}
	for i := range needs.Items {
		s.needs[needs.Items[i].Name] = &needs.Items[i]
	}
	return s.needs[payroll] != nil && s.organisations["drh-sociaux"] != nil, nil
}
