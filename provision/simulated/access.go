package simulated

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// observe adds to a thing what the cloud says of it besides what was asked: the
// addresses it gives.
func (w *world) observe(t *thing) {
	switch t.Kind {
	case "server":
		t.With["addresses"] = []string{fmt.Sprintf("10.0.%d.%d", t.number/200%256, t.number%200+10)}
	case "address":
		t.With["address"] = fmt.Sprintf("203.0.113.%d", t.number%254+1)
	}
}

// Access implements driver.Cloud: what a credential gives.
func (c *Cloud) Access(ctx context.Context, e driver.Environment, key string, built []plan.Object) (*driver.Access, error) {
	secret, err := e.Secret(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("the secret of %s: %w", key, err)
	}
	var out *driver.Access
	err = c.call(ctx, Call{Method: "Access", Environment: e.ID, Kind: "credential", Key: key}, func(w *world, call Call, _ Fault) error {
		i := slices.IndexFunc(built, func(o plan.Object) bool { return o.Key == key })
		if i < 0 || w.things[built[i].ID] == nil {
			return failed(call, driver.Gone, "no credential "+key)
		}
		id := built[i].ID
		out = &driver.Access{
			Credentials: map[string]any{"authUrl": w.url(), "applicationCredentialId": id, "applicationCredentialSecret": secret},
			Files:       map[string][]byte{"clouds.yaml": w.clouds(e, id, secret)},
			Addresses:   addresses(built),
		}
		return nil
	})
	return answered(out, err)
}

func (w *world) url() string { return "https://" + w.name + ".simulated.example/v3" }

func (w *world) clouds(e driver.Environment, id, secret string) []byte {
	return fmt.Appendf(nil, "clouds:\n  %s:\n    auth_type: v3applicationcredential\n    auth:\n      auth_url: %s\n      application_credential_id: %s\n      application_credential_secret: %q\n",
		e.Name, w.url(), id, secret)
}

// addresses are where the servers answer.
func addresses(built []plan.Object) (out []driver.Address) {
	public := map[any]string{} // by the port that has it
	for _, o := range built {
		if o.Kind == "address" {
			public[o.With["port"]] = o.With.String("address")
		}
	}
	for _, o := range built {
		if o.Kind != "server" {
			continue
		}
		a := driver.Address{Key: o.Key, Name: o.Name, Public: public[o.With["port"]]}
		if list := o.With.List("addresses"); len(list) > 0 {
			a.Private = list[0]
		}
		out = append(out, a)
	}
	return out
}

// Accepts says whether a credential is there and has a secret, as its cloud would.
func (c *Cloud) Accepts(id, secret string) bool {
	c.world.mu.Lock()
	defer c.world.mu.Unlock()
	t := c.world.things[id]
	if t == nil || t.leaving {
		return false
	}
	sum := sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(sum[:], t.secret[:]) == 1
}

func (w *world) offers() *driver.Offers {
	return &driver.Offers{
		Flavors: slices.Clone(w.options.Flavors),
		Images:  slices.Clone(w.options.Images),
		Zones:   slices.Clone(w.options.Zones),
		Regions: []string{w.name},
		Services: map[string]havre.Truth{
			"object-storage": havre.Yes, "load-balancer": havre.No, "dns": havre.No,
		},
	}
}
