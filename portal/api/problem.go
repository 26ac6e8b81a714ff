package api

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// retryAfter is how many seconds to wait before trying again what may then work.
var retryAfter = map[havre.FaultCode]int{havre.TooMany: 60, havre.Unavailable: 10}

// problem puts an error into what is told of it. Whatever is not a fault is a
// failure of ours: it is logged, and only the identifier of the request is told.
func (a *API) problem(ctx context.Context, err error) *wire.Problem {
	if p, ok := errors.AsType[*wire.Problem](err); ok {
		return p
	}
	c := callOf(ctx)
	// Even those who do not wait for the answer are on record.
	err = a.Identity.Refused(context.WithoutCancel(ctx), c.actor, c.url.Path, err)
	f := havre.FaultOf(err)
	if f == nil || codeOf(f.Code).code != f.Code {
		a.Log.ErrorContext(ctx, "operation failed", "request_id", c.request, "actor", c.actor.ID, "operation", c.op.name(), "error", err)
		k := codeOf(internal)
		f = &havre.Fault{Code: internal, Message: k.meaning, Next: k.next}
	}
	if f.Code == havre.Unavailable {
		a.Log.WarnContext(ctx, "operation unavailable", "request_id", c.request, "operation", c.op.name(), "error", err)
	}
	return problemOf(f, c)
}

func problemOf(f *havre.Fault, c *call) *wire.Problem {
	k := codeOf(f.Code)
	p := &wire.Problem{
		Type: Prefix + "/problems/" + string(f.Code), Title: k.title.In(c.lang), Status: k.status, Code: string(f.Code),
		Detail: f.Message.In(c.lang), Next: f.Next.In(c.lang), Rule: f.Rule, Request: c.request, RetryAfter: retryAfter[f.Code],
		Errors: fieldErrors(f.Problems, c.lang),
	}
	if f.Next.IsZero() {
		p.Next = k.next.In(c.lang)
	}
	return p
}

func fieldErrors(ps havre.Problems, lang havre.Lang) []wire.FieldError {
	var out []wire.FieldError
	for _, p := range ps {
		out = append(out, wire.FieldError{
			Field: p.Field, Line: p.Line, Column: p.Column, Value: p.Value,
			Message: p.Message.In(lang), Suggestion: p.Suggestion, Warning: p.Warning,
		})
	}
	return out
}

// tell answers with the problem of an error, outside of an operation.
func (a *API) tell(w http.ResponseWriter, r *http.Request, err error) {
	p := a.problem(r.Context(), err)
	h := w.Header()
	maps.Copy(h, p.GetHeaders())
	h.Set("Content-Type", wire.ProblemType)
	w.WriteHeader(p.Status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		a.Log.DebugContext(r.Context(), "problem not sent", "request_id", p.Request, "error", err)
	}
}
