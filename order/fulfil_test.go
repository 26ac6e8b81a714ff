package order_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
)

// platform is an API that fails as often as it is told, then takes some calls to be
// done. It makes an instance once, however often it is asked.
type platform struct {
	mu      sync.Mutex
	during  func() // what happens while it is at work
	failing int
	slow    int
	stop    bool
	made    map[string]int // by instance
}

// Serves implements order.Fulfiller.
func (p *platform) Check(order.Delivery, *record.Need) havre.Problems { return nil }

func (p *platform) Serves(context.Context, order.Delivery) (bool, error) { return true, nil }

// Fulfil implements order.Fulfiller.
func (p *platform) Fulfil(_ context.Context, d order.Delivery) (order.Progress, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.during != nil {
		p.during()
	}
	switch {
	case p.stop:
		return order.Progress{}, &jobs.Stop{Cause: errors.New("the project is closed")}
	case p.failing > 0:
		p.failing--
		return order.Progress{}, errors.New("503")
	case p.slow > 0:
		p.slow--
		return order.Progress{Message: havre.Text{FR: "Création de la machine", EN: "Creating the machine"}}, nil
	}
	p.made[d.Instance.ID]++
	return order.Progress{Done: true, Outcome: order.Completed, Reference: "srv-1", Message: havre.Text{FR: "Prête", EN: "Ready"}}, nil
}

// driven is an approved order that a platform makes by itself.
func (w *world) driven(p *platform) *order.Order {
	w.t.Helper()
	w.unlimited()
	p.made = map[string]int{}
	w.Fulfillers = map[string]order.Fulfiller{"": p}
	return w.vote(w.sent(machine("calcul", 2)), approval.Approve)
}

// TestRetried: a platform that fails is asked again, and says how far it is.
func TestRetried(t *testing.T) {
	once(t, func(w *world) {
		p := &platform{failing: 2, slow: 1}
		o := w.driven(p)
		run := func(n int) error {
			args, err := json.Marshal(map[string]any{"order": o.ID, "item": 1})
			w.ok(err)
			return w.job("order.fulfil")(t.Context(), args, jobs.Attempt{Number: n})
		}
		for n := 1; n <= 2; n++ {
			if run(n) == nil {
				t.Fatalf("attempt %d fails, so that it is tried again", n)
			}
		}
		op, err := w.Records.Operation(t.Context(), w.requester, o.Operation)
		w.ok(err)
		if op.State != "running" || op.Message.FR == "" || op.Total != 1 || op.Done != 0 {
			t.Errorf("the operation says where it is: %+v", op)
		}
		w.ok(run(3)) // under way
		w.ok(run(1))
		w.ok(run(1)) // once more, after a crash
		if o, err = w.Order(t.Context(), w.requester, o.ID); err != nil || o.State != order.Completed || p.made[o.Items[0].Instance] != 1 {
			t.Errorf("%s, made %d times: %v", o.State, p.made[o.Items[0].Instance], err)
		}
		op, err = w.Records.Operation(t.Context(), w.requester, o.Operation)
		w.ok(err)
		if op.State != "succeeded" || op.Done != 1 || op.EndedAt.IsZero() {
			t.Errorf("the operation ended: %+v", op)
		}
	})
}

// TestStuck: what cannot be made holds the order with its cause; it is resumed once the
// cause is gone.
func TestStuck(t *testing.T) {
	once(t, func(w *world) {
		p := &platform{stop: true}
		o := w.driven(p)
		w.fulfil(o, 1)
		o, err := w.Order(t.Context(), w.requester, o.ID)
		w.ok(err)
		if o.State != order.Held || o.Why.FR == "" {
			t.Fatalf("%s: %s", o.State, o.Why.FR)
		}
		balanced(t, w)
		p.stop = false
		o, err = w.Resume(t.Context(), w.requester, o.ID, 0)
		w.ok(err)
		w.fulfil(o, 1)
		if o, err = w.Order(t.Context(), w.requester, o.ID); err != nil || o.State != order.Completed {
			t.Errorf("%s: %v", o.State, err)
		}
	})
}

// TestDecideLess: who approves may grant less; what was asked stays beside it, and what
// is no longer taken is given back.
func TestDecideLess(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		cpu := w.grantNeed(quota.Key{Resource: quota.CPU, Class: quota.Other}, 8)
		o := w.sent(machine("calcul", 8))
		_, err := w.Decide(t.Context(), w.requester, o.ID, 0, 1, []byte(`{"cpu":4}`))
		w.fault(err, havre.Forbidden)
		_, err = w.Decide(t.Context(), w.manager, o.ID, 0, 1, []byte(`{"cpu":9}`))
		w.fault(err, havre.Invalid)
		o, err = w.Decide(t.Context(), w.manager, o.ID, 0, 1, []byte(`{"cpu":4}`))
		w.ok(err)
		it := o.Items[0]
		if it.Requested.Configuration.Resources["cpu"] != 8 || it.Decided.Configuration.Resources["cpu"] != 4 {
			t.Errorf("requested %v, decided %v", it.Requested.Configuration.Resources, it.Decided.Configuration.Resources)
		}
		if r, _ := w.held(cpu.ID); r != 4 {
			t.Errorf("%d reserved", r)
		}
		balanced(t, w)
		o = w.delivered(o)
		i, err := w.Instance(t.Context(), w.requester, o.Items[0].Instance)
		w.ok(err)
		if i.Wish.Configuration.Resources["cpu"] != 4 {
			t.Errorf("delivered %v", i.Wish.Configuration.Resources)
		}
	})
}

// TestBegun: what a platform is making is not cancelled behind its back.
func TestBegun(t *testing.T) {
	once(t, func(w *world) {
		p := &platform{}
		o := w.driven(p)
		p.during = func() {
			_, err := w.Cancel(t.Context(), w.requester, o.ID, 0, "plus besoin")
			w.fault(err, havre.Conflict)
		}
		w.fulfil(o, 1)
		o, err := w.Order(t.Context(), w.requester, o.ID)
		w.ok(err)
		if o.State != order.Completed {
			t.Errorf("%s: %s", o.State, o.Why.FR)
		}
	})
}
