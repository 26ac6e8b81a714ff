package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
)

// work is how far looking again has come. It is kept as the result of the
// operation, in the transaction of what was found: a run that dies is taken up
// where its last transaction ended, and nobody is told twice.
type work struct {
	Due   havre.Date    `json:"due,omitzero"` // only the decisions due on or before
	State DecisionState `json:"state"`        // those being looked at; reopened ones come first
	After string        `json:"after,omitempty"`

	Looked   int      `json:"looked"`
	Reopened int      `json:"reopened"`
	Standing int      `json:"standing"` // reopened before, and current again
	Failed   []string `json:"failed,omitempty"`
}

// operationKind of looking at decisions again.
const operationKind = "reopen"

// startLooking puts the work in hand. The same operation is begun once.
func (s *Service) startLooking(ctx context.Context, tx Tx, a identity.Actor, id string, w work) error {
	if _, err := tx.Operation(ctx, id); err == nil || !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return err
	}
	w.State = Reopened
	total := 0
	for _, state := range []DecisionState{Reopened, Current} {
		page, err := tx.Decisions(ctx, DecisionQuery{Needs: NeedQuery{All: true}, State: state, DueBefore: w.Due, List: havre.List{Limit: 1}})
		if err != nil {
			return err
		}
		total += page.Total
	}
	if total == 0 && !w.Due.IsZero() { // an ordinary day
		return nil
	}
	op := &Operation{ID: id, Kind: operationKind, Total: total, State: "running", By: a.ID, StartedAt: s.Instant()}
	if err := s.progress(ctx, tx, op, w); err != nil {
		return err
	}
	return tx.Enqueue(ctx, reopenJob{id}, jobs.Options{Unique: id})
}

// progress stores how far the work is, and ends it when nothing is left.
func (s *Service) progress(ctx context.Context, tx Tx, op *Operation, w work) error {
	result, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("writing the progress: %w", err)
	}
	op.Result, op.UpdatedAt = result, s.Instant()
	op.Done, op.Message = min(w.Looked, op.Total), w.message()
	if w.State == "" {
		op.State, op.EndedAt, op.Done = "succeeded", op.UpdatedAt, op.Total
	}
	return tx.SaveOperation(ctx, op)
}

// message is the progress in a sentence.
func (w *work) message() havre.Text {
	decisions := havre.Text{FR: "décision relue", EN: "decision reviewed"}
	many := havre.Text{FR: "décisions relues", EN: "decisions reviewed"}
	out := havre.Text{FR: "%[1]s, dont %[2]s", EN: "%[1]s, %[2]s"}.With(havre.Count(w.Looked, decisions, many),
		havre.Count(w.Reopened, havre.Text{FR: "rouverte", EN: "reopened"}, havre.Text{FR: "rouvertes", EN: "reopened"}))
	if w.Standing > 0 {
		out = havre.Text{FR: "%[1]s et %[2]s", EN: "%[1]s and %[2]s"}.With(out, havre.Count(w.Standing,
			havre.Text{FR: "qui tient de nouveau", EN: "that stands again"}, havre.Text{FR: "qui tiennent de nouveau", EN: "that stand again"}))
	}
	if len(w.Failed) > 0 {
		out = havre.Text{FR: "%[1]s ; %[2]s", EN: "%[1]s; %[2]s"}.With(out, havre.Count(len(w.Failed),
			havre.Text{FR: "n’a pas pu l’être", EN: "could not be"}, havre.Text{FR: "n’ont pas pu l’être", EN: "could not be"}))
	}
	return out
}

// abandon marks an operation failed.
func (s *Service) abandon(ctx context.Context, id string) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		op, err := tx.Operation(ctx, id)
		if err != nil || op.State != "running" {
			return err
		}
		op.State, op.UpdatedAt, op.EndedAt = "failed", s.Instant(), s.Instant()
		return tx.SaveOperation(ctx, op)
	})
}

// Operation is long work that the actor started, or may administer.
func (s *Service) Operation(ctx context.Context, a identity.Actor, id string) (op *Operation, err error) {
	if err := SignedIn(a); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(tx Tx) error {
		op, err = tx.Operation(ctx, id)
		return Hidden(err)
	})
	if err != nil {
		return nil, err
	}
	if op.By != a.ID && a.May(identity.Administer, identity.Object{Path: identity.PortalPath}) != identity.Allowed {
		return nil, identity.Missing()
	}
	return op, nil
}
