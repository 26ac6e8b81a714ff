package pages

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

func (v *decisionView) offerCrumbs(r *web.Request) []ui.Crumb {
	crumbs := v.crumbs(r)
	if v.Summary == nil {
		return crumbs
	}
	return append(crumbs, ui.Crumb{Name: r.Say("Décision n° %s", "Decision no. %s", r.Number(v.Summary.Number)), Path: v.path()})
}

func (v *decisionView) offerLead(r *web.Request, o *decision.OfferRuled) string {
	passed, all := satisfied(o)
	return r.Say("Au %s : %s règles satisfaites sur %s qui s'appliquent.", "On %s: %s rules satisfied of %s that apply.", r.Date(v.On), r.Number(passed), r.Number(all))
}

// ruleGroup is the rules of one outcome.
type ruleGroup struct {
	Outcome doctrine.Outcome
	Rules   []decision.RuleSaid
}

// rulesByOutcome groups the rules of an offer: what rules it out comes first.
func rulesByOutcome(o *decision.OfferRuled) []ruleGroup {
	var out []ruleGroup
	for _, outcome := range []doctrine.Outcome{doctrine.Fail, doctrine.Unknown, decision.Waived, doctrine.Pass, doctrine.NotApplicable} {
		g := ruleGroup{Outcome: outcome}
		for _, rule := range o.Rules {
			if rule.Outcome == outcome {
				g.Rules = append(g.Rules, rule)
			}
		}
		if len(g.Rules) > 0 {
			out = append(out, g)
		}
	}
	return out
}

var ruleGroupTitles = map[doctrine.Outcome]havre.Text{
	doctrine.Fail:          {FR: "Règles non satisfaites", EN: "Rules not satisfied"},
	doctrine.Unknown:       {FR: "Règles à confirmer", EN: "Rules to be confirmed"},
	decision.Waived:        {FR: "Règles levées par une dérogation", EN: "Rules set aside by a derogation"},
	doctrine.Pass:          {FR: "Règles satisfaites", EN: "Rules satisfied"},
	doctrine.NotApplicable: {FR: "Règles sans objet ici", EN: "Rules that do not apply here"},
}

// factsTable is the facts that a rule used.
func factsTable(r *web.Request, rule *decision.RuleSaid) ui.TableProps {
	t := ui.TableProps{
		ID: "f-" + rule.ID, Caption: r.Say("Faits utilisés par %s", "Facts used by %s", rule.ID), Cards: true,
		Columns: []ui.Head{{Name: r.Say("Fait", "Fact")}, {Name: r.Say("Valeur", "Value")}, {Name: r.Say("Qui le dit", "Who says so")}},
	}
	for _, f := range rule.Facts {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(web.Capital(said(r, f.Title))), ui.Text(valueText(r, f.Value)), factOrigin(r, f),
		}})
	}
	return t
}

// missingText names the facts that a rule lacks.
func missingText(r *web.Request, rule *decision.RuleSaid) string {
	names := make([]string, len(rule.Missing))
	for i, path := range rule.Missing {
		names[i] = path
		for _, f := range rule.Facts {
			if path == f.Path || strings.HasSuffix(path, "."+f.Path) {
				names[i] = said(r, f.Title)
			}
		}
	}
	return r.And(names...)
}
