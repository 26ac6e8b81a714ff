package order_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/record"
)

// TestReconsider: a decision taken while an order is being approved asks again what it
// changes, keeps the agreements that it does not, and says so.
func TestReconsider(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		w.ok(w.SaveChain(t.Context(), w.admin, &order.ChainText{Organisation: w.ministry.ID, Name: "grands-projets", Text: []byte(`apiVersion: havre/v1
kind: ApprovalChain
metadata: {id: grands-projets, title: {fr: Grands projets, en: Large projects}}
spec:
  from: 2026-01-01
  when: order.fullCost >= 1000000
  whenText: {fr: le projet dépasse un million, en: the project exceeds a million}
  steps:
    - {id: security, stage: 2, title: {fr: Accord du RSSI, en: Agreement of the security officer}, by: {role: security-officer}, within: {workingDays: 5}}
`)}))
		o := w.sent(machine("calcul", 2))
		if o.Course.Step("security") != nil {
			t.Fatal("a small project is not asked for the security officer")
		}
		document := bytes.Replace(w.need.Document, []byte("fullCostEUR: 900000"), []byte("fullCostEUR: 1200000"), 1)
		n, err := w.Records.UpdateNeed(t.Context(), w.requester, w.need.ID, w.need.Version, record.NewNeed{Organisation: w.team.ID, Document: document})
		w.ok(err)
		_, err = w.Records.Decide(t.Context(), w.requester, n.ID)
		w.ok(err)
		o = w.vote(o, approval.Approve)
		happened, err := w.Timeline(t.Context(), w.requester, o.ID)
		w.ok(err)
		if !slices.ContainsFunc(happened, func(h order.Happening) bool { return h.Kind == "replan" && h.By == "system" }) {
			t.Errorf("the timeline says why: %+v", happened)
		}
		for i := range o.Course.Steps {
			if s := &o.Course.Steps[i]; !s.Done() || len(s.Votes) != 1 {
				t.Errorf("%s is %s, with %d votes: nobody was asked the same twice", s.ID, s.State, len(s.Votes))
			}
		}
		if o.Course.Step("security") == nil || o.State != order.InProgress && o.State != order.Held {
			t.Errorf("%s", o.State)
		}
		balanced(t, w)
	})
}

// TestHeldByOfficer: the security officer stops an order; who ordered cannot go on
// without them, and those who may hold it can.
func TestHeldByOfficer(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		o := w.sent(machine("calcul", 2))
		_, err := w.Hold(t.Context(), w.requester, o.ID, 0, "pour voir")
		w.fault(err, havre.Forbidden)
		o, err = w.Hold(t.Context(), w.officer, o.ID, 0, "un incident est en cours")
		w.ok(err)
		_, err = w.Resume(t.Context(), w.requester, o.ID, 0)
		if f := w.fault(err, havre.Forbidden); !strings.Contains(f.Message.FR, w.officer.Name) {
			t.Errorf("the refusal names who held it: %s", f.Message.FR)
		}
		o, err = w.Resume(t.Context(), w.officer, o.ID, 0)
		w.ok(err)
		if o.State != order.Acknowledged {
			t.Errorf("%s", o.State)
		}
	})
}

// TestCloneNames: a copy of what was delivered is ordered under names that are free, and
// forgets what became of the first.
func TestCloneNames(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		o := w.vote(w.sent(machine("calcul", 4)), approval.Approve)
		w.fulfil(o, 1)
		o = w.made(o, 1, order.Report{State: order.PartlyDone, Note: "plus de place", Choices: []byte(`{"cpu":2}`)})
		for _, name := range []string{"calcul-2", "calcul-3"} {
			b, err := w.Clone(t.Context(), w.requester, o.ID)
			w.ok(err)
			it := b.Items[0]
			if it.Name != name || it.Delivered != nil || it.Standing().Configuration.Resources["cpu"] != 4 {
				t.Errorf("%s, with %v", it.Name, it.Standing().Configuration.Resources)
			}
			_, err = w.Send(t.Context(), w.requester, b.ID, b.Version)
			w.ok(err)
		}
	})
}

// TestProofStands: once somebody agreed, who ordered no longer changes alone what
// justifies the order; those who may hold it do.
func TestProofStands(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		w.need = w.decided("vie-publique")
		_, wish := w.bought()
		o := w.sent(wish)
		i := slices.IndexFunc(o.Checks, func(c order.Check) bool {
			return c.Before == order.BeforeApproval && c.State != order.Shown && c.Binding
		})
		if i < 0 {
			t.Fatal("nothing has to be shown")
		}
		id := o.Checks[i].ID
		_, err := w.Show(t.Context(), w.requester, o.ID, 0, id, "x")
		w.fault(err, havre.Invalid)
		o, err = w.Show(t.Context(), w.requester, o.ID, 0, id, "étude du 3 novembre 2026")
		w.ok(err)
		w.vote(o, approval.Approve)
		_, err = w.Hide(t.Context(), w.requester, o.ID, 0, id)
		w.fault(err, havre.Forbidden)
		_, err = w.Show(t.Context(), w.requester, o.ID, 0, id, "une autre pièce")
		w.fault(err, havre.Forbidden)
		_, err = w.Show(t.Context(), w.officer, o.ID, 0, id, "étude relue le 23 novembre 2026")
		w.ok(err)
	})
}

// TestWithdrawnForm: what an issued order form orders is cancelled by the buyer, who says
// how its holder was told; the form says so from then on.
func TestWithdrawnForm(t *testing.T) {
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
		_, err := w.Resume(t.Context(), w.requester, o.ID, 0)
		w.ok(err)
		o, err = w.Issue(t.Context(), w.buyer, o.ID, 0, order.Signing{
			Framework: f.ID, Engagement: "1400000042", Service: "FAC0000075", Region: "France", Signatory: purchase.Signatory{Name: "Claire Signataire", Title: "cheffe de bureau"},
		})
		w.ok(err)
		_, err = w.Cancel(t.Context(), w.requester, o.ID, 0, "nous n’en voulons plus")
		w.fault(err, havre.Forbidden)
		_, err = w.Cancel(t.Context(), w.buyer, o.ID, 0, "x")
		w.fault(err, havre.Invalid)
		o, err = w.Cancel(t.Context(), w.buyer, o.ID, 0, "courrier 2026-118 du 24 novembre 2026")
		w.ok(err)
		if got := o.Forms[0]; got.WithdrawnAt.IsZero() || got.WithdrawnBy != w.buyer.ID || got.WithdrawnAs != "courrier 2026-118 du 24 novembre 2026" {
			t.Errorf("%+v", got)
		}
		kept, err := w.Framework(t.Context(), w.buyer, f.ID)
		w.ok(err)
		if kept.Committed != 0 || o.State != order.Cancelled {
			t.Errorf("%s, %s committed", o.State, kept.Committed)
		}
	})
}

// TestSilenceIsShipped: an organisation does not write that silence is agreement, and an
// auditor stands in for nobody.
func TestSilenceIsShipped(t *testing.T) {
	once(t, func(w *world) {
		w.fault(w.SaveChain(t.Context(), w.admin, &order.ChainText{Organisation: w.ministry.ID, Name: "silence", Text: []byte(`apiVersion: havre/v1
kind: ApprovalChain
metadata: {id: silence, title: {fr: Silence, en: Silence}}
spec:
  from: 2026-01-01
  when: "true"
  whenText: {fr: toujours, en: always}
  source: {title: Note interne, url: "https://example.org/x", date: 2026-01-01, confidence: verified}
  steps:
    - {id: manager, title: {fr: Accord, en: Agreement}, by: {role: approver}, within: {workingDays: 1}, overdue: agree}
`)}), havre.Invalid)
		auditor := w.person("Achille", identity.Auditor, w.ministry)
		w.fault(w.Delegate(t.Context(), w.officer, &order.Delegation{To: auditor.ID, Period: havre.Period{Until: w.Today().AddDays(10)}}), havre.Invalid)
	})
}

// TestEndsAlready: nothing is ended later than it ends by itself.
func TestEndsAlready(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		wish := machine("calcul", 1)
		wish.Until = havre.MustDate("2027-02-01")
		o := w.delivered(w.sent(wish))
		b := w.basket()
		_, err := w.Put(t.Context(), w.requester, b.ID, b.Version, order.ItemWish{Action: order.Delete, Instance: o.Items[0].Instance, On: havre.MustDate("2027-05-01")})
		w.fault(err, havre.Invalid)
		_, err = w.Put(t.Context(), w.requester, b.ID, b.Version, order.ItemWish{Action: order.Delete, Instance: o.Items[0].Instance, On: havre.MustDate("2027-01-15")})
		w.ok(err)
	})
}
