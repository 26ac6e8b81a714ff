package pages

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/havre-cloud/havre/examples"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

// jump moves the clock of the portal, back when it is negative.
func (w *needWorld) jump(d time.Duration) { w.clock.Add(int64(d / time.Second)) }

// whole says that the journal has n entries more than before, and proves it.
func (w *needWorld) whole(before int64) int64 {
	w.tb.Helper()
	report, err := w.pages.Journal.Verify(context.Background(), nil, "")
	w.check(err)
	if report.Fault != nil || report.Size <= before {
		w.tb.Fatalf("journal of %d entries after %d: %+v", report.Size, before, report.Fault)
	}
	return report.Size
}

// A clock that goes back a month, then forward two years: what is written meanwhile
// keeps its order, the journal proves whole, and a session ends early at worst.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	w := emptyWorld(t)
	all, err := examples.All()
	w.check(err)
	i := slices.IndexFunc(all, func(e examples.Example) bool { return e.Name == "demo-rdv" })
	w.put("demo-rdv", all[i].YAML)
	n := w.needs["demo-rdv"]
	w.decide("demo-rdv")
	size := w.whole(0)

	w.jump(-31 * 24 * time.Hour)
	if out := w.get(needPath(n.ID), w.alice); out.Code != http.StatusOK {
		t.Fatalf("in the past: status %d", out.Code)
	}
	w.change("demo-rdv")
	w.decide("demo-rdv")
	size = w.whole(size)
	revisions, err := w.pages.Record.Revisions(t.Context(), w.actor, n.ID)
	w.check(err)
	if got := revisions[0]; len(revisions) != 2 || got.Number != 2 || !got.At.Before(revisions[1].At) {
		t.Errorf("the newest of %d revisions has the number %d", len(revisions), got.Number)
	}
	decisions, err := w.pages.Record.Decisions(t.Context(), w.actor, record.DecisionQuery{Need: n.ID})
	w.check(err)
	states := map[int]record.DecisionState{}
	for _, d := range decisions.Items {
		states[d.Number] = d.State
	}
	if states[1] != record.Superseded || states[2] != record.Current {
		t.Errorf("decisions: %v", states)
	}

	w.jump(2 * 366 * 24 * time.Hour)
	out := w.get(needPath(n.ID), w.alice)
	if out.Code == http.StatusOK {
		t.Error("a session of two years ago is still good")
	}
	w.alice, err = w.pages.Identity.SignInPassword(t.Context(), "alice@example.org", passphrase, "test", "")
	w.check(err)
	if out := w.get(needPath(n.ID), w.alice); out.Code != http.StatusOK {
		t.Errorf("signed in again: status %d", out.Code)
	}
	if out := w.get("/journal", w.alice); out.Code != http.StatusOK {
		t.Errorf("journal: status %d", out.Code)
	}
	w.whole(size)
	if _, err := w.pages.Record.Decision(t.Context(), identity.System(), decisions.Items[0].ID); err != nil {
		t.Error(err)
	}
}
