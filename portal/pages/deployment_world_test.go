package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/simulated"
	"github.com/havre-cloud/havre/store"
)

// cloudWorld is a portal with an account on a simulated Nubo, whose moods the test
// chooses.
type cloudWorld struct {
	*needWorld
	cloud *simulated.Cloud
	mu    sync.Mutex
	fault func(simulated.Call) simulated.Fault
	ids   map[string]string // of resources, by name
}

// openstack is the driver that the plans of Nubo name: here, a simulation answers.
const openstack = "openstack"

// leaving is a simulation that a team can leave with.
type leaving struct{ *simulated.Driver }

// Export implements driver.Driver.
func (leaving) Export(o *driver.Order, _ *driver.Profile, built []plan.Object) (map[string][]byte, error) {
	out := "# " + o.Environment.Name + "\n"
	for i := range built {
		out += "# " + built[i].Key + "\n"
	}
	return map[string][]byte{"main.tf": []byte(out), "README.md": []byte("# OpenTofu\n")}, nil
}

// newCloudWorld makes one with orders, where nothing is built yet.
func newCloudWorld(tb testing.TB) *cloudWorld {
	tb.Helper()
	w := cloudOver(orderWorld(tb))
	g := &quota.Allowance{Level: quota.OfOrganisation, Holder: w.social.ID, Key: quota.Key{Resource: quota.Addresses, Class: quota.Other}, Amount: 100}
	w.check(w.pages.Orders.SetAllowance(tb.Context(), w.actor, g))
	return w
}

// cloudOver gives a portal its account.
func cloudOver(portal *needWorld) *cloudWorld {
	portal.tb.Helper()
	w := &cloudWorld{needWorld: portal, ids: map[string]string{}}
	d := leaving{simulated.New(simulated.Options{Faults: func(c simulated.Call) simulated.Fault {
		w.mu.Lock()
		fault := w.fault
		w.mu.Unlock()
		if fault == nil {
			return simulated.Fault{}
		}
		return fault(c)
	}})}
	target := driver.Target{Name: "nubo", Profile: &driver.Profile{Name: "nubo", Title: havre.Same("Nubo"), Zones: []string{"zone-1", "zone-2"}}}
	opened, err := d.Open(target)
	w.check(err)
	w.cloud = d.Cloud(target.Name)
	s := &provision.Service{
		DB: store.Using[provision.Tx](w.db), Orders: w.pages.Orders, Records: w.pages.Record, Vault: provision.NewVault([32]byte{3}),
		Targets: []*provision.Target{{Target: target, Offer: "nubo", Plans: openstack, Driver: d, Cloud: opened}},
		Pace:    provision.Pace{First: time.Millisecond, Longest: 2 * time.Millisecond, Poll: time.Millisecond, Settle: time.Millisecond, Lost: time.Millisecond, Tries: 3, Slice: time.Hour},
	}
	w.pages.Provision = s
	w.pages.Orders.Fulfillers, w.pages.Orders.Binders = map[string]order.Fulfiller{openstack: s}, map[string]order.Binder{openstack: s}
	w.serve()
	return w
}

// faults says from now on what goes wrong; nil is nothing.
func (w *cloudWorld) faults(of func(simulated.Call) simulated.Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = of
}

// refusing makes the cloud refuse to do something to a resource.
func refusing(method, key string, why driver.Reason) func(simulated.Call) simulated.Fault {
	return func(c simulated.Call) simulated.Fault {
		if c.Method == method && c.Key == key {
			return simulated.Fault{Fail: why}
		}
		return simulated.Fault{}
	}
}

// threeTiers is what is built: a front that answers the public, and a database with a disk.
const threeTiers = `apiVersion: havre/v1
kind: Blueprint
metadata: {name: paie}
spec:
  network: {cidr: 10.42.0.0/24, dns: [10.42.0.2]}
  tiers:
    - {name: front, count: %d, flavor: small, image: debian-12, public: yes, spread: yes}
    - name: data
      count: 1
      flavor: %s
      image: debian-12
      volumes: [{name: base, size: 50, type: %s}]
  containers: [{name: documents, versioned: yes}]
`

func blueprintOf(fronts int, flavor, disk string) string {
	return fmt.Sprintf(threeTiers, fronts, flavor, disk)
}

// space is a space on Nubo with what is built in it.
func space(name, blueprint string) order.ItemWish {
	choices, err := json.Marshal(map[string]any{"region": "rie", "cpu": 8, "memory": 32, "storage": 200, "addresses": 4, "blueprint": blueprint})
	if err != nil {
		panic(err)
	}
	estimate := 3000 * havre.OneEuro
	return order.ItemWish{Offer: "nubo", Plan: "project", Name: name, Environment: "acceptance", Choices: choices, Until: havre.MustDate("2027-12-31"), Estimate: &estimate, EstimateNote: "convention"}
}

// approved is an order of one line, approved by all.
func (w *cloudWorld) approved(need, title string, wish order.ItemWish) *order.Order {
	w.tb.Helper()
	ctx, o := w.tb.Context(), w.pages.Orders
	b, err := o.Begin(ctx, w.actor, order.NewBasket{Need: w.needs[need].ID, Title: title})
	w.check(err)
	b, err = o.Put(ctx, w.actor, b.ID, b.Version, wish)
	w.check(err)
	b, err = o.Send(ctx, w.actor, b.ID, b.Version)
	w.check(err)
	for b.State != order.InProgress {
		w.vote(b, approval.Approve)
		b, err = o.Order(ctx, w.actor, b.ID)
		w.check(err)
	}
	w.fulfil(b.ID)
	w.ids[wish.Name] = b.Items[0].Instance
	return b
}

// do does a job now, as a worker does.
func (w *cloudWorld) do(handlers []jobs.Handler, kind string, args map[string]any) error {
	data, err := json.Marshal(args)
	w.check(err)
	for _, h := range handlers {
		if h.Kind == kind {
			return h.Do(context.Background(), data, jobs.Attempt{Number: 1})
		}
	}
	return fmt.Errorf("no handler of %s", kind)
}

// fulfil asks once how far the line of an order is.
func (w *cloudWorld) fulfil(id string) {
	w.tb.Helper()
	w.check(w.do(w.pages.Orders.Handlers(), "order.fulfil", map[string]any{"order": id, "item": 1}))
}

// carry carries the run under way on, until nothing more can be done.
func (w *cloudWorld) carry(id string) provision.State {
	w.tb.Helper()
	for range 20 {
		d := w.deployed(id)
		if run := d.Runs[0]; run.State != provision.Working || d.Paused {
			return d.State
		}
		w.check(w.do(w.pages.Provision.Handlers(), "provision.carry", map[string]any{"deployment": id, "run": d.Run}))
	}
	w.tb.Fatal("the run never ends")
	return ""
}

// look looks for drift, as a worker does.
func (w *cloudWorld) look(id string) {
	w.tb.Helper()
	w.check(w.do(w.pages.Provision.Handlers(), "provision.look", map[string]any{"deployment": id}))
}

func (w *cloudWorld) deployed(id string) *provision.View {
	w.tb.Helper()
	v, err := w.pages.Provision.Deployment(context.Background(), w.actor, id)
	w.check(err)
	return v
}

// built is a space that was built to the end.
func (w *cloudWorld) built(name string) (id string, o *order.Order) {
	w.tb.Helper()
	o = w.approved(nuboNeed, "Espace "+name, space(name, blueprintOf(2, "medium", "fast")))
	id = w.ids[name]
	if state := w.carry(id); state != provision.Running {
		w.tb.Fatalf("%s is %s: %s", name, state, w.deployed(id).Why.FR)
	}
	w.fulfil(o.ID)
	return id, o
}

// altered is an order that changes what is built in a space.
func (w *cloudWorld) altered(name, blueprint string) {
	w.tb.Helper()
	choices, err := json.Marshal(map[string]any{"blueprint": blueprint})
	w.check(err)
	estimate := 3000 * havre.OneEuro
	w.approved(nuboNeed, "Changer "+name, order.ItemWish{Action: order.Modify, Name: name, Instance: w.ids[name], Choices: choices, Estimate: &estimate, EstimateNote: "convention"})
	w.carry(w.ids[name])
}

// ended is an order that ends what is built in a space.
func (w *cloudWorld) ended(name string) {
	w.tb.Helper()
	w.approved(nuboNeed, "Arrêter "+name, order.ItemWish{Action: order.Delete, Name: name, Instance: w.ids[name]})
	w.carry(w.ids[name])
}

// access gives an access, made at once, and gives its name.
func (w *cloudWorld) access(id, why string, once bool) string {
	w.tb.Helper()
	x, err := w.pages.Provision.Grant(context.Background(), w.actor, id, why, once, "")
	w.check(err)
	w.carry(id)
	return x.Name
}

// everyState makes a space in each state: in service with differences, failed, paused half
// way, with a plan to review, ended but for an orphan.
func (w *cloudWorld) everyState() {
	w.tb.Helper()
	ctx, s := context.Background(), w.pages.Provision
	id, _ := w.built("derive")
	w.access(id, "chaîne de livraison", false)
	old := w.access(id, "essai", true)
	w.check(s.Revoke(ctx, w.actor, id, old))
	w.carry(id)
	w.cloud.Alter(id, "server/data-1", "flavor", "large")
	w.cloud.Alter(id, "subnet/main", "dns", []string{"10.42.0.2", "192.0.2.53"})
	w.cloud.Remove(id, "container/documents")
	w.cloud.Break(id, "attachment/data-1/base")
	w.cloud.Plant(id, "server", "essai-de-paul", nil)
	w.look(id)

	w.faults(refusing("Create", "volume/data-1/base", driver.Quota))
	w.orders["failed-order"] = w.approved(nuboNeed, "Espace panne", space("panne", blueprintOf(1, "medium", "fast"))).ID
	w.carry(w.ids["panne"])
	w.fulfil(w.orders["failed-order"])

	w.faults(func(c simulated.Call) simulated.Fault {
		if c.Method == "Create" && c.Kind == "server" {
			_, _ = s.Act(ctx, w.actor, w.ids["pause"], provision.Pause) // the second time it is paused already
		}
		return simulated.Fault{}
	})
	w.orders["paused-order"] = w.approved(nuboNeed, "Espace pause", space("pause", blueprintOf(1, "medium", "fast"))).ID
	w.carry(w.ids["pause"])
	w.faults(nil)
	w.fulfil(w.orders["paused-order"])

	w.built("relire")
	w.altered("relire", blueprintOf(1, "large", "slow"))

	w.built("finie")
	w.faults(refusing("Delete", "volume/data-1/base", driver.Refused))
	w.ended("finie")
	w.faults(nil)
	for name, state := range map[string]provision.State{"derive": provision.Running, "panne": provision.Failed, "pause": provision.Building, "relire": provision.Planned, "finie": provision.Leaving} {
		if d := w.deployed(w.ids[name]); d.State != state {
			w.tb.Fatalf("%s is %s: %s", name, d.State, d.Why.FR)
		}
	}
}

// nuboNeed is the need that is ordered for: a decision lets it go to Nubo.
const nuboNeed = "paie-historique"
