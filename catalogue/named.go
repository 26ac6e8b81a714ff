package catalogue

import "github.com/havre-cloud/havre/internal/sheet"

// Named finds offers and networks by what people call them.
type Named struct {
	offers   *directory
	networks map[string]string
}

// Named is ready to find by name: any title, alias or past name, whatever its case,
// its accents and its spaces.
func (c *Catalogue) Named() *Named {
	n := &Named{offers: c.directory()}
	for _, p := range c.Platforms {
		for _, z := range p.Zones {
			n.offers.add(z.ID, z.ID)
			n.offers.add(z.Title.FR, z.ID)
			n.offers.add(z.Title.EN, z.ID)
		}
	}
	n.networks = c.networkNames()
	return n
}

// networkNames are the networks by what people call them, squashed.
func (c *Catalogue) networkNames() map[string]string {
	out := map[string]string{}
	for _, w := range c.Networks {
		for _, name := range []string{w.ID, w.Title.FR, w.Title.EN} {
			if key := sheet.Squash(name); key != "" {
				out[key] = w.ID
			}
		}
	}
	return out
}

// Platform is the offer, or the zone of a platform, that a name stands for.
func (n *Named) Platform(name string) (id string, ok bool) { return n.offers.find(name) }

// Network is the network that a name stands for.
func (n *Named) Network(name string) (id string, ok bool) {
	id, ok = n.networks[sheet.Squash(name)]
	return id, ok
}
