package catalogue

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

func (l *loader) readNetworks(meta, spec *object) {
	meta.text("id")
	spec.each("networks", func(o *object) {
		n := Network{
			ID: o.need("id"), Title: o.sentence("title"), Note: o.sentence("note"), Kind: o.word("kind", NetworkKinds), Owner: o.sentence("owner"),
			Transit: o.truth("transit"), Restricted: o.truth("restricted"), Encryption: o.word("encryption", Encryptions),
			CapacityMbps: o.count("capacityMbps"), Words: o.text("words"), Period: o.period(), Place: o.place(),
		}
		if o.require("title"); n.Kind == "" {
			n.Kind = "other"
		}
		if o.get("source") != nil || n.Transit.Known() || n.Restricted.Known() || n.CapacityMbps > 0 || n.Encryption != "" {
			n.Source = l.source(o) // what is claimed of a network has a source
		}
		l.freshNetwork(o, n)
		l.c.Networks = append(l.c.Networks, n)
	})
}

// freshNetwork refuses two statements of one network that hold on the same day.
func (l *loader) freshNetwork(o *object, n Network) {
	for _, m := range l.c.Networks {
		if m.ID == n.ID && m.Period.Overlaps(n.Period) {
			o.refuse(o.get("id"), "id", n.ID, "", declaredTwice)
		}
	}
}

var unknownNetwork = havre.Text{FR: "réseau inconnu : le déclarer dans un document Networks", EN: "unknown network: declare it in a Networks document"}

// readZone reads a part of a platform; its identifier begins with the platform's.
func (l *loader) readZone(o *object, platform string) Zone {
	z := Zone{
		ID: o.need("id"), Platform: platform, Title: o.sentence("title"), Kind: o.word("kind", ZoneKinds), Exposure: o.list("exposure"),
		Restricted: o.truth("restricted"), Owner: o.sentence("owner"), Words: o.text("words"), Note: o.sentence("note"), Period: o.period(), Place: o.place(),
	}
	o.require("title")
	z.Source = l.source(o)
	if z.ID != "" && !strings.HasPrefix(z.ID, platform+".") {
		o.refuse(o.get("id"), "id", z.ID, platform+"."+z.ID, havre.Text{FR: "l'identifiant d'une zone commence par celui de sa plateforme", EN: "the identifier of a zone begins with that of its platform"})
	}
	for i, id := range z.Exposure {
		if !slices.ContainsFunc(l.c.Networks, func(n Network) bool { return n.ID == id }) {
			o.refuse(o.items("exposure")[i], "exposure", id, havre.Nearest(id, l.networkIDs()), unknownNetwork)
		}
	}
	return z
}

func (l *loader) networkIDs() []string {
	var out []string
	for _, n := range l.c.Networks {
		out = append(out, n.ID)
	}
	return out
}

var linkStatuses = []string{string(Yes), string(No), string(Unknown), string(Blank), string(NotApplicable), string(Planned)}

func (l *loader) readLinks(meta, spec *object) {
	meta.text("id")
	spec.each("links", func(o *object) {
		k := l.readLink(o)
		k.Source, k.Period, k.Words = l.source(o), o.periodSince("since"), o.text("words")
		l.c.links = append(l.c.links, k)
	})
}

// readLink reads what a link is, whoever says it.
func (l *loader) readLink(o *object) Link {
	k := Link{
		From: l.end(o, "from"), To: l.end(o, "to"), Network: o.text("network"), Kind: o.word("kind", LinkKinds),
		Direction: o.word("direction", Directions), Encryption: o.text("encryption"), Status: Status(o.word("status", linkStatuses)),
		Transit: o.truth("transit"), Restricted: o.truth("restricted"), Crossing: o.truth("crossing"), Carries: readServices(o),
		CapacityMbps: o.count("capacityMbps"), Owner: o.sentence("owner"), Note: o.sentence("note"), Place: o.place(),
	}
	if k.Status == "" {
		o.require("status")
	}
	if k.Direction == "" {
		k.Direction = "both"
	}
	if k.Network != "" {
		l.end(o, "network")
	}
	if k.Kind == "" {
		k.Kind = "other"
	}
	if k.From != "" && k.From == k.To {
		o.refuse(o.get("to"), "to", k.To, "", havre.Text{FR: "un lien a deux bouts différents", EN: "a link has two different ends"})
	}
	return k
}
