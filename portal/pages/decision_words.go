package pages

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

func (v *decisionView) title(r *web.Request) string {
	if v.Summary == nil {
		return r.Say("Où héberger « %s »", "Where “%s” may be hosted", v.name())
	}
	return r.Say("Décision n° %s : %s", "Decision no. %s: %s", r.Number(v.Summary.Number), v.name())
}

// lead is the outcome in a sentence.
func (v *decisionView) lead(r *web.Request) string {
	first := ""
	eligible := 0
	for i := range v.Verdicts {
		if v.Verdicts[i].Verdict == decision.Eligible {
			if eligible == 0 {
				first = said(r, v.Verdicts[i].Title)
			}
			eligible++
		}
	}
	switch {
	case eligible == 1:
		return r.Say("Une offre convient : %s.", "One offer fits: %s.", first)
	case eligible > 1:
		return r.Say("%s offres conviennent ; la première est %s.", "%s offers fit; the first is %s.", r.Number(eligible), first)
	case v.Best() == decision.Undetermined:
		return r.Say("Aucune offre ne convient à coup sûr, mais il manque des réponses : voyez les questions à poser.", "No offer fits for certain, but answers are missing: see the questions to ask.")
	}
	return r.Say("Aucune offre du catalogue ne convient. Voici pourquoi, et ce qui s'en approche.", "No offer of the catalogue fits. This is why, and what comes near.")
}

func (v *decisionView) crumbs(r *web.Request) []ui.Crumb {
	if v.Need == nil {
		return []ui.Crumb{{Name: r.Say("Décider sans enregistrer", "Decide without keeping"), Path: "/decider"}}
	}
	return append(needCrumbs(r), ui.Crumb{Name: v.Need.Title, Path: needPath(v.Need.ID)})
}

// speaking is the request in another language: sentences quoted in it then stand
// among words of the same.
func speaking(r *web.Request, lang havre.Lang) *web.Request {
	other := *r
	other.Lang = lang
	return &other
}

// recall is what the decision is about, on a line.
func (v *decisionView) recall(r *web.Request) []ui.Pair {
	out := []ui.Pair{{Name: r.Say("Au", "On"), Value: ui.Day(r, v.On)}}
	if s := v.Summary; s != nil {
		out = append(out,
			ui.Pair{Name: r.Say("Organisation", "Organisation"), Value: ui.Text(s.OrgTitle)},
			ui.Pair{Name: r.Say("Prise par", "Taken by"), Value: ui.Text(s.TakenByName)},
			ui.Pair{Name: r.Say("Révision du dossier", "Revision of the need"), Value: ui.Text(r.Number(s.Revision))})
		if !s.Due.IsZero() {
			out = append(out, ui.Pair{Name: r.Say("À revoir le", "To review on"), Value: ui.Day(r, s.Due)})
		}
	}
	return out
}

// decidingTable is the rules that decide, with what each asks and where it is written.
func (v *decisionView) decidingTable(r *web.Request, list []weighing) ui.TableProps {
	t := ui.TableProps{
		ID: "deciding", Caption: r.Say("Règles qui décident", "Rules that decide"), Cards: true,
		Columns: []ui.Head{
			{Name: r.Say("Règle", "Rule")},
			{Name: r.Say("Écarte", "Rules out"), Number: true},
			{Name: r.Say("Laisse en doute", "Leaves in doubt"), Number: true},
			{Name: r.Say("Source", "Source")},
		},
	}
	for i := range list {
		w := &list[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ruleName(r, &w.RuleSaid), ui.Text(r.Number(w.Fails)), ui.Text(r.Number(w.Doubts)), ruleSourceCell(r, w.Source),
		}})
	}
	return t
}

// rulePath is the page of a rule.
func rulePath(set, rule string) string {
	return "/regles/" + url.PathEscape(set) + "/" + url.PathEscape(rule)
}

// askDerogationPath is the form that asks for a derogation, already filled.
func askDerogationPath(need, rule, offer string) string {
	q := url.Values{fieldRule: {rule}}
	if offer != "" {
		q.Set(fieldOffer, offer)
	}
	return needPath(need, "derogations", "nouvelle") + "?" + q.Encode()
}

// telling are the facts of the catalogue that a rule stands on: of a refusal, those
// that say no, when some do; of a doubt, none.
func telling(rule *decision.RuleSaid) []decision.FactRead {
	if rule.Outcome == doctrine.Unknown {
		return nil
	}
	var known, against []decision.FactRead
	for _, f := range rule.Facts {
		if f.From != "catalogue" || f.Value == havre.Unknown.String() {
			continue
		}
		known = append(known, f)
		if f.Value == havre.No.String() {
			against = append(against, f)
		}
	}
	if len(against) > 0 {
		return against
	}
	return known
}

// openingText says how a rule may be set aside.
func openingText(r *web.Request, o *decision.Opening) string {
	parts := []string{r.Say("Une dérogation est possible. Qui l'accorde : %s", "A derogation is possible. Who grants it: %s", said(r, o.Authority))}
	if o.Proof != "" {
		parts = append(parts, r.Say("sur quelle preuve : %s", "on what proof: %s", said(r, o.Proof)))
	}
	if o.Months > 0 {
		parts = append(parts, r.Say("%s mois au plus", "%s months at most", r.Number(o.Months))+countsFrom(r, o.CountsFrom))
	}
	if o.Engaged {
		parts = append(parts, r.Say("pour un projet engagé avant la règle", "for a project engaged before the rule"))
	}
	return r.Remarks(parts...) + "."
}

func countsFrom(r *web.Request, from string) string {
	if from == "" {
		return ""
	}
	return r.Say(" à compter de : %s", " counted from: %s", said(r, from))
}

// offerChoice joins the names of offers of which one may be chosen.
func (v *decisionView) offerChoice(r *web.Request, ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = said(r, v.offerTitle(id))
	}
	return r.Or(names...)
}

// sameVerdict are the changes that move no verdict.
func sameVerdict(why record.Reasons) (out []record.Reason) {
	for _, g := range why.Groups {
		if !g.Moved && g.Offer != "" {
			out = append(out, g)
		}
	}
	return out
}

// sourceTail is what follows the title of a source: article, date, confidence.
func sourceTail(r *web.Request, s decision.RuleSource) string {
	var b strings.Builder
	if s.Article != "" {
		b.WriteString(", " + s.Article)
	}
	if !s.Date.IsZero() {
		b.WriteString(", " + r.Date(s.Date))
	}
	if s.URL != "" && s.Confidence != "" {
		b.WriteString(", " + r.Text(s.Confidence.Text()))
	}
	return b.String()
}

// factTail is what follows the source of a fact.
func factTail(r *web.Request, f decision.FactRead) string {
	var b strings.Builder
	if !f.Date.IsZero() {
		b.WriteString(", " + r.Date(f.Date))
	}
	if f.Confidence != "" {
		b.WriteString(", " + r.Text(f.Confidence.Text()))
	}
	if !f.Until.IsZero() {
		b.WriteString(", " + r.Say("valable jusqu'au %s", "valid until %s", r.Date(f.Until.AddDays(-1))))
	}
	if f.Note != "" {
		b.WriteString(". " + web.Capital(said(r, f.Note)))
	}
	return b.String()
}

// dossierLine is where the need says a fact.
func dossierLine(r *web.Request, f decision.FactRead) string {
	if f.Line > 0 {
		return r.Say("Le dossier, ligne %s", "The need, line %s", r.Number(f.Line))
	}
	return r.Say("Le dossier", "The need")
}

// standingLine is where an offer stands: the rules it passes, and what ranks it.
func standingLine(r *web.Request, o *decision.OfferRuled) string {
	passed, all := satisfied(o)
	text := r.Say("%s règles satisfaites sur %s qui s'appliquent", "%s rules satisfied of %s that apply", r.Number(passed), r.Number(all))
	if len(o.RankedBy) > 0 {
		text += " · " + said(r, strings.Join(o.RankedBy, " · "))
	}
	return text
}

// shownDeciders are the rules that a card shows, and how many others it leaves to
// the page of the offer: an offer ruled out needs no doubt to be told.
func shownDeciders(o *decision.OfferRuled) (shown []decision.RuleSaid, others int) {
	for _, rule := range decidersOf(o) {
		if o.Verdict == decision.Ineligible && rule.Outcome == doctrine.Unknown {
			others++
			continue
		}
		shown = append(shown, rule)
	}
	return shown, others
}

// dutyTable is obligations of one state: what is missing, which document shows it.
func (v *decisionView) dutyTable(r *web.Request, d duties) ui.TableProps {
	t := ui.TableProps{
		ID: "d-" + string(d.State), Caption: r.Text(dutyTitles[d.State]), Cards: true,
		Columns: []ui.Head{
			{Name: r.Say("Obligation", "Obligation")}, {Name: r.Say("Où elle en est", "Where it stands")}, {Name: r.Say("Document attendu", "Document expected")},
		},
	}
	for _, o := range d.List {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			dutyName(r, o), ui.Text(v.dutyText(r, o)), ui.Text(web.Capital(said(r, r.Remarks(o.Evidence...)))),
		}})
	}
	return t
}

// dutyText says where an obligation stands, and for which offers it holds.
func (v *decisionView) dutyText(r *web.Request, o decision.Obligation) string {
	text := said(r, o.Because)
	if o.Document != "" {
		text += " " + r.Say("Document : %s.", "Document: %s.", o.Document)
	}
	if len(o.Offers) > 0 && len(o.Offers) < v.possible() {
		text += " " + r.Say("Seulement si l'on choisit %s.", "Only if one chooses %s.", v.offerChoice(r, o.Offers))
	}
	return text
}

// possible counts the offers that are not ruled out.
func (v *decisionView) possible() (n int) {
	for i := range v.Verdicts {
		if v.Verdicts[i].Verdict != decision.Ineligible {
			n++
		}
	}
	return n
}

// dutyMarks are the identifier of an obligation, and what sets it apart.
func dutyMarks(r *web.Request, o decision.Obligation) string {
	marks := []string{o.Rule}
	if o.Severity != doctrine.Must {
		marks = append(marks, r.Text(severityText(o.Severity)))
	}
	if o.Binds == doctrine.Organisation {
		marks = append(marks, r.Say("de l'organisme", "of the organisation"))
	}
	return strings.Join(marks, " · ")
}

// briefDuty is an obligation on a line.
func briefDuty(r *web.Request, o decision.Obligation) string {
	text := said(r, o.Title) + " (" + o.Rule + ")"
	if o.Document != "" {
		text += r.Say(" : ", ": ") + o.Document
	}
	return text
}
