package order_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/store/storetest"
)

// model is what the test believes of one order: its state, and nothing of how the
// service works.
type model struct {
	id       string
	state    order.State
	approved bool
	outcomes int
}

// portal is the world with orders that are asked anything, in any order.
type portal struct {
	*world
	orders []*model
	names  int
}

// TestModel asks anything of any order in any state: what the published life of orders
// does not allow is a conflict and changes nothing, the rest leads where it says; after
// each step the ledger is balanced, and no order ever has two outcomes.
func TestModel(t *testing.T) {
	storetest.FewerChecks(t, 4)
	rapid.Check(t, func(rt *rapid.T) {
		w := onSQLite(t)
		w.unlimited()
		w.grantNeed(quota.Key{Resource: quota.CPU, Class: quota.Other}, 12)
		p := &portal{world: w}
		rt.Repeat(map[string]func(*rapid.T){
			"":        func(rt *rapid.T) { p.check(rt) },
			"basket":  p.newBasket,
			"send":    p.trySend,
			"approve": func(rt *rapid.T) { p.tryVote(rt, approval.Approve) },
			"reject":  func(rt *rapid.T) { p.tryVote(rt, approval.Reject) },
			"ask":     func(rt *rapid.T) { p.tryVote(rt, approval.Ask) },
			"answer": func(rt *rapid.T) {
				p.try(rt, order.Answer, func(id string) (*order.Order, error) {
					return p.Answer(t.Context(), p.requester, id, 0, "voici")
				})
			},
			"hold": func(rt *rapid.T) {
				p.try(rt, order.Hold, func(id string) (*order.Order, error) { return p.Hold(t.Context(), p.buyer, id, 0, "à revoir") })
			},
			"resume": func(rt *rapid.T) {
				p.try(rt, order.Resume, func(id string) (*order.Order, error) { return p.Resume(t.Context(), p.buyer, id, 0) })
			},
			"cancel": p.tryCancel,
			"work":   p.tryWork,
			"wait":   func(*rapid.T) { w.mu.Lock(); w.clock = w.clock.AddDate(0, 0, 3); w.mu.Unlock() },
			"tick":   p.tryTick,
		})
	})
}

func (p *portal) pick(rt *rapid.T) *model {
	if len(p.orders) == 0 {
		p.newBasket(rt)
	}
	return p.orders[rapid.IntRange(0, len(p.orders)-1).Draw(rt, "order")]
}

func (p *portal) newBasket(rt *rapid.T) {
	if len(p.orders) > 5 {
		return
	}
	var items []order.ItemWish
	for range rapid.IntRange(1, 3).Draw(rt, "items") {
		p.names++
		items = append(items, machine(fmt.Sprintf("machine-%d", p.names), rapid.IntRange(1, 6).Draw(rt, "cpu")))
	}
	p.orders = append(p.orders, &model{id: p.basket(items...).ID, state: order.Draft})
}

// try asks for an event, and compares with the life of orders.
func (p *portal) try(rt *rapid.T, e order.Event, ask func(id string) (*order.Order, error)) {
	m := p.pick(rt)
	o, err := ask(m.id)
	next, allowed := m.state.After(e, m.approved)
	if !allowed {
		p.refused(rt, m, string(e), err)
		return
	}
	if err != nil {
		rt.Fatalf("%s of an order %s: %v", e, m.state, err)
	}
	p.now(rt, m, o, next)
}

// refused expects a conflict, or that it is not theirs to do; others do not see a basket.
func (p *portal) refused(rt *rapid.T, m *model, what string, err error) {
	allowed := []havre.FaultCode{havre.Conflict, havre.Forbidden}
	if m.state == order.Draft {
		allowed = append(allowed, havre.NotFound)
	}
	if f := havre.FaultOf(err); f == nil || !slices.Contains(allowed, f.Code) {
		rt.Fatalf("%s of an order %s is answered %v", what, m.state, err)
	}
}

// now moves the model where one of the states allowed says the order is.
func (p *portal) now(rt *rapid.T, m *model, o *order.Order, allowed ...order.State) {
	if !slices.Contains(allowed, o.State) {
		rt.Fatalf("an order that was %s is %s, not %v", m.state, o.State, allowed)
	}
	if o.State.Ended() && !m.state.Ended() {
		m.outcomes++
	}
	m.state, m.approved = o.State, !o.ApprovedAt.IsZero()
}

func (p *portal) trySend(rt *rapid.T) {
	m := p.pick(rt)
	o, err := p.Send(p.t.Context(), p.requester, m.id, 0)
	if m.state != order.Draft {
		p.refused(rt, m, "sending", err)
		return
	}
	if f := havre.FaultOf(err); f != nil && f.Code == havre.Conflict {
		return // short of processors: still a basket
	}
	if err != nil {
		rt.Fatalf("sending: %v", err)
	}
	p.now(rt, m, o, order.Acknowledged)
}

func (p *portal) tryVote(rt *rapid.T, kind approval.Kind) {
	m := p.pick(rt)
	who := rapid.SampledFrom([]identity.Actor{p.manager, p.officer, p.buyer, p.requester}).Draw(rt, "who")
	before, err := p.Order(p.t.Context(), p.requester, m.id)
	if err != nil {
		rt.Fatalf("reading: %v", err)
	}
	step := "manager"
	if steps := before.Course.Steps; len(steps) > 0 { // those of a basket are not planned yet
		step = rapid.SampledFrom(steps).Draw(rt, "step").ID
	}
	o, err := p.Vote(p.t.Context(), who, m.id, 0, step, approval.Vote{Kind: kind, Comment: "vu", Reference: "12", On: p.Today()})
	if err != nil {
		p.refused(rt, m, string(kind), err)
		return
	}
	if m.state != order.Acknowledged && m.state != order.Pending || who.ID == p.requester.ID {
		rt.Fatalf("%s voted on an order %s", who.Name, m.state)
	}
	switch kind {
	case approval.Reject:
		p.now(rt, m, o, order.Rejected)
	case approval.Ask:
		p.now(rt, m, o, order.Pending)
	default:
		p.now(rt, m, o, m.state, order.InProgress)
	}
}

func (p *portal) tryCancel(rt *rapid.T) {
	m := p.pick(rt)
	o, err := p.Cancel(p.t.Context(), p.requester, m.id, 0, "plus besoin")
	switch {
	case m.state == order.Draft, m.state.Ended():
		p.refused(rt, m, "cancelling", err)
	case err != nil && m.approved: // all of it is begun
		p.refused(rt, m, "cancelling", err)
	case err != nil:
		rt.Fatalf("cancelling an order %s: %v", m.state, err)
	case m.approved:
		p.now(rt, m, o, m.state, order.Cancelled, order.Partial, order.Failed, order.Completed)
	default:
		p.now(rt, m, o, order.Cancelled)
	}
}

// tryWork runs the jobs of an order as often as it likes, and lets the operator take or
// settle a task.
func (p *portal) tryWork(rt *rapid.T) {
	m := p.pick(rt)
	o, err := p.Order(p.t.Context(), p.requester, m.id)
	if err != nil {
		rt.Fatalf("reading: %v", err)
	}
	for i := range o.Items {
		p.fulfil(o, o.Items[i].Number)
	}
	page, err := p.Works(p.t.Context(), p.maker, order.WorkQuery{Order: m.id, List: havre.List{Limit: 100}})
	if err != nil {
		rt.Fatalf("works: %v", err)
	}
	if len(page.Items) > len(o.Items) {
		rt.Fatalf("%d tasks for %d items", len(page.Items), len(o.Items))
	}
	if len(page.Items) == 0 {
		return
	}
	w := rapid.SampledFrom(page.Items).Draw(rt, "task")
	if rapid.Bool().Draw(rt, "take") {
		_, err = p.Take(p.t.Context(), p.maker, w.ID, 0)
	} else {
		r := order.Report{State: rapid.SampledFrom([]order.WorkState{order.Done, order.PartlyDone, order.Impossible}).Draw(rt, "report"), Note: "c’est ainsi"}
		if r.State == order.PartlyDone {
			r.Choices = lessMemory(o, w.Item)
		}
		_, err = p.Settle(p.t.Context(), p.maker, w.ID, 0, r)
	}
	if w.State.Settled() {
		p.refused(rt, m, "a settled task", err)
		return
	}
	if m.state != order.InProgress {
		p.refused(rt, m, "a task", err)
	} else if err != nil {
		rt.Fatalf("a task of an order %s: %v", m.state, err)
	}
	if o, err = p.Order(p.t.Context(), p.requester, m.id); err != nil {
		rt.Fatalf("reading: %v", err)
	}
	p.now(rt, m, o, m.state, order.Completed, order.Partial, order.Failed, order.Cancelled)
}

// lessMemory is a delivery of one gibibyte less than was ordered; nil for an end.
func lessMemory(o *order.Order, item int) []byte {
	for i := range o.Items {
		if w := o.Items[i].Ordered(); o.Items[i].Number == item && w != nil {
			memory, _ := w.Configuration.Choices["memory"].(int64)
			return fmt.Appendf(nil, `{"memory":%d}`, memory-1)
		}
	}
	return nil
}

func (p *portal) tryTick(rt *rapid.T) {
	m := p.pick(rt)
	err := p.job("order.clock")(p.t.Context(), fmt.Appendf(nil, `{"order":%q}`, m.id), attempt)
	if err != nil {
		rt.Fatalf("the clock of an order %s: %v", m.state, err)
	}
	o, err := p.Order(p.t.Context(), p.requester, m.id)
	if err != nil {
		rt.Fatalf("reading: %v", err)
	}
	p.now(rt, m, o, m.state)
}

// check holds the store against the model.
func (p *portal) check(rt *rapid.T) {
	for _, m := range p.orders {
		o, err := p.Order(p.t.Context(), p.requester, m.id)
		if err != nil {
			rt.Fatalf("reading: %v", err)
		}
		if o.State != m.state || m.outcomes > 1 || o.State.Ended() == o.EndedAt.IsZero() {
			rt.Fatalf("an order is %s, with %d outcomes; %s was expected", o.State, m.outcomes, m.state)
		}
	}
	balanced(rt, p.world)
}
