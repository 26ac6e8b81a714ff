package record

import (
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
)

// daysKept is how many days of the catalogue stay in memory, at a few hundred
// kilobytes each.
const daysKept = 32

// day is what the catalogue knew on a day, each made when it is first asked for:
// those who ask at the same time wait for the same one.
type day struct {
	view  func() *catalogue.View
	graph func() *network.Graph
}

// View is what the catalogue knew on a day, kept for the next asker.
func (h *Holding) View(on havre.Date) *catalogue.View { return h.day(on).view() }

// Graph is the links of that view, ready to be asked.
func (h *Holding) Graph(on havre.Date) *network.Graph { return h.day(on).graph() }

func (h *Holding) day(on havre.Date) *day {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.known.limit = daysKept
	d, ok := h.known.get(on)
	if !ok {
		d = &day{view: sync.OnceValue(func() *catalogue.View { return h.Catalogue.At(on, h.Model) })}
		d.graph = sync.OnceValue(func() *network.Graph { return network.New(d.view()) })
		h.known.put(on, d)
	}
	return d
}
