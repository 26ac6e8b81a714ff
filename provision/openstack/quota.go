package openstack

import (
	"context"
	"slices"
	"strings"

	volumequotas "github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/quotasets"
	computequotas "github.com/gophercloud/gophercloud/v2/openstack/compute/v2/quotasets"
	networkquotas "github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/quotas"
	"golang.org/x/sync/errgroup"

	"github.com/havre-cloud/havre/plan"
)

// The quotas of a project exist as long as it does. One is ours once Havre has set it,
// which a tag of the project says: otherwise the platform's defaults would pass for what
// was ordered, and a deleted one would never be gone.

// quotaServices are the services whose quotas are set, as keys call them.
var quotaServices = []string{"compute", "network", "volume"}

func listQuotas(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	p, err := s.projectNow(ctx)
	if err != nil || p == nil {
		return nil, err
	}
	return s.quotas(ctx, p.ID, p.Tags, one)
}

// quotas are those that the tags of a project say were set.
func (s *space) quotas(ctx context.Context, project string, tags []string, one *plan.Resource) ([]plan.Object, error) {
	out := make([]plan.Object, len(quotaServices))
	g, ctx := errgroup.WithContext(ctx)
	for i, service := range quotaServices {
		if !slices.Contains(tags, quotaTag+service) || one != nil && one.Key != "quota/"+service {
			continue
		}
		g.Go(func() error {
			with, err := s.quota(ctx, service, project)
			if err != nil {
				return err
			}
			with["project"] = project
			out[i] = plan.Object{Key: "quota/" + service, Kind: "quota", ID: project + "/" + service, Name: service, State: plan.Ready, With: with}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(out, func(o plan.Object) bool { return o.Key == "" }), nil
}

// quota reads the quotas of one service.
func (s *space) quota(ctx context.Context, service, project string) (plan.Attributes, error) {
	switch service {
	case "compute":
		c, err := s.above(ctx, (*session).compute)
		if err != nil {
			return nil, err
		}
		q, err := computequotas.Get(ctx, c, project).Extract()
		if err != nil {
			return nil, err
		}
		return plan.Attributes{"cores": int64(q.Cores), "ram": int64(q.RAM), "instances": int64(q.Instances), "serverGroups": int64(q.ServerGroups), "keyPairs": int64(q.KeyPairs)}, nil
	case "network":
		c, err := s.above(ctx, (*session).network)
		if err != nil {
			return nil, err
		}
		q, err := networkquotas.Get(ctx, c, project).Extract()
		if err != nil {
			return nil, err
		}
		return plan.Attributes{
			"floatingIPs": int64(q.FloatingIP), "ports": int64(q.Port), "networks": int64(q.Network), "subnets": int64(q.Subnet),
			"routers": int64(q.Router), "groups": int64(q.SecurityGroup), "rules": int64(q.SecurityGroupRule),
		}, nil
	case "volume":
		c, err := s.above(ctx, (*session).volume)
		if err != nil {
			return nil, err
		}
		q, err := volumequotas.Get(ctx, c, project).Extract()
		if err != nil {
			return nil, err
		}
		return plan.Attributes{"gigabytes": int64(q.Gigabytes), "volumes": int64(q.Volumes), "snapshots": int64(q.Snapshots)}, nil
	}
	return nil, broken(service)
}

func createQuota(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	project, service := r.With.String("project"), tail(r.Key)
	if err := s.tag(ctx, quotaTag+service, true); err != nil { // first, so that it is found whatever follows
		return plan.Object{}, err
	}
	if err := s.setQuota(ctx, service, project, r.With); err != nil {
		return plan.Object{}, err
	}
	return plan.Object{ID: project + "/" + service, Name: service, State: plan.Ready, With: r.With}, nil
}

func updateQuota(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	project, service, ok := strings.Cut(o.ID, "/")
	if !ok {
		return broken(o.ID)
	}
	return s.setQuota(ctx, service, project, r.With)
}

// setQuota sets the quotas of one service to those that are wanted, and no other.
func (s *space) setQuota(ctx context.Context, service, project string, with plan.Attributes) error {
	n := func(name string) *int {
		if _, ok := with[name]; !ok {
			return nil
		}
		return new(int(with.Int(name)))
	}
	switch service {
	case "compute":
		c, err := s.above(ctx, (*session).compute)
		if err != nil {
			return err
		}
		// By default Nova refuses a limit below what is used, and a smaller order deletes
		// servers in the same run.
		return computequotas.Update(ctx, c, project, computequotas.UpdateOpts{Force: true, Cores: n("cores"), RAM: n("ram"), Instances: n("instances"), ServerGroups: n("serverGroups"), KeyPairs: n("keyPairs")}).Err
	case "network":
		c, err := s.above(ctx, (*session).network)
		if err != nil {
			return err
		}
		return networkquotas.Update(ctx, c, project, networkquotas.UpdateOpts{
			FloatingIP: n("floatingIPs"), Port: n("ports"), Network: n("networks"), Subnet: n("subnets"),
			Router: n("routers"), SecurityGroup: n("groups"), SecurityGroupRule: n("rules"),
		}).Err
	case "volume":
		c, err := s.above(ctx, (*session).volume)
		if err != nil {
			return err
		}
		return volumequotas.Update(ctx, c, project, volumequotas.UpdateOpts{Gigabytes: n("gigabytes"), Volumes: n("volumes"), Snapshots: n("snapshots")}).Err
	}
	return broken(service)
}

// removeQuota leaves the quotas as they are, for they go with the project: to give back
// the platform's defaults would allow more than was ordered until then.
func removeQuota(ctx context.Context, s *space, o plan.Object) error {
	return s.tag(ctx, quotaTag+tail(o.ID), false)
}
