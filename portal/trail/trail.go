// Package trail follows one request through the portal: its identifier, where it
// comes from, and what is found on its way (who asks, which route answers). The
// layer that learns something writes it; the access log, the metrics and every
// line of log read it.
//
// It knows no page and no domain.
package trail

import (
	"context"
	"net/netip"
)

// Trail is what is known of a request. A request is served by one goroutine,
// which alone writes to it.
type Trail struct {
	ID      string     // of the request, also in the answer's X-Request-Id
	Address netip.Addr // of the client, as trusted proxies tell it

	// Found on the way; empty until then.
	Actor        string // identifier of who asks
	Organisation string // identifier of the organisation it is about, else of the actor's
	Route        string // the pattern that answers, without what varies: GET /dossiers/{id}
}

type key struct{}

// With gives a context that carries the trail.
func With(ctx context.Context, t *Trail) context.Context {
	return context.WithValue(ctx, key{}, t)
}

// From is the trail of a context, or an empty one that nobody reads.
func From(ctx context.Context) *Trail {
	if t, ok := ctx.Value(key{}).(*Trail); ok {
		return t
	}
	return &Trail{}
}
