package simulated

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// model is what a cloud should hold after some calls: networks, subnets in them, and a
// quota on how many.
type model struct {
	cloud   *Cloud
	e       driver.Environment
	ids     map[string]string // of what exists, by key
	parents map[string]string // of subnets: the key of their network
}

const most = 3 // networks that the quota allows

// TestModel calls at random, with faults at random, and compares with the model after
// each call: what failed before it was done changed nothing, what was lost was done,
// references hold, the quota is never exceeded, and the same calls give the same objects.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := newModel(t), newModel(t)
		for range rapid.IntRange(1, 40).Draw(t, "calls") {
			c := draw(t)
			if first, second := a.apply(t, c), b.apply(t, c); first != second {
				t.Fatalf("the same call fails as %q, then as %q", first, second)
			}
			a.check(t)
		}
		if one, other := fmt.Sprint(a.cloud.Objects("")), fmt.Sprint(b.cloud.Objects("")); one != other {
			t.Fatalf("the same calls give %s and %s", one, other)
		}
	})
}

func newModel(t *rapid.T) *model {
	m := &model{cloud: New(Options{}).Cloud("test"), e: environment("a"), ids: map[string]string{}, parents: map[string]string{}}
	p, err := m.cloud.Create(t.Context(), m.e, resource("project", "project", nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.cloud.Create(t.Context(), m.e, resource("quota/network", "quota", plan.Attributes{"project": p.ID, "networks": int64(most)})); err != nil {
		t.Fatal(err)
	}
	return m
}

// random is one call.
type random struct {
	delete bool
	subnet bool
	n      int // which one
	in     int // of a subnet: which network
	fault  Fault
}

func draw(t *rapid.T) random {
	return random{
		delete: rapid.Bool().Draw(t, "delete"), subnet: rapid.Bool().Draw(t, "subnet"),
		n: rapid.IntRange(0, 4).Draw(t, "n"), in: rapid.IntRange(0, 4).Draw(t, "in"),
		fault: rapid.SampledFrom([]Fault{{}, {}, {}, {Fail: driver.Busy}, {Fail: driver.Uncertain}, {Lost: true}}).Draw(t, "fault"),
	}
}

// apply makes a call and says what it should have done.
func (m *model) apply(t *rapid.T, c random) driver.Reason {
	cloud := m.cloud.Through(func(Call) Fault { return c.fault })
	key, kind := fmt.Sprintf("network/%d", c.n), "network"
	var with plan.Attributes
	parent := ""
	if c.subnet {
		key, kind, parent = fmt.Sprintf("subnet/%d", c.n), "subnet", fmt.Sprintf("network/%d", c.in)
		id := m.ids[parent]
		if id == "" {
			id = "sim-network-999999"
		}
		with = plan.Attributes{"network": id}
	}
	if c.delete {
		err := cloud.Delete(t.Context(), m.e, plan.Object{Kind: kind, Key: key, ID: m.ids[key]})
		m.expect(t, c, err, m.deleted(key), func() { delete(m.ids, key); delete(m.parents, key) })
		return reason(err)
	}
	o, err := cloud.Create(t.Context(), m.e, resource(key, kind, with))
	m.expect(t, c, err, m.created(key, parent), func() {
		if m.ids[key] != "" {
			return
		}
		found, ferr := m.cloud.Find(t.Context(), m.e, resource(key, kind, nil))
		if ferr != nil || len(found) != 1 {
			t.Fatalf("%s was made; Find: %v, %v", key, found, ferr)
		}
		m.ids[key] = found[0].ID
		if parent != "" {
			m.parents[key] = parent
		}
	})
	if err == nil && o.ID != m.ids[key] {
		t.Fatalf("Create of %s gives %s; there is %s", key, o.ID, m.ids[key])
	}
	return reason(err)
}

// created is the reason for which a creation should fail, "" for none.
func (m *model) created(key, parent string) driver.Reason {
	networks := 0
	for k := range m.ids {
		if m.parents[k] == "" {
			networks++
		}
	}
	switch {
	case m.ids[key] != "":
		return ""
	case parent != "" && m.ids[parent] == "":
		return driver.Gone
	case parent == "" && networks == most:
		return driver.Quota
	}
	return ""
}

// deleted is the reason for which a deletion should fail.
func (m *model) deleted(key string) driver.Reason {
	for k, parent := range m.parents {
		if parent == key && m.ids[k] != "" {
			return driver.Conflicting
		}
	}
	return ""
}

// expect checks how a call failed, and changes the model when it was done.
func (m *model) expect(t *rapid.T, c random, err error, want driver.Reason, done func()) {
	got := reason(err)
	switch {
	case c.fault.Fail != "":
		want = c.fault.Fail
	case want == "":
		done()
		fallthrough
	default:
		if c.fault.Lost {
			want = driver.Uncertain
		}
	}
	if got != want {
		t.Fatalf("%+v fails as %q (%v) instead of %q", c, got, err, want)
	}
}

// check compares the inventory with the model.
func (m *model) check(t *rapid.T) {
	found, err := m.cloud.Inventory(t.Context(), m.e)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, o := range found {
		if o.Kind == "project" || o.Kind == "quota" {
			continue
		}
		if got[o.Key] != "" {
			t.Fatalf("%s is there twice", o.Key)
		}
		got[o.Key] = o.ID
		if parent := m.parents[o.Key]; parent != "" && (o.With.String("network") != m.ids[parent] || !slices.Contains(o.After, parent)) {
			t.Fatalf("%s is in %v after %v; its network is %s", o.Key, o.With, o.After, parent)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(m.ids) {
		t.Fatalf("the cloud has %v instead of %v", got, m.ids)
	}
}
