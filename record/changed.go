package record

import (
	"slices"

	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
)

// Causes that only the record knows, beside those of a comparison.
const (
	ByDerogation decision.CauseKind = "derogation" // one was granted, began, ended or was given up
	ByEvidence   decision.CauseKind = "evidence"   // a document lapsed, or shows something at last
	ByProgram    decision.CauseKind = "program"    // the same facts and rules, read otherwise
)

// changesBetween is what a later decision does not say as an earlier one: outcomes
// and verdicts, obligations, and the facts that a rule read even when they change
// no outcome. The judges are those that each was taken by.
func changesBetween(a, b *decision.Decision, from, to *decision.Judge) []Changed {
	c := decision.Between(a, b, from, to)
	sameRules := slices.Equal(a.Doctrine, b.Doctrine)
	var out []Changed
	for _, ch := range c.Changes {
		if len(ch.Causes) == 0 { // the offer is new, or gone
			out = append(out, Changed{Offer: ch.Offer, Kind: decision.FactChanged, From: ch.From, To: ch.To})
		}
		for _, cause := range ch.Causes {
			out = append(out, Changed{
				Offer: ch.Offer, Rule: cause.Rule, Kind: kindOf(&cause, sameRules), From: ch.From, To: ch.To, Facts: cause.Facts, Because: cause.Because,
			})
		}
	}
	out = append(out, quietFacts(a, b, from, to)...)
	for _, ch := range c.Obligations {
		out = append(out, obligationChanged(ch, a, b))
	}
	return out
}

// kindOf tells a derogation, and the program itself, from the rules and the facts.
func kindOf(c *decision.Cause, sameRules bool) decision.CauseKind {
	switch {
	case c.From == decision.Waived || c.To == decision.Waived:
		return ByDerogation
	case c.Kind == decision.RuleChanged && sameRules:
		return ByProgram
	}
	return c.Kind
}

// quietFacts are facts that changed without changing the outcome of the rule that
// read them. What is only said for information is left aside.
func quietFacts(a, b *decision.Decision, from, to *decision.Judge) (out []Changed) {
	for i := range b.Verdicts {
		vb := &b.Verdicts[i]
		va, ok := a.Offer(vb.Offer)
		if !ok {
			continue
		}
		for j := range vb.Rules {
			rb := &vb.Rules[j]
			ra := ruleOf(va, rb.ID)
			if ra == nil || ra.Outcome != rb.Outcome || ra.Severity != rb.Severity || rb.Outcome == doctrine.NotApplicable || rb.Severity == doctrine.Info {
				continue
			}
			if facts := decision.FactChanges(ra, rb, vb.Offer, from, to); len(facts) > 0 {
				out = append(out, Changed{
					Offer: vb.Offer, Rule: rb.ID, Kind: decision.FactChanged, From: va.Verdict, To: vb.Verdict, Facts: facts, Because: rb.Because,
				})
			}
		}
	}
	return out
}

func ruleOf(v *decision.OfferRuled, id string) *decision.RuleSaid {
	i := slices.IndexFunc(v.Rules, func(r decision.RuleSaid) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &v.Rules[i]
}

func obligationChanged(ch decision.ObligationChange, a, b *decision.Decision) Changed {
	out := Changed{Rule: ch.Rule, Kind: decision.FactChanged, State: ch.To}
	before, after := obligationOf(a, ch.Rule), obligationOf(b, ch.Rule)
	switch {
	case after == nil:
		out.Kind, out.State, out.Because = decision.RuleEnded, doctrine.NotApplicable, before.Because
	case before == nil:
		out.Kind, out.Because = decision.RuleBegan, after.Because
	default:
		out.Because = after.Because
		if byEvidence(before, after) {
			out.Kind = ByEvidence
		}
	}
	return out
}

// byEvidence says that what shows an obligation is what changed, rather than
// whether it is due.
func byEvidence(before, after *decision.Obligation) bool {
	due := before.State != doctrine.NotApplicable && after.State != doctrine.NotApplicable
	return due && (before.Document != after.Document || (before.State == doctrine.Met) != (after.State == doctrine.Met))
}

func obligationOf(d *decision.Decision, rule string) *decision.Obligation {
	i := slices.IndexFunc(d.Obligations, func(o decision.Obligation) bool { return o.Rule == rule })
	if i < 0 {
		return nil
	}
	return &d.Obligations[i]
}

// moves says whether a verdict is not what it was.
func moves(changes []Changed) bool {
	return slices.ContainsFunc(changes, func(c Changed) bool { return c.From != c.To })
}
