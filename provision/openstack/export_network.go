package openstack

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/havre-cloud/havre/plan"
)

const (
	networkFile = "network.tf"
	accessFile  = "access.tf"
)

func (x *exporting) network(o *plan.Object) {
	b := x.write(networkFile, o)
	b.text("name", o.Name)
	b.text("description", x.identity(o))
}

func (x *exporting) subnet(o *plan.Object) {
	b := x.write(networkFile, o)
	b.text("name", o.Name)
	b.text("description", x.identity(o))
	x.set(b, "network_id", "network", o.With.String("network"))
	b.text("cidr", o.With.String("cidr"))
	version := int64(4)
	if strings.Contains(o.With.String("cidr"), ":") {
		version = 6
	}
	b.number("ip_version", version)
	if dns := o.With.List("dns"); len(dns) > 0 {
		b.list("dns_nameservers", textsOf(dns)...)
	}
}

// external is the network that leads out, which the operator keeps: it is looked for by
// its name.
func (x *exporting) external(name, attribute string) hclwrite.Tokens {
	key := "external " + name
	at, ok := x.places[key]
	if !ok {
		at = x.place("data.openstack_networking_network_v2", cmp.Or(name, "external"))
		x.places[key] = at
		b := x.block(networkFile, "data", "openstack_networking_network_v2", at.name)
		if uuid.MatchString(name) { // nobody could tell its name
			b.text("network_id", name)
		} else {
			b.text("name", name)
		}
		b.truth("external", true)
	}
	return traversal(false, "data", "openstack_networking_network_v2", at.name, attribute)
}

func (x *exporting) router(o *plan.Object) {
	var out hclwrite.Tokens
	if name := o.With.String("external"); name != "" {
		out = x.external(name, "id")
	}
	b := x.write(networkFile, o)
	b.text("name", o.Name)
	b.text("description", x.identity(o))
	if out != nil {
		b.raw("external_network_id", out)
	}
}

// routerInterface is imported by the identifier of its port, which is its name here.
func (x *exporting) routerInterface(o *plan.Object) {
	b := x.resource(networkFile, x.places[o.Kind+" "+o.ID], o.Name)
	if o.Name == "" {
		x.created++
		x.tell(toldInterface)
	}
	x.set(b, "router_id", "router", o.With.String("router"))
	x.set(b, "subnet_id", "subnet", o.With.String("subnet"))
	b.ignore("force_destroy")
}

// port keeps its address: a server that is made again has the same. Its groups are not
// ignored, though the provider does not read them when it imports: what is closed in the
// configuration must be closed.
func (x *exporting) port(o *plan.Object) {
	b := x.write(networkFile, o)
	b.text("name", o.Name)
	b.text("description", x.identity(o))
	x.set(b, "network_id", "network", o.With.String("network"))
	if groups := o.With.List("groups"); len(groups) > 0 {
		list := make([]hclwrite.Tokens, len(groups))
		for i, id := range groups {
			list[i] = x.ref("group", id, "id")
		}
		b.list("security_group_ids", list...)
	} else {
		b.truth("no_security_groups", true)
	}
	x.changed++
	if subnet := o.With.String("subnet"); subnet != "" {
		f := b.block("fixed_ip")
		x.set(f, "subnet_id", "subnet", subnet)
		if list := o.With.List("addresses"); len(list) > 0 {
			f.text("ip_address", list[0])
		}
	}
	b.ignore("fixed_ip")
}

func (x *exporting) address(o *plan.Object) {
	pool := x.external(o.With.String("external"), "name")
	b := x.write(networkFile, o)
	b.text("description", x.identity(o))
	b.raw("pool", pool)
	x.set(b, "port_id", "port", o.With.String("port"))
	x.after(b, "interface") // a public address needs the way out
}

// after says that a resource needs all those of a kind, beyond what it refers to.
func (x *exporting) after(b body, kind string) {
	var list []hclwrite.Tokens
	for _, o := range x.of(kind) {
		list = append(list, x.places[o.Kind+" "+o.ID].reference())
	}
	if len(list) > 0 {
		b.list("depends_on", list...)
	}
}

// group lets nothing through by itself, as Havre made it: Neutron's own rules are taken
// off one that is made again.
func (x *exporting) group(o *plan.Object) {
	b := x.write(accessFile, o)
	b.text("name", o.Name)
	b.text("description", x.identity(o))
	b.truth("delete_default_rules", true)
	b.ignore("delete_default_rules")
}

// rules are the rules of one group, each with its identifier when it was observed.
func (x *exporting) rules(o *plan.Object) {
	known := map[string][]string{} // identifiers, by rule
	for _, item := range o.With.List("ids") {
		id, text, _ := strings.Cut(item, " ")
		known[text] = append(known[text], id)
	}
	for _, text := range slices.Compact(slices.Sorted(slices.Values(o.With.List("rules")))) {
		ids := known[text]
		if len(ids) == 0 {
			ids = []string{""}
		}
		for _, id := range ids {
			x.rule(o, text, id)
		}
	}
}

func (x *exporting) rule(o *plan.Object, text, id string) {
	r, ok := readRule(text)
	if !ok {
		x.tell(toldRule.With(code(text), code(o.Name)))
		return
	}
	if id == "" {
		x.created++
		x.tell(toldRules)
	}
	name := strings.ReplaceAll(strings.Join([]string{tail(o.Key), r.words[0], r.words[1], r.words[2]}, " "), anyWord, "any")
	b := x.resource(accessFile, x.place("openstack_networking_secgroup_rule_v2", name), id)
	x.set(b, "security_group_id", "group", o.With.String("group"))
	b.text("direction", r.direction)
	b.text("ethertype", r.version)
	b.text("protocol", r.protocol)
	if r.ports {
		b.number("port_range_min", r.from)
		b.number("port_range_max", r.to)
	}
	switch {
	case r.addressGroup != "":
		b.text("remote_address_group_id", r.addressGroup)
	case r.group != "":
		x.set(b, "remote_group_id", "group", r.group)
	default:
		b.text("remote_ip_prefix", r.prefix)
	}
}

// key is made again under the account of whoever applies: Nova gives each account its own
// key pairs, and these are of Havre's.
func (x *exporting) key(o *plan.Object) {
	b := x.resource(accessFile, x.places[o.Kind+" "+o.ID], "")
	b.text("name", o.Name)
	b.text("public_key", o.With.String("public"))
	x.created++
}
