package openstack

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/compute/v2/flavors"
	"github.com/gophercloud/gophercloud/v2/openstack/compute/v2/keypairs"
	"github.com/gophercloud/gophercloud/v2/openstack/compute/v2/servergroups"
	"github.com/gophercloud/gophercloud/v2/openstack/compute/v2/servers"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/ports"
	"github.com/gophercloud/gophercloud/v2/pagination"

	"github.com/havre-cloud/havre/plan"
)

// Metadata of a server, besides its identity: what Nova does not give back, or gives
// back otherwise than it was asked. An image that the cloud replaces keeps its name and
// changes its identifier: the servers made of it are not to be made again for that.
const (
	imageField  = "havre-image"
	portField   = "havre-port"
	groupField  = "havre-group"
	resizeField = "havre-resize" // the flavor that Havre asked for
)

func (c *cloud) flavorIDs(ctx context.Context) (map[string]string, error) {
	nova, err := c.above(ctx, (*session).compute)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, flavors.ListDetail(nova, flavors.ListOpts{AccessType: flavors.AllAccess}), flavors.ExtractFlavors)
	return named(list, err, func(f *flavors.Flavor) (string, string) { return f.Name, f.ID })
}

// serverState reads the states that Nova gives. A server that its team stopped is as it
// was ordered: what runs in it is the team's business.
func serverState(v *servers.Server) plan.State {
	if v.TaskState == "deleting" {
		return plan.Leaving
	}
	switch v.Status {
	case "ERROR":
		return plan.Broken
	case "DELETED", "SOFT_DELETED":
		return plan.Leaving
	case "BUILD", "RESIZE", "VERIFY_RESIZE", "REVERT_RESIZE", "MIGRATING", "REBUILD", "REBOOT", "HARD_REBOOT", "PASSWORD", "UNKNOWN":
		return plan.Pending
	}
	return plan.Ready
}

func (s *space) serverObject(v *servers.Server) plan.Object {
	o := plan.Object{Key: keyIn(s.e, v.Metadata[identityField]), Kind: "server", ID: v.ID, Name: v.Name, State: serverState(v), Words: v.Status, With: plan.Attributes{
		"image": v.Metadata[imageField], "zone": v.AvailabilityZone, "key": v.KeyName,
		"port": v.Metadata[portField], "group": v.Metadata[groupField],
	}}
	if name, ok := v.Flavor["original_name"].(string); ok {
		o.With["flavor"] = name
	}
	if v.Fault.Message != "" && o.State == plan.Broken {
		o.Words += ": " + cut(v.Fault.Message, mostSaid)
	}
	private, public := addressesOf(v)
	o.With["addresses"], o.With["public"] = private, public
	return o
}

// addressesOf are the addresses of a server, in its network and outside.
func addressesOf(v *servers.Server) (private, public []string) {
	for _, network := range v.Addresses {
		list, _ := network.([]any)
		for _, item := range list {
			m, _ := item.(map[string]any)
			address, _ := m["addr"].(string)
			if m["OS-EXT-IPS:type"] == "floating" {
				public = append(public, address)
			} else if address != "" {
				private = append(private, address)
			}
		}
	}
	return plan.Set(private...), plan.Set(public...)
}

func listServers(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return nil, err
	}
	opts := servers.ListOpts{}
	if one != nil { // Nova searches by regular expression, and not by metadata
		opts.Name = "^" + strings.ReplaceAll(nameOf(*one), ".", "\\.") + "$"
	}
	list, err := every(ctx, servers.List(c, opts), servers.ExtractServers)
	objects, err := found(list, err, s.serverObject)
	if err != nil || one != nil {
		return objects, err
	}
	return objects, s.verify(ctx, objects, list)
}

func readServer(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return plan.Object{}, err
	}
	v, err := servers.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	out := []plan.Object{s.serverObject(v)}
	if err := s.verify(ctx, out, []servers.Server{*v}); err != nil {
		return plan.Object{}, err
	}
	return out[0], nil
}

// verify looks at the ports that servers really have, and brings to its end a change of
// flavor that Nova waits to be told is right: nobody is there to look at the server
// before, and whoever asked for it may have crashed meanwhile.
func (s *space) verify(ctx context.Context, objects []plan.Object, list []servers.Server) error {
	ready := 0
	for i := range list {
		v := &list[i]
		if v.Status == "VERIFY_RESIZE" && objects[i].Key != "" && v.Metadata[resizeField] == objects[i].With.String("flavor") {
			c, err := s.of(ctx, (*session).compute)
			if err != nil {
				return err
			}
			// Nova says that it is to be confirmed a moment before it can be.
			if err := servers.ConfirmResize(ctx, c, v.ID).Err; err != nil && !notYet(err) && !isGone(err) {
				return err
			}
		}
		if objects[i].Key != "" && objects[i].State == plan.Ready {
			ready++
		}
	}
	if ready == 0 {
		return nil
	}
	c, project, _, err := s.ask(ctx, nil)
	if err != nil {
		return err
	}
	opts := ports.ListOpts{ProjectID: project}
	if len(list) == 1 {
		opts.DeviceID = list[0].ID
	}
	all, err := every(ctx, ports.List(c, opts), ports.ExtractPorts)
	if err != nil {
		return err
	}
	byServer := map[string][]string{}
	for i := range all {
		byServer[all[i].DeviceID] = append(byServer[all[i].DeviceID], all[i].ID)
	}
	for i := range objects {
		putPort(&objects[i], byServer[objects[i].ID])
	}
	return nil
}

func notYet(err error) bool {
	return gophercloud.ResponseCodeIs(err, http.StatusConflict) || gophercloud.ResponseCodeIs(err, http.StatusBadRequest)
}

// putPort says by which port a server stands in its network, of those that lead to it.
func putPort(o *plan.Object, all []string) {
	if o.Kind != "server" || o.State != plan.Ready || slices.Contains(all, o.With.String("port")) {
		return
	}
	o.With["port"] = ""
	if len(all) > 0 {
		o.With["port"] = all[0]
	}
}

func createServer(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return plan.Object{}, err
	}
	flavor, err := s.idOf(ctx, "flavor", r.With.String("flavor"), s.flavorIDs)
	if err != nil {
		return plan.Object{}, err
	}
	image, err := s.imageID(ctx, r.With.String("image"))
	if err != nil {
		return plan.Object{}, err
	}
	meta := map[string]string{identityField: s.e.Identity(r.Key)}
	for field, name := range map[string]string{imageField: "image", portField: "port", groupField: "group"} {
		if v := r.With.String(name); v != "" {
			meta[field] = v
		}
	}
	asked := servers.CreateOpts{
		Name: nameOf(r), FlavorRef: flavor, ImageRef: image, AvailabilityZone: r.With.String("zone"),
		Networks: []servers.Network{{Port: r.With.String("port")}}, ConfigDrive: new(true), Metadata: meta,
	}
	if data := r.With.String("userData"); data != "" {
		asked.UserData = []byte(data)
	}
	var opts servers.CreateOptsBuilder = asked
	if key := r.With.String("key"); key != "" {
		opts = keypairs.CreateOptsExt{CreateOptsBuilder: opts, KeyName: key}
	}
	v, err := servers.Create(ctx, c, opts, servers.SchedulerHintOpts{Group: r.With.String("group")}).Extract()
	if err != nil {
		s.unlearn("flavor", r.With.String("flavor"))
		s.unlearn("image", r.With.String("image"))
		return plan.Object{}, err
	}
	o := plan.Object{ID: v.ID, Name: nameOf(r), State: plan.Pending, With: r.With, Words: "BUILD"}
	return o, nil
}

func updateServer(ctx context.Context, s *space, r plan.Resource, o plan.Object, changed []string) error {
	if !slices.Contains(changed, "flavor") {
		return nil
	}
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return err
	}
	name := r.With.String("flavor")
	flavor, err := s.idOf(ctx, "flavor", name, s.flavorIDs)
	if err != nil {
		return err
	}
	now, err := servers.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return err
	}
	if now.Flavor["original_name"] == name {
		return nil
	}
	if err := servers.UpdateMetadata(ctx, c, o.ID, servers.MetadataOpts{resizeField: name}).Err; err != nil {
		return err
	}
	return servers.Resize(ctx, c, o.ID, servers.ResizeOpts{FlavorRef: flavor}).Err
}

func removeServer(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return err
	}
	return servers.Delete(ctx, c, o.ID).Err
}

// Server groups. Nova keeps nothing of them but a name.

func spreadName(s *space, key string) string { return namedPrefix(s.e) + tail(key) }

func (s *space) spreadObject(g *servergroups.ServerGroup) plan.Object {
	o := plan.Object{Kind: "spread", ID: g.ID, Name: g.Name, State: plan.Ready, With: plan.Attributes{"policy": ""}}
	if name, ok := strings.CutPrefix(g.Name, namedPrefix(s.e)); ok {
		o.Key = "spread/" + name
	}
	switch {
	case g.Policy != nil:
		o.With["policy"] = *g.Policy
	case len(g.Policies) > 0:
		o.With["policy"] = g.Policies[0]
	}
	return o
}

func listSpreads(ctx context.Context, s *space, _ *plan.Resource) ([]plan.Object, error) {
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, servergroups.List(c, servergroups.ListOpts{}), servergroups.ExtractServerGroups)
	return found(list, err, s.spreadObject)
}

func createSpread(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return plan.Object{}, err
	}
	g, err := servergroups.Create(ctx, c, servergroups.CreateOpts{Name: spreadName(s, r.Key), Policy: r.With.String("policy")}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.spreadObject(g), nil
}

func removeSpread(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return err
	}
	return servergroups.Delete(ctx, c, o.ID).Err
}

// Key pairs are of Havre's account, for all of its environments: they are made with the
// wider token, so that the number of all counts in that project and not in this one.

func (s *space) keyObject(k *keypairs.KeyPair) plan.Object {
	return plan.Object{Key: "key/" + strings.TrimPrefix(k.Name, namedPrefix(s.e)), Kind: "key", ID: k.Name, Name: k.Name, State: plan.Ready, With: plan.Attributes{"public": k.PublicKey}}
}

// keysAfter asks for the key pairs that follow a name.
type keysAfter string

// ToKeyPairListQuery implements keypairs.ListOptsBuilder.
func (k keysAfter) ToKeyPairListQuery() (string, error) {
	if k == "" {
		return "", nil
	}
	return "?" + url.Values{"marker": {string(k)}}.Encode(), nil
}

func listKeys(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	if one != nil {
		o, err := readKey(ctx, s, plan.Object{ID: namedPrefix(s.e) + tail(one.Key)})
		if isGone(err) {
			return nil, nil
		}
		return []plan.Object{o}, err
	}
	c, err := s.above(ctx, (*session).compute)
	if err != nil {
		return nil, err
	}
	var out []plan.Object
	for after, more := keysAfter(""), true; more; {
		more = false
		err := keypairs.List(c, after).EachPage(ctx, func(_ context.Context, page pagination.Page) (bool, error) {
			list, err := keypairs.ExtractKeyPairs(page)
			for i := range list {
				after = keysAfter(list[i].Name)
				if strings.HasPrefix(list[i].Name, namedPrefix(s.e)) {
					out = append(out, s.keyObject(&list[i]))
				}
			}
			body, _ := page.GetBody().(map[string]any)
			_, more = body["keypairs_links"] // the library does not follow them
			return true, err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readKey(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.above(ctx, (*session).compute)
	if err != nil {
		return plan.Object{}, err
	}
	k, err := keypairs.Get(ctx, c, o.ID, nil).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.keyObject(k), nil
}

func createKey(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.above(ctx, (*session).compute)
	if err != nil {
		return plan.Object{}, err
	}
	k, err := keypairs.Create(ctx, c, keypairs.CreateOpts{Name: namedPrefix(s.e) + tail(r.Key), PublicKey: r.With.String("public")}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.keyObject(k), nil
}

func removeKey(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.above(ctx, (*session).compute)
	if err != nil {
		return err
	}
	return keypairs.Delete(ctx, c, o.ID, nil).Err
}
