package record

import (
	"context"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
)

// asked completes a request with the rule of the day, or says what is wrong in it.
func (s *Service) asked(d *Derogation, n *Need) error {
	today := s.Today()
	if d.From.IsZero() {
		d.From = today
	}
	d.On = today
	if today.Before(d.From) { // a rule to come may be derogated from before it begins
		d.On = d.From
	}
	h := s.Library.Now()
	rule, err := h.derogable(d.Rule, d.On, n.Ministry)
	if err != nil {
		return err
	}
	d.Rule, d.Asked = rule.Rule.ID, *rule.Rule.Derogation
	if d.Until.IsZero() && d.Asked.Months > 0 {
		d.Until = d.From.AddMonths(d.Asked.Months)
	}
	problems := append(d.incomplete(), d.periodProblems()...)
	if _, known := h.Catalogue.Offer(d.Offer); d.Offer != "" && !known {
		problems = append(problems, havre.Problem{Field: "offer", Value: d.Offer, Suggestion: havre.Nearest(d.Offer, h.offerIDs()), Message: havre.Text{
			FR: "aucune offre de ce nom au catalogue", EN: "no offer of that name in the catalogue",
		}})
	}
	problems = append(problems, engagement(rule, n)...)
	return problems.Err()
}

// incomplete says what a request must hold whatever the rule.
func (d *Derogation) incomplete() (problems havre.Problems) {
	d.Reason, d.Proof = strings.TrimSpace(d.Reason), strings.TrimSpace(d.Proof)
	if d.Reason == "" {
		problems = append(problems, havre.Problem{Field: "reason", Message: havre.Text{
			FR: "dites pourquoi la règle ne peut pas être respectée", EN: "say why the rule cannot be met",
		}})
	}
	if d.Proof == "" {
		problems = append(problems, havre.Problem{Field: "proof", Message: havre.Text{
			FR: "indiquez le document joint ; la règle demande : %s", EN: "name the document that comes with it; the rule asks for: %s",
		}.With(d.Asked.Proof)})
	}
	return problems
}

// periodProblems says what is wrong in the days of a derogation. One whose time
// counts from another day than its first may be longer than the months of the rule.
func (d *Derogation) periodProblems() (problems havre.Problems) {
	add := func(message havre.Text) {
		problems = append(problems, havre.Problem{Field: "until", Value: d.Until.String(), Message: message})
	}
	switch {
	case d.Until.IsZero():
		add(havre.Text{FR: "une dérogation a une fin", EN: "a derogation has an end"})
	case !d.From.Before(d.Until):
		add(havre.Text{FR: "la fin doit venir après le premier jour, le %s", EN: "the end must come after the first day, %s"}.With(d.From.Words()))
	case d.Longer() && d.Asked.CountsFrom.IsZero():
		longest := d.From.AddMonths(d.Asked.Months)
		add(havre.Text{FR: "la règle admet %[1]d mois au plus, donc le %[2]s", EN: "the rule allows %[1]d months at most, so %[2]s"}.With(d.Asked.Months, longest.Words()))
	}
	return problems
}

// engagement refuses to a project begun too late what is only for those already
// engaged when the rule began.
func engagement(rule *doctrine.Applied, n *Need) havre.Problems {
	if !rule.Rule.Derogation.EngagedOnly {
		return nil
	}
	d, err := DossierOf(n.Document)
	if err != nil {
		return nil //nolint:nilerr // it was right when it was stored; deciding tells
	}
	from := rule.Rule.Period.From
	if from.IsZero() {
		from = rule.Set.Period.From
	}
	if day := d.Spec.Project.EngagedOn.Date; !day.IsZero() && day.Before(from) {
		return nil
	}
	return havre.Problems{{Field: "rule", Value: rule.Rule.ID, Message: havre.Text{
		FR: "cette règle n’admet de dérogation que pour un projet engagé avant le %s (spec.project.engagedOn)",
		EN: "this rule allows derogations only for a project engaged before %s (spec.project.engagedOn)",
	}.With(from.Words())}}
}

// derogable is the rule in force on a day for a ministry, which must allow
// derogations.
func (h *Holding) derogable(id string, on havre.Date, ministry string) (*doctrine.Applied, error) {
	rules, err := h.Doctrine.InForce(on, "", ministry)
	if err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	var all, open []string
	for i := range rules {
		r := rules[i].Rule
		all = append(all, r.ID)
		if r.Derogation == nil {
			continue
		}
		open = append(open, r.ID)
		if strings.EqualFold(r.ID, id) {
			return &rules[i], nil
		}
	}
	for _, known := range all {
		if strings.EqualFold(known, id) {
			return nil, noDerogation(known, open)
		}
	}
	return nil, havre.Problems{{Field: "rule", Value: id, Suggestion: havre.Nearest(id, all), Message: havre.Text{
		FR: "aucune règle de ce nom n’est en vigueur le %s pour ce dossier", EN: "no rule of that name is in force on %s for this need",
	}.With(on.Words())}}
}

// noDerogation names the rules that do allow derogations.
func noDerogation(rule string, open []string) error {
	return &havre.Fault{
		Code: havre.Invalid, Rule: rule,
		Message: havre.Text{FR: "La règle %s n’admet pas de dérogation.", EN: "Rule %s allows no derogation."}.With(rule),
		Next: havre.Text{
			FR: "Changez le besoin ou choisissez une autre offre. Les règles qui en admettent une : %s.",
			EN: "Change the need or choose another offer. The rules that allow one: %s.",
		}.With(strings.Join(open, ", ")),
		Problems: havre.Problems{{Field: "rule", Value: rule, Message: havre.Text{FR: "sans dérogation possible", EN: "no derogation is possible"}}},
	}
}

// notAskedTwice refuses what waits for an answer already.
func notAskedTwice(ctx context.Context, tx Tx, d *Derogation) error {
	page, err := tx.Derogations(ctx, DerogationQuery{
		Needs: NeedQuery{All: true}, Need: d.Need, Rule: d.Rule, State: Requested, List: havre.List{Limit: havre.MaxLimit},
	})
	if err != nil {
		return err
	}
	for _, other := range page.Items {
		if other.Offer == d.Offer {
			return &havre.Fault{
				Code: havre.Conflict, Rule: d.Rule,
				Message: havre.Text{FR: "Cette dérogation est déjà demandée.", EN: "This derogation is already asked for."},
				Next:    havre.Text{FR: "Attendez la réponse, ou retirez la demande pour en faire une autre.", EN: "Wait for the answer, or withdraw the request to make another."},
			}
		}
	}
	return nil
}
