package decision

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// Decide judges a dossier, with sentences in that language.
func (j *Judge) Decide(d *dossier.Dossier, lang havre.Lang) (*Decision, error) {
	r, err := j.reading(d, lang)
	if err != nil {
		return nil, err
	}
	out := &Decision{
		APIVersion: havre.APIVersion, Kind: "Decision",
		Dossier: d.Metadata.Name, Title: d.Metadata.Title, On: j.opts.On,
		Doctrine: r.plan.sets, Catalogue: j.used,
		Verdicts: r.verdicts(), Obligations: []Obligation{}, Questions: []Question{},
	}
	out.Obligations = r.obligations(out.Verdicts)
	out.Questions = r.questions(out.Verdicts)
	if out.Best() != Eligible {
		out.Nearest = nearest(out.Verdicts)
	}
	return out, nil
}

// Quick is the verdict of every offer and nothing else, from the compiled rules:
// what a portfolio of a million needs. Derogations are not considered.
func (j *Judge) Quick(d *dossier.Dossier) ([]Verdict, error) {
	f := d.Facts(j.model)
	p, err := j.plan(j.ministryOf(f))
	if err != nil {
		return nil, err
	}
	packed, s := make([]uint64, p.program.PackedWords()), p.program.NewScratch()
	p.program.Pack(f, packed)
	p.program.Decide(packed, s)
	out := make([]Verdict, len(j.view.Offers))
	for i := range out {
		out[i] = verdictOf(s.Verdict(i))
	}
	return out, nil
}

// reading is one dossier being decided.
type reading struct {
	*Judge
	plan    *plan
	dossier *dossier.Dossier
	facts   fact.Facts
	lang    havre.Lang
}

func (j *Judge) reading(d *dossier.Dossier, lang havre.Lang) (*reading, error) {
	f := d.Facts(j.model)
	p, err := j.plan(j.ministryOf(f))
	return &reading{Judge: j, plan: p, dossier: d, facts: f, lang: lang}, err
}

// judge is one offer's verdict with every rule's outcome.
func (r *reading) judge(o *catalogue.OfferView) OfferRuled {
	out := OfferRuled{Offer: o.ID, Platform: o.Platform, Title: o.Title.In(r.lang), Rules: []RuleSaid{}}
	verdict, strict, assessable := havre.Yes, havre.Yes, false
	for i := range r.plan.offer {
		a := &r.plan.offer[i]
		said := r.say(a, o)
		out.Rules = append(out.Rules, said)
		if a.Rule.Severity != doctrine.Must {
			continue
		}
		verdict, strict = verdict.And(truthOf(said.Outcome)), strict.And(truthOf(a.Outcome(r.facts, o.Facts)))
		assessable = assessable || said.known()
	}
	out.Verdict = verdictOf(verdict)
	if strict != verdict {
		out.Strict = verdictOf(strict)
	}
	out.Assessable = out.Verdict != Undetermined || assessable
	return out
}

// known says that the rule is settled by something known of the offer.
func (s *RuleSaid) known() bool {
	settled := s.Outcome == doctrine.Pass || s.Outcome == doctrine.Fail || s.Outcome == Waived
	return settled && slices.ContainsFunc(s.Facts, func(f FactRead) bool {
		return f.From == "catalogue" && f.Value != havre.Unknown.String()
	})
}

// truthOf is what an outcome brings to the verdict: a rule that does not apply, or
// is waived, holds nothing back.
func truthOf(o doctrine.Outcome) havre.Truth {
	switch o {
	case doctrine.Fail:
		return havre.No
	case doctrine.Unknown:
		return havre.Unknown
	default:
		return havre.Yes
	}
}

// say is one rule on one offer, explained.
func (r *reading) say(a *doctrine.Applied, o *catalogue.OfferView) RuleSaid {
	outcome := a.Outcome(r.facts, o.Facts)
	t := trace(a, r.facts, o.Facts, outcome)
	said := RuleSaid{
		ID: a.Rule.ID, Title: a.Rule.Title.In(r.lang), Doctrine: a.Set.ID, Outcome: outcome, Severity: a.Rule.Severity,
		Facts: r.read(t.Used, o), Missing: r.paths(t.Missing, o), Blocks: a.Rule.Blocks,
	}
	said.Source, said.Sources = sources(a.Rule, r.lang)
	var refused havre.Text
	if a.Rule.Derogation != nil && (outcome == doctrine.Fail || outcome == doctrine.Unknown) {
		said.Derogation = r.opening(a.Rule.Derogation)
		w, why := r.waiver(a, o.ID)
		refused = why
		if w != nil {
			said.Outcome = Waived
			said.Derogation.GrantedBy, said.Derogation.Reference, said.Derogation.Until = w.Authority, w.Reference, w.Until
			said.Derogation.Doubt = doubt(a.Rule.Derogation, w).In(r.lang)
		}
	}
	said.Because = r.because(a, said.Outcome, t, o)
	if !refused.IsZero() {
		said.Because += " " + refused.In(r.lang)
	}
	return said
}

// trace is why a rule on offers has its outcome.
func trace(a *doctrine.Applied, d, o fact.Facts, outcome doctrine.Outcome) condition.Trace {
	when, concerns := a.When.Trace(d, o), a.Concerns.Trace(d, o)
	var parts []condition.Trace
	switch {
	case outcome == doctrine.NotApplicable && when.Value == havre.No:
		parts = []condition.Trace{when}
	case outcome == doctrine.NotApplicable:
		parts = []condition.Trace{concerns}
	default:
		parts = []condition.Trace{when, concerns, a.Requires.Trace(d, o)}
	}
	return merge(parts, outcome == doctrine.Unknown)
}

// merge joins traces, each fact once. Where nothing remains to be known, what one
// part lacks does not matter.
func merge(parts []condition.Trace, missing bool) condition.Trace {
	var out condition.Trace
	for _, p := range parts {
		if p.Value == havre.Unknown && !missing {
			continue
		}
		for _, u := range p.Used {
			if !slices.Contains(out.Used, u) {
				out.Used = append(out.Used, u)
			}
		}
		for _, u := range p.Missing {
			if !slices.Contains(out.Missing, u) {
				out.Missing = append(out.Missing, u)
			}
		}
		out.Names = append(out.Names, p.Names...)
	}
	return out
}

// waiver is the derogation of the dossier in force for a rule and an offer. When
// there is one that does not count, the second result says why.
func (r *reading) waiver(a *doctrine.Applied, offer string) (*dossier.Derogation, havre.Text) {
	w := r.dossier.Derogation(a.Rule.ID, offer, r.opts.On)
	switch {
	case w == nil || a.Rule.Derogation == nil:
		return nil, havre.Text{}
	case w.Until.IsZero():
		return nil, havre.Text{FR: "La dérogation déclarée n'a pas de fin : elle ne compte pas.", EN: "The derogation declared has no end: it does not count."}
	case a.Rule.Derogation.EngagedOnly && !r.engagedBefore(a):
		return nil, havre.Text{FR: "La dérogation déclarée est réservée aux projets engagés avant la règle : elle ne compte pas.", EN: "The derogation declared is for projects engaged before the rule only: it does not count."}
	}
	return w, havre.Text{}
}

// doubt is what a reader must verify of a derogation. Havre cannot tell a genuine
// decision from another: it repeats who is said to have granted it, and says when it
// is longer than the rule allows.
func doubt(rule *doctrine.Derogation, w *dossier.Derogation) havre.Text {
	if rule.Months > 0 && !w.From.IsZero() && w.From.AddMonths(rule.Months).Before(w.Until) {
		return havre.Text{
			FR: "la durée déclarée dépasse les %d mois que prévoit la règle, sauf à compter d'une date plus tardive",
			EN: "the time declared is longer than the %d months of the rule, unless they count from a later day",
		}.With(rule.Months)
	}
	return havre.Text{}
}

// engagedBefore says that the project is known to have begun before the rule.
func (r *reading) engagedBefore(a *doctrine.Applied) bool {
	from := a.Rule.Period.From
	if from.IsZero() {
		from = a.Set.Period.From
	}
	day := r.dossier.Spec.Project.EngagedOn.Date
	return !day.IsZero() && day.Before(from)
}

func (r *reading) opening(d *doctrine.Derogation) *Opening {
	return &Opening{
		Authority: d.Authority.In(r.lang), Proof: d.Proof.In(r.lang), Months: d.Months,
		CountsFrom: d.CountsFrom.In(r.lang), Engaged: d.EngagedOnly,
	}
}

// sources is a rule's source, and all of them when there are several.
func sources(rule *doctrine.Rule, l havre.Lang) (RuleSource, []RuleSource) {
	all := make([]RuleSource, len(rule.Sources))
	for i, s := range rule.Sources.In(l) {
		all[i] = RuleSource{s.Title, s.Article, s.URL, s.Date, s.Confidence}
	}
	switch len(all) {
	case 0:
		return RuleSource{Confidence: havre.Unverified}, nil
	case 1:
		return all[0], nil
	}
	return all[0], all
}
