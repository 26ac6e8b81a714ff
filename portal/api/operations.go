package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

// The states of an operation.
const (
	running   = "running"
	succeeded = "succeeded"
	failed    = "failed"
)

func operations(a *API) {
	k := kind[record.Operation, wire.OperationSpec, wire.OperationStatus]{
		name: "Operation", names: "Operations", path: "/operations", group: groupOperations,
		one: havre.Text{FR: "une opération", EN: "an operation"}, get: a.Record.Operation, show: showOperation,
	}
	read(a, k)
	register(a, operation{
		id: "watchOperation", method: http.MethodGet, path: "/operations/{id}/events", group: groupOperations, raw: eventStream,
		summary: havre.Text{FR: "Suivre une opération", EN: "Follow an operation"},
		long: havre.Text{
			FR: "Un flux d'événements (server-sent events) : « progress » porte l'opération, chaque fois qu'elle avance ; « end » la porte une dernière fois, puis le flux se ferme.",
			EN: "A stream of server-sent events: \"progress\" carries the operation each time it moves on; \"end\" carries it a last time, then the stream closes.",
		},
	}, a.watch)
}

func showOperation(v view, o *record.Operation) wire.Operation {
	condition := v.condition("Ended", o.State != running, reasonOf(o.State), operationTexts[o.State], o.UpdatedAt)
	return wire.Operation{
		ID: o.ID, Metadata: wire.Metadata{CreatedAt: o.StartedAt, CreatedBy: o.By, UpdatedAt: o.UpdatedAt},
		Spec: wire.OperationSpec{Work: o.Kind},
		Status: wire.OperationStatus{
			State: o.State, Done: o.Done, Total: o.Total, Message: v.say(o.Message), Result: o.Result,
			StartedAt: o.StartedAt, EndedAt: o.EndedAt, Conditions: []wire.Condition{condition},
		},
	}
}

var operationTexts = map[string]havre.Text{
	running:   {FR: "L'opération est en cours.", EN: "The operation is under way."},
	succeeded: {FR: "L'opération est finie.", EN: "The operation has ended."},
	failed:    {FR: "L'opération a échoué.", EN: "The operation has failed."},
}

const (
	eventStream = "text/event-stream"
	// lookEvery is how often an operation is looked at for those who follow it;
	// breathe, how often a silent stream says that it is alive; watchFor, how long a
	// stream lasts: clients come back.
	lookEvery = 500 * time.Millisecond
	breathe   = 15 * time.Second
	watchFor  = 10 * time.Minute
)

type streamed struct{ Body func(huma.Context) }

func (a *API) watch(ctx context.Context, actor identity.Actor, in *target) (*streamed, error) {
	op, err := a.Record.Operation(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return &streamed{Body: func(h huma.Context) {
		_, w := humago.Unwrap(h)
		s := &stream{w: w, ctl: http.NewResponseController(w)}
		if err := a.tellProgress(h.Context(), s, actor, op); err != nil {
			a.Log.DebugContext(ctx, "stream ended", "request_id", actor.Request, "error", err)
		}
	}}, nil
}

// tellProgress sends an operation as it moves on, until it ends.
func (a *API) tellProgress(ctx context.Context, s *stream, actor identity.Actor, op *record.Operation) error {
	ctx, cancel := context.WithTimeout(ctx, watchFor)
	defer cancel()
	if err := s.open(); err != nil {
		return err
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var told []byte
	silent := time.Duration(0)
	for {
		shown, err := json.Marshal(stamped("Operation", showOperation(a.view(ctx), op)))
		if err != nil {
			return err
		}
		switch {
		case op.State != running:
			return s.send("end", shown)
		case !bytes.Equal(shown, told):
			told, silent = shown, 0
			err = s.send("progress", shown)
		case silent >= breathe:
			silent = 0
			err = s.write(": \n\n")
		}
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			silent += lookEvery
		}
		if op, err = a.Record.Operation(ctx, actor, op.ID); err != nil {
			return err
		}
	}
}

// stream is an answer that lasts.
type stream struct {
	w   http.ResponseWriter
	ctl *http.ResponseController
}

func (s *stream) open() error {
	// The time limit of an answer is not that of a stream; a server without one says so.
	_ = s.ctl.SetWriteDeadline(time.Time{})
	s.w.Header().Set("Content-Type", eventStream)
	s.w.Header().Set("X-Accel-Buffering", "no")
	s.w.WriteHeader(http.StatusOK)
	return s.write("retry: 2000\n\n")
}

func (s *stream) send(event string, data []byte) error {
	return s.write(fmt.Sprintf("event: %s\ndata: %s\n\n", event, data))
}

func (s *stream) write(text string) error {
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.ctl.Flush()
}
