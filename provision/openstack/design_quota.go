package openstack

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
)

// What costs nothing is bounded too, so that one project does not take all of it: a
// round number above what is built, for what the team makes itself.
const (
	spare         = 20
	roundTo       = 50
	rulesOfAGroup = 10
)

// rounded is a bound above a number of things.
func rounded(n int64) int64 { return (n + spare + roundTo - 1) / roundTo * roundTo }

// quotas are what was ordered, exactly, and what follows from it.
func (d *designing) quotas() {
	r, b := d.order.Resources, d.blueprint
	groups, rules := int64(len(b.Tiers)), int64(0)
	for _, list := range d.flows.rules {
		rules += int64(len(list))
	}
	storage := d.blockStorage()
	d.quota("compute", plan.Attributes{
		"cores": r["cpu"], "ram": r["memory"],
		// A server has one processor at least: the processors ordered bound their number.
		"instances": r["cpu"], "serverGroups": r["cpu"],
		// Nova counts the key pairs of a person over all projects, and those of every
		// environment belong to the one account of Havre.
		"keyPairs": int64(-1),
	})
	d.quota("network", plan.Attributes{
		"floatingIPs": r["addresses"],
		// Each server may have one port, and the network takes some of its own.
		"ports":    rounded(r["cpu"] + int64(len(b.Balancers))),
		"networks": int64(spare), "subnets": int64(spare), "routers": int64(spare),
		"groups": rounded(groups), "rules": max(rounded(rules), rulesOfAGroup*rounded(groups)),
	})
	d.quota("volume", plan.Attributes{
		"gigabytes": storage,
		// A volume and a snapshot take one GiB at least: the storage bounds their number.
		"volumes": storage, "snapshots": storage,
	})
	if objects := d.order.Choices.Int(choiceObjects); objects > 0 {
		d.tell(cautionObjects.With(havre.Number(objects)))
	}
}

func (d *designing) quota(service string, with plan.Attributes) {
	with["project"] = plan.Ref + projectKey
	d.add("quota", "quota/"+service, service, with)
}

// blockStorage is the storage of volumes that was ordered. What is ordered of object
// storage counts as storage too, and is none of the volumes'.
func (d *designing) blockStorage() int64 {
	if n, ok := d.order.Choices[choiceStorage].(int64); ok {
		return n
	}
	return d.order.Resources["storage"] - d.order.Choices.Int(choiceObjects)
}

// size is what a server of a flavor takes, when the profile knows.
func (d *designing) size(flavor string) (blueprint.Size, bool) {
	name := d.flavor(flavor)
	for _, f := range d.profile.Sizes {
		if f.Name == name {
			return blueprint.Size{CPU: f.CPU, Memory: f.Memory}, true
		}
	}
	return blueprint.Size{}, false
}

// capacity refuses a blueprint that needs more than was ordered: nothing is built that
// is not paid for, and the cloud would refuse it half-way.
func (d *designing) capacity() {
	b, r := d.blueprint, d.order.Resources
	need := b.Totals(d.size)
	if len(d.profile.Sizes) > 0 {
		d.knownFlavors(need.Unknown)
	}
	// A server whose flavor is not known has one processor at least.
	for i := range b.Tiers {
		if slices.Contains(need.Unknown, b.Tiers[i].Flavor) {
			need.CPU += int64(b.Tiers[i].Count)
		}
	}
	for _, x := range []struct {
		field        string
		title        havre.Text
		needs, given int64
	}{
		{"cpu", havre.Text{FR: "processeurs virtuels", EN: "virtual processors"}, need.CPU, r["cpu"]},
		{"memory", havre.Text{FR: "Mio de mémoire", EN: "MiB of memory"}, need.Memory, r["memory"]},
		{choiceStorage, havre.Text{FR: "Gio de stockage en bloc", EN: "GiB of block storage"}, need.Storage, d.blockStorage()},
		{"addresses", havre.Text{FR: "adresses publiques", EN: "public addresses"}, need.Addresses, r["addresses"]},
	} {
		if x.needs > x.given {
			d.refuse(fieldBlueprint, "", "", refusedMore.With(havre.Number(x.needs), x.title, havre.Number(x.given), x.field))
		}
	}
	// Where object storage is ordered apart, none means none.
	if n, apart := d.order.Choices[choiceObjects].(int64); apart && n == 0 && len(b.Containers) > 0 {
		d.refuse(fieldBlueprint, "", "", refusedObjects.With(len(b.Containers)))
	}
}

// knownFlavors refuses flavors that the platform does not have, when it is known which it
// has.
func (d *designing) knownFlavors(unknown []string) {
	var names []string
	for _, f := range d.profile.Sizes {
		names = append(names, f.Name)
	}
	for name := range d.profile.Flavors {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, flavor := range unknown {
		d.refuse(fieldBlueprint, flavor, havre.Nearest(flavor, names), refusedFlavor.With(flavor, strings.Join(slices.Compact(names), ", ")))
	}
}

var (
	refusedMore = havre.Text{
		FR: "il faut %[1]s %[2]s au plan de construction, et la commande en donne %[3]s : augmenter « %[4]s », ou construire moins",
		EN: "the blueprint needs %[1]s %[2]s, and the order gives %[3]s: increase “%[4]s”, or build less",
	}
	refusedObjects = havre.Text{
		FR: "le plan de construction a des conteneurs d’objets (%d), et aucun stockage objet n’est commandé : en commander (« objects »), ou retirer les conteneurs",
		EN: "the blueprint has object containers (%d), and no object storage is ordered: order some (“objects”), or remove the containers",
	}
	refusedFlavor = havre.Text{
		FR: "la plateforme n’a pas le gabarit « %[1]s » ; elle a : %[2]s",
		EN: "the platform has no flavor “%[1]s”; it has: %[2]s",
	}
	cautionObjects = havre.Text{
		FR: "Les %s Gio de stockage objet commandés ne sont pas une limite que la plateforme fait respecter : à surveiller.",
		EN: "The %s GiB of object storage ordered are not a limit that the platform enforces: keep an eye on them.",
	}
)
