package openstack

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// exports are the kinds that a team takes along, in the order in which they are written.
// What is missing here is told in the README: a team has no right on its project, its
// quotas and its user, an access is revoked in Havre, and the provider has no resource for
// a snapshot.
var exports = []struct {
	kind, resource string
	write          func(*exporting, *plan.Object)
}{
	{"network", "openstack_networking_network_v2", (*exporting).network},
	{"subnet", "openstack_networking_subnet_v2", (*exporting).subnet},
	{"router", "openstack_networking_router_v2", (*exporting).router},
	{"interface", "openstack_networking_router_interface_v2", (*exporting).routerInterface},
	{"port", "openstack_networking_port_v2", (*exporting).port},
	{"address", "openstack_networking_floatingip_v2", (*exporting).address},
	{"group", "openstack_networking_secgroup_v2", (*exporting).group},
	{"rules", "openstack_networking_secgroup_rule_v2", (*exporting).rules},
	{"key", "openstack_compute_keypair_v2", (*exporting).key},
	{"image", "openstack_images_image_v2", (*exporting).image},
	{"spread", "openstack_compute_servergroup_v2", (*exporting).spread},
	{"server", "openstack_compute_instance_v2", (*exporting).server},
	{"volume", "openstack_blockstorage_volume_v3", (*exporting).volume},
	{"attachment", "openstack_compute_volume_attach_v2", (*exporting).attachment},
	{"container", "openstack_objectstorage_container_v1", (*exporting).container},
	{"balancer", "openstack_lb_loadbalancer_v2", (*exporting).balancer},
	{"listener", "openstack_lb_listener_v2", (*exporting).listener},
	{"pool", "openstack_lb_pool_v2", (*exporting).pool},
	{"member", "openstack_lb_member_v2", (*exporting).member},
	{"zone", "openstack_dns_zone_v2", (*exporting).zone},
	{"recordset", "openstack_dns_recordset_v2", (*exporting).recordset},
}

// Export implements driver.Exporter: what exists, as configuration for OpenTofu with a block
// that imports each object where it is. It is written from what was observed; the order
// only adds what no cloud gives back.
func (Driver) Export(o *driver.Order, p *driver.Profile, built []plan.Object) (map[string][]byte, error) {
	if p == nil {
		p = &driver.Profile{}
	}
	x := &exporting{order: o, profile: p, places: map[string]place{}, taken: map[string]bool{}, files: map[string]*hclwrite.File{}}
	x.take(built)
	x.header()
	for _, e := range exports {
		for _, object := range x.of(e.kind) {
			e.write(x, object)
		}
	}
	x.outputs()
	x.importing()
	out := map[string][]byte{"README.md": []byte(x.readme())}
	for name, f := range x.files {
		out[name] = hclwrite.Format(f.Bytes())
	}
	return out, nil
}

// exporting is one export being made.
type exporting struct {
	order   *driver.Order
	profile *driver.Profile
	built   []*plan.Object   // by key
	foreign []*plan.Object   // of nobody's order
	places  map[string]place // by key, and by kind and identifier
	taken   map[string]bool  // addresses of resources
	files   map[string]*hclwrite.File
	imports []imported
	// What the first plan will say besides.
	created, changed int
	told             []havre.Text // what is not written, or not as one would expect
}

// place is where a resource is in the configuration.
type place struct{ resource, name string }

// imported is an object that a resource takes over.
type imported struct {
	place
	id string
}

// take sorts what was built, and names each resource that will be written: references
// then resolve in any order.
func (x *exporting) take(built []plan.Object) {
	for i := range built {
		switch o := &built[i]; {
		case o.State == plan.Absent || o.State == plan.Leaving:
		case o.Key == "":
			x.foreign = append(x.foreign, o)
		default:
			x.built = append(x.built, o)
		}
	}
	for _, list := range [][]*plan.Object{x.built, x.foreign} {
		slices.SortStableFunc(list, func(a, b *plan.Object) int {
			return strings.Compare(a.Key+"\x00"+a.Kind+"\x00"+a.ID, b.Key+"\x00"+b.Kind+"\x00"+b.ID)
		})
	}
	for i := range exports {
		e := &exports[i]
		if e.kind == "rules" { // each rule is a resource of its own
			continue
		}
		for _, o := range x.of(e.kind) {
			at := x.place(e.resource, tail(o.Key))
			x.places[o.Kind+" "+o.ID] = at
			x.places[plan.Ref+o.Key] = at
		}
	}
}

// of are the objects of a kind.
func (x *exporting) of(kind string) (out []*plan.Object) {
	for _, o := range x.built {
		if o.Kind == kind {
			out = append(out, o)
		}
	}
	return out
}

// place gives a resource a name that no other of its type has.
func (x *exporting) place(resource, name string) place {
	at := place{resource, identifier(name)}
	for n := 2; x.taken[at.resource+"."+at.name]; n++ {
		at.name = numbered(identifier(name), n)
	}
	x.taken[at.resource+"."+at.name] = true
	return at
}

// identity is what Havre wrote in the description of an object: as long as it is managed
// here too, it finds the object by it.
func (x *exporting) identity(o *plan.Object) string { return x.order.Environment.Identity(o.Key) }

// resource begins a resource in a file; imported under an identifier unless that is "".
func (x *exporting) resource(file string, at place, id string) body {
	if id != "" {
		x.imports = append(x.imports, imported{at, id})
	}
	return x.block(file, "resource", at.resource, at.name)
}

// write begins the resource of an object, which its identifier imports.
func (x *exporting) write(file string, o *plan.Object) body {
	return x.resource(file, x.places[o.Kind+" "+o.ID], o.ID)
}

// importing writes the blocks that take over what exists.
func (x *exporting) importing() {
	for _, i := range x.imports {
		b := x.block("imports.tf", "import")
		b.raw("to", i.reference())
		b.text("id", i.id)
	}
}

// tell says something in the README, once.
func (x *exporting) tell(t havre.Text) {
	if !slices.Contains(x.told, t) {
		x.told = append(x.told, t)
	}
}
