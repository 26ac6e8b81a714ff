package catalogue

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
)

// soon is how long before its end an attestation deserves a warning.
const soonMonths = 3

// Check reads the catalogue as its keeper would on a day: what contradicts itself
// is an error; what is contested, expired, about to expire or unowned is a
// warning. What cannot be read at all was already refused by [Load].
func (c *Catalogue) Check(on havre.Date) havre.Problems {
	k := &checker{c: c, on: on}
	for _, p := range c.Platforms {
		k.platform(p)
	}
	for _, o := range c.offers {
		k.offer(o)
	}
	k.sources()
	k.snapshots()
	k.links()
	k.names()
	k.plans()
	k.problems.Sort()
	return k.problems
}

type checker struct {
	c        *Catalogue
	on       havre.Date
	problems havre.Problems
}

func (k *checker) say(at Place, field, value string, warning bool, message havre.Text) {
	k.problems = append(k.problems, havre.Problem{File: at.File, Line: at.Line, Column: at.Column, Field: field, Value: value, Warning: warning, Message: message})
}

func (k *checker) platform(p *Platform) {
	if len(p.Locations) == 0 {
		k.say(p.Place, p.ID+".locations", "", true, havre.Text{FR: "plateforme sans lieu connu", EN: "platform without a known location"})
	}
	if p.Operator.IsZero() {
		k.say(p.Place, p.ID+".operator", "", true, havre.Text{FR: "plateforme sans opérateur", EN: "platform without an operator"})
	}
	if len(p.Offers) == 0 {
		k.say(p.Place, p.ID+".offers", "", false, havre.Text{FR: "plateforme sans offre", EN: "platform without an offer"})
	}
	for _, list := range [][]Member{p.Members, p.Candidates} {
		for _, m := range list {
			k.attestations(p.ID+"."+m.ID, m.Attestations)
		}
	}
	for _, h := range p.Hosts {
		if h.SecNumCloud == "" {
			k.say(h.Place, p.ID+".hosts."+h.ID, "", true, havre.Text{FR: "qualification de l'hébergeur inconnue", EN: "qualification of the host unknown"})
		}
	}
}

func (k *checker) offer(o *Offer) {
	k.attestations(o.ID, o.Attestations)
	for _, path := range keysOf(o.byAttribute) {
		k.overlaps(o, path)
	}
	claims := o.claimsOn(k.on)
	for _, path := range keysOf(claims) {
		claim := claims[path]
		for _, other := range claim.Conflicts {
			k.say(claim.Place, o.ID+"."+path, other.Value.String(), true,
				havre.Text{FR: "retenu : %[1]s (%[2]s) ; contredit par %[3]s", EN: "held: %[1]s (%[2]s); contradicted by %[3]s"}.With(claim.Value.Text(), claim.Source.ID, other.Source.ID))
		}
	}
	if len(claims) == 0 {
		k.say(o.Place, o.ID, "", true, havre.Text{FR: "rien n'est su de cette offre le %s", EN: "nothing is known of this offer on %s"}.With(k.on))
	}
}

// attestations warns of what has ended and of what soon will, unless something
// takes over.
func (k *checker) attestations(name string, list []Attestation) {
	for _, t := range list {
		end := t.Period.Until
		if end.IsZero() || t.Status != "qualified" || k.on.Before(t.Period.From) || renewed(t, list) {
			continue
		}
		switch {
		case !k.on.Before(end):
			k.say(t.Place, name, t.Words(), true, havre.Text{FR: "attestation échue le %s", EN: "attestation ended on %s"}.With(end))
		case !k.on.AddMonths(soonMonths).Before(end):
			k.say(t.Place, name, t.Words(), true, havre.Text{FR: "attestation qui s'achève le %s", EN: "attestation ending on %s"}.With(end))
		}
	}
}

func renewed(t Attestation, list []Attestation) bool {
	return slices.ContainsFunc(list, func(n Attestation) bool {
		return n.Kind == t.Kind && n.Status == "qualified" && n.Place != t.Place && !t.Period.Until.Before(n.Period.From) &&
			(n.Period.Until.IsZero() || t.Period.Until.Before(n.Period.Until))
	})
}

// overlaps refuses two statements of one publication that hold on the same day,
// when neither is the later reading: nothing could choose between them.
func (k *checker) overlaps(o *Offer, path string) {
	list := o.byAttribute[path]
	for i, a := range list {
		for _, b := range list[i+1:] {
			if a.Source.publication() != b.Source.publication() || !a.Period.Overlaps(b.Period) || a.newer(b) || b.newer(a) || a.Value == b.Value {
				continue
			}
			k.say(b.Place, o.ID+"."+path, b.Value.String(), false,
				havre.Text{FR: "la même source dit aussi « %[1]s » au même moment (%[2]s, ligne %[3]d)", EN: "the same source also says %[1]q at the same time (%[2]s, line %[3]d)"}.With(a.Value.String(), a.Place.File, a.Place.Line))
		}
	}
}

func (k *checker) sources() {
	for _, s := range k.c.Sources {
		if s.URL == "" {
			k.say(s.Place, "sources."+s.ID, "", true, havre.Text{FR: "source sans adresse", EN: "source without an address"})
		}
		if !s.cited {
			k.say(s.Place, "sources."+s.ID, "", true, havre.Text{FR: "source que rien ne cite", EN: "source that nothing cites"})
		}
		if k.on.Before(s.Date) {
			k.say(s.Place, "sources."+s.ID, s.Date.String(), true, havre.Text{FR: "source postérieure à la date examinée", EN: "source later than the date examined"})
		}
		k.authority(s.Place, s.Authority)
	}
}

// authority refuses a source believed on an offer that does not exist.
func (k *checker) authority(at Place, list []Authority) {
	for _, a := range list {
		for _, id := range a.Offers {
			if _, ok := k.c.index[id]; !ok {
				k.problems = append(k.problems, havre.Problem{
					File: at.File, Line: at.Line, Column: at.Column, Field: "authority", Value: id, Suggestion: havre.Nearest(id, keysOf(k.c.index)),
					Message: havre.Text{FR: "offre inconnue", EN: "unknown offer"},
				})
			}
		}
	}
}

// links warns of a pair that one source says linked and another not: which of the
// two is right is for their owners to say.
func (k *checker) links() {
	said := map[string]Link{} // by pair and status
	for _, link := range k.c.linksAt(k.on) {
		opposite := Yes
		if link.Status == Yes {
			opposite = No
		}
		if other, ok := said[link.pair()+" "+string(opposite)]; ok && other.Source.publication() != link.Source.publication() && (link.Status == Yes || link.Status == No) {
			k.say(link.Place, "link "+link.From+" "+link.To, string(link.Status), true,
				havre.Text{FR: "contredit par %[1]s (%[2]s, ligne %[3]d)", EN: "contradicted by %[1]s (%[2]s, line %[3]d)"}.With(other.Source.ID, other.Place.File, other.Place.Line))
		}
		said[link.pair()+" "+string(link.Status)] = link
	}
}

// snapshots refuses two readings of one series that begin on the same day.
func (k *checker) snapshots() {
	for i, s := range k.c.Snapshots {
		for _, other := range k.c.Snapshots[:i] {
			if s.Source.publication() == other.Source.publication() && s.Period.From == other.Period.From {
				k.say(s.Place, s.ID, s.Period.From.String(), false, havre.Text{FR: "deux relevés de la même série le même jour (%s)", EN: "two readings of the same series on the same day (%s)"}.With(other.ID))
			}
		}
	}
}

// names refuses a name that two platforms bear on the same day.
func (k *checker) names() {
	for i, p := range k.c.Platforms {
		for _, q := range k.c.Platforms[:i] {
			for _, n := range p.Names {
				if slices.ContainsFunc(q.Names, func(m Name) bool { return sheet.Squash(m.Name) == sheet.Squash(n.Name) && m.Period.Overlaps(n.Period) }) {
					k.say(n.Place, p.ID+".names", n.Name, false, havre.Text{FR: "ce nom est aussi celui de %s", EN: "this name is also that of %s"}.With(q.ID))
				}
			}
		}
	}
}
