package simulated

import (
	"fmt"
	"slices"
	"strings"

	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// nameOf is a key as part of a name.
func nameOf(key string) string { return strings.ReplaceAll(key, "/", "-") }

// tier is a group with its rules, and servers alike.
func (s *design) tier(b *blueprint.Blueprint, t *blueprint.Tier, rules []string) {
	s.add("group/"+t.Name, "group", plan.Attributes{})
	s.add("rules/"+t.Name, "rules", plan.Attributes{"group": "@group/" + t.Name, "rules": plan.Set(rules...)})
	if t.Spread {
		s.add("spread/"+t.Name, "spread", plan.Attributes{"policy": "soft-anti-affinity"})
	}
	for n := range t.Count {
		s.server(b, t, n)
	}
}

func (s *design) server(b *blueprint.Blueprint, t *blueprint.Tier, n int) {
	name := fmt.Sprintf("%s-%d", t.Name, n+1)
	s.add("port/"+name, "port", plan.Attributes{"network": "@network/main", "subnet": "@subnet/main", "groups": plan.Set("@group/" + t.Name)})
	with := plan.Attributes{"flavor": s.flavor(t.Flavor), "image": s.image(b, t.Image), "port": "@port/" + name}
	if t.UserData != "" {
		with["userData"] = plan.Literal(t.UserData)
	}
	if t.Key != "" {
		with["key"] = "@key/" + t.Key
	}
	if t.Spread {
		with["group"] = "@spread/" + t.Name
		if zones := s.profile.Zones; len(zones) > 0 {
			with["zone"] = zones[n%len(zones)]
		}
	}
	s.add("server/"+name, "server", with)
	if t.Public {
		s.add("address/"+name, "address", plan.Attributes{"external": "public", "port": "@port/" + name})
	}
	for _, v := range t.Volumes {
		s.volume(name, v)
	}
}

// image is one of the blueprint's own, or one of the cloud.
func (s *design) image(b *blueprint.Blueprint, name string) string {
	if slices.ContainsFunc(b.Images, func(i blueprint.Image) bool { return i.Name == name }) {
		return "@image/" + name
	}
	if i := s.profile.Images[name]; i != "" {
		return i
	}
	return name
}

func (s *design) volume(server string, v blueprint.Volume) {
	key := server + "/" + v.Name
	kind := v.Type
	if kind == "" {
		kind = s.profile.VolumeType
	}
	s.add("volume/"+key, "volume", plan.Attributes{"size": v.Size, "type": kind})
	s.add("attachment/"+key, "attachment", plan.Attributes{"server": "@server/" + server, "volume": "@volume/" + key})
	for _, name := range v.Snapshots {
		s.add("snapshot/"+key+"/"+name, "snapshot", plan.Attributes{"volume": "@volume/" + key})
	}
}

// rules are those of each tier that the declared flows imply, and no other.
func (s *design) rules(b *blueprint.Blueprint) map[string][]string {
	out := map[string][]string{}
	for _, f := range s.order.Flows {
		tiers := []string{f.Tier}
		if f.Tier == "" {
			tiers = nil
			for _, t := range b.Tiers {
				tiers = append(tiers, t.Name)
			}
		}
		if f.Peer == "" && f.CIDR == "" {
			s.caution("Le flux « %s » n’est pas ouvert : déclarez les adresses de l’autre extrémité.", "The flow %q is not opened: declare the addresses of its other end.", f.Text)
			continue
		}
		for _, tier := range tiers {
			opened(out, tier, f)
		}
	}
	return out
}

// opened adds the rules of one flow at a tier, and at its peer.
func opened(out map[string][]string, tier string, f driver.Flow) {
	here, there := "out", "in"
	if f.Inbound {
		here, there = "in", "out"
	}
	ports := f.Ports
	if len(ports) == 0 {
		ports = []string{"*"}
	}
	protocol := f.Protocol
	if protocol == "" {
		protocol = "tcp"
	}
	for _, port := range ports {
		words := " " + protocol + " " + port + " "
		if f.Peer == "" {
			out[tier] = append(out[tier], here+words+f.CIDR)
			continue
		}
		out[tier] = append(out[tier], here+words+"@group/"+f.Peer)
		out[f.Peer] = append(out[f.Peer], there+words+"@group/"+tier)
	}
}
