package openstack

import (
	"context"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/external"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/layer3/floatingips"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/layer3/routers"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/networks"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/ports"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/subnets"

	"github.com/havre-cloud/havre/plan"
)

// stateOf reads the states that Neutron gives; a port or an address that leads nowhere
// yet is down, and complete.
func stateOf(status string) plan.State {
	switch status {
	case "ERROR":
		return plan.Broken
	case "BUILD", "ALLOCATING", "PENDING_CREATE", "PENDING_UPDATE":
		return plan.Pending
	case "PENDING_DELETE":
		return plan.Leaving
	}
	return plan.Ready
}

// ask is what a list is asked for: the project, and the identity of one resource.
func (s *space) ask(ctx context.Context, one *plan.Resource) (c *client, project, identity string, err error) {
	if project, err = s.project(ctx); err != nil {
		return nil, "", "", err
	}
	if one != nil {
		identity = s.e.Identity(one.Key)
	}
	c, err = s.of(ctx, (*session).network)
	return c, project, identity, err
}

// externals are the networks that lead out of the cloud.
func (c *cloud) externals(ctx context.Context) (map[string]string, error) {
	net, err := c.above(ctx, (*session).network)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, networks.List(net, external.ListOptsExt{ListOptsBuilder: networks.ListOpts{}, External: new(true)}), networks.ExtractNetworks)
	return named(list, err, func(n *networks.Network) (string, string) { return n.Name, n.ID })
}

// Networks.

func (s *space) networkObject(n *networks.Network) plan.Object {
	return plan.Object{Key: keyIn(s.e, n.Description), Kind: "network", ID: n.ID, Name: n.Name, State: stateOf(n.Status), Words: n.Status, With: plan.Attributes{}}
}

func listNetworks(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, project, identity, err := s.ask(ctx, one)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, networks.List(c, networks.ListOpts{ProjectID: project, Description: identity}), networks.ExtractNetworks)
	return found(list, err, s.networkObject)
}

func readNetwork(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	n, err := networks.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.networkObject(n), nil
}

func createNetwork(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	n, err := networks.Create(ctx, c, networks.CreateOpts{Name: nameOf(r), Description: s.e.Identity(r.Key)}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.networkObject(n), nil
}

func removeNetwork(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	return networks.Delete(ctx, c, o.ID).Err
}

// Subnets.

func (s *space) subnetObject(n *subnets.Subnet) plan.Object {
	return plan.Object{Key: keyIn(s.e, n.Description), Kind: "subnet", ID: n.ID, Name: n.Name, State: plan.Ready, With: plan.Attributes{
		"network": n.NetworkID, "cidr": n.CIDR, "dns": n.DNSNameservers,
	}}
}

func listSubnets(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, project, identity, err := s.ask(ctx, one)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, subnets.List(c, subnets.ListOpts{ProjectID: project, Description: identity}), subnets.ExtractSubnets)
	return found(list, err, s.subnetObject)
}

func readSubnet(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	n, err := subnets.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.subnetObject(n), nil
}

func createSubnet(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	version := gophercloud.IPv4
	if strings.Contains(r.With.String("cidr"), ":") {
		version = gophercloud.IPv6
	}
	n, err := subnets.Create(ctx, c, subnets.CreateOpts{
		NetworkID: r.With.String("network"), CIDR: r.With.String("cidr"), DNSNameservers: r.With.List("dns"),
		Name: nameOf(r), Description: s.e.Identity(r.Key), IPVersion: version,
	}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.subnetObject(n), nil
}

func updateSubnet(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	dns := slices.Clone(r.With.List("dns"))
	if dns == nil {
		dns = []string{}
	}
	return subnets.Update(ctx, c, o.ID, subnets.UpdateOpts{DNSNameservers: &dns}).Err
}

func removeSubnet(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	return subnets.Delete(ctx, c, o.ID).Err
}

// Routers.

func (s *space) routerObject(ctx context.Context, n *routers.Router) (plan.Object, error) {
	out, err := s.nameBy(ctx, "network", n.GatewayInfo.NetworkID, s.externals)
	return plan.Object{Key: keyIn(s.e, n.Description), Kind: "router", ID: n.ID, Name: n.Name, State: stateOf(n.Status), Words: n.Status, With: plan.Attributes{"external": out}}, err
}

func listRouters(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, project, identity, err := s.ask(ctx, one)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, routers.List(c, routers.ListOpts{ProjectID: project, Description: identity}), routers.ExtractRouters)
	if err != nil {
		return nil, err
	}
	out := make([]plan.Object, len(list))
	for i := range list {
		if out[i], err = s.routerObject(ctx, &list[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readRouter(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	n, err := routers.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.routerObject(ctx, n)
}

// gateway is the way out by an external network; none empties it.
func (s *space) gateway(ctx context.Context, name string) (*routers.GatewayInfo, error) {
	if name == "" {
		return &routers.GatewayInfo{}, nil
	}
	id, err := s.idOf(ctx, "network", name, s.externals)
	return &routers.GatewayInfo{NetworkID: id}, err
}

func createRouter(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	opts := routers.CreateOpts{Name: nameOf(r), Description: s.e.Identity(r.Key)}
	if name := r.With.String("external"); name != "" {
		if opts.GatewayInfo, err = s.gateway(ctx, name); err != nil {
			return plan.Object{}, err
		}
	}
	n, err := routers.Create(ctx, c, opts).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.routerObject(ctx, n)
}

func updateRouter(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	g, err := s.gateway(ctx, r.With.String("external"))
	if err != nil {
		return err
	}
	return routers.Update(ctx, c, o.ID, routers.UpdateOpts{GatewayInfo: g}).Err
}

func removeRouter(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	return routers.Delete(ctx, c, o.ID).Err
}

// Ports, among which are the interfaces of routers.

// interfaceOwner begins the owner of the port by which a router stands in a subnet.
const interfaceOwner = "network:router_interface"

// portObject is a port, or the interface that a port is; nothing when it is a matter of
// the cloud's own: its DHCP, its gateways, the port of a server that is none of ours.
func (s *space) portObject(p *ports.Port) (plan.Object, bool) {
	subnet := ""
	if len(p.FixedIPs) > 0 {
		subnet = p.FixedIPs[0].SubnetID
	}
	key := keyIn(s.e, p.Description)
	if strings.HasPrefix(p.DeviceOwner, interfaceOwner) {
		return plan.Object{Kind: "interface", ID: p.DeviceID + "/" + subnet, Name: p.ID, State: plan.Ready, With: plan.Attributes{"router": p.DeviceID, "subnet": subnet}}, true
	}
	if key == "" && p.DeviceOwner != "" {
		return plan.Object{}, false
	}
	addresses := make([]string, len(p.FixedIPs))
	for i := range p.FixedIPs {
		addresses[i] = p.FixedIPs[i].IPAddress
	}
	return plan.Object{Key: key, Kind: "port", ID: p.ID, Name: p.Name, State: plan.Ready, Words: p.Status, With: plan.Attributes{
		"network": p.NetworkID, "subnet": subnet, "groups": plan.Set(p.SecurityGroups...), "addresses": addresses, "device": p.DeviceID,
	}}, true
}

func (s *space) portObjects(list []ports.Port) []plan.Object {
	out := make([]plan.Object, 0, len(list))
	for i := range list {
		if o, ok := s.portObject(&list[i]); ok {
			out = append(out, o)
		}
	}
	return out
}

func listPorts(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, project, identity, err := s.ask(ctx, one)
	if err != nil {
		return nil, err
	}
	opts := ports.ListOpts{ProjectID: project, Description: identity}
	if one != nil && one.Kind == "interface" {
		opts.Description, opts.DeviceID = "", one.With.String("router")
	}
	list, err := every(ctx, ports.List(c, opts), ports.ExtractPorts)
	if err != nil {
		return nil, err
	}
	out := s.portObjects(list)
	if one != nil && one.Kind == "interface" {
		for i := range out {
			if out[i].ID == interfaceID(*one) {
				out[i].Key = one.Key
			}
		}
	}
	return out, nil
}

func readPort(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	p, err := ports.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	out, _ := s.portObject(p)
	return out, nil
}

func createPort(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	groups := slices.Clone(r.With.List("groups"))
	if groups == nil { // none at all, rather than Neutron's own
		groups = []string{}
	}
	opts := ports.CreateOpts{NetworkID: r.With.String("network"), Name: nameOf(r), Description: s.e.Identity(r.Key), SecurityGroups: &groups}
	if subnet := r.With.String("subnet"); subnet != "" {
		opts.FixedIPs = []ports.IP{{SubnetID: subnet}}
	}
	p, err := ports.Create(ctx, c, opts).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	o, _ := s.portObject(p)
	return o, nil
}

func updatePort(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	groups := slices.Clone(r.With.List("groups"))
	if groups == nil {
		groups = []string{}
	}
	return ports.Update(ctx, c, o.ID, ports.UpdateOpts{SecurityGroups: &groups}).Err
}

func removePort(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	return ports.Delete(ctx, c, o.ID).Err
}

// An interface is the two that it joins: it has no place for an identity, and takes that
// of its subnet when its router is ours too. No other can join the two.

func interfaceID(r plan.Resource) string {
	return r.With.String("router") + "/" + r.With.String("subnet")
}

func createInterface(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	i, err := routers.AddInterface(ctx, c, r.With.String("router"), routers.AddInterfaceOpts{SubnetID: r.With.String("subnet")}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return plan.Object{ID: interfaceID(r), Name: i.PortID, State: plan.Ready, With: r.With}, nil
}

func removeInterface(ctx context.Context, s *space, o plan.Object) error {
	router, subnet, ok := strings.Cut(o.ID, "/")
	if !ok {
		return broken(o.ID)
	}
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	return routers.RemoveInterface(ctx, c, router, routers.RemoveInterfaceOpts{SubnetID: subnet}).Err
}

// Public addresses.

func (s *space) addressObject(ctx context.Context, f *floatingips.FloatingIP) (plan.Object, error) {
	out, err := s.nameBy(ctx, "network", f.FloatingNetworkID, s.externals)
	return plan.Object{Key: keyIn(s.e, f.Description), Kind: "address", ID: f.ID, Name: f.FloatingIP, State: stateOf(f.Status), Words: f.Status, With: plan.Attributes{
		"external": out, "port": f.PortID, "address": f.FloatingIP,
	}}, err
}

func listAddresses(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, project, identity, err := s.ask(ctx, one)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, floatingips.List(c, floatingips.ListOpts{ProjectID: project, Description: identity}), floatingips.ExtractFloatingIPs)
	if err != nil {
		return nil, err
	}
	out := make([]plan.Object, 0, len(list))
	for i := range list {
		o, err := s.addressObject(ctx, &list[i])
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(o.Key, "balancer/") { // a part of that balancer
			out = append(out, o)
		}
	}
	return out, nil
}

func readAddress(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	f, err := floatingips.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.addressObject(ctx, f)
}

func createAddress(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	out, err := s.idOf(ctx, "network", r.With.String("external"), s.externals)
	if err != nil {
		return plan.Object{}, err
	}
	f, err := floatingips.Create(ctx, c, floatingips.CreateOpts{FloatingNetworkID: out, PortID: r.With.String("port"), Description: s.e.Identity(r.Key)}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.addressObject(ctx, f)
}

func updateAddress(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	return floatingips.Update(ctx, c, o.ID, floatingips.UpdateOpts{PortID: new(r.With.String("port"))}).Err
}

func removeAddress(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	return floatingips.Delete(ctx, c, o.ID).Err
}
