package openstack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// Keys of what every environment has.
const (
	projectKey   = "project"
	userKey      = "user"
	ownGrant     = "grant/havre"
	teamGrant    = "grant/team"
	networkKey   = "network/main"
	subnetKey    = "subnet/main"
	routerKey    = "router/main"
	interfaceKey = "interface/main"
)

// Fields of the plans of the catalogue that say something to this driver.
const (
	choiceExposure   = "exposure"
	choiceRegion     = "region" // the same, where a region is an exposure
	choiceZones      = "zones"
	choiceStorage    = "storage"
	choiceObjects    = "objects"
	choiceRestricted = "restricted"
	fieldBlueprint   = "blueprint"
)

// usualRole is what a team gets in its project when its profile does not say.
const usualRole = "member"

// Design implements driver.Driver: a project with its quotas and its network, what its
// blueprint describes in it, and what was handed over.
func (Driver) Design(o *driver.Order, p *driver.Profile) (*driver.Design, error) {
	if p == nil {
		p = &driver.Profile{}
	}
	d := &designing{order: o, profile: p, blueprint: o.Blueprint}
	if d.blueprint == nil {
		d.blueprint = &blueprint.Blueprint{}
	}
	d.exposure()
	d.zones()
	d.capacity()
	d.restricted()
	d.flows = rulesOf(o.Flows, d.blueprint.TierNames())
	d.space()
	d.quotas()
	d.network()
	d.keys()
	d.images()
	for i := range d.blueprint.Tiers {
		d.tier(&d.blueprint.Tiers[i])
	}
	d.containers()
	d.balancers()
	d.names()
	d.accesses()
	d.resolvers()
	if err := d.problems.Err(); err != nil {
		return nil, err //nolint:wrapcheck // problems are told as they are
	}
	if o.Blueprint == nil && len(o.Flows) > 0 {
		d.tell(cautionNoBlueprint)
	} else {
		d.out.Cautions = append(d.out.Cautions, d.flows.cautions...)
	}
	return &d.out, nil
}

// designing is one design being made.
type designing struct {
	order     *driver.Order
	profile   *driver.Profile
	blueprint *blueprint.Blueprint // an empty one for the bare space
	region    driver.Region
	spreadOn  []string // zones
	flows     *flowRules
	problems  havre.Problems
	out       driver.Design
}

func (d *designing) refuse(field, value, suggestion string, message havre.Text) {
	d.problems = append(d.problems, havre.Problem{Field: "choices." + field, Value: value, Suggestion: suggestion, Message: message})
}

func (d *designing) tell(t havre.Text) { d.out.Cautions = append(d.out.Cautions, t) }

// add adds a resource of a kind, under its key and with the name that the platform shows.
func (d *designing) add(kind, key, name string, with plan.Attributes, after ...string) {
	for field, v := range with { // what is not said is not wanted: the cloud chooses
		if v == "" {
			delete(with, field)
		}
	}
	d.out.Resources = append(d.out.Resources, plan.Resource{Key: key, Kind: kind, Name: name, With: with, After: after})
}

// put adds a resource that lives in the project, once Havre's account may work there.
// Its name is made of its key.
func (d *designing) put(kind, key string, with plan.Attributes, after ...string) {
	d.add(kind, key, "havre-"+dashed(key), with, append(after, ownGrant)...)
}

func (d *designing) role() string { return cmp.Or(d.profile.Role, usualRole) }

// exposure finds the region that was chosen, and the network that gives addresses there.
func (d *designing) exposure() {
	field := choiceExposure
	if d.order.Choices.String(field) == "" {
		field = choiceRegion
	}
	chosen := d.order.Choices.String(field)
	var known []string
	for _, r := range d.profile.Regions {
		if r.Exposure == chosen || chosen == "" && len(d.profile.Regions) == 1 {
			d.region = r
			break
		}
		known = append(known, r.Exposure)
	}
	if chosen != "" && d.region.Exposure != chosen {
		d.refuse(field, chosen, havre.Nearest(chosen, known), refusedExposure)
		return
	}
	addresses := d.blueprint.Totals(d.size).Addresses
	switch {
	case d.region.Network != "":
	case addresses > 0:
		d.refuse(field, chosen, "", refusedAddresses.With(addresses))
	default:
		d.tell(cautionNoNetwork)
	}
}

// zones are those that servers are dealt over: as many as were ordered, in the order of
// the profile.
func (d *designing) zones() {
	ordered := int(d.order.Choices.Int(choiceZones))
	has := len(d.profile.Zones)
	if ordered == 0 { // the plan leaves no choice
		ordered = has
	}
	d.spreadOn = d.profile.Zones[:min(ordered, has)]
	switch {
	case has == 0 && ordered > 1:
		d.tell(cautionUnknownZones.With(ordered))
	case has > 0 && ordered > has:
		d.tell(cautionFewZones.With(ordered, has))
	}
}

// zone is where the n-th server of a tier is. The same servers stay where they are when
// others are added, for a server that changes zone is made again.
func (d *designing) zone(t *blueprint.Tier, n int) string {
	switch {
	case len(d.spreadOn) == 0:
		return ""
	case t.Spread:
		return d.spreadOn[n%len(d.spreadOn)]
	}
	return d.spreadOn[0]
}

// restricted holds Diffusion Restreinte data to what the cloud can be asked.
func (d *designing) restricted() {
	if !d.order.Choices.Bool(choiceRestricted) {
		return
	}
	for i := range d.blueprint.Containers {
		if c := &d.blueprint.Containers[i]; c.Public {
			d.refuse(fieldBlueprint, c.Name, "", refusedPublic)
		}
	}
	d.tell(cautionRestricted)
}

// space is the project, whose it is, and who may work in it.
func (d *designing) space() {
	e := d.order.Environment
	global := userName(e) // of the whole cloud: it carries the identifier
	d.add("project", projectKey, global, plan.Attributes{"description": strings.TrimSpace("Havre " + e.Order)})
	d.add("grant", ownGrant, "havre", plan.Attributes{"project": plan.Ref + projectKey, "user": self, "role": d.role()})
	d.add("user", userKey, global, plan.Attributes{"project": plan.Ref + projectKey})
	d.add("grant", teamGrant, "team", plan.Attributes{"project": plan.Ref + projectKey, "user": plan.Ref + userKey, "role": d.role()})
}

// network is the private network, and the router that leads out of it.
func (d *designing) network() {
	d.put("network", networkKey, plan.Attributes{}, "quota/network")
	d.put("subnet", subnetKey, plan.Attributes{
		"network": plan.Ref + networkKey, "cidr": d.blueprint.Network.Prefix(), "dns": append([]string{}, d.blueprint.Network.DNS...),
	})
	d.put("router", routerKey, plan.Attributes{"external": d.region.Network}, "quota/network")
	d.put("interface", interfaceKey, plan.Attributes{"router": plan.Ref + routerKey, "subnet": plan.Ref + subnetKey})
}

// setOf is a list whose order means nothing, never nil: that no rule is wanted is something
// to want, which outlives being written down.
func setOf(values []string) []string {
	return append([]string{}, plan.Set(values...)...)
}

// resolvers tells of those that servers are given and that no flow lets them ask.
func (d *designing) resolvers() {
	for _, dns := range d.blueprint.Network.DNS {
		p, ok := prefixOf(dns)
		var without []string
		for i := range d.blueprint.Tiers {
			if t := &d.blueprint.Tiers[i]; ok && !d.flows.lets(t.Name, "out", "udp", p, dnsPort) {
				without = append(without, t.Name)
			}
		}
		if len(without) > 0 {
			d.tell(cautionResolver.With(dns, strings.Join(without, ", ")))
		}
	}
}

const dnsPort = 53

func (d *designing) keys() {
	for _, k := range d.blueprint.Keys {
		d.put("key", "key/"+k.Name, plan.Attributes{"public": strings.TrimSpace(k.Public)}, "quota/compute")
	}
}

func (d *designing) images() {
	sources := &cloud{profile: d.profile}
	for _, i := range d.blueprint.Images {
		if !sources.permitted(i.URL) {
			d.refuse(fieldBlueprint, i.URL, "", refusedImage.With(i.Name, listed(d.profile.ImageSources)))
			continue
		}
		d.add("image", "image/"+i.Name, i.Name, plan.Attributes{"url": i.URL, "sha256": i.SHA256, "format": i.Format}, ownGrant)
	}
}

// listed is a list in a sentence.
func listed(words []string) havre.Text {
	if len(words) == 0 {
		return havre.Text{FR: "aucune", EN: "none"}
	}
	return havre.Same(strings.Join(words, ", "))
}

func (d *designing) tier(t *blueprint.Tier) {
	group := "group/" + t.Name
	d.put("group", group, plan.Attributes{}, "quota/network")
	d.put("rules", "rules/"+t.Name, plan.Attributes{"group": plan.Ref + group, "rules": setOf(d.flows.rules[t.Name])})
	if t.Spread {
		d.put("spread", "spread/"+t.Name, plan.Attributes{"policy": "soft-anti-affinity"}, "quota/compute")
	}
	for n := range t.Count {
		d.server(t, n)
	}
}

// server is the n-th server of a tier, from 0. It starts once what protects it is there.
func (d *designing) server(t *blueprint.Tier, n int) {
	name := fmt.Sprintf("%s-%d", t.Name, n+1)
	port := "port/" + name
	d.put("port", port, plan.Attributes{"network": plan.Ref + networkKey, "subnet": plan.Ref + subnetKey, "groups": plan.Set(plan.Ref + "group/" + t.Name)}, "rules/"+t.Name)
	with := plan.Attributes{
		"flavor": d.flavor(t.Flavor), "image": d.image(t.Image), "zone": d.zone(t, n), "port": plan.Ref + port, "userData": plan.Literal(t.UserData),
	}
	if t.Key != "" {
		with["key"] = plan.Ref + "key/" + t.Key
	}
	if t.Spread {
		with["group"] = plan.Ref + "spread/" + t.Name
	}
	d.add("server", "server/"+name, name, with, "quota/compute", interfaceKey, ownGrant)
	if t.Public {
		d.put("address", "address/"+name, plan.Attributes{"external": d.region.Network, "port": plan.Ref + port}, interfaceKey)
	}
	var before []string // disks are plugged in one after the other, in their order
	for i := range t.Volumes {
		before = d.volume(name, &t.Volumes[i], before)
	}
}

func (d *designing) volume(server string, v *blueprint.Volume, before []string) []string {
	at := server + "/" + v.Name
	volume, attachment := "volume/"+at, "attachment/"+at
	d.put("volume", volume, plan.Attributes{"size": v.Size, "type": cmp.Or(v.Type, d.profile.VolumeType)}, "quota/volume")
	d.put("attachment", attachment, plan.Attributes{"server": plan.Ref + "server/" + server, "volume": plan.Ref + volume}, before...)
	for _, s := range v.Snapshots {
		d.put("snapshot", "snapshot/"+at+"/"+s, plan.Attributes{"volume": plan.Ref + volume})
	}
	return []string{attachment}
}

// flavor is the platform's name of a size.
func (d *designing) flavor(name string) string { return cmp.Or(d.profile.Flavors[name], name) }

// image is one of the blueprint's own, or one of the platform by its name there.
func (d *designing) image(name string) string {
	if slices.ContainsFunc(d.blueprint.Images, func(i blueprint.Image) bool { return i.Name == name }) {
		return plan.Ref + "image/" + name
	}
	return cmp.Or(d.profile.Images[name], name)
}

func (d *designing) containers() {
	list := d.blueprint.Containers
	if len(list) > 0 && d.lacks("object-storage") {
		return
	}
	for _, c := range list {
		d.add("container", "container/"+c.Name, c.Name, plan.Attributes{"versioned": c.Versioned, "public": c.Public}, ownGrant)
	}
}

// lacks refuses what the operator says that it does not offer.
func (d *designing) lacks(service string) bool {
	if d.profile.Services[service] != havre.No {
		return false
	}
	d.refuse(fieldBlueprint, service, "", refusedService[service])
	return true
}

// accesses are what each holder uses: an application credential of the team's user, and
// its keys for S3 where there are containers.
func (d *designing) accesses() {
	for _, name := range d.order.Accesses {
		key := "access/" + name
		with := plan.Attributes{"user": plan.Ref + userKey, "project": plan.Ref + projectKey}
		d.add("credential", key, name, plan.Attributes{"user": with["user"], "project": with["project"], "role": d.role()}, teamGrant)
		if d.profile.Services["object-storage"] != havre.No {
			d.add("ec2", key+"/s3", name, with, teamGrant)
		}
	}
}

var (
	refusedExposure = havre.Text{
		FR: "le profil de cette offre n’a pas de région pour cette exposition ; l’administrateur du portail la déclare dans ses réglages",
		EN: "the profile of this offer has no region for this exposure; the administrator of the portal declares it in the settings",
	}
	refusedAddresses = havre.Text{
		FR: "%d adresses publiques sont demandées, et le réseau qui les donne n’est pas connu : l’administrateur du portail le déclare dans ses réglages",
		EN: "%d public addresses are asked for, and the network that gives them is not known: the administrator of the portal declares it in the settings",
	}
	refusedImage = havre.Text{
		FR: "l’image « %[1]s » vient d’une adresse que cette offre n’admet pas ; adresses admises : %[2]s",
		EN: "the image “%[1]s” comes from an address that this offer does not admit; addresses admitted: %[2]s",
	}
	refusedPublic = havre.Text{
		FR: "un conteneur lisible de tous ne va pas avec des données Diffusion Restreinte : retirer « public »",
		EN: "a container that anybody may read does not go with Diffusion Restreinte data: remove “public”",
	}
	refusedService = map[string]havre.Text{
		"object-storage": {FR: "cette offre n’a pas de stockage objet : retirer les conteneurs du plan de construction", EN: "this offer has no object storage: remove the containers from the blueprint"},
		"load-balancer":  {FR: "cette offre n’a pas de répartiteur de charge : le retirer du plan de construction", EN: "this offer has no load balancer: remove it from the blueprint"},
		"dns":            {FR: "cette offre ne tient pas de zones DNS : les retirer du plan de construction", EN: "this offer keeps no DNS zones: remove them from the blueprint"},
	}
	cautionNoNetwork = havre.Text{
		FR: "Le réseau de sortie de cette région n’est pas connu : l’environnement ne sera relié à rien. L’administrateur du portail le déclare dans ses réglages.",
		EN: "The network that leads out of this region is not known: the environment will be linked to nothing. The administrator of the portal declares it in the settings.",
	}
	cautionUnknownZones = havre.Text{
		FR: "%d zones de disponibilité sont commandées, et leurs noms ne sont pas connus : la plateforme place les serveurs comme elle l’entend. L’administrateur du portail les déclare dans ses réglages.",
		EN: "%d availability zones are ordered, and their names are not known: the platform places servers as it likes. The administrator of the portal declares them in the settings.",
	}
	cautionFewZones = havre.Text{
		FR: "%[1]d zones de disponibilité sont commandées ; le profil de l’offre en nomme %[2]d, entre lesquelles les serveurs sont répartis. L’administrateur du portail peut en déclarer d’autres.",
		EN: "%[1]d availability zones are ordered; the profile of the offer names %[2]d, over which servers are dealt. The administrator of the portal may declare more.",
	}
	cautionRestricted = havre.Text{
		FR: "Données Diffusion Restreinte : rien, dans le projet créé, ne les distingue des autres. Assurez-vous auprès de l’opérateur que la région convient, et homologuez l’application.",
		EN: "Diffusion Restreinte data: nothing in the project that is made tells them from others. Make sure with the operator that the region is suitable, and have the application approved.",
	}
	cautionResolver = havre.Text{
		FR: "Le résolveur %[1]s ne répondra pas aux serveurs de %[2]s : aucun flux déclaré n’ouvre udp/53 vers lui. Déclarez-le dans le besoin.",
		EN: "The resolver %[1]s will not answer the servers of %[2]s: no declared flow opens udp/53 towards it. Declare it in the need.",
	}
	cautionNoBlueprint = havre.Text{
		FR: "Les flux déclarés ne sont pas ouverts : sans plan de construction, il n’y a aucun serveur à qui les ouvrir. Décrivez les groupes de serveurs, ou ouvrez-les vous-mêmes dans le projet.",
		EN: "The flows that are declared are not opened: without a blueprint there is no server to open them to. Describe the tiers of servers, or open them yourselves in the project.",
	}
)
