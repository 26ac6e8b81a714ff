package openstack

import (
	"testing"

	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/security/rules"

	"github.com/havre-cloud/havre/provision/driver"
)

// TestRules writes what it reads, and reads what Neutron gives back of it.
func TestRules(t *testing.T) {
	const group = "11111111-2222-3333-4444-555555555555"
	for _, text := range []string{
		"in tcp 443 0.0.0.0/0", "out tcp 8000-8010 " + group, "in icmp * 10.0.0.0/8", "out udp 53 192.0.2.53/32",
		"in * * 10.0.0.0/8", "in tcp * 2001:db8::/32", "in icmp * 2001:db8::/32",
	} {
		o, err := parseRule(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		back := ruleText(&rules.SecGroupRule{
			Direction: string(o.Direction), EtherType: string(o.EtherType), Protocol: string(o.Protocol), PortRangeMin: o.PortRangeMin, PortRangeMax: o.PortRangeMax,
			RemoteIPPrefix: o.RemoteIPPrefix, RemoteGroupID: o.RemoteGroupID,
		})
		if back != text {
			t.Errorf("%q is read back as %q", text, back)
		}
	}
	for _, text := range []string{"", "in tcp 443", "into tcp 443 0.0.0.0/0", "in tcp 80-70 0.0.0.0/0", "in tcp 99999 0.0.0.0/0", "in tcp x 0.0.0.0/0", "in tcp 443 @group/front"} {
		if _, err := parseRule(text); driver.FailureOf(err) == nil || driver.FailureOf(err).Reason != driver.Refused {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestRulesByHand writes what people do by hand, which orders never say.
func TestRulesByHand(t *testing.T) {
	for want, r := range map[string]rules.SecGroupRule{
		"out * * 0.0.0.0/0":         {Direction: "egress", EtherType: "IPv4"},
		"out * * ::/0":              {Direction: "egress", EtherType: "IPv6"},
		"in tcp * 0.0.0.0/0":        {Direction: "ingress", EtherType: "IPv4", Protocol: "6", PortRangeMin: 1, PortRangeMax: 65535},
		"in icmp 8/0 0.0.0.0/0":     {Direction: "ingress", EtherType: "IPv4", Protocol: "icmp", PortRangeMin: 8},
		"in udp 53 address-group:g": {Direction: "ingress", EtherType: "IPv4", Protocol: "17", PortRangeMin: 53, PortRangeMax: 53, RemoteAddressGroupID: "g"},
		"in tcp 22 g ipv6":          {Direction: "ingress", EtherType: "IPv6", Protocol: "tcp", PortRangeMin: 22, PortRangeMax: 22, RemoteGroupID: "g"},
		"in 112 * 10.0.0.0/8":       {Direction: "ingress", EtherType: "IPv4", Protocol: "112", RemoteIPPrefix: "10.0.0.0/8"},
	} {
		if got := ruleText(&r); got != want {
			t.Errorf("%+v is written %q, not %q", r, got, want)
		}
	}
}
