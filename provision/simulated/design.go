package simulated

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// Design implements driver.Driver: a project with its network, for each tier what it is
// made of, and what was handed over.
func (d *Driver) Design(o *driver.Order, p *driver.Profile) (*driver.Design, error) {
	if p == nil {
		p = &driver.Profile{}
	}
	s := &design{order: o, profile: p, world: newWorld("", d.options)}
	s.space()
	if b := o.Blueprint; b != nil {
		s.blueprint(b)
	}
	for _, name := range o.Accesses {
		s.add("access/"+name, "credential", plan.Attributes{"user": "@user", "project": "@project", "role": "member"})
	}
	if len(s.problems) > 0 {
		return nil, s.problems
	}
	return &s.out, nil
}

// design is one being made.
type design struct {
	order    *driver.Order
	profile  *driver.Profile
	world    *world   // an empty one, for its flavors
	quotas   []string // keys of those that were added
	problems havre.Problems
	out      driver.Design
}

// add adds a resource. It comes after the project, and after the quotas that were added
// before it: what they count may have no room before they are changed.
func (s *design) add(key, kind string, with plan.Attributes) {
	r := plan.Resource{Key: key, Kind: kind, Name: s.order.Environment.Name + "-" + nameOf(key), With: with}
	if key != "project" && !slices.Contains(with.Refs(), "project") {
		r.After = append([]string{"project"}, s.quotas...)
	}
	if kind == "quota" {
		s.quotas = append(s.quotas, key)
	}
	s.out.Resources = append(s.out.Resources, r)
}

// space is what every environment has. The names of its project and of its user are
// those of the whole cloud, and carry its identifier.
func (s *design) space() {
	e := s.order.Environment
	global := "havre-" + e.Name + "-" + e.ID[:min(8, len(e.ID))]
	s.add("project", "project", plan.Attributes{"description": "Havre " + e.Order})
	s.add("user", "user", plan.Attributes{"project": "@project"})
	for i := range s.out.Resources {
		s.out.Resources[i].Name = global
	}
	s.add("grant/team", "grant", plan.Attributes{"project": "@project", "user": "@user", "role": "member"})
	r := s.order.Resources
	s.quota("compute", map[string]int64{"cores": r["cpu"], "ram": r["memory"]})
	s.quota("network", map[string]int64{"floatingIPs": r["addresses"]})
	s.quota("volume", map[string]int64{"gigabytes": r["storage"]})
	s.add("network/main", "network", plan.Attributes{})
	cidr := "10.0.0.0/24"
	var dns []string
	if b := s.order.Blueprint; b != nil {
		dns = b.Network.DNS
		if b.Network.CIDR != "" {
			cidr = b.Network.CIDR
		}
	}
	s.add("subnet/main", "subnet", plan.Attributes{"network": "@network/main", "cidr": cidr, "dns": slices.Clone(dns)})
}

// quota grants what was ordered, and no more; what the order does not count is not
// limited.
func (s *design) quota(service string, limits map[string]int64) {
	with := plan.Attributes{"project": "@project"}
	for name, n := range limits {
		if n > 0 {
			with[name] = n
		}
	}
	if len(with) > 1 {
		s.add("quota/"+service, "quota", with)
	}
}

func (s *design) blueprint(b *blueprint.Blueprint) {
	for _, k := range b.Keys {
		s.add("key/"+k.Name, "key", plan.Attributes{"public": k.Public})
	}
	for _, i := range b.Images {
		s.add("image/"+i.Name, "image", plan.Attributes{"url": i.URL, "sha256": i.SHA256, "format": i.Format})
	}
	rules := s.rules(b)
	for i := range b.Tiers {
		s.tier(b, &b.Tiers[i], rules[b.Tiers[i].Name])
	}
	for _, c := range b.Containers {
		s.add("container/"+c.Name, "container", plan.Attributes{"versioned": c.Versioned, "public": c.Public})
	}
	for _, x := range b.Balancers {
		s.caution("Le répartiteur « %s » n’est pas créé : la plateforme simulée n’en a pas.", "The load balancer %q is not made: the simulated platform has none.", x.Name)
	}
	for _, z := range b.Zones {
		s.caution("La zone « %s » n’est pas créée : la plateforme simulée n’a pas de service de noms.", "The zone %q is not made: the simulated platform has no name service.", z.Name)
	}
	s.capacity(b)
}

func (s *design) caution(fr, en string, args ...any) {
	s.out.Cautions = append(s.out.Cautions, havre.Text{FR: fr, EN: en}.With(args...))
}

// capacity refuses a blueprint that the order does not pay for.
func (s *design) capacity(b *blueprint.Blueprint) {
	need := map[string]int64{}
	for _, t := range b.Tiers {
		f, ok := s.world.flavor(s.flavor(t.Flavor))
		if !ok {
			names := make([]string, 0, len(s.world.options.Flavors))
			for _, f := range s.world.options.Flavors {
				names = append(names, f.Name)
			}
			s.problems = append(s.problems, havre.Problem{
				Field: blueprintField, Value: t.Flavor, Suggestion: havre.Nearest(t.Flavor, names),
				Message: havre.Text{
					FR: "la plateforme n’a pas le gabarit « %[1]s » ; elle a : %[2]s", EN: "the platform has no flavor “%[1]s”; it has: %[2]s",
				}.With(t.Flavor, strings.Join(names, ", ")),
			})
		}
		n := int64(t.Count)
		need["cpu"] += n * f.CPU
		need["memory"] += n * f.Memory
		for _, v := range t.Volumes {
			need["storage"] += n * v.Size
		}
		if t.Public {
			need["addresses"] += n
		}
	}
	for _, x := range []struct {
		name  string
		title havre.Text
	}{
		{"cpu", havre.Text{FR: "processeurs", EN: "processors"}},
		{"memory", havre.Text{FR: "Mio de mémoire", EN: "MiB of memory"}},
		{"storage", havre.Text{FR: "Gio de stockage", EN: "GiB of storage"}},
		{"addresses", havre.Text{FR: "adresses publiques", EN: "public addresses"}},
	} {
		if have := s.order.Resources[x.name]; have > 0 && need[x.name] > have {
			s.problems = append(s.problems, havre.Problem{
				Field: blueprintField,
				Message: havre.Text{
					FR: "il faut %[1]s %[2]s au plan de construction, et la commande en donne %[3]s : commandez davantage, ou construisez moins",
					EN: "the blueprint needs %[1]s %[2]s, and the order gives %[3]s: order more, or build less",
				}.With(havre.Number(need[x.name]), x.title, havre.Number(have)),
			})
		}
	}
}

// blueprintField is where an order has its blueprint.
const blueprintField = "choices.blueprint"

// flavor is the name that the platform gives a size.
func (s *design) flavor(name string) string {
	if f := s.profile.Flavors[name]; f != "" {
		return f
	}
	return name
}
