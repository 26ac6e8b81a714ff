package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/internal/terminal"
)

// outcomeOrder puts what decides first.
var outcomeOrder = []struct {
	outcome doctrine.Outcome
	sign    string
	head    havre.Text
}{
	{doctrine.Fail, "✘", havre.Text{FR: "NON RESPECTÉES", EN: "FAILED"}},
	{doctrine.Unknown, "?", havre.Text{FR: "NE PEUVENT ÊTRE CONCLUES", EN: "CANNOT BE CONCLUDED"}},
	{decision.Waived, "~", havre.Text{FR: "LEVÉES PAR UNE DÉROGATION", EN: "WAIVED BY A DEROGATION"}},
	{doctrine.Pass, "✔", havre.Text{FR: "RESPECTÉES", EN: "PASSED"}},
	{doctrine.NotApplicable, "–", havre.Text{FR: "SANS OBJET", EN: "NOT APPLICABLE"}},
}

func (s *sheet) explained(x *explanation) {
	mark, word := signOf(x.Offer)
	s.b.WriteString("\n" + s.style.Strong(x.Offer.Offer) + "  " + x.Offer.Title + "\n" + paintOf(s.style, x.Offer, mark+" "+s.say(word)) + "\n")
	if x.Offer.Strict != "" {
		s.text("  ", s.say(havre.Text{FR: "sans les dérogations : %s", EN: "without the derogations: %s"}, x.Offer.Strict.Text()))
	}
	for _, why := range x.Offer.RankedBy {
		s.text("  ", s.say(havre.Text{FR: "rang %[1]d : %[2]s", EN: "rank %[1]d: %[2]s"}, x.Offer.Rank, why))
	}
	for _, o := range outcomeOrder {
		first := true
		for i := range x.Offer.Rules {
			if r := &x.Offer.Rules[i]; r.Outcome == o.outcome {
				if first {
					s.title(havre.Text{FR: "%[1]s %[2]s", EN: "%[1]s %[2]s"}, o.sign, o.head)
					first = false
				}
				s.explainedRule(r, x.Texts[r.ID])
			}
		}
	}
}

// explainedRule is everything there is to say of a rule.
func (s *sheet) explainedRule(r *decision.RuleSaid, asks string) {
	head := terminal.Hang("  ", "    ", r.ID+" "+r.Title+" ("+r.Doctrine+", "+s.say(severityText(r.Severity))+")", s.cols)
	s.b.WriteString(strings.Replace(head, r.ID, s.style.Strong(r.ID), 1))
	line := func(label havre.Text, text string) {
		if text != "" {
			s.text("    "+terminal.Pad(s.say(label), 11)+" ", text)
		}
	}
	line(havre.Text{FR: "demande", EN: "asks"}, asks)
	line(havre.Text{FR: "conclusion", EN: "conclusion"}, r.Because)
	for _, f := range r.Facts {
		line(havre.Text{FR: "fait", EN: "fact"}, s.factLine(&f))
		for _, x := range f.Conflicts {
			line(havre.Text{FR: "contredit", EN: "disputed"}, s.conflict(&x))
		}
	}
	line(havre.Text{FR: "manque", EN: "missing"}, strings.Join(r.Missing, ", "))
	for _, src := range append([]decision.RuleSource{r.Source}, rest(r.Sources)...) {
		line(havre.Text{FR: "source", EN: "source"}, s.fullSource(src))
	}
	if r.Derogation != nil && r.Outcome != decision.Waived {
		line(havre.Text{FR: "dérogation", EN: "derogation"}, s.opening(r.Derogation))
	}
	if r.Derogation != nil && r.Outcome == decision.Waived {
		granted, doubt := s.waived(r)
		line(havre.Text{FR: "dérogation", EN: "derogation"}, granted)
		line(havre.Text{FR: "attention", EN: "warning"}, doubt)
	}
}

func rest[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list[1:]
}

// factLine is a fact with where it comes from.
func (a *app) factLine(f *decision.FactRead) string {
	text := fmt.Sprintf("%s = %s", f.Path, a.value(f.Value))
	if f.From == "dossier" {
		if f.Line == 0 {
			return text + a.say(havre.Text{FR: " (le dossier n'en dit rien)", EN: " (the dossier does not say)"})
		}
		return text + a.say(havre.Text{FR: " (dossier, ligne %d)", EN: " (dossier, line %d)"}, f.Line)
	}
	if f.Source == "" && f.Note != "" { // worked out, of what no source says
		return text + " (" + f.Note + ")"
	}
	if f.Source == "" {
		return text + a.say(havre.Text{FR: " (catalogue : aucune source n'en parle)", EN: " (catalogue: no source speaks of it)"})
	}
	var from []string
	if f.Words != "" {
		from = append(from, a.say(havre.Text{FR: "« %s »", EN: "“%s”"}, f.Words))
	}
	from = append(from, f.Source)
	if !f.Date.IsZero() {
		from = append(from, f.Date.String())
	}
	from = append(from, a.say(f.Confidence.Text()))
	if !f.Until.IsZero() {
		from = append(from, a.say(havre.Text{FR: "jusqu'au %s", EN: "until %s"}, f.Until.String()))
	}
	if f.URL != "" {
		from = append(from, f.URL)
	}
	text += a.say(havre.Text{FR: " (catalogue : ", EN: " (catalogue: "}) + strings.Join(from, ", ") + ")"
	if f.Note != "" {
		text = a.enumerate([]string{text, f.Note})
	}
	return text
}

func (a *app) conflict(c *decision.Conflict) string {
	text := a.value(c.Value)
	if c.Words != "" {
		text += " " + a.say(havre.Text{FR: "« %s »", EN: "“%s”"}, c.Words)
	}
	return a.say(havre.Text{FR: "%[1]s selon %[2]s (%[3]s)", EN: "%[1]s according to %[2]s (%[3]s)"}, text, c.Source, c.Confidence.Text())
}

// fullSource is a source with its date, how well it is known, and its address.
func (a *app) fullSource(r decision.RuleSource) string {
	if r.Title == "" {
		return ""
	}
	parts := []string{r.Title}
	if r.Article != "" {
		parts = append(parts, r.Article)
	}
	if !r.Date.IsZero() {
		parts = append(parts, r.Date.String())
	}
	parts = append(parts, a.say(r.Confidence.Text()))
	if r.URL != "" {
		parts = append(parts, r.URL)
	}
	return strings.Join(parts, ", ")
}

func (a *app) markdownExplained(b *bytes.Buffer, x *explanation) {
	mark, word := signOf(x.Offer)
	fmt.Fprintf(b, "# %s : %s %s\n\n%s\n", x.Offer.Offer, mark, a.say(word), a.say(havre.Text{FR: "Dossier `%[1]s`, au %[2]s.", EN: "Dossier `%[1]s`, on %[2]s."}, x.Dossier, x.On.String()))
	for _, o := range outcomeOrder {
		first := true
		for i := range x.Offer.Rules {
			r := &x.Offer.Rules[i]
			if r.Outcome != o.outcome {
				continue
			}
			if first {
				fmt.Fprintf(b, "\n## %s %s\n", o.sign, a.say(o.head))
				first = false
			}
			a.markdownRule(b, r, x.Texts[r.ID])
		}
	}
}

func (a *app) markdownRule(b *bytes.Buffer, r *decision.RuleSaid, asks string) {
	fmt.Fprintf(b, "\n### %s %s\n\n> %s\n\n%s\n\n", r.ID, escapeMarkdown(r.Title), escapeMarkdown(asks), escapeMarkdown(r.Because))
	for i := range r.Facts {
		fmt.Fprintf(b, "- %s\n", escapeMarkdown(a.factLine(&r.Facts[i])))
		for k := range r.Facts[i].Conflicts {
			fmt.Fprintf(b, "  - %s\n", escapeMarkdown(a.conflict(&r.Facts[i].Conflicts[k])))
		}
	}
	if source := a.fullSource(r.Source); source != "" {
		fmt.Fprintf(b, "\n%s\n", escapeMarkdown(source))
	}
	switch granted, doubt := a.waived(r); {
	case r.Derogation == nil:
	case r.Outcome != decision.Waived:
		fmt.Fprintf(b, "\n%s\n", escapeMarkdown(a.opening(r.Derogation)))
	default:
		fmt.Fprintf(b, "\n%s\n", escapeMarkdown(granted))
		if doubt != "" {
			fmt.Fprintf(b, "\n%s\n", escapeMarkdown(a.say(havre.Text{FR: "Attention : %s", EN: "Warning: %s"}, doubt)))
		}
	}
}
