package client

import (
	"context"
	"net/http"
	"time"

	"github.com/havre-cloud/havre/portal/api/wire"
)

// Me is who asks.
func (c *Client) Me(ctx context.Context) (*wire.Me, error) {
	me, _, err := decode[wire.Me](c.Send(ctx, Call{Method: http.MethodGet, Path: "me"}))
	return me, err
}

// lookEvery is how often an operation is looked at.
const lookEvery = time.Second

// Follow reads an operation until it ends, and tells each state on the way.
func (c *Client) Follow(ctx context.Context, id string, told func(*wire.Operation)) (*wire.Operation, error) {
	for {
		o, _, err := Operations.Get(ctx, c, id)
		if err != nil {
			return nil, err
		}
		told(o)
		if o.Status.State != "running" {
			return o, nil
		}
		if err := c.wait(ctx, lookEvery); err != nil {
			return nil, err
		}
	}
}
