package main

import (
	"fmt"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/openstack"
)

// widened is the driver with more resources in each design than a blueprint can ask for
// without servers: what is measured of many resources is measured of cheap ones.
type widened struct {
	openstack.Driver
	extra map[string]int
}

// Design implements driver.Driver.
func (w widened) Design(o *driver.Order, p *driver.Profile) (*driver.Design, error) {
	d, err := w.Driver.Design(o, p)
	if err != nil || len(w.extra) == 0 {
		return d, err
	}
	for i := range d.Resources {
		r := &d.Resources[i]
		for _, bound := range []string{"networks", "subnets", "groups", "rules", "ports", "serverGroups", "instances"} {
			if _, ok := r.With[bound]; ok && r.Kind == "quota" {
				r.With[bound] = int64(10_000)
			}
		}
	}
	for kind, n := range w.extra {
		for i := range n {
			d.Resources = append(d.Resources, cheap(kind, i))
		}
	}
	return d, nil
}

// publicKey is a key whose private half nobody has.
const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJw2Ad3P0XIri3a7xr8mCcp/wayFjNdR4hQdMsgXUMnw bench"

// cheap is the nth resource of a kind; those of the same number go together.
func cheap(kind string, n int) plan.Resource {
	name := fmt.Sprintf("x-%d", n)
	r := plan.Resource{Key: kind + "/" + name, Kind: kind, Name: "havre-" + kind + "-" + name, With: plan.Attributes{}, After: []string{"grant/havre", "quota/network", "quota/compute"}}
	switch kind {
	case "subnet":
		r.With = plan.Attributes{"network": plan.Ref + "network/" + name, "cidr": fmt.Sprintf("10.%d.%d.0/24", 100+n/250, n%250), "dns": []string{}}
	case "rules":
		r.With = plan.Attributes{"group": plan.Ref + "group/" + name, "rules": plan.Set("in tcp 443 10.0.0.0/8", "out udp 53 10.0.0.0/8")}
	case "port":
		r.With = plan.Attributes{"network": plan.Ref + "network/" + name, "subnet": plan.Ref + "subnet/" + name, "groups": plan.Set(plan.Ref + "group/" + name)}
	case "key":
		r.With = plan.Attributes{"public": publicKey}
	case "spread":
		r.With = plan.Attributes{"policy": "soft-anti-affinity"}
	case "container":
		r.Name = name + "-objects"
		r.With = plan.Attributes{"versioned": false, "public": false}
	}
	return r
}
