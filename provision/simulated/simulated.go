// Package simulated is a cloud in memory: what the demonstration of the portal builds
// on, what the engine is tried against whatever fails, and the smallest driver there is
// to read before writing another.
//
// It behaves as the clouds it stands for do on their bad days: references are enforced,
// quotas run out, answers are lost, what was made is not seen at once, and people change
// things by hand. It knows no product, keeps nothing on disk and calls nobody; the same
// calls give the same objects. Nobody leaves with a simulation: it has no export.
package simulated

import (
	"sync"

	"github.com/havre-cloud/havre/provision/driver"
)

// Name is what plans and settings call this driver.
const Name = "simulated"

// Driver opens clouds that exist as long as it does. It is made with [New].
type Driver struct {
	options Options
	mu      sync.Mutex
	worlds  map[string]*world
}

// New is a driver without any cloud yet: one appears when it is first opened, by the
// name of its target.
func New(o Options) *Driver { return &Driver{options: o, worlds: map[string]*world{}} }

// Name implements driver.Driver.
func (*Driver) Name() string { return Name }

// Open implements driver.Driver. Two targets of one name are one cloud.
func (d *Driver) Open(t driver.Target) (driver.Cloud, error) { return d.Cloud(t.Name), nil }

// Cloud is what [Driver.Open] gives, with what only a simulation can do.
func (d *Driver) Cloud(name string) *Cloud {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.worlds[name]
	if w == nil {
		w = newWorld(name, d.options)
		d.worlds[name] = w
	}
	return &Cloud{world: w, faults: d.options.Faults}
}
