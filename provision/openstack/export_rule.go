package openstack

import (
	"strconv"
	"strings"

	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/security/rules"
)

// exportedRule is a rule as it was observed, those that somebody added by hand included:
// they say what an order never does.
type exportedRule struct {
	words                        []string
	direction, version, protocol string
	ports                        bool
	from, to                     int64
	prefix, group, addressGroup  string
}

// readRule reads what ruleText writes.
func readRule(text string) (r exportedRule, ok bool) {
	r.words = strings.Fields(text)
	r.version = string(rules.EtherType4)
	switch {
	case len(r.words) == 5 && r.words[4] == "ipv6":
		r.version = string(rules.EtherType6)
	case len(r.words) != 4:
		return r, false
	}
	switch r.words[0] {
	case "in":
		r.direction = string(rules.DirIngress)
	case "out":
		r.direction = string(rules.DirEgress)
	default:
		return r, false
	}
	switch remote := r.words[3]; {
	case strings.HasPrefix(remote, "address-group:"):
		r.addressGroup = strings.TrimPrefix(remote, "address-group:")
	case !strings.Contains(remote, "/") || strings.HasPrefix(remote, "@"):
		r.group = remote
	default:
		r.prefix = remote
		if strings.Contains(remote, ":") {
			r.version = string(rules.EtherType6)
		}
	}
	if r.words[1] != anyWord {
		r.protocol = r.words[1]
	}
	if r.protocol == "icmp" && r.version == string(rules.EtherType6) {
		r.protocol = string(rules.ProtocolIPv6ICMP)
	}
	return r, r.read(r.words[2])
}

// read reads the ports of a rule, or the type and the code of one of ICMP.
func (r *exportedRule) read(ports string) bool {
	if ports == anyWord {
		return true
	}
	separator := "-"
	if r.words[1] == "icmp" {
		separator = "/"
	}
	from, to, two := strings.Cut(ports, separator)
	if !two {
		to = from
	}
	low, e1 := strconv.ParseUint(from, 10, 16)
	high, e2 := strconv.ParseUint(to, 10, 16)
	r.ports, r.from, r.to = true, int64(low), int64(high)
	return e1 == nil && e2 == nil && r.protocol != ""
}
