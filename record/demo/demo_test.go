package demo_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/record/demo"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

type portal struct {
	people  *identity.Service
	records *record.Service
}

func newPortal(tb testing.TB, db *store.DB) portal {
	tb.Helper()
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }
	id := func() string { return strings.ToLower(rand.Text()) }
	p := portal{
		&identity.Service{DB: store.Using[identity.Tx](db), Now: now, NewID: id, Secret: rand.Text, Host: "https://havre.example"},
		&record.Service{DB: store.Using[record.Tx](db), Library: library, Now: now, NewID: id, Program: "v1"},
	}
	if err := p.records.Start(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return p
}

// The portal has something of everything to look at, and filling it again is
// nothing.
func TestFill(t *testing.T) {
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": storetest.SQLite, "postgresql": storetest.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t, open(t))
			for range 2 {
				if err := demo.Fill(t.Context(), p.people, p.records); err != nil {
					t.Fatal(err)
				}
			}
			look(t, p)
		})
	}
}

func look(t *testing.T, p portal) {
	t.Helper()
	ctx, system := t.Context(), identity.System()
	all, err := p.records.Portfolio(ctx, system, record.NeedQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if all.Needs != 14 || all.Reopened == 0 || all.Verdicts["eligible"] == 0 || all.Verdicts["undetermined"] == 0 || all.Verdicts["ineligible"] == 0 || all.Verdicts[""] != 1 || len(all.Ministry) < 7 {
		t.Errorf("portfolio: %+v", all)
	}
	standing := map[string]int{}
	derogations, err := p.records.Derogations(ctx, system, record.DerogationQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range derogations.Items {
		standing[d.Standing(p.records.Today())]++
	}
	if standing["requested"] != 1 || standing["in-force"] != 2 {
		t.Errorf("derogations: %v", standing)
	}
	decisions, err := p.records.Decisions(ctx, system, record.DecisionQuery{List: havre.List{Limit: 100}})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range decisions.Items {
		if r, err := p.records.Replay(ctx, system, d.ID); err != nil || !r.Same {
			t.Errorf("%s of %s: %+v %v", d.ID, d.On, r, err)
		}
		if len(d.Changes) > 0 && d.State != record.Reopened {
			t.Errorf("%+v", d)
		}
	}
	people, err := p.people.People(ctx, system, identity.PersonQuery{List: havre.List{Limit: 100}})
	if err != nil || people.Total < 15 {
		t.Errorf("%d people, %v", people.Total, err)
	}
	deadlines, err := p.records.Deadlines(ctx, system, havre.MustDate("2028-01-01"))
	if err != nil || len(deadlines) < 3 {
		t.Errorf("%+v %v", deadlines, err)
	}
}

// It goes on from a portal that is used already: another day, other organisations.
func TestFillLater(t *testing.T) {
	p := newPortal(t, storetest.SQLite(t))
	later := func() time.Time { return time.Date(2029, 3, 1, 9, 0, 0, 0, time.UTC) }
	p.records.Now, p.people.Now = later, later
	if err := demo.Fill(t.Context(), p.people, p.records); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		p := newPortal(b, storetest.SQLite(b))
		b.StartTimer()
		if err := demo.Fill(b.Context(), p.people, p.records); err != nil {
			b.Fatal(err)
		}
	}
}
