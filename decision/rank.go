package decision

import (
	"cmp"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
)

// standing is what ranks an offer among those with the same verdict: the less of
// each, in order, the better. There are no weights: each criterion only separates
// offers that those before it hold equal.
type standing struct {
	layer        int // position in the doctrine's own order: SaaS, PaaS, CaaS, IaaS
	reservations int // recommendations that the offer does not follow
	preference   int // position in the team's own order of layers
	unknown      int // rules still open
	reasons      []string
}

// rank orders verdicts, eligible first, and numbers those that are not refused.
func (r *reading) rank(vs []OfferRuled) {
	at := map[string]*standing{}
	for i := range vs {
		at[vs[i].Offer] = r.standing(&vs[i])
	}
	order := map[Verdict]int{Eligible: 0, Undetermined: 1, Ineligible: 2}
	slices.SortStableFunc(vs, func(a, b OfferRuled) int {
		x, y := at[a.Offer], at[b.Offer]
		return cmp.Or(
			cmp.Compare(order[a.Verdict], order[b.Verdict]),
			compareBool(a.Assessable, b.Assessable),
			cmp.Compare(x.layer, y.layer), cmp.Compare(x.reservations, y.reservations),
			cmp.Compare(x.preference, y.preference), cmp.Compare(x.unknown, y.unknown),
			cmp.Compare(a.Offer, b.Offer))
	})
	for i := range vs {
		if vs[i].Verdict != Ineligible {
			vs[i].Rank = i + 1
			vs[i].RankedBy = at[vs[i].Offer].reasons
		}
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func (r *reading) standing(v *OfferRuled) *standing {
	s := &standing{}
	for _, rule := range v.Rules {
		switch {
		case rule.Severity == doctrine.Should && rule.Outcome == doctrine.Fail:
			s.reservations++
		case rule.Severity == doctrine.Must && rule.Outcome == doctrine.Unknown:
			s.unknown++
		}
	}
	r.layers(v.Offer, s)
	say := func(n int, one, many havre.Text) { s.reasons = append(s.reasons, havre.Count(n, one, many).In(r.lang)) }
	if s.reservations > 0 {
		say(s.reservations, havre.Text{FR: "recommandation non suivie", EN: "recommendation not followed"}, havre.Text{FR: "recommandations non suivies", EN: "recommendations not followed"})
	}
	if s.unknown > 0 {
		say(s.unknown, havre.Text{FR: "règle à confirmer", EN: "rule to confirm"}, havre.Text{FR: "règles à confirmer", EN: "rules to confirm"})
	}
	return s
}

// layers places an offer by the best layer it shares with the need: first in the
// doctrine's order, then in the team's.
func (r *reading) layers(offer string, s *standing) {
	s.layer, s.preference = 99, 99
	has, ok1 := r.model.Lookup("offer.layers")
	need, ok2 := r.model.Lookup("dossier.needs.layer")
	o, ok3 := r.view.Offer(offer)
	if !ok1 || !ok2 || !ok3 {
		return
	}
	words := r.model.Def(has).Values
	best := ""
	for i, w := range words {
		if o.Facts[has.Index].Members.Get(i) != havre.Yes || r.facts[need.Index].Members.Get(i) == havre.No {
			continue
		}
		if s.layer == 99 {
			s.layer, best = i, w
		}
		if p := slices.Index(r.dossier.Spec.Needs.Layer.Members, w); p >= 0 {
			s.preference = min(s.preference, p)
		}
	}
	if best != "" {
		s.reasons = append(s.reasons, havre.Text{
			FR: "couche %s (la doctrine préfère le SaaS, puis le PaaS, le CaaS et l'IaaS)", EN: "%s layer (the doctrine prefers SaaS, then PaaS, CaaS and IaaS)",
		}.With(fact.Label(best)).In(r.lang))
	}
	if s.preference > 0 && s.preference < 99 {
		s.reasons = append(s.reasons, havre.Text{
			FR: "choix n° %d de l'équipe", EN: "choice no. %d of the team",
		}.With(s.preference+1).In(r.lang))
	}
}

// nearest lists, when nothing is eligible, what each offer lacks, the fewest
// first, and the rules that a derogation could set aside.
func nearest(vs []OfferRuled) []NearMiss {
	var out []NearMiss
	for i := range vs {
		if slices.ContainsFunc(vs[i].Rules, func(r RuleSaid) bool { return r.Blocks && r.Outcome == doctrine.Fail }) {
			continue // no offer is near what no offer may host
		}
		m := NearMiss{Offer: vs[i].Offer, Verdict: vs[i].Verdict}
		for _, rule := range vs[i].Rules {
			if rule.Severity != doctrine.Must || (rule.Outcome != doctrine.Fail && rule.Outcome != doctrine.Unknown) {
				continue
			}
			m.Lacks = append(m.Lacks, Lack{rule.ID, rule.Outcome, rule.Because, rule.Derogation})
			if rule.Outcome == doctrine.Fail && rule.Derogation != nil {
				m.Derogation = append(m.Derogation, rule.ID)
			}
		}
		out = append(out, m)
	}
	failures := func(m NearMiss) (n int) {
		for _, l := range m.Lacks {
			if l.Outcome == doctrine.Fail {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(out, func(a, b NearMiss) int {
		return cmp.Or(cmp.Compare(failures(a), failures(b)), cmp.Compare(len(a.Lacks), len(b.Lacks)), cmp.Compare(a.Offer, b.Offer))
	})
	return out[:min(len(out), 3)]
}
