package simulated_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/drivertest"
	"github.com/havre-cloud/havre/provision/simulated"
)

// everything is an order that makes an object of each kind.
func everything() *driver.Order {
	return &driver.Order{
		Offer:     "example-cloud",
		Resources: map[string]int64{"cpu": 8, "memory": 16384, "storage": 100, "addresses": 2},
		Accesses:  []string{"deployer", "backup"},
		Blueprint: &blueprint.Blueprint{
			Network: blueprint.Network{CIDR: "10.1.0.0/24", DNS: []string{"10.1.0.2"}},
			Keys:    []blueprint.Key{{Name: "team", Public: "ssh-ed25519 AAAA team"}},
			Images:  []blueprint.Image{{Name: "own", URL: "https://images.example/own.qcow2", SHA256: "00", Format: "qcow2"}},
			Tiers: []blueprint.Tier{
				{Name: "front", Count: 2, Flavor: "small", Image: "debian-12", Key: "team", Public: true, Spread: true, UserData: "#cloud-config\n"},
				{Name: "data", Count: 1, Flavor: "medium", Image: "own", Volumes: []blueprint.Volume{{Name: "base", Size: 20, Snapshots: []string{"first"}}}},
			},
			Containers: []blueprint.Container{{Name: "documents", Versioned: true}},
		},
		Flows: []driver.Flow{
			{Inbound: true, Tier: "front", CIDR: "0.0.0.0/0", Protocol: "tcp", Ports: []string{"443"}, Text: "users"},
			{Tier: "front", Peer: "data", Protocol: "tcp", Ports: []string{"5432"}, Text: "database"},
		},
	}
}

func changed() *driver.Order {
	o := everything()
	o.Resources["cpu"] = 12
	o.Blueprint.Network.DNS = []string{"10.1.0.3", "10.1.0.2"}
	o.Blueprint.Tiers[1].Volumes[0].Size = 30
	o.Blueprint.Tiers[1].Flavor = "large"
	o.Flows[0].Ports = []string{"443", "8443"}
	return o
}

func small() *driver.Order {
	return &driver.Order{
		Resources: map[string]int64{"cpu": 2, "memory": 4096, "storage": 10},
		Blueprint: &blueprint.Blueprint{Tiers: []blueprint.Tier{
			{Name: "app", Count: 1, Flavor: "small", Image: "debian-12", Volumes: []blueprint.Volume{{Name: "base", Size: 5}}},
		}},
	}
}

// faults makes of a fault of the suite what the simulation does.
func faults(f drivertest.Fault) func(simulated.Call) simulated.Fault {
	var mu sync.Mutex
	seen := 0
	return func(c simulated.Call) simulated.Fault {
		if f.What == drivertest.Slow {
			return simulated.Fault{Delay: f.Delay}
		}
		mu.Lock()
		defer mu.Unlock()
		if !c.Writes() {
			return simulated.Fault{}
		}
		seen++
		if seen <= f.Skip || f.Times > 0 && seen > f.Skip+f.Times {
			return simulated.Fault{}
		}
		return map[drivertest.Misbehaviour]simulated.Fault{
			drivertest.Limited:     {Fail: driver.Busy, After: f.After},
			drivertest.Failing:     {Fail: driver.Uncertain},
			drivertest.Unavailable: {Fail: driver.Busy},
			drivertest.Dropped:     {Fail: driver.Uncertain},
			drivertest.Lost:        {Lost: true},
			drivertest.Twice:       {Twice: true},
			drivertest.Late:        {Hidden: 3, Pending: 2},
		}[f.What]
	}
}

func TestConformance(t *testing.T) {
	for name, o := range map[string]simulated.Options{
		"at once": {},
		"slowly":  {Faults: func(simulated.Call) simulated.Fault { return simulated.Fault{Pending: 2} }},
	} {
		t.Run(name, func(t *testing.T) { drivertest.Run(t, harness(simulated.New(o))) })
	}
}

func harness(d *simulated.Driver) drivertest.Harness {
	c := d.Cloud("test")
	return drivertest.Harness{
		Driver: d, Profile: &driver.Profile{Zones: []string{"zone-1", "zone-2"}},
		Poll:  time.Millisecond,
		Order: everything, Small: small, Changed: changed,
		Open: func(tb testing.TB) driver.Cloud {
			tb.Helper()
			cloud, err := d.Open(driver.Target{Name: "test"})
			if err != nil {
				tb.Fatal(err)
			}
			return cloud
		},
		Faulty: func(_ testing.TB, f drivertest.Fault) driver.Cloud { return c.Through(faults(f)) },
		Tampers: []drivertest.Tamper{
			tamper(c, "rules", "rules", []string{"in tcp 22 0.0.0.0/0"}),
			tamper(c, "quota", "cores", int64(1)),
			tamper(c, "server", "flavor", "xlarge"),
			tamper(c, "address", "port", ""),
			tamper(c, "attachment", "server", "sim-server-999999"),
		},
		Plant: func(_ testing.TB, e driver.Environment, _ []plan.Object) (string, func()) {
			id := c.Plant(e.ID, "server", "by hand", plan.Attributes{"flavor": "small"})
			return id, func() { c.Uproot(id) }
		},
		Squats: []drivertest.Squat{squat(c, "project"), squat(c, "user"), squat(c, "network")},
		Exceed: func(wanted []plan.Resource) string {
			for _, r := range wanted {
				if r.Key == "quota/volume" {
					r.With["gigabytes"] = int64(4)
				}
			}
			return "volume/app-1/base"
		},
		Revoke: func(testing.TB) func() {
			c.Revoke()
			return c.Restore
		},
		Works: func(_ context.Context, a *driver.Access) error {
			if !c.Accepts(fmt.Sprint(a.Credentials["applicationCredentialId"]), fmt.Sprint(a.Credentials["applicationCredentialSecret"])) {
				return errors.New("refused")
			}
			return nil
		},
	}
}

func tamper(c *simulated.Cloud, kind, field string, value any) drivertest.Tamper {
	return drivertest.Tamper{
		Kind: kind,
		Change: func(tb testing.TB, e driver.Environment, o plan.Object) string {
			tb.Helper()
			if !c.Alter(e.ID, o.Key, field, value) {
				tb.Fatalf("no %s to change", o.Key)
			}
			return field
		},
		Delete: func(tb testing.TB, e driver.Environment, o plan.Object) {
			tb.Helper()
			if !c.Remove(e.ID, o.Key) {
				tb.Fatalf("no %s to delete", o.Key)
			}
		},
	}
}

// squat takes a name in another environment for what is named in the whole cloud, and
// beside it otherwise.
func squat(c *simulated.Cloud, kind string) drivertest.Squat {
	return drivertest.Squat{Kind: kind, Take: func(_ testing.TB, _ driver.Environment, r plan.Resource) (string, func(testing.TB), func()) {
		id := c.Plant("somebody", kind, r.Name, nil)
		intact := func(tb testing.TB) {
			tb.Helper()
			for _, o := range c.Objects("somebody") {
				if o.ID == id && o.Name == r.Name && o.State == plan.Ready {
					return
				}
			}
			tb.Errorf("the %s of somebody else is no longer as it was", kind)
		}
		return id, intact, func() { c.Uproot(id) }
	}}
}
