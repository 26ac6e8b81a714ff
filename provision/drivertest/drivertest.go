// Package drivertest is the one suite that every driver passes, against the real product
// or the nearest thing to it. It is also what the promises of package driver mean:
//
//   - A resource is made once. Create called again, by whoever, after whatever failure,
//     gives the object there is; Find gives what an earlier Create made, as soon as the
//     product shows it. Two calls at once, or a request that a network sent twice, may
//     make two: then Find and Inventory show both, with the same key.
//   - What is made says whose it is. Inventory tells the key of each object of the
//     environment, the keys it leans on, and the attributes that were asked, with equal
//     values: right after a creation nothing differs. What somebody else put there has no
//     key, and what is in another environment is not listed.
//   - Nothing is guessed. A call whose outcome nobody knows fails as Uncertain, a cloud
//     that asks to wait as Busy with the time it asks for, one whose quota is used up as
//     Quota, refused credentials as Denied. Inventory never answers an empty list instead
//     of a failure.
//   - Nobody else's object is touched: a name that is taken is Taken, or shared.
//   - What is gone is gone: Delete of it succeeds and Read says Absent.
//   - A context that ends ends the call.
//   - No secret is in a failure.
//
// A driver's test fills a [Harness] and calls [Run]. What a harness leaves out is skipped
// with the reason, never passed.
package drivertest

import (
	"context"
	"testing"
	"time"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// Harness is what the suite needs of a driver and of the product it runs against.
type Harness struct {
	Driver  driver.Driver
	Profile *driver.Profile
	// Order is everything that the driver can make, once: the longest cases build it a
	// single time. The suite gives it an environment of its own.
	Order func() *driver.Order
	// Small is what is built many times over, by the cases of failure: it should be
	// cheap. Nil is Order.
	Small func() *driver.Order
	// Changed is Order with differences that updates are enough for.
	Changed func() *driver.Order
	// Open opens the cloud afresh, as another process would.
	Open func(tb testing.TB) driver.Cloud
	// Faulty opens the same cloud through a connection that misbehaves.
	Faulty func(tb testing.TB, f Fault) driver.Cloud
	// Cannot says of each fault that Faulty cannot make why it cannot.
	Cannot map[Misbehaviour]string
	// Tampers are what people do by hand to objects of Order.
	Tampers []Tamper
	// Plant makes an object by hand in an environment that is built, gives its
	// identifier, and how to take it away.
	Plant func(tb testing.TB, e driver.Environment, built []plan.Object) (id string, uproot func())
	// Squats take the name of a resource of Small before it is made.
	Squats []Squat
	// Exceed changes the quotas among resources of Small so that the one whose key it
	// gives cannot be made.
	Exceed func(wanted []plan.Resource) (key string)
	// Revoke makes the cloud refuse the account that Open and Faulty use.
	Revoke func(tb testing.TB) (restore func())
	// Works tries an access against the cloud: nil when it opens what it should.
	Works func(ctx context.Context, a *driver.Access) error
	// Secrets are those of the account, which no failure may show.
	Secrets []string
	// Patience is how long the cloud may take for one object, and to show what was made;
	// zero is 10 s. Poll is how often it is asked; zero is 5 ms.
	Patience, Poll time.Duration
}

// Tamper is what somebody does by hand to objects of a kind.
type Tamper struct {
	Kind string
	// Change changes an object and says which field will differ. Nil: not tried.
	Change func(tb testing.TB, e driver.Environment, o plan.Object) (field string)
	// Delete deletes an object on which nothing leans. Nil: not tried.
	Delete func(tb testing.TB, e driver.Environment, o plan.Object)
}

// Squat is somebody who takes a name.
type Squat struct {
	Kind string
	// Take makes an object with the name of a resource whose references are resolved,
	// without its identity. Intact fails the test when it is not as it was; both it and
	// leave, which takes it away, are called once.
	Take func(tb testing.TB, e driver.Environment, r plan.Resource) (id string, intact func(tb testing.TB), leave func())
}

// Run runs the suite. Cases do not depend on one another and leave nothing behind.
func Run(t *testing.T, h Harness) {
	t.Helper()
	if h.Small == nil {
		h.Small = h.Order
	}
	if h.Patience == 0 {
		h.Patience = 10 * time.Second
	}
	if h.Poll == 0 {
		h.Poll = 5 * time.Millisecond
	}
	for _, c := range []struct {
		name string
		run  func(t *testing.T, h *Harness)
	}{
		{"Declared", declared},
		{"Offers", offers},
		{"Life", life},
		{"Crash", crash},
		{"Stopped", stopped},
		{"Lost", lost},
		{"Limited", limited},
		{"Failing", failing},
		{"Unavailable", unavailable},
		{"Late", late},
		{"Twice", twice},
		{"AtOnce", atOnce},
		{"Slow", slow},
		{"Cancelled", cancelled},
		{"Apart", apart},
		{"Quota", quota},
		{"Revoked", revoked},
		{"Taken", taken},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, &h) })
	}
}
