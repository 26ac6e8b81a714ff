package openstack

import (
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// Name is what plans of the catalogue call this driver.
const Name = "openstack"

// Driver provisions on OpenStack.
type Driver struct{}

// Name implements driver.Driver.
func (Driver) Name() string { return Name }

// Kinds implements driver.Driver.
func (Driver) Kinds() []plan.Kind {
	out := make([]plan.Kind, len(table))
	for i := range table {
		out[i] = table[i].Kind
	}
	return out
}

// Open implements driver.Driver: it reads the settings and calls nothing.
func (Driver) Open(t driver.Target) (driver.Cloud, error) {
	s, err := readSettings(t)
	if err != nil {
		return nil, err
	}
	return newCloud(t, s), nil
}
