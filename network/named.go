package network

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre/catalogue"
)

// Finder finds the identifiers of what people name in their own words. It serves one
// question, from one goroutine.
type Finder struct {
	g     *Graph
	c     *catalogue.Catalogue
	named *catalogue.Named // made for the first name that is no identifier
}

// Finder finds places of the graph by the names that a catalogue knows.
func (g *Graph) Finder(c *catalogue.Catalogue) *Finder { return &Finder{g: g, c: c} }

// Place is the identifier of a place: an identifier in whatever case, or a name, an
// alias or a past name. What nobody knows is given back as it is.
func (f *Finder) Place(name string) string {
	known := func(id string) bool { _, ok := f.g.places[id]; return ok }
	return f.find(name, known, (*catalogue.Named).Platform, (*catalogue.Named).Network)
}

// Network is the same for what a flow goes over.
func (f *Finder) Network(name string) string {
	ids := f.g.Networks()
	return f.find(name, func(id string) bool { return slices.Contains(ids, id) }, (*catalogue.Named).Network)
}

// find is the first of the identifiers that a name may stand for which is known.
func (f *Finder) find(name string, known func(id string) bool, by ...func(*catalogue.Named, string) (string, bool)) string {
	if name == "" || known(name) {
		return name
	}
	if id := strings.ToLower(strings.TrimSpace(name)); known(id) {
		return id
	}
	if f.named == nil {
		f.named = f.c.Named()
	}
	for _, of := range by {
		if id, ok := of(f.named, name); ok && known(id) {
			return id
		}
	}
	return name
}
