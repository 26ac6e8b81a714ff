package order_test

import (
	"slices"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
)

// failer is a test, or one draw of a property.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// balanced checks what must hold whatever happened: no allowance is overspent, what it
// says is held is what orders hold of it, an order that ended holds only what it
// delivered, and one that did not reserves or commits as its state says.
func balanced(f failer, w *world) {
	f.Helper()
	ctx := w.t.Context()
	err := w.DB.Read(ctx, func(tx order.Tx) error {
		holders := []string{w.ministry.ID, w.team.ID, w.need.ID}
		allowances, err := tx.Allowances(ctx, holders)
		if err != nil {
			return err
		}
		page, err := tx.Orders(ctx, order.Query{Needs: record.NeedQuery{All: true}, List: havre.List{Limit: havre.MaxLimit}})
		if err != nil {
			return err
		}
		sums := map[string][2]int64{}
		for i := range page.Items {
			o := &page.Items[i]
			lines, err := tx.Holdings(ctx, o.ID, "")
			if err != nil {
				return err
			}
			for _, l := range lines {
				sum := sums[l.Allowance]
				if l.State == quota.Reserved {
					sum[0] += l.Amount
				} else {
					sum[1] += l.Amount
				}
				sums[l.Allowance] = sum
				rightly(f, o, l)
			}
		}
		for i := range allowances {
			a := &allowances[i]
			if !a.Unlimited && a.Held() > a.Amount {
				f.Fatalf("%s of %s: %d held of %d", a.Key, a.Holder, a.Held(), a.Amount)
			}
			if sum := sums[a.ID]; sum != [2]int64{a.Reserved, a.Committed} {
				f.Fatalf("%s of %s says %d and %d are held, its lines %v", a.Key, a.Holder, a.Reserved, a.Committed, sum)
			}
		}
		return nil
	})
	if err != nil {
		f.Fatalf("reading the ledger: %v", err)
	}
}

// rightly checks that an order may hold a line where it is.
func rightly(f failer, o *order.Order, l quota.Line) {
	f.Helper()
	i := slices.IndexFunc(o.Items, func(i order.Item) bool { return i.Number == l.Item })
	if i < 0 {
		f.Fatalf("%s holds for an item it does not have", o.Number)
	}
	approved := !o.ApprovedAt.IsZero()
	if want := map[bool]quota.State{false: quota.Reserved, true: quota.Committed}[approved]; l.State != want {
		f.Fatalf("%s (%s) holds %s", o.Number, o.State, l.State)
	}
	if s := o.Items[i].State; o.State == order.Draft || s == order.Rejected || s == order.Cancelled || s == order.Failed {
		f.Fatalf("%s item %d is %s and still holds %d", o.Number, l.Item, s, l.Amount)
	}
}

// TestShrink gives back what a change no longer takes, once it is made.
func TestShrink(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		cpu := w.grantNeed(quota.Key{Resource: quota.CPU, Class: quota.Other}, 8)
		o := w.delivered(w.sent(machine("calcul", 6)))
		i := o.Items[0].Instance
		smaller := w.sent(order.ItemWish{Action: order.Modify, Instance: i, Choices: []byte(`{"cpu":2}`), Estimate: euros(400), EstimateNote: "convention"})
		if r, c := w.held(cpu.ID); r != 0 || c != 6 {
			t.Fatalf("before it shrinks: %d reserved, %d committed", r, c)
		}
		w.delivered(smaller)
		if r, c := w.held(cpu.ID); r != 0 || c != 2 {
			t.Fatalf("once it has shrunk: %d reserved, %d committed", r, c)
		}
		balanced(t, w)
		larger := w.sent(order.ItemWish{Action: order.Modify, Instance: i, Choices: []byte(`{"cpu":8}`), Estimate: euros(2000), EstimateNote: "convention"})
		if r, c := w.held(cpu.ID); r != 6 || c != 2 {
			t.Fatalf("while it grows: %d reserved, %d committed", r, c)
		}
		w.delivered(larger)
		if r, c := w.held(cpu.ID); r != 0 || c != 8 {
			t.Fatalf("once it has grown: %d reserved, %d committed", r, c)
		}
		balanced(t, w)
	})
}

func euros(n int64) *havre.Euro {
	e := havre.OneEuro.Times(n)
	return &e
}

// delivered approves an order and has all its items made.
func (w *world) delivered(o *order.Order) *order.Order {
	w.t.Helper()
	o = w.vote(o, "approve")
	for i := range o.Items {
		w.fulfil(o, o.Items[i].Number)
		o = w.made(o, o.Items[i].Number, order.Report{State: order.Done})
	}
	if o.State != order.Completed {
		w.t.Fatalf("%s: %s", o.State, o.Why.FR)
	}
	return o
}

// TestOwnOrder: nobody approves what they ordered, even with the role.
func TestOwnOrder(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		w.requester.Grants = append(w.requester.Grants, w.role(w.requester, identity.Approver))
		o := w.sent(machine("calcul", 1))
		step := o.Course.Steps[0].ID
		_, err := w.Vote(t.Context(), w.requester, o.ID, 0, step, vote("approve"))
		w.fault(err, havre.Forbidden)
	})
}
