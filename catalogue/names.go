package catalogue

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
)

// directory finds an offer by any name it goes by, in any period: a table read
// today may use the name of last year, or misspell it.
type directory struct {
	byName map[string]string // squashed name -> offer, "" when two offers share it
	names  []string          // folded, to suggest
}

func (c *Catalogue) directory() *directory {
	d := &directory{byName: map[string]string{}}
	for _, p := range c.Platforms {
		for _, o := range p.Offers {
			d.add(o.ID, o.ID)
			d.add(o.Title.FR, o.ID)
			d.add(o.Title.EN, o.ID)
		}
		if len(p.Offers) != 1 {
			continue
		}
		d.add(p.Title.FR, p.Offers[0].ID)
		for _, n := range p.Names {
			d.add(n.Name, p.Offers[0].ID)
		}
	}
	return d
}

func (d *directory) add(name, id string) {
	key := sheet.Squash(name)
	if key == "" {
		return
	}
	if other, taken := d.byName[key]; taken && other != id {
		id = "" // two offers share it: it names neither
	}
	d.byName[key] = id
	d.names = append(d.names, sheet.Fold(name))
	slices.Sort(d.names)
}

// find reads a name, with or without what it adds in brackets, and with or
// without its host after an @.
func (d *directory) find(name string) (string, bool) {
	bare, _, _ := strings.Cut(name, "(")
	for _, n := range []string{name, bare} {
		if id := d.byName[sheet.Squash(n)]; id != "" {
			return id, true
		}
	}
	return "", false
}

func (d *directory) nearest(name string) string {
	return havre.Nearest(sheet.Fold(name), d.names)
}
