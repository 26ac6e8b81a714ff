package record_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

// together runs fn many times at once and gives the errors.
func together(times int, fn func(i int) error) []error {
	errs := make([]error, times)
	var wait sync.WaitGroup
	for i := range times {
		wait.Go(func() { errs[i] = fn(i) })
	}
	wait.Wait()
	return errs
}

// Of those who change the same version at once, one succeeds and the others are
// told.
func TestEditorsAtOnce(t *testing.T) {
	each(t, func(w *world) {
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, named("paie"))
		won := 0
		for _, err := range together(6, func(i int) error {
			_, err := w.UpdateNeed(w.t.Context(), ada, n.ID, n.Version, record.NewNeed{Document: fmt.Appendf(nil, "%s  existingSolution: %s\n", named("paie"), []string{"yes", "no"}[i%2])})
			return err
		}) {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, &havre.Fault{Code: havre.Stale}):
				w.t.Errorf("neither done nor stale: %v", err)
			}
		}
		now, err := w.Need(w.t.Context(), ada, n.ID)
		w.ok(err)
		if won != 1 || now.Version != 2 || now.Revision != 2 {
			w.t.Errorf("%d won; version %d, revision %d", won, now.Version, now.Revision)
		}
	})
}

// Decisions taken at once are numbered one after the other, and one is current.
func TestDecideAtOnce(t *testing.T) {
	each(t, func(w *world) {
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, example(w.t, "prototype"))
		for _, err := range together(4, func(int) error {
			_, err := w.Decide(w.t.Context(), ada, n.ID)
			return err
		}) {
			w.ok(err)
		}
		page, err := w.Decisions(w.t.Context(), ada, record.DecisionQuery{Need: n.ID})
		w.ok(err)
		states := map[int]record.DecisionState{}
		for _, d := range page.Items {
			states[d.Number] = d.State
		}
		want := map[int]record.DecisionState{1: record.Superseded, 2: record.Superseded, 3: record.Superseded, 4: record.Current}
		if diff := cmp.Diff(want, states); diff != "" {
			w.t.Error(diff)
		}
	})
}

// Two workers that run the same job at once tell once.
func TestReopenAtOnce(t *testing.T) {
	each(t, func(w *world) {
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, example(w.t, "samu"))
		_, err := w.Decide(w.t.Context(), ada, n.ID)
		w.ok(err)
		_, e, err := w.ImportCatalogue(w.t.Context(), w.operator(), w.table(certified, uncertified), reading(w.Today()), true)
		w.ok(err)
		do := handler(w.t, w.Service, "record.reopen")
		for _, err := range together(3, func(i int) error {
			return do(w.t.Context(), fmt.Appendf(nil, `{"operation":%q}`, e.Operation()), jobs.Attempt{Number: i})
		}) {
			w.ok(err)
		}
		if got := w.told(ada, notify.DecisionReopened); got != 1 {
			w.t.Errorf("told %d times", got)
		}
		if op := w.reopen(e.Operation()); op.Done != 1 || op.Total != 1 {
			w.t.Errorf("%+v", op)
		}
	})
}

// Whichever write the process dies at, an announcement is made, and made once.
func TestAnnounceSurvives(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		for _, name := range []string{"a", "b"} {
			n := w.need(ada, w.team, strings.Replace(example(w.t, "demo-rdv"), "name: demo-rdv", "name: rdv-"+name, 1))
			_, err := w.Decide(ctx, ada, n.ID)
			w.ok(err)
		}
		w.at("2027-04-02")
		real, killed := w.DB, 0
		for at := 1; ; at++ {
			w.DB = &failing{DB: real, at: at}
			err := handler(w.t, w.Service, "record.day")(ctx, nil, jobs.Attempt{Number: at})
			w.DB = real
			if err == nil {
				break
			}
			if !errors.Is(err, errKilled) {
				w.t.Fatal(err)
			}
			killed++
		}
		if got := w.told(ada, notify.EvidenceEnding); got != 2 || killed < 4 {
			w.t.Errorf("told %d times, killed %d times", got, killed)
		}
	})
}

// An archived need is left in peace; its decision is looked at again when it comes
// back.
func TestArchivedIsLeftAlone(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, example(w.t, "samu"))
		_, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)
		n, err = w.SetState(ctx, ada, n.ID, n.Version, record.Archived)
		w.ok(err)
		w.imports(w.operator(), w.table(certified, uncertified))
		if got := w.told(ada, notify.DecisionReopened); got != 0 {
			w.t.Errorf("told %d times of an archived need", got)
		}
		n, err = w.SetState(ctx, ada, n.ID, n.Version, record.Shared)
		w.ok(err)
		if n.Current.State != record.Reopened || w.told(ada, notify.DecisionReopened) != 1 {
			w.t.Errorf("back: %+v", n.Current)
		}
	})
}

// So is a deleted one.
func TestDeletedIsLeftAlone(t *testing.T) {
	w := onSQLite(t)
	ctx := t.Context()
	ada := w.person("Ada", identity.ProductTeam, w.team)
	n := w.need(ada, w.team, example(t, "samu"))
	_, err := w.Decide(ctx, ada, n.ID)
	w.ok(err)
	w.ok(w.DeleteNeed(ctx, ada, n.ID, n.Version))
	w.imports(w.operator(), w.table(certified, uncertified))
	if got := w.told(ada, notify.DecisionReopened); got != 0 {
		t.Errorf("told %d times of a deleted need", got)
	}
	n, err = w.RestoreNeed(ctx, ada, n.ID)
	w.ok(err)
	if n.Current.State != record.Reopened {
		t.Errorf("restored: %+v", n.Current)
	}
}

// A need that moves to an organisation of another ministry is judged by its rules.
func TestMoved(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		g := identity.Grant{ID: newID(), Person: ada.ID, Organisation: w.other.ID, Path: w.other.Path, Role: identity.ProductTeam, Stamps: w.stamps()}
		w.save(func(tx record.Tx) error { return tx.SaveGrant(ctx, &g) })
		n := w.need(ada, w.team, named("paie"))
		_, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)
		_, err = w.UpdateNeed(ctx, ada, n.ID, n.Version, record.NewNeed{Organisation: w.other.ID, Document: n.Document})
		w.fault(err, havre.NotFound)
		ada.Grants = append(ada.Grants, g)
		moved, err := w.UpdateNeed(ctx, ada, n.ID, n.Version, record.NewNeed{Organisation: w.other.ID, Document: n.Document})
		w.ok(err)
		if moved.Path != w.other.Path || moved.Ministry != "interior" || moved.Revision != 1 || moved.Current.State != record.Reopened {
			w.t.Errorf("%+v %+v", moved, moved.Current)
		}
	})
}
