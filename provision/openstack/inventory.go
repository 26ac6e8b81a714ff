package openstack

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/volumes"
	"github.com/gophercloud/gophercloud/v2/openstack/compute/v2/servers"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/projects"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/networks"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/ports"
	"golang.org/x/sync/errgroup"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// collections are the lists that show what is in a project, each once: several kinds are
// read from one. needs says which service of the catalogue a list is asked of.
var collections = []struct {
	needs []string
	list  func(context.Context, *space, *plan.Resource) ([]plan.Object, error)
}{
	{[]string{"network"}, listNetworks},
	{[]string{"network"}, listSubnets},
	{[]string{"network"}, listRouters},
	{[]string{"network"}, listPorts},
	{[]string{"network"}, listAddresses},
	{[]string{"network"}, listGroups},
	{[]string{"compute"}, inventoryServers},
	{[]string{"compute"}, listSpreads},
	{[]string{"block-storage", "volumev3", "volume"}, listVolumes},
	{[]string{"block-storage", "volumev3", "volume"}, listSnapshots},
	{[]string{"image"}, listImages},
	{[]string{"object-store"}, listContainers},
	{[]string{"load-balancer"}, listBalancers},
	{[]string{"load-balancer"}, listListeners},
	{[]string{"load-balancer"}, listPools},
	{[]string{"load-balancer"}, listMembers},
	{[]string{"dns"}, listZones},
	{[]string{"dns"}, listRecords},
}

// inventoryServers lists servers without asking for their ports, which the inventory
// lists anyway.
func inventoryServers(ctx context.Context, s *space, _ *plan.Resource) ([]plan.Object, error) {
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, servers.List(c, servers.ListOpts{}), servers.ExtractServers)
	return found(list, err, s.serverObject)
}

// gathering collects what concurrent lists give.
type gathering struct {
	*errgroup.Group
	mu  sync.Mutex
	all []plan.Object
}

// add begins a list.
func (g *gathering) add(list func() ([]plan.Object, error)) {
	g.Go(func() error {
		objects, err := list()
		g.mu.Lock()
		defer g.mu.Unlock()
		g.all = append(g.all, objects...)
		return err
	})
}

// Inventory implements driver.Cloud.
func (c *cloud) Inventory(ctx context.Context, e driver.Environment) ([]plan.Object, error) {
	s := &space{c, e}
	out, err := s.inventory(ctx)
	return out, c.fail(err)
}

func (s *space) inventory(ctx context.Context) ([]plan.Object, error) {
	project, err := s.projectNow(ctx)
	if err != nil {
		return nil, err
	}
	team, err := listUsers(ctx, s, nil)
	if err != nil || project == nil && len(team) == 0 {
		return nil, err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	g := &gathering{Group: group, all: slices.Clone(team)}
	if len(team) > 0 {
		g.add(func() ([]plan.Object, error) { return s.credentials(ctx, team[0].ID) })
		g.add(func() ([]plan.Object, error) { return s.ec2(ctx, team[0].ID) })
	}
	g.add(func() ([]plan.Object, error) { return listKeys(ctx, s, nil) })
	if project != nil {
		g.all = append(g.all, s.projectObject(project))
		if err := s.inventoryProject(ctx, g, project, team); err != nil {
			return nil, err
		}
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return s.related(g.all), nil
}

// inventoryProject begins the lists of what is in the project.
func (s *space) inventoryProject(ctx context.Context, g *gathering, project *projects.Project, team []plan.Object) error {
	grants, err := s.grants(ctx, project.ID, team)
	if err != nil {
		return err
	}
	g.mu.Lock()
	g.all = append(g.all, grants...)
	g.mu.Unlock()
	g.add(func() ([]plan.Object, error) { return s.quotas(ctx, project.ID, project.Tags, nil) })
	if !slices.ContainsFunc(grants, func(o plan.Object) bool { return o.With.String("user") == self }) {
		if slices.Contains(project.Tags, openedTag) { // to say that it is empty would be a lie
			return closed
		}
		return nil
	}
	in, err := s.within(ctx, project.ID)
	if err != nil {
		return err
	}
	for _, l := range collections {
		if in.offers(l.needs...) {
			g.add(func() ([]plan.Object, error) { return l.list(ctx, s, nil) })
		}
	}
	return nil
}

// closed is the failure of a project in which Havre's account no longer sees anything.
var closed = &driver.Failure{
	Reason: driver.Denied,
	What:   havre.Text{FR: "Le rôle du compte de Havre dans le projet a été retiré : ce qu’il contient n’est plus visible.", EN: "The role of Havre’s account in the project was taken away: what is in it can no longer be seen."},
	Next:   havre.Text{FR: "L’administrateur du portail rend ce rôle au compte de Havre sur la plateforme, puis relance.", EN: "The administrator of the portal gives this role back to Havre’s account on the platform, then tries again."},
}

// related says of each object which ones it needed, by what it refers to, and puts them
// in an order that never varies.
func (s *space) related(all []plan.Object) []plan.Object {
	keys := map[string]string{} // by kind and identifier
	byServer := map[string][]string{}
	first := map[string][]string{} // keys of a kind
	for i := range all {
		o := &all[i]
		if o.Kind == "port" {
			byServer[o.With.String("device")] = append(byServer[o.With.String("device")], o.ID)
		}
		if o.Key != "" {
			keys[o.Kind+"/"+o.ID] = o.Key
			first[o.Kind] = append(first[o.Kind], o.Key)
		}
	}
	for i := range all {
		o := &all[i]
		if o.Kind != "interface" {
			continue
		}
		subnet := keys["subnet/"+o.With.String("subnet")]
		if subnet != "" && keys["router/"+o.With.String("router")] != "" {
			o.Key = "interface/" + tail(subnet)
			first[o.Kind] = append(first[o.Kind], o.Key)
		}
	}
	for i := range all {
		o := &all[i]
		putPort(o, byServer[o.ID])
		o.After = needed(o, keys, first)
	}
	slices.SortStableFunc(all, func(a, b plan.Object) int {
		return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.Kind, b.Kind), strings.Compare(a.ID, b.ID))
	})
	return all
}

// needed are the keys of what an object needed when it was made.
func needed(o *plan.Object, keys map[string]string, first map[string][]string) []string {
	k, err := kindOf(o.Kind)
	if err != nil || o.Key == "" {
		return nil
	}
	var out []string
	add := func(kind, id string) {
		if key := keys[kind+"/"+id]; key != "" && key != o.Key {
			out = append(out, key)
		}
	}
	for field, kind := range k.refs {
		add(kind, o.With.String(field))
		for _, item := range o.With.List(field) {
			words := strings.Fields(item)
			if o.Kind != "rules" {
				add(kind, item)
			} else if len(words) > 3 {
				add(kind, words[3])
			}
		}
	}
	switch { // what no attribute says
	case !k.outside:
		out = append(out, "project")
		if o.Kind == "address" {
			out = append(out, first["interface"]...)
		}
		for _, key := range first["grant"] {
			if key == "grant/havre" {
				out = append(out, key)
			}
		}
	case o.Kind == "credential" || o.Kind == "ec2":
		for _, key := range first["grant"] {
			if key == "grant/team" {
				out = append(out, key)
			}
		}
	}
	return plan.Set(out...)
}

// leftovers are what the services still have of a project, asked with the wider token:
// its own may be gone already. What is not permitted to see is not counted.
func (s *space) leftovers(ctx context.Context, project string) ([]string, error) {
	var out []string
	a, err := s.admin(ctx)
	if err != nil {
		return nil, err
	}
	if nova, err := a.compute(); err == nil {
		list, err := every(ctx, servers.List(nova, servers.ListOpts{AllTenants: true, TenantID: project}), servers.ExtractServers)
		if err != nil && !isDenied(err) {
			return nil, err
		}
		for i := range list {
			if list[i].TenantID == project {
				out = append(out, "server "+list[i].ID+" "+list[i].Name)
			}
		}
	}
	if cinder, err := a.volume(); err == nil {
		list, err := every(ctx, volumes.List(cinder, volumes.ListOpts{AllTenants: true, TenantID: project}), volumes.ExtractVolumes)
		if err != nil && !isDenied(err) {
			return nil, err
		}
		for i := range list {
			if list[i].TenantID == project {
				out = append(out, "volume "+list[i].ID+" "+list[i].Name)
			}
		}
	}
	if neutron, err := a.network(); err == nil {
		nets, err := every(ctx, networks.List(neutron, networks.ListOpts{ProjectID: project}), networks.ExtractNetworks)
		if err != nil {
			return nil, err
		}
		for i := range nets {
			out = append(out, "network "+nets[i].ID+" "+nets[i].Name)
		}
		list, err := every(ctx, ports.List(neutron, ports.ListOpts{ProjectID: project}), ports.ExtractPorts)
		if err != nil {
			return nil, err
		}
		for i := range list {
			out = append(out, "port "+list[i].ID+" "+list[i].Name)
		}
	}
	return out, nil
}
