package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// ordered saves the instances of a need and the order that added them: what a deployment
// is built for.
func ordered(t *testing.T, db *store.DB, n *record.Need, names ...string) {
	t.Helper()
	write(t, db, func(tx *store.Tx) error {
		o := order.Order{ID: "order-" + n.ID, Number: "CMD-" + n.ID, Need: n.ID, Title: n.Title, State: "inProgress", Requester: "alice", Stamps: by("alice", noon)}
		if err := tx.SaveOrder(t.Context(), &o, nil); err != nil {
			return err
		}
		for _, name := range names {
			i := order.Instance{
				ID: name, Need: n.ID, Offer: "cloud-pi", Plan: "projet", Name: "espace-" + name, Environment: "production", State: order.ReservedInstance,
				Order: o.ID, Stamps: by("alice", noon),
			}
			if err := tx.SaveInstance(t.Context(), &i); err != nil {
				return err
			}
		}
		return nil
	})
}

// deployed saves the deployment of an instance.
func deployed(t *testing.T, db *store.DB, id, need string, change ...func(*provision.Deployment)) *provision.Deployment {
	t.Helper()
	d := &provision.Deployment{
		ID: id, Order: "order-" + need, Number: "CMD-" + need, Item: 1, Target: "pi", Driver: "openstack", State: provision.Running, Generation: 1,
		Stamps: by("alice", noon),
	}
	for _, c := range change {
		c(d)
	}
	write(t, db, func(tx *store.Tx) error { return tx.SaveDeployment(t.Context(), d) })
	return d
}

// network is an object whose attributes are of every type.
var network = plan.Object{
	Key: "subnet/main", Kind: "subnet", ID: "4f1c", Name: "havre-subnet-main", State: plan.Ready, After: []string{"network/main"}, Words: "ACTIVE",
	With: plan.Attributes{"network": "@network/main", "size": int64(1) << 60, "gateway": true, "dns": []string{"192.0.2.1", "192.0.2.2"}},
}

// changes are of every type too.
var changes = []plan.Change{
	{Field: "size", From: int64(10), To: int64(1)<<53 + 1},
	{Field: "dns", From: []string{"192.0.2.1"}},
	{Field: "gateway", To: true},
}

func TestDeployment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		ordered(t, db, need(t, db, "n", "dnum", "Agenda partagé"), "d")
		resource := plan.Resource{Key: network.Key, Kind: network.Kind, Name: network.Name, With: network.With, After: []string{"router/main"}}
		want := deployed(t, db, "d", "n", func(d *provision.Deployment) {
			d.Paused, d.Run, d.Drifted, d.ObservedAt = true, "r1", 2, minute(3)
			d.Wanted, d.Before = []plan.Resource{resource}, []plan.Resource{{Key: "a", Kind: "b", Name: "c"}}
			d.Accepted = map[string]plan.Attributes{"server/front-1": {"flavor": "m1.small", "count": int64(2)}}
			d.Cautions = []havre.Text{{FR: "Sans adresse", EN: "Without an address"}}
			d.Policy = provision.Policy{"server": provision.Repair}
			d.Why, d.Next = havre.Text{FR: "Quota atteint", EN: "Quota reached"}, havre.Text{FR: "Attendez", EN: "Wait"}
			d.Foreign = []plan.Object{network}
		})
		same(t, "version", want.Version, 1)
		want.Need, want.NeedTitle, want.Organisation, want.Path = "n", "Agenda partagé", "dnum", "/minint/dnum/"
		want.Offer, want.Plan, want.Name, want.Environment, want.Owner = "cloud-pi", "projet", "espace-d", "production", "alice"
		check := func(what string) {
			t.Helper()
			read(t, db, func(tx *store.Tx) error {
				got, err := tx.Deployment(t.Context(), "d")
				if err != nil {
					return err
				}
				same(t, what, got, want)
				_, err = tx.Deployment(t.Context(), "none")
				wantFault(t, err, havre.NotFound)
				return nil
			})
		}
		check("created")
		old := *want
		want.State, want.Generation, want.Paused, want.Drifted, want.Run = provision.Building, 2, false, 0, "r2"
		want.ObservedAt, want.UpdatedAt = time.Time{}, minute(4)
		write(t, db, func(tx *store.Tx) error { return tx.SaveDeployment(t.Context(), want) })
		check("changed")
		for _, c := range []struct {
			name string
			save provision.Deployment
			want havre.FaultCode
		}{
			{"an old version", old, havre.Stale},
			{"a second one of the instance", provision.Deployment{ID: "d"}, havre.Conflict},
			{"of no instance", provision.Deployment{ID: "none"}, havre.NotFound},
		} {
			t.Run(c.name, func(t *testing.T) {
				wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveDeployment(t.Context(), &c.save) }), c.want)
			})
		}
	})
}

// The epoch tells a worker that was thought dead that another has taken its place, and
// only being taken in hand makes it grow.
func TestDeploymentEpoch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		ordered(t, db, need(t, db, "n", "dnum", "Agenda"), "d")
		d := deployed(t, db, "d", "n", func(d *provision.Deployment) { d.Epoch = 40 })
		for want := range int64(3) {
			write(t, db, func(tx *store.Tx) error {
				got, err := tx.Claim(t.Context(), "d")
				same(t, "epoch", got, want+1)
				return err
			})
			d.Epoch = 70
			write(t, db, func(tx *store.Tx) error { return tx.SaveDeployment(t.Context(), d) })
		}
		write(t, db, func(tx *store.Tx) error {
			_, err := tx.Claim(t.Context(), "none")
			wantFault(t, err, havre.NotFound)
			wantFault(t, tx.Holds(t.Context(), "none", 1), havre.NotFound)
			wantFault(t, tx.Holds(t.Context(), "d", 2), havre.Conflict)
			wantFault(t, tx.Holds(t.Context(), "d", 4), havre.Conflict)
			return tx.Holds(t.Context(), "d", 3)
		})
	})
}

// While somebody holds a deployment, nobody takes it.
func TestDeploymentIsHeldUntilTheEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		ordered(t, db, need(t, db, "n", "dnum", "Agenda"), "d")
		deployed(t, db, "d", "n")
		claimed := make(chan error, 1)
		write(t, db, func(tx *store.Tx) error {
			if err := tx.Holds(t.Context(), "d", 0); err != nil {
				return err
			}
			ctx := t.Context()
			go func() {
				claimed <- db.Write(ctx, func(tx *store.Tx) error {
					_, err := tx.Claim(ctx, "d")
					return err
				})
			}()
			select {
			case err := <-claimed:
				t.Errorf("claimed while it was held: %v", err)
			case <-time.After(100 * time.Millisecond):
			}
			return tx.Holds(t.Context(), "d", 0)
		})
		if err := <-claimed; err != nil {
			t.Fatal(describe(err))
		}
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error { return tx.Holds(t.Context(), "d", 0) }), havre.Conflict)
	})
}

func TestDeployments(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		ordered(t, db, need(t, db, "mine", "apps", "Agenda"), "a", "b", "c")
		ordered(t, db, need(t, db, "theirs", "minsante", "Registre"), "x", "y")
		ordered(t, db, need(t, db, "draft", "minsante", "Essai", func(n *record.Need) { n.State = record.Draft }), "z")
		deployed(t, db, "a", "mine", func(d *provision.Deployment) { d.ObservedAt = minute(2) })
		deployed(t, db, "b", "mine", func(d *provision.Deployment) { d.ObservedAt, d.Drifted = minute(1), 3 })
		deployed(t, db, "c", "mine", func(d *provision.Deployment) { d.State, d.Target = provision.Failed, "nubo" })
		deployed(t, db, "x", "theirs")
		deployed(t, db, "y", "theirs", func(d *provision.Deployment) { d.DeletedAt = noon })
		deployed(t, db, "z", "draft", func(d *provision.Deployment) { d.ObservedAt = minute(5) })
		everything := record.NeedQuery{All: true}
		for _, c := range []struct {
			name string
			q    provision.Query
			want []string
		}{
			{"all by name", provision.Query{Needs: everything}, []string{"a", "b", "c", "x", "z"}},
			{"all by state", provision.Query{Needs: everything, List: havre.List{Sort: "state"}}, []string{"c", "a", "b", "x", "z"}},
			{"those looked at last come last", provision.Query{Needs: everything, List: havre.List{Sort: "observed"}}, []string{"c", "x", "b", "a", "z"}},
			{"and first", provision.Query{Needs: everything, List: havre.List{Sort: "observed", Desc: true}}, []string{"z", "a", "b", "x", "c"}},
			{"of nobody", provision.Query{}, nil},
			{"of a ministry", provision.Query{Needs: record.NeedQuery{Scopes: []string{"/minint/"}}}, []string{"a", "b", "c"}},
			{"of another, not its drafts", provision.Query{Needs: record.NeedQuery{Scopes: []string{"/minsante/"}}}, []string{"x"}},
			{"its drafts", provision.Query{Needs: record.NeedQuery{DraftScopes: []string{"/minsante/"}}}, []string{"x", "z"}},
			{"of a need", provision.Query{Needs: everything, Need: "theirs"}, []string{"x"}},
			{"on a cloud", provision.Query{Needs: everything, Target: "nubo"}, []string{"c"}},
			{"in a state", provision.Query{Needs: everything, State: provision.Failed}, []string{"c"}},
			{"that differ", provision.Query{Needs: everything, Drifted: true}, []string{"b"}},
			{"not looked at lately", provision.Query{Needs: everything, Unseen: "2026-11-22T13:02:00+01:00", List: havre.List{Sort: "observed"}}, []string{"x", "b"}},
			{"by words", provision.Query{Needs: everything, List: havre.List{Search: "AGENDA espace-B"}}, []string{"b"}},
			{"by number", provision.Query{Needs: everything, List: havre.List{Search: "cmd-theirs"}}, []string{"x"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				read(t, db, func(tx *store.Tx) error {
					got := pages(t, 2, c.q.List, func(l havre.List) (havre.Page[provision.Deployment], error) {
						q := c.q
						q.List = l
						return tx.Deployments(t.Context(), q)
					})
					same(t, "found", ids(got, func(d provision.Deployment) string { return d.ID }), c.want)
					return nil
				})
			})
		}
		read(t, db, func(tx *store.Tx) error {
			_, err := tx.Deployments(t.Context(), provision.Query{Unseen: "yesterday"})
			wantFault(t, havre.FaultOf(err), havre.Invalid)
			return nil
		})
	})
}

func TestDeploymentResources(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		ordered(t, db, need(t, db, "n", "dnum", "Agenda"), "d", "e")
		deployed(t, db, "d", "n")
		deployed(t, db, "e", "n")
		full := provision.Resource{
			Deployment: "d", Object: network, Wanted: &plan.Resource{Key: network.Key, Kind: network.Kind, Name: "n", With: plan.Attributes{"a": int64(1)}},
			Drift: changes, Words: havre.Text{FR: "Différente", EN: "Different"}, Since: noon, MadeAt: minute(1), ObservedAt: minute(2),
		}
		list := []provision.Resource{
			{Deployment: "d", Object: plan.Object{Key: "Zone/main", ID: "1"}},
			{Deployment: "d", Object: plan.Object{Key: "server/a", ID: "1"}},
			{Deployment: "d", Object: plan.Object{Key: "server/a", ID: "2"}}, // made twice
			full,
		}
		check := func(what string, want []provision.Resource) {
			t.Helper()
			read(t, db, func(tx *store.Tx) error {
				got, err := tx.Resources(t.Context(), "d")
				same(t, what, got, want)
				return err
			})
		}
		write(t, db, func(tx *store.Tx) error {
			for _, i := range []int{3, 1, 2, 0} {
				if err := tx.SaveResource(t.Context(), &list[i]); err != nil {
					return err
				}
			}
			return tx.SaveResource(t.Context(), &provision.Resource{Deployment: "e", Object: network})
		})
		check("in the order of their keys", list)
		list[3] = provision.Resource{Deployment: "d", Object: network}
		list[3].Object.State = plan.Broken
		write(t, db, func(tx *store.Tx) error { return tx.SaveResource(t.Context(), &list[3]) })
		check("saved again", list)
		write(t, db, func(tx *store.Tx) error {
			if err := tx.DropResource(t.Context(), "d", "server/a", "1"); err != nil {
				return err
			}
			return tx.DropResource(t.Context(), "d", "server/a", "1")
		})
		check("one less", []provision.Resource{list[0], list[2], list[3]})
	})
}

func TestDeploymentRuns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		ordered(t, db, need(t, db, "n", "dnum", "Agenda"), "d", "e")
		deployed(t, db, "d", "n")
		deployed(t, db, "e", "n")
		want := &provision.Run{
			ID: "r2", Deployment: "d", Number: 2, Cause: provision.Repaired, Generation: 3, By: "alice", State: provision.Working, Unchanged: 4, Calls: 5,
			Why: havre.Text{FR: "Écart", EN: "Drift"}, StartedAt: noon, EndedAt: minute(1),
		}
		write(t, db, func(tx *store.Tx) error {
			for _, r := range []*provision.Run{
				{ID: "r1", Deployment: "d", Number: 1},
				want,
				{ID: "r10", Deployment: "d", Number: 10},
				{ID: "s1", Deployment: "e", Number: 1},
			} {
				if err := tx.SaveRun(t.Context(), r); err != nil {
					return err
				}
			}
			return nil
		})
		check := func() {
			t.Helper()
			read(t, db, func(tx *store.Tx) error {
				got, err := tx.Run(t.Context(), "r2")
				same(t, "run", got, want)
				return err
			})
		}
		check()
		want.State, want.EndedAt, want.Calls = provision.Stopped, minute(9), 60
		write(t, db, func(tx *store.Tx) error { return tx.SaveRun(t.Context(), want) })
		check()
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Runs(t.Context(), "d", 2)
			same(t, "newest first", ids(got, func(r provision.Run) string { return r.ID }), []string{"r10", "r2"})
			_, missing := tx.Run(t.Context(), "none")
			wantFault(t, missing, havre.NotFound)
			return err
		})
		for _, r := range []provision.Run{{ID: "other", Deployment: "d", Number: 2}, {ID: "r1", Deployment: "e", Number: 1}} {
			wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveRun(t.Context(), &r) }), havre.Conflict)
		}
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.SaveRun(t.Context(), &provision.Run{ID: "lost", Deployment: "none", Number: 1})
		}), havre.NotFound)
	})
}

func TestDeploymentSteps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		ordered(t, db, need(t, db, "n", "dnum", "Agenda"), "d")
		deployed(t, db, "d", "n")
		write(t, db, func(tx *store.Tx) error {
			return tx.SaveRun(t.Context(), &provision.Run{ID: "r", Deployment: "d", Number: 1})
		})
		var want []provision.Step
		for i := range 1203 { // more than fit in one statement
			want = append(want, provision.Step{Run: "r", Number: i + 1, Step: plan.Step{ID: fmt.Sprint("create server/", i), Verb: plan.Create}, State: provision.Waiting})
		}
		save := func(steps []provision.Step) {
			t.Helper()
			write(t, db, func(tx *store.Tx) error { return tx.SaveSteps(t.Context(), steps) })
			read(t, db, func(tx *store.Tx) error {
				got, err := tx.Steps(t.Context(), "r")
				same(t, "steps", got, want)
				return err
			})
		}
		save(want)
		want[1] = provision.Step{
			Run: "r", Number: 2, State: provision.Trying, Attempts: 3, Made: network, StartedAt: noon, TriedAt: minute(1), EndedAt: minute(2), NextAt: minute(3),
			Step: plan.Step{
				ID: "update subnet/main", Verb: plan.Update, Key: network.Key, Kind: network.Kind, Name: network.Name, Found: network, Changes: changes,
				Wanted: plan.Resource{Key: network.Key, Kind: network.Kind, With: network.With}, After: []string{"create network/main"}, Renew: true, Loses: true,
			},
			Failure: &provision.Trouble{Reason: "busy", What: havre.Text{FR: "Occupé", EN: "Busy"}, Next: havre.Text{FR: "Attendez", EN: "Wait"}, Raw: "GET / → 503", At: noon},
		}
		save(want[1:2])
		save(nil)
		wantFault(t, db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.SaveSteps(t.Context(), []provision.Step{{Run: "none", Number: 1}})
		}), havre.NotFound)
	})
}

func orphan(id, deployment string, change ...func(*provision.Orphan)) *provision.Orphan {
	o := &provision.Orphan{
		ID: id, Deployment: deployment, Number: "CMD-" + deployment, Target: "pi", Since: noon, NextAt: minute(1),
		Object: plan.Object{Key: "server/" + id, Kind: "server", ID: "ext-" + id},
	}
	for _, c := range change {
		c(o)
	}
	return o
}

func TestOrphan(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		ordered(t, db, need(t, db, "n", "dnum", "Agenda"), "d")
		deployed(t, db, "d", "n")
		want := orphan("o", "d", func(o *provision.Orphan) {
			o.Object, o.Tries, o.Why = network, 2, provision.Trouble{Reason: "conflicting", What: havre.Text{FR: "Occupé", EN: "Busy"}, At: minute(1)}
		})
		save := func(o *provision.Orphan) error {
			return db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveOrphan(t.Context(), o) })
		}
		if err := save(want); err != nil {
			t.Fatal(describe(err))
		}
		want.Name, want.NeedTitle, want.Path = "espace-d", "Agenda", "/minint/dnum/"
		of := func() (got *provision.Orphan, err error) {
			err = db.Read(t.Context(), func(tx *store.Tx) error {
				byID, err := tx.Orphan(t.Context(), "o")
				if err != nil {
					return err
				}
				same(t, "orphan", byID, want)
				got, err = tx.OrphanOf(t.Context(), "pi", "subnet", network.ID)
				return err
			})
			return got, err
		}
		got, err := of()
		if err != nil {
			t.Fatal(describe(err))
		}
		same(t, "by its object", got, want)
		wantFault(t, save(orphan("twice", "d", func(o *provision.Orphan) { o.Object = network })), havre.Conflict)
		wantFault(t, save(orphan("lost", "none")), havre.NotFound)
		if want.Settled() {
			t.Error("what still exists is settled")
		}
		want.Tries, want.NextAt, want.GoneAt, want.GoneHow = 9, time.Time{}, minute(5), "removed"
		if err := save(want); err != nil {
			t.Fatal(describe(err))
		}
		_, err = of()
		wantFault(t, err, havre.NotFound)
		if err := save(orphan("again", "d", func(o *provision.Orphan) { o.Object = network })); err != nil {
			t.Errorf("an object that came back: %v", describe(err))
		}
	})
}

func TestOrphans(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world(t, db)
		ordered(t, db, need(t, db, "n", "dnum", "Agenda"), "d")
		ordered(t, db, need(t, db, "m", "minsante", "Registre"), "e")
		deployed(t, db, "d", "n")
		deployed(t, db, "e", "m")
		write(t, db, func(tx *store.Tx) error {
			for _, o := range []*provision.Orphan{
				orphan("1", "d", func(o *provision.Orphan) { o.Since = minute(3) }),
				orphan("2", "d", func(o *provision.Orphan) { o.Since, o.NextAt, o.Target = minute(2), minute(5), "nubo" }),
				orphan("3", "e", func(o *provision.Orphan) { o.Since = minute(1) }),
				orphan("4", "e", func(o *provision.Orphan) { o.GoneAt = minute(9) }),
				orphan("5", "e", func(o *provision.Orphan) { o.Since, o.NextAt = minute(4), time.Time{} }),
			} {
				if err := tx.SaveOrphan(t.Context(), o); err != nil {
					return err
				}
			}
			return nil
		})
		everything := record.NeedQuery{All: true}
		for _, c := range []struct {
			name string
			q    provision.OrphanQuery
			want []string
		}{
			{"the oldest first", provision.OrphanQuery{Needs: everything}, []string{"4", "3", "2", "1", "5"}},
			{"by cloud", provision.OrphanQuery{Needs: everything, List: havre.List{Sort: "target"}}, []string{"2", "1", "3", "4", "5"}},
			{"open", provision.OrphanQuery{Needs: everything, Open: true}, []string{"3", "2", "1", "5"}},
			{"due", provision.OrphanQuery{Needs: everything, Due: "2026-11-22T12:01:00Z"}, []string{"3", "1"}},
			{"due later", provision.OrphanQuery{Needs: everything, Due: "2026-11-22T12:05:00Z"}, []string{"3", "2", "1"}},
			{"none is due yet", provision.OrphanQuery{Needs: everything, Due: "2026-11-22T12:00:59.9Z"}, nil},
			{"on a cloud", provision.OrphanQuery{Needs: everything, Target: "nubo"}, []string{"2"}},
			{"of a deployment", provision.OrphanQuery{Needs: everything, Deployment: "d"}, []string{"2", "1"}},
			{"by words", provision.OrphanQuery{Needs: everything, List: havre.List{Search: "registre EXT-3"}}, []string{"3"}},
			{"of a ministry", provision.OrphanQuery{Needs: record.NeedQuery{Scopes: []string{"/minint/"}}}, []string{"2", "1"}},
			{"of nobody", provision.OrphanQuery{}, nil},
		} {
			t.Run(c.name, func(t *testing.T) {
				read(t, db, func(tx *store.Tx) error {
					got := pages(t, 2, c.q.List, func(l havre.List) (havre.Page[provision.Orphan], error) {
						q := c.q
						q.List = l
						return tx.Orphans(t.Context(), q)
					})
					same(t, "found", ids(got, func(o provision.Orphan) string { return o.ID }), c.want)
					return nil
				})
			})
		}
		read(t, db, func(tx *store.Tx) error {
			_, err := tx.Orphans(t.Context(), provision.OrphanQuery{Due: "soon"})
			wantFault(t, havre.FaultOf(err), havre.Invalid)
			return nil
		})
	})
}

func TestSealed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		names := func(list []provision.Sealed) []string {
			return sorted(ids(list, func(s provision.Sealed) string { return s.Owner + "/" + s.Name }))
		}
		want := &provision.Sealed{Owner: "d", Name: "user", Box: []byte{1, 0, 255}, Key: 1<<32 - 1, At: noon}
		write(t, db, func(tx *store.Tx) error {
			for _, s := range []*provision.Sealed{want, {Owner: "d", Name: "key", Key: 1}, {Owner: "d", Name: "old", Key: 2}, {Owner: "e", Name: "user", Key: 2}} {
				if err := tx.SaveSealed(t.Context(), s); err != nil {
					return err
				}
			}
			return nil
		})
		check := func() {
			t.Helper()
			read(t, db, func(tx *store.Tx) error {
				got, err := tx.Sealed(t.Context(), "d", "user")
				same(t, "sealed", got, want)
				return err
			})
		}
		check()
		want.Box, want.Key, want.At = []byte("other"), 2, minute(1)
		write(t, db, func(tx *store.Tx) error { return tx.SaveSealed(t.Context(), want) })
		check()
		read(t, db, func(tx *store.Tx) error {
			for key, want := range map[uint32][]string{2: {"d/key"}, 1: {"d/old", "d/user", "e/user"}} {
				got, err := tx.SealedBefore(t.Context(), key, 10)
				if err != nil {
					return err
				}
				same(t, "of another key", names(got), want)
			}
			some, err := tx.SealedBefore(t.Context(), 3, 3)
			same(t, "some", len(some), 3)
			return err
		})
		left := func(drop, want string) {
			t.Helper()
			write(t, db, func(tx *store.Tx) error {
				if err := tx.DropSealed(t.Context(), "d", drop); err != nil {
					return err
				}
				got, err := tx.SealedBefore(t.Context(), 3, 10)
				same(t, "left", fmt.Sprint(names(got)), want)
				_, missing := tx.Sealed(t.Context(), "d", "key")
				wantFault(t, missing, havre.NotFound)
				return err
			})
		}
		left("key", "[d/old d/user e/user]")
		left("key", "[d/old d/user e/user]")
		left("", "[e/user]")
	})
}

// A keyset is only changed by whoever has read the one there is.
func TestKeyset(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		read(t, db, func(tx *store.Tx) error {
			_, _, err := tx.Keyset(t.Context())
			wantFault(t, err, havre.NotFound)
			return nil
		})
		for i, c := range []struct {
			content string
			version int64
			want    havre.FaultCode
		}{
			{"early", 1, havre.Conflict},
			{"first", 0, ""},
			{"another first", 0, havre.Conflict},
			{"second", 1, ""},
			{"late", 1, havre.Conflict},
			{"third", 2, ""},
		} {
			err := db.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveKeyset(t.Context(), []byte(c.content), c.version) })
			if c.want != "" {
				wantFault(t, err, c.want)
				continue
			}
			if err != nil {
				t.Fatalf("%d: %v", i, describe(err))
			}
			read(t, db, func(tx *store.Tx) error {
				content, version, err := tx.Keyset(t.Context())
				same(t, "content", string(content), c.content)
				same(t, "version", version, c.version+1)
				return err
			})
		}
	})
}

// What the store lends is what provisioning asks for.
func TestDeploymentsAreLent(t *testing.T) {
	var db provision.DB = store.Using[provision.Tx](storetest.SQLite(t))
	err := db.Read(t.Context(), func(tx provision.Tx) error {
		_, err := tx.Deployment(t.Context(), "none")
		return err
	})
	wantFault(t, err, havre.NotFound)
}
