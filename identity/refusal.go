package identity

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
)

// Refusal is what the policy answers to somebody who may know that the object
// exists. One that the journal was told of is given back as its Fault alone; who
// answers a request hands any other to [Service.Refused].
type Refusal struct {
	Fault  *havre.Fault
	Action Action
	Path   string // of the organisation, or [PortalPath]
}

// Error is the sentence of the fault.
func (r *Refusal) Error() string { return r.Fault.Error() }

// Unwrap gives the fault.
func (r *Refusal) Unwrap() error { return r.Fault }

// longestPage is more than any address of ours.
const longestPage = 200

// Refused tells the journal of a refusal that it was not told of yet, and gives back
// what to answer: the error itself, unless the journal cannot be written. Page is the
// address that was asked for. A program that insists adds an entry an hour.
func (s *Service) Refused(ctx context.Context, a Actor, page string, err error) error {
	r, ok := errors.AsType[*Refusal](err)
	if !ok {
		return err
	}
	e := s.event(a, string(r.Action), "")
	if steps := strings.Split(strings.Trim(r.Path, "/"), "/"); steps[len(steps)-1] != "" {
		e.Kind, e.Object = organisationKind, steps[len(steps)-1]
		e.Organisation = e.Object
	}
	e.Details["page"] = shown(page, longestPage)
	return s.refusedLately(ctx, e, err)
}

// refusedLately tells the journal of a refusal to look, unless it was told of the
// same one within the hour: looking costs nothing, and entries are kept for ever.
func (s *Service) refusedLately(ctx context.Context, e journal.Event, refusal error) error {
	var lately []journal.Entry
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		lately, _, err = tx.JournalEntries(ctx, journal.Query{
			Actor: e.Actor, Action: e.Action, Object: e.Object, Outcome: journal.Refused, From: e.At.Add(-tellEvery), Limit: havre.MaxLimit,
		})
		return err
	})
	if err != nil {
		return err
	}
	same := func(told journal.Entry) bool {
		return told.Action == e.Action && told.Kind == e.Kind && told.Object == e.Object
	}
	if slices.ContainsFunc(lately, same) {
		return told(refusal)
	}
	return s.refused(ctx, e, refusal)
}

// told is a refusal that is in the journal.
func told(refusal error) error {
	if r, ok := errors.AsType[*Refusal](refusal); ok {
		return r.Fault
	}
	return refusal
}
