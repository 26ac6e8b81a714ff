package catalogue

import (
	"cmp"
	"slices"

	"github.com/havre-cloud/havre"
)

// Claim is what is held true of an attribute on a day, with what supports it and
// what contradicts it.
type Claim struct {
	Attribute  string
	Value      Value
	Words      string // of the source's own cell or page
	Period     havre.Period
	Source     havre.Source
	Confidence havre.Confidence
	Owner      havre.Text // who knows
	Note       havre.Text
	Place      Place
	Agrees     []Claim // other sources that say the same, or nothing
	Conflicts  []Claim // other sources that say otherwise
}

// choose picks one statement among those valid on a day, and puts the others
// beside it. Two readings of one series are history: only the latest speaks.
func (o *Offer) choose(candidates []*Assertion) (Claim, bool) {
	current := latestOfEach(candidates)
	if len(current) == 0 {
		return Claim{}, false
	}
	slices.SortStableFunc(current, func(a, b *Assertion) int { return o.prefer(a, b) })
	best := o.claim(current[0])
	for _, a := range current[1:] {
		other := o.claim(a)
		if best.Value.disagrees(other.Value) {
			best.Conflicts = append(best.Conflicts, other)
		} else {
			best.Agrees = append(best.Agrees, other)
		}
	}
	return best, true
}

// latestOfEach keeps, of each series, what it said last.
func latestOfEach(candidates []*Assertion) []*Assertion {
	var out []*Assertion
	for _, a := range candidates {
		i := slices.IndexFunc(out, func(b *Assertion) bool { return b.Source.publication() == a.Source.publication() })
		switch {
		case i < 0:
			out = append(out, a)
		case a.newer(out[i]):
			out[i] = a
		}
	}
	return out
}

// publication is what later readings replace: the series, or the source itself.
func (s *Source) publication() string {
	if s.Series != nil {
		return "series:" + s.Series.ID
	}
	return s.ID
}

func (a *Assertion) newer(b *Assertion) bool {
	return cmp.Or(a.Period.From.Compare(b.Period.From), a.Source.Date.Compare(b.Source.Date)) > 0
}

// prefer is negative when a is to be believed before b: whoever tells something
// before whoever admits not knowing, then authority, confidence, and the latest.
func (o *Offer) prefer(a, b *Assertion) int {
	return cmp.Or(
		-cmp.Compare(rank(a.Value.Settles()), rank(b.Value.Settles())),
		-cmp.Compare(a.Source.authority(o.ID, a.Attribute), b.Source.authority(o.ID, b.Attribute)),
		-cmp.Compare(a.confidence().Rank(), b.confidence().Rank()),
		-a.Period.From.Compare(b.Period.From),
		cmp.Compare(a.Source.ID, b.Source.ID),
		cmp.Compare(a.Place.File, b.Place.File),
		cmp.Compare(a.Place.Line, b.Place.Line),
	)
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// confidence is the statement's own, or its source's; a source is never more than
// secondary on what it reports of others.
func (a *Assertion) confidence() havre.Confidence {
	c := a.Source.Confidence
	if a.Confidence != "" {
		c = a.Confidence
	}
	reported := slices.ContainsFunc(a.Source.Hearsay, func(p string) bool { return covers(p, a.Attribute) })
	if reported && c == havre.Verified {
		return havre.Secondary
	}
	return c
}

// authority is 2 for the issuer, 1 for the operator, 0 for anybody else.
func (s *Source) authority(offer, attribute string) int {
	best := 0
	for _, a := range s.Authority {
		if !a.on(offer, attribute) {
			continue
		}
		switch a.Role {
		case Issuer:
			best = 2
		case Operator:
			best = max(best, 1)
		}
	}
	return best
}

func (a *Authority) on(offer, attribute string) bool {
	return (len(a.Offers) == 0 || slices.Contains(a.Offers, offer)) &&
		(len(a.Attributes) == 0 || slices.ContainsFunc(a.Attributes, func(p string) bool { return covers(p, attribute) }))
}

// claim is a statement as shown, with who knows it.
func (o *Offer) claim(a *Assertion) Claim {
	c := Claim{Attribute: a.Attribute, Value: a.Value, Words: a.Words, Period: a.Period, Source: a.Source.Source, Confidence: a.confidence(), Owner: a.Owner, Note: a.Note, Place: a.Place}
	if c.Owner.IsZero() {
		c.Owner = a.Source.Owner
	}
	if c.Owner.IsZero() {
		c.Owner = o.Owner
	}
	return c
}
