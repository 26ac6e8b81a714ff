package simulated

import (
	"maps"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// Adopt makes objects exist as they were recorded: a simulated cloud is forgotten with its
// process, and what the portal built on it is not.
func (c *Cloud) Adopt(e driver.Environment, objects []plan.Object) {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	for _, o := range objects {
		if o.State == plan.Absent || c.world.things[o.ID] != nil {
			continue
		}
		var number int64 // those to come follow
		if i := strings.LastIndexByte(o.ID, '-'); i >= 0 {
			number, _ = strconv.ParseInt(o.ID[i+1:], 10, 64) // 0 of an identifier that is none of ours
		}
		c.world.made = max(c.world.made+1, number)
		o.With = maps.Clone(o.With)
		c.world.things[o.ID] = &thing{Object: o, number: c.world.made, environment: e.ID, identity: e.Identity(o.Key), besides: o.After}
	}
}
