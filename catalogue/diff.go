package catalogue

import (
	"cmp"
	"slices"

	"github.com/havre-cloud/havre"
)

// Change is how a statement stands to what was known.
type Change string

// What an import may do to one attribute of one offer.
const (
	Added        Change = "added"        // nothing was known
	Changed      Change = "changed"      // the same series said otherwise before
	Same         Change = "same"         // already known
	Contradicted Change = "contradicted" // another source says otherwise
	Withdrawn    Change = "withdrawn"    // the same series said it before, and no longer does
)

// Changes lists the words in the order of a summary.
var Changes = []string{string(Added), string(Changed), string(Contradicted), string(Withdrawn), string(Same)}

// Diff is what an import would change, offer by offer.
type Diff []DiffLine

// DiffLine is one attribute of one offer, or one link.
type DiffLine struct {
	Offer     string `json:"offer"`
	Attribute string `json:"attribute"` // "link" and the other end, for a link
	Change    Change `json:"change"`
	Before    Value  `json:"before"`
	After     Value  `json:"after"`
	Words     string `json:"words"`
	BeforeBy  string `json:"beforeBy,omitempty"` // the source that says otherwise
	Place     Place  `json:"-"`
}

// Count is how many lines are of a kind.
func (d Diff) Count(c Change) (n int) {
	for _, l := range d {
		if l.Change == c {
			n++
		}
	}
	return n
}

// diff compares a snapshot with what is known on a day.
func (c *Catalogue) diff(s *Snapshot, on havre.Date) Diff {
	var out Diff
	for _, r := range s.Table.Rows {
		o, known := c.index[r.Offer]
		claims := map[string]Claim{}
		before := map[string]*Assertion{}
		if known {
			claims, before = o.claimsOn(on), o.said(s.Source, on)
		}
		for _, cell := range r.Cells {
			for _, said := range cell.Says {
				out = append(out, compare(r.Offer, said, cell, claims[said.Attribute], before[said.Attribute]))
				delete(before, said.Attribute)
			}
		}
		delete(before, "available")
		for _, path := range keysOf(before) {
			out = append(out, DiffLine{Offer: r.Offer, Attribute: path, Change: Withdrawn, Before: before[path].Value, Words: before[path].Words, BeforeBy: before[path].Source.ID, Place: r.Place})
		}
	}
	out = append(out, c.diffLinks(s, on)...)
	return out
}

// said is what the series of a source said last of an offer, by attribute.
func (o *Offer) said(s *Source, on havre.Date) map[string]*Assertion {
	out := map[string]*Assertion{}
	for path, list := range o.byAttribute {
		for _, a := range list {
			if a.Period.Contains(on) && a.Source.publication() == s.publication() && (out[path] == nil || a.newer(out[path])) {
				out[path] = a
			}
		}
	}
	return out
}

// compare says how one statement stands to the claim held so far.
func compare(offer string, said Said, cell Cell, claim Claim, before *Assertion) DiffLine {
	l := DiffLine{Offer: offer, Attribute: said.Attribute, After: said.Value, Before: claim.Value, Words: cell.Words, Place: cell.Place, Change: Same, BeforeBy: claim.Source.ID}
	switch {
	case before != nil && before.Value == said.Value:
	case before != nil:
		l.Change, l.Before, l.BeforeBy = Changed, before.Value, before.Source.ID
	case claim.Value.IsZero():
		l.Change = Added
	case claim.Value.disagrees(said.Value):
		l.Change = Contradicted
	case !claim.Value.Settles() && said.Value.Settles():
		l.Change = Added
	}
	return l
}

func (c *Catalogue) diffLinks(s *Snapshot, on havre.Date) Diff {
	var out Diff
	known := c.linksAt(on)
	for _, r := range s.Matrix.Rows {
		for _, cell := range r.Cells {
			for _, k := range cell.Links {
				out = append(out, compareLink(k, cell, s.Source, known))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b DiffLine) int { return cmp.Compare(a.Offer, b.Offer) })
	return out
}

func compareLink(k Link, cell Cell, s *Source, known []Link) DiffLine {
	l := DiffLine{Offer: k.From, Attribute: "link " + k.To, After: Value{Status: k.Status}, Words: cell.Words, Place: cell.Place, Change: Added}
	for _, o := range known {
		if o.pair() != k.pair() {
			continue
		}
		before := Value{Status: o.Status}
		ours := o.Source.publication() == s.publication()
		switch {
		case o.Status == k.Status && o.Network == k.Network && o.Direction == k.Direction:
			l.Change, l.Before, l.BeforeBy = Same, before, o.Source.ID
		case ours:
			l.Change, l.Before, l.BeforeBy = Changed, before, o.Source.ID
		case before.disagrees(l.After):
			l.Change, l.Before, l.BeforeBy = Contradicted, before, o.Source.ID
		default:
			continue
		}
		if ours {
			return l
		}
	}
	return l
}
