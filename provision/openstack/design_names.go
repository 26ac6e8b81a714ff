package openstack

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
)

// balancers are those of the blueprint, each with its listener, its pool and a member
// for each server of its tier.
func (d *designing) balancers() {
	list := d.blueprint.Balancers
	if len(list) > 0 && d.lacks("load-balancer") {
		return
	}
	for i := range list {
		d.balancer(&list[i])
	}
}

func (d *designing) balancer(b *blueprint.Balancer) {
	self, listener, pool := "balancer/"+b.Name, "listener/"+b.Name, "pool/"+b.Name
	to := b.To
	if to == 0 {
		to = b.Port
	}
	external := ""
	if b.Public {
		external = d.region.Network
	}
	protocol := strings.ToUpper(b.Protocol)
	d.put("balancer", self, plan.Attributes{"subnet": plan.Ref + subnetKey, "external": external}, "quota/network", interfaceKey)
	d.put("listener", listener, plan.Attributes{"balancer": plan.Ref + self, "protocol": protocol, "port": int64(b.Port)})
	d.put("pool", pool, plan.Attributes{"listener": plan.Ref + listener, "protocol": protocol, "algorithm": "ROUND_ROBIN"})
	t, ok := d.blueprint.Tier(b.Tier)
	if !ok { // a blueprint that was read has none such
		return
	}
	for n := range t.Count {
		server := fmt.Sprintf("%s-%d", t.Name, n+1)
		d.put("member", "member/"+b.Name+"/"+server, plan.Attributes{
			"pool": plan.Ref + pool, "server": plan.Ref + "port/" + server, "subnet": plan.Ref + subnetKey, "port": int64(to),
		})
	}
	// It speaks to its servers from the private network: that is a flow like any other.
	if p, err := netip.ParsePrefix(d.blueprint.Network.Prefix()); err == nil && !d.flows.lets(b.Tier, "in", "tcp", p, to) {
		d.tell(cautionBalancer.With(b.Name, b.Tier, to, p))
	}
}

// names are the DNS zones of the blueprint and their records.
func (d *designing) names() {
	list := d.blueprint.Zones
	if len(list) > 0 && d.lacks("dns") {
		return
	}
	for i := range list {
		z := &list[i]
		key := "zone/" + z.Name
		d.add("zone", key, z.Name, plan.Attributes{"name": z.Name, "mail": z.Mail}, ownGrant)
		for k := range z.Records {
			d.record(z, &z.Records[k])
		}
	}
}

func (d *designing) record(z *blueprint.Zone, r *blueprint.Record) {
	name := z.Name
	if r.Name != "@" {
		name = r.Name + "." + z.Name
	}
	var values []string
	for _, v := range r.Values {
		tier, stands := strings.CutPrefix(v, blueprint.TierPrefix)
		t, ok := d.blueprint.Tier(tier)
		if !stands || !ok {
			values = append(values, plan.Literal(v))
			continue
		}
		for n := range t.Count {
			values = append(values, fmt.Sprintf("%saddress/%s-%d", plan.Ref, tier, n+1))
		}
	}
	with := plan.Attributes{"zone": plan.Ref + "zone/" + z.Name, "name": name, "type": r.Type, "values": setOf(values)}
	if r.TTL > 0 { // otherwise the zone's own
		with["ttl"] = int64(r.TTL)
	}
	d.add("recordset", "record/"+name+"/"+r.Type, name, with, ownGrant)
}

var cautionBalancer = havre.Text{
	FR: "Le répartiteur « %[1]s » ne peut pas joindre le groupe « %[2]s » : aucun flux déclaré n’ouvre tcp/%[3]d depuis le réseau privé %[4]s. Déclarez-le dans le besoin.",
	EN: "The load balancer “%[1]s” cannot reach the tier “%[2]s”: no declared flow opens tcp/%[3]d from the private network %[4]s. Declare it in the need.",
}
