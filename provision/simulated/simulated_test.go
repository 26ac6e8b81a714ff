package simulated

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

func environment(id string) driver.Environment {
	return driver.Environment{ID: id, Name: "test", Secret: func(_ context.Context, name string) (string, error) { return "secret of " + name, nil }}
}

// made creates a resource that must be.
func made(tb testing.TB, c *Cloud, e driver.Environment, r plan.Resource) plan.Object {
	tb.Helper()
	o, err := c.Create(tb.Context(), e, r)
	if err != nil {
		tb.Fatalf("Create %s: %v (%s)", r.Key, err, driver.FailureOf(err).Raw)
	}
	return o
}

func resource(key, kind string, with plan.Attributes) plan.Resource {
	return plan.Resource{Key: key, Kind: kind, Name: key, With: with}
}

func reason(err error) driver.Reason {
	if f := driver.FailureOf(err); f != nil {
		return f.Reason
	}
	return ""
}

// trial is one environment of a new cloud.
type trial struct {
	tb    testing.TB
	cloud *Cloud
	e     driver.Environment
}

func (x *trial) made(r plan.Resource) plan.Object { return made(x.tb, x.cloud, x.e, r) }

func (x *trial) create(r plan.Resource) error {
	_, err := x.cloud.Create(x.tb.Context(), x.e, r)
	return err
}

func (x *trial) update(r plan.Resource, o plan.Object, changes []plan.Change) error {
	_, err := x.cloud.Update(x.tb.Context(), x.e, r, o, changes)
	return err
}

// What is enforced, each by one call that is refused.
func TestEnforced(t *testing.T) {
	for _, c := range []struct {
		name string
		call func(x *trial) error
		want driver.Reason
	}{
		{"an unknown kind", func(x *trial) error {
			return x.create(resource("x", "teapot", nil))
		}, driver.Lacking},
		{"an unknown reference", func(x *trial) error {
			return x.create(resource("subnet/main", "subnet", plan.Attributes{"network": "sim-network-000009"}))
		}, driver.Gone},
		{"a reference to another kind", func(x *trial) error {
			o := x.made(resource("group/a", "group", nil))
			return x.create(resource("subnet/main", "subnet", plan.Attributes{"network": o.ID}))
		}, driver.Gone},
		{"an unknown reference in a list", func(x *trial) error {
			return x.create(resource("rules/a", "rules", plan.Attributes{"rules": []string{"in tcp 22 sim-group-000007"}}))
		}, driver.Gone},
		{"a reference that nobody resolved", func(x *trial) error {
			return x.create(resource("rules/a", "rules", plan.Attributes{"rules": []string{"in tcp 22 @group/a"}}))
		}, driver.Refused},
		{"an unknown flavor", func(x *trial) error {
			return x.create(resource("server/a", "server", plan.Attributes{"flavor": "huge"}))
		}, driver.Refused},
		{"deleting what is in use", func(x *trial) error {
			o := x.made(resource("network/main", "network", nil))
			x.made(resource("subnet/main", "subnet", plan.Attributes{"network": o.ID}))
			return x.cloud.Delete(x.tb.Context(), x.e, o)
		}, driver.Conflicting},
		{"deleting a project that is not empty", func(x *trial) error {
			o := x.made(resource("project", "project", nil))
			x.made(resource("network/main", "network", nil))
			return x.cloud.Delete(x.tb.Context(), x.e, o)
		}, driver.Conflicting},
		{"a name of the whole cloud", func(x *trial) error {
			made(x.tb, x.cloud, environment("b"), resource("project", "project", nil))
			return x.create(resource("project", "project", nil))
		}, driver.Taken},
		{"changing what is fixed", func(x *trial) error {
			o := x.made(resource("key/a", "key", plan.Attributes{"public": "one"}))
			return x.update(resource("key/a", "key", plan.Attributes{"public": "two"}), o, []plan.Change{{Field: "public"}})
		}, driver.Refused},
		{"shrinking a volume", func(x *trial) error {
			o := x.made(resource("volume/a", "volume", plan.Attributes{"size": int64(2)}))
			return x.update(resource("volume/a", "volume", plan.Attributes{"size": int64(1)}), o, []plan.Change{{Field: "size"}})
		}, driver.Refused},
		{"updating what is gone", func(x *trial) error {
			return x.update(resource("volume/a", "volume", nil), plan.Object{Kind: "volume", ID: "sim-volume-000001"}, nil)
		}, driver.Gone},
		{"more than the quota", func(x *trial) error {
			p := x.made(resource("project", "project", nil))
			x.made(resource("quota/volume", "quota", plan.Attributes{"project": p.ID, "gigabytes": int64(10)}))
			x.made(resource("volume/a", "volume", plan.Attributes{"size": int64(6)}))
			return x.create(resource("volume/b", "volume", plan.Attributes{"size": int64(5)}))
		}, driver.Quota},
		{"growing beyond the quota", func(x *trial) error {
			p := x.made(resource("project", "project", nil))
			x.made(resource("quota/compute", "quota", plan.Attributes{"project": p.ID, "cores": int64(2)}))
			o := x.made(resource("server/a", "server", plan.Attributes{"flavor": "medium"}))
			return x.update(resource("server/a", "server", plan.Attributes{"flavor": "large"}), o, []plan.Change{{Field: "flavor"}})
		}, driver.Quota},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.call(&trial{t, New(Options{}).Cloud("test"), environment("a")})
			if got := reason(err); got != c.want {
				t.Errorf("fails as %q (%v) instead of %q", got, err, c.want)
			}
		})
	}
}

// Time and looks make an object ready, and what is being made is left alone.
func TestPending(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	d := New(Options{
		Now: func() time.Time { return now }, Takes: map[string]time.Duration{"server": time.Minute},
		Faults: func(c Call) Fault {
			if c.Kind == "volume" && c.Writes() {
				return Fault{Pending: 2}
			}
			return Fault{}
		},
	})
	c, e := d.Cloud("test"), environment("a")
	r := resource("server/a", "server", plan.Attributes{"flavor": "small"})
	server, volume := made(t, c, e, r), made(t, c, e, resource("volume/a", "volume", nil))
	states := func() (out []plan.State) {
		t.Helper()
		objects, err := c.Read(t.Context(), e, []plan.Object{server, volume})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range objects {
			out = append(out, o.State)
		}
		return out
	}
	attached := resource("attachment/a", "attachment", plan.Attributes{"server": server.ID, "volume": volume.ID})
	if _, err := c.Create(t.Context(), e, attached); reason(err) != driver.Conflicting {
		t.Errorf("a volume is attached to a server that is being built: %v", err)
	}
	if _, err := c.Update(t.Context(), e, r, server, nil); reason(err) != driver.Conflicting {
		t.Errorf("a server that is being built is updated: %v", err)
	}
	for i, want := range [][]plan.State{{plan.Pending, plan.Pending}, {plan.Pending, plan.Pending}, {plan.Pending, plan.Ready}} {
		if got := states(); !slices.Equal(got, want) {
			t.Errorf("look %d: %v instead of %v", i+1, got, want)
		}
	}
	now = now.Add(time.Minute)
	if got := states(); !slices.Equal(got, []plan.State{plan.Ready, plan.Ready}) {
		t.Errorf("a minute later: %v", got)
	}
	if err := c.Delete(t.Context(), e, server); err != nil {
		t.Fatal(err)
	}
	if got := states(); got[0] != plan.Leaving {
		t.Errorf("just deleted: %v", got)
	}
	now = now.Add(time.Minute)
	if got := states(); got[0] != plan.Absent {
		t.Errorf("deleted a minute ago: %v", got)
	}
}

func TestFaults(t *testing.T) {
	e, r := environment("a"), resource("network/main", "network", nil)
	strange := func(f Fault) *Cloud {
		return New(Options{}).Cloud("test").Through(func(c Call) Fault {
			if c.Writes() {
				return f
			}
			return Fault{}
		})
	}
	t.Run("fails", func(t *testing.T) {
		c := strange(Fault{Fail: driver.Busy, After: time.Second})
		_, err := c.Create(t.Context(), e, r)
		if f := driver.FailureOf(err); f.Reason != driver.Busy || f.After != time.Second || len(c.Objects("")) != 0 {
			t.Errorf("%+v, with %v", f, c.Objects(""))
		}
	})
	t.Run("lost", func(t *testing.T) {
		c := strange(Fault{Lost: true})
		o, err := c.Create(t.Context(), e, r)
		if reason(err) != driver.Uncertain || o.ID != "" || len(c.Objects("")) != 1 {
			t.Errorf("%v, %+v, with %v", err, o, c.Objects(""))
		}
	})
	t.Run("twice", func(t *testing.T) {
		c := strange(Fault{Twice: true})
		made(t, c, e, r)
		found, err := c.Find(t.Context(), e, r)
		if err != nil || len(found) != 2 || found[0].ID == found[1].ID || found[0].Key != found[1].Key {
			t.Errorf("%v, %+v", err, found)
		}
	})
	t.Run("hidden", func(t *testing.T) {
		c := strange(Fault{Hidden: 2})
		o := made(t, c, e, r)
		for i, want := range []int{0, 0, 1} {
			found, err := c.Find(t.Context(), e, r)
			if err != nil || len(found) != want {
				t.Errorf("Find %d: %v, %+v", i+1, err, found)
			}
		}
		objects, err := c.Read(t.Context(), e, []plan.Object{o})
		if err != nil || objects[0].State != plan.Ready {
			t.Errorf("%v, %+v", err, objects)
		}
	})
	t.Run("broken", func(t *testing.T) {
		if o := made(t, strange(Fault{Broken: true}), e, r); o.State != plan.Broken {
			t.Errorf("%+v", o)
		}
	})
	t.Run("delayed", func(t *testing.T) {
		c := strange(Fault{Delay: time.Hour})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := c.Create(ctx, e, r)
		if reason(err) != driver.Uncertain || !errors.Is(err, context.Canceled) || len(c.Objects("")) != 0 {
			t.Errorf("%v, with %v", err, c.Objects(""))
		}
	})
	t.Run("virtual delay", func(t *testing.T) {
		var waited time.Duration
		c := New(Options{Wait: func(_ context.Context, d time.Duration) error { waited += d; return nil }, Faults: func(Call) Fault { return Fault{Delay: time.Hour} }}).Cloud("test")
		made(t, c, e, r)
		if waited != time.Hour {
			t.Errorf("waited %v", waited)
		}
	})
}

// One name is one cloud, another name another.
func TestClouds(t *testing.T) {
	d, e := New(Options{}), environment("a")
	made(t, d.Cloud("one"), e, resource("network/main", "network", nil))
	if n := len(d.Cloud("one").Objects("a")); n != 1 {
		t.Errorf("another session sees %d objects", n)
	}
	if n := len(d.Cloud("two").Objects("")); n != 0 {
		t.Errorf("another cloud has %d objects", n)
	}
	if n := d.Cloud("one").Calls(); n != 1 {
		t.Errorf("%d calls are counted", n)
	}
}

// Many at once: the race detector looks at it, and the count is right.
func TestConcurrent(t *testing.T) {
	c, e := New(Options{}).Cloud("test"), environment("a")
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := c.Create(t.Context(), e, resource("network/main", "network", nil)); err != nil {
				t.Error(err)
			}
			if _, err := c.Inventory(t.Context(), e); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if objects, calls := c.Objects("a"), c.Calls(); len(objects) != 1 || calls != 40 {
		t.Errorf("%d objects and %d calls", len(objects), calls)
	}
}

func tiers(tiers ...blueprint.Tier) *blueprint.Blueprint { return &blueprint.Blueprint{Tiers: tiers} }

// What a design refuses, and what it says it does not do.
func TestDesign(t *testing.T) {
	front := blueprint.Tier{Name: "front", Count: 3, Flavor: "medium", Image: "debian-12"}
	for _, c := range []struct {
		name      string
		order     driver.Order
		problem   string // field
		cautions  int
		resources []string // some of their keys
	}{
		{name: "a bare space", resources: []string{"project", "user", "grant/team", "network/main", "subnet/main"}},
		{name: "too much", order: driver.Order{Resources: map[string]int64{"cpu": 5}, Blueprint: tiers(front)}, problem: "choices.blueprint"},
		{name: "an unknown size", order: driver.Order{Blueprint: tiers(blueprint.Tier{Name: "a", Count: 1, Flavor: "smal"})}, problem: "choices.blueprint"},
		{name: "servers", order: driver.Order{Resources: map[string]int64{"cpu": 6}, Blueprint: tiers(front)}, resources: []string{"quota/compute", "server/front-3", "rules/front"}},
		{
			name: "what it lacks", cautions: 3,
			order: driver.Order{
				Blueprint: &blueprint.Blueprint{Balancers: []blueprint.Balancer{{Name: "web"}}, Zones: []blueprint.Zone{{Name: "example."}}},
				Flows:     []driver.Flow{{Inbound: true, Text: "from nobody knows where"}},
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.order.Environment = environment("abcdefghijklmnopqrstuvwxyz")
			d, err := New(Options{}).Design(&c.order, nil)
			var problems havre.Problems
			if errors.As(err, &problems); c.problem != "" {
				if len(problems) != 1 || problems[0].Field != c.problem || problems[0].Message.FR == "" || problems[0].Message.EN == "" {
					t.Fatalf("%v: %+v", err, problems)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Cautions) != c.cautions {
				t.Errorf("cautions: %+v", d.Cautions)
			}
			var keys []string
			for _, r := range d.Resources {
				keys = append(keys, r.Key)
			}
			for _, key := range c.resources {
				if !slices.Contains(keys, key) {
					t.Errorf("no %s among %v", key, keys)
				}
			}
		})
	}
}

// The rules are those of the flows, at both ends.
func TestRules(t *testing.T) {
	o := &driver.Order{
		Environment: environment("abcdefghijklmnopqrstuvwxyz"),
		Blueprint:   tiers(blueprint.Tier{Name: "front", Count: 1, Flavor: "small"}, blueprint.Tier{Name: "data", Count: 1, Flavor: "small"}, blueprint.Tier{Name: "idle", Count: 1, Flavor: "small"}),
		Flows: []driver.Flow{
			{Inbound: true, Tier: "front", CIDR: "0.0.0.0/0", Protocol: "tcp", Ports: []string{"80", "443"}},
			{Inbound: true, Tier: "front", CIDR: "0.0.0.0/0", Protocol: "tcp", Ports: []string{"443"}},
			{Tier: "front", Peer: "data", Protocol: "tcp", Ports: []string{"5432"}},
			{Tier: "data", CIDR: "10.9.0.0/16", Protocol: "icmp"},
		},
	}
	d, err := New(Options{}).Design(o, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, r := range d.Resources {
		if r.Kind == "rules" {
			got[r.Key] = r.With.List("rules")
		}
	}
	want := map[string][]string{
		"rules/front": {"in tcp 443 0.0.0.0/0", "in tcp 80 0.0.0.0/0", "out tcp 5432 @group/data"},
		"rules/data":  {"in tcp 5432 @group/front", "out icmp * 10.9.0.0/16"},
		"rules/idle":  nil, // closed
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
