package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
)

// markdownLayout is the decisions one after the other, then the counts.
func (d *deciding) markdownLayout() layout {
	return layout{
		full: true, nothing: true, head: "# " + d.say(havre.Text{FR: "Décisions du %s", EN: "Decisions of %s"}, d.judge.On().String()) + "\n\n", between: "\n",
		one: func(got *decided) ([]byte, error) {
			var b bytes.Buffer
			d.markdownDecision(&b, got.decision, "##")
			return b.Bytes(), nil
		},
		tail: func(s *summary) ([]byte, error) {
			var b bytes.Buffer
			fmt.Fprintf(&b, "\n## %s\n\n", d.say(havre.Text{FR: "Récapitulatif", EN: "Summary"}))
			b.WriteString(markdownRow([]string{d.say(headOffer), d.say(decision.Eligible.Text()), d.say(decision.Undetermined.Text()), d.say(decision.Ineligible.Text())}) + "|---|---:|---:|---:|\n")
			for _, o := range s.Offers {
				b.WriteString(markdownRow([]string{o.Offer, strconv.Itoa(o.Eligible), strconv.Itoa(o.Undetermined), strconv.Itoa(o.Ineligible)}))
			}
			return b.Bytes(), nil
		},
	}
}

// markdownDecision writes one decision under a heading.
func (a *app) markdownDecision(b *bytes.Buffer, d *decision.Decision, head string) {
	fmt.Fprintf(b, "%s %s\n\n", head, escapeMarkdown(orElse(d.Title, d.Dossier)))
	var sets []string
	for _, s := range d.Doctrine {
		sets = append(sets, s.ID+" "+s.Version)
	}
	b.WriteString(a.say(havre.Text{
		FR: "Dossier `%[1]s`, au %[2]s. Doctrines : %[3]s. Catalogue du %[4]s.", EN: "Dossier `%[1]s`, on %[2]s. Doctrines: %[3]s. Catalogue of %[4]s.",
	}, d.Dossier, d.On.String(), strings.Join(sets, ", "), d.Catalogue.Version) + "\n\n")
	b.WriteString(markdownRow([]string{"#", a.say(havre.Text{FR: "Verdict", EN: "Verdict"}), a.say(havre.Text{FR: "Offre", EN: "Offer"}), a.say(havre.Text{FR: "Règle et raison", EN: "Rule and reason"})}) + "|---:|---|---|---|\n")
	for i := range d.Verdicts {
		a.markdownOffer(b, &d.Verdicts[i])
	}
	a.markdownScope(b, d, head)
	a.markdownObligations(b, d, head)
	a.markdownQuestions(b, d, head)
}

func (a *app) markdownOffer(b *bytes.Buffer, v *decision.OfferRuled) {
	rank := ""
	if v.Rank > 0 {
		rank = strconv.Itoa(v.Rank)
	}
	mark, word := signOf(v)
	var why []string
	for _, r := range decidingRules(v) {
		text := "**" + r.ID + "** " + escapeMarkdown(r.Because)
		if r.Outcome == decision.Waived {
			granted, doubt := a.waived(r)
			text += " " + escapeMarkdown(granted)
			if doubt != "" {
				text += a.say(havre.Text{FR: " **Attention :** ", EN: " **Warning:** "}) + escapeMarkdown(doubt)
			}
		}
		if source := a.source(r.Source); source != "" && r.Source.URL != "" {
			text += " ([" + escapeMarkdown(source) + "](" + r.Source.URL + "))"
		} else if source != "" {
			text += " (" + escapeMarkdown(source) + ")"
		}
		why = append(why, text)
	}
	if v.Verdict == decision.Eligible && len(why) == 0 && len(v.RankedBy) > 0 {
		why = append(why, escapeMarkdown(a.enumerate(v.RankedBy)))
	}
	for _, text := range a.disagreements(v) {
		why = append(why, escapeMarkdown(text))
	}
	b.WriteString(markdownRow([]string{rank, mark + " " + a.say(word), "`" + v.Offer + "`", strings.Join(why, "<br>")}))
}

func (a *app) markdownScope(b *bytes.Buffer, d *decision.Decision, head string) {
	first := true
	for i := range d.Obligations {
		o := &d.Obligations[i]
		if !scopes(o) {
			continue
		}
		if first {
			fmt.Fprintf(b, "\n%s# %s\n\n", head, a.say(havre.Text{FR: "Périmètre", EN: "Scope"}))
			first = false
		}
		fmt.Fprintf(b, "- **%s** %s\n", o.Rule, escapeMarkdown(o.Because))
	}
}

func (a *app) markdownObligations(b *bytes.Buffer, d *decision.Decision, head string) {
	s := &sheet{app: a, d: d}
	first := true
	for _, o := range obligationOrder {
		for _, ob := range s.inState(o.state) {
			if first {
				fmt.Fprintf(b, "\n%s# %s\n\n", head, a.say(havre.Text{FR: "Obligations du projet", EN: "Obligations of the project"}))
				first = false
			}
			box := " "
			if o.state == doctrine.Met {
				box = "x"
			}
			fmt.Fprintf(b, "- [%s] **%s** %s (%s)%s\n", box, ob.Rule, escapeMarkdown(ob.Because), a.say(o.head), escapeMarkdown(s.choosing(ob)))
		}
	}
}

func (a *app) markdownQuestions(b *bytes.Buffer, d *decision.Decision, head string) {
	if len(d.Questions) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s# %s\n\n", head, a.say(havre.Text{FR: "Questions à poser", EN: "Questions to ask"}))
	for i, q := range d.Questions {
		who := a.enumerate([]string{escapeMarkdown(q.Owner), "`" + strings.Join(q.Decides, "`, `") + "`"})
		fmt.Fprintf(b, "%d. %s (%s)\n", i+1, escapeMarkdown(q.Question), who)
	}
}

// escapeMarkdown keeps a text from being read as marks.
func escapeMarkdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "[", `\[`, "]", `\]`).Replace(s)
}
