package record_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

// A table says that an offer lost its certificate: the decisions that read it are
// reopened, those concerned are told what changed and what to do, and undoing the
// import makes the decision stand again.
func TestReopenOnImport(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, bob := w.person("Ada", identity.ProductTeam, w.team), w.person("Bob", identity.ProductTeam, w.team)
		rita, sam := w.person("Rita", identity.Reader, w.team), w.person("Sam", identity.ProductTeam, w.other)
		operator := w.operator()
		n := w.need(ada, w.team, example(t, "samu"))
		d, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)

		im, e, err := w.ImportCatalogue(ctx, operator, w.table(certified, uncertified), reading(w.Today()), false)
		w.ok(err)
		if e != nil || len(im.Diff) == 0 {
			t.Fatal("a preview only tells")
		}
		edition, op := w.imports(operator, w.table(certified, uncertified))
		if edition.Number != 2 || op.State != "succeeded" || op.Done != op.Total || !strings.Contains(op.Message.FR, "1 décision relue, dont 1 rouverte") {
			t.Errorf("edition %+v, operation %+v", edition, op)
		}
		need, err := w.Need(ctx, ada, n.ID)
		w.ok(err)
		c := need.Current
		if c.State != record.Reopened || c.ReopenedAt.IsZero() || len(c.Changes) == 0 {
			t.Fatalf("not reopened: %+v", c)
		}
		i := slices.IndexFunc(c.Changes, func(x record.Changed) bool { return x.Offer == "cegedim-cloud" && x.Rule == "R9-HDS" })
		if i < 0 {
			t.Fatalf("why: %+v", c.Changes)
		}
		why := c.Changes[i]
		want := []decision.FactChange{{Path: "hds.hosting", From: "yes", To: "no", Words: "❌", Source: "Tableau du 2026-11-22"}}
		if diff := cmp.Diff(want, why.Facts); diff != "" || why.To != decision.Ineligible {
			t.Errorf("%+v %s", why, diff)
		}

		for _, a := range []identity.Actor{ada, bob} {
			if got := w.told(a, notify.DecisionReopened); got != 1 {
				t.Errorf("%s was told %d times", a.Name, got)
			}
		}
		for _, a := range []identity.Actor{rita, sam} {
			if got := w.told(a, notify.DecisionReopened); got != 0 {
				t.Errorf("%s was told %d times", a.Name, got)
			}
		}
		note := w.notices(ada)[len(w.notices(ada))-1]
		for _, part := range []string{"Le verdict de 1 offre change.", ": oui → non (« ❌ », Tableau du 2026-11-22), que lit HDS-V2, R9-HDS", "À faire :"} {
			if !strings.Contains(note.Body.FR, part) {
				t.Errorf("no %q in:\n%s", part, note.Body.FR)
			}
		}
		if !strings.Contains(note.Body.EN, ": yes → no (“❌”, Tableau du 2026-11-22), read by HDS-V2, R9-HDS") || !note.Mail || note.Link != "/dossiers/"+n.ID+"/decisions/1" {
			t.Errorf("%+v", note)
		}
		if diff := cmp.Diff([]string{"decision.take", "decision.reopen"}, w.journal(d.ID)); diff != "" {
			t.Error(diff)
		}

		// Running it again tells nobody twice.
		w.reopen(edition.Operation())
		if got := w.told(ada, notify.DecisionReopened); got != 1 {
			t.Errorf("told %d times", got)
		}

		back, err := w.RestoreEdition(ctx, operator, 1)
		w.ok(err)
		if back.Number != 3 || w.Library.Now().Edition.Catalogue != d.Catalogue {
			t.Errorf("undone: %+v", back)
		}
		w.reopen(back.Operation())
		need, err = w.Need(ctx, ada, n.ID)
		w.ok(err)
		if need.Current.State != record.Current || len(need.Current.Changes) != 0 {
			t.Errorf("the import was undone: %+v", need.Current)
		}
		note = w.notices(ada)[len(w.notices(ada))-1]
		if !strings.Contains(note.Title.FR, "tient de nouveau") {
			t.Errorf("%+v", note.Title)
		}
	})
}

// A fact that changes without changing a verdict is said plainly.
func TestReopenQuietly(t *testing.T) {
	w := onSQLite(t)
	ada := w.person("Ada", identity.ProductTeam, w.team)
	n := w.need(ada, w.team, example(t, "samu"))
	_, err := w.Decide(t.Context(), ada, n.ID)
	w.ok(err)
	w.imports(w.operator(), w.table("| **Atlas@OVH v2** | CaaS | ✅ | ✅ | ✅ |", "| **Atlas@OVH v2** | CaaS | ✅ | ❌ | ✅ |"))
	need, err := w.Need(t.Context(), ada, n.ID)
	w.ok(err)
	if need.Current.State != record.Reopened {
		t.Fatalf("a fact used changed: %+v", need.Current)
	}
	for _, c := range need.Current.Changes {
		if c.From != c.To {
			t.Errorf("no verdict changes: %+v", c)
		}
	}
	note := w.notices(ada)[len(w.notices(ada))-1]
	if !strings.Contains(note.Body.FR, "Aucun verdict ne change.") || !strings.Contains(note.Body.EN, "No verdict changes.") {
		t.Errorf("%s", note.Body.FR)
	}
}

// What no decision read reopens nothing.
func TestReopenNothing(t *testing.T) {
	w := onSQLite(t)
	ada := w.person("Ada", identity.ProductTeam, w.team)
	n := w.need(ada, w.team, example(t, "samu"))
	_, err := w.Decide(t.Context(), ada, n.ID)
	w.ok(err)
	_, op := w.imports(w.operator(), w.table())
	need, err := w.Need(t.Context(), ada, n.ID)
	w.ok(err)
	if need.Current.State != record.Current || !strings.Contains(op.Message.FR, "1 décision relue, dont 0 rouverte") {
		t.Errorf("%+v %v", need.Current, op.Message)
	}
}

// On the day a document lapses, the decision that relied on it is reopened; on
// ordinary days nothing is looked at.
func TestReopenWhenItLapses(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, example(t, "demo-rdv")) // R4, until 2027-05-02
		d, err := w.Decide(t.Context(), ada, n.ID)
		w.ok(err)
		if d.Due.String() != "2027-05-02" {
			t.Fatalf("due %s", d.Due)
		}
		w.at("2027-05-01")
		if op := w.day(); op != nil {
			t.Errorf("nothing is due: %+v", op)
		}
		w.at("2027-05-02")
		if op := w.day(); op == nil || op.State != "succeeded" {
			t.Fatalf("%+v", op)
		}
		need, err := w.Need(t.Context(), ada, n.ID)
		w.ok(err)
		if need.Current.State != record.Reopened {
			t.Fatalf("%+v", need.Current)
		}
		for _, c := range need.Current.Changes {
			if c.Kind != record.ByEvidence || c.Offer != "" || !strings.HasPrefix(c.Rule, "R4-") {
				t.Errorf("why: %+v", c)
			}
		}
		told := w.told(ada, notify.DecisionReopened)
		w.day()
		if got := w.told(ada, notify.DecisionReopened); got != told || told != 1 {
			t.Errorf("told %d then %d times", told, got)
		}
	})
}

// A decision taken long ago is compared with today through every change since.
func TestReopenAfterYears(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ada := w.person("Ada", identity.ProductTeam, w.team)
		w.at("2022-02-01")
		n := w.need(ada, w.team, example(t, "cancer-data"))
		d, err := w.Decide(t.Context(), ada, n.ID)
		w.ok(err)
		if !w.Today().Before(d.Due) || d.Due.String() > "2023-12-31" {
			t.Errorf("the circular of 2023 was known to come: due %s", d.Due)
		}
		w.at("2026-11-22")
		w.day()
		need, err := w.Need(t.Context(), ada, n.ID)
		w.ok(err)
		kinds := map[decision.CauseKind]bool{}
		for _, c := range need.Current.Changes {
			kinds[c.Kind] = true
		}
		if need.Current.State != record.Reopened || !kinds[decision.RuleBegan] || !kinds[decision.RuleEnded] {
			t.Errorf("%v %v", need.Current.State, kinds)
		}
	})
}

// failing makes a transaction fail at one of its writes, as a process that dies
// there would.
type failing struct {
	record.DB
	at   int // the write that fails, from 1; 0 is none
	n    int
	down atomic.Bool // nothing can be read
}

var errKilled = errors.New("killed")

func (f *failing) Read(ctx context.Context, fn func(record.Tx) error) error {
	if f.down.Load() {
		return errKilled
	}
	return f.DB.Read(ctx, fn)
}

func (f *failing) Write(ctx context.Context, fn func(record.Tx) error) error {
	return f.DB.Write(ctx, func(tx record.Tx) error { return fn(&dying{tx, f}) })
}

// dying fails at one of the writes.
type dying struct {
	record.Tx
	f *failing
}

func (d *dying) step() error {
	if d.f.n++; d.f.n == d.f.at {
		return errKilled
	}
	return nil
}

func (d *dying) ReopenDecision(ctx context.Context, s *record.DecisionSummary) error {
	return errors.Join(d.Tx.ReopenDecision(ctx, s), d.step())
}

func (d *dying) AddNotice(ctx context.Context, n *notify.Notice) (bool, error) {
	added, err := d.Tx.AddNotice(ctx, n)
	return added, errors.Join(err, d.step())
}

func (d *dying) SaveOperation(ctx context.Context, o *record.Operation) error {
	return errors.Join(d.Tx.SaveOperation(ctx, o), d.step())
}

func (d *dying) SetSetting(ctx context.Context, name string, value []byte) error {
	return errors.Join(d.Tx.SetSetting(ctx, name, value), d.step())
}

func (d *dying) Enqueue(ctx context.Context, j jobs.Job, o jobs.Options) error {
	return errors.Join(d.Tx.Enqueue(ctx, j, o), d.step())
}

// Whichever write the process dies at, running the work again loses nothing and
// tells nobody twice.
func TestReopenSurvives(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, bob := w.person("Ada", identity.ProductTeam, w.team), w.person("Bob", identity.ProductTeam, w.team)
		for _, name := range []string{"a", "b", "c"} {
			n := w.need(ada, w.team, strings.Replace(example(t, "demo-rdv"), "name: demo-rdv", "name: rdv-"+name, 1))
			_, err := w.Decide(ctx, bob, n.ID)
			w.ok(err)
		}
		w.at("2027-05-02")
		real := w.DB
		killed := 0
		for at := 1; ; at++ {
			f := &failing{DB: real, at: at}
			w.DB = f
			err := handler(t, w.Service, "record.day")(ctx, nil, jobs.Attempt{Number: at})
			if err == nil {
				err = handler(t, w.Service, "record.reopen")(ctx, []byte(`{"operation":"day-2027-05-02"}`), jobs.Attempt{Number: at})
			}
			w.DB = real
			if err == nil {
				break
			}
			if !errors.Is(err, errKilled) {
				t.Fatal(err)
			}
			killed++
		}
		if killed < 5 {
			t.Errorf("killed only %d times", killed)
		}
		op := w.reopen("day-2027-05-02")
		if op.State != "succeeded" || op.Done != 3 || op.Total != 3 {
			t.Errorf("%+v", op)
		}
		for _, a := range []identity.Actor{ada, bob} {
			if got := w.told(a, notify.DecisionReopened); got != 3 {
				t.Errorf("%s was told %d times", a.Name, got)
			}
		}
		page, err := w.Needs(ctx, ada, record.NeedQuery{Reopened: true})
		w.ok(err)
		for _, n := range page.Items {
			if diff := cmp.Diff([]string{"decision.take", "decision.reopen"}, w.journal(n.Current.ID)); diff != "" {
				t.Error(diff)
			}
		}
		if page.Total != 3 {
			t.Errorf("%d reopened", page.Total)
		}
	})
}

// A decision that cannot be decided again is named, and the others are looked at.
func TestReopenUnreadable(t *testing.T) {
	w := onSQLite(t)
	ctx := t.Context()
	ada := w.person("Ada", identity.ProductTeam, w.team)
	bad, good := w.need(ada, w.team, example(t, "demo-rdv")), w.need(ada, w.team, example(t, "samu"))
	d, err := w.Decide(ctx, ada, bad.ID)
	w.ok(err)
	d.ID, d.Body = newID(), []byte("{")
	w.save(func(tx record.Tx) error { return tx.AddDecision(ctx, d) })
	_, err = w.Decide(ctx, ada, good.ID)
	w.ok(err)
	_, op := w.imports(w.operator(), w.table(certified, uncertified))
	if op.State != "succeeded" || !strings.Contains(op.Message.FR, "2 décisions relues, dont 1 rouverte ; 1 n’a pas pu l’être") || !strings.Contains(string(op.Result), d.ID) {
		t.Errorf("%+v %s", op.Message, op.Result)
	}
}

func TestOperationIsPrivate(t *testing.T) {
	w := onSQLite(t)
	operator, ada := w.operator(), w.person("Ada", identity.ProductTeam, w.team)
	e, _ := w.imports(operator, w.table())
	op, err := w.Operation(t.Context(), operator, e.Operation())
	w.ok(err)
	if op.By != operator.ID || op.Kind != "reopen" {
		t.Errorf("%+v", op)
	}
	_, err = w.Operation(t.Context(), ada, e.Operation())
	w.fault(err, havre.NotFound)
	_, err = w.Operation(t.Context(), ada, "nothing")
	w.fault(err, havre.NotFound)
}
