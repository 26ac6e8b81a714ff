package demo_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/demo"
	"github.com/havre-cloud/havre/record"
	needs "github.com/havre-cloud/havre/record/demo"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// portal is one that the demonstration of needs has filled, on a day.
func portal(tb testing.TB, db *store.DB, day string) (*identity.Service, *order.Service) {
	tb.Helper()
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	now := func() time.Time { return havre.MustDate(day).Time().Add(9 * time.Hour) }
	id := func() string { return strings.ToLower(rand.Text()) }
	people := &identity.Service{DB: store.Using[identity.Tx](db), Now: now, NewID: id, Secret: rand.Text, Host: "https://havre.example"}
	records := &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: now, NewID: id, Program: "v1"}
	if err := records.Start(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	if err := needs.Fill(tb.Context(), people, records); err != nil {
		tb.Fatal(err)
	}
	return people, &order.Service{DB: store.Using[order.Tx](db), Records: records, Chains: approval.Builtin()}
}

// builder stands for a cloud that the portal has an account on.
type builder struct {
	offer    string
	problems havre.Problems
	checked  int
	made     []order.Delivery
}

// Serves implements order.Fulfiller.
func (b *builder) Serves(_ context.Context, d order.Delivery) (bool, error) {
	return d.Plan.Offer == b.offer, nil
}

// Check implements order.Fulfiller.
func (b *builder) Check(order.Delivery, *record.Need) havre.Problems {
	b.checked++
	return b.problems
}

// Fulfil implements order.Fulfiller.
func (b *builder) Fulfil(_ context.Context, d order.Delivery) (order.Progress, error) {
	b.made = append(b.made, d)
	return order.Progress{Done: true, Outcome: order.Completed}, nil
}

// onNubo are the orders of spaces on Nubo.
func onNubo(tb testing.TB, orders *order.Service) []order.Order {
	tb.Helper()
	page, err := orders.Orders(tb.Context(), identity.System(), order.Query{Offer: "nubo", List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		tb.Fatal(err)
	}
	return page.Items
}

// What the portal builds itself is ordered with what is to be built, approved, and handed
// to whoever builds it; it is built once the portal runs, and not while the story is told.
func TestBuilt(t *testing.T) {
	db := storetest.SQLite(t)
	people, orders := portal(t, db, "2026-11-22")
	cloud := &builder{offer: "nubo"}
	orders.Fulfillers = map[string]order.Fulfiller{"openstack": cloud}
	if err := demo.Fill(t.Context(), people, orders); err != nil {
		t.Fatal(err)
	}
	found := onNubo(t, orders)
	if len(found) != 1 || found[0].State != order.InProgress || cloud.checked == 0 || len(cloud.made) != 0 {
		t.Fatalf("%d orders (%+v), checked %d times, %d made", len(found), found, cloud.checked, len(cloud.made))
	}
	o := found[0]
	if text, _ := o.Items[0].Standing().Configuration.Choices["blueprint"].(string); text == "" {
		t.Error("nothing is to be built in the space")
	}
	if cost, known := o.Cost(); !known || cost <= 0 {
		t.Errorf("it costs %v, known: %v", cost, known)
	}
	runner, err := db.Jobs(orders.Handlers(), store.RunnerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer runner.Stop(t.Context()) //nolint:errcheck // the database goes away with the test
	for start := time.Now(); o.State != order.Completed; time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > 30*time.Second {
			t.Fatalf("the order is still %s: %+v", o.State, o.Items[0].Message)
		}
		o = onNubo(t, orders)[0]
	}
	if len(cloud.made) != 1 {
		t.Errorf("made %d times", len(cloud.made))
	}
}

// It is not ordered where nobody builds it: the portal has no account there, or what it
// would build is refused.
func TestNotBuilt(t *testing.T) {
	for name, by := range map[string]*builder{
		"another cloud": {offer: "cloud-pi"},
		"refused":       {offer: "nubo", problems: havre.Problems{{Field: "choices.cpu", Message: havre.Same("too few")}}},
	} {
		t.Run(name, func(t *testing.T) {
			people, orders := portal(t, storetest.SQLite(t), "2026-11-22")
			orders.Fulfillers = map[string]order.Fulfiller{"openstack": by}
			if err := demo.Fill(t.Context(), people, orders); err != nil {
				t.Fatal(err)
			}
			if n := len(onNubo(t, orders)); n != 0 || len(by.made) != 0 {
				t.Errorf("%d orders, %d made", n, len(by.made))
			}
		})
	}
}

// The portal has orders in every state to look at, and filling it again is nothing.
func TestFill(t *testing.T) {
	people, orders := portal(t, storetest.SQLite(t), "2026-11-22")
	for range 2 {
		if err := demo.Fill(t.Context(), people, orders); err != nil {
			t.Fatal(err)
		}
	}
	ctx, system := t.Context(), identity.System()
	page, err := orders.Orders(ctx, system, order.Query{List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		t.Fatal(err)
	}
	states, late, due := map[order.State]int{}, 0, 0
	for _, o := range page.Items {
		states[o.State]++
		if o.Late(orders.Records.Instant()) {
			late++
		}
		due += len(o.FormsDue())
		if _, known := o.Cost(); !known {
			t.Errorf("%s: what it costs is not known", o.Number)
		}
	}
	want := map[order.State]int{order.Completed: 2, order.Rejected: 1, order.InProgress: 2, order.Pending: 1, order.Acknowledged: 2}
	for s, n := range want {
		if states[s] != n {
			t.Errorf("%d orders are %s, want %d (%v)", states[s], s, n, states)
		}
	}
	if late == 0 || due != 1 {
		t.Errorf("%d late, %d order forms due", late, due)
	}
	ending, err := orders.Instances(ctx, system, order.InstanceQuery{State: order.Active})
	if err != nil || ending.Total != 2 {
		t.Errorf("%d in service, %v", ending.Total, err)
	}
}

// It is told on any day: what decisions no longer allow is left out.
func TestFillLater(t *testing.T) {
	people, orders := portal(t, storetest.SQLite(t), "2029-03-01")
	if err := demo.Fill(t.Context(), people, orders); err != nil {
		t.Fatal(err)
	}
}

// A portal without the needs of the demonstration is left as it is.
func TestFillNothing(t *testing.T) {
	db := storetest.SQLite(t)
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := func() string { return strings.ToLower(rand.Text()) }
	people := &identity.Service{DB: store.Using[identity.Tx](db), Now: time.Now, NewID: id, Secret: rand.Text}
	records := &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: time.Now, NewID: id}
	if err := demo.Fill(t.Context(), people, &order.Service{DB: store.Using[order.Tx](db), Records: records, Chains: approval.Builtin()}); err != nil {
		t.Fatal(err)
	}
}
