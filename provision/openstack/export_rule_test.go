package openstack

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/security/groups"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/security/rules"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// TestReadRule: a rule is exported as Neutron has it.
func TestReadRule(t *testing.T) {
	const group = "11111111-2222-3333-4444-555555555555"
	for text, want := range map[string]exportedRule{
		"in tcp 443 0.0.0.0/0":             {direction: "ingress", version: "IPv4", protocol: "tcp", ports: true, from: 443, to: 443, prefix: "0.0.0.0/0"},
		"out udp 8000-8010 " + group:       {direction: "egress", version: "IPv4", protocol: "udp", ports: true, from: 8000, to: 8010, group: group},
		"in icmp * 2001:db8::/32":          {direction: "ingress", version: "IPv6", protocol: "ipv6-icmp", prefix: "2001:db8::/32"},
		"out * * ::/0":                     {direction: "egress", version: "IPv6", prefix: "::/0"},
		"in icmp 8/0 10.0.0.0/8":           {direction: "ingress", version: "IPv4", protocol: "icmp", ports: true, from: 8, prefix: "10.0.0.0/8"},
		"in udp 53 address-group:" + group: {direction: "ingress", version: "IPv4", protocol: "udp", ports: true, from: 53, to: 53, addressGroup: group},
		"in tcp 22 " + group + " ipv6":     {direction: "ingress", version: "IPv6", protocol: "tcp", ports: true, from: 22, to: 22, group: group},
	} {
		got, ok := readRule(text)
		want.words = strings.Fields(text)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(exportedRule{})); !ok || diff != "" {
			t.Errorf("%s: %v %s", text, ok, diff)
		}
	}
	for _, text := range []string{"", "in tcp 443", "into tcp 443 0.0.0.0/0", "in tcp x 0.0.0.0/0", "in tcp 99999 0.0.0.0/0", "in * 80 0.0.0.0/0", "in tcp 22 g ipv4"} {
		if r, ok := readRule(text); ok {
			t.Errorf("%q is read as %+v", text, r)
		}
	}
}

// TestObservedRules: what is observed says by which identifier each rule is imported, and
// which rule is there twice.
func TestObservedRules(t *testing.T) {
	e := driver.Environment{ID: "0123456789abcdefghijklmnop"}
	s := &space{e: e}
	const https = "in tcp 443 0.0.0.0/0"
	rule := func(id string) rules.SecGroupRule {
		return rules.SecGroupRule{ID: id, Direction: "ingress", EtherType: "IPv4", Protocol: "tcp", PortRangeMin: 443, PortRangeMax: 443}
	}
	group := &groups.SecGroup{ID: "g", Description: e.Identity("group/front"), Tags: []string{rulesTag}, Rules: []rules.SecGroupRule{rule("r1")}}
	got := s.groupObjects(group)
	if len(got) != 2 || !cmp.Equal(got[1].With.List("ids"), plan.Set("r1 "+https)) || !plan.Same(got[1].With["rules"], plan.Set(https)) {
		t.Errorf("observed: %+v", got)
	}
	group.Rules = append(group.Rules, rule("r2")) // two requests were at work at once
	if got = s.groupObjects(group); plan.Same(got[1].With["rules"], plan.Set(https)) {
		t.Errorf("a rule that is there twice is no difference: %+v", got)
	}
}
