package openstack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/projects"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/roles"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/users"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/security/rules"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/networks"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/subnets"

	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/drivertest"
)

// account is one that the suite may disable: an administrator of the lab, for one test.
type account struct {
	*cloud
	id     string
	target driver.Target
}

func newAccount(t *testing.T) *account {
	t.Helper()
	c := open(t)
	a, err := c.admin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	keystone, err := a.identity()
	if err != nil {
		t.Fatal(err)
	}
	name, password := "havre-drivertest-"+hex.EncodeToString(randomBytes(4)), hex.EncodeToString(randomBytes(16))
	u, err := users.Create(t.Context(), keystone, users.CreateOpts{Name: name, DomainID: a.user.Domain.ID, Password: password}).Extract()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := users.Delete(context.WithoutCancel(t.Context()), keystone, u.ID).Err; err != nil {
			t.Errorf("the account of the test stays: %v", err)
		}
	})
	role, err := c.role(t.Context(), "admin")
	if err != nil {
		t.Fatal(err)
	}
	all, err := every(t.Context(), projects.List(keystone, projects.ListOpts{Name: c.settings.project}), projects.ExtractProjects)
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	if err := roles.Assign(t.Context(), keystone, role, roles.AssignOpts{UserID: u.ID, ProjectID: all[0].ID}).Err; err != nil {
		t.Fatal(err)
	}
	target := labTarget(t)
	target.Settings = map[string]string{"auth_url": c.settings.authURL, "username": name, "project_name": c.settings.project, "region_name": c.settings.region}
	target.Secrets = map[string]string{"password": password}
	return &account{c, u.ID, target}
}

// opened opens the cloud with the account, by an address.
func (a *account) opened(tb testing.TB, address string) *cloud {
	tb.Helper()
	target := a.target
	target.Settings = maps.Clone(a.target.Settings)
	target.Settings["auth_url"] = address
	c, err := Driver{}.Open(target)
	if err != nil {
		tb.Fatal(err)
	}
	return c.(*cloud) //nolint:errcheck // Open of this package gives nothing else
}

// enable lets the account in, or shuts it out.
func (a *account) enable(tb testing.TB, in bool) {
	tb.Helper()
	ctx := context.WithoutCancel(tb.Context())
	keystone, err := a.above(ctx, (*session).identity)
	if err == nil {
		err = users.Update(ctx, keystone, a.id, users.UpdateOpts{Enabled: &in}).Err
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// bare is the space without anything in it: what every order makes.
func bare() *driver.Order {
	return &driver.Order{Resources: map[string]int64{"cpu": 4, "memory": 8192, "storage": 10, "addresses": 1}}
}

func TestConformance(t *testing.T) {
	a := newAccount(t)
	content := randomBytes(10_000)
	image, sum := published(t, content), sha256.Sum256(content)
	a.target.Profile.ImageSources = []string{image[:strings.LastIndex(image, "/")+1]}
	a.target.Profile.Regions = []driver.Region{{Exposure: "internet", Name: a.settings.region, Network: "public"}}
	key := publicKey(t)
	full := func() *driver.Order {
		o := bare()
		o.Accesses = []string{"deployer"}
		o.Resources["cpu"], o.Resources["storage"] = 8, 20
		o.Blueprint = &blueprint.Blueprint{
			Network:    blueprint.Network{CIDR: "10.1.0.0/24", DNS: []string{"192.0.2.53"}},
			Keys:       []blueprint.Key{{Name: "team", Public: key}},
			Images:     []blueprint.Image{{Name: "own", URL: image, SHA256: hex.EncodeToString(sum[:]), Format: "raw"}},
			Tiers:      []blueprint.Tier{{Name: "front", Count: 1, Flavor: "m1.tiny", Image: "debian-12", Key: "team", Public: true, Spread: true, UserData: "#cloud-config\n", Volumes: []blueprint.Volume{{Name: "base", Size: 1, Snapshots: []string{"first"}}}}},
			Containers: []blueprint.Container{{Name: "documents", Versioned: true}},
		}
		o.Flows = []driver.Flow{{Inbound: true, Tier: "front", CIDR: "0.0.0.0/0", Protocol: "tcp", Ports: []string{"443"}, Text: "users"}}
		return o
	}
	drivertest.Run(t, drivertest.Harness{
		Driver: Driver{}, Profile: a.target.Profile, Order: full, Small: bare,
		Changed: func() *driver.Order {
			o := full()
			o.Resources["memory"] = 10240
			o.Blueprint.Network.DNS = []string{"192.0.2.55", "192.0.2.54"}
			o.Blueprint.Tiers[0].Volumes[0].Size = 2
			o.Blueprint.Tiers[0].Flavor = "m1.small"
			o.Flows[0].Ports = []string{"443", "8443"}
			return o
		},
		Open: func(tb testing.TB) driver.Cloud {
			tb.Helper()
			return a.opened(tb, a.settings.authURL)
		},
		Faulty: func(tb testing.TB, f drivertest.Fault) driver.Cloud {
			tb.Helper()
			return a.opened(tb, drivertest.Through(tb, a.settings.authURL, f))
		},
		Cannot:  map[drivertest.Misbehaviour]string{drivertest.Late: "the lab shows at once what it has"},
		Tampers: a.tampers(),
		Plant: func(tb testing.TB, e driver.Environment, _ []plan.Object) (string, func()) {
			tb.Helper()
			s := &space{a.opened(tb, a.settings.authURL), e}
			o, err := createNetwork(tb.Context(), &space{s.cloud, driver.Environment{ID: e.ID}}, plan.Resource{Name: "by hand"})
			if err != nil {
				tb.Fatal(err)
			}
			a.rename(tb, s, o.ID)
			return o.ID, func() {
				if err := removeNetwork(context.WithoutCancel(tb.Context()), s, o); err != nil {
					tb.Error(err)
				}
			}
		},
		Squats: []drivertest.Squat{a.squatProject(), a.squatUser()},
		Exceed: func(wanted []plan.Resource) string {
			for _, r := range wanted {
				if r.Key == "quota/network" {
					r.With["networks"] = int64(0)
				}
			}
			return networkKey
		},
		Revoke: func(tb testing.TB) func() {
			tb.Helper()
			a.enable(tb, false)
			return func() {
				a.enable(tb, true)
				// Keystone dates tokens to the second, and refuses for good those of the
				// second in which the account was shut out.
				time.Sleep(1100 * time.Millisecond)
			}
		},
		Works:    worksFor,
		Secrets:  []string{a.target.Secrets["password"]},
		Patience: patience, Poll: 300 * time.Millisecond,
	})
}

// rename takes the identity off a network, so that it is somebody's own.
func (a *account) rename(tb testing.TB, s *space, id string) {
	tb.Helper()
	c, err := s.of(tb.Context(), (*session).network)
	if err == nil {
		err = networks.Update(tb.Context(), c, id, networks.UpdateOpts{Description: new("")}).Err
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// tampers are what people do with the dashboard of their cloud.
func (a *account) tampers() []drivertest.Tamper {
	in := func(tb testing.TB, e driver.Environment) *space {
		tb.Helper()
		return &space{a.opened(tb, a.settings.authURL), e}
	}
	must := func(tb testing.TB, err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	return []drivertest.Tamper{
		{Kind: "rules", Change: func(tb testing.TB, e driver.Environment, o plan.Object) string {
			tb.Helper()
			c, err := in(tb, e).of(tb.Context(), (*session).network)
			must(tb, err)
			must(tb, rules.Create(tb.Context(), c, rules.CreateOpts{Direction: rules.DirIngress, EtherType: rules.EtherType4, Protocol: "tcp", PortRangeMin: 22, PortRangeMax: 22, RemoteIPPrefix: "0.0.0.0/0", SecGroupID: o.ID}).Err)
			return "rules"
		}},
		{Kind: "subnet", Change: func(tb testing.TB, e driver.Environment, o plan.Object) string {
			tb.Helper()
			c, err := in(tb, e).of(tb.Context(), (*session).network)
			must(tb, err)
			must(tb, subnets.Update(tb.Context(), c, o.ID, subnets.UpdateOpts{DNSNameservers: &[]string{"198.51.100.1"}}).Err)
			return "dns"
		}},
		{Kind: "quota", Change: func(tb testing.TB, e driver.Environment, o plan.Object) string {
			tb.Helper()
			field := map[string]string{"compute": "cores", "network": "ports", "volume": "gigabytes"}[o.Name]
			must(tb, in(tb, e).setQuota(tb.Context(), o.Name, o.With.String("project"), plan.Attributes{field: int64(77)}))
			return field
		}},
		{
			Kind: "container",
			Change: func(tb testing.TB, e driver.Environment, o plan.Object) string {
				tb.Helper()
				must(tb, updateContainer(tb.Context(), in(tb, e), plan.Resource{With: plan.Attributes{"public": true}}, o, []string{"public"}))
				return "public"
			},
			Delete: func(tb testing.TB, e driver.Environment, o plan.Object) {
				tb.Helper()
				must(tb, removeContainer(tb.Context(), in(tb, e), o))
			},
		},
		{Kind: "address", Delete: func(tb testing.TB, e driver.Environment, o plan.Object) {
			tb.Helper()
			must(tb, removeAddress(tb.Context(), in(tb, e), o))
		}},
		{Kind: "snapshot", Delete: func(tb testing.TB, e driver.Environment, o plan.Object) {
			tb.Helper()
			must(tb, removeSnapshot(tb.Context(), in(tb, e), o))
		}},
		{Kind: "attachment", Delete: func(tb testing.TB, e driver.Environment, o plan.Object) {
			tb.Helper()
			must(tb, removeAttachment(tb.Context(), in(tb, e), o))
		}},
	}
}

// squatProject takes the name of a project, of which a domain has one.
func (a *account) squatProject() drivertest.Squat {
	return drivertest.Squat{Kind: "project", Take: func(tb testing.TB, _ driver.Environment, r plan.Resource) (string, func(testing.TB), func()) {
		tb.Helper()
		keystone, err := a.above(tb.Context(), (*session).identity)
		if err != nil {
			tb.Fatal(err)
		}
		p, err := projects.Create(tb.Context(), keystone, projects.CreateOpts{Name: r.Name, Description: "somebody’s"}).Extract()
		if err != nil {
			tb.Fatal(err)
		}
		intact := func(tb testing.TB) {
			tb.Helper()
			now, err := projects.Get(tb.Context(), keystone, p.ID).Extract()
			if err != nil || now.Description != p.Description || len(now.Tags) > 0 {
				tb.Errorf("somebody’s project is now %+v (%v)", now, err)
			}
		}
		return p.ID, intact, func() {
			if err := projects.Delete(context.WithoutCancel(tb.Context()), keystone, p.ID).Err; err != nil {
				tb.Error(err)
			}
		}
	}}
}

// squatUser takes the name of a user.
func (a *account) squatUser() drivertest.Squat {
	return drivertest.Squat{Kind: "user", Take: func(tb testing.TB, e driver.Environment, _ plan.Resource) (string, func(testing.TB), func()) {
		tb.Helper()
		keystone, err := a.above(tb.Context(), (*session).identity)
		if err != nil {
			tb.Fatal(err)
		}
		u, err := users.Create(tb.Context(), keystone, users.CreateOpts{Name: userName(e), Description: "somebody"}).Extract()
		if err != nil {
			tb.Fatal(err)
		}
		intact := func(tb testing.TB) {
			tb.Helper()
			now, err := users.Get(tb.Context(), keystone, u.ID).Extract()
			if err != nil || now.Description != u.Description || now.DefaultProjectID != "" {
				tb.Errorf("somebody is now %+v (%v)", now, err)
			}
		}
		return u.ID, intact, func() {
			if err := users.Delete(context.WithoutCancel(tb.Context()), keystone, u.ID).Err; err != nil {
				tb.Error(err)
			}
		}
	}}
}

// worksFor says whether an access opens the project.
func worksFor(ctx context.Context, a *driver.Access) error {
	_, err := openstack.AuthenticatedClient(ctx, gophercloud.AuthOptions{
		IdentityEndpoint:            fmt.Sprint(a.Credentials["authUrl"]),
		ApplicationCredentialID:     fmt.Sprint(a.Credentials["applicationCredentialId"]),
		ApplicationCredentialSecret: fmt.Sprint(a.Credentials["applicationCredentialSecret"]),
	})
	return err
}
