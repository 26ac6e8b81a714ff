package openstack_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/openstack"
)

var updateDesign = flag.Bool("update", false, "write the golden files again")

// known is a profile that says all of a cloud.
func known() *driver.Profile {
	return &driver.Profile{
		Name: "cloud-pi", Driver: "openstack", VolumeType: "ssd", ImageSources: []string{"https://images.example.org/"},
		Regions: []driver.Region{{Exposure: "internet", Name: "one", Network: "ext-internet"}, {Exposure: "rie", Name: "two", Network: "ext-rie"}},
		Zones:   []string{"az1", "az2", "az3"},
		Flavors: map[string]string{"small": "s1", "medium": "m1", "large": "l1"},
		Images:  map[string]string{"debian-13": "Debian 13 (trixie)"},
		Sizes:   []driver.Flavor{{Name: "s1", CPU: 1, Memory: 2048}, {Name: "m1", CPU: 2, Memory: 4096}, {Name: "l1", CPU: 4, Memory: 8192}},
	}
}

// exampleOrder is the typical environment: what a team orders for the example.
func exampleOrder(t *testing.T) *driver.Order {
	t.Helper()
	text, err := os.ReadFile("../../examples/blueprints/three-tiers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return ordering(t, string(text))
}

// ordering is an order of a blueprint, large enough for it; "" is the bare space.
func ordering(t *testing.T, text string) *driver.Order {
	t.Helper()
	o := &driver.Order{
		Environment: driver.Environment{ID: "0123456789abcdefghijklmnop", Name: "rdv", Order: "CMD-2026-0001"}, Offer: "cloud-pi",
		Choices:   plan.Attributes{"exposure": "internet", "zones": int64(2), "restricted": false, "cpu": int64(16), "memory": int64(64), "storage": int64(200), "objects": int64(50), "addresses": int64(4)},
		Resources: map[string]int64{"cpu": 16, "memory": 65536, "storage": 250, "addresses": 4},
		Flows: []driver.Flow{
			{Inbound: true, Tier: "front", CIDR: "0.0.0.0/0", Protocol: "tcp", Ports: []string{"443"}, Text: "internet → rdv (front) tcp 443"},
			{Tier: "front", Peer: "app", Protocol: "tcp", Ports: []string{"8080"}, Text: "rdv (front) → rdv (app) tcp 8080"},
			{Tier: "app", Peer: "data", Protocol: "tcp", Ports: []string{"5432"}, Text: "rdv (app) → rdv (data) tcp 5432"},
			{CIDR: "10.7.0.0/16", Protocol: "udp", Ports: []string{"53"}, Text: "→ rie udp 53"},
			{Inbound: true, CIDR: "10.9.8.7", Protocol: "tcp", Ports: []string{"22"}, Text: "bastion → rdv tcp 22"},
		},
	}
	if text == "" {
		o.Flows = nil
		return o
	}
	b, err := blueprint.Parse("blueprint", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	o.Blueprint = b
	return o
}

// designed is a design that a plan can be made of.
func designed(t *testing.T, o *driver.Order, p *driver.Profile) *driver.Design {
	t.Helper()
	d, err := openstack.Driver{}.Design(o, p)
	if err != nil {
		t.Fatal(err)
	}
	kinds := openstack.Driver{}.Kinds()
	for _, more := range []string{"balancer", "listener", "pool", "member", "zone", "recordset"} {
		if !slices.ContainsFunc(kinds, func(k plan.Kind) bool { return k.Name == more }) {
			kinds = append(kinds, plan.Kind{Name: more})
		}
	}
	w := plan.Wanted{Kinds: kinds, Resources: slices.Clone(d.Resources)}
	if _, err := w.Difference(nil); err != nil {
		t.Fatal(err)
	}
	// What is kept in a database is the same design.
	text, err := json.Marshal(d.Resources)
	if err != nil {
		t.Fatal(err)
	}
	var again []plan.Resource
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d.Resources, again, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("read back: %s", diff)
	}
	for _, c := range d.Cautions {
		if c.FR == "" || c.EN == "" || strings.Contains(c.FR+c.EN, "%!") {
			t.Errorf("not said in both languages: %+v", c)
		}
	}
	return d
}

// drawn is a design as text.
func drawn(d *driver.Design) string {
	var b strings.Builder
	for _, r := range d.Resources {
		fmt.Fprintf(&b, "%s %q", r.Key, r.Name)
		for _, field := range slices.Sorted(maps.Keys(r.With)) {
			fmt.Fprintf(&b, "\n    %s: %q", field, fmt.Sprint(r.With[field]))
		}
		if len(r.After) > 0 {
			fmt.Fprintf(&b, "\n    after %s", strings.Join(r.After, " "))
		}
		b.WriteByte('\n')
	}
	for _, c := range d.Cautions {
		b.WriteString("\n" + c.FR + "\n" + c.EN + "\n")
	}
	return b.String()
}

func sameDesign(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *updateDesign {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestDesignOfTheExample(t *testing.T) {
	o := exampleOrder(t)
	o.Accesses = []string{"alice"}
	d := designed(t, o, known())
	sameDesign(t, "three-tiers.golden", drawn(d))
	again := designed(t, o, known())
	if diff := cmp.Diff(d, again); diff != "" {
		t.Errorf("two designs of one order: %s", diff)
	}
}

func TestDesignOfTheBareSpace(t *testing.T) {
	sameDesign(t, "bare.golden", drawn(designed(t, ordering(t, ""), known())))
}

const everything = `apiVersion: havre/v1
kind: Blueprint
spec:
  network: {cidr: 10.1.0.0/24, dns: [10.7.0.1, 10.7.0.2]}
  tiers:
    - {name: front, count: 3, flavor: small, image: own, public: yes, spread: yes, volumes: [{name: a, size: 5, type: hdd, snapshots: [first]}, {name: b, size: 5}]}
    - {name: app, count: 1, flavor: medium, image: other}
    - {name: data, count: 1, flavor: m1, image: other}
  images: [{name: own, url: "https://images.example.org/own.qcow2", sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", format: qcow2}]
  containers: [{name: documents, versioned: yes, public: yes}]
  balancers: [{name: entry, tier: front, protocol: https, port: 443, to: 8443, public: yes}, {name: inner, tier: front, protocol: tcp, port: 443}]
  zones:
    - {name: app.example.org., mail: dns@example.org, records: [{name: "@", type: A, ttl: 300, values: ["tier:front", 192.0.2.9]}, {name: www, type: CNAME, values: [app.example.org.]}]}
    - {name: other.example.org., mail: dns@example.org, records: [{name: www, type: CNAME, values: [app.example.org.]}]}
`

func TestDesignOfEverything(t *testing.T) {
	sameDesign(t, "everything.golden", drawn(designed(t, ordering(t, everything), known())))
}

// Quotas are what was ordered, whatever is built.
func TestQuotas(t *testing.T) {
	for name, o := range map[string]*driver.Order{"example": exampleOrder(t), "bare": ordering(t, "")} {
		got := map[string]int64{}
		for _, r := range designed(t, o, known()).Resources {
			if r.Kind == "quota" {
				for field := range r.With {
					got[field] = r.With.Int(field)
				}
			}
		}
		for field, want := range map[string]int64{"cores": 16, "ram": 65536, "gigabytes": 200, "floatingIPs": 4, "instances": 16} {
			if got[field] != want {
				t.Errorf("%s: %s is %d, want %d", name, field, got[field], want)
			}
		}
	}
	o := ordering(t, "")
	delete(o.Choices, "storage")
	delete(o.Choices, "objects")
	for _, r := range designed(t, o, known()).Resources {
		if r.Key == "quota/volume" && r.With.Int("gigabytes") != 250 {
			t.Errorf("%v", r.With)
		}
	}
}

// Servers stay in their zone when others are added.
func TestZones(t *testing.T) {
	for _, tt := range []struct {
		zones  int64
		spread string
		count  int
		want   string
	}{
		{1, "yes", 3, "az1 az1 az1"},
		{2, "yes", 5, "az1 az2 az1 az2 az1"},
		{3, "yes", 4, "az1 az2 az3 az1"},
		{4, "yes", 4, "az1 az2 az3 az1"},
		{0, "yes", 4, "az1 az2 az3 az1"},
		{3, "no", 3, "az1 az1 az1"},
	} {
		o := ordering(t, fmt.Sprintf("apiVersion: havre/v1\nkind: Blueprint\nspec: {tiers: [{name: front, count: %d, flavor: small, image: i, spread: %s}, {name: app, count: 1, flavor: small, image: i}, {name: data, count: 1, flavor: small, image: i}]}\n", tt.count, tt.spread))
		o.Choices["zones"] = tt.zones
		var got []string
		for _, r := range designed(t, o, known()).Resources {
			if strings.HasPrefix(r.Key, "server/front-") {
				got = append(got, r.With.String("zone"))
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%d zones, spread %s: %v, want %s", tt.zones, tt.spread, got, tt.want)
		}
	}
}

func TestDesignCautions(t *testing.T) {
	flow := func(f driver.Flow) func(*driver.Order, *driver.Profile) {
		return func(o *driver.Order, _ *driver.Profile) {
			f.Text = "the flow"
			o.Flows = []driver.Flow{f, f} // told once
		}
	}
	tests := []struct {
		name   string
		change func(*driver.Order, *driver.Profile)
		want   []string
	}{
		{"nothing", func(*driver.Order, *driver.Profile) {}, nil},
		{"no address", flow(driver.Flow{Inbound: true, Protocol: "tcp", Ports: []string{"443"}}), []string{"The flow “the flow” is not opened: nobody says the address of the other end. Declare it"}},
		{"no address", flow(driver.Flow{Tier: "front", Protocol: "udp"}), []string{"nobody says the address"}},
		{"not an address", flow(driver.Flow{CIDR: "1.2.3", Protocol: "udp"}), []string{"“1.2.3” is neither an address nor a prefix"}},
		{"no protocol", flow(driver.Flow{CIDR: "10.0.0.0/8", Ports: []string{"1"}}), []string{"its protocol is not said"}},
		{"not a port", flow(driver.Flow{CIDR: "10.0.0.0/8", Protocol: "tcp", Ports: []string{"80", "90-80"}}), []string{"“90-80” is not a port"}},
		{"not a tier", flow(driver.Flow{Tier: "frontal", CIDR: "10.0.0.0/8", Protocol: "tcp"}), []string{"the blueprint has no tier “frontal”. Did you mean “front”?"}},
		{"not a tier at all", flow(driver.Flow{Tier: "app", Peer: "ordonnanceur", Protocol: "tcp"}), []string{"has no tier “ordonnanceur”. Name one of its tiers"}},
		{"no zone is known", func(_ *driver.Order, p *driver.Profile) { p.Zones = nil }, []string{"2 availability zones are ordered, and their names are not known"}},
		{"too few zones", func(o *driver.Order, p *driver.Profile) { o.Choices["zones"], p.Zones = int64(3), p.Zones[:2] }, []string{"3 availability zones are ordered; the profile of the offer names 2"}},
		{"restricted", func(o *driver.Order, _ *driver.Profile) { o.Choices["restricted"] = true }, []string{"Diffusion Restreinte data: nothing in the project"}},
		{"objects", func(o *driver.Order, _ *driver.Profile) { o.Choices["objects"] = int64(5000) }, []string{"The 5,000 GiB of object storage ordered are not a limit"}},
		{"flows without a blueprint", func(o *driver.Order, _ *driver.Profile) { o.Blueprint = nil }, []string{"without a blueprint there is no server to open them to"}},
		{"no external network", func(o *driver.Order, p *driver.Profile) {
			p.Regions[0].Network, o.Blueprint.Tiers[0].Public = "", false
		}, []string{"the environment will be linked to nothing"}},
		{"a resolver that nobody may ask", func(o *driver.Order, _ *driver.Profile) {
			o.Blueprint.Network.DNS = []string{"10.7.0.1", "192.0.2.1"}
			o.Flows = append(o.Flows, driver.Flow{Tier: "app", CIDR: "192.0.2.1", Protocol: "udp", Ports: []string{"53"}})
		}, []string{"The resolver 192.0.2.1 will not answer the servers of front, data: no declared flow opens udp/53"}},
		{"a balancer that reaches nothing", func(o *driver.Order, _ *driver.Profile) {
			o.Blueprint.Balancers = []blueprint.Balancer{{Name: "entry", Tier: "app", Protocol: "tcp", Port: 80, To: 8080}}
		}, []string{"The load balancer “entry” cannot reach the tier “app”: no declared flow opens tcp/8080 from the private network 10.42.0.0/24"}},
		{"a balancer that a flow lets in", func(o *driver.Order, _ *driver.Profile) {
			o.Blueprint.Balancers = []blueprint.Balancer{{Name: "entry", Tier: "app", Protocol: "tcp", Port: 80, To: 8080}}
			o.Flows = append(o.Flows, driver.Flow{Inbound: true, Tier: "app", CIDR: "10.42.0.0/16", Protocol: "tcp", Ports: []string{"8000-8100"}})
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, p := exampleOrder(t), known()
			o.Choices["objects"] = int64(50)
			tt.change(o, p)
			var got []string
			for _, c := range designed(t, o, p).Cautions {
				if !strings.Contains(c.EN, "The 50 GiB of object storage") {
					got = append(got, c.EN)
				}
			}
			if len(got) != len(tt.want) {
				t.Fatalf("got %q", got)
			}
			for i := range got {
				if !strings.Contains(got[i], tt.want[i]) {
					t.Errorf("got %q, want %q", got[i], tt.want[i])
				}
			}
		})
	}
}

func TestDesignRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*driver.Order, *driver.Profile)
		want   string
	}{
		{"an exposure without a region", func(_ *driver.Order, p *driver.Profile) { p.Regions = p.Regions[1:] }, "choices.exposure: the profile of this offer has no region for this exposure; the administrator of the portal declares it in the settings (read: \"internet\")"},
		{"a region without a network", func(_ *driver.Order, p *driver.Profile) { p.Regions[0].Network = "" }, "choices.exposure: 2 public addresses are asked for"},
		{"too many processors", func(o *driver.Order, _ *driver.Profile) { o.Resources["cpu"] = 9 }, "choices.blueprint: the blueprint needs 10 virtual processors, and the order gives 9: increase “cpu”, or build less"},
		{"too many servers", func(o *driver.Order, p *driver.Profile) { o.Resources["cpu"], p.Sizes = 4, nil }, "the blueprint needs 5 virtual processors, and the order gives 4"},
		{"too much memory", func(o *driver.Order, _ *driver.Profile) { o.Resources["memory"] = 20000 }, "needs 20,480 MiB of memory, and the order gives 20,000: increase “memory”"},
		{"too much storage", func(o *driver.Order, _ *driver.Profile) { o.Choices["storage"] = int64(150) }, "needs 160 GiB of block storage, and the order gives 150: increase “storage”"},
		{"too many addresses", func(o *driver.Order, _ *driver.Profile) { o.Resources["addresses"] = 1 }, "needs 2 public addresses, and the order gives 1"},
		{"no object storage", func(o *driver.Order, _ *driver.Profile) { o.Choices["objects"] = int64(0) }, "has object containers (1), and no object storage is ordered"},
		{"a flavor that the platform does not have", func(o *driver.Order, _ *driver.Profile) { o.Blueprint.Tiers[0].Flavor = "smalll" }, "choices.blueprint: the platform has no flavor “smalll”; it has: l1, large, m1, medium, s1, small (read: \"smalll\"; did you mean \"small\"?)"},
		{"an image from elsewhere", func(o *driver.Order, _ *driver.Profile) {
			o.Blueprint.Images = []blueprint.Image{{Name: "own", URL: "https://images.example.org.evil.example/a", Format: "raw"}}
		}, "the image “own” comes from an address that this offer does not admit; addresses admitted: https://images.example.org/"},
		{"an image from anywhere", func(o *driver.Order, p *driver.Profile) {
			p.ImageSources, o.Blueprint.Images = nil, []blueprint.Image{{Name: "own", URL: "https://images.example.org/a", Format: "raw"}}
		}, "addresses admitted: none"},
		{"restricted data for all to read", func(o *driver.Order, _ *driver.Profile) {
			o.Choices["restricted"], o.Blueprint.Containers[0].Public = true, true
		}, "does not go with Diffusion Restreinte data"},
		{"containers where there are none", func(_ *driver.Order, p *driver.Profile) {
			p.Services = map[string]havre.Truth{"object-storage": havre.No}
		}, "this offer has no object storage"},
		{"balancers where there are none", func(o *driver.Order, p *driver.Profile) {
			p.Services, o.Blueprint.Balancers = map[string]havre.Truth{"load-balancer": havre.No}, []blueprint.Balancer{{Name: "a", Tier: "app", Protocol: "tcp", Port: 1}}
		}, "this offer has no load balancer"},
		{"zones where there are none", func(o *driver.Order, p *driver.Profile) {
			p.Services, o.Blueprint.Zones = map[string]havre.Truth{"dns": havre.No}, []blueprint.Zone{{Name: "a."}}
		}, "this offer keeps no DNS zones"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, p := exampleOrder(t), known()
			tt.change(o, p)
			d, err := openstack.Driver{}.Design(o, p)
			var problems havre.Problems
			if d != nil || !errors.As(err, &problems) || len(problems) != 1 {
				t.Fatalf("%v, %v", d, err)
			}
			if got := problems.In(havre.English); !strings.Contains(got, tt.want) {
				t.Errorf("got %s", got)
			}
			if got := problems.In(havre.French); strings.Contains(got, "%!") {
				t.Error(got)
			}
		})
	}
}

// An access brings resources of its own, which go with it, and touches no other.
func TestAccesses(t *testing.T) {
	with := func(p *driver.Profile, names ...string) map[string]plan.Resource {
		o := ordering(t, "")
		o.Accesses = names
		out := map[string]plan.Resource{}
		for _, r := range designed(t, o, p).Resources {
			out[r.Key] = r
		}
		return out
	}
	one, two := with(known(), "alice"), with(known(), "alice", "bob")
	for key, r := range two {
		before, had := one[key]
		if !had && key != "access/bob" && key != "access/bob/s3" || had && !cmp.Equal(before, r) {
			t.Errorf("%s: %v, then %v", key, before, r)
		}
	}
	if len(two) != len(one)+2 || two["access/bob"].Kind != "credential" || two["access/bob/s3"].Kind != "ec2" {
		t.Errorf("%v", slices.Sorted(maps.Keys(two)))
	}
	p := known()
	p.Services = map[string]havre.Truth{"object-storage": havre.No}
	if _, ok := with(p, "alice")["access/alice/s3"]; ok {
		t.Error("keys of an object storage that does not exist")
	}
}

// Nubo's plan says region where Cloud Pi's says exposure, and orders no zones.
func TestDesignOfNubo(t *testing.T) {
	o, p := exampleOrder(t), known()
	o.Choices = plan.Attributes{"region": "rie", "restricted": false, "cpu": int64(16), "storage": int64(200)}
	o.Resources["storage"] = 200
	for _, r := range designed(t, o, p).Resources {
		if r.Key == "router/main" && r.With.String("external") != "ext-rie" {
			t.Errorf("%+v", r)
		}
	}
}
