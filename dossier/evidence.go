package dossier

import (
	"strings"

	"github.com/havre-cloud/havre"
)

// Evidence is a document that meets one of the project's own obligations.
type Evidence struct {
	Rule     string     `json:"rule" required:"true" pattern:"^[A-Za-z0-9][A-Za-z0-9-]*$" form:"identifiant de règle (R4-EXIT) ou d'article (R4)|identifier of a rule (R4-EXIT) or article (R4)" doc:"règle, ou article qui en couvre plusieurs|rule, or article that covers several"`
	Document string     `json:"document,omitempty" doc:"document|document"`
	Date     havre.Date `json:"date,omitzero" doc:"date du document|date of the document"`
	Expires  havre.Date `json:"expires,omitzero" doc:"premier jour où il ne vaut plus|first day it is no longer valid"`
}

// EvidenceState says how well a rule is shown to be met.
type EvidenceState uint8

// The states, each worth more than those before it.
const (
	NoEvidence EvidenceState = iota // nothing is said of the rule
	Declared                        // said, without a dated document
	Expired                         // shown by a document that is no longer valid
	Shown                           // shown by a dated document, valid that day
)

// String is the identifier of the state.
func (s EvidenceState) String() string {
	return [...]string{"none", "declared", "expired", "shown"}[s]
}

// Evidence is the best there is for a rule on a day. A document dated later than
// that day did not exist yet: it is only a declaration.
func (d *Dossier) Evidence(rule string, on havre.Date) (EvidenceState, *Evidence) {
	state, best := NoEvidence, (*Evidence)(nil)
	for i := range d.Spec.Evidence {
		e := &d.Spec.Evidence[i]
		if s := e.state(on); e.covers(rule) && s > state {
			state, best = s, e
		}
	}
	return state, best
}

// covers says that the entry names the rule or its article: R4 covers R4-EXIT.
func (e *Evidence) covers(rule string) bool {
	article, _, _ := strings.Cut(rule, "-")
	return strings.EqualFold(e.Rule, rule) || strings.EqualFold(e.Rule, article)
}

func (e *Evidence) state(on havre.Date) EvidenceState {
	switch {
	case e.Document == "" || e.Date.IsZero() || on.Before(e.Date):
		return Declared
	case !e.Expires.IsZero() && !on.Before(e.Expires):
		return Expired
	}
	return Shown
}

// Derogation is the one in force on a day for a rule and an offer, or nil. One
// that names no offer covers all of them.
func (d *Dossier) Derogation(rule, offer string, on havre.Date) *Derogation {
	for i := range d.Spec.Derogations {
		g := &d.Spec.Derogations[i]
		in := havre.Period{From: g.From, Until: g.Until}
		if strings.EqualFold(g.Rule, rule) && (g.Offer == "" || g.Offer == offer) && in.Contains(on) {
			return g
		}
	}
	return nil
}
