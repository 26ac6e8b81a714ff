package openstack_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/openstack"
)

const password = "PASSWORD-THAT-NOBODY-SEES"

// tester is what a test and a check of a property have in common.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// fakeID is an identifier as OpenStack gives them.
func fakeID(key string) string {
	h := fmt.Sprintf("%x", sha256.Sum256([]byte(key)))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:32]
}

// builtOf is what a cloud would show of a design, once it is built.
func builtOf(t tester, o *driver.Order, p *driver.Profile) []plan.Object {
	t.Helper()
	d, err := openstack.Driver{}.Design(o, p)
	if err != nil {
		t.Fatal(err)
	}
	ids, last := map[string]string{}, 10
	for _, r := range d.Resources {
		switch ids[r.Key] = fakeID(r.Key); r.Kind {
		case "key":
			ids[r.Key] = "havre-01234567-" + strings.TrimPrefix(r.Key, "key/")
		case "container":
			ids[r.Key] = r.Name
		}
	}
	out := make([]plan.Object, 0, len(d.Resources))
	for _, r := range d.Resources {
		with := r.With.Resolve(ids)
		object := plan.Object{Key: r.Key, Kind: r.Kind, ID: ids[r.Key], Name: r.Name, State: plan.Ready, With: with}
		switch r.Kind {
		case "interface":
			object.ID, object.Name = with.String("router")+"/"+with.String("subnet"), fakeID("port of "+r.Key)
		case "attachment":
			object.ID = with.String("server") + "/" + with.String("volume")
		case "key":
			object.Name = object.ID
		case "member":
			object.ID = with.String("pool") + "/" + object.ID
		case "recordset":
			object.ID = with.String("zone") + "/" + object.ID
		case "rules":
			object.ID = with.String("group")
			var list []string
			for _, rule := range with.List("rules") {
				list = append(list, fakeID(r.Key+rule)+" "+rule)
			}
			with["ids"] = plan.Set(list...)
		case "port":
			last++
			with["addresses"] = []string{"10.42.0." + strconv.Itoa(last)}
		case "address":
			last++
			with["address"] = "192.0.2." + strconv.Itoa(last)
		case "server":
			delete(with, "userData") // Nova does not give it back
		}
		out = append(out, object)
	}
	return out
}

// export writes an export and parses all of it.
func export(t tester, o *driver.Order, built []plan.Object) *configuration {
	t.Helper()
	o.Environment.Secret = func(context.Context, string) (string, error) {
		return password, errors.New("an export needs no secret")
	}
	files, err := openstack.Driver{}.Export(o, known(), built)
	if err != nil {
		t.Fatal(err)
	}
	c := &configuration{files: files, resources: map[string]*hclsyntax.Block{}, locals: map[string]hclsyntax.Expression{}, imports: map[string]string{}, variables: map[string]bool{}}
	for name, text := range files {
		if strings.Contains(string(text), password) {
			t.Errorf("%s has a secret in it", name)
		}
		if name == "README.md" {
			continue
		}
		f, diags := hclsyntax.ParseConfig(text, name, hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%s does not parse: %v\n%s", name, diags, text)
		}
		c.read(t, f.Body.(*hclsyntax.Body)) //nolint:errcheck // hclsyntax gives nothing else
	}
	c.resolve(t)
	return c
}

// configuration is what was exported, parsed.
type configuration struct {
	files     map[string][]byte
	bodies    []*hclsyntax.Body
	resources map[string]*hclsyntax.Block // by address
	locals    map[string]hclsyntax.Expression
	imports   map[string]string // identifiers, by address
	variables map[string]bool
}

func (c *configuration) read(t tester, b *hclsyntax.Body) {
	t.Helper()
	c.bodies = append(c.bodies, b)
	if len(b.Attributes) > 0 {
		t.Errorf("attributes outside of any block: %v", b.Attributes)
	}
	once := func(address string, known bool) {
		if known {
			t.Errorf("%s is there twice", address)
		}
	}
	for _, block := range b.Blocks {
		switch block.Type {
		case "resource", "data":
			address := strings.Join(block.Labels, ".")
			if block.Type == "data" {
				address = "data." + address
			}
			for _, label := range block.Labels {
				if !hclsyntax.ValidIdentifier(label) {
					t.Errorf("%q is no identifier", label)
				}
			}
			once(address, c.resources[address] != nil)
			c.resources[address] = block
		case "locals":
			for name, a := range block.Body.Attributes {
				once("local."+name, c.locals[name] != nil)
				c.locals[name] = a.Expr
			}
		case "variable":
			c.variables[block.Labels[0]] = true
		case "import":
			to, diags := hcl.AbsTraversalForExpr(block.Body.Attributes["to"].Expr)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			once("import of "+path(to, 2), c.imports[path(to, 2)] != "")
			c.imports[path(to, 2)] = value(t, block.Body.Attributes["id"].Expr)
		}
	}
}

// path is the beginning of a traversal.
func path(t hcl.Traversal, n int) string {
	words := []string{t.RootName()}
	for _, step := range t[1:min(n, len(t))] {
		if a, ok := step.(hcl.TraverseAttr); ok {
			words = append(words, a.Name)
		}
	}
	return strings.Join(words, ".")
}

// resolve checks that whatever is referred to is there.
func (c *configuration) resolve(t tester) {
	t.Helper()
	for _, b := range c.bodies {
		for _, block := range b.Blocks {
			c.resolveIn(t, block.Type, block.Body)
		}
	}
	for address, id := range c.imports {
		if c.resources[address] == nil || id == "" {
			t.Errorf("import of %s under %q", address, id)
		}
	}
}

func (c *configuration) resolveIn(t tester, block string, b *hclsyntax.Body) {
	t.Helper()
	for name, a := range b.Attributes {
		if block == "variable" && name == "type" || name == "ignore_changes" {
			continue
		}
		for _, v := range a.Expr.Variables() {
			there := false
			switch v.RootName() {
			case "var":
				there = c.variables[strings.TrimPrefix(path(v, 2), "var.")]
			case "local":
				there = c.locals[strings.TrimPrefix(path(v, 2), "local.")] != nil
			case "data":
				there = c.resources[path(v, 3)] != nil
			default:
				there = c.resources[path(v, 2)] != nil
			}
			if !there {
				t.Errorf("%s %s refers to %s, which is not there", block, name, path(v, 4))
			}
		}
	}
	for _, inner := range b.Blocks {
		c.resolveIn(t, inner.Type, inner.Body)
	}
}

// value is a text as OpenTofu reads it.
func value(t tester, e hclsyntax.Expression) string {
	t.Helper()
	v, diags := e.Value(&hcl.EvalContext{Functions: map[string]function.Function{"join": stdlib.JoinFunc}})
	if diags.HasErrors() || v.Type() != cty.String {
		t.Fatalf("%v: %s", diags, v.GoString())
	}
	return v.AsString()
}

// named is a text attribute of a resource.
func (c *configuration) named(t tester, address, name string) string {
	t.Helper()
	if c.resources[address] == nil || c.resources[address].Body.Attributes[name] == nil {
		t.Fatalf("no %s of %s among %v", name, address, slices.Sorted(maps.Keys(c.resources)))
	}
	return value(t, c.resources[address].Body.Attributes[name].Expr)
}

// all is an export as one text.
func (c *configuration) all() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		fmt.Fprintf(&b, "-- %s --\n%s", name, c.files[name])
	}
	return b.String()
}

func TestExportOfTheExample(t *testing.T) {
	o := exampleOrder(t)
	o.Accesses = []string{"alice"}
	built := builtOf(t, o, known())
	c := export(t, o, built)
	sameDesign(t, "export-three-tiers.golden", c.all())

	slices.Reverse(built) // a cloud lists in the order it likes
	if diff := cmp.Diff(c.all(), export(t, o, built).all()); diff != "" {
		t.Errorf("in another order: %s", diff)
	}
	for _, never := range []string{"application_credential", "ec2_credential", "identity_project", "quotaset"} {
		if strings.Contains(c.all(), "openstack_"+never) {
			t.Errorf("a team has no right on %s", never)
		}
	}
}

func TestExportOfEverything(t *testing.T) {
	o := ordering(t, everything)
	built := builtOf(t, o, known())
	for i := range built {
		if built[i].Key == "balancer/entry" {
			built[i].With["address"] = "192.0.2.200"
		}
	}
	built = append(built, plan.Object{Kind: "server", ID: "by-hand", Name: "pet`\n# title", State: plan.Ready},
		plan.Object{Key: "network/gone", Kind: "network", ID: "gone", State: plan.Leaving})
	sameDesign(t, "export-everything.golden", export(t, o, built).all())
}

func TestExportOfTheBareSpace(t *testing.T) {
	o := ordering(t, "")
	c := export(t, o, builtOf(t, o, known()))
	if len(c.imports) != 4 || c.resources["data.openstack_networking_network_v2.ext_internet"] == nil {
		t.Errorf("imports: %v", c.imports)
	}
}

// TestExportImports: each object is imported under the identifier that the provider wants.
func TestExportImports(t *testing.T) {
	o := ordering(t, everything)
	c := export(t, o, builtOf(t, o, known()))
	for address, want := range map[string]string{
		"openstack_networking_network_v2.main":                  fakeID("network/main"),
		"openstack_networking_router_interface_v2.main":         fakeID("port of interface/main"),
		"openstack_compute_volume_attach_v2.front_1_a":          fakeID("server/front-1") + "/" + fakeID("volume/front-1/a"),
		"openstack_networking_secgroup_rule_v2.front_in_tcp_22": fakeID("rules/frontin tcp 22 10.9.8.7/32"),
		"openstack_objectstorage_container_v1.documents":        "documents",
		"openstack_compute_servergroup_v2.front":                fakeID("spread/front"),
		"openstack_lb_member_v2.entry_front_1":                  fakeID("pool/entry") + "/" + fakeID("member/entry/front-1"),
		"openstack_dns_recordset_v2.app_example_org_A":          fakeID("zone/app.example.org.") + "/" + fakeID("record/app.example.org./A"),
		"openstack_networking_floatingip_v2.front_1":            fakeID("address/front-1"),
	} {
		if c.imports[address] != want {
			t.Errorf("%s is imported under %q, not %q", address, c.imports[address], want)
		}
	}
	for address := range c.resources {
		created := strings.HasPrefix(address, "data.") || strings.HasPrefix(address, "openstack_compute_keypair_v2.")
		if (c.imports[address] == "") != created {
			t.Errorf("%s is imported under %q", address, c.imports[address])
		}
	}
}

// TestExportWithoutRuleIDs: rules that nobody observed yet are written, and the README
// says that they are to be imported.
func TestExportWithoutRuleIDs(t *testing.T) {
	o := exampleOrder(t)
	built := builtOf(t, o, known())
	for i := range built {
		delete(built[i].With, "ids")
		if built[i].Kind == "interface" {
			built[i].Name = ""
		}
	}
	c := export(t, o, built)
	if c.resources["openstack_networking_secgroup_rule_v2.front_in_tcp_22"] == nil || c.imports["openstack_networking_secgroup_rule_v2.front_in_tcp_22"] != "" {
		t.Errorf("imports: %v", c.imports)
	}
	readme := string(c.files["README.md"])
	for _, want := range []string{"openstack security group rule list", "L’interface du routeur n’a pas de port connu"} {
		if strings.Count(readme, want) == 0 {
			t.Errorf("the README does not say %q:\n%s", want, readme)
		}
	}
}

// TestExportHostile: nothing that a team or a platform wrote is read as syntax.
func TestExportHostile(t *testing.T) {
	for _, text := range []string{
		`"`, `\`, `${file("/etc/passwd")}`, `%{ for x in y }`, `$${a}`, "%%{b}", "a\nEOT\nEOF\n", "<<EOT\nx\nEOT", "\r\n", "\t",
		"*/ # // /*", "é è — ’ « »", "e\u0301", "\u2028\u202e", "}\nresource \"a\" \"b\" {", "$", "%", "${", "#!/bin/sh\necho \"${HOME}\" 100%{}\n",
	} {
		t.Run(strconv.Quote(text), func(t *testing.T) {
			o := exampleOrder(t)
			o.Blueprint.Tiers[0].UserData = text
			built := builtOf(t, o, known())
			for i := range built {
				switch built[i].Kind {
				case "network", "server", "volume", "group", "key":
					built[i].Name = text
				case "subnet":
					built[i].With["dns"] = []string{text}
				}
			}
			c := export(t, o, built)
			sameText(t, c, text)
			if got := c.named(t, "openstack_networking_network_v2.main", "name"); got != cty.StringVal(text).AsString() {
				t.Errorf("the name is %q", got)
			}
		})
	}
}

// sameText checks that cloud-init data reaches Nova to the byte.
func sameText(t tester, c *configuration, want string) {
	t.Helper()
	got := value(t, c.locals["user_data_front"])
	if decoded, err := base64.StdEncoding.DecodeString(got); err == nil && cty.StringVal(want).AsString() != want {
		got = string(decoded)
	}
	if got != want {
		t.Errorf("cloud-init data is %q, not %q", got, want)
	}
}

func TestExportNoSecret(t *testing.T) {
	o := ordering(t, everything)
	built := builtOf(t, o, known())
	o.Blueprint.Images[0].URL = "https://me:" + password + "@images.example.org/own.qcow2?signature=" + password
	c := export(t, o, built)
	if got := c.named(t, "openstack_images_image_v2.own", "image_source_url"); got != "https://images.example.org/own.qcow2" {
		t.Errorf("the address is %q", got)
	}
}

// TestExportOfAnything: whatever is built, the files parse, and their references lead
// somewhere.
func TestExportOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o, built := drawBuilt(t)
		c := export(t, o, built)
		for i := range o.Blueprint.Tiers {
			if tier := &o.Blueprint.Tiers[i]; tier.Name == "front" && tier.UserData != "" {
				sameText(t, c, tier.UserData)
			}
		}
		again, err := openstack.Driver{}.Export(o, known(), rapid.Permutation(built).Draw(t, "order"))
		if err != nil {
			t.Fatal(err)
		}
		if !maps.EqualFunc(c.files, again, bytes.Equal) {
			t.Fatal("in another order, it is not the same")
		}
		want := 0 // all that is a team's is there
		for _, object := range built {
			switch object.Kind {
			case "project", "grant", "user", "quota", "credential", "ec2", "snapshot", "key":
			case "rules":
				want += len(object.With.List("rules"))
			default:
				want++
			}
		}
		if len(c.imports) != want {
			t.Fatalf("%d are imported, of %d", len(c.imports), want)
		}
	})
}

func drawBuilt(t *rapid.T) (*driver.Order, []plan.Object) {
	label := rapid.StringMatching(`[a-z0-9]([-a-z0-9]{0,3}[a-z0-9])?`)
	labels := func(what string, most int) []string {
		return rapid.SliceOfNDistinct(label, 0, most, rapid.ID[string]).Draw(t, what)
	}
	b := &blueprint.Blueprint{}
	for _, name := range append([]string{"front"}, labels("tiers", 3)...) {
		if slices.Contains(b.TierNames(), name) {
			continue
		}
		tier := blueprint.Tier{
			Name: name, Count: rapid.IntRange(1, 3).Draw(t, "count"), Flavor: "small", Image: "debian-13",
			Public: rapid.Bool().Draw(t, "public"), Spread: rapid.Bool().Draw(t, "spread"), UserData: "#" + rapid.String().Draw(t, "data"), // one word that begins with @ is a reference
		}
		for _, v := range labels("volumes", 3) {
			tier.Volumes = append(tier.Volumes, blueprint.Volume{Name: v, Size: 1})
		}
		b.Tiers = append(b.Tiers, tier)
	}
	for _, name := range labels("containers", 2) {
		b.Containers = append(b.Containers, blueprint.Container{Name: name, Public: rapid.Bool().Draw(t, "public")})
	}
	for _, name := range labels("balancers", 2) {
		b.Balancers = append(b.Balancers, blueprint.Balancer{Name: name, Tier: "front", Protocol: "tcp", Port: 443})
	}
	for _, name := range labels("zones", 2) {
		b.Zones = append(b.Zones, blueprint.Zone{Name: name + ".example.org.", Mail: "a@example.org", Records: []blueprint.Record{
			{Name: "*", Type: "A", Values: []string{"192.0.2.1"}}, {Name: "@", Type: "TXT", Values: []string{`"` + rapid.String().Draw(t, "record")}},
		}})
	}
	o := &driver.Order{
		Environment: driver.Environment{ID: "0123456789abcdefghijklmnop", Name: rapid.String().Draw(t, "environment")}, Blueprint: b,
		Choices: plan.Attributes{"exposure": "internet", "zones": int64(2)}, Resources: map[string]int64{"cpu": 999, "memory": 9999999, "storage": 9999, "addresses": 99},
	}
	for range rapid.IntRange(0, 5).Draw(t, "flows") {
		o.Flows = append(o.Flows, driver.Flow{
			Inbound: rapid.Bool().Draw(t, "inbound"), CIDR: rapid.SampledFrom([]string{"0.0.0.0/0", "10.7.0.0/16", "2001:db8::/32"}).Draw(t, "cidr"),
			Protocol: rapid.SampledFrom([]string{"tcp", "udp", "icmp"}).Draw(t, "protocol"), Ports: []string{rapid.SampledFrom([]string{"443", "80-90"}).Draw(t, "port")},
		})
	}
	built := builtOf(t, o, known())
	for i := range built { // the platform may show any name
		if built[i].Kind == "network" || built[i].Kind == "server" {
			built[i].Name = rapid.String().Draw(t, "name")
		}
	}
	return o, built
}
