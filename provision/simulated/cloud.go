package simulated

import (
	"context"
	"time"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// Cloud is a session on a simulated cloud. Several on one cloud see the same objects.
type Cloud struct {
	world  *world
	faults func(Call) Fault
}

var _ driver.Cloud = (*Cloud)(nil)

// Through is another session on the same cloud, whose connection has faults of its own.
func (c *Cloud) Through(faults func(Call) Fault) *Cloud { return &Cloud{c.world, faults} }

// Calls counts the calls to the cloud, of all sessions.
func (c *Cloud) Calls() int64 {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	return c.world.calls
}

// call carries a call out with its faults: do is called while the world is held.
func (c *Cloud) call(ctx context.Context, call Call, do func(w *world, call Call, f Fault) error) error {
	w, f := c.world, Fault{}
	driver.Count(ctx)
	w.mu.Lock()
	w.calls++
	call.Number = w.calls
	w.mu.Unlock()
	if c.faults != nil {
		f = c.faults(call)
	}
	if err := c.wait(ctx, f.Delay); err != nil {
		failure := failed(call, driver.Uncertain, err.Error())
		failure.Cause = err
		return failure
	}
	if f.Fail != "" {
		failure := failed(call, f.Fail, "on request")
		failure.After = f.After
		return failure
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.revoked {
		return failed(call, driver.Denied, "the credentials are revoked")
	}
	w.sweep()
	err := do(w, call, f)
	if f.Lost {
		return failed(call, driver.Uncertain, "the connection was closed before the answer")
	}
	return err
}

func (c *Cloud) wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	if c.world.options.Wait != nil {
		return c.world.options.Wait(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// Inventory implements driver.Cloud.
func (c *Cloud) Inventory(ctx context.Context, e driver.Environment) ([]plan.Object, error) {
	var out []plan.Object
	err := c.call(ctx, Call{Method: "Inventory", Environment: e.ID}, func(w *world, _ Call, _ Fault) error {
		out = w.listed(w.sorted(func(t *thing) bool { return t.environment == e.ID }))
		return nil
	})
	return answered(out, err)
}

// Find implements driver.Cloud.
func (c *Cloud) Find(ctx context.Context, e driver.Environment, r plan.Resource) ([]plan.Object, error) {
	var out []plan.Object
	err := c.call(ctx, Call{Method: "Find", Environment: e.ID, Kind: r.Kind, Key: r.Key}, func(w *world, _ Call, _ Fault) error {
		out = w.listed(w.sorted(func(t *thing) bool { return t.Kind == r.Kind && t.identity == e.Identity(r.Key) }))
		return nil
	})
	return answered(out, err)
}

// Read implements driver.Cloud.
func (c *Cloud) Read(ctx context.Context, e driver.Environment, objects []plan.Object) ([]plan.Object, error) {
	out := make([]plan.Object, len(objects))
	call := Call{Method: "Read", Environment: e.ID}
	if len(objects) == 1 {
		call.Kind, call.Key = objects[0].Kind, objects[0].Key
	}
	err := c.call(ctx, call, func(w *world, _ Call, _ Fault) error {
		for i, o := range objects {
			if t := w.things[o.ID]; t != nil && t.environment == e.ID {
				out[i] = w.seen(t)
				continue
			}
			out[i] = plan.Object{Key: o.Key, Kind: o.Kind, ID: o.ID, Name: o.Name}
		}
		return nil
	})
	return answered(out, err)
}

// answered is nothing when a call failed: an answer that is lost tells nothing.
func answered[T any](answer T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return answer, nil
}

// Offers implements driver.Cloud.
func (c *Cloud) Offers(ctx context.Context) (*driver.Offers, error) {
	var out *driver.Offers
	err := c.call(ctx, Call{Method: "Offers"}, func(w *world, _ Call, _ Fault) error {
		out = w.offers()
		return nil
	})
	return answered(out, err)
}
