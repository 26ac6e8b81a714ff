package openstack

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// flowRules turns declared flows into the rules of each tier. What no flow declares has
// no rule, and what a flow declares too vaguely to be opened is told instead.
type flowRules struct {
	tiers    []string
	rules    map[string][]string // by tier
	cautions []havre.Text
}

func rulesOf(flows []driver.Flow, tiers []string) *flowRules {
	r := &flowRules{tiers: tiers, rules: map[string][]string{}}
	for i := range flows {
		r.add(&flows[i])
	}
	for tier, list := range r.rules {
		r.rules[tier] = plan.Set(list...)
	}
	return r
}

func (r *flowRules) add(f *driver.Flow) {
	ports, ok := r.ports(f)
	if !ok || !r.known(f, f.Tier) || !r.known(f, f.Peer) {
		return
	}
	remote, ok := r.remote(f)
	if !ok {
		return
	}
	here, there := "out", "in"
	if f.Inbound {
		here, there = "in", "out"
	}
	at := []string{f.Tier}
	if f.Tier == "" {
		at = r.tiers
	}
	for _, tier := range at {
		for _, port := range ports {
			r.put(tier, here, f.Protocol, port, remote)
			if f.Peer != "" {
				r.put(f.Peer, there, f.Protocol, port, plan.Ref+"group/"+tier)
			}
		}
	}
}

func (r *flowRules) put(tier, direction, protocol, port, remote string) {
	r.rules[tier] = append(r.rules[tier], strings.Join([]string{direction, protocol, port, remote}, " "))
}

// known says that a tier is one, and tells when it is not.
func (r *flowRules) known(f *driver.Flow, tier string) bool {
	if tier == "" || slices.Contains(r.tiers, tier) {
		return true
	}
	said := cautionNoTier.With(f.Text, tier)
	if near := havre.Nearest(tier, r.tiers); near != "" {
		said = cautionNearTier.With(f.Text, tier, near)
	}
	r.tell(said)
	return false
}

// remote is the other end of a flow as a rule writes it.
func (r *flowRules) remote(f *driver.Flow) (string, bool) {
	if f.Peer != "" {
		return plan.Ref + "group/" + f.Peer, true
	}
	if f.CIDR == "" {
		r.tell(cautionNoAddress.With(f.Text))
		return "", false
	}
	p, ok := prefixOf(f.CIDR)
	if !ok {
		r.tell(cautionBadAddress.With(f.Text, f.CIDR))
		return "", false
	}
	return p.String(), true
}

// prefixOf reads an address or a prefix, as Neutron writes it.
func prefixOf(text string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.Masked(), true
	}
	a, err := netip.ParseAddr(text)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	a = a.Unmap()
	return netip.PrefixFrom(a, a.BitLen()), true
}

// ports are those of a flow as rules write them: one, a range, or all.
func (r *flowRules) ports(f *driver.Flow) ([]string, bool) {
	switch f.Protocol {
	case "icmp":
		return []string{anyWord}, true
	case "tcp", "udp":
	default:
		r.tell(cautionNoProtocol.With(f.Text))
		return nil, false
	}
	if len(f.Ports) == 0 {
		return []string{anyWord}, true
	}
	out := make([]string, len(f.Ports))
	for i, text := range f.Ports {
		first, last, ranged := strings.Cut(text, "-")
		if !ranged {
			last = first
		}
		a, e1 := strconv.ParseUint(strings.TrimSpace(first), 10, 16)
		b, e2 := strconv.ParseUint(strings.TrimSpace(last), 10, 16)
		if e1 != nil || e2 != nil || a == 0 || b < a {
			r.tell(cautionBadPort.With(f.Text, text))
			return nil, false
		}
		out[i] = portsText(f.Protocol, int(a), int(b))
	}
	return out, true
}

func (r *flowRules) tell(t havre.Text) {
	if !slices.Contains(r.cautions, t) {
		r.cautions = append(r.cautions, t)
	}
}

// lets says whether a rule of a tier lets a protocol through, from everywhere in a prefix
// or towards it, on a port.
func (r *flowRules) lets(tier, direction, protocol string, other netip.Prefix, port int) bool {
	return slices.ContainsFunc(r.rules[tier], func(rule string) bool {
		words := strings.Fields(rule)
		p, err := netip.ParsePrefix(words[3])
		return err == nil && words[0] == direction && words[1] == protocol && p.Bits() <= other.Bits() && p.Contains(other.Addr()) && covers(words[2], port)
	})
}

// covers says whether a port is among those that a rule writes.
func covers(ports string, port int) bool {
	first, last, ranged := strings.Cut(ports, "-")
	if !ranged {
		last = first
	}
	a, e1 := strconv.Atoi(first)
	b, e2 := strconv.Atoi(last)
	return ports == anyWord || e1 == nil && e2 == nil && a <= port && port <= b
}

var (
	cautionNoAddress = havre.Text{
		FR: "Le flux « %s » n’est pas ouvert : personne ne dit l’adresse de l’autre extrémité. Déclarez-la dans le besoin (adresse d’origine ou de destination).",
		EN: "The flow “%s” is not opened: nobody says the address of the other end. Declare it in the need (address it comes from, or goes to).",
	}
	cautionBadAddress = havre.Text{
		FR: "Le flux « %[1]s » n’est pas ouvert : « %[2]s » n’est ni une adresse ni un préfixe. Corrigez-la dans le besoin.",
		EN: "The flow “%[1]s” is not opened: “%[2]s” is neither an address nor a prefix. Correct it in the need.",
	}
	cautionNoProtocol = havre.Text{
		FR: "Le flux « %s » n’est pas ouvert : son protocole n’est pas dit. Déclarez tcp, udp ou icmp dans le besoin.",
		EN: "The flow “%s” is not opened: its protocol is not said. Declare tcp, udp or icmp in the need.",
	}
	cautionBadPort = havre.Text{
		FR: "Le flux « %[1]s » n’est pas ouvert : « %[2]s » n’est pas un port. Corrigez-le dans le besoin.",
		EN: "The flow “%[1]s” is not opened: “%[2]s” is not a port. Correct it in the need.",
	}
	cautionNoTier = havre.Text{
		FR: "Le flux « %[1]s » n’est pas ouvert : le plan de construction n’a pas de groupe « %[2]s ». Nommez un de ses groupes dans le besoin.",
		EN: "The flow “%[1]s” is not opened: the blueprint has no tier “%[2]s”. Name one of its tiers in the need.",
	}
	cautionNearTier = havre.Text{
		FR: "Le flux « %[1]s » n’est pas ouvert : le plan de construction n’a pas de groupe « %[2]s ». Vouliez-vous « %[3]s » ? Corrigez le besoin.",
		EN: "The flow “%[1]s” is not opened: the blueprint has no tier “%[2]s”. Did you mean “%[3]s”? Correct the need.",
	}
)
