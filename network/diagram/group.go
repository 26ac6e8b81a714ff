package diagram

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// GroupKind says whose a platform is, which is how the map is arranged.
type GroupKind uint8

// The groups: the circles of the doctrine, those of the State told apart.
const (
	StateClouds GroupKind = iota
	MinistrySites
	TrustedClouds
	CommercialClouds
	Others
)

// GroupKinds lists them in the order of the map.
var GroupKinds = []GroupKind{StateClouds, MinistrySites, TrustedClouds, CommercialClouds, Others}

// Text names the group.
func (k GroupKind) Text() havre.Text {
	switch k {
	case StateClouds:
		return havre.Text{FR: "Clouds internes de l'État", EN: "Internal clouds of the State"}
	case MinistrySites:
		return havre.Text{FR: "Sites d'un ministère", EN: "A ministry's own sites"}
	case TrustedClouds:
		return havre.Text{FR: "Clouds de confiance", EN: "Trusted clouds"}
	case CommercialClouds:
		return havre.Text{FR: "Autres clouds commerciaux", EN: "Other commercial clouds"}
	case Others:
	}
	return havre.Text{FR: "Autres", EN: "Others"}
}

// groupOf is the group of an offer, from whose it is, from its circle and from its
// qualification on that day.
func groupOf(o *catalogue.OfferView) GroupKind {
	word := func(path string) string {
		c, _ := o.Claim(path)
		return c.Value.String()
	}
	switch word("owner") {
	case "state-interministerial":
		return StateClouds
	case "state-ministry":
		return MinistrySites
	case "commercial":
		if word("circle") == "dedicated" || word("secnumcloud") == "qualified" {
			return TrustedClouds
		}
		return CommercialClouds
	}
	return Others
}

// nodeStateOf is whether the offer can be used on that day.
func nodeStateOf(o *catalogue.OfferView) NodeState {
	c, _ := o.Claim("available")
	switch {
	case c.Value.Status == catalogue.Planned:
		return PlannedNode
	case c.Value.Status == catalogue.No:
		return Closed
	}
	return InService
}

var layerWords = map[string]string{"saas": "SaaS", "paas": "PaaS", "caas": "CaaS", "iaas": "IaaS"}

// layersOf are the layers that an offer has.
func layersOf(o *catalogue.OfferView) (out []string) {
	for _, l := range catalogue.Layers {
		if c, _ := o.Claim("layers." + l); c.Value.Truth() == havre.Yes {
			out = append(out, layerWords[l])
		}
	}
	return out
}
