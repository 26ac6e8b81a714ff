package openstack

import (
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// TestRefusals asks for what cannot be, and checks what is said and that nothing is left
// of it.
func TestRefusals(t *testing.T) {
	c := open(t)
	e := environment(t)
	h := newHand(c, e)
	content := randomBytes(1000)
	image := published(t, content)
	c.profile.ImageSources = []string{image}
	t.Cleanup(func() { h.clear(t) })
	for _, r := range small(t, image, content)[:2] { // the project, and Havre's role in it
		h.create(t, r)
	}
	before := len(h.inventory(t.Context(), t))
	c.profile.ImageSources = []string{image[:len(image)-len("own.raw")]}
	for name, x := range map[string]struct {
		r    plan.Resource
		want driver.Reason
	}{
		"an image that is another":    {plan.Resource{Key: "image/own", Kind: "image", With: plan.Attributes{"url": image, "sha256": "00", "format": "raw"}}, driver.Refused},
		"an image from elsewhere":     {plan.Resource{Key: "image/own", Kind: "image", With: plan.Attributes{"url": "http://elsewhere.example/a", "sha256": "00", "format": "raw"}}, driver.Refused},
		"a balancer":                  {plan.Resource{Key: "balancer/front", Kind: "balancer", With: plan.Attributes{"subnet": "x"}}, driver.Lacking},
		"a zone":                      {plan.Resource{Key: "zone/example.org.", Kind: "zone", With: plan.Attributes{"name": "example.org."}}, driver.Lacking},
		"a size that does not exist":  {plan.Resource{Key: "server/a-1", Kind: "server", With: plan.Attributes{"flavor": "huge", "image": "debian-12"}}, driver.Gone},
		"an image that is not there":  {plan.Resource{Key: "server/a-1", Kind: "server", With: plan.Attributes{"flavor": "m1.tiny", "image": "hurd"}}, driver.Gone},
		"an external network unknown": {plan.Resource{Key: "router/main", Kind: "router", With: plan.Attributes{"external": "none"}}, driver.Gone},
		"a kind unknown":              {plan.Resource{Key: "toaster/a", Kind: "toaster"}, driver.Refused},
		"an address that is not one":  {plan.Resource{Key: "subnet/main", Kind: "subnet", With: plan.Attributes{"network": "x", "cidr": "300.0.0.0/8"}}, driver.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			o, err := c.Create(t.Context(), e, x.r)
			if err == nil || driver.FailureOf(err).Reason != x.want {
				t.Errorf("%+v, %v", o, err)
			}
		})
	}
	if after := h.inventory(t.Context(), t); len(after) != before {
		t.Errorf("something is left: %+v", after)
	}

	t.Run("a project with something in it", func(t *testing.T) {
		s := &space{c, e}
		by, err := createNetwork(t.Context(), &space{c, driver.Environment{ID: e.ID}}, plan.Resource{Key: "x", Name: "somebody’s"})
		if err != nil {
			t.Fatal(err)
		}
		err = c.Delete(t.Context(), e, plan.Object{Key: "project", Kind: "project", ID: h.ids["project"]})
		if f := driver.FailureOf(err); f == nil || f.Reason != driver.Conflicting || f.Raw == "" {
			t.Errorf("deleting it: %v", err)
		}
		if err := removeNetwork(t.Context(), s, by); err != nil {
			t.Error(err)
		}
	})
	t.Run("a role taken away", func(t *testing.T) {
		all := h.inventory(t.Context(), t)
		for _, o := range all {
			if o.Key == "grant/havre" { // by hand: the tag of the project stays
				o.Key = ""
				if err := removeGrant(t.Context(), &space{c, e}, o); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := c.Inventory(t.Context(), e); err == nil || driver.FailureOf(err).Reason != driver.Denied {
			t.Errorf("the inventory of a project that is closed: %v", err)
		}
		h.create(t, small(t, image, content)[1])
		if again := h.inventory(t.Context(), t); len(again) != len(all) {
			t.Errorf("with its role back, the inventory has %d objects, not %d", len(again), len(all))
		}
	})
}

// TestOffers says what the lab has.
func TestOffers(t *testing.T) {
	o, err := open(t).Offers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Flavors) < 5 || len(o.Images) < 2 || len(o.Zones) == 0 || len(o.Regions) == 0 {
		t.Errorf("%+v", o)
	}
	if o.Services["load-balancer"] != havre.No || o.Services["object-storage"] != havre.Yes {
		t.Errorf("services: %v", o.Services)
	}
}

// TestHalfMade finishes what an earlier call left in the middle, and says so of nothing
// that is whole.
func TestHalfMade(t *testing.T) {
	c := open(t)
	e := environment(t)
	h := newHand(c, e)
	t.Cleanup(func() { h.clear(t) })
	all := small(t, "", nil)
	var rules plan.Resource
	for _, r := range all {
		switch r.Key {
		case "project", "grant/havre", "group/front", "group/app":
			h.create(t, r)
		case "rules/front":
			rules = r
		}
	}
	s := &space{c, e}
	r := h.resolved(rules)
	half := r
	half.With = plan.Attributes{"group": r.With["group"], "rules": r.With.List("rules")[:1]}
	for _, x := range []plan.Resource{half, r} {
		if _, err := createRules(t.Context(), s, x); err != nil {
			t.Fatal(err)
		}
		o, err := c.Create(t.Context(), e, r)
		if err != nil {
			t.Fatal(err)
		}
		now := h.read(t, o)[0]
		if !plan.Same(now.With["rules"], r.With["rules"]) || !plan.Same(o.With["rules"], r.With["rules"]) {
			t.Errorf("%v is said to be %v, not %v", now.With["rules"], o.With["rules"], r.With["rules"])
		}
	}
}
