package openstack

import (
	"context"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2/openstack/loadbalancer/v2/listeners"
	"github.com/gophercloud/gophercloud/v2/openstack/loadbalancer/v2/loadbalancers"
	"github.com/gophercloud/gophercloud/v2/openstack/loadbalancer/v2/pools"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/layer3/floatingips"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/ports"

	"github.com/havre-cloud/havre/plan"
)

// Octavia works on one thing of a balancer at a time, and refuses another meanwhile as a
// conflict: whoever calls tries again.

func balancerState(status string) plan.State {
	switch status {
	case "ACTIVE", "":
		return plan.Ready
	case "ERROR":
		return plan.Broken
	case "PENDING_DELETE", "DELETED":
		return plan.Leaving
	}
	return plan.Pending
}

// publicOf is the public address of a balancer, which is a part of it.
func (s *space) publicOf(ctx context.Context, port string) (*floatingips.FloatingIP, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, floatingips.List(c, floatingips.ListOpts{PortID: port}), floatingips.ExtractFloatingIPs)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func (s *space) balancerObject(ctx context.Context, b *loadbalancers.LoadBalancer) (plan.Object, error) {
	o := plan.Object{Key: keyIn(s.e, b.Description), Kind: "balancer", ID: b.ID, Name: b.Name, State: balancerState(b.ProvisioningStatus), Words: b.ProvisioningStatus, With: plan.Attributes{
		"subnet": b.VipSubnetID, "addresses": []string{b.VipAddress},
	}}
	f, err := s.publicOf(ctx, b.VipPortID)
	if err != nil || f == nil {
		return o, err
	}
	o.With["address"] = f.FloatingIP
	o.With["external"], err = s.nameBy(ctx, "network", f.FloatingNetworkID, s.externals)
	return o, err
}

func listBalancers(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return nil, err
	}
	opts := loadbalancers.ListOpts{}
	if one != nil {
		opts.Description = s.e.Identity(one.Key)
	}
	list, err := every(ctx, loadbalancers.List(c, opts), loadbalancers.ExtractLoadBalancers)
	if err != nil {
		return nil, err
	}
	out := make([]plan.Object, len(list))
	for i := range list {
		if out[i], err = s.balancerObject(ctx, &list[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readBalancer(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return plan.Object{}, err
	}
	b, err := loadbalancers.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.balancerObject(ctx, b)
}

func createBalancer(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return plan.Object{}, err
	}
	b, err := loadbalancers.Create(ctx, c, loadbalancers.CreateOpts{Name: nameOf(r), Description: s.e.Identity(r.Key), VipSubnetID: r.With.String("subnet")}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	if err := s.setPublic(ctx, r, b.VipPortID); err != nil {
		return plan.Object{}, err
	}
	return s.balancerObject(ctx, b)
}

// setPublic gives a balancer its public address, or takes it back.
func (s *space) setPublic(ctx context.Context, r plan.Resource, port string) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	now, err := s.publicOf(ctx, port)
	if err != nil {
		return err
	}
	name, out := r.With.String("external"), ""
	if name != "" {
		if out, err = s.idOf(ctx, "network", name, s.externals); err != nil {
			return err
		}
	}
	if now != nil {
		if now.FloatingNetworkID == out {
			return nil
		}
		if err := floatingips.Delete(ctx, c, now.ID).Err; err != nil && !isGone(err) {
			return err
		}
	}
	if out == "" {
		return nil
	}
	return floatingips.Create(ctx, c, floatingips.CreateOpts{FloatingNetworkID: out, PortID: port, Description: s.e.Identity(r.Key)}).Err
}

func updateBalancer(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return err
	}
	b, err := loadbalancers.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return err
	}
	return s.setPublic(ctx, r, b.VipPortID)
}

func removeBalancer(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return err
	}
	b, err := loadbalancers.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return err
	}
	if err := s.setPublic(ctx, plan.Resource{Key: o.Key}, b.VipPortID); err != nil {
		return err
	}
	return loadbalancers.Delete(ctx, c, o.ID, loadbalancers.DeleteOpts{}).Err
}

// Listeners.

func (s *space) listenerObject(l *listeners.Listener) plan.Object {
	o := plan.Object{Key: keyIn(s.e, l.Description), Kind: "listener", ID: l.ID, Name: l.Name, State: balancerState(l.ProvisioningStatus), Words: l.ProvisioningStatus, With: plan.Attributes{
		"protocol": l.Protocol, "port": int64(l.ProtocolPort),
	}}
	if len(l.Loadbalancers) > 0 {
		o.With["balancer"] = l.Loadbalancers[0].ID
	}
	return o
}

func listListeners(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return nil, err
	}
	opts := listeners.ListOpts{}
	if one != nil {
		opts.LoadbalancerID = one.With.String("balancer")
	}
	list, err := every(ctx, listeners.List(c, opts), listeners.ExtractListeners)
	return found(list, err, s.listenerObject)
}

func readListener(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return plan.Object{}, err
	}
	l, err := listeners.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.listenerObject(l), nil
}

func createListener(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return plan.Object{}, err
	}
	l, err := listeners.Create(ctx, c, listeners.CreateOpts{
		Name: nameOf(r), Description: s.e.Identity(r.Key), LoadbalancerID: r.With.String("balancer"),
		Protocol: listeners.Protocol(r.With.String("protocol")), ProtocolPort: int(r.With.Int("port")),
	}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.listenerObject(l), nil
}

func removeListener(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return err
	}
	return listeners.Delete(ctx, c, o.ID).Err
}

// Pools.

func (s *space) poolObject(p *pools.Pool) plan.Object {
	o := plan.Object{Key: keyIn(s.e, p.Description), Kind: "pool", ID: p.ID, Name: p.Name, State: balancerState(p.ProvisioningStatus), Words: p.ProvisioningStatus, With: plan.Attributes{
		"protocol": p.Protocol, "algorithm": p.LBMethod,
	}}
	if len(p.Listeners) > 0 {
		o.With["listener"] = p.Listeners[0].ID
	}
	return o
}

func (s *space) poolList(ctx context.Context) ([]pools.Pool, error) {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return nil, err
	}
	return every(ctx, pools.List(c, pools.ListOpts{}), pools.ExtractPools)
}

func listPools(ctx context.Context, s *space, _ *plan.Resource) ([]plan.Object, error) {
	list, err := s.poolList(ctx)
	return found(list, err, s.poolObject)
}

func readPool(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return plan.Object{}, err
	}
	p, err := pools.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.poolObject(p), nil
}

func createPool(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return plan.Object{}, err
	}
	p, err := pools.Create(ctx, c, pools.CreateOpts{
		Name: nameOf(r), Description: s.e.Identity(r.Key), ListenerID: r.With.String("listener"),
		Protocol: pools.Protocol(r.With.String("protocol")), LBMethod: pools.LBMethod(r.With.String("algorithm")),
	}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.poolObject(p), nil
}

func updatePool(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return err
	}
	return pools.Update(ctx, c, o.ID, pools.UpdateOpts{LBMethod: pools.LBMethod(r.With.String("algorithm"))}).Err
}

func removePool(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return err
	}
	return pools.Delete(ctx, c, o.ID).Err
}

// Members. A member is an address; the port that has it is what was ordered. It has no
// description, and tags that people seldom see.

// portsByAddress are the ports of the project, by their addresses.
func (s *space) portsByAddress(ctx context.Context) (map[string]string, error) {
	c, project, _, err := s.ask(ctx, nil)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, ports.List(c, ports.ListOpts{ProjectID: project}), ports.ExtractPorts)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for i := range list {
		for _, a := range list[i].FixedIPs {
			out[a.IPAddress] = list[i].ID
		}
	}
	return out, nil
}

func (s *space) memberObject(pool string, m *pools.Member, byAddress map[string]string) plan.Object {
	o := plan.Object{Kind: "member", ID: pool + "/" + m.ID, Name: m.Name, State: balancerState(m.ProvisioningStatus), Words: m.ProvisioningStatus, With: plan.Attributes{
		"pool": pool, "server": byAddress[m.Address], "subnet": m.SubnetID, "port": int64(m.ProtocolPort),
	}}
	for _, tag := range m.Tags {
		if key := keyIn(s.e, tag); key != "" {
			o.Key = key
		}
	}
	return o
}

func listMembers(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return nil, err
	}
	all, err := s.poolList(ctx)
	if err != nil {
		return nil, err
	}
	if one != nil {
		all = slices.DeleteFunc(all, func(p pools.Pool) bool { return p.ID != one.With.String("pool") })
	}
	if len(all) == 0 {
		return nil, nil
	}
	byAddress, err := s.portsByAddress(ctx)
	if err != nil {
		return nil, err
	}
	var out []plan.Object
	for i := range all {
		list, err := every(ctx, pools.ListMembers(c, all[i].ID, pools.ListMembersOpts{}), pools.ExtractMembers)
		if err != nil {
			return nil, err
		}
		for k := range list {
			out = append(out, s.memberObject(all[i].ID, &list[k], byAddress))
		}
	}
	return out, nil
}

func createMember(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	net, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return plan.Object{}, err
	}
	p, err := ports.Get(ctx, net, r.With.String("server")).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	if len(p.FixedIPs) == 0 {
		return plan.Object{}, broken(p.ID)
	}
	pool, address := r.With.String("pool"), p.FixedIPs[0].IPAddress
	m, err := pools.CreateMember(ctx, c, pool, pools.CreateMemberOpts{
		Name: nameOf(r), Address: address, ProtocolPort: int(r.With.Int("port")), SubnetID: r.With.String("subnet"), Tags: []string{s.e.Identity(r.Key)},
	}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.memberObject(pool, m, map[string]string{address: p.ID}), nil
}

func removeMember(ctx context.Context, s *space, o plan.Object) error {
	pool, id, ok := strings.Cut(o.ID, "/")
	if !ok {
		return broken(o.ID)
	}
	c, err := s.of(ctx, (*session).balancer)
	if err != nil {
		return err
	}
	return pools.DeleteMember(ctx, c, pool, id).Err
}
