package record

import (
	"context"
	"errors"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
)

// Service is the door to needs and decisions on record.
type Service struct {
	DB      DB
	Library *Library
	Now     func() time.Time
	NewID   func() string
	Program string // version of the program, kept with each decision
	// CheckHook refuses an address that notices are never sent to. Nil is for the
	// strictest: https, and nothing private.
	CheckHook func(address string) error
}

// Today is the civil date in Paris, where the doctrine is in force.
func (s *Service) Today() havre.Date { return havre.DayOf(s.Now()) }

// Instant is now, as it is stored.
func (s *Service) Instant() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }

// write runs fn in a transaction. What the policy refuses undoes everything, and
// is itself put in the journal.
func (s *Service) write(ctx context.Context, a identity.Actor, fn func(Tx) error) error {
	err := s.DB.Write(ctx, fn)
	return s.JournalRefusal(ctx, a, err)
}

// JournalRefusal writes the refusal that an error is, when it is one.
func (s *Service) JournalRefusal(ctx context.Context, a identity.Actor, err error) error {
	var r *refusal
	if !errors.As(err, &r) {
		return err
	}
	e := s.Entry(a, string(r.action), r.about, nil)
	e.Outcome = journal.Refused
	failed := s.DB.Write(ctx, func(tx Tx) error {
		_, err := journal.Append(ctx, tx, e)
		return err
	})
	if failed != nil {
		return failed
	}
	return havre.FaultOf(r.fault) // told
}

// refusal is what the policy answered to somebody who asked to change something.
type refusal struct {
	fault  error
	action identity.Action
	about  Subject
}

func (r *refusal) Error() string { return r.fault.Error() }

func (r *refusal) Unwrap() error { return r.fault }

// Subject is what an action is about, for the policy and for the journal.
type Subject struct {
	Kind, ID, Name string
	Organisation   string // identifier
	Object         identity.Object
}

// Allow checks the policy before a change.
func Allow(a identity.Actor, act identity.Action, about Subject) error {
	err := a.Check(act, about.Object)
	if err == nil || !a.SignedIn() {
		return err
	}
	return &refusal{err, act, about}
}

// Entry is an entry of the journal.
func (s *Service) Entry(a identity.Actor, action string, about Subject, details map[string]string) journal.Event {
	return journal.Event{
		At: s.Instant(), Actor: a.ID, ActorName: a.Name, Action: action,
		Kind: about.Kind, Object: about.ID, ObjectName: about.Name, Organisation: about.Organisation,
		Request: a.Request, Outcome: journal.Done, Details: details,
	}
}

// Log writes what was done. It comes last in a transaction: other writers of the
// journal wait from here on.
func (s *Service) Log(ctx context.Context, tx Tx, a identity.Actor, action string, about Subject, details map[string]string) error {
	_, err := journal.Append(ctx, tx, s.Entry(a, action, about, details))
	return err
}

// Hidden makes what does not exist answer as what is hidden.
func Hidden(err error) error {
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return identity.Missing()
	}
	return err
}

// SignedIn refuses those whom nobody knows, before anything is looked up.
func SignedIn(a identity.Actor) error {
	if a.SignedIn() {
		return nil
	}
	return identity.Unauthenticated()
}

// Stamp marks a record as changed by the actor, or created when it is new.
func (s *Service) Stamp(st *identity.Stamps, a identity.Actor) {
	at := s.Instant()
	if st.Version == 0 {
		st.CreatedAt, st.CreatedBy = at, a.ID
	}
	st.UpdatedAt, st.UpdatedBy = at, a.ID
}
