package order_test

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/quota"
)

// TestLife follows an order from the basket to the delivery, and what it delivered to
// its end: what it holds is reserved, committed, then given back.
func TestLife(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		cpu := w.grantNeed(quota.Key{Resource: quota.CPU, Class: quota.Other}, 4)

		o := w.sent(machine("calcul", 4))
		if o.State != order.Acknowledged || o.Number != "CMD-2026-00001" {
			t.Fatalf("sent: %s %s", o.State, o.Number)
		}
		if r, c := w.held(cpu.ID); r != 4 || c != 0 {
			t.Fatalf("once sent: %d reserved, %d committed", r, c)
		}
		if o = w.vote(o, approval.Approve); o.State != order.InProgress {
			t.Fatalf("approved: %s (%s)", o.State, o.Why.FR)
		}
		if r, c := w.held(cpu.ID); r != 0 || c != 4 {
			t.Fatalf("once approved: %d reserved, %d committed", r, c)
		}
		w.fulfil(o, 1)
		w.fulfil(o, 1) // a worker that died runs it again
		o = w.made(o, 1, order.Report{State: order.Done, Reference: "srv-42"})
		if o.State != order.Completed || o.EndedAt.IsZero() {
			t.Fatalf("delivered: %s", o.State)
		}
		i, err := w.Instance(t.Context(), w.requester, o.Items[0].Instance)
		w.ok(err)
		if i.State != order.Active || i.Reference != "srv-42" || i.Changing != "" {
			t.Fatalf("instance: %+v", i)
		}

		end := w.vote(w.sent(order.ItemWish{Action: order.Delete, Instance: i.ID}), approval.Approve)
		w.fulfil(end, 1)
		if end = w.made(end, 1, order.Report{State: order.Done}); end.State != order.Completed {
			t.Fatalf("ended: %s", end.State)
		}
		if r, c := w.held(cpu.ID); r != 0 || c != 0 {
			t.Fatalf("once ended: %d reserved, %d committed", r, c)
		}
	})
}

// grantNeed gives an allowance to the project itself.
func (w *world) grantNeed(key quota.Key, amount int64) *quota.Allowance {
	w.t.Helper()
	a := &quota.Allowance{Level: quota.OfNeed, Holder: w.need.ID, Key: key, Amount: amount}
	w.ok(w.SetAllowance(w.t.Context(), w.admin, a))
	return a
}

// TestGate refuses what the decision in force does not allow, with the rule.
func TestGate(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		b := w.basket(order.ItemWish{Offer: "cloud-pi-native", Plan: "shared", Environment: "acceptance", Choices: []byte(`{"cpu":1,"memory":1,"storage":10}`)})
		_, err := w.Send(t.Context(), w.requester, b.ID, b.Version)
		f := w.fault(err, havre.Conflict)
		if f.Rule == "" || len(f.Problems) == 0 {
			t.Fatalf("the rule is named: %+v", f)
		}
		t.Log(f.Error())
	})
}

// TestRejected gives back what was reserved.
func TestRejected(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		cpu := w.grantNeed(quota.Key{Resource: quota.CPU, Class: quota.Other}, 4)
		o := w.vote(w.sent(machine("calcul", 4)), approval.Reject)
		if o.State != order.Rejected {
			t.Fatal(o.State)
		}
		if r, c := w.held(cpu.ID); r != 0 || c != 0 {
			t.Fatalf("%d reserved, %d committed", r, c)
		}
	})
}

// TestShort refuses an order above a quota at any level, and says which.
func TestShort(t *testing.T) {
	once(t, func(w *world) {
		b := w.basket(machine("calcul", 4))
		_, err := w.Send(t.Context(), w.requester, b.ID, b.Version)
		f := w.fault(err, havre.Conflict)
		t.Log(f.Error())
		w.unlimited()
		w.grantNeed(quota.Key{Resource: quota.CPU, Class: quota.Other}, 3)
		_, err = w.Send(t.Context(), w.requester, b.ID, b.Version)
		f = w.fault(err, havre.Conflict)
		if len(f.Problems) != 1 {
			t.Fatal(f.Error())
		}
	})
}

// TestKept: a need that was ordered for is kept, a basket goes with its need.
func TestKept(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		b := w.basket(machine("calcul", 1))
		other := w.need
		w.need = w.decided("conges-agents")
		o := w.basket(order.ItemWish{Offer: "cloud-pi", Plan: "project", Environment: "acceptance", Choices: []byte(`{"exposure":"rie","cpu":1,"memory":1,"storage":10}`)})
		if o == nil {
			t.Fatal("a basket")
		}
		w.ok(w.Records.DeleteNeed(t.Context(), w.requester, w.need.ID, w.need.Version))
		sent, err := w.Send(t.Context(), w.requester, b.ID, b.Version)
		w.ok(err)
		n, err := w.Records.Need(t.Context(), w.requester, other.ID)
		w.ok(err)
		w.fault(w.Records.DeleteNeed(t.Context(), w.requester, n.ID, n.Version), havre.Conflict)
		w.at("2027-02-01")
		for _, h := range w.Records.Handlers() {
			if h.Kind == "record.day" {
				w.ok(h.Do(t.Context(), nil, attempt))
			}
		}
		_, err = w.Records.Need(t.Context(), w.admin, w.need.ID)
		w.fault(err, havre.NotFound)
		if _, err := w.Order(t.Context(), w.requester, sent.ID); err != nil {
			t.Error(err)
		}
	})
}
