package simulated

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// Create implements driver.Cloud.
func (c *Cloud) Create(ctx context.Context, e driver.Environment, r plan.Resource) (plan.Object, error) {
	var out plan.Object
	call := Call{Method: "Create", Environment: e.ID, Kind: r.Kind, Key: r.Key}
	k := kindOf(r.Kind)
	if k == nil {
		return out, failed(call, driver.Lacking, "no such kind: "+r.Kind)
	}
	var secret string
	if k.secret { // asked for before the world is held: it may be read from a database
		var err error
		if secret, err = e.Secret(ctx, r.Key); err != nil {
			return out, fmt.Errorf("the secret of %s: %w", r.Key, err)
		}
	}
	err := c.call(ctx, call, func(w *world, call Call, f Fault) error {
		t, err := w.create(call, e, k, r, f)
		if err != nil {
			return err
		}
		t.secret = sha256.Sum256([]byte(secret))
		out = w.seenNow(t)
		if f.Twice && !k.unique {
			w.copy(t)
		}
		return nil
	})
	return answered(out, err)
}

// seenNow is what the answer of a write shows, which is no look.
func (w *world) seenNow(t *thing) plan.Object {
	looks := t.looks
	o := w.seen(t)
	t.looks = looks
	return o
}

// copy is what a request that was sent twice makes besides.
func (w *world) copy(t *thing) {
	double := *t
	double.With = maps.Clone(t.With)
	w.add(&double)
}

func (w *world) create(call Call, e driver.Environment, k *kind, r plan.Resource, f Fault) (*thing, error) {
	there, err := w.there(call, e, k, r)
	if there != nil || err != nil {
		return there, err
	}
	after, err := w.checked(call, e.ID, k, r.With)
	if err != nil {
		return nil, err
	}
	if err := w.granted(call, e.ID, k, r.With, nil); err != nil {
		return nil, err
	}
	t := &thing{
		Object:      plan.Object{Key: r.Key, Kind: r.Kind, Name: r.Name, With: maps.Clone(r.With), After: plan.Set(append(after, r.After...)...)},
		environment: e.ID, identity: e.Identity(r.Key), besides: r.After, hidden: f.Hidden, broken: f.Broken,
	}
	if t.With == nil {
		t.With = plan.Attributes{}
	}
	w.add(t)
	w.observe(t)
	w.begin(t, f.Pending)
	return t, nil
}

// there is the object that a resource has already, or the failure of one that has its
// name.
func (w *world) there(call Call, e driver.Environment, k *kind, r plan.Resource) (*thing, error) {
	mine := w.sorted(func(t *thing) bool {
		return t.Kind == r.Kind && t.identity == e.Identity(r.Key) && !t.leaving && t.hidden == 0
	})
	if len(mine) > 0 {
		return mine[0], nil
	}
	if !k.unique {
		return nil, nil //nolint:nilnil // nothing is there, and nothing is wrong
	}
	named := w.sorted(func(t *thing) bool { return t.Kind == r.Kind && t.Name == r.Name })
	switch {
	case len(named) == 0:
		return nil, nil //nolint:nilnil // nothing is there, and nothing is wrong
	case named[0].identity != e.Identity(r.Key):
		return nil, failed(call, driver.Taken, "the name is used: "+r.Name)
	case named[0].leaving:
		return nil, failed(call, driver.Conflicting, "the former one is being deleted: "+named[0].ID)
	}
	return named[0], nil
}

// checked refuses attributes that refer to what is not there, and gives the keys of
// what they refer to.
func (w *world) checked(call Call, environment string, k *kind, with plan.Attributes) (after []string, err error) {
	if f := with.String("flavor"); k.Name == "server" {
		if _, ok := w.flavor(f); !ok {
			return nil, failed(call, driver.Refused, fmt.Sprintf("no such flavor: %q", f))
		}
	}
	for _, field := range slices.Sorted(maps.Keys(k.refs)) {
		id := with.String(field)
		if t := w.things[id]; id != "" && id != "self" && (t == nil || t.Kind != k.refs[field]) {
			return nil, failed(call, driver.Gone, fmt.Sprintf("no %s %q", k.refs[field], id))
		}
	}
	for _, word := range words(with) {
		t := w.things[word]
		switch {
		case len(word) > 1 && strings.HasPrefix(word, plan.Ref):
			return nil, failed(call, driver.Refused, "a reference that nobody resolved: "+word)
		case t == nil && strings.HasPrefix(word, idMark), t != nil && t.leaving:
			return nil, failed(call, driver.Gone, "no such object: "+word)
		case t != nil && w.busy(t):
			return nil, failed(call, driver.Conflicting, "not ready: "+word)
		case t != nil && t.environment == environment && t.Key != "":
			after = append(after, t.Key)
		}
	}
	return after, nil
}

// Update implements driver.Cloud.
func (c *Cloud) Update(ctx context.Context, e driver.Environment, r plan.Resource, o plan.Object, changes []plan.Change) (plan.Object, error) {
	var out plan.Object
	err := c.call(ctx, Call{Method: "Update", Environment: e.ID, Kind: o.Kind, Key: o.Key}, func(w *world, call Call, f Fault) error {
		t, k := w.things[o.ID], kindOf(o.Kind)
		switch {
		case t == nil || k == nil || t.environment != e.ID:
			return failed(call, driver.Gone, "no such object: "+o.ID)
		case t.leaving || w.busy(t):
			return failed(call, driver.Conflicting, "not ready: "+o.ID)
		}
		if err := w.change(call, t, k, r, changes, f); err != nil {
			return err
		}
		out = w.seenNow(t)
		return nil
	})
	return answered(out, err)
}

func (w *world) change(call Call, t *thing, k *kind, r plan.Resource, changes []plan.Change, f Fault) error {
	with, changed := maps.Clone(t.With), false
	for _, c := range changes {
		to, ok := r.With[c.Field] // what the resource refers to may have been made since the plan
		if !ok {
			to = c.To
		}
		if plan.Same(with[c.Field], to) {
			continue
		}
		if slices.Contains(k.Fixed, c.Field) {
			return failed(call, driver.Refused, c.Field+" cannot be changed")
		}
		changed = true
		with[c.Field] = to
	}
	if !changed {
		return nil
	}
	if k.Name == "volume" && with.Int("size") < t.With.Int("size") {
		return failed(call, driver.Refused, "a volume cannot shrink")
	}
	after, err := w.checked(call, t.environment, k, with)
	if err != nil {
		return err
	}
	if err := w.granted(call, t.environment, k, with, t); err != nil {
		return err
	}
	t.With, t.After = with, plan.Set(append(after, t.besides...)...)
	w.begin(t, f.Pending)
	return nil
}

// Delete implements driver.Cloud.
func (c *Cloud) Delete(ctx context.Context, e driver.Environment, o plan.Object) error {
	return c.call(ctx, Call{Method: "Delete", Environment: e.ID, Kind: o.Kind, Key: o.Key}, func(w *world, call Call, f Fault) error {
		t := w.things[o.ID]
		if t == nil || t.environment != e.ID || t.leaving {
			return nil
		}
		if leaning := w.leaning(t); len(leaning) > 0 {
			return failed(call, driver.Conflicting, "in use by "+leaning[0].ID)
		}
		if t.Kind == "project" && t.Key != "" {
			if rest := w.sorted(func(x *thing) bool { return x != t && x.environment == e.ID && x.Key != "" }); len(rest) > 0 {
				return failed(call, driver.Conflicting, "not empty: "+rest[0].ID)
			}
		}
		if f.Ignored {
			return nil
		}
		t.leaving = true
		w.begin(t, f.Pending)
		w.sweep()
		return nil
	})
}
