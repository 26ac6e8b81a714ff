package drivertest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

type ctxt = context.Context

func clone(a plan.Attributes) plan.Attributes { return maps.Clone(a) }

// crash stops the caller between any two calls: after each one another begins anew, that
// knows nothing but what is wanted.
func crash(t *testing.T, h *Harness) {
	s := h.site(t, h.Small)
	var known map[string]string
	for i, wanted := range s.wanted {
		r := s.resolved(t, wanted, known)
		if found, err := s.cloud.Find(t.Context(), s.e, r); err != nil || len(found) > 0 {
			t.Fatalf("Find of %s before it is made: %+v, %s", r.Key, found, told(err))
		}
		s.forgotten(t, r)
		s.cloud = s.open(t)
		o := s.ready(t.Context(), t, s.cloud, s.found(t, s.cloud, r), r.Key)
		if twice := s.create(t.Context(), t, s.cloud, r); twice.ID != o.ID {
			t.Fatalf("Create of %s after a crash gives %s; there was %s", r.Key, twice.ID, o.ID)
		}
		known = ids(s.exactly(t.Context(), t, s.cloud, s.wanted[:i+1]))
	}
	found := s.inventory(t.Context(), t, s.cloud)
	for i, r := range slices.Backward(s.wanted) {
		o := found[slices.IndexFunc(found, func(o plan.Object) bool { return o.Key == r.Key })]
		s.until(t.Context(), t, "Delete "+r.Key, func(ctx ctxt) (bool, error) {
			err := s.cloud.Delete(ctx, s.e, o)
			return err == nil, err
		})
		s.cloud = s.open(t)
		s.remove(t.Context(), t, s.cloud, o)
		found = s.exactly(t.Context(), t, s.cloud, s.wanted[:i])
	}
}

// forgotten makes a resource and forgets it.
func (s *site) forgotten(t *testing.T, r plan.Resource) {
	t.Helper()
	s.until(t.Context(), t, "Create "+r.Key, func(ctx ctxt) (bool, error) {
		_, err := s.cloud.Create(ctx, s.e, r)
		return err == nil, err
	})
}

// found waits until what was made is found, once.
func (s *site) found(t *testing.T, c driver.Cloud, r plan.Resource) plan.Object {
	t.Helper()
	var found []plan.Object
	s.until(t.Context(), t, "Find "+r.Key, func(ctx ctxt) (bool, error) {
		var err error
		found, err = c.Find(ctx, s.e, r)
		return err == nil && len(found) > 0, err
	})
	if len(found) > 1 {
		t.Fatalf("%s was made once and is found %d times", r.Key, len(found))
	}
	return found[0]
}

// disturbed is a fault, and what a creation that meets it must be.
type disturbed struct {
	fault Fault
	most  int // how many of the writes of one creation are struck, one after the other
	fails []driver.Reason
	// done says that what is struck is done all the same: an object whose last write was
	// struck must be found.
	done bool
}

// disturb makes each resource while its connection misbehaves, at its first write, then
// at its second, and so on until it is made before the fault; after each failure another
// caller resumes.
func (s *site) disturb(t *testing.T, d disturbed) {
	t.Helper()
	met := 0
	var known map[string]string
	for i, wanted := range s.wanted {
		r := s.resolved(t, wanted, known)
		seen := false // after the write before
		for k := 0; ; k++ {
			d.fault.Skip = k
			_, err := s.faulty(t, d.fault).Create(t.Context(), s.e, r)
			if err == nil { // its writes are fewer, or the driver overcame the fault
				if d.done && k > 0 && !seen {
					t.Errorf("Find does not see %s, all of which was done and whose last answer was lost", r.Key)
				}
				known = ids(s.resume(t, i, r, nil))
				break
			}
			met++
			seen = s.failedAs(t, r, d, k, err)
			known = ids(s.resume(t, i, r, driver.FailureOf(err)))
			if k+1 == d.most {
				break
			}
			s.unmake(t, r, known)
		}
	}
	if met == 0 {
		t.Errorf("no creation met the fault %q: does the harness make it?", d.fault.What)
	}
}

// failedAs checks how a creation failed, and says whether Find sees what it made.
func (s *site) failedAs(t *testing.T, r plan.Resource, d disturbed, k int, err error) (seen bool) {
	t.Helper()
	f := driver.FailureOf(err)
	if !slices.Contains(d.fails, f.Reason) {
		t.Errorf("Create of %s, whose write %d is %s, fails as %s", r.Key, k+1, d.fault.What, told(err))
	}
	if d.fault.What == Limited && f.After != d.fault.After {
		t.Errorf("Create of %s fails as %s after %v; the cloud asks to wait %v", r.Key, f.Reason, f.After, d.fault.After)
	}
	fresh := s.open(t)
	for range 5 { // it may be seen late
		found, err := fresh.Find(t.Context(), s.e, r)
		if err != nil {
			t.Fatalf("Find of %s: %s", r.Key, told(err))
		}
		if len(found) > 0 {
			seen = true
			break
		}
		if !d.done {
			break
		}
		time.Sleep(s.h.Poll)
	}
	if seen && !d.done && k == 0 {
		t.Errorf("nothing of %s was done, and Find sees it", r.Key)
	}
	return seen
}

// resume goes on after a failure as another process would, until nothing differs.
func (s *site) resume(t *testing.T, i int, r plan.Resource, f *driver.Failure) []plan.Object {
	t.Helper()
	s.cloud = s.open(t)
	var found []plan.Object
	if f != nil && f.Reason == driver.Uncertain {
		var err error
		if found, err = s.cloud.Find(t.Context(), s.e, r); err != nil {
			t.Fatalf("Find of %s: %s", r.Key, told(err))
		}
	}
	if len(found) == 0 {
		s.create(t.Context(), t, s.cloud, r)
	} else {
		s.ready(t.Context(), t, s.cloud, found[0], r.Key)
	}
	return s.converge(t, s.wanted[:i+1])
}

// converge carries out what differs of some resources, until nothing does.
func (s *site) converge(t *testing.T, resources []plan.Resource) []plan.Object {
	t.Helper()
	found := s.inventory(t.Context(), t, s.cloud)
	p := s.difference(t, resources, found)
	if p.Empty() && len(p.Foreign) == 0 {
		return found
	}
	s.carry(t.Context(), t, p, found)
	return s.exactly(t.Context(), t, s.cloud, resources)
}

// unmake takes a resource away again.
func (s *site) unmake(t *testing.T, r plan.Resource, known map[string]string) {
	t.Helper()
	s.remove(t.Context(), t, s.cloud, plan.Object{Key: r.Key, Kind: r.Kind, ID: known[r.Key], Name: r.Name, With: r.With})
}

// writes is more than one creation makes: the loop ends before.
const writes = 12

func stopped(t *testing.T, h *Harness) {
	h.site(t, h.Small).disturb(t, disturbed{fault: Fault{What: Dropped}, most: writes, fails: []driver.Reason{driver.Uncertain, driver.Busy}})
}

func lost(t *testing.T, h *Harness) {
	h.site(t, h.Small).disturb(t, disturbed{fault: Fault{What: Lost, Times: 1}, most: writes, fails: []driver.Reason{driver.Uncertain}, done: true})
}

func limited(t *testing.T, h *Harness) {
	h.site(t, h.Small).disturb(t, disturbed{fault: Fault{What: Limited, Times: 1, After: 7 * time.Second}, most: 1, fails: []driver.Reason{driver.Busy}})
}

func failing(t *testing.T, h *Harness) {
	h.site(t, h.Small).disturb(t, disturbed{fault: Fault{What: Failing, Times: 1}, most: 1, fails: []driver.Reason{driver.Uncertain, driver.Busy}})
}

func unavailable(t *testing.T, h *Harness) {
	h.site(t, h.Small).disturb(t, disturbed{fault: Fault{What: Unavailable, Times: 1}, most: 1, fails: []driver.Reason{driver.Uncertain, driver.Busy}})
}

// late waits for what was made to be seen.
func late(t *testing.T, h *Harness) {
	s := h.site(t, h.Small)
	c := s.faulty(t, Fault{What: Late})
	for i, wanted := range s.wanted {
		r := s.resolved(t, wanted, ids(s.inventory(t.Context(), t, s.cloud)))
		made := s.create(t.Context(), t, c, r)
		if o := s.found(t, s.open(t), r); o.ID != made.ID {
			t.Errorf("Create of %s gave %s and Find gives %s", r.Key, made.ID, o.ID)
		}
		s.until(t.Context(), t, "the inventory to have "+r.Key, func(ctx ctxt) (bool, error) {
			found, err := s.cloud.Inventory(ctx, s.e)
			return err == nil && ids(found)[r.Key] == made.ID, err
		})
		s.exactly(t.Context(), t, s.cloud, s.wanted[:i+1])
	}
}

// twice sends every creation two times.
func twice(t *testing.T, h *Harness) {
	s := h.site(t, h.Small)
	for i, wanted := range s.wanted {
		r := s.resolved(t, wanted, ids(s.inventory(t.Context(), t, s.cloud)))
		_, err := s.faulty(t, Fault{What: Twice, Times: 1}).Create(t.Context(), s.e, r)
		if f := driver.FailureOf(err); f != nil && !f.Reason.Passing() {
			t.Errorf("Create of %s, sent twice: %s", r.Key, told(err))
		}
		s.resume(t, i, r, driver.FailureOf(err))
	}
}

// atOnce makes and deletes each resource from two processes at the same time.
func atOnce(t *testing.T, h *Harness) {
	s := h.site(t, h.Small)
	for i, wanted := range s.wanted {
		r := s.resolved(t, wanted, ids(s.inventory(t.Context(), t, s.cloud)))
		for _, err := range both(s.open(t), s.open(t), func(c driver.Cloud) error {
			_, err := c.Create(t.Context(), s.e, r)
			return err
		}) {
			if f := driver.FailureOf(err); f != nil && !f.Reason.Passing() {
				t.Errorf("Create of %s, twice at once: %s", r.Key, told(err))
			}
		}
		s.resume(t, i, r, nil)
	}
	for _, r := range slices.Backward(s.wanted) {
		for _, o := range s.inventory(t.Context(), t, s.cloud) {
			if o.Key != r.Key {
				continue
			}
			for _, err := range both(s.open(t), s.open(t), func(c driver.Cloud) error { return c.Delete(t.Context(), s.e, o) }) {
				if f := driver.FailureOf(err); f != nil && !f.Reason.Passing() {
					t.Errorf("Delete of %s, twice at once: %s", r.Key, told(err))
				}
			}
			s.remove(t.Context(), t, s.cloud, o)
		}
	}
}

// both calls a function on two clouds at the same time.
func both(a, b driver.Cloud, do func(driver.Cloud) error) []error {
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, c := range []driver.Cloud{a, b} {
		wg.Go(func() { errs[i] = do(c) })
	}
	wg.Wait()
	return errs
}

// slow is right all the same.
func slow(t *testing.T, h *Harness) {
	s := h.site(t, h.Small)
	s.cloud = s.faulty(t, Fault{What: Slow, Delay: 50 * time.Millisecond})
	n := min(3, len(s.wanted))
	s.build(t.Context(), t, s.wanted[:n])
	s.exactly(t.Context(), t, s.cloud, s.wanted[:n])
}

// prompt is how soon a call whose context has ended returns.
const prompt = 3 * time.Second

// cancelled checks that a call ends with its context, and says that nobody knows.
func cancelled(t *testing.T, h *Harness) {
	s := h.site(t, h.Small)
	c := s.faulty(t, Fault{What: Slow, Delay: time.Minute})
	for name, call := range map[string]func(context.Context) error{
		"Inventory": func(ctx context.Context) error { _, err := c.Inventory(ctx, s.e); return err },
		"Create":    func(ctx context.Context) error { _, err := c.Create(ctx, s.e, s.wanted[0]); return err },
		"Find":      func(ctx context.Context) error { _, err := c.Find(ctx, s.e, s.wanted[0]); return err },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		begun := time.Now()
		err := call(ctx)
		cancel()
		if took := time.Since(begun); took > prompt {
			t.Errorf("%s returns %v after its context has ended", name, took)
		}
		if err == nil || driver.FailureOf(err).Reason != driver.Uncertain {
			t.Errorf("%s whose context has ended: %s", name, told(err))
		}
	}
}

// apart checks that two environments do not see each other.
func apart(t *testing.T, h *Harness) {
	a, b := h.site(t, h.Small), h.site(t, h.Small)
	a.build(t.Context(), t, a.wanted)
	if found := b.inventory(t.Context(), t, b.cloud); len(found) > 0 {
		t.Errorf("an environment has objects of another: %+v", found)
	}
	b.build(t.Context(), t, b.wanted[:1])
	found := b.inventory(t.Context(), t, b.cloud)
	b.carry(t.Context(), t, b.difference(t, nil, found), found)
	a.exactly(t.Context(), t, a.cloud, a.wanted)
}
