package openstack

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre/internal/openstacktest"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// labTarget is the OpenStack that tests work on, as a portal would be set up for it.
func labTarget(t *testing.T) driver.Target {
	t.Helper()
	a := openstacktest.Cloud(t)
	return driver.Target{
		Name: a.Name, Settings: map[string]string{"clouds_file": a.File, "cloud": a.Name},
		Profile: &driver.Profile{Name: a.Name, Driver: Name, Role: "member", ReaderRole: "reader"},
	}
}

// open opens a session of the lab, which nothing of another test is kept in.
func open(t *testing.T) *cloud {
	t.Helper()
	c, err := Driver{}.Open(labTarget(t))
	if err != nil {
		t.Fatal(err)
	}
	return c.(*cloud) //nolint:errcheck // Open of this package gives nothing else
}

// vault keeps the secrets of an environment for the length of a test.
type vault struct {
	mu   sync.Mutex
	made map[string]string
}

func (v *vault) secret(_ context.Context, name string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.made == nil {
		v.made = map[string]string{}
	}
	if v.made[name] == "" {
		v.made[name] = rand.Text() + rand.Text()
	}
	return v.made[name], nil
}

// environment is a new one, whose name says which test left it, should one be left.
func environment(t *testing.T) driver.Environment {
	t.Helper()
	return driver.Environment{ID: strings.ToLower(rand.Text()), Name: "drv-" + hex.EncodeToString(randomBytes(2)), Order: "2026-0001", Secret: (&vault{}).secret}
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// hand is what the engine does of a plan, without its patience: it resolves references,
// waits until what it made is ready, and until what it deleted is gone.
type hand struct {
	driver.Cloud
	e   driver.Environment
	ids map[string]string
}

func newHand(c driver.Cloud, e driver.Environment) *hand {
	return &hand{Cloud: c, e: e, ids: map[string]string{}}
}

func (h *hand) resolved(r plan.Resource) plan.Resource {
	r.With = r.With.Resolve(h.ids)
	return r
}

// patience is how long the lab is given for one step.
const patience = 3 * time.Minute

// retry calls until the failure is no longer one that passes.
func retry(t *testing.T, what string, call func() error) {
	t.Helper()
	end := time.Now().Add(patience)
	for {
		err := call()
		if err == nil {
			return
		}
		if f := driver.FailureOf(err); !f.Reason.Passing() || time.Now().After(end) {
			t.Fatalf("%s: %s: %v\n%s", what, f.Reason, err, f.Raw)
		}
		time.Sleep(300 * time.Millisecond)
	}
}

func (h *hand) create(t *testing.T, r plan.Resource) (o plan.Object) {
	t.Helper()
	retry(t, "create "+r.Key, func() (err error) {
		o, err = h.Create(t.Context(), h.e, h.resolved(r))
		return err
	})
	if o.Key != r.Key || o.Kind != r.Kind || o.ID == "" {
		t.Fatalf("create %s gave %+v", r.Key, o)
	}
	h.ids[r.Key] = o.ID
	return h.settled(t, o)
}

// settled waits until an object is ready.
func (h *hand) settled(t *testing.T, o plan.Object) plan.Object {
	t.Helper()
	end := time.Now().Add(patience)
	for o.State == plan.Pending {
		if time.Now().After(end) {
			t.Fatalf("%s stays %s (%s)", o.Key, o.State, o.Words)
		}
		time.Sleep(300 * time.Millisecond)
		o = h.read(t, o)[0]
	}
	if o.State != plan.Ready {
		t.Fatalf("%s is %q (%s)", o.Key, o.State, o.Words)
	}
	return o
}

func (h *hand) read(t *testing.T, objects ...plan.Object) (out []plan.Object) {
	t.Helper()
	retry(t, "read", func() (err error) {
		out, err = h.Read(t.Context(), h.e, objects)
		return err
	})
	return out
}

func (h *hand) inventory(ctx context.Context, t *testing.T) (out []plan.Object) {
	t.Helper()
	retry(t, "inventory", func() (err error) {
		out, err = h.Inventory(ctx, h.e)
		return err
	})
	return out
}

// remove deletes an object and waits until it is gone.
func (h *hand) remove(ctx context.Context, t *testing.T, o plan.Object) {
	t.Helper()
	retry(t, "delete "+o.Key, func() error { return h.Delete(ctx, h.e, o) })
	end := time.Now().Add(patience)
	for {
		var now []plan.Object
		retry(t, "read "+o.Key, func() (err error) {
			now, err = h.Read(ctx, h.e, []plan.Object{o})
			return err
		})
		if now[0].State == plan.Absent {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s stays %s (%s)", o.Key, now[0].State, now[0].Words)
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// clear deletes all that a plan of nothing says to delete, in its order.
func (h *hand) clear(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	w := plan.Wanted{Kinds: Driver{}.Kinds()}
	p, err := w.Difference(h.inventory(ctx, t))
	if err != nil {
		t.Fatal(err)
	}
	done := map[string]bool{}
	for len(done) < len(p.Steps) {
		before := len(done)
		for i := range p.Steps {
			st := &p.Steps[i]
			if done[st.ID] || slices.ContainsFunc(st.After, func(id string) bool { return !done[id] }) {
				continue
			}
			h.remove(ctx, t, st.Found)
			done[st.ID] = true
		}
		if len(done) == before {
			t.Fatal("the deletions wait for one another")
		}
	}
}
