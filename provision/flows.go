package provision

import (
	"cmp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/provision/driver"
)

// flowsOf are the flows of a need as they concern one environment built in tiers: what
// is opened there, and nothing else.
//
// As everywhere, a flow that says where it comes from, if not from the application, is
// opened by somebody else towards it. An end that names a component which is no tier
// keeps that name, so that the flow is told rather than opened too widely.
func flowsOf(d *dossier.Dossier, environment string, tiers []string) []driver.Flow {
	if d == nil {
		return nil
	}
	p := &placing{application: d.Metadata.Name, hosts: hostsOf(d, environment), tiers: tiers}
	var out []driver.Flow
	for i := range d.Spec.Flows.List {
		f := &d.Spec.Flows.List[i]
		if f.Environment == "" || f.Environment == environment {
			out = append(out, p.flows(f)...)
		}
	}
	return out
}

// hostsOf are the platforms of an environment: what is said of it by name comes before
// what is said of all.
func hostsOf(d *dossier.Dossier, environment string) []string {
	var own, all []string
	for _, h := range d.Spec.Hosting {
		switch h.Environment {
		case environment:
			own = append(own, h.Platform)
		case "":
			all = append(all, h.Platform)
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}

// placing tells the ends of flows that are in the environment from those that are not.
type placing struct {
	application string
	hosts       []string
	tiers       []string
}

// end is one end of a flow.
type end struct {
	own  bool   // it is the application
	tier string // of it: "" for all of them; a name that is no tier's is kept
}

// tier is the tier that a name means, "" when it means none.
func (p *placing) tier(name string) string {
	slug := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(name, "_", " ")), "-"))
	if slices.Contains(p.tiers, slug) {
		return slug
	}
	return ""
}

// hosted says whether a place is the platform of the environment, or a zone of it.
func (p *placing) hosted(place string) bool {
	return slices.ContainsFunc(p.hosts, func(h string) bool {
		return h == place || strings.HasPrefix(h, place+".") || strings.HasPrefix(place, h+".")
	})
}

// at finds an end from the place that it names and from the component there.
func (p *placing) at(place, component string) end {
	if t := p.tier(place); t != "" && place != p.application {
		return end{own: true, tier: t}
	}
	if place == p.application {
		return end{own: true, tier: cmp.Or(p.tier(component), component)}
	}
	// Others are on the same platform too: only one of our tiers makes it ours.
	t := p.tier(component)
	return end{own: t != "" && p.hosted(place), tier: t}
}

// flows are what one declared flow is in this environment.
func (p *placing) flows(f *dossier.Flow) []driver.Flow {
	from, to := p.at(f.From, f.FromName), p.at(f.To, f.ToName)
	if f.From == "" {
		from = end{own: true, tier: cmp.Or(p.tier(f.FromName), f.FromName)}
	}
	if f.Network == "local" && from.own && to.tier != "" {
		to.own = true
	}
	out := driver.Flow{Protocol: f.Protocol, Text: flowText(f)}
	for _, r := range f.Port {
		out.Ports = append(out.Ports, dossier.Ports{r}.String())
	}
	switch {
	case from.own && to.own:
		return p.within(out, from, to)
	case from.own:
		out.Tier, out.CIDR = from.tier, f.ToAddress
	case to.own, len(p.hosts) == 0, p.hosted(f.To):
		out.Inbound, out.CIDR = true, f.FromAddress
		out.Tier = cmp.Or(to.tier, f.ToName)
		if out.CIDR == "" && f.Kind == "access" && (f.Network == "internet" || f.Network == "" && f.From == "internet") {
			out.CIDR = "0.0.0.0/0" // users come from everywhere
		}
	default: // it arrives where the application is in another environment
		return nil
	}
	return []driver.Flow{out}
}

// within are the flows from one tier to another; towards the application as a whole, to
// each of its tiers.
func (p *placing) within(f driver.Flow, from, to end) []driver.Flow {
	f.Tier = from.tier
	peers := []string{to.tier}
	if to.tier == "" {
		peers = p.tiers
	}
	var out []driver.Flow
	for _, t := range peers {
		f.Peer = t
		out = append(out, f)
	}
	return out
}

// flowText is a flow as its need says it.
func flowText(f *dossier.Flow) string {
	side := func(place, component string) string {
		if component == "" || component == place {
			return place
		}
		return strings.TrimSpace(place + " (" + component + ")")
	}
	words := []string{side(f.From, f.FromName), "→", side(f.To, f.ToName), f.Protocol, f.Port.String()}
	text := strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " ")
	if f.Justification != "" {
		text += ", " + f.Justification
	}
	return text
}
