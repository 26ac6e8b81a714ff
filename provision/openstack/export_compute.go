package openstack

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
)

const (
	computeFile = "compute.tf"
	storageFile = "storage.tf"
)

func (x *exporting) blueprint() *blueprint.Blueprint {
	if x.order.Blueprint == nil {
		return &blueprint.Blueprint{}
	}
	return x.order.Blueprint
}

// image says where it came from, for whoever makes it elsewhere: no cloud tells.
func (x *exporting) image(o *plan.Object) {
	b := x.write(computeFile, o)
	b.text("name", o.Name)
	b.text("container_format", "bare")
	b.text("disk_format", o.With.String("format"))
	for _, i := range x.blueprint().Images {
		if i.Name != tail(o.Key) {
			continue
		}
		b.text("image_source_url", withoutSecret(i.URL))
		if hexadecimal(i.SHA256) {
			b.comment("SHA-256: " + i.SHA256)
		}
	}
	b.ignore("image_cache_path", "image_source_url")
}

// withoutSecret is an address without what may give a right: its account and its query.
func withoutSecret(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

func hexadecimal(s string) bool {
	return s != "" && strings.Trim(s, "0123456789abcdef") == ""
}

func (x *exporting) spread(o *plan.Object) {
	b := x.write(computeFile, o)
	b.text("name", o.Name)
	b.list("policies", textOf(o.With.String("policy")))
}

// unread are the attributes of a server that the provider does not find again, or for which
// it would make or install it again: its image, above all, of which the cloud keeps the
// name and changes the content.
var unread = []string{
	"block_device", "config_drive", "force_delete", "image_id", "image_name", "metadata",
	"network", "power_state", "scheduler_hints", "stop_before_destroy", "user_data",
}

func (x *exporting) server(o *plan.Object) {
	data := x.userData(o)
	b := x.write(computeFile, o)
	b.text("name", o.Name)
	b.text("flavor_name", o.With.String("flavor"))
	if image := o.With.String("image"); uuid.MatchString(image) || strings.HasPrefix(image, plan.Ref) {
		x.set(b, "image_id", "image", image)
	} else {
		b.text("image_name", image)
	}
	// A zone that nobody chose is not chosen here either.
	if zone := o.With.String("zone"); slices.Contains(x.profile.Zones, zone) {
		b.text("availability_zone", zone)
	}
	if key := o.With.String("key"); key != "" {
		b.raw("key_pair", x.ref("key", key, "name"))
	}
	b.truth("config_drive", true)
	if data != nil {
		b.raw("user_data", data)
	}
	if port := o.With.String("port"); port != "" {
		x.set(b.block("network"), "port", "port", port)
	}
	if group := o.With.String("group"); group != "" {
		x.set(b.block("scheduler_hints"), "group", "spread", group)
	}
	b.ignore(unread...)
}

// tier is the tier of a server: "front" of "server/front-1".
func (x *exporting) tier(server string) (*blueprint.Tier, bool) {
	i := strings.LastIndexByte(server, '-')
	if i < 0 {
		return nil, false
	}
	return x.blueprint().Tier(server[:i])
}

// userData is the cloud-init data of a server, written once for its tier.
func (x *exporting) userData(o *plan.Object) hclwrite.Tokens {
	t, ok := x.tier(tail(o.Key))
	if !ok || t.UserData == "" {
		return nil
	}
	key := "userData " + t.Name
	at, written := x.places[key]
	if !written {
		at = x.place("local", "user_data_"+t.Name)
		x.places[key] = at
		x.block(computeFile, "locals").raw(at.name, dataOf(t.UserData))
	}
	return traversal(false, at.resource, at.name)
}

// dataOf is cloud-init data, to the byte. The language composes accents: where it would
// change the data, they are written as Nova also takes them.
func dataOf(data string) hclwrite.Tokens {
	if cty.StringVal(data).AsString() != data {
		return textOf(base64.StdEncoding.EncodeToString([]byte(data)))
	}
	return linesOf(data)
}

// volume is not deleted by a plan: what is in it would be lost.
func (x *exporting) volume(o *plan.Object) {
	b := x.write(storageFile, o)
	b.text("name", o.Name)
	b.number("size", o.With.Int("size"))
	b.text("volume_type", o.With.String("type"))
	b.keep()
}

// attachment waits for the one before it on the same server: disks are plugged in one
// after the other, in their order.
func (x *exporting) attachment(o *plan.Object) {
	b := x.write(storageFile, o)
	x.set(b, "instance_id", "server", o.With.String("server"))
	x.set(b, "volume_id", "volume", o.With.String("volume"))
	if before := x.before(o); before != nil {
		b.list("depends_on", x.places[before.Kind+" "+before.ID].reference())
	}
}

// before is the attachment that comes before one, in the order of the blueprint.
func (x *exporting) before(o *plan.Object) (before *plan.Object) {
	server, name, _ := strings.Cut(tail(o.Key), "/")
	rank := func(name string) int {
		t, ok := x.tier(server)
		if !ok {
			return -1
		}
		return slices.IndexFunc(t.Volumes, func(v blueprint.Volume) bool { return v.Name == name })
	}
	highest := -1
	for _, other := range x.of("attachment") {
		s, n, _ := strings.Cut(tail(other.Key), "/")
		if r := rank(n); s == server && other != o && r > highest && r < rank(name) {
			before, highest = other, r
		}
	}
	return before
}

func (x *exporting) container(o *plan.Object) {
	b := x.write(storageFile, o)
	b.text("name", o.Name)
	b.truth("versioning", o.With.Bool("versioned"))
	if o.With.Bool("public") {
		b.text("container_read", everybody)
	}
	b.keep("force_destroy")
}
