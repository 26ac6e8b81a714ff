package openstack

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/attributestags"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/security/groups"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/security/rules"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
)

// The rules of a security group are one resource, so that what somebody opened by hand
// is seen as a difference of what was declared. It exists once a tag of the group says
// so: a group whose rules were not set yet has none either.
const rulesTag = "havre-rules"

const anyWord = "*" // every port, or every protocol

// groupObjects are a group and its rules. The group that Neutron makes for every
// project is nobody's.
func (s *space) groupObjects(g *groups.SecGroup) []plan.Object {
	key := keyIn(s.e, g.Description)
	if key == "" && g.Name == "default" {
		return nil
	}
	out := []plan.Object{{Key: key, Kind: "group", ID: g.ID, Name: g.Name, State: plan.Ready, With: plan.Attributes{}}}
	if key != "" && slices.Contains(g.Tags, rulesTag) {
		list, ids := make([]string, len(g.Rules)), make([]string, len(g.Rules))
		for i := range g.Rules {
			list[i] = ruleText(&g.Rules[i])
			ids[i] = g.Rules[i].ID + " " + list[i] // Export imports each rule by its identifier
		}
		slices.Sort(list) // not a set: a rule that is there twice is a difference
		out = append(out, plan.Object{Key: "rules/" + tail(key), Kind: "rules", ID: g.ID, Name: g.Name, State: plan.Ready, With: plan.Attributes{"group": g.ID, "rules": list, "ids": plan.Set(ids...)}})
	}
	return out
}

func listGroups(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, project, identity, err := s.ask(ctx, one)
	if err != nil {
		return nil, err
	}
	opts := groups.ListOpts{ProjectID: project, Description: identity}
	if one != nil && one.Kind == "rules" {
		opts.Description, opts.ID = "", one.With.String("group")
	}
	list, err := every(ctx, groups.List(c, opts), groups.ExtractGroups)
	if err != nil {
		return nil, err
	}
	var out []plan.Object
	for i := range list {
		out = append(out, s.groupObjects(&list[i])...)
	}
	return out, nil
}

func readGroup(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	g, err := groups.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	for _, seen := range s.groupObjects(g) {
		if seen.Kind == o.Kind {
			return seen, nil
		}
	}
	return plan.Object{}, nil
}

// createGroup makes a group that lets nothing through: Neutron's own rules, which let
// everything out, are taken off.
func createGroup(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	g, err := groups.Create(ctx, c, groups.CreateOpts{Name: nameOf(r), Description: s.e.Identity(r.Key)}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	for i := range g.Rules {
		if err := rules.Delete(ctx, c, g.Rules[i].ID).Err; err != nil && !isGone(err) {
			return plan.Object{}, err
		}
	}
	return plan.Object{ID: g.ID, Name: g.Name, State: plan.Ready, With: plan.Attributes{}}, nil
}

func removeGroup(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	return groups.Delete(ctx, c, o.ID).Err
}

func createRules(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	id := r.With.String("group")
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return plan.Object{}, err
	}
	// First, so that they are found whatever follows; what is missing then is a difference.
	if err := attributestags.Add(ctx, c, "security-groups", id, rulesTag).ExtractErr(); err != nil {
		return plan.Object{}, err
	}
	if err := s.setRules(ctx, id, r.With.List("rules")); err != nil {
		return plan.Object{}, err
	}
	return plan.Object{ID: id, Name: nameOf(r), State: plan.Ready, With: r.With}, nil
}

func updateRules(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	return s.setRules(ctx, o.ID, r.With.List("rules"))
}

func removeRules(ctx context.Context, s *space, o plan.Object) error {
	if err := s.setRules(ctx, o.ID, nil); err != nil {
		return err
	}
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	return attributestags.Delete(ctx, c, "security-groups", o.ID, rulesTag).ExtractErr()
}

// setRules makes the rules of a group those that are wanted: what is too many is closed
// before what is missing is opened.
func (s *space) setRules(ctx context.Context, group string, wanted []string) error {
	c, err := s.of(ctx, (*session).network)
	if err != nil {
		return err
	}
	g, err := groups.Get(ctx, c, group).Extract()
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for i := range g.Rules {
		text := ruleText(&g.Rules[i])
		if slices.Contains(wanted, text) && !there[text] {
			there[text] = true
			continue
		}
		if err := rules.Delete(ctx, c, g.Rules[i].ID).Err; err != nil && !isGone(err) {
			return err
		}
	}
	var missing []rules.CreateOpts
	for _, text := range wanted {
		if there[text] {
			continue
		}
		there[text] = true
		opts, err := parseRule(text)
		if err != nil {
			return err
		}
		opts.SecGroupID = group
		missing = append(missing, opts)
	}
	if len(missing) == 0 {
		return nil
	}
	return rules.CreateBulk(ctx, c, missing).Err
}

// ruleText writes a rule as orders do: "in tcp 443 0.0.0.0/0".
func ruleText(r *rules.SecGroupRule) string {
	direction, protocol, remote := "in", r.Protocol, r.RemoteIPPrefix
	if r.Direction == string(rules.DirEgress) {
		direction = "out"
	}
	switch protocol {
	case "", "any", "0":
		protocol = anyWord
	case "6":
		protocol = "tcp"
	case "17":
		protocol = "udp"
	case "1", "58", "ipv6-icmp", "icmpv6":
		protocol = "icmp"
	}
	six := r.EtherType == string(rules.EtherType6)
	switch {
	case r.RemoteGroupID != "":
		remote = r.RemoteGroupID
		if six {
			remote += " ipv6"
		}
	case r.RemoteAddressGroupID != "":
		remote = "address-group:" + r.RemoteAddressGroupID
	case remote == "" && six:
		remote = "::/0"
	case remote == "":
		remote = "0.0.0.0/0"
	}
	return fmt.Sprintf("%s %s %s %s", direction, protocol, portsText(protocol, r.PortRangeMin, r.PortRangeMax), remote)
}

func portsText(protocol string, from, to int) string {
	switch {
	case from == 0 && to == 0, protocol != "icmp" && from <= 1 && to == 65535:
		return anyWord
	case protocol == "icmp": // a type, and the code within it
		return fmt.Sprintf("%d/%d", from, to)
	case from == to:
		return strconv.Itoa(from)
	}
	return fmt.Sprintf("%d-%d", from, to)
}

// parseRule reads a rule whose references are resolved.
func parseRule(text string) (o rules.CreateOpts, err error) {
	words := strings.Fields(text)
	if len(words) != 4 {
		return o, badRule(text)
	}
	switch words[0] {
	case "in":
		o.Direction = rules.DirIngress
	case "out":
		o.Direction = rules.DirEgress
	default:
		return o, badRule(text)
	}
	o.EtherType = rules.EtherType4
	switch remote := words[3]; {
	case strings.HasPrefix(remote, plan.Ref):
		return o, badRule(text)
	case strings.Contains(remote, "/"):
		p, err := netip.ParsePrefix(remote)
		if err != nil {
			return o, badRule(text)
		}
		o.RemoteIPPrefix = remote
		if p.Addr().Is6() {
			o.EtherType = rules.EtherType6
		}
	default:
		o.RemoteGroupID = remote
	}
	if words[1] != anyWord {
		o.Protocol = rules.RuleProtocol(words[1])
	}
	if words[1] == "icmp" && o.EtherType == rules.EtherType6 {
		o.Protocol = rules.ProtocolIPv6ICMP
	}
	if words[2] == anyWord {
		return o, nil
	}
	from, to, ranged := strings.Cut(words[2], "-")
	if !ranged {
		to = from
	}
	low, e1 := strconv.ParseUint(from, 10, 16)
	high, e2 := strconv.ParseUint(to, 10, 16)
	if e1 != nil || e2 != nil || low > high {
		return o, badRule(text)
	}
	o.PortRangeMin, o.PortRangeMax = int(low), int(high)
	return o, nil
}

func badRule(text string) error {
	return refused(
		havre.Text{FR: "Le flux « %[1]s » ne se lit pas comme une règle.", EN: "The flow %[1]q does not read as a rule."}.With(text),
		havre.Text{FR: "Signalez-le : c’est un défaut de Havre.", EN: "Report it: it is a defect of Havre."})
}
