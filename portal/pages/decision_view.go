package pages

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// decisionView is the page of a decision, on record or only tried.
type decisionView struct {
	*decision.Decision
	Summary  *record.DecisionSummary // nil when it is not on record
	Need     *record.Need            // nil idem
	Document string                  // of one that is not on record
	Warnings havre.Problems
	Replayed *record.Replayed
	Reasons  record.Reasons  // why it was reopened
	Foreign  havre.Lang      // the language its sentences are in, when it is not the reader's
	Plans    map[string]bool // offers that have something to order
}

// offerPath is the whole reasoning on one offer, "" when it is not on record.
func (v *decisionView) offerPath(offer string) string {
	if v.Summary == nil {
		return ""
	}
	return needPath(v.Summary.Need, "decisions", itoa(v.Summary.Number), "offres", offer)
}

func (v *decisionView) path(rest ...string) string {
	return needPath(v.Summary.Need, append([]string{"decisions", itoa(v.Summary.Number)}, rest...)...)
}

func (v *decisionView) name() string {
	if v.Title != "" {
		return v.Title
	}
	return v.Dossier
}

var tallyWords = map[ui.VerdictKind][2]havre.Text{
	ui.Eligible:    {{FR: "éligible", EN: "eligible"}, {FR: "éligibles", EN: "eligible"}},
	ui.Conditional: {{FR: "éligible sous réserve", EN: "eligible if confirmed"}, {FR: "éligibles sous réserve", EN: "eligible if confirmed"}},
	ui.Unassessed:  {{FR: "non évaluable", EN: "cannot be assessed"}, {FR: "non évaluables", EN: "cannot be assessed"}},
	ui.Excluded:    {{FR: "écartée", EN: "ruled out"}, {FR: "écartées", EN: "ruled out"}},
}

// tally counts the four verdicts, those that no offer has left out.
func (v *decisionView) tally(r *web.Request) []ui.TallyItem {
	var out []ui.TallyItem
	for _, g := range groupVerdicts(v.Verdicts) {
		words := tallyWords[g.Kind]
		out = append(out, ui.TallyItem{
			Kind: g.Kind, Count: len(g.Offers), Path: "#" + string(g.Kind), Words: r.Many(len(g.Offers), words[0], words[1]),
		})
	}
	return out
}

var groupTitles = map[ui.VerdictKind]havre.Text{
	ui.Eligible:    {FR: "Offres éligibles", EN: "Eligible offers"},
	ui.Conditional: {FR: "Éligibles sous réserve", EN: "Eligible if confirmed"},
	ui.Unassessed:  {FR: "Non évaluables", EN: "Cannot be assessed"},
	ui.Excluded:    {FR: "Offres écartées", EN: "Offers ruled out"},
}

// weighing is a rule that decides, and on how many offers.
type weighing struct {
	decision.RuleSaid
	Fails, Doubts, Waived int
}

// deciding lists the rules that rule offers out or hold them back, those that weigh
// most first: why, before what.
func (v *decisionView) deciding() []weighing {
	var out []weighing
	at := map[string]int{}
	for i := range v.Verdicts {
		for _, rule := range v.Verdicts[i].Rules {
			if !decides(&rule) {
				continue
			}
			if _, ok := at[rule.ID]; !ok {
				at[rule.ID] = len(out)
				out = append(out, weighing{RuleSaid: rule})
			}
			out[at[rule.ID]].add(rule.Outcome)
		}
	}
	slices.SortStableFunc(out, func(a, b weighing) int {
		return cmp.Or(cmp.Compare(b.Fails, a.Fails), cmp.Compare(b.Doubts, a.Doubts), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (w *weighing) add(o doctrine.Outcome) {
	switch o {
	case doctrine.Fail:
		w.Fails++
	case decision.Waived:
		w.Waived++
	default:
		w.Doubts++
	}
}

// decides says that a rule rules its offer out or holds it back, or would without a
// derogation.
func decides(rule *decision.RuleSaid) bool {
	return rule.Severity == doctrine.Must &&
		(rule.Outcome == doctrine.Fail || rule.Outcome == doctrine.Unknown || rule.Outcome == decision.Waived)
}

// decidersOf are the rules that decide for one offer, the blocking ones first.
func decidersOf(o *decision.OfferRuled) []decision.RuleSaid {
	var out []decision.RuleSaid
	for _, rule := range o.Rules {
		if decides(&rule) {
			out = append(out, rule)
		}
	}
	slices.SortStableFunc(out, func(a, b decision.RuleSaid) int { return cmp.Compare(urgency(a.Outcome), urgency(b.Outcome)) })
	return out
}

func urgency(o doctrine.Outcome) int {
	return slices.Index([]doctrine.Outcome{doctrine.Fail, doctrine.Unknown, decision.Waived}, o)
}

// reservations are the recommendations that an offer does not follow.
func reservations(o *decision.OfferRuled) []decision.RuleSaid {
	var out []decision.RuleSaid
	for _, rule := range o.Rules {
		if rule.Severity == doctrine.Should && rule.Outcome == doctrine.Fail {
			out = append(out, rule)
		}
	}
	return out
}

// satisfied counts the mandatory rules that apply to an offer, and those it passes.
func satisfied(o *decision.OfferRuled) (passed, all int) {
	for _, rule := range o.Rules {
		if rule.Severity != doctrine.Must || rule.Outcome == doctrine.NotApplicable {
			continue
		}
		all++
		if rule.Outcome == doctrine.Pass || rule.Outcome == decision.Waived {
			passed++
		}
	}
	return passed, all
}

// matrix crosses the rules that tell offers apart with the offers: the others say
// the same of all.
func (v *decisionView) matrix(r *web.Request) ui.TableProps {
	t := ui.TableProps{
		ID: "matrix", Caption: r.Say("Règles et offres", "Rules and offers"), Matrix: true, Sticky: true,
		Columns: []ui.Head{{Name: r.Say("Règle", "Rule")}},
	}
	for i := range v.Verdicts {
		t.Columns = append(t.Columns, ui.Head{Name: said(r, v.Verdicts[i].Title)})
	}
	for _, w := range v.deciding() {
		row := ui.Row{Cells: []templ.Component{ruleName(r, &w.RuleSaid)}}
		for i := range v.Verdicts {
			row.Cells = append(row.Cells, ruleCell(r, ruleOf(&v.Verdicts[i], w.ID)))
		}
		t.Rows = append(t.Rows, row)
	}
	total := ui.Row{Cells: []templ.Component{ui.Text(r.Say("Verdict", "Verdict"))}}
	for i := range v.Verdicts {
		total.Cells = append(total.Cells, verdictCell(r, kindOf(&v.Verdicts[i])))
	}
	t.Rows = append(t.Rows, total)
	return t
}

// ruleOf is what a rule says of an offer, nil when it is silent.
func ruleOf(o *decision.OfferRuled, id string) *decision.RuleSaid {
	for i := range o.Rules {
		if o.Rules[i].ID == id {
			return &o.Rules[i]
		}
	}
	return nil
}

// quiet counts the rules that say the same of every offer: satisfied, or without
// object.
func (v *decisionView) quiet() int {
	if len(v.Verdicts) == 0 {
		return 0
	}
	return len(v.Verdicts[0].Rules) - len(v.deciding())
}

// duties are the obligations of a state, those that compel first.
type duties struct {
	State doctrine.Outcome
	List  []decision.Obligation
}

// duties groups obligations by state: what is to be done comes first.
func (v *decisionView) duties() []duties {
	var out []duties
	for _, state := range []doctrine.Outcome{doctrine.Unmet, doctrine.Unknown, doctrine.Declared, doctrine.Met, doctrine.NotApplicable} {
		d := duties{State: state}
		for _, o := range v.Obligations {
			if o.State == state {
				d.List = append(d.List, o)
			}
		}
		slices.SortStableFunc(d.List, func(a, b decision.Obligation) int {
			return cmp.Compare(severityOrder(a.Severity), severityOrder(b.Severity))
		})
		if len(d.List) > 0 {
			out = append(out, d)
		}
	}
	return out
}

func severityOrder(s doctrine.Severity) int {
	return slices.Index([]doctrine.Severity{doctrine.Must, doctrine.Should, doctrine.Info}, s)
}

var dutyTitles = map[doctrine.Outcome]havre.Text{
	doctrine.Unmet:         {FR: "À faire ou à montrer", EN: "To do or to show"},
	doctrine.Unknown:       {FR: "À préciser : une réponse manque", EN: "To be clarified: an answer is missing"},
	doctrine.Declared:      {FR: "Déclaré, mais aucun document daté ne le montre", EN: "Declared, but no dated document shows it"},
	doctrine.Met:           {FR: "Rempli", EN: "Met"},
	doctrine.NotApplicable: {FR: "Sans objet pour ce projet", EN: "Not applicable to this project"},
}

// offerTitle is what an offer is called in the decision.
func (v *decisionView) offerTitle(id string) string {
	if o, ok := v.Offer(id); ok {
		return o.Title
	}
	return id
}

// offerTitles joins the names of offers.
func (v *decisionView) offerTitles(r *web.Request, ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = said(r, v.offerTitle(id))
	}
	return r.And(names...)
}

// sets names the rule sets that judged, with their versions.
func (v *decisionView) sets() []string {
	out := make([]string, len(v.Doctrine))
	for i, s := range v.Doctrine {
		out[i] = s.ID + " " + s.Version
	}
	return out
}

// rank is the place of an offer among those not ruled out.
func rank(o *decision.OfferRuled) string {
	if o.Rank == 0 {
		return ""
	}
	return strconv.Itoa(o.Rank) + ". "
}
