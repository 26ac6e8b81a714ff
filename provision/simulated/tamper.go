package simulated

import (
	"fmt"
	"maps"

	"github.com/havre-cloud/havre/plan"
)

// What follows is what people do to a cloud behind the back of Havre: no call is
// counted, nothing is enforced, and no fault applies.

// Alter changes an attribute of the object of a key; a nil value takes it away. It says
// whether there was such an object.
func (c *Cloud) Alter(environment, key, field string, value any) bool {
	return c.tamper(environment, key, func(t *thing) {
		with := maps.Clone(t.With)
		with[field] = value
		if value == nil {
			delete(with, field)
		}
		t.With = with
	})
}

// Break puts the object of a key in error.
func (c *Cloud) Break(environment, key string) bool {
	return c.tamper(environment, key, func(t *thing) { t.broken, t.looks = true, 0 })
}

// Remove makes the objects of a key vanish, whatever leans on them.
func (c *Cloud) Remove(environment, key string) bool {
	return c.tamper(environment, key, func(t *thing) { delete(c.world.things, t.ID) })
}

// Plant adds an object that no order made. Its identifier is given.
func (c *Cloud) Plant(environment, kind, name string, with plan.Attributes) string {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	if with == nil {
		with = plan.Attributes{}
	}
	t := &thing{Object: plan.Object{Kind: kind, Name: name, With: maps.Clone(with)}, environment: environment}
	c.world.add(t)
	return t.ID
}

// Uproot removes an object by its identifier.
func (c *Cloud) Uproot(id string) {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	delete(c.world.things, id)
}

// Revoke makes the cloud refuse the account of Havre, and Restore accept it again.
func (c *Cloud) Revoke() { c.revoked(true) }

// Restore ends what Revoke began.
func (c *Cloud) Restore() { c.revoked(false) }

func (c *Cloud) revoked(yes bool) {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	c.world.revoked = yes
}

// Objects are those of an environment as they are, whatever anybody is shown; of every
// environment when it is "".
func (c *Cloud) Objects(environment string) []plan.Object {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	c.world.sweep()
	out := []plan.Object{}
	for _, t := range c.world.sorted(func(t *thing) bool { return environment == "" || t.environment == environment }) {
		out = append(out, c.world.seenNow(t))
	}
	return out
}

func (c *Cloud) tamper(environment, key string, do func(*thing)) bool {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	things := c.world.sorted(func(t *thing) bool { return t.environment == environment && t.Key == key && t.Key != "" })
	for _, t := range things {
		do(t)
	}
	return len(things) > 0
}

// String names the cloud, for logs.
func (c *Cloud) String() string { return fmt.Sprintf("%s (simulated)", c.world.name) }
