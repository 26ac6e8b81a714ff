package broker_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/quota"
)

// orphan is a case in which a platform cannot be sure of what it asked, and deletes it
// until it is told that nothing is left (§ Orphan Mitigation).
type orphan struct {
	situation string
	ask       func(w *world) (id, plan string)
	deletions []int // the answers to deletions one after the other, the approvals and the work of each being done meanwhile
}

var orphans = []orphan{
	{"provisioning answered 4xx: nothing was made", func(w *world) (string, string) {
		id := newID()
		w.is(w.put(id, w.wanted(base, 65)), http.StatusBadRequest)
		return id, base
	}, []int{410, 410}},
	{"provisioning refused by a quota", func(w *world) (string, string) {
		id := newID()
		mine := members{"need": w.need.ID, "environment": "production", "estimate": 1, "estimateNote": "x"}
		w.is(w.put(id, w.wanted(base, 2).with(members{"parameters": members{"cpu": 2, "havre": mine}})), http.StatusUnprocessableEntity)
		return id, base
	}, []int{410}},
	{"provisioning timed out, nobody approved", func(w *world) (string, string) {
		id, _ := w.asked(base)
		return id, base
	}, []int{200, 410}},
	{"provisioning timed out, a question awaits an answer", func(w *world) (string, string) {
		id, operation := w.asked(base)
		w.vote(operation, approval.Ask)
		return id, base
	}, []int{200, 410}},
	{"provisioning timed out, approved, in the queue", func(w *world) (string, string) {
		id, _ := w.approved(base)
		return id, base
	}, []int{200, 410}},
	{"provisioning timed out, approved, an operator was asked", func(w *world) (string, string) {
		id, operation := w.approved(byHand)
		w.fulfil(operation)
		return id, byHand
	}, []int{200, 410}},
	{"provisioning timed out, on hold", func(w *world) (string, string) {
		id, operation := w.approved(byHand)
		_, err := w.orders.Hold(w.t.Context(), w.buyer, operation, 0, "à vérifier")
		w.ok(err)
		return id, byHand
	}, []int{200, 410}},
	{"last operation failed: rejected", func(w *world) (string, string) {
		id, operation := w.asked(base)
		w.vote(operation, approval.Reject)
		return id, base
	}, []int{410, 410}},
	{"last operation failed: impossible", func(w *world) (string, string) {
		id, operation := w.approved(byHand)
		w.fulfil(operation)
		w.settle(operation, order.Impossible)
		return id, byHand
	}, []int{410}},
	{"provisioning timed out, and succeeded in the end", func(w *world) (string, string) { return w.delivered(base), base }, []int{202, 410}},
	{"deprovisioning failed: rejected", func(w *world) (string, string) {
		id, operation := w.ending(base)
		w.vote(operation, approval.Reject)
		return id, base
	}, []int{202, 410}},
	{"deprovisioning failed: impossible", func(w *world) (string, string) {
		id := w.delivered(byHand)
		operation := w.is(w.delete(id, byHand), http.StatusAccepted).word("operation")
		w.vote(operation, approval.Approve)
		w.fulfil(operation)
		w.settle(operation, order.Impossible)
		return id, byHand
	}, []int{202}},
	{"an update timed out: the end waits for it", func(w *world) (string, string) {
		id, _ := w.changing(base)
		return id, base
	}, []int{422, 422}},
}

// TestOrphans plays a platform that deletes what it is not sure of, until it is told
// that nothing is left; and nothing is, neither an instance nor a reservation.
func TestOrphans(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, o := range orphans {
			t.Run(o.situation, func(t *testing.T) {
				w.t = t
				before := w.reserved()
				id, plan := o.ask(w)
				for n, want := range o.deletions {
					r := w.delete(id, plan)
					if r.status != want {
						t.Fatalf("deletion %d: %d was expected, not %d %s", n+1, want, r.status, r.text)
					}
					if want == http.StatusAccepted {
						w.vote(r.word("operation"), approval.Approve)
						w.fulfil(r.word("operation"))
					}
				}
				if o.deletions[len(o.deletions)-1] == http.StatusGone && w.reserved() != before {
					t.Errorf("%d processors were held before, %d are now", before, w.reserved())
				}
			})
		}
	})
}

// reserved is how many processors orders and instances hold at the ministry.
func (w *world) reserved() (n int64) {
	w.t.Helper()
	w.ok(w.orders.DB.Read(w.t.Context(), func(tx order.Tx) error {
		all, err := tx.Allowances(w.t.Context(), []string{w.ministry.ID})
		for i := range all {
			if all[i].Resource == quota.CPU {
				n += all[i].Reserved + all[i].Committed
			}
		}
		return err
	}))
	return n
}

// TestBegunIsHeld: what an operator has begun is not thrown away. The platform is told to
// wait; once it is delivered, it is ended by an order.
func TestBegunIsHeld(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, operation := w.approved(byHand)
		w.fulfil(operation)
		w.take(operation)
		if r := w.delete(id, byHand); r.status != http.StatusUnprocessableEntity || r.word("error") != "ConcurrencyError" {
			t.Fatalf("begun: %d %s", r.status, r.text)
		}
		if got := w.last(id, operation).word("state"); got != "in progress" {
			t.Fatalf("begun: %s", got)
		}
		w.settle(operation, order.Done)
		end := w.is(w.delete(id, byHand), http.StatusAccepted).word("operation")
		w.vote(end, approval.Approve)
		w.fulfil(end)
		w.settle(end, order.Done)
		w.is(w.last(id, end), http.StatusGone)
	})
}

// TestTogether: of many requests for one identifier at the same time, one makes an order,
// and all are told the same one.
func TestTogether(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := newID()
		operations := make([]string, 16)
		var all sync.WaitGroup
		for i := range operations {
			all.Go(func() {
				if r := w.put(id, w.wanted(base, 2)); r.status == http.StatusAccepted {
					operations[i] = r.word("operation")
				}
			})
		}
		all.Wait()
		for _, o := range operations {
			if o == "" || o != operations[0] {
				t.Fatalf("operations %v", operations)
			}
		}
		page, err := w.orders.Orders(t.Context(), w.team1, order.Query{Need: w.need.ID})
		w.ok(err)
		if page.Total != 1 {
			t.Errorf("%d orders", page.Total)
		}
	})
}

// TestRace deletes an instance while it is asked for: whatever comes first, the last
// deletion leaves nothing.
func TestRace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		before := w.reserved()
		var all sync.WaitGroup
		ids := []string{newID(), newID(), newID(), newID()}
		for _, id := range ids {
			for range 3 {
				all.Go(func() { w.put(id, w.wanted(base, 2)) })
				all.Go(func() { w.delete(id, base) })
			}
		}
		all.Wait()
		for _, id := range ids {
			if r := w.delete(id, base); r.status != http.StatusOK && r.status != http.StatusGone {
				t.Errorf("%d %s", r.status, r.text)
			}
			w.is(w.delete(id, base), http.StatusGone)
		}
		if w.reserved() != before {
			t.Errorf("%d processors were held before, %d are now", before, w.reserved())
		}
	})
}
