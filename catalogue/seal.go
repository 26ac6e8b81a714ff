package catalogue

import (
	"github.com/havre-cloud/havre"
)

// seal makes assertions of the snapshots and indexes everything by attribute.
func (c *Catalogue) seal() {
	for _, s := range c.Snapshots {
		c.spread(s)
	}
	for _, o := range c.offers {
		for i := range o.Assertions {
			a := &o.Assertions[i]
			o.byAttribute[a.Attribute] = append(o.byAttribute[a.Attribute], a)
		}
	}
}

// spread makes the statements and links of a snapshot those of the catalogue. A
// row in italics is a platform to come, the others are open.
func (c *Catalogue) spread(s *Snapshot) {
	for _, r := range s.Table.Rows {
		o, ok := c.index[r.Offer]
		if !ok {
			continue
		}
		open := Value{Status: Yes}
		if r.Planned {
			open.Status = Planned
		}
		o.Assertions = append(o.Assertions, s.assertion(Said{"available", open}, r.Name, r.Place))
		for _, cell := range r.Cells {
			for _, said := range cell.Says {
				o.Assertions = append(o.Assertions, s.assertion(said, cell.Words, cell.Place))
			}
		}
	}
	for _, r := range s.Matrix.Rows {
		for _, cell := range r.Cells {
			for _, k := range cell.Links {
				k.Words, k.Period, k.Source, k.Owner = cell.Words, s.Period, s.Source, s.Source.Owner
				c.links = append(c.links, k)
			}
		}
	}
}

func (s *Snapshot) assertion(said Said, cell string, at Place) Assertion {
	return Assertion{
		Attribute: said.Attribute, Value: said.Value, Words: cell, Period: s.Period,
		Source: s.Source, Owner: s.Source.Owner, Place: at, Note: havre.Text{},
	}
}
