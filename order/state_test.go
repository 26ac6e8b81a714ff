package order_test

import (
	"slices"
	"testing"

	"github.com/havre-cloud/havre/order"
)

// lives is every move that an order may make, told again: from, event, to. Those of a
// held order depend on whether it was approved before.
var lives = map[order.State]map[order.Event]order.State{
	order.Draft:        {order.Send: order.Acknowledged, order.Cancel: order.Cancelled},
	order.Acknowledged: {order.Ask: order.Pending, order.Approve: order.InProgress, order.Reject: order.Rejected, order.Hold: order.Held, order.Cancel: order.Cancelled},
	order.Pending:      {order.Answer: order.Acknowledged, order.Reject: order.Rejected, order.Cancel: order.Cancelled},
	order.InProgress:   {order.Hold: order.Held, order.Complete: order.Completed, order.Fail: order.Failed, order.Partly: order.Partial, order.Cancel: order.Cancelled},
	order.Held:         {order.Resume: order.Acknowledged, order.Cancel: order.Cancelled, order.Reject: order.Rejected},
}

var heldAfterApproval = map[order.Event]order.State{
	order.Resume: order.InProgress, order.Cancel: order.Cancelled, order.Fail: order.Failed, order.Partly: order.Partial, order.Complete: order.Completed,
}

// TestEveryTransition tries every event in every state, approved or not.
func TestEveryTransition(t *testing.T) {
	for _, from := range order.States {
		for _, e := range order.Events {
			for _, approved := range []bool{false, true} {
				want, allowed := lives[from][e]
				if from == order.Held && approved {
					want, allowed = heldAfterApproval[e]
				}
				got, ok := from.After(e, approved)
				if ok != allowed || got != want {
					t.Errorf("%s, %s, approved %v: %s %v, not %s %v", from, e, approved, got, ok, want, allowed)
				}
			}
		}
	}
}

// TestOutcomes: every state leads to an outcome, and nothing leaves one.
func TestOutcomes(t *testing.T) {
	for _, from := range order.States {
		seen := []order.State{from}
		ends := from.Ended()
		for i := 0; i < len(seen); i++ {
			for _, e := range order.Events {
				for _, approved := range []bool{false, true} {
					next, ok := seen[i].After(e, approved)
					if ok && seen[i].Ended() {
						t.Errorf("%s leaves the outcome %s", e, seen[i])
					}
					if ok && !slices.Contains(seen, next) {
						seen = append(seen, next)
					}
				}
			}
			ends = ends || seen[i].Ended()
		}
		if !ends {
			t.Errorf("%s never ends", from)
		}
		if text := from.Text(); text.FR == "" || text.EN == "" {
			t.Errorf("%s has no name", from)
		}
	}
}
