package engine

import (
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
)

// part is some of what breaks a rule: a condition on the dossier, and the offers
// that it makes break the rule, certainly then possibly.
type part struct {
	dossier condition.FormulaID
	offers  []uint64
}

// parts splits "the rule is broken". There are two ways: by what the rule says, or
// by what it comes to for each offer. The shorter is kept.
func (c *compiler) parts(r Rule) ([]part, error) {
	broken := c.f.And(c.f.Add(r.When), c.f.Add(r.Concerns), c.f.AddNot(r.Requires))
	split, ok := c.split(broken)
	if c.words == 1 && (!ok || len(split) > 1) {
		if each := c.byOffer(broken); !ok || len(each) < len(split) {
			return each, nil
		}
	}
	if !ok {
		return nil, fmt.Errorf("%w: rule %s mixes the dossier and the offer in more than %d ways: simplify its requirement", ErrTooLarge, r.ID, maxSlots)
	}
	var out []part
	merged := map[condition.FormulaID]condition.FormulaID{}
	for _, p := range split {
		if _, seen := merged[p.dossier]; !seen {
			out = append(out, part{dossier: p.dossier})
		}
		merged[p.dossier] = c.f.Or(merged[p.dossier], p.offer)
	}
	for i := range out {
		out[i].offers = c.offersOf(merged[out[i].dossier])
	}
	return slices.DeleteFunc(out, func(p part) bool { return p.dossier == condition.FormulaFalse || !anyBit(p.offers) }), nil
}

// byOffer writes what a formula comes to for each offer: one condition on the
// dossier for it to hold certainly, one for it to hold possibly, often the same.
func (c *compiler) byOffer(id condition.FormulaID) []part {
	var out []part
	at := map[condition.FormulaID]int{}
	for o, facts := range c.offers {
		for k, unknown := range []condition.FormulaID{condition.FormulaFalse, condition.FormulaTrue} {
			left := c.given(id, facts, unknown)
			if left == condition.FormulaFalse {
				continue
			}
			i, ok := at[left]
			if !ok {
				i = len(out)
				at[left] = i
				out = append(out, part{left, make([]uint64, 2)})
			}
			out[i].offers[k] |= 1 << o
		}
	}
	return out
}

// given is what is left of a formula once an offer is known; unknown stands for what
// is not known of it.
func (c *compiler) given(id condition.FormulaID, o fact.Facts, unknown condition.FormulaID) condition.FormulaID {
	n := *c.f.Node(id)
	if !n.Offer {
		return id
	}
	if n.Kind == condition.NodeLiteral {
		switch c.f.Eval(id, nil, o) {
		case havre.Yes:
			return condition.FormulaTrue
		case havre.No:
			return condition.FormulaFalse
		default:
			return unknown
		}
	}
	kids := make([]condition.FormulaID, len(n.Kids))
	for i, k := range n.Kids {
		kids[i] = c.given(k, o, unknown)
	}
	if n.Kind == condition.NodeAnd {
		return c.f.And(kids...)
	}
	return c.f.Or(kids...)
}

// product is a condition on the dossier and one on the offer: both must hold.
type product struct{ dossier, offer condition.FormulaID }

// split writes a formula as an "or" of products. Only parts that read both sides
// are multiplied out; the rest stays as it is written.
func (c *compiler) split(id condition.FormulaID) ([]product, bool) {
	n := *c.f.Node(id)
	switch {
	case !n.Offer:
		return []product{{id, condition.FormulaTrue}}, true
	case !n.Dossier:
		return []product{{condition.FormulaTrue, id}}, true
	case n.Kind == condition.NodeOr:
		var out []product
		for _, k := range n.Kids {
			ps, ok := c.split(k)
			if !ok || len(out)+len(ps) > maxSlots {
				return nil, false
			}
			out = append(out, ps...)
		}
		return out, true
	}
	out := []product{{condition.FormulaTrue, condition.FormulaTrue}}
	for _, k := range n.Kids {
		ps, ok := c.split(k)
		if !ok || len(out)*len(ps) > maxSlots {
			return nil, false
		}
		next := make([]product, 0, len(out)*len(ps))
		for _, a := range out {
			for _, b := range ps {
				next = append(next, product{c.f.And(a.dossier, b.dossier), c.f.And(a.offer, b.offer)})
			}
		}
		out = next
	}
	return out, true
}

// offersOf is the pair of bitmaps of an offer condition: certainly, then possibly.
func (c *compiler) offersOf(id condition.FormulaID) []uint64 {
	if r, ok := c.offerRow[id]; ok {
		return r
	}
	r := make([]uint64, 2*c.words)
	for i, o := range c.offers {
		w, b := i>>6, uint64(1)<<(i&63)
		switch c.f.Eval(id, nil, o) {
		case havre.Yes:
			r[w] |= b
			r[c.words+w] |= b
		case havre.Unknown:
			r[c.words+w] |= b
		case havre.No:
		}
	}
	c.offerRow[id] = r
	return r
}

func anyBit(words []uint64) bool {
	for _, w := range words {
		if w != 0 {
			return true
		}
	}
	return false
}
