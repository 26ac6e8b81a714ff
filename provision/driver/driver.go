// Package driver is the contract between provisioning and the products that clouds
// are made of. A driver knows one product; it keeps nothing, decides nothing and does
// not retry: what must survive a crash, be done once or be tried again is the business
// of package provision, which is the only caller.
//
// Every method may be called again after any failure, by another process, and while an
// earlier call is still at work. Package drivertest says what that means, and tries it.
package driver

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
)

// Driver opens the clouds of one product.
type Driver interface {
	// Name is what plans of the catalogue call it: "openstack".
	Name() string
	// Kinds are all it can make.
	Kinds() []plan.Kind
	// Design says which resources an order asks for, in any order. It is pure: the same
	// order gives the same resources. What is asked and cannot be had is a
	// [havre.Problems], whose fields are those of the order ("choices.blueprint"); what is
	// declared and cannot be carried out, a caution.
	Design(o *Order, p *Profile) (*Design, error)
	// Open prepares the sessions of one cloud. It calls nothing.
	Open(t Target) (Cloud, error)
}

// Exporter is a driver of a product whose objects another tool can take over: the
// reversibility of doctrine rules R4 and R10.
type Exporter interface {
	Driver
	// Export writes what was built as configuration that a team can leave with: files by
	// name, without any secret.
	Export(o *Order, p *Profile, built []plan.Object) (map[string][]byte, error)
}

// Cloud is one installation of a product, with the account that Havre has there. It is
// safe for concurrent use.
type Cloud interface {
	// Inventory lists every object that belongs to an environment, of every kind, in as
	// few calls as the product allows, each with the key it carries ("" for what somebody
	// else made there). It sees what was created before it was called, or says Uncertain.
	Inventory(ctx context.Context, e Environment) ([]plan.Object, error)
	// Create makes a resource whose references are resolved, with its identity in it, and
	// returns as soon as the cloud has accepted it, ready or not. What it made cannot be
	// known when it fails as Uncertain: then Find is asked before it is called again. What
	// exists already with that identity is returned; what has the name and not the
	// identity is a Taken failure. One that stopped midway, for whatever reason, is finished
	// by the next Create, or shows as a difference.
	Create(ctx context.Context, e Environment, r plan.Resource) (plan.Object, error)
	// Find looks for what an earlier Create made, by its identity: nothing, one object, or
	// several when it was made twice.
	Find(ctx context.Context, e Environment, r plan.Resource) ([]plan.Object, error)
	// Read observes objects again, in the same order; what is gone is Absent.
	Read(ctx context.Context, e Environment, objects []plan.Object) ([]plan.Object, error)
	// Update changes attributes of an object, and does nothing to one that has them.
	Update(ctx context.Context, e Environment, r plan.Resource, o plan.Object, changes []plan.Change) (plan.Object, error)
	// Delete asks that an object go; one that is gone is no failure. It returns as soon as
	// the cloud has accepted.
	Delete(ctx context.Context, e Environment, o plan.Object) error
	// Access is what is handed over to whoever holds an access resource (a kind that the
	// driver declares with [Driver.Design] of an order's accesses).
	Access(ctx context.Context, e Environment, key string, built []plan.Object) (*Access, error)
	// Offers tells what the cloud has, for people who order: flavors, images, zones, and
	// the services it lacks.
	Offers(ctx context.Context) (*Offers, error)
}

// Environment is what was ordered, as external objects name it.
type Environment struct {
	ID    string // identifier of the instance, 26 letters and digits in lower case
	Name  string // DNS-1123 label, of the instance
	Order string // number of the order, for people
	// Secret gives the secret of a name, made at the first call and the same ever after:
	// a password, the secret of an application credential. Nothing of it is ever logged.
	Secret func(ctx context.Context, name string) (string, error) `json:"-"`
}

// Identity is what an external object carries to be found again.
func (e Environment) Identity(key string) string { return "havre:" + e.ID + "/" + key }

// Access is what a team, or an application, needs to use what was built.
type Access struct {
	Credentials map[string]any    // for programs: as the Open Service Broker gives them
	Files       map[string][]byte // for people: clouds.yaml, openrc
	Addresses   []Address
}

// Address is where something answers.
type Address struct {
	Key      string // of the resource
	Name     string
	Private  string
	Public   string
	Ports    []string
	Protocol string
}

// Offers is what a cloud has.
type Offers struct {
	Flavors  []Flavor
	Images   []string
	Zones    []string
	Regions  []string
	Services map[string]havre.Truth // of the words of the catalogue: load-balancer, dns, object-storage
}

// Flavor is a size of server.
type Flavor struct {
	Name   string
	CPU    int64
	Memory int64 // MiB
	Disk   int64 // GiB
}
