package demo_test

import (
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
