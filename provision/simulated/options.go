package simulated

import (
	"context"
	"slices"
	"time"

	"github.com/havre-cloud/havre/provision/driver"
)

// Options are how a simulated cloud behaves. Their zero value is a cloud where all goes
// well and at once.
type Options struct {
	// Now is the clock by which objects become ready; nil is one that stands still.
	Now func() time.Time
	// Takes says how long a kind is being built, or deleted, by that clock.
	Takes map[string]time.Duration
	// Wait is how a call that is delayed waits; nil is in real time. It returns the error
	// of its context when that ends first.
	Wait func(ctx context.Context, d time.Duration) error
	// Faults says what goes wrong with a call; nil is nothing. It may be asked by several
	// calls at once.
	Faults func(Call) Fault
	// Flavors, Images and Zones are what the cloud offers; nil is a few of each. A server
	// of another flavor is refused.
	Flavors []driver.Flavor
	Images  []string
	Zones   []string
}

// Call is one call to a simulated cloud.
type Call struct {
	Number      int64  // in the life of the cloud, from 1
	Method      string // of driver.Cloud: "Create"
	Environment string // its identifier, "" when the call is about none
	Kind, Key   string // "" when the call is about several objects
}

// Writes says whether the call may change something.
func (c Call) Writes() bool {
	return slices.Contains([]string{"Create", "Update", "Delete"}, c.Method)
}

// Fault is what goes wrong with one call. Its zero value is nothing.
type Fault struct {
	// Delay passes before anything is done; a context that ends meanwhile ends the call.
	Delay time.Duration
	// Fail is the reason for which the call fails before anything is done.
	Fail  driver.Reason
	After time.Duration // of Busy: how long the cloud asks to wait
	// Lost says that the call is carried out and its answer is lost: it fails as Uncertain.
	Lost bool
	// Ignored says that a Delete is accepted, and that nothing comes of it.
	Ignored bool
	// Twice says that something on the way sends a Create twice: two objects are made.
	Twice bool
	// Hidden is how many calls of Find and Inventory do not see yet what Create made;
	// Create does not see it either. It breaks the promise of Inventory, as clouds do.
	Hidden int
	// Pending is how many looks (Read, Find, Inventory) find what was made or changed
	// still pending, or what was deleted still leaving.
	Pending int
	// Broken says that what Create makes ends in error.
	Broken bool
}
