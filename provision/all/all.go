// Package all lists the drivers: adding one is its own folder and a line here. It is
// imported by what starts the program, and by nothing else.
package all

import (
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/openstack"
	"github.com/havre-cloud/havre/provision/simulated"
)

// Drivers are all of them. Each call makes new ones: simulated clouds are forgotten with
// their driver.
func Drivers() []driver.Driver {
	return []driver.Driver{
		openstack.Driver{},
		simulated.New(simulated.Options{}),
	}
}
