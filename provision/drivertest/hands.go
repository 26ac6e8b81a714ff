package drivertest

import (
	"slices"
	"testing"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// of is the first object of a kind.
func of(t *testing.T, built []plan.Object, kind string) plan.Object {
	t.Helper()
	i := slices.IndexFunc(built, func(o plan.Object) bool { return o.Kind == kind && o.Key != "" })
	if i < 0 {
		t.Fatalf("the order of the harness makes no %s to tamper with", kind)
	}
	return built[i]
}

// changedByHand checks that the difference names the field that somebody changed, and
// that carrying it out sets it right.
func changedByHand(t *testing.T, s *site, built []plan.Object) {
	tried := false
	for _, tamper := range s.h.Tampers {
		if tamper.Change == nil {
			continue
		}
		tried = true
		o := of(t, built, tamper.Kind)
		field := tamper.Change(t, s.e, o)
		var found []plan.Object
		s.until(t.Context(), t, "the change of "+o.Key+" to be seen", func(ctx ctxt) (bool, error) {
			var err error
			found, err = s.cloud.Inventory(ctx, s.e)
			return err == nil && !s.difference(t, s.wanted, found).Empty(), err
		})
		p := s.difference(t, s.wanted, found)
		told := false
		for _, step := range p.Steps {
			for _, c := range step.Changes {
				told = told || step.Key == o.Key && c.Field == field
				if step.Key != o.Key || c.Field != field {
					t.Errorf("%s.%s was changed by hand; %s differs too: %s", o.Key, field, step.Key, changes(step.Changes))
				}
			}
		}
		if !told {
			t.Errorf("%s.%s was changed by hand; the difference is: %+v", o.Key, field, p.Steps)
		}
		s.settle(t)
		built = s.inventory(t.Context(), t, s.cloud)
	}
	if !tried {
		t.Skip("the harness changes nothing by hand")
	}
}

// deletedByHand checks that what somebody deleted is absent, and made again.
func deletedByHand(t *testing.T, s *site, built []plan.Object) {
	tried := false
	for _, tamper := range s.h.Tampers {
		if tamper.Delete == nil {
			continue
		}
		tried = true
		o := of(t, built, tamper.Kind)
		tamper.Delete(t, s.e, o)
		s.until(t.Context(), t, o.Key+" to be absent", func(ctx ctxt) (bool, error) {
			objects, err := s.cloud.Read(ctx, s.e, []plan.Object{o})
			return err == nil && len(objects) == 1 && objects[0].State == plan.Absent, err
		})
		p := s.difference(t, s.wanted, s.inventory(t.Context(), t, s.cloud))
		if !slices.ContainsFunc(p.Steps, func(x plan.Step) bool { return x.Verb == plan.Create && x.Key == o.Key }) {
			t.Errorf("%s was deleted by hand; the difference does not make it again: %+v", o.Key, p.Steps)
		}
		s.settle(t)
		built = s.inventory(t.Context(), t, s.cloud)
	}
	if !tried {
		t.Skip("the harness deletes nothing by hand")
	}
}

// foreign checks that what somebody put there is told and left alone.
func foreign(t *testing.T, s *site, built []plan.Object) {
	if s.h.Plant == nil {
		t.Skip("the harness puts nothing there by hand")
	}
	id, uproot := s.h.Plant(t, s.e, built)
	defer uproot()
	found := s.inventory(t.Context(), t, s.cloud)
	p := s.difference(t, s.wanted, found)
	if !p.Empty() {
		t.Errorf("an object put there by hand changes the plan: %+v", p.Steps)
	}
	if !slices.ContainsFunc(p.Foreign, func(o plan.Object) bool { return o.ID == id }) {
		t.Errorf("the object %s, put there by hand, is not told; what is told: %+v", id, p.Foreign)
	}
}

// taken checks that an object that has the name already is not taken for ours, nor
// touched.
func taken(t *testing.T, h *Harness) {
	if len(h.Squats) == 0 {
		t.Skip("the harness takes no name")
	}
	for _, squat := range h.Squats {
		t.Run(squat.Kind, func(t *testing.T) {
			s := h.site(t, h.Small)
			i := slices.IndexFunc(s.wanted, func(r plan.Resource) bool { return r.Kind == squat.Kind })
			if i < 0 {
				t.Fatalf("the small order makes no %s", squat.Kind)
			}
			r := s.resolved(t, s.wanted[i], ids(s.build(t.Context(), t, s.needed(i))))
			id, intact, leave := squat.Take(t, s.e, r)
			defer leave()
			o, err := s.cloud.Create(t.Context(), s.e, r)
			switch {
			case err == nil && o.ID == id:
				t.Errorf("Create of %s gives somebody else's object, %s", r.Key, id)
			case err != nil && driver.FailureOf(err).Reason != driver.Taken:
				t.Errorf("Create of %s, whose name is taken, fails as %s", r.Key, told(err))
			}
			found, ferr := s.cloud.Find(t.Context(), s.e, r)
			if ferr != nil {
				t.Fatalf("Find: %s", told(ferr))
			}
			if made := err == nil; len(found) == 1 != made || len(found) > 1 {
				t.Errorf("Find of %s gives %+v; Create said: %s", r.Key, found, told(err))
			}
			intact(t)
		})
	}
}

// needed are the resources that one needs, and what those need.
func (s *site) needed(i int) []plan.Resource {
	keys := s.wanted[i].Needs()
	var out []plan.Resource
	for _, r := range slices.Backward(s.wanted[:i]) {
		if slices.Contains(keys, r.Key) {
			keys = append(keys, r.Needs()...)
			out = append(out, r)
		}
	}
	slices.Reverse(out)
	return out
}

// quota checks that a quota that is used up is told as such, and that granting more is
// enough: a design puts what a quota counts after it.
func quota(t *testing.T, h *Harness) {
	if h.Exceed == nil {
		t.Skip("the harness exceeds no quota")
	}
	s := h.site(t, h.Small)
	short := slices.Clone(s.wanted)
	for i := range short {
		short[i].With = clone(short[i].With)
	}
	key := h.Exceed(short)
	i := slices.IndexFunc(short, func(r plan.Resource) bool { return r.Key == key })
	if i < 0 {
		t.Fatalf("the small order has no %s", key)
	}
	built := s.build(t.Context(), t, short[:i])
	r := s.resolved(t, short[i], ids(built))
	_, err := s.cloud.Create(t.Context(), s.e, r)
	if err == nil || driver.FailureOf(err).Reason != driver.Quota {
		t.Fatalf("Create of %s beyond the quota: %s", key, told(err))
	}
	s.exactly(t.Context(), t, s.cloud, short[:i])
	s.settle(t)
}

// revoked checks that refused credentials are told as such, and that the same session
// goes on once they are accepted again.
func revoked(t *testing.T, h *Harness) {
	if h.Revoke == nil {
		t.Skip("the harness revokes no credentials")
	}
	s := h.site(t, h.Small)
	built := s.build(t.Context(), t, s.wanted[:1])
	next := s.wanted[slices.IndexFunc(s.wanted, func(r plan.Resource) bool { // one that can be made now, or what is there
		return !slices.ContainsFunc(r.Needs(), func(key string) bool { return key != built[0].Key }) && (len(s.wanted) == 1 || r.Key != built[0].Key)
	})]
	next = s.resolved(t, next, ids(built))
	restore := h.Revoke(t)
	t.Run("Denied", func(t *testing.T) {
		defer restore()
		for name, c := range map[string]driver.Cloud{"the session": s.cloud, "a new one": s.open(t)} {
			if _, err := c.Inventory(t.Context(), s.e); err == nil || driver.FailureOf(err).Reason != driver.Denied {
				t.Errorf("Inventory by %s: %s", name, told(err))
			}
			if _, err := c.Create(t.Context(), s.e, next); err == nil || driver.FailureOf(err).Reason != driver.Denied {
				t.Errorf("Create by %s: %s", name, told(err))
			}
		}
	})
	s.exactly(t.Context(), t, s.cloud, s.wanted[:1])
	s.settle(t)
}
