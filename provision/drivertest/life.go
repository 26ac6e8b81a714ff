package drivertest

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// declared checks what a driver says without any cloud.
func declared(t *testing.T, h *Harness) {
	if h.Driver.Name() == "" {
		t.Error("the driver has no name")
	}
	seen := map[string]bool{}
	for _, k := range h.Driver.Kinds() {
		if k.Name == "" || seen[k.Name] {
			t.Errorf("two kinds are called %q, or one has no name", k.Name)
		}
		seen[k.Name] = true
		if k.Title.FR == "" || k.Title.EN == "" {
			t.Errorf("the kind %s has no title in both languages", k.Name)
		}
		for _, field := range k.Fixed {
			if slices.Contains(k.Once, field) {
				t.Errorf("%s.%s is both fixed and read once", k.Name, field)
			}
		}
	}
	s := h.site(t, h.Order)
	before, err := json.Marshal(s.wanted)
	if err != nil {
		t.Fatal(err)
	}
	after, err := json.Marshal(s.design(t, s.order))
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Errorf("the same order is designed otherwise the second time:\n%s\n%s", before, after)
	}
	for _, r := range s.wanted {
		if r.Name == "" {
			t.Errorf("%s has no name", r.Key)
		}
	}
}

// offers checks that a cloud says what it has.
func offers(t *testing.T, h *Harness) {
	o, err := h.Open(t).Offers(t.Context())
	if err != nil {
		t.Fatal(told(err))
	}
	if o == nil || len(o.Flavors) == 0 {
		t.Fatalf("the cloud offers no size of server: %+v", o)
	}
}

// life builds everything once, looks at it, changes it, and takes it away. Each of its
// parts leaves the environment as it was ordered.
func life(t *testing.T, h *Harness) {
	s := h.site(t, h.Order)
	if found := s.inventory(t.Context(), t, s.cloud); len(found) > 0 {
		t.Fatalf("a new environment has %d objects: %+v", len(found), found)
	}
	built := s.build(t.Context(), t, s.wanted)
	s.exactly(t.Context(), t, s.cloud, s.wanted)
	for _, part := range []struct {
		name string
		run  func(t *testing.T, s *site, built []plan.Object)
	}{
		{"Observed", observed},
		{"Leaning", leaning},
		{"Again", again},
		{"Updated", updated},
		{"ChangedByHand", changedByHand},
		{"DeletedByHand", deletedByHand},
		{"Foreign", foreign},
		{"Access", access},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, s, s.inventory(t.Context(), t, s.cloud)) })
	}
	t.Run("Read", func(t *testing.T) { read(t, s, built) })
	t.Run("Deleted", func(t *testing.T) { deleted(t, s) })
}

// observed checks that every object is found, alone and with the others.
func observed(t *testing.T, s *site, built []plan.Object) {
	known := ids(built)
	for _, r := range s.wanted {
		found, err := s.cloud.Find(t.Context(), s.e, s.resolved(t, r, known))
		if err != nil {
			t.Fatalf("Find %s: %s", r.Key, told(err))
		}
		if len(found) != 1 || found[0].ID != known[r.Key] {
			t.Errorf("Find %s gives %+v; the inventory has %s", r.Key, found, known[r.Key])
		}
	}
	objects, err := s.cloud.Read(t.Context(), s.e, built)
	if err != nil {
		t.Fatalf("Read: %s", told(err))
	}
	if len(objects) != len(built) {
		t.Fatalf("Read of %d objects gives %d", len(built), len(objects))
	}
	for i, o := range objects {
		if o.ID != built[i].ID || o.Key != built[i].Key || o.Kind != built[i].Kind || o.State != plan.Ready {
			t.Errorf("Read gives %s %s (%s, %q) where the inventory has %s %s (%s)", o.Kind, o.Key, o.ID, o.State, built[i].Kind, built[i].Key, built[i].ID)
		}
	}
	s.same(t, objects)
}

// read checks that objects as Create returned them, and not only as they are listed, can
// be observed again; some were made again by hand meanwhile.
func read(t *testing.T, s *site, built []plan.Object) {
	known := ids(s.inventory(t.Context(), t, s.cloud))
	built = slices.DeleteFunc(slices.Clone(built), func(o plan.Object) bool { return known[o.Key] != o.ID })
	objects, err := s.cloud.Read(t.Context(), s.e, built)
	if err != nil {
		t.Fatalf("Read: %s", told(err))
	}
	for i, o := range objects {
		if o.ID != built[i].ID || o.State != plan.Ready {
			t.Errorf("Read of the %s %s gives %+v", built[i].Kind, built[i].ID, o)
		}
	}
}

// same checks that objects have the attributes that are wanted.
func (s *site) same(t *testing.T, objects []plan.Object) {
	t.Helper()
	known := ids(objects)
	for _, r := range s.wanted {
		i := slices.IndexFunc(objects, func(o plan.Object) bool { return o.Key == r.Key })
		if i < 0 {
			t.Errorf("%s is not there", r.Key)
			continue
		}
		if diff := plan.Changes(s.kind(r.Kind), r.With.Resolve(known), objects[i].With, nil); len(diff) > 0 {
			t.Errorf("%s: %s", r.Key, changes(diff))
		}
	}
}

// leaning checks that the inventory alone says in which order to delete: it may be all
// that is left of what was made.
func leaning(t *testing.T, s *site, built []plan.Object) {
	for _, r := range s.wanted {
		i := slices.IndexFunc(built, func(o plan.Object) bool { return o.Key == r.Key })
		if i < 0 {
			t.Errorf("%s is not there", r.Key)
			continue
		}
		for _, need := range r.With.Refs() {
			if !slices.Contains(built[i].After, need) {
				t.Errorf("%s leans on %s, and the inventory does not say it (After is %v)", r.Key, need, built[i].After)
			}
		}
	}
}

// again makes and deletes nothing: what is there is given again.
func again(t *testing.T, s *site, built []plan.Object) {
	known := ids(built)
	fresh := s.open(t)
	for _, r := range s.wanted {
		o := s.create(t.Context(), t, fresh, s.resolved(t, r, known))
		if o.ID != known[r.Key] {
			t.Errorf("Create of %s gives %s; there was %s", r.Key, o.ID, known[r.Key])
		}
	}
	s.exactly(t.Context(), t, fresh, s.wanted)
}

// updated changes what an update can, twice each, and back.
func updated(t *testing.T, s *site, built []plan.Object) {
	if s.h.Changed == nil {
		t.Skip("the harness has no change to make")
	}
	wanted := s.design(t, s.h.Changed())
	p := s.difference(t, wanted, built)
	updates := 0
	for _, step := range p.Steps {
		if step.Verb == plan.Update && !step.Renew {
			updates++
		}
	}
	if updates == 0 {
		t.Fatalf("the changed order asks for no update: %+v", p.Steps)
	}
	s.carry(t.Context(), t, p, built)
	found := s.exactly(t.Context(), t, s.cloud, wanted)
	known := ids(found)
	for _, step := range p.Steps { // what has its attributes already stays as it is
		if step.Verb == plan.Update {
			s.update(t.Context(), t, step, s.resolved(t, step.Wanted, known))
		}
	}
	s.exactly(t.Context(), t, s.cloud, wanted)
	s.wanted = wanted
}

// access checks what is handed over.
func access(t *testing.T, s *site, built []plan.Object) {
	if len(s.order.Accesses) == 0 {
		t.Skip("the order of the harness gives access to nobody")
	}
	for _, name := range s.order.Accesses {
		key := "access/" + name
		a, err := s.cloud.Access(t.Context(), s.e, key, built)
		if err != nil {
			t.Fatalf("Access %s: %s", key, told(err))
		}
		if a == nil || len(a.Credentials) == 0 {
			t.Fatalf("Access %s gives no credentials", key)
		}
		s.holds(t, key, a)
		if s.h.Works == nil {
			continue
		}
		if err := s.h.Works(t.Context(), a); err != nil {
			t.Errorf("the access %s does not work: %v", key, err)
		}
		s.takenBack(t, key, a)
	}
}

// holds checks that an access has the secret of its key, for whoever uses it.
func (s *site) holds(t *testing.T, key string, a *driver.Access) {
	t.Helper()
	secret, err := s.e.Secret(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(a.Credentials)
	if err != nil {
		t.Fatalf("the credentials of %s cannot be written: %v", key, err)
	}
	if !strings.Contains(string(text), secret) {
		t.Errorf("the credentials of %s do not have its secret", key)
	}
}

// takenBack checks that an access no longer works once it is taken back, alone, and that
// it can be given again.
func (s *site) takenBack(t *testing.T, key string, a *driver.Access) {
	t.Helper()
	without := slices.DeleteFunc(slices.Clone(s.wanted), func(r plan.Resource) bool { return r.Key == key || strings.HasPrefix(r.Key, key+"/") })
	found := s.inventory(t.Context(), t, s.cloud)
	s.carry(t.Context(), t, s.difference(t, without, found), found)
	s.until(t.Context(), t, "the access "+key+" to be refused", func(ctx context.Context) (bool, error) {
		return s.h.Works(ctx, a) != nil, nil
	})
	s.settle(t)
}

// settle carries out whatever differs, until nothing does.
func (s *site) settle(t *testing.T) {
	t.Helper()
	found := s.inventory(t.Context(), t, s.cloud)
	s.carry(t.Context(), t, s.difference(t, s.wanted, found), found)
	s.exactly(t.Context(), t, s.cloud, s.wanted)
}

// deleted takes everything away in the order that the inventory gives, each twice.
func deleted(t *testing.T, s *site) {
	found := s.inventory(t.Context(), t, s.cloud)
	s.carry(t.Context(), t, s.difference(t, nil, found), found)
	if left := s.inventory(t.Context(), t, s.cloud); len(left) > 0 {
		t.Errorf("after everything was deleted there is: %+v", left)
	}
	fresh := s.open(t)
	for _, o := range slices.Backward(found) {
		if err := fresh.Delete(t.Context(), s.e, o); err != nil {
			t.Errorf("Delete of the %s %s, which is gone: %s", o.Kind, o.Key, told(err))
		}
	}
	objects, err := fresh.Read(t.Context(), s.e, found)
	if err != nil {
		t.Fatalf("Read of what is gone: %s", told(err))
	}
	for i, o := range objects {
		if o.State != plan.Absent {
			t.Errorf("Read of the %s %s, which is gone, says %q", found[i].Kind, found[i].Key, o.State)
		}
	}
}
