package questionnaire

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
)

// measure is one sheet under study: what is settled now, and what each answer
// would settle.
type measure struct {
	*Guide
	sheet   *Sheet
	offers  []fact.Facts
	nothing fact.Facts // of an offer not chosen yet
	now     *standings
}

func (g *Guide) measure(s *Sheet) (*measure, error) {
	m := &measure{Guide: g, sheet: s, nothing: g.model.NewFacts(fact.Offer)}
	for i := range g.judge.View().Offers {
		m.offers = append(m.offers, g.judge.View().Offers[i].Facts)
	}
	facts := s.Dossier.Facts(g.model)
	p, err := g.plan(g.ministry(facts))
	if err != nil {
		return nil, err
	}
	m.now = m.study(p, facts)
	return m, nil
}

// ministry is the word that chooses rules, "" when unknown.
func (g *Guide) ministry(d fact.Facts) string {
	r, ok := g.model.Lookup("dossier.organisation.ministry")
	if !ok || !d[r.Index].Known {
		return ""
	}
	return g.model.Def(r).Values[d[r.Index].Number]
}

// standings are what the rules make of every offer, and of the project.
type standings struct {
	plan  *plan
	facts fact.Facts
	rules [][]mark // by rule, by offer
	owed  []bool   // by rule of the project: still unknown
	// more says that a ministry not known yet may bring rules of its own.
	more bool
}

// mark is what one rule makes of one offer: refused, or open as long as a fact of
// the dossier is unknown.
type mark uint8

const (
	closed mark = iota
	open
	refused
)

// study marks every rule and offer.
func (m *measure) study(p *plan, d fact.Facts) *standings {
	st := &standings{plan: p, facts: d, more: m.ministry(d) == ""}
	for i := range p.offer {
		st.rules = append(st.rules, m.row(p, i, d))
	}
	for i := range p.project {
		st.owed = append(st.owed, m.unsaid(p, i, d))
	}
	return st
}

// again marks only the rules that read one of some facts.
func (m *measure) again(before *standings, d fact.Facts, changed []int) *standings {
	st := &standings{plan: before.plan, facts: d, rules: slices.Clone(before.rules), owed: slices.Clone(before.owed), more: before.more}
	for _, f := range changed {
		for _, i := range st.plan.offerOf[f] {
			st.rules[i] = m.row(st.plan, i, d)
		}
		for _, i := range st.plan.projectOf[f] {
			st.owed[i] = m.unsaid(st.plan, i, d)
		}
	}
	return st
}

// row is what a rule makes of each offer.
func (m *measure) row(p *plan, rule int, d fact.Facts) []mark {
	out := make([]mark, len(m.offers))
	missing := m.missing(p.offerReads[rule], d)
	for k, o := range m.offers {
		switch p.offer[rule].Outcome(d, o) {
		case doctrine.Fail:
			out[k] = refused
		case doctrine.Unknown:
			if missing {
				out[k] = open
			}
		default:
		}
	}
	return out
}

// unsaid says that the state of an obligation still depends on the dossier.
func (m *measure) unsaid(p *plan, rule int, d fact.Facts) bool {
	return m.missing(p.projectReads[rule], d) && p.project[rule].Obligation(d, m.nothing, doctrine.Nothing) == doctrine.Unknown
}

// missing says that one of some facts is not wholly known.
func (m *measure) missing(reads []fact.Ref, d fact.Facts) bool {
	return slices.ContainsFunc(reads, func(r fact.Ref) bool { return !m.known(r, d) })
}

// known says that nothing of a fact remains to be learnt.
func (m *measure) known(r fact.Ref, d fact.Facts) bool {
	def, v := m.model.Def(r), &d[r.Index]
	switch def.Kind {
	case fact.Truth:
		return v.Truth.Known()
	case fact.Set:
		for i := range def.Values {
			if v.Members.Get(i) == havre.Unknown {
				return false
			}
		}
		return true
	default:
		return v.Known
	}
}

// column is what all the rules make of one offer: whether one refuses it, and how
// many are open.
func (st *standings) column(offer int) (no bool, opens int) {
	if st.more {
		opens++
	}
	for _, row := range st.rules {
		switch row[offer] {
		case refused:
			no = true
		case open:
			opens++
		case closed:
		}
	}
	return no, opens
}

// The worth of what an answer settles, so that one verdict counts more than a few
// rules on offers that remain, and those more than an obligation.
const (
	worthVerdict    = 4.0
	worthRule       = 1.0
	worthObligation = 0.05
)

// gain compares two studies of the same offers.
func (m *measure) gain(before, after *standings) Effect {
	var e Effect
	for k := range m.offers {
		noBefore, opensBefore := before.column(k)
		if noBefore {
			continue
		}
		no, opens := after.column(k)
		if no {
			e.Refused++
			opens = 0
		}
		if opens == 0 && opensBefore > 0 {
			e.Verdicts++
		}
		e.points += worthRule * float64(max(0, opensBefore-opens))
	}
	e.points += worthVerdict * float64(e.Verdicts)
	e.points += worthObligation * float64(max(0, count(before.owed)-count(after.owed)))
	return e
}

func count(list []bool) (n int) {
	for _, b := range list {
		if b {
			n++
		}
	}
	return n
}
