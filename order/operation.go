package order

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/record"
)

// operationKind of fulfilling an order.
const operationKind = "order"

// follow keeps the operation that tells how far an order is, for those who poll it.
func (s *Service) follow(ctx context.Context, tx Tx, o *Order) error {
	if o.Operation == "" {
		return nil
	}
	op := &record.Operation{ID: o.Operation, Kind: operationKind, Total: len(o.Items), State: "running", By: o.Requester, StartedAt: o.ApprovedAt, UpdatedAt: s.now()}
	if o.ApprovedAt.IsZero() {
		op.StartedAt = op.UpdatedAt
	}
	for i := range o.Items {
		if o.Items[i].State.Ended() {
			op.Done++
		}
	}
	op.Message = havre.Text{FR: "%[1]d sur %[2]d", EN: "%[1]d of %[2]d"}.With(op.Done, op.Total)
	if last := o.lastWords(); !last.IsZero() {
		op.Message = havre.Text{FR: "%[1]s ; %[2]s", EN: "%[1]s; %[2]s"}.With(op.Message, last)
	}
	if outcome, over := o.outcome(); over {
		op.State, op.EndedAt = "succeeded", op.UpdatedAt
		if outcome != Complete {
			op.State = "failed"
		}
	}
	return tx.SaveOperation(ctx, op)
}

// lastWords are those of the first item that is not ended.
func (o *Order) lastWords() havre.Text {
	for i := range o.Items {
		if it := &o.Items[i]; !it.State.Ended() {
			return havre.Same("%[1]s : %[2]s").With(it.Name, it.Message)
		}
	}
	return havre.Text{}
}
