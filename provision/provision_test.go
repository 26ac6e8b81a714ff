package provision_test

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/simulated"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// TestLife: what is ordered is built, changed, and ends, and the order follows.
func TestLife(t *testing.T) {
	eachDB(t, func(t *testing.T, w *world) {
		t.Helper()
		add := delivery(0, 1, order.Add, twoTiers)
		if p := w.asked(add); p.Done {
			t.Error("done before anything was asked of the cloud")
		}
		w.carry(instance(0))
		p := w.asked(add)
		if !p.Done || p.Outcome != order.Completed || p.Reference == "" {
			t.Errorf("built: %+v", p)
		}
		v := w.is(0, provision.Running)
		w.exact(0)
		if len(v.Resources) != len(v.Wanted) || len(v.Steps) != len(v.Wanted) {
			t.Errorf("%d resources and %d steps for %d wanted", len(v.Resources), len(v.Steps), len(v.Wanted))
		}

		change := delivery(0, 2, order.Modify, strings.Replace(twoTiers, `"count": 2`, `"count": 1`, 1))
		w.asked(change)
		w.carry(instance(0))
		v = w.is(0, provision.Planned) // it deletes a volume
		if !lossy(v) {
			t.Errorf("the plan loses nothing: %+v", v.Steps)
		}
		if p := w.asked(change); p.Done || !strings.Contains(p.Message.EN, "review") {
			t.Errorf("awaiting a review: %+v", p)
		}
		w.act(0, provision.Apply)
		w.carry(instance(0))
		w.is(0, provision.Running)
		w.exact(0)
		if p := w.asked(change); !p.Done || p.Outcome != order.Completed {
			t.Errorf("changed: %+v", p)
		}

		end := delivery(0, 3, order.Delete, "")
		w.asked(end)
		w.carry(instance(0))
		w.is(0, provision.Gone)
		w.exact(0)
		if p := w.asked(end); !p.Done || p.Outcome != order.Completed {
			t.Errorf("ended: %+v", p)
		}
	})
}

// deletes is the method of driver.Cloud.
const deletes = "Delete"

func lossy(v *provision.View) bool {
	for i := range v.Steps {
		if v.Steps[i].Loses {
			return true
		}
	}
	return false
}

// TestNoChange: applying what is as wanted asks for nothing but a look.
func TestNoChange(t *testing.T) {
	w := onSQLite(t)
	w.build(0, twoTiers)
	var writes atomic.Int64
	w.failing(func(c simulated.Call) simulated.Fault {
		if c.Writes() {
			writes.Add(1)
		}
		return simulated.Fault{}
	})
	w.act(0, provision.Apply)
	w.carry(instance(0))
	if v := w.is(0, provision.Running); writes.Load() != 0 || v.Runs[0].Unchanged != len(v.Wanted) || len(v.Steps) != 0 {
		t.Errorf("%d writes, %d unchanged of %d", writes.Load(), v.Runs[0].Unchanged, len(v.Wanted))
	}
}

// TestFailure: what cannot be done stops the run with its first cause, the order is told
// once, and a retry does what is left and nothing else.
func TestFailure(t *testing.T) {
	eachDB(t, func(t *testing.T, w *world) {
		t.Helper()
		w.failing(func(c simulated.Call) simulated.Fault {
			if c.Method == "Create" && c.Kind == "volume" {
				return simulated.Fault{Fail: driver.Quota}
			}
			return simulated.Fault{}
		})
		add := delivery(0, 1, order.Add, twoTiers)
		w.asked(add)
		w.carry(instance(0))
		v := w.is(0, provision.Failed)
		if v.Why.IsZero() || v.Next.IsZero() || !strings.Contains(v.Why.EN, "volume/front-") {
			t.Errorf("the cause: %q, %q", v.Why.EN, v.Next.EN)
		}
		var stop *jobs.Stop
		if _, err := w.Fulfil(t.Context(), add); !errors.As(err, &stop) || havre.FaultOf(err) == nil {
			t.Fatalf("the order is told: %v", err)
		}
		var creates atomic.Int64
		w.failing(func(c simulated.Call) simulated.Fault {
			if c.Method == "Create" {
				creates.Add(1)
			}
			return simulated.Fault{}
		})
		w.asked(add) // the order was resumed
		w.carry(instance(0))
		v = w.is(0, provision.Running)
		if made := int(creates.Load()); made != len(v.Steps) || made >= len(v.Wanted) || v.Runs[0].Cause != provision.Retried {
			t.Errorf("the retry made %d of %d, in %d steps", made, len(v.Wanted), len(v.Steps))
		}
		w.exact(0)
	})
}

// TestUnanswered: what a call may have made that was never answered is awaited before it
// is asked again, although the cloud does not show it at first.
func TestUnanswered(t *testing.T) {
	w := onSQLite(t)
	w.pace.Lost = time.Hour
	w.Service = w.process(store.Using[provision.Tx](w.db))
	var mu sync.Mutex
	made := 0
	w.failing(func(c simulated.Call) simulated.Fault {
		if c.Method != "Create" || c.Kind != "container" {
			return simulated.Fault{}
		}
		mu.Lock()
		defer mu.Unlock()
		made++
		return simulated.Fault{Lost: true, Hidden: 5}
	})
	w.asked(delivery(0, 1, order.Add, twoTiers))
	w.carry(instance(0))
	w.is(0, provision.Running)
	w.exact(0)
	if made != 1 {
		t.Errorf("asked %d times for one container", made)
	}
}

// TestForgottenDeletion: a deletion that a cloud accepts and forgets is asked again.
func TestForgottenDeletion(t *testing.T) {
	w := onSQLite(t)
	w.build(0, twoTiers)
	var mu sync.Mutex
	asked := 0
	w.failing(func(c simulated.Call) simulated.Fault {
		if c.Method != deletes || c.Kind != "container" {
			return simulated.Fault{}
		}
		mu.Lock()
		defer mu.Unlock()
		asked++
		return simulated.Fault{Ignored: asked < 3}
	})
	w.asked(delivery(0, 2, order.Delete, ""))
	w.carry(instance(0))
	w.is(0, provision.Gone)
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
}

// TestRollBackInFlight: what a run that was called off had begun is found by the roll-back,
// although it was begun before its answer came.
func TestRollBackInFlight(t *testing.T) {
	w := onSQLite(t)
	w.pace.Lost = 2 * time.Second
	w.Service = w.process(store.Using[provision.Tx](w.db))
	flying := make(chan struct{})
	once := sync.OnceFunc(func() { close(flying) })
	w.failing(func(c simulated.Call) simulated.Fault {
		if c.Method == "Create" && c.Key == "network/main" {
			once()
			return simulated.Fault{Delay: 500 * time.Millisecond}
		}
		return simulated.Fault{}
	})
	w.asked(delivery(0, 1, order.Add, twoTiers))
	ended := make(chan error, 1)
	go func() { ended <- carry(t.Context(), w.Service, w.db, instance(0)) }()
	<-flying
	w.act(0, provision.Cancel)
	w.act(0, provision.RollBack)
	w.carry(instance(0))
	w.ok(<-ended)
	w.is(0, provision.Gone)
	w.exact(0)
}

// TestRollBack: an addition that failed leaves nothing, a change leaves what was there.
func TestRollBack(t *testing.T) {
	w := onSQLite(t)
	broken := func(c simulated.Call) simulated.Fault {
		if c.Method == "Create" && c.Kind == "container" {
			return simulated.Fault{Fail: driver.Refused}
		}
		return simulated.Fault{}
	}
	w.failing(broken)
	add := delivery(0, 1, order.Add, twoTiers)
	w.asked(add)
	w.carry(instance(0))
	w.is(0, provision.Failed)
	w.act(0, provision.RollBack)
	w.carry(instance(0))
	w.is(0, provision.Gone)
	w.exact(0)
	if p := w.asked(add); !p.Done || p.Outcome != order.Failed {
		t.Errorf("rolled back: %+v", p)
	}

	before := w.build(1, strings.Replace(twoTiers, `"containers": [{"name": "files"}]`, `"containers": []`, 1))
	w.failing(broken)
	change := delivery(1, 2, order.Modify, twoTiers)
	w.asked(change)
	w.carry(instance(1))
	w.is(1, provision.Failed)
	w.act(1, provision.RollBack)
	w.carry(instance(1))
	after := w.is(1, provision.Running)
	w.exact(1)
	if len(after.Wanted) != len(before.Wanted) {
		t.Errorf("%d resources after, %d before", len(after.Wanted), len(before.Wanted))
	}
	if p := w.asked(change); !p.Done || p.Outcome != order.Failed {
		t.Errorf("rolled back: %+v", p)
	}
}

// TestPauseAndCancel: what is under way ends, nothing more begins.
func TestPauseAndCancel(t *testing.T) {
	w := onSQLite(t)
	add := delivery(0, 1, order.Add, twoTiers)
	w.asked(add)
	var paused, cancelled atomic.Bool // steps are made side by side
	w.failing(func(c simulated.Call) simulated.Fault {
		if c.Method == "Create" && paused.CompareAndSwap(false, true) {
			w.act(0, provision.Pause)
		}
		return simulated.Fault{}
	})
	w.carry(instance(0))
	v := w.is(0, provision.Building)
	if !v.Paused || done(v) == 0 || done(v) == len(v.Steps) {
		t.Fatalf("paused %v after %d of %d", v.Paused, done(v), len(v.Steps))
	}
	w.failing(nil)
	w.act(0, provision.Resume)
	w.failing(func(c simulated.Call) simulated.Fault {
		if c.Method == "Create" && c.Kind == "server" && cancelled.CompareAndSwap(false, true) {
			w.act(0, provision.Cancel)
		}
		return simulated.Fault{}
	})
	w.carry(instance(0))
	v = w.is(0, provision.Cancelled)
	if done(v) == len(v.Steps) {
		t.Error("cancelled once all was done")
	}
	w.failing(nil)
	w.act(0, provision.Retry)
	w.carry(instance(0))
	w.is(0, provision.Running)
	w.exact(0)
	for _, verb := range []provision.Verb{provision.Pause, provision.Resume, provision.Cancel, provision.Retry, provision.RollBack, "dance"} {
		if _, err := w.Act(t.Context(), rachel, instance(0), verb); !errors.Is(err, &havre.Fault{Code: havre.Conflict}) {
			t.Errorf("%s of what runs: %v", verb, err)
		}
	}
}

// slow sets the cloud to work for ten looks on each creation of a kind, and asks for a
// verb as soon as it is looked at.
func (w *world) slow(kind string, verb provision.Verb) {
	var asked atomic.Bool // steps are made side by side
	w.failing(func(c simulated.Call) simulated.Fault {
		if c.Method == "Read" && asked.CompareAndSwap(false, true) {
			w.act(0, verb)
		}
		if c.Method == "Create" && c.Kind == kind {
			return simulated.Fault{Pending: 10}
		}
		return simulated.Fault{}
	})
}

// TestRetryAwaits: what a run that was called off left its cloud at work on is seen to its
// end by the next: nothing is made of it or in service before it is ready.
func TestRetryAwaits(t *testing.T) {
	w := onSQLite(t)
	w.asked(delivery(0, 1, order.Add, twoTiers))
	w.slow("server", provision.Cancel)
	w.carry(instance(0))
	w.is(0, provision.Cancelled)
	w.act(0, provision.Retry)
	w.carry(instance(0))
	v := w.is(0, provision.Running)
	for _, r := range v.Resources {
		if r.Object.State != plan.Ready {
			t.Errorf("%s is %q", r.Object.Key, r.Object.State)
		}
	}
	for _, st := range v.Steps {
		if st.Failure != nil {
			t.Errorf("%s was tried %d times: %s", st.ID, st.Attempts, st.Failure.Raw)
		}
	}
	w.exact(0)
}

// TestPauseAwaits: during a pause nothing begins, and what was begun is seen to its end.
func TestPauseAwaits(t *testing.T) {
	w := onSQLite(t)
	w.asked(delivery(0, 1, order.Add, twoTiers))
	w.slow("volume", provision.Pause)
	w.carry(instance(0))
	v := w.is(0, provision.Building)
	if !v.Paused {
		t.Fatal("nothing is paused")
	}
	underWay := func(st provision.Step) bool { return st.State == provision.Awaiting || st.State == provision.Trying }
	for end := time.Now().Add(10 * time.Second); slices.ContainsFunc(v.Steps, underWay); v = w.view(0) {
		if time.Now().After(end) {
			t.Fatal("what was begun never ends")
		}
		w.ok(do(t.Context(), w.Service, "provision.carry", map[string]any{"deployment": v.ID, "run": v.Run})) // as its worker does
		time.Sleep(w.pace.Poll)
	}
	if done(v) == len(v.Steps) {
		t.Error("the pause came after the end")
	}
	w.act(0, provision.Resume)
	w.carry(instance(0))
	w.is(0, provision.Running)
	w.exact(0)
}

// TestWhyNot: what may not be asked of a deployment is refused with what is so of it.
func TestWhyNot(t *testing.T) {
	for _, test := range []struct {
		name string
		d    provision.Deployment
		verb provision.Verb
		want string // "" when it may be asked
	}{
		{"paused twice", provision.Deployment{State: provision.Building, Run: "r", Paused: true}, provision.Pause, "it is already paused"},
		{"paused once", provision.Deployment{State: provision.Building, Run: "r"}, provision.Pause, ""},
		{"paused at rest", provision.Deployment{State: provision.Running, Run: "r"}, provision.Pause, "nothing is under way"},
		{"a deletion given up", provision.Deployment{State: provision.Leaving, Run: "r"}, provision.Cancel, "a deletion is not given up"},
		{"given up at rest", provision.Deployment{State: provision.Running, Run: "r"}, provision.Cancel, "nothing is under way"},
		{"a plan given up", provision.Deployment{State: provision.Planned, Run: "r"}, provision.Cancel, ""},
		{"rolled back at work", provision.Deployment{State: provision.Building, Run: "r", Item: 1}, provision.RollBack, "a run is under way"},
		{"rolled back in pause", provision.Deployment{State: provision.Building, Run: "r", Item: 1, Paused: true}, provision.RollBack, "a run is paused"},
		{"rolled back at rest", provision.Deployment{State: provision.Running, Item: 1}, provision.RollBack, "there is nothing to undo"},
		{"applied after a failure", provision.Deployment{State: provision.Failed, Item: 1}, provision.Apply, "the last run did not succeed"},
		{"applied once deleted", provision.Deployment{State: provision.Gone}, provision.Apply, "the resource is deleted"},
		{"looked at before a review", provision.Deployment{State: provision.Planned}, provision.Look, "a plan waits to be reviewed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if why, ok := test.d.May(test.verb); ok != (test.want == "") || !ok && why.EN != test.want {
				t.Errorf("may %s: %v, %q", test.verb, ok, why.EN)
			}
		})
	}
}

func done(v *provision.View) (n int) {
	for i := range v.Steps {
		if v.Steps[i].State == provision.Done {
			n++
		}
	}
	return n
}

// look looks for drift now.
func (w *world) look(n int) *provision.View {
	w.t.Helper()
	w.ok(do(w.t.Context(), w.Service, "provision.look", map[string]any{"deployment": instance(n)}))
	return w.view(n)
}

// TestDrift: what somebody changed is told field by field; what opens or closes
// something is repaired by itself, the rest by whoever ordered, or accepted.
func TestDrift(t *testing.T) {
	eachDB(t, func(t *testing.T, w *world) {
		t.Helper()
		w.build(0, twoTiers)
		if v := w.look(0); v.Drifted != 0 {
			t.Fatalf("%d drifted as soon as built", v.Drifted)
		}
		w.cloud.Alter(instance(0), "server/front-1", "flavor", "medium")
		w.cloud.Remove(instance(0), "container/files")
		w.cloud.Plant(instance(0), "volume", "by-hand", nil)
		v := w.look(0)
		if v.Drifted != 2 || len(v.Foreign) != 1 || v.State != provision.Running {
			t.Fatalf("%d drifted, %d foreign, %s", v.Drifted, len(v.Foreign), v.State)
		}
		for _, r := range v.Resources {
			switch r.Object.Key {
			case "server/front-1":
				if len(r.Drift) != 1 || r.Drift[0].Field != "flavor" || r.Drift[0].From != "medium" || r.Drift[0].To != "small" {
					t.Errorf("the flavor: %+v", r.Drift)
				}
			case "container/files":
				if r.Object.State != plan.Absent {
					t.Errorf("the container is %q", r.Object.State)
				}
			default:
				if r.Differs() {
					t.Errorf("%s differs: %+v", r.Object.Key, r.Drift)
				}
			}
		}
		if _, err := w.SettleDrift(t.Context(), rachel, instance(0), provision.Accept, "server/front-1"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.SettleDrift(t.Context(), rachel, instance(0), provision.Repair, "container/files"); err != nil {
			t.Fatal(err)
		}
		w.carry(instance(0))
		if v := w.look(0); v.Drifted != 0 {
			t.Errorf("%d still drifted", v.Drifted)
		}

		w.cloud.Alter(instance(0), "rules/front", "rules", []string{"in tcp 22 0.0.0.0/0"})
		if v := w.look(0); v.State != provision.Building {
			t.Fatalf("a rule that somebody added: %s", v.State)
		}
		w.carry(instance(0))
		if v := w.look(0); v.Drifted != 0 || v.Runs[0].Cause != provision.Repaired {
			t.Errorf("%d drifted after the repair of the rules", v.Drifted)
		}
	})
}

// TestOrphans: an end waits for what cannot be removed, which is in the ledger with its
// order, is tried again, and ends the deployment once it is gone.
func TestOrphans(t *testing.T) {
	eachDB(t, func(t *testing.T, w *world) {
		t.Helper()
		w.build(0, twoTiers)
		w.failing(func(c simulated.Call) simulated.Fault {
			if c.Method == deletes && c.Kind == "volume" {
				return simulated.Fault{Fail: driver.Denied}
			}
			return simulated.Fault{}
		})
		end := delivery(0, 2, order.Delete, "")
		w.asked(end)
		w.carry(instance(0))
		v := w.is(0, provision.Leaving)
		if len(v.Orphans) < 2 || v.Orphans[0].Number != "CMD-2026-00001" || v.Orphans[0].Why.What.IsZero() {
			t.Fatalf("the ledger: %+v", v.Orphans)
		}
		if p := w.asked(end); p.Done {
			t.Errorf("the end is done with %d orphans: %+v", len(v.Orphans), p)
		}
		w.failing(nil)
		for range 4 { // a project goes after what is in it
			w.later(24 * time.Hour)
			w.ok(do(t.Context(), w.Service, "provision.patrol", struct{}{}))
		}
		if v := w.is(0, provision.Gone); len(v.Orphans) != 0 {
			t.Errorf("left in the ledger: %+v", v.Orphans)
		}
		if p := w.asked(end); !p.Done {
			t.Error("the end is not done")
		}
	})
}

// TestDeniedAccount: what a cloud denies names the account, by the name of the settings and
// by that of the platform, and nothing secret.
func TestDeniedAccount(t *testing.T) {
	w := onSQLite(t)
	w.Targets[0].Account = "havre-prod"
	w.Targets[0].Secrets = map[string]string{"password": "s3cret"}
	w.failing(func(c simulated.Call) simulated.Fault {
		if c.Kind == "project" && c.Writes() {
			return simulated.Fault{Fail: driver.Denied}
		}
		return simulated.Fault{}
	})
	w.asked(delivery(0, 1, order.Add, twoTiers))
	for range 4 {
		w.carry(instance(0))
		w.later(24 * time.Hour)
	}
	v := w.is(0, provision.Failed)
	for _, said := range []string{v.Why.FR, v.Why.EN} {
		if !strings.Contains(said, "pi") || !strings.Contains(said, "havre-prod") || strings.Contains(said, "s3cret") {
			t.Errorf("what was denied reads %q", said)
		}
	}
	w.Targets[0].Account = ""
	w.failing(func(simulated.Call) simulated.Fault { return simulated.Fault{Fail: driver.Denied} })
	_, err := w.Preview(t.Context(), rachel, instance(0))
	if f := havre.FaultOf(err); f == nil || !strings.Contains(f.Message.EN, "Account used: “pi”.") {
		t.Errorf("a plan that is denied: %v", err)
	}
}

// TestLateOrphans: what a call that nobody waited for any more makes after all, in what is
// being removed, joins the ledger and is removed with the rest.
func TestLateOrphans(t *testing.T) {
	w := onSQLite(t)
	built := w.build(0, twoTiers)
	w.failing(func(c simulated.Call) simulated.Fault {
		if c.Method == deletes && c.Kind == "project" {
			return simulated.Fault{Fail: driver.Denied}
		}
		return simulated.Fault{}
	})
	w.asked(delivery(0, 2, order.Delete, ""))
	w.carry(instance(0))
	if v := w.is(0, provision.Leaving); len(v.Orphans) != 1 || v.Orphans[0].Object.Kind != "project" {
		t.Fatalf("the ledger: %+v", v.Orphans)
	}
	late := plan.Resource{Kind: "container", Key: "container/late", Name: "late", With: plan.Attributes{}}
	for i := range built.Resources {
		if o := built.Resources[i].Object; o.Kind == "container" {
			late.With = o.With
		}
	}
	_, err := w.cloud.Through(nil).Create(t.Context(), driver.Environment{ID: instance(0)}, late)
	w.ok(err)
	w.failing(nil)
	joined := false
	for range 4 { // the ledger is tried again once a day
		w.later(24 * time.Hour)
		w.ok(do(t.Context(), w.Service, "provision.patrol", struct{}{}))
		for _, o := range w.view(0).Orphans {
			joined = joined || o.Object.Key == late.Key && o.Number == "CMD-2026-00001"
		}
	}
	if !joined {
		t.Error("the late container was never in the ledger")
	}
	w.is(0, provision.Gone)
	if left := w.cloud.Objects(instance(0)); len(left) > 0 {
		t.Errorf("left behind: %+v", left)
	}
}

// TestCheck: what the cloud of a plan would refuse is said of the item before anybody
// approves it.
func TestCheck(t *testing.T) {
	w := onSQLite(t)
	need := &record.Need{ID: "need", Document: []byte("apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: paie, title: Paie}\nspec: {}\n")}
	for _, c := range []struct {
		name, blueprint string
		action          order.Action
		field, value    string
		words           string
	}{
		{name: "what it has", blueprint: twoTiers},
		{name: "nothing to build"},
		{name: "a flavor it does not have", blueprint: strings.Replace(twoTiers, "small", "smal", 1), field: "choices.blueprint", value: "smal", words: "no flavor “smal”; it has: "},
		{name: "more than is ordered", blueprint: strings.Replace(twoTiers, `"size": 10`, `"size": 1000`, 1), field: "choices.blueprint", words: "the order gives 500"},
		{name: "what goes", blueprint: strings.Replace(twoTiers, "small", "smal", 1), action: order.Delete},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := w.Check(delivery(0, 1, cmp.Or(c.action, order.Add), c.blueprint), need)
			switch {
			case c.field == "" && len(got) == 0:
			case len(got) == 1 && got[0].Field == c.field && got[0].Value == c.value && strings.Contains(got[0].Message.EN, c.words):
			default:
				t.Errorf("told %+v", got)
			}
		})
	}
	d := delivery(0, 1, order.Add, strings.Replace(twoTiers, "small", "smal", 1))
	p := *d.Plan
	p.Offer, d.Plan = "nubo", &p
	if got := w.Check(d, need); len(got) > 0 {
		t.Errorf("of a cloud that is an operator's: %+v", got)
	}
}

// TestServes: what no cloud is set up for is an operator's.
func TestServes(t *testing.T) {
	w := onSQLite(t)
	d := delivery(0, 1, order.Add, "")
	other := d
	other.Plan.Offer, other.Item.Offer = "cloud-pi", "cloud-pi"
	for _, c := range []struct {
		name   string
		change func(*order.Delivery)
		want   bool
	}{
		{"an addition", func(*order.Delivery) {}, true},
		{"another offer", func(d *order.Delivery) { p := *d.Plan; p.Offer = "nubo"; d.Plan = &p }, false},
		{"a change of what was made by hand", func(d *order.Delivery) { d.Item.Action = order.Modify }, false},
	} {
		one := d
		c.change(&one)
		if got, err := w.Serves(t.Context(), one); err != nil || got != c.want {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
}
