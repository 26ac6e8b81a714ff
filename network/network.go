// Package network answers whether one platform may talk to another, by which
// links, and in which direction, from the dated links of a catalogue.
//
// The answer is three-valued. A link that nobody states is unknown, not absent; a
// chain through a third platform is only as good as what is stated of transit
// there. The package judges no application and knows no rule.
package network

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// maxLegs bounds a chain: beyond, nobody would run a flow through it.
const maxLegs = 4

// Answer says whether a flow may go from one node to another.
type Answer struct {
	Value havre.Truth
	// Legs are the links of the best way found, or the statement that there is
	// none; empty when nobody says anything.
	Legs []catalogue.Link
}

// Reach finds the best way from a platform, or an offer, to a platform or a
// network, on the day of the view.
func Reach(v *catalogue.View, from, to string) Answer {
	if from == to {
		return Answer{Value: havre.Yes}
	}
	s := search{view: v, to: to, networks: map[string]bool{}}
	for _, n := range v.Networks {
		s.networks[n.ID] = true
	}
	best := s.direct(from)
	s.best = best
	s.chain(from, havre.Yes, nil, []string{from})
	return s.best
}

type search struct {
	view     *catalogue.View
	to       string
	networks map[string]bool
	best     Answer
}

// direct is what is stated of the pair itself; silence is unknown.
func (s *search) direct(from string) Answer {
	best := Answer{}
	stated := false
	for _, k := range s.view.Links {
		if !serves(k, from, s.to) {
			continue
		}
		if t := open(k); !stated || t > best.Value {
			best, stated = Answer{t, []catalogue.Link{k}}, true
		}
	}
	return best
}

// chain tries every way through other platforms, over links that are not refused.
func (s *search) chain(at string, so havre.Truth, legs []catalogue.Link, seen []string) {
	if len(legs) == maxLegs {
		return
	}
	for _, k := range s.view.Links {
		next, ok := otherEnd(k, at)
		if !ok || open(k) == havre.No || slices.Contains(seen, next) {
			continue
		}
		v := so.And(open(k))
		if len(legs) > 0 { // passing through "at" takes both sides' consent
			v = v.And(legs[len(legs)-1].Transit.And(k.Transit))
		}
		way := append(slices.Clone(legs), k)
		if next == s.to {
			if len(way) > 1 && v > s.best.Value {
				s.best = Answer{v, way}
			}
			continue
		}
		if !s.networks[next] {
			s.chain(next, v, way, append(slices.Clone(seen), next))
		}
	}
}

// open is whether a link carries flows today.
func open(k catalogue.Link) havre.Truth { return catalogue.Value{Status: k.Status}.Truth() }

// serves says that the link is about flows from one node to the other.
func serves(k catalogue.Link, from, to string) bool {
	next, ok := otherEnd(k, from)
	return ok && next == to
}

// otherEnd is where a flow that starts at a node arrives by this link.
func otherEnd(k catalogue.Link, from string) (string, bool) {
	switch {
	case k.From == from && k.Direction != "in":
		return k.To, true
	case k.To == from && k.Direction != "out":
		return k.From, true
	}
	return "", false
}
