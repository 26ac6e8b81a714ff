package order

import (
	"context"
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/record"
)

// ruling is the decision in force of a need, as orders read it.
type ruling struct {
	summary *record.DecisionSummary // nil when none was taken
	parsed  *decision.Decision
	rules   *doctrine.Doctrine // of today, for their words: the decision speaks one language
}

// rulingOf reads the decision in force.
func (s *Service) rulingOf(ctx context.Context, tx Tx, n *record.Need) (*ruling, error) {
	rules := s.Records.Library.Now().Doctrine
	if n.Current == nil {
		return &ruling{rules: rules}, nil
	}
	d, err := tx.DecisionGist(ctx, n.Current.ID)
	if err != nil {
		return nil, err
	}
	parsed, err := d.Parsed()
	if err != nil {
		return nil, fmt.Errorf("reading decision %s: %w", d.ID, err)
	}
	return &ruling{n.Current, parsed, rules}, nil
}

// follow checks that the decision that was read is still that of the need.
func (r *ruling) follow(n *record.Need) error {
	if n.Current != nil && r.summary != nil && n.Current.ID != r.summary.ID {
		return errMoved
	}
	if r.summary != nil {
		r.summary = n.Current
	}
	return nil
}

// gate says whether the decision in force lets an order through. It is a refusal that
// names the rules, and the way to a derogation where one is open.
func (r *ruling) gate(n *record.Need, o *Order) *havre.Fault {
	if r.summary != nil && o.onlyEnds() {
		return nil
	}
	if f := r.stands(n); f != nil {
		return f
	}
	var problems havre.Problems
	var rule string
	open := false
	for i := range o.Items {
		it := &o.Items[i]
		if it.Action == Delete {
			continue
		}
		p, said := r.refuses(it)
		problems = append(problems, p...)
		for _, s := range said {
			rule = firstOf(rule, s.ID)
			open = open || s.Derogation != nil
		}
	}
	if problems == nil {
		return nil
	}
	f := &havre.Fault{
		Code: havre.Conflict, Rule: rule, Problems: problems,
		Message: havre.Text{FR: "La décision en vigueur ne permet pas cette commande.", EN: "The decision in force does not allow this order."},
		Next:    havre.Text{FR: "Choisissez une offre éligible, ou complétez le dossier et décidez de nouveau.", EN: "Choose an eligible offer, or complete the need and decide again."},
	}
	if open {
		f.Next = havre.Text{
			FR: "Choisissez une offre éligible ; sinon, demandez une dérogation à la règle depuis le dossier, puis décidez de nouveau.",
			EN: "Choose an eligible offer; otherwise ask for a derogation from the rule on the page of the need, then decide again.",
		}
	}
	return f
}

// onlyEnds says whether nothing is added or changed: what is no longer allowed, or no
// longer decided, may always be ended.
func (o *Order) onlyEnds() bool {
	return len(o.Items) > 0 && !slices.ContainsFunc(o.Items, func(it Item) bool { return it.Action != Delete })
}

// stands refuses to order on a decision that is not there, or no longer in force.
func (r *ruling) stands(n *record.Need) *havre.Fault {
	f := &havre.Fault{Code: havre.Conflict, Next: havre.Text{FR: "Prenez la décision sur la page du dossier, puis commandez.", EN: "Take the decision on the page of the need, then order."}}
	switch {
	case n.State != record.Shared:
		f.Message = havre.Text{FR: "Ce dossier n’est pas partagé : ceux qui valident les commandes ne peuvent pas le lire.", EN: "This need is not shared: those who approve orders cannot read it."}
		f.Next = havre.Text{FR: "Partagez le dossier avec l’organisation, puis commandez.", EN: "Share the need with the organisation, then order."}
	case r.summary == nil:
		f.Message = havre.Text{FR: "Aucune décision n’est prise pour ce dossier.", EN: "No decision was taken for this need."}
	case r.summary.State == record.Reopened:
		f.Message = havre.Text{FR: "La décision est rouverte : un fait qu’elle utilise a changé.", EN: "The decision is reopened: a fact it uses has changed."}
	case r.summary.Revision != n.Revision:
		f.Message = havre.Text{FR: "Le dossier a changé depuis la décision.", EN: "The need has changed since the decision."}
	default:
		return nil
	}
	return f
}

// refuses tells why an item may not be ordered, with the rules behind it.
func (r *ruling) refuses(it *Item) (havre.Problems, []decision.RuleSaid) {
	field := fmt.Sprintf("items.%d.offer", it.Number)
	v, ok := r.parsed.Offer(it.Offer)
	if !ok {
		return havre.Problems{{Field: field, Value: it.Offer, Message: havre.Text{FR: "la décision en vigueur ne connaît pas cette offre", EN: "the decision in force does not know this offer"}}}, nil
	}
	var said []decision.RuleSaid
	switch v.Verdict {
	case decision.Eligible:
		return nil, nil
	case decision.Ineligible:
		said = behind(v, doctrine.Fail)
	case decision.Undetermined, decision.NotListed:
		said = behind(v, doctrine.Unknown)
	}
	var out havre.Problems
	for _, s := range said {
		out = append(out, havre.Problem{Field: field, Value: it.Offer, Message: r.told(s)})
	}
	return out, said
}

// told is a rule that stands in the way, as people read it.
func (r *ruling) told(s decision.RuleSaid) havre.Text {
	title, because := havre.Same(s.Title), havre.Same(s.Because)
	var authority havre.Text
	if s.Derogation != nil {
		authority = havre.Same(s.Derogation.Authority)
	}
	if rule := ruleOf(r.rules, s.Doctrine, s.ID); rule != nil {
		title = rule.Title
		because = inOther(because, s.Title == rule.Title.FR, firstText(rule.Because.Of(s.Outcome), rule.Text))
		if s.Derogation != nil && rule.Derogation != nil {
			authority = rule.Derogation.Authority
		}
	}
	out := havre.Text{FR: "%[1]s (%[2]s) : %[3]s", EN: "%[1]s (%[2]s): %[3]s"}.With(s.ID, title, because)
	if !authority.IsZero() {
		out = havre.Text{FR: "%[1]s Dérogation possible, accordée par : %[2]s.", EN: "%[1]s A derogation is possible, granted by: %[2]s."}.With(out, authority)
	}
	return out
}

// inOther takes a sentence said in French, or else in English, and words it in the other
// language.
func inOther(said havre.Text, french bool, words havre.Text) havre.Text {
	if french {
		said.EN = words.EN
	} else {
		said.FR = words.FR
	}
	return said
}

func firstText(a, b havre.Text) havre.Text {
	if !a.IsZero() {
		return a
	}
	return b
}

// ruleOf is a rule of the doctrine in use, nil when it no longer has it.
func ruleOf(rules *doctrine.Doctrine, set, id string) *doctrine.Rule {
	in, ok := rules.Set(set)
	if !ok {
		return nil
	}
	i := slices.IndexFunc(in.Rules, func(r *doctrine.Rule) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return in.Rules[i]
}

// behind are the binding rules of an outcome.
func behind(v *decision.OfferRuled, outcome doctrine.Outcome) []decision.RuleSaid {
	return slices.DeleteFunc(slices.Clone(v.Rules), func(s decision.RuleSaid) bool {
		return s.Outcome != outcome || s.Severity != doctrine.Must
	})
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
