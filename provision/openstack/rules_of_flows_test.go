package openstack_test

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/openstack"
)

// rulesBy are the rules of each tier of a design.
func rulesBy(d *driver.Design) map[string][]string {
	out := map[string][]string{}
	for _, r := range d.Resources {
		if tier, ok := strings.CutPrefix(r.Key, "rules/"); ok {
			out[tier] = r.With.List("rules")
		}
	}
	return out
}

// opened are the rules that flows give to three tiers.
func opened(t rapid.TB, flows ...driver.Flow) (map[string][]string, int) {
	t.Helper()
	b := &blueprint.Blueprint{}
	for _, name := range []string{"front", "app", "data"} {
		b.Tiers = append(b.Tiers, blueprint.Tier{Name: name, Count: 1, Flavor: "f", Image: "i"})
	}
	d, err := openstack.Driver{}.Design(&driver.Order{
		Environment: driver.Environment{ID: "0123456789", Name: "rdv"}, Resources: map[string]int64{"cpu": 3}, Blueprint: b, Flows: flows,
	}, &driver.Profile{Regions: []driver.Region{{Network: "ext"}}})
	if err != nil {
		t.Fatal(err)
	}
	return rulesBy(d), len(d.Cautions)
}

func TestRules(t *testing.T) {
	for _, tt := range []struct {
		name string
		flow driver.Flow
		want map[string][]string
	}{
		{"in", driver.Flow{Inbound: true, Tier: "front", CIDR: "0.0.0.0/0", Protocol: "tcp", Ports: []string{"443"}}, map[string][]string{"front": {"in tcp 443 0.0.0.0/0"}}},
		{"out", driver.Flow{Tier: "app", CIDR: "10.1.2.0/24", Protocol: "tcp", Ports: []string{"5432"}}, map[string][]string{"app": {"out tcp 5432 10.1.2.0/24"}}},
		{"every tier", driver.Flow{CIDR: "10.1.2.3", Protocol: "udp", Ports: []string{"53"}}, map[string][]string{"front": {"out udp 53 10.1.2.3/32"}, "app": {"out udp 53 10.1.2.3/32"}, "data": {"out udp 53 10.1.2.3/32"}}},
		{"between tiers", driver.Flow{Tier: "app", Peer: "data", Protocol: "tcp", Ports: []string{"5432"}}, map[string][]string{"app": {"out tcp 5432 @group/data"}, "data": {"in tcp 5432 @group/app"}}},
		{"between tiers, from the other end", driver.Flow{Inbound: true, Tier: "data", Peer: "app", Protocol: "tcp", Ports: []string{"5432"}}, map[string][]string{"app": {"out tcp 5432 @group/data"}, "data": {"in tcp 5432 @group/app"}}},
		{"within a tier", driver.Flow{Tier: "data", Peer: "data", Protocol: "tcp", Ports: []string{"5432"}}, map[string][]string{"data": {"in tcp 5432 @group/data", "out tcp 5432 @group/data"}}},
		{"several ports", driver.Flow{Inbound: true, Tier: "app", CIDR: "10.0.0.0/8", Protocol: "tcp", Ports: []string{"22", "8000-8010", "22", "90 - 91", "80-80"}}, map[string][]string{"app": {"in tcp 22 10.0.0.0/8", "in tcp 80 10.0.0.0/8", "in tcp 8000-8010 10.0.0.0/8", "in tcp 90-91 10.0.0.0/8"}}},
		{"every port", driver.Flow{Inbound: true, Tier: "app", CIDR: "10.0.0.0/8", Protocol: "tcp"}, map[string][]string{"app": {"in tcp * 10.0.0.0/8"}}},
		{"every port, spelt", driver.Flow{Inbound: true, Tier: "app", CIDR: "10.0.0.0/8", Protocol: "udp", Ports: []string{"1-65535"}}, map[string][]string{"app": {"in udp * 10.0.0.0/8"}}},
		{"icmp has no port", driver.Flow{Inbound: true, Tier: "app", CIDR: "10.0.0.0/8", Protocol: "icmp", Ports: []string{"8"}}, map[string][]string{"app": {"in icmp * 10.0.0.0/8"}}},
		{"a prefix by another address", driver.Flow{Tier: "app", CIDR: "10.1.2.3/8", Protocol: "tcp"}, map[string][]string{"app": {"out tcp * 10.0.0.0/8"}}},
		{"IPv6", driver.Flow{Tier: "app", CIDR: "2001:DB8:0::/32", Protocol: "tcp", Ports: []string{"443"}}, map[string][]string{"app": {"out tcp 443 2001:db8::/32"}}},
		{"one IPv6 address", driver.Flow{Tier: "app", CIDR: "2001:db8::1", Protocol: "tcp", Ports: []string{"443"}}, map[string][]string{"app": {"out tcp 443 2001:db8::1/128"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, cautions := opened(t, tt.flow, tt.flow) // declared twice, opened once
			for tier := range got {
				if len(got[tier]) == 0 {
					delete(got, tier)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || cautions > 0 {
				t.Errorf("%d cautions\n%s", cautions, diff)
			}
		})
	}
}

// packet is one thing that a firewall is asked: may that tier speak with that end, on
// that port, in that direction?
type packet struct {
	tier, direction, protocol string
	port                      int
	peer                      string // a tier, or
	address                   netip.Addr
}

func inPorts(list []string, port int) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(p string) bool {
		first, last, ranged := strings.Cut(p, "-")
		if !ranged {
			last = first
		}
		a, _ := strconv.Atoi(first)
		b, _ := strconv.Atoi(last)
		return a <= port && port <= b
	})
}

// declares says whether a flow allows a packet: from what it means, not from rules.
func (p *packet) declaredBy(f *driver.Flow) bool {
	if f.Protocol != p.protocol || f.Protocol != "icmp" && !inPorts(f.Ports, p.port) {
		return false
	}
	near := f.Tier == "" || f.Tier == p.tier
	towards := "out"
	if f.Inbound {
		towards = "in"
	}
	if f.Peer == "" {
		prefix, err := netip.ParsePrefix(f.CIDR)
		return p.peer == "" && err == nil && near && p.direction == towards && prefix.Contains(p.address)
	}
	here := near && p.peer == f.Peer && p.direction == towards
	there := p.tier == f.Peer && (f.Tier == "" || f.Tier == p.peer) && p.peer != "" && p.direction != towards
	return here || there
}

// allowedBy says whether a rule allows a packet, as Neutron reads it.
func (p *packet) allowedBy(rule string) bool {
	w := strings.Fields(rule)
	if len(w) != 4 || w[0] != p.direction || w[1] != p.protocol || w[2] != "*" && !inPorts([]string{w[2]}, p.port) {
		return false
	}
	if group, ok := strings.CutPrefix(w[3], plan.Ref+"group/"); ok {
		return group == p.peer
	}
	prefix, err := netip.ParsePrefix(w[3])
	return err == nil && p.peer == "" && prefix.Contains(p.address)
}

// Whatever the flows, the rules let through what some flow declares and nothing else;
// each rule lets something through that only a flow explains.
func TestRulesAreThoseOfFlows(t *testing.T) {
	tiers := []string{"front", "app", "data"}
	ports := []string{"22", "80", "443", "5432", "8000-8010", "1-65535", "8005"}
	cidrs := []string{"0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "192.0.2.0/24", "2001:db8::/32", "::/0"}
	addresses := []string{"10.1.2.3", "10.1.9.9", "10.9.9.9", "192.0.2.7", "8.8.8.8", "2001:db8::1", "2001:db9::1"}
	flow := rapid.Custom(func(t *rapid.T) driver.Flow {
		f := driver.Flow{
			Inbound: rapid.Bool().Draw(t, "inbound"), Tier: rapid.SampledFrom(append(tiers, "")).Draw(t, "tier"),
			Protocol: rapid.SampledFrom([]string{"tcp", "udp", "icmp"}).Draw(t, "protocol"), Ports: rapid.SliceOfN(rapid.SampledFrom(ports), 0, 3).Draw(t, "ports"),
		}
		if rapid.Bool().Draw(t, "within") {
			f.Peer = rapid.SampledFrom(tiers).Draw(t, "peer")
		} else {
			f.CIDR = rapid.SampledFrom(append(cidrs, "")).Draw(t, "cidr")
		}
		return f
	})
	rapid.Check(t, func(t *rapid.T) {
		flows := rapid.SliceOfN(flow, 0, 6).Draw(t, "flows")
		rules, cautions := opened(t, flows...)
		vague := slices.ContainsFunc(flows, func(f driver.Flow) bool { return f.Peer == "" && f.CIDR == "" })
		if vague != (cautions > 0) {
			t.Fatalf("%d cautions", cautions)
		}
		for tier, list := range rules {
			if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) || !slices.Contains(tiers, tier) {
				t.Fatalf("%s: %v", tier, list)
			}
			for _, rule := range list {
				if !explained(rule, tier, flows) {
					t.Fatalf("no flow declares %q of %s", rule, tier)
				}
			}
		}
		for range 20 {
			p := packet{
				tier: rapid.SampledFrom(tiers).Draw(t, "of"), direction: rapid.SampledFrom([]string{"in", "out"}).Draw(t, "direction"),
				protocol: rapid.SampledFrom([]string{"tcp", "udp", "icmp"}).Draw(t, "speaking"), port: rapid.SampledFrom([]int{22, 23, 80, 443, 5432, 8000, 8005, 8010, 8011, 65535}).Draw(t, "on"),
			}
			if rapid.Bool().Draw(t, "to a tier") {
				p.peer = rapid.SampledFrom(tiers).Draw(t, "with")
			} else {
				p.address = netip.MustParseAddr(rapid.SampledFrom(addresses).Draw(t, "address"))
			}
			declared := slices.ContainsFunc(flows, func(f driver.Flow) bool { return p.declaredBy(&f) })
			allowed := slices.ContainsFunc(rules[p.tier], p.allowedBy)
			if declared != allowed {
				t.Fatalf("%+v: declared %t, allowed %t by %v", p, declared, allowed, rules[p.tier])
			}
		}
	})
}

// explained says whether a rule has the very ports and the very other end of a flow.
func explained(rule, tier string, flows []driver.Flow) bool {
	w := strings.Fields(rule)
	return slices.ContainsFunc(flows, func(f driver.Flow) bool {
		port := w[2]
		if port == "*" {
			port = "1-65535"
		}
		exact := f.Protocol == "icmp" || len(f.Ports) == 0 && w[2] == "*" || slices.Contains(f.Ports, port)
		ends := f.Peer == "" && w[3] == f.CIDR || f.Peer != "" && (w[3] == plan.Ref+"group/"+f.Peer || f.Peer == tier)
		return w[1] == f.Protocol && exact && ends
	})
}
