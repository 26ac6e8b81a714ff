package decision

import (
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// obligations is what the project and the organisation must do or show. A rule on
// some offers only is due if one of them, not refused, is chosen.
func (r *reading) obligations(vs []OfferRuled) []Obligation {
	out := []Obligation{}
	for i := range r.plan.project {
		out = append(out, r.obligation(&r.plan.project[i], vs))
	}
	return out
}

func (r *reading) obligation(a *doctrine.Applied, vs []OfferRuled) Obligation {
	ob := Obligation{
		Rule: a.Rule.ID, Title: a.Rule.Title.In(r.lang), Doctrine: a.Set.ID, Binds: a.Rule.Judges, Severity: a.Rule.Severity,
	}
	for _, e := range a.Rule.Evidence {
		ob.Evidence = append(ob.Evidence, e.In(r.lang))
	}
	ob.Source, _ = sources(a.Rule, r.lang)
	shown, doc := r.shown(a.Rule)
	ob.Document = doc

	var at *catalogue.OfferView // an offer that speaks for those concerned
	var offers []string
	if a.Concerns.Always() && !a.Requires.Uses(fact.Offer) {
		at = &catalogue.OfferView{Facts: r.model.NewFacts(fact.Offer)}
	} else {
		at, offers = r.concerned(a, vs)
	}
	if at == nil {
		ob.State, ob.Facts, ob.Missing = doctrine.NotApplicable, []FactRead{}, []string{}
		ob.Because = r.notConcerned(a)
		return ob
	}
	ob.Offers = offers
	ob.State = a.Obligation(r.facts, at.Facts, shown)
	t := obligationTrace(a, r.facts, at.Facts, ob.State)
	ob.Facts, ob.Missing = r.read(t.Used, at), r.paths(t.Missing, at)
	ob.Because = r.because(a, ob.State, t, at)
	if ob.State == doctrine.Declared && a.Rule.Because.Declared.IsZero() {
		ob.Because = havre.Text{FR: "Déclaré, mais aucun document daté et en cours de validité ne le montre.", EN: "Declared, but no dated and current document shows it."}.In(r.lang)
	}
	return ob
}

// concerned lists the offers not refused that a rule is about, and one of them
// that speaks for all: the first it certainly concerns, or the first it may.
func (r *reading) concerned(a *doctrine.Applied, vs []OfferRuled) (at *catalogue.OfferView, ids []string) {
	sure := false
	for i := range vs {
		o, ok := r.view.Offer(vs[i].Offer)
		if !ok || vs[i].Verdict == Ineligible {
			continue
		}
		t := a.Concerns.Eval(r.facts, o.Facts)
		if t == havre.No {
			continue
		}
		ids = append(ids, o.ID)
		if at == nil || (t == havre.Yes && !sure) {
			at, sure = o, t == havre.Yes
		}
	}
	return at, ids
}

// notConcerned is the sentence of a rule whose offers are all refused.
func (r *reading) notConcerned(a *doctrine.Applied) string {
	if t := a.Rule.Because.NotApplicable; !t.IsZero() {
		return t.In(r.lang)
	}
	return havre.Text{FR: "Sans objet : aucune offre retenue n'est concernée.", EN: "Not applicable: none of the offers retained is concerned."}.In(r.lang)
}

// shown is what the dossier brings for a rule. A document filed for a whole article
// (R4) shows what the article compels; what it only recommends has its own rule
// (R4-GAIAX), to be named.
func (r *reading) shown(rule *doctrine.Rule) (doctrine.Shown, string) {
	state, e := r.dossier.Evidence(rule.ID, r.opts.On)
	if e == nil || (rule.Severity != doctrine.Must && !strings.EqualFold(e.Rule, rule.ID)) {
		return doctrine.Nothing, ""
	}
	switch state {
	case dossier.Shown:
		return doctrine.Document, e.Document
	case dossier.NoEvidence:
		return doctrine.Nothing, ""
	default:
		return doctrine.Claim, e.Document
	}
}

// obligationTrace is why an obligation is in its state.
func obligationTrace(a *doctrine.Applied, d, o fact.Facts, state doctrine.Outcome) condition.Trace {
	when, concerns := a.When.Trace(d, o), a.Concerns.Trace(d, o)
	switch {
	case state == doctrine.NotApplicable && when.Value == havre.No:
		return merge([]condition.Trace{when}, false)
	case state == doctrine.NotApplicable:
		return merge([]condition.Trace{concerns}, false)
	}
	parts := []condition.Trace{when, concerns}
	if a.Rule.Requires != "" {
		parts = append(parts, a.Requires.Trace(d, o))
	}
	return merge(parts, state == doctrine.Unknown)
}
