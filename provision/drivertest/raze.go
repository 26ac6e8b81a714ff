package drivertest

import (
	"context"
	"testing"
	"time"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// Raze removes all that there is of an environment, whatever made it and however far it
// came: a real cloud outlives the database of a test.
func Raze(tb testing.TB, d driver.Driver, c driver.Cloud, e driver.Environment) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(tb.Context()), 5*time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		found, err := c.Inventory(ctx, e)
		if err == nil && len(found) == 0 {
			return
		}
		p, err := (&plan.Wanted{Kinds: d.Kinds()}).Difference(found)
		if err != nil {
			tb.Errorf("removing what is left of %s: %v", e.ID, err)
			return
		}
		for i := range p.Steps {
			if len(p.Steps[i].After) == 0 { // what leans on nothing any more
				_ = c.Delete(ctx, e, p.Steps[i].Found) // the next round tries again
			}
		}
		time.Sleep(time.Second)
	}
	tb.Errorf("what is left of %s is to be removed by hand", e.ID)
}
