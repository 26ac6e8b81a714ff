package provision

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// cloud is the cloud of a target; what it denies is told with the account it denied it
// to, since a portal has several and somebody has to find which one to mend.
func (t *Target) cloud() driver.Cloud { return accountedCloud{t.Cloud, t} }

// accountedCloud names the account in what a cloud denies.
type accountedCloud struct {
	to driver.Cloud
	of *Target
}

// denied is a failure with the account that was denied. Nothing of its secrets is known
// here.
func (c accountedCloud) denied(err error) error {
	if err == nil {
		return nil
	}
	f := driver.FailureOf(err)
	if f.Reason != driver.Denied {
		return err
	}
	account := havre.Text{FR: "« %[1]s »", EN: "“%[1]s”"}.With(c.of.Name)
	if c.of.Account != "" {
		account = havre.Text{FR: "%[1]s, que la plateforme connaît comme « %[2]s »", EN: "%[1]s, which the platform knows as “%[2]s”"}.With(account, c.of.Account)
	}
	out := *f // the driver may give the same failure again
	out.What = havre.Text{FR: "%[1]s Compte employé : %[2]s.", EN: "%[1]s Account used: %[2]s."}.With(f.What, account)
	return &out
}

// Inventory implements driver.Cloud.
func (c accountedCloud) Inventory(ctx context.Context, e driver.Environment) ([]plan.Object, error) {
	out, err := c.to.Inventory(ctx, e)
	return out, c.denied(err)
}

// Create implements driver.Cloud.
func (c accountedCloud) Create(ctx context.Context, e driver.Environment, r plan.Resource) (plan.Object, error) {
	out, err := c.to.Create(ctx, e, r)
	return out, c.denied(err)
}

// Find implements driver.Cloud.
func (c accountedCloud) Find(ctx context.Context, e driver.Environment, r plan.Resource) ([]plan.Object, error) {
	out, err := c.to.Find(ctx, e, r)
	return out, c.denied(err)
}

// Read implements driver.Cloud.
func (c accountedCloud) Read(ctx context.Context, e driver.Environment, objects []plan.Object) ([]plan.Object, error) {
	out, err := c.to.Read(ctx, e, objects)
	return out, c.denied(err)
}

// Update implements driver.Cloud.
func (c accountedCloud) Update(ctx context.Context, e driver.Environment, r plan.Resource, o plan.Object, changes []plan.Change) (plan.Object, error) {
	out, err := c.to.Update(ctx, e, r, o, changes)
	return out, c.denied(err)
}

// Delete implements driver.Cloud.
func (c accountedCloud) Delete(ctx context.Context, e driver.Environment, o plan.Object) error {
	return c.denied(c.to.Delete(ctx, e, o))
}

// Access implements driver.Cloud.
func (c accountedCloud) Access(ctx context.Context, e driver.Environment, key string, built []plan.Object) (*driver.Access, error) {
	out, err := c.to.Access(ctx, e, key, built)
	return out, c.denied(err)
}

// Offers implements driver.Cloud.
func (c accountedCloud) Offers(ctx context.Context) (*driver.Offers, error) {
	out, err := c.to.Offers(ctx)
	return out, c.denied(err)
}
