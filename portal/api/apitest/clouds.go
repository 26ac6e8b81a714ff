package apitest

import (
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/simulated"
	"github.com/havre-cloud/havre/store"
)

// openstack is the driver that the plans of Cloud Pi name: here, a simulation answers.
const openstack = "openstack"

// exporter is a simulation that a team can leave with.
type exporter struct{ *simulated.Driver }

// Export implements driver.Driver: a file that says how many objects there are.
func (exporter) Export(o *driver.Order, _ *driver.Profile, built []plan.Object) (map[string][]byte, error) {
	out := []byte("# " + o.Environment.Name + "\n")
	for i := range built {
		out = append(out, "# "+built[i].Key+"\n"...)
	}
	return map[string][]byte{"main.tf": out}, nil
}

// faults is what goes wrong on the cloud, as a test says meanwhile.
type faults struct {
	mu sync.Mutex
	f  func(simulated.Call) simulated.Fault
}

func (f *faults) of(c simulated.Call) simulated.Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.f == nil {
		return simulated.Fault{}
	}
	return f.f(c)
}

// Failing makes the cloud misbehave from now on; nil makes it behave again.
func (w *World) Failing(f func(simulated.Call) simulated.Fault) {
	w.faults.mu.Lock()
	defer w.faults.mu.Unlock()
	w.faults.f = f
}

// clouds gives the portal an account on a simulated Cloud Pi, where nothing takes time.
func (w *World) clouds(tb testing.TB) {
	tb.Helper()
	d := exporter{simulated.New(simulated.Options{Faults: w.faults.of})}
	target := driver.Target{Name: "cloud-pi", Profile: &driver.Profile{Name: "cloud-pi", Title: havre.Same("Cloud Pi"), Zones: []string{"zone-1", "zone-2"}}}
	cloud, err := d.Open(target)
	must(tb, err)
	w.Cloud = d.Cloud(target.Name)
	w.Provision = &provision.Service{
		DB: store.Using[provision.Tx](w.DB), Orders: w.Orders, Records: w.Record, Vault: provision.NewVault([32]byte{3}),
		Targets: []*provision.Target{{Target: target, Offer: "cloud-pi", Plans: openstack, Driver: d, Cloud: cloud}},
		Pace:    provision.Pace{First: time.Millisecond, Longest: 10 * time.Millisecond, Poll: time.Millisecond, Settle: 5 * time.Millisecond},
	}
	w.Orders.Fulfillers = map[string]order.Fulfiller{openstack: w.Provision}
	w.Orders.Binders = map[string]order.Binder{openstack: w.Provision}
}
