package order_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
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
