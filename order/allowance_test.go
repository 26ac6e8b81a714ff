package order_test

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
)

// TestGrantedLater: a quota that is granted once orders exist holds at once what they
// hold, at whatever level, and cannot be less.
func TestGrantedLater(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		w.delivered(w.sent(machine("calcul", 6)))
		w.sent(machine("autre", 2))
		for _, holder := range []struct {
			level quota.Level
			id    string
		}{{quota.OfNeed, w.need.ID}, {quota.OfOrganisation, w.team.ID}} {
			g := &quota.Allowance{Level: holder.level, Holder: holder.id, Key: quota.Key{Resource: quota.CPU, Class: quota.Other}, Amount: 7}
			w.fault(w.SetAllowance(t.Context(), w.admin, g), havre.Conflict)
			g.Amount = 9
			w.ok(w.SetAllowance(t.Context(), w.admin, g))
			if r, c := w.held(g.ID); r != 2 || c != 6 {
				t.Errorf("%s: %d reserved, %d committed", holder.level, r, c)
			}
		}
		other := &quota.Allowance{Level: quota.OfOrganisation, Holder: w.operators.ID, Key: quota.Key{Resource: quota.CPU, Class: quota.Other}, Amount: 1}
		w.ok(w.SetAllowance(t.Context(), w.person("Achille", identity.Administrator, w.operators), other))
		if r, c := w.held(other.ID); r != 0 || c != 0 {
			t.Errorf("another organisation: %d reserved, %d committed", r, c)
		}
		balanced(t, w)
		_, err := w.Send(t.Context(), w.requester, w.basket(machine("trop", 2)).ID, 0)
		w.fault(err, havre.Conflict)
	})
}

// TestPartly: what its operator could not make is given back, the resource has what was
// made, and says what is missing until it is there.
func TestPartly(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		cpu := w.grantNeed(quota.Key{Resource: quota.CPU, Class: quota.Other}, 8)
		o := w.vote(w.sent(machine("calcul", 6)), "approve")
		w.fulfil(o, 1)
		w.refused(o, order.Report{State: order.PartlyDone, Note: "voilà", Choices: []byte(`{"cpu":7}`)})
		w.refused(o, order.Report{State: order.Done, Choices: []byte(`{"cpu":2}`)})
		o = w.made(o, 1, order.Report{State: order.PartlyDone, Note: "plus de place avant mars", Choices: []byte(`{"cpu":2}`)})
		if r, c := w.held(cpu.ID); o.State != order.Partial || r != 0 || c != 2 {
			t.Fatalf("%s: %d reserved, %d committed", o.State, r, c)
		}
		it := &o.Items[0]
		for what, wish := range map[int64]*order.Wish{6: it.Requested, 2: it.Delivered} {
			if got := wish.Configuration.Resources["cpu"]; got != what {
				t.Errorf("%d processors, not %d", got, what)
			}
		}
		i, err := w.Instance(t.Context(), w.requester, it.Instance)
		w.ok(err)
		if i.Wish.Configuration.Resources["cpu"] != 2 || i.Missing.FR != "plus de place avant mars" || i.State != order.Active {
			t.Errorf("the resource: %+v", i)
		}
		balanced(t, w)
		w.delivered(w.sent(order.ItemWish{Action: order.Modify, Instance: i.ID, Choices: []byte(`{"cpu":6}`), Estimate: euros(1200), EstimateNote: "convention"}))
		i, err = w.Instance(t.Context(), w.requester, i.ID)
		w.ok(err)
		if r, c := w.held(cpu.ID); r != 0 || c != 6 || !i.Missing.IsZero() {
			t.Errorf("once the rest came: %d reserved, %d committed, %q", r, c, i.Missing.FR)
		}
		balanced(t, w)
	})
}

// refused has an operator say something of the work of an order, which is refused.
func (w *world) refused(o *order.Order, r order.Report) {
	w.t.Helper()
	page, err := w.Works(w.t.Context(), w.maker, order.WorkQuery{Order: o.ID, List: havre.List{Limit: 1}})
	w.ok(err)
	_, err = w.Settle(w.t.Context(), w.maker, page.Items[0].ID, 0, r)
	w.fault(err, havre.Invalid)
}

// TestLateForm: what is ordered of its holder six weeks after it was asked for costs
// nothing before that day, and the difference is given back.
func TestLateForm(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		w.need = w.decided("vie-publique")
		f, wish := w.bought()
		o := w.vote(w.sent(wish), approval.Approve)
		for _, c := range o.Checks {
			if c.Before != order.BeforeLive && c.State != order.Shown {
				_, err := w.Show(t.Context(), w.buyer, o.ID, 0, c.ID, "pièce du 1er novembre 2026")
				w.ok(err)
			}
		}
		o, err := w.Resume(t.Context(), w.requester, o.ID, 0)
		w.ok(err)
		w.at("2027-01-11")
		g := order.Signing{Framework: f.ID, Engagement: "1400000042", Service: "FAC0000075", Region: "France", Signatory: purchase.Signatory{Name: "Claire Signataire", Title: "cheffe de bureau"}}
		drawn, problems, err := w.Draw(t.Context(), w.buyer, o.ID, g)
		w.ok(err)
		if want := "2027-01-11"; drawn.Period.From.String() != want {
			t.Errorf("the form as it would be issued begins on %s, not %s (%v)", drawn.Period.From, want, problems)
		}
		o, err = w.Issue(t.Context(), w.buyer, o.ID, 0, g)
		w.ok(err)
		it := &o.Items[0]
		if asked, got := it.Requested.Quote, it.Decided.Quote; asked.Total != 1440*havre.OneEuro || got.Total != 1320*havre.OneEuro {
			t.Errorf("asked %s, ordered %s", asked.Total, got.Total)
		}
		kept, err := w.Framework(t.Context(), w.buyer, f.ID)
		w.ok(err)
		if kept.Committed != 1320*havre.OneEuro {
			t.Errorf("of the ceiling, %s", kept.Committed)
		}
		w.ok(w.DB.Read(t.Context(), func(tx order.Tx) error {
			lines, err := tx.Holdings(t.Context(), o.ID, "")
			for _, l := range lines {
				a, err := tx.Allowance(t.Context(), l.Allowance)
				if err != nil {
					return err
				}
				if a.Resource == quota.Euros && l.Amount != quota.Money(1584*havre.OneEuro) {
					t.Errorf("of the budget of %d, %d", a.Year, l.Amount)
				}
			}
			return err
		}))
	})
}

// TestPeriodOver: what is approved after its last day is held, not ordered.
func TestPeriodOver(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		wish := machine("calcul", 2)
		wish.Until = havre.MustDate("2026-12-24")
		o := w.sent(wish)
		w.at("2026-12-24")
		if o = w.vote(o, approval.Approve); o.State != order.Held {
			t.Errorf("%s", o.State)
		}
		_, err := w.Cancel(t.Context(), w.requester, o.ID, 0, "")
		w.ok(err)
		balanced(t, w)
	})
}
