package drivertest

import (
	"context"
	"crypto/rand"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// site is one environment that a case builds, with a caller as simple as one can be:
// one step at a time, and no memory but the identifiers.
type site struct {
	h       *Harness
	e       driver.Environment
	order   *driver.Order
	wanted  []plan.Resource // each after those it needs
	cloud   driver.Cloud
	secrets *vault
}

// vault remembers the secrets of an environment.
type vault struct {
	mu     sync.Mutex
	byName map[string]string
}

func (v *vault) secret(_ context.Context, name string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.byName[name] == "" {
		v.byName[name] = "S3cret-" + rand.Text()
	}
	return v.byName[name], nil
}

func (v *vault) all() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Collect(maps.Values(v.byName))
}

// site designs an order in a new environment, and cleans up after the test.
func (h *Harness) site(t *testing.T, order func() *driver.Order) *site {
	t.Helper()
	v := &vault{byName: map[string]string{}}
	id := strings.ToLower(rand.Text())
	s := &site{h: h, secrets: v, e: driver.Environment{ID: id, Name: "t" + id[:6], Order: "T-" + id[:6], Secret: v.secret}}
	s.order = order()
	s.wanted = s.design(t, s.order)
	s.cloud = s.open(t)
	t.Cleanup(func() { s.leave(t) })
	return s
}

func (s *site) open(t *testing.T) driver.Cloud {
	t.Helper()
	return s.watch(t, s.h.Open(t))
}

// design gives the resources of an order in this environment, in the order of a plan.
func (s *site) design(t *testing.T, o *driver.Order) []plan.Resource {
	t.Helper()
	o.Environment = s.e
	d, err := s.h.Driver.Design(o, s.h.Profile)
	if err != nil {
		t.Fatalf("Design: %v", err)
	}
	p := s.difference(t, d.Resources, nil)
	out := make([]plan.Resource, len(p.Steps))
	for i, step := range p.Steps {
		out[i] = step.Wanted
	}
	if len(out) == 0 {
		t.Fatal("the order asks for nothing")
	}
	return out
}

func (s *site) difference(t *testing.T, wanted []plan.Resource, found []plan.Object) *plan.Plan {
	t.Helper()
	w := plan.Wanted{Kinds: s.h.Driver.Kinds(), Resources: slices.Clone(wanted)}
	p, err := w.Difference(found)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (s *site) kind(name string) *plan.Kind {
	for _, k := range s.h.Driver.Kinds() {
		if k.Name == name {
			return &k
		}
	}
	return &plan.Kind{Name: name}
}

// inventory is what there is, which must be told without failure.
func (s *site) inventory(ctx context.Context, t *testing.T, c driver.Cloud) []plan.Object {
	t.Helper()
	var out []plan.Object
	s.until(ctx, t, "Inventory", func(ctx context.Context) (done bool, err error) {
		out, err = c.Inventory(ctx, s.e)
		return err == nil, err
	})
	return out
}

// until calls a function until it is done; a failure that does not pass, and patience
// that ends, fail the test.
func (s *site) until(ctx context.Context, t *testing.T, what string, do func(ctx context.Context) (done bool, err error)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, s.h.Patience)
	defer cancel()
	for {
		done, err := do(ctx)
		switch {
		case done:
			return
		case err != nil && !driver.FailureOf(err).Reason.Passing():
			t.Fatalf("%s: %s", what, told(err))
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s: not done after %v; last failure: %s", what, s.h.Patience, told(err))
		case <-time.After(s.h.Poll):
		}
	}
}

// told is a failure as a person who writes a driver wants it.
func told(err error) string {
	if err == nil {
		return "none"
	}
	f := driver.FailureOf(err)
	return string(f.Reason) + ": " + f.What.EN + " " + f.Raw
}

// resolved is a resource with its references replaced by what there is.
func (s *site) resolved(t *testing.T, r plan.Resource, ids map[string]string) plan.Resource {
	t.Helper()
	r.With = r.With.Resolve(ids)
	if left := r.With.Refs(); len(left) > 0 {
		t.Fatalf("%s is made before what it refers to: %v", r.Key, left)
	}
	return r
}

// ids are the identifiers of objects by key.
func ids(objects []plan.Object) map[string]string {
	out := map[string]string{}
	for _, o := range objects {
		if o.Key != "" && out[o.Key] == "" {
			out[o.Key] = o.ID
		}
	}
	return out
}

// create makes a resource whatever passing failures come, and waits until it is ready.
// What may have been made is looked for first, as a caller must.
func (s *site) create(ctx context.Context, t *testing.T, c driver.Cloud, r plan.Resource) plan.Object {
	t.Helper()
	var o plan.Object
	uncertain := false
	s.until(ctx, t, "Create "+r.Key, func(ctx context.Context) (bool, error) {
		if uncertain {
			found, err := c.Find(ctx, s.e, r)
			if err != nil || len(found) > 0 {
				if err == nil {
					o = found[0]
				}
				return err == nil, err
			}
		}
		var err error
		o, err = c.Create(ctx, s.e, r)
		uncertain = err != nil && driver.FailureOf(err).Reason == driver.Uncertain
		return err == nil, err
	})
	return s.ready(ctx, t, c, o, r.Key)
}

// ready waits until an object is.
func (s *site) ready(ctx context.Context, t *testing.T, c driver.Cloud, o plan.Object, key string) plan.Object {
	t.Helper()
	o.Key = key
	s.until(ctx, t, key+" to be ready", func(ctx context.Context) (bool, error) {
		if o.State == plan.Ready {
			return true, nil
		}
		objects, err := c.Read(ctx, s.e, []plan.Object{o})
		if err != nil {
			return false, err
		}
		if len(objects) != 1 {
			t.Fatalf("Read of one object gives %d", len(objects))
		}
		o = objects[0]
		if o.State == plan.Broken {
			t.Fatalf("%s is broken: %s", key, o.Words)
		}
		return o.State == plan.Ready, nil
	})
	return o
}

// remove deletes an object and waits until it is gone.
func (s *site) remove(ctx context.Context, t *testing.T, c driver.Cloud, o plan.Object) {
	t.Helper()
	s.until(ctx, t, "Delete "+o.Kind+" "+o.Key, func(ctx context.Context) (bool, error) {
		err := c.Delete(ctx, s.e, o)
		return err == nil, err
	})
	s.until(ctx, t, o.Kind+" "+o.Key+" to be gone", func(ctx context.Context) (bool, error) {
		objects, err := c.Read(ctx, s.e, []plan.Object{o})
		return err == nil && len(objects) == 1 && objects[0].State == plan.Absent, err
	})
}

// build makes resources, and gives the identifiers of all there is.
func (s *site) build(ctx context.Context, t *testing.T, resources []plan.Resource) []plan.Object {
	t.Helper()
	var built []plan.Object
	for _, r := range resources {
		built = append(built, s.create(ctx, t, s.cloud, s.resolved(t, r, ids(built))))
	}
	return built
}

// carry carries a plan out, each step after those it comes after.
func (s *site) carry(ctx context.Context, t *testing.T, p *plan.Plan, found []plan.Object) {
	t.Helper()
	known, done := ids(found), map[string]bool{}
	left := slices.Clone(p.Steps)
	for len(left) > 0 {
		i := slices.IndexFunc(left, func(x plan.Step) bool {
			return !slices.ContainsFunc(x.After, func(id string) bool { return !done[id] })
		})
		if i < 0 {
			t.Fatalf("the plan has no step to begin with among %d", len(left))
		}
		step := left[i]
		left = slices.Delete(left, i, i+1)
		done[step.ID] = true
		switch step.Verb {
		case plan.Create:
			known[step.Key] = s.create(ctx, t, s.cloud, s.resolved(t, step.Wanted, known)).ID
		case plan.Update:
			s.update(ctx, t, step, s.resolved(t, step.Wanted, known))
		default:
			s.remove(ctx, t, s.cloud, step.Found)
			if known[step.Key] == step.Found.ID {
				delete(known, step.Key)
			}
		}
	}
}

// update changes an object and waits until it is ready.
func (s *site) update(ctx context.Context, t *testing.T, step plan.Step, r plan.Resource) {
	t.Helper()
	var o plan.Object
	s.until(ctx, t, "Update "+step.Key, func(ctx context.Context) (bool, error) {
		var err error
		o, err = s.cloud.Update(ctx, s.e, r, step.Found, plan.Changes(s.kind(r.Kind), r.With, step.Found.With, nil))
		return err == nil, err
	})
	if o.ID != step.Found.ID {
		t.Errorf("Update of %s gives another object: %q instead of %q", step.Key, o.ID, step.Found.ID)
	}
	s.ready(ctx, t, s.cloud, o, step.Key)
}

// leave deletes what the test made, and fails it when something stays.
func (s *site) leave(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	s.cloud = s.h.Open(t) // that of the case may be a faulty one
	for range 3 {         // what appears late is found the second time
		var found []plan.Object
		s.until(ctx, t, "cleaning up", func(ctx context.Context) (bool, error) {
			var err error
			found, err = s.cloud.Inventory(ctx, s.e)
			return err == nil, err
		})
		p := s.difference(t, nil, found)
		if p.Empty() {
			return
		}
		s.carry(ctx, t, p, found)
	}
}

// exactly checks that there is one object of each resource, as it is wanted, and no
// other; what differs is said.
func (s *site) exactly(ctx context.Context, t *testing.T, c driver.Cloud, resources []plan.Resource) []plan.Object {
	t.Helper()
	found := s.inventory(ctx, t, c)
	p := s.difference(t, resources, found)
	for _, step := range p.Steps {
		t.Errorf("%s %s (%s): %s", step.Verb, step.Key, step.Found.ID, changes(step.Changes))
	}
	for _, o := range p.Foreign {
		t.Errorf("the %s %s (%s) is there, and has no key", o.Kind, o.Name, o.ID)
	}
	if t.Failed() {
		t.FailNow()
	}
	return found
}
