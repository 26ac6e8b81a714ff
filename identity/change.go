package identity

import (
	"context"
	"maps"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// event begins the entry of the journal that tells what an actor does.
func (s *Service) event(a Actor, action, kind string) journal.Event {
	return journal.Event{
		At: s.now(), Actor: a.ID, ActorName: a.Name, Action: action, Kind: kind, Request: a.Request,
		Details: map[string]string{}, Personal: map[string]string{},
	}
}

// change runs fn in one writing transaction, with the entry of the journal that
// tells what was done. A refusal undoes everything and is told apart.
func (s *Service) change(ctx context.Context, e journal.Event, fn func(Tx, *journal.Event) error) error {
	var entry journal.Event
	err := s.DB.Write(ctx, func(tx Tx) error {
		entry = e // the transaction may be tried again
		entry.Details, entry.Personal = maps.Clone(e.Details), maps.Clone(e.Personal)
		if err := fn(tx, &entry); err != nil {
			return err
		}
		return s.tell(ctx, tx, entry, journal.Done)
	})
	if isFault(err, havre.Forbidden) || isFault(err, havre.NotFound) {
		return s.refused(ctx, entry, err)
	}
	return err
}

// see runs fn in a reading transaction. That somebody was forbidden to look is
// told, once an hour; that nothing was found is not, whether there was something to
// find or not.
func (s *Service) see(ctx context.Context, e journal.Event, fn func(Tx, *journal.Event) error) error {
	var entry journal.Event
	err := s.DB.Read(ctx, func(tx Tx) error {
		entry = e
		return fn(tx, &entry)
	})
	if isFault(err, havre.Forbidden) {
		return s.refusedLately(ctx, entry, err)
	}
	return err
}

// refused tells the journal of a refusal, and gives it back. What had been read of
// the object by then is told with it, nothing personal is.
func (s *Service) refused(ctx context.Context, e journal.Event, refusal error) error {
	e.Details, e.Personal = maps.Clone(e.Details), nil
	e.Details["reason"] = string(havre.FaultOf(refusal).Code)
	err := s.DB.Write(ctx, func(tx Tx) error { return s.tell(ctx, tx, e, journal.Refused) })
	if err != nil {
		return err
	}
	return told(refusal)
}

// longestObject is more than any identifier of ours: what somebody made up does
// not fill the journal.
const longestObject = 64

// tell appends an entry. It comes last in a transaction: see [journal.Append].
func (s *Service) tell(ctx context.Context, tx Tx, e journal.Event, outcome journal.Outcome) error {
	e.Outcome = outcome
	if len(e.Object) > longestObject {
		e.Object = e.Object[:longestObject]
	}
	_, err := journal.Append(ctx, tx, e)
	return err
}
