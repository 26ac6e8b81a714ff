package provision_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/configuration"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/simulated"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// world is a team that ordered a space on a cloud, on a real database.
type world struct {
	*provision.Service
	t      testing.TB
	db     *store.DB
	url    string
	driver *simulated.Driver
	cloud  *simulated.Cloud
	target *provision.Target // another cloud, nil for the simulated one
	pace   provision.Pace

	mu     sync.Mutex
	ahead  time.Duration // of the clock, on the real one
	faults func(simulated.Call) simulated.Fault
}

var (
	rachel = identity.Actor{ID: "rachel", Kind: identity.Human, Name: "Rachel", Grants: []identity.Grant{{Role: identity.ProductTeam, Path: "/team/"}}}
	noon   = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

// quick is the pace of tests.
var quick = provision.Pace{First: time.Millisecond, Longest: 4 * time.Millisecond, Poll: time.Millisecond, Settle: 3 * time.Millisecond, Lost: 6 * time.Millisecond, Slice: 5 * time.Second, Patience: time.Minute, Tries: 12}

// twoTiers is what the tests build in their space.
const twoTiers = `{"apiVersion": "havre/v1", "kind": "Blueprint", "spec": {
  "tiers": [
    {"name": "front", "count": 2, "flavor": "small", "image": "debian-12", "volumes": [{"name": "data", "size": 10}]},
    {"name": "app", "count": 1, "flavor": "small", "image": "debian-12"}],
  "containers": [{"name": "files"}]}}`

// filled are databases with a team, its need and the order of it.
var filled = storetest.Filled[struct{}]{Name: "provision", Fill: func(tb testing.TB, db *store.DB) struct{} {
	tb.Helper()
	stamps := identity.Stamps{CreatedAt: noon, CreatedBy: "rachel", UpdatedAt: noon, UpdatedBy: "rachel"}
	err := db.Write(tb.Context(), func(tx *store.Tx) error {
		org := identity.Organisation{ID: "team", Name: "team", Title: "Équipe", Kind: identity.TeamNode, Stamps: stamps}
		if err := tx.SaveOrganisation(tb.Context(), &org); err != nil {
			return err
		}
		person := identity.Person{ID: "rachel", Kind: identity.Human, Email: "rachel@team.test", Name: "Rachel", Language: havre.French, Home: "team", Stamps: stamps}
		if err := tx.SavePerson(tb.Context(), &person); err != nil {
			return err
		}
		if err := tx.SaveGrant(tb.Context(), &identity.Grant{ID: "g", Person: "rachel", Organisation: "team", Role: identity.ProductTeam, Stamps: stamps}); err != nil {
			return err
		}
		n := record.Need{ID: "need", Organisation: "team", Name: "paie", Title: "Paie", State: record.Shared, Stamps: stamps, Document: []byte("apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: paie, title: Paie}\nspec: {}\n")}
		if err := tx.SaveNeed(tb.Context(), &n, "première version"); err != nil {
			return err
		}
		o := order.Order{ID: "order", Number: "CMD-2026-00001", Need: "need", Title: "Paie", State: order.InProgress, Requester: "rachel", Stamps: stamps}
		if err := tx.SaveOrder(tb.Context(), &o, nil); err != nil {
			return err
		}
		for i := range 8 {
			in := order.Instance{ID: instance(i), Need: "need", Offer: "cloud-pi", Plan: "project", Name: fmt.Sprintf("espace-%d", i), Environment: "production", State: order.ReservedInstance, Order: "order", Stamps: stamps}
			if err := tx.SaveInstance(tb.Context(), &in); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return struct{}{}
}}

// instance is the identifier of the nth instance, as long as all are.
func instance(n int) string { return fmt.Sprintf("%026d", n) }

func eachDB(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	filled.Each(t, func(t *testing.T, url string, _ struct{}) { test(t, newWorld(t, url)) })
}

func onSQLite(tb testing.TB) *world {
	tb.Helper()
	url, _ := filled.SQLite(tb)
	return newWorld(tb, url)
}

func newWorld(tb testing.TB, url string) *world {
	tb.Helper()
	w := &world{t: tb, url: url, pace: quick, db: storetest.Open(tb, store.Config{URL: url, Connections: 8})}
	w.driver = simulated.New(simulated.Options{Faults: w.fault})
	w.Service = w.process(store.Using[provision.Tx](w.db))
	w.cloud = w.driver.Cloud("pi")
	return w
}

// process is another process of the portal, on a database.
func (w *world) process(db provision.DB) *provision.Service {
	w.t.Helper()
	library, err := record.NewLibrary(nil, nil)
	w.ok(err)
	records := &record.Service{DB: store.Using[record.Tx](w.db), Library: library, Now: w.now, NewID: newID, Program: "v1.2.3"}
	simulation := driver.Target{Name: "pi", Profile: &driver.Profile{Name: "cloud-pi", Title: havre.Same("Cloud Pi")}}
	cloud, err := w.driver.Open(simulation)
	w.ok(err)
	on := w.target
	if on == nil {
		on = &provision.Target{Target: simulation, Offer: "cloud-pi", Plans: "openstack", Driver: w.driver, Cloud: cloud}
	}
	return &provision.Service{
		DB: db, Records: records, Orders: &order.Service{DB: store.Using[order.Tx](w.db), Records: records, Chains: approval.Builtin()},
		Vault: provision.NewVault([32]byte{1}), Pace: w.pace,
		Targets: []*provision.Target{on},
	}
}

func newID() string { return strings.ToLower(rand.Text()) }

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.ahead)
}

// later moves the clock.
func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ahead += d
}

func (w *world) fault(c simulated.Call) simulated.Fault {
	w.mu.Lock()
	f := w.faults
	w.mu.Unlock()
	if f == nil {
		return simulated.Fault{}
	}
	return f(c)
}

// failing makes the cloud misbehave, nil to behave again.
func (w *world) failing(f func(simulated.Call) simulated.Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = f
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		if f := havre.FaultOf(err); f != nil && f.Cause != nil {
			err = fmt.Errorf("%w (%w)", err, f.Cause)
		}
		w.t.Fatal(err)
	}
}

// delivery asks for the nth instance; each item is another order's.
func delivery(n, item int, action order.Action, blueprint string) order.Delivery {
	wish := &order.Wish{Configuration: configuration.Configuration{
		Choices:   map[string]any{"cpu": int64(16), "memory": int64(64), "storage": int64(500), "addresses": int64(2), "exposure": "rie", "zones": int64(2)},
		Resources: map[string]int64{"cpu": 16, "memory": 64 << 10, "storage": 500, "addresses": 2},
	}}
	if blueprint != "" {
		wish.Configuration.Choices["blueprint"] = blueprint
	}
	it := order.Item{Number: item, Action: action, Instance: instance(n), Offer: "cloud-pi", Plan: "project", Name: fmt.Sprintf("espace-%d", n), Environment: "production"}
	if action != order.Delete {
		it.Requested, it.Decided = wish, wish
	}
	return order.Delivery{
		Order: "order", Number: "CMD-2026-00001", Item: it, Attempt: 1,
		Instance: order.Instance{ID: instance(n), Need: "need", Offer: "cloud-pi", Plan: "project", Name: it.Name, Environment: "production"},
		Plan:     &catalogue.Plan{ID: "project", Offer: "cloud-pi", Fulfilment: catalogue.Fulfilment{Driver: "openstack"}},
	}
}

// asked hands a delivery over.
func (w *world) asked(d order.Delivery) order.Progress {
	w.t.Helper()
	p, err := w.Fulfil(w.t.Context(), d)
	w.ok(err)
	return p
}

// carry runs the job of the run under way, as a worker would, until nothing is left.
func (w *world) carry(id string) { w.t.Helper(); w.ok(carry(w.t.Context(), w.Service, w.db, id)) }

func carry(ctx context.Context, s *provision.Service, db *store.DB, id string) error {
	for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); time.Sleep(s.Pace.Poll) { // a run may have nothing due
		d, err := read(ctx, db, id)
		if err != nil {
			return err
		}
		r, err := runOf(ctx, db, d.Run)
		if err != nil {
			return err
		}
		if r.State != provision.Working || d.Paused {
			return nil
		}
		if err := do(ctx, s, "provision.carry", map[string]any{"deployment": id, "run": d.Run}); err != nil {
			return err
		}
	}
	return fmt.Errorf("the run of %s goes on for ever", id)
}

// do runs a job.
func do(ctx context.Context, s *provision.Service, kind string, args any) error {
	data, err := json.Marshal(args)
	if err != nil {
		return err
	}
	for _, h := range s.Handlers() {
		if h.Kind == kind {
			return h.Do(ctx, data, jobs.Attempt{ID: "1", Number: 1})
		}
	}
	return fmt.Errorf("no job is called %s", kind)
}

func read(ctx context.Context, db *store.DB, id string) (d *provision.Deployment, err error) {
	err = db.Read(ctx, func(tx *store.Tx) error {
		d, err = tx.Deployment(ctx, id)
		return err
	})
	return d, err
}

func runOf(ctx context.Context, db *store.DB, id string) (r *provision.Run, err error) {
	err = db.Read(ctx, func(tx *store.Tx) error {
		r, err = tx.Run(ctx, id)
		return err
	})
	return r, err
}

// view is a deployment as its team sees it.
func (w *world) view(n int) *provision.View {
	w.t.Helper()
	v, err := w.Deployment(w.t.Context(), rachel, instance(n))
	w.ok(err)
	return v
}

// is checks the state of a deployment.
func (w *world) is(n int, want provision.State) *provision.View {
	w.t.Helper()
	v := w.view(n)
	if v.State != want {
		var lines []string
		for _, st := range v.Steps {
			line := fmt.Sprintf("%s %s ×%d", st.ID, st.State, st.Attempts)
			if st.Failure != nil {
				line += ": " + st.Failure.What.EN + " " + st.Failure.Raw
			}
			lines = append(lines, line)
		}
		w.t.Fatalf("the deployment is %s, not %s: %s\n%s", v.State, want, v.Why.EN, strings.Join(lines, "\n"))
	}
	return v
}

// exact checks that the cloud has exactly what is wanted of a deployment, told by the
// cloud itself and not by what Havre believes.
func (w *world) exact(n int) {
	w.t.Helper()
	w.failing(nil)
	d, err := read(w.t.Context(), w.db, instance(n))
	w.ok(err)
	found, err := w.cloud.Inventory(w.t.Context(), driver.Environment{ID: instance(n)})
	w.ok(err)
	var have, want []string
	for _, o := range found {
		have = append(have, o.Key)
	}
	for i := range d.Wanted {
		want = append(want, d.Wanted[i].Key)
	}
	slices.Sort(have) // twice when it is there twice
	if diff := cmp.Diff(plan.Set(want...), have); diff != "" && len(have)+len(want) > 0 {
		w.t.Fatalf("wanted (-) and found (+):\n%s", diff)
	}
	if d.State == provision.Gone {
		return
	}
	if p, err := w.Preview(w.t.Context(), rachel, instance(n)); err != nil || !p.Empty() {
		w.t.Fatalf("still to do: %+v, %v", p, err)
	}
}

// build orders the nth space and builds it.
func (w *world) build(n int, blueprint string) *provision.View {
	w.t.Helper()
	w.asked(delivery(n, 1, order.Add, blueprint))
	w.carry(instance(n))
	return w.is(n, provision.Running)
}

func (w *world) act(n int, v provision.Verb) {
	w.t.Helper()
	_, err := w.Act(w.t.Context(), rachel, instance(n), v)
	w.ok(err)
}
