package doctrine

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// Outcome is what one rule makes of one dossier, with an offer when it judges
// offers.
type Outcome string

// Rules on offers pass, fail, are unknown or not applicable; obligations are met,
// declared, unmet, unknown or not applicable.
const (
	Pass          Outcome = "pass"
	Fail          Outcome = "fail"
	Met           Outcome = "met"      // a dated, unexpired document shows it
	Declared      Outcome = "declared" // said without a dated document
	Unmet         Outcome = "unmet"
	Unknown       Outcome = "unknown"
	NotApplicable Outcome = "not-applicable"
)

// Outcomes lists those that a rule may have, in the order reports show them.
func (j Judges) Outcomes() []Outcome {
	if j == Offer {
		return []Outcome{Pass, Fail, Unknown, NotApplicable}
	}
	return []Outcome{Met, Declared, Unmet, Unknown, NotApplicable}
}

// Shown is what a dossier brings to show that an obligation is met.
type Shown string

// The three states of the evidence for one rule.
const (
	Nothing  Shown = "none"
	Claim    Shown = "declared" // an entry without a document, without a date, or expired
	Document Shown = "document" // a dated document that has not expired
)

// Applies says whether the rule applies to this dossier and this offer.
func (a *Applied) Applies(d, o fact.Facts) havre.Truth {
	t := a.When.Eval(d, o)
	if t == havre.No {
		return havre.No
	}
	return t.And(a.Concerns.Eval(d, o))
}

// Outcome is what a rule on offers makes of a dossier and an offer. A requirement
// that is met settles the rule even while it is unknown whether the rule applies:
// nothing that remains to be learnt could make it fail.
func (a *Applied) Outcome(d, o fact.Facts) Outcome {
	applies := a.Applies(d, o)
	if applies == havre.No {
		return NotApplicable
	}
	requires := a.Requires.Eval(d, o)
	switch {
	case requires == havre.Yes:
		return Pass
	case requires == havre.No && applies == havre.Yes:
		return Fail
	}
	return Unknown
}

// Obligation is the state of a rule on the project or the organisation. The facts
// of the offer are those of the offer chosen, or unknown while none is.
func (a *Applied) Obligation(d, o fact.Facts, shown Shown) Outcome {
	switch a.Applies(d, o) {
	case havre.No:
		return NotApplicable
	case havre.Unknown:
		return Unknown
	case havre.Yes:
	}
	switch {
	case a.Rule.asksEvidence() && shown == Document:
		return Met
	case a.Rule.asksEvidence() && shown == Claim:
		return Declared
	case a.Rule.Requires == "":
		return Unmet
	}
	switch a.Requires.Eval(d, o) {
	case havre.No:
		return Unmet
	case havre.Unknown:
		return Unknown
	case havre.Yes:
	}
	if len(a.Rule.Evidence) > 0 {
		return Declared
	}
	return Met
}

// asksEvidence says that a document may show the rule to be met. No document does
// when the facts alone settle it, like the coherence of two levels.
func (r *Rule) asksEvidence() bool { return len(r.Evidence) > 0 || r.Requires == "" }
