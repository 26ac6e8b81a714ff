package openstack

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/havre-cloud/havre/plan"
)

const (
	balancerFile = "balancer.tf"
	dnsFile      = "dns.tf"
)

// balancer has its public address as a part of it, whose identifier nobody kept.
func (x *exporting) balancer(o *plan.Object) {
	b := x.write(balancerFile, o)
	b.text("name", o.Name)
	b.text("description", x.identity(o))
	x.set(b, "vip_subnet_id", "subnet", o.With.String("subnet"))
	if address := o.With.String("address"); address != "" {
		x.tell(toldBalancer.With(code(address), code(o.Name)))
	}
}

func (x *exporting) listener(o *plan.Object) {
	b := x.write(balancerFile, o)
	b.text("name", o.Name)
	b.text("description", x.identity(o))
	x.set(b, "loadbalancer_id", "balancer", o.With.String("balancer"))
	b.text("protocol", o.With.String("protocol"))
	b.number("protocol_port", o.With.Int("port"))
}

func (x *exporting) pool(o *plan.Object) {
	b := x.write(balancerFile, o)
	b.text("name", o.Name)
	b.text("description", x.identity(o))
	x.set(b, "listener_id", "listener", o.With.String("listener"))
	b.text("protocol", o.With.String("protocol"))
	b.text("lb_method", o.With.String("algorithm"))
}

// member is the address of a port. What the provider imports it by is its pool and itself.
func (x *exporting) member(o *plan.Object) {
	at, ok := x.find("port", o.With.String("server"))
	if !ok { // an address that is no server's
		x.tell(toldMember.With(code(o.Name)))
		return
	}
	b := x.write(balancerFile, o)
	b.text("name", o.Name)
	x.set(b, "pool_id", "pool", o.With.String("pool"))
	b.raw("address", traversal(true, at.resource, at.name, "all_fixed_ips"))
	b.number("protocol_port", o.With.Int("port"))
	x.set(b, "subnet_id", "subnet", o.With.String("subnet"))
	b.list("tags", textOf(x.identity(o)))
}

func (x *exporting) zone(o *plan.Object) {
	b := x.write(dnsFile, o)
	b.text("name", o.With.String("name"))
	b.text("email", o.With.String("mail"))
	b.text("description", x.identity(o))
	b.ignore("disable_status_check")
}

// recordset follows the public addresses that it names.
func (x *exporting) recordset(o *plan.Object) {
	b := x.write(dnsFile, o)
	x.set(b, "zone_id", "zone", o.With.String("zone"))
	b.text("name", o.With.String("name"))
	b.text("type", o.With.String("type"))
	if ttl := o.With.Int("ttl"); ttl > 0 {
		b.number("ttl", ttl)
	}
	b.text("description", x.identity(o))
	values := o.With.List("values")
	list := make([]hclwrite.Tokens, len(values))
	for i, v := range values {
		list[i] = x.ref("address", v, "address")
	}
	b.list("records", list...)
	b.ignore("disable_status_check")
}

// header writes which provider all of it is for, and how it is reached: no secret is part
// of it, clouds.yaml holds them.
func (x *exporting) header() {
	terraform := x.block("versions.tf", "terraform")
	terraform.text("required_version", ">= 1.6.0")
	terraform.block("required_providers").raw("openstack", objectOf(
		field{"source", textOf("terraform-provider-openstack/openstack")}, field{"version", textOf("~> 3.4")}))

	x.block("provider.tf", "provider", "openstack").raw("cloud", traversal(false, "var", "cloud"))

	v := x.block("variables.tf", "variable", "cloud")
	v.text("description", "Nom de l’entrée de clouds.yaml. / Name of the entry of clouds.yaml.")
	v.raw("type", hclwrite.TokensForIdentifier("string"))
	v.text("default", x.order.Environment.Name)
}

// field is a word of an object and its value.
type field struct {
	name  string
	value hclwrite.Tokens
}

func objectOf(fields ...field) hclwrite.Tokens {
	list := make([]hclwrite.ObjectAttrTokens, len(fields))
	for i, f := range fields {
		list[i] = hclwrite.ObjectAttrTokens{Name: hclwrite.TokensForIdentifier(f.name), Value: f.value}
	}
	return hclwrite.TokensForObject(list)
}

// outputs are where the servers answer.
func (x *exporting) outputs() {
	public := map[string]place{} // by port
	for _, o := range x.of("address") {
		if port, ok := x.find("port", o.With.String("port")); ok {
			public[port.name] = x.places[o.Kind+" "+o.ID]
		}
	}
	var list []hclwrite.ObjectAttrTokens
	for _, o := range x.of("server") {
		at, ok := x.find("port", o.With.String("port"))
		if !ok {
			continue
		}
		fields := []field{{"private", traversal(false, at.resource, at.name, "all_fixed_ips")}}
		if p, ok := public[at.name]; ok {
			fields = append(fields, field{"public", traversal(false, p.resource, p.name, "address")})
		}
		list = append(list, hclwrite.ObjectAttrTokens{Name: textOf(strings.TrimPrefix(o.Key, "server/")), Value: objectOf(fields...)})
	}
	b := x.block("outputs.tf", "output", "addresses")
	b.text("description", "Adresses des serveurs. / Addresses of the servers.")
	b.raw("value", hclwrite.TokensForObject(list))
	for _, o := range x.of("balancer") {
		at := x.places[o.Kind+" "+o.ID]
		b := x.block("outputs.tf", "output", identifier("balancer_"+at.name))
		b.text("description", "Adresse privée du répartiteur. / Private address of the load balancer.")
		b.raw("value", traversal(false, at.resource, at.name, "vip_address"))
	}
}
