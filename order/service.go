package order

import (
	"context"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
)

// Service is the door to orders.
type Service struct {
	DB      DB
	Records *record.Service // needs and decisions, and the clock
	// Chains are those that everybody has; organisations keep others on record.
	Chains *approval.Chains
	// Fulfillers make what is ordered on platforms that have an API, by the driver that a
	// plan names. What no driver makes is asked of an operator.
	Fulfillers map[string]Fulfiller
	// Binders give access to what was made there, by driver too.
	Binders map[string]Binder
}

// Today is the civil date in Paris.
func (s *Service) Today() havre.Date { return s.Records.Today() }

func (s *Service) now() time.Time { return s.Records.Instant() }

func (s *Service) newID() string { return s.Records.NewID() }

// write runs fn in a transaction; what the policy refuses is put in the journal.
func (s *Service) write(ctx context.Context, a identity.Actor, fn func(Tx) error) error {
	err := s.DB.Write(ctx, fn)
	return s.Records.JournalRefusal(ctx, a, err)
}

// subject is the order for the policy and the journal.
func (o *Order) subject(n *record.Need) record.Subject {
	about := n.Subject()
	about.Kind, about.ID, about.Name = "Order", o.ID, o.Number
	if about.Name == "" {
		about.Name = o.Title
	}
	return about
}

// link is the page of the order, without language.
func (o *Order) link() string { return "/commandes/" + o.ID }

// orderFor is an order and its need, for an action that the policy allows on it.
func (s *Service) orderFor(ctx context.Context, tx Tx, a identity.Actor, id string, act identity.Action) (*Order, *record.Need, error) {
	if err := record.SignedIn(a); err != nil {
		return nil, nil, err
	}
	o, err := tx.Order(ctx, id)
	if err != nil {
		return nil, nil, record.Hidden(err)
	}
	n, err := tx.Need(ctx, o.Need)
	if err != nil {
		return nil, nil, record.Hidden(err)
	}
	if err := seen(a, o, n); err != nil {
		return nil, nil, err
	}
	if act == identity.ReadOrder {
		return o, n, a.Check(act, n.Object())
	}
	return o, n, record.Allow(a, act, o.subject(n))
}

// seen hides the basket of somebody else from those who cannot order.
func seen(a identity.Actor, o *Order, n *record.Need) error {
	if o.State != Draft || o.Requester == a.ID || a.May(identity.WriteOrder, n.Object()) == identity.Allowed {
		return nil
	}
	return identity.Missing()
}

// changed is an order that somebody is about to change, as they read it.
func (s *Service) changed(ctx context.Context, tx Tx, a identity.Actor, id string, version int64, act identity.Action) (*Order, *record.Need, error) {
	o, n, err := s.orderFor(ctx, tx, a, id, act)
	if err != nil {
		return nil, nil, err
	}
	if version != 0 {
		err = record.UpToDate(ctx, tx, o.Stamps, version)
	}
	return o, n, err
}

// save stores an order that an actor changed, with whom it awaits.
func (s *Service) save(ctx context.Context, tx Tx, a identity.Actor, o *Order) error {
	s.Records.Stamp(&o.Stamps, a)
	return tx.SaveOrder(ctx, o, o.awaited())
}

// happened adds a line to the timeline.
func (s *Service) happened(ctx context.Context, tx Tx, a identity.Actor, o *Order, kind string, text havre.Text, note string) error {
	return tx.AddHappening(ctx, &Happening{ID: s.newID(), Order: o.ID, At: s.now(), By: a.ID, Kind: kind, Text: text, Note: note})
}
