package pages

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// reason is what one rule says of one offer: a line of the exported decision.
type reason struct {
	offer *decision.OfferRuled
	rule  *decision.RuleSaid
}

// reasonsTable is the decision as a table, for who must explain each refusal.
var reasonsTable = ui.Listing[reason]{
	ID: "reasons", Caption: havre.Text{FR: "Motifs de la décision", EN: "Reasons of the decision"},
	Columns: []ui.Column[reason]{
		wordColumn(havre.Text{FR: "Offre", EN: "Offer"}, func(_ *web.Request, x reason) string { return x.offer.Title }),
		wordColumn(havre.Text{FR: "Verdict", EN: "Verdict"}, func(r *web.Request, x reason) string { return r.Text(kindOf(x.offer).Text()) }),
		wordColumn(havre.Text{FR: "Règle", EN: "Rule"}, func(_ *web.Request, x reason) string { return x.rule.ID }),
		wordColumn(havre.Text{FR: "Intitulé", EN: "Title"}, func(r *web.Request, x reason) string { return said(r, x.rule.Title) }),
		wordColumn(havre.Text{FR: "Portée", EN: "Weight"}, func(r *web.Request, x reason) string { return r.Text(severityText(x.rule.Severity)) }),
		wordColumn(havre.Text{FR: "Résultat", EN: "Outcome"}, func(r *web.Request, x reason) string {
			_, word := outcomeState(x.rule.Outcome)
			return r.Text(word)
		}),
		wordColumn(havre.Text{FR: "Motif", EN: "Reason"}, func(r *web.Request, x reason) string { return recorded(r, x.rule.Because) }),
		wordColumn(havre.Text{FR: "Faits", EN: "Facts"}, func(r *web.Request, x reason) string { return factsLine(r, x.rule.Facts) }),
		wordColumn(havre.Text{FR: "Source de la règle", EN: "Source of the rule"}, func(_ *web.Request, x reason) string {
			return strings.TrimSpace(x.rule.Source.Title + " " + x.rule.Source.Article)
		}),
		wordColumn(havre.Text{FR: "Adresse de la source", EN: "Address of the source"}, func(_ *web.Request, x reason) string { return x.rule.Source.URL }),
	},
}

// factsLine is the facts of a rule on one line.
func factsLine(r *web.Request, facts []decision.FactRead) string {
	parts := make([]string, len(facts))
	for i, f := range facts {
		parts[i] = r.Say("%s : %s", "%s: %s", said(r, f.Title), valueText(r, f.Value))
		if source := cmp.Or(f.Source, f.URL); source != "" {
			parts[i] += " (" + source + ")"
		}
	}
	return r.Remarks(parts...)
}

// export sends every reason of the decision as a table.
func (v *decisionView) export(w http.ResponseWriter, r *web.Request) error {
	var rows []reason
	for i := range v.Verdicts {
		o := &v.Verdicts[i]
		for k := range o.Rules {
			rows = append(rows, reason{o, &o.Rules[k]})
		}
	}
	return reasonsTable.Export(w, r, v.Dossier+"-decision", ui.All(rows))
}
