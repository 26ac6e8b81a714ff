package driver

import (
	"context"
	"sync/atomic"
)

type counterKey struct{}

// Counting gives a context whose calls to clouds are counted in n.
func Counting(ctx context.Context, n *atomic.Int64) context.Context {
	return context.WithValue(ctx, counterKey{}, n)
}

// Count counts one call to a cloud: drivers say so of each request they send.
func Count(ctx context.Context) {
	if n, ok := ctx.Value(counterKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
}
