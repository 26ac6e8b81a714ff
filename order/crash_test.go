package order_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// place is what a child must know of the world it lives in.
type place struct {
	Need, Requester, Manager, Officer, Buyer, Maker string
}

// killing is a database whose process kills itself, just before or just after one of
// its commits.
type killing struct {
	order.DB
	at     int64 // which one, from 1
	before bool
	count  *atomic.Int64
}

// Write implements order.DB.
func (k killing) Write(ctx context.Context, fn func(order.Tx) error) error {
	n := k.count.Add(1)
	err := k.DB.Write(ctx, func(tx order.Tx) error {
		err := fn(tx)
		if err == nil && k.before && n == k.at {
			die()
		}
		return err
	})
	if err == nil && !k.before && n == k.at {
		die()
	}
	return err
}

// die is kill -9 of oneself: nothing is closed, flushed or told.
func die() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// live takes an order from wherever it was left to its end, and says how many writes
// that took.
func live(ctx context.Context, url, where, kill string) error {
	var p place
	if err := json.Unmarshal([]byte(where), &p); err != nil {
		return err
	}
	db, s, err := opened(ctx, url)
	if err != nil {
		return err
	}
	k := killing{DB: store.Using[order.Tx](db), count: &atomic.Int64{}}
	if number, when, ok := strings.Cut(kill, " "); ok {
		at, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return err
		}
		k.at, k.before = at, when == "before"
	}
	s.DB = k
	runner, err := db.Jobs(hurried(s.Handlers()), store.RunnerOptions{RescueAfter: time.Second})
	if err != nil {
		return err
	}
	if err := runner.Start(ctx); err != nil {
		return err
	}
	l := &life{Service: s, place: p}
	deadline := time.Now().Add(time.Minute)
	for {
		over, err := l.step(ctx)
		if err != nil {
			return err
		}
		if over {
			break
		}
		if time.Now().After(deadline) {
			return errors.New("the order never ends")
		}
	}
	if err := runner.Stop(ctx); err != nil {
		return err
	}
	fmt.Println(k.count.Load())
	return db.Close()
}

// opened is the service of a child, on the database of its parent.
func opened(ctx context.Context, url string) (*store.DB, *order.Service, error) {
	db, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		return nil, nil, err
	}
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		return nil, nil, err
	}
	now := func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) }
	s := &order.Service{DB: store.Using[order.Tx](db), Chains: approval.Builtin(), Records: &record.Service{
		DB: store.Using[record.Tx](db), Library: library, Now: now, NewID: newID, Program: "v1",
	}}
	return db, s, s.Records.Follow(ctx)
}

// hurried are the jobs of orders, taken up soon after their process died, and those of
// mail, which are not sent here.
func hurried(handlers []jobs.Handler) []jobs.Handler {
	for i := range handlers {
		handlers[i].Timeout = time.Second
	}
	sent := func(context.Context, []byte, jobs.Attempt) error { return nil }
	return append(handlers, jobs.Handler{Kind: "notify.mail", Do: sent, Timeout: time.Second})
}

// life does the next step of the only order of a need, whoever's turn it is.
type life struct {
	*order.Service
	place place
	waits time.Duration // for a job, longer and longer: it may be that of a dead process
}

// step does one thing that people would, by what they would see.
func (l *life) step(ctx context.Context) (over bool, err error) {
	requester, err := l.actor(ctx, l.place.Requester)
	if err != nil {
		return false, err
	}
	q := order.Query{Need: l.place.Need, List: havre.List{Limit: 10}}
	page, err := l.Orders(ctx, *requester, q)
	if err != nil {
		return false, err
	}
	if len(page.Items) == 0 {
		_, err := l.Begin(ctx, *requester, order.NewBasket{Need: l.place.Need})
		return false, err
	}
	o := &page.Items[0]
	switch {
	case o.State.Ended():
		return true, nil
	case o.State == order.Draft && len(o.Items) < 2:
		_, err = l.Put(ctx, *requester, o.ID, o.Version, machine(fmt.Sprintf("m-%d", len(o.Items)), 2))
	case o.State == order.Draft:
		_, err = l.Send(ctx, *requester, o.ID, o.Version)
	case o.State == order.Acknowledged:
		err = l.settle(ctx, o)
	default:
		err = l.make(ctx, o)
	}
	return false, err
}

func (l *life) actor(ctx context.Context, id string) (a *identity.Actor, err error) {
	err = l.DB.Read(ctx, func(tx order.Tx) error {
		a, err = record.ActorOf(ctx, tx, id, l.Records.Instant())
		return err
	})
	return a, err
}

// settle votes as the first person who may.
func (l *life) settle(ctx context.Context, o *order.Order) error {
	for _, id := range []string{l.place.Manager, l.place.Officer, l.place.Buyer} {
		a, err := l.actor(ctx, id)
		if err != nil {
			return err
		}
		in, err := l.Inbox(ctx, *a)
		if err != nil {
			return err
		}
		for _, i := range in {
			if len(i.Steps) > 0 {
				_, err := l.Vote(ctx, *a, o.ID, 0, i.Steps[0], approval.Vote{Kind: approval.Approve})
				return err
			}
		}
	}
	return errors.New("nobody may settle the order")
}

// make settles a task; the first one is impossible, the others are done.
func (l *life) make(ctx context.Context, o *order.Order) error {
	a, err := l.actor(ctx, l.place.Maker)
	if err != nil {
		return err
	}
	page, err := l.Works(ctx, *a, order.WorkQuery{Order: o.ID, Open: true, List: havre.List{Limit: 10}})
	if err != nil {
		return err
	}
	if len(page.Items) == 0 {
		l.waits = min(max(2*l.waits, 5*time.Millisecond), 500*time.Millisecond)
		time.Sleep(l.waits)
		return nil
	}
	l.waits = 0
	w := page.Items[0]
	r := order.Report{State: order.Done}
	if w.Item == 1 {
		r = order.Report{State: order.Impossible, Note: "plus de place"}
	}
	_, err = l.Settle(ctx, *a, w.ID, w.Version, r)
	return err
}

// TestKilledAtEveryStep kills the process just before and just after each commit of an
// order's life, and starts it again: the order ends in one outcome, the same one,
// nothing is made twice, and the ledger is balanced. Each death has a database of its
// own, for they wait together until the jobs of the dead are taken up.
func TestKilledAtEveryStep(t *testing.T) {
	writes := 0
	t.Run("unharmed", func(t *testing.T) {
		url, in := inhabited.SQLite(t)
		w := in.world(t, url)
		w.unlimited()
		writes = w.lived(url, "")
		w.oneOutcome()
	})
	if writes < 8 {
		t.Fatalf("a life took %d writes: there are more steps than that", writes)
	}
	for at := 1; at <= writes; at++ {
		for _, when := range []string{"before", "after"} {
			t.Run(fmt.Sprintf("%s write %d", when, at), func(t *testing.T) {
				t.Parallel()
				inhabited.Each(t, func(t *testing.T, url string, in inhabitants) {
					t.Parallel()
					w := in.world(t, url)
					w.unlimited()
					if w.lived(url, fmt.Sprintf("%d %s", at, when)) == 0 {
						w.lived(url, "")
					}
					w.oneOutcome()
					counts, err := w.db.JobCounts(t.Context())
					w.ok(err)
					if counts[jobs.Failed] > 0 || counts[jobs.Retrying] > 0 {
						t.Errorf("jobs were lost: %v", counts)
					}
				})
			})
		}
	}
}

// lived runs a child on the need of the world, and gives the number of its writes; a
// child that was killed gives 0.
func (w *world) lived(url, kill string) int {
	w.t.Helper()
	where, err := json.Marshal(place{w.need.ID, w.requester.ID, w.manager.ID, w.officer.ID, w.buyer.ID, w.maker.ID})
	w.ok(err)
	c := exec.CommandContext(w.t.Context(), os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), "ORDER_CHILD=live", "ORDER_URL="+url, "ORDER_PLACE="+string(where), "ORDER_KILL="+kill)
	c.Stderr = os.Stderr
	out, err := c.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == -1 && kill != "" {
		return 0
	}
	if err != nil {
		w.t.Fatalf("the child: %v: %s", err, out)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		w.t.Fatalf("the child said %q", out)
	}
	return n
}

// oneOutcome checks that the need has one order, delivered in part as it always is.
func (w *world) oneOutcome() {
	w.t.Helper()
	page, err := w.Orders(w.t.Context(), w.requester, order.Query{Need: w.need.ID, List: havre.List{Limit: 10}})
	w.ok(err)
	if len(page.Items) != 1 || page.Items[0].State != order.Partial {
		w.t.Fatalf("%d orders: %+v", len(page.Items), page.Items)
	}
	o := &page.Items[0]
	works, err := w.Works(w.t.Context(), w.maker, order.WorkQuery{Order: o.ID, List: havre.List{Limit: 10}})
	w.ok(err)
	if len(works.Items) != 2 {
		w.t.Errorf("%d tasks for two items", len(works.Items))
	}
	sent := 0
	timeline, err := w.Timeline(w.t.Context(), w.requester, o.ID)
	w.ok(err)
	for _, h := range timeline {
		if h.Kind == "send" || h.Kind == "approved" || h.Kind == string(order.Partial) {
			sent++
		}
	}
	if sent != 3 {
		w.t.Errorf("it was sent, approved and ended %d times", sent)
	}
	instances, err := w.Instances(w.t.Context(), w.requester, order.InstanceQuery{Need: w.need.ID, List: havre.List{Limit: 10}})
	w.ok(err)
	states := map[order.InstanceState]int{}
	for _, i := range instances.Items {
		states[i.State]++
	}
	if len(instances.Items) != 2 || states[order.Active] != 1 || states[order.Abandoned] != 1 {
		w.t.Errorf("instances: %v", states)
	}
	balanced(w.t, w)
}
