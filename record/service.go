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

// instant is now, as it is stored.
func (s *Service) instant() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }

// write runs fn in a transaction. What the policy refuses undoes everything, and
// is itself put in the journal.
func (s *Service) write(ctx context.Context, a identity.Actor, fn func(Tx) error) error {
	err := s.DB.Write(ctx, fn)
	return s.journalRefusal(ctx, a, err)
}

// journalRefusal writes the refusal that an error is, when it is one.
func (s *Service) journalRefusal(ctx context.Context, a identity.Actor, err error) error {
	var r *refusal
	if !errors.As(err, &r) {
		return err
	}
	e := s.event(a, string(r.action), r.about, nil)
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
	about  subject
}

func (r *refusal) Error() string { return r.fault.Error() }

func (r *refusal) Unwrap() error { return r.fault }

// subject is what an action is about, for the policy and for the journal.
type subject struct {
	kind, id, name, organisation string
	object                       identity.Object
}

// allow checks the policy before a change.
func allow(a identity.Actor, act identity.Action, about subject) error {
	err := a.Check(act, about.object)
	if err == nil || !a.SignedIn() {
		return err
	}
	return &refusal{err, act, about}
}

// event is an entry of the journal.
func (s *Service) event(a identity.Actor, action string, about subject, details map[string]string) journal.Event {
	return journal.Event{
		At: s.instant(), Actor: a.ID, ActorName: a.Name, Action: action,
		Kind: about.kind, Object: about.id, ObjectName: about.name, Organisation: about.organisation,
		Request: a.Request, Outcome: journal.Done, Details: details,
	}
}

// log writes what was done. It comes last in a transaction: other writers of the
// journal wait from here on.
func (s *Service) log(ctx context.Context, tx Tx, a identity.Actor, action string, about subject, details map[string]string) error {
	_, err := journal.Append(ctx, tx, s.event(a, action, about, details))
	return err
}

// hidden makes what does not exist answer as what is hidden.
func hidden(err error) error {
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return identity.Missing()
	}
	return err
}

// signedIn refuses those whom nobody knows, before anything is looked up.
func signedIn(a identity.Actor) error {
	if a.SignedIn() {
		return nil
	}
	return identity.Unauthenticated()
}

// stamp marks a record as changed by the actor, or created when it is new.
func (s *Service) stamp(st *identity.Stamps, a identity.Actor) {
	at := s.instant()
	if st.Version == 0 {
		st.CreatedAt, st.CreatedBy = at, a.ID
	}
	st.UpdatedAt, st.UpdatedBy = at, a.ID
}
