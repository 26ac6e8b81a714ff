package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/terminal"
)

// sheet lays one decision out on a terminal, or in a mail.
type sheet struct {
	*app
	b     *bytes.Buffer
	style terminal.Style
	cols  int
	long  bool // everything, rather than what a mail needs
	d     *decision.Decision
}

func (a *app) sheet(b *bytes.Buffer, d *decision.Decision, long bool) *sheet {
	return &sheet{app: a, b: b, style: a.style(), cols: a.width(), d: d, long: long}
}

// whole is the decision from its title to how to learn more.
func (s *sheet) whole(from *dossier.Dossier) {
	s.header()
	s.offers()
	s.scope()
	s.obligations()
	s.questions()
	s.nearest()
	s.derogations()
	s.more(from)
}

// text writes a paragraph whose first line begins with a label.
func (s *sheet) text(label, text string) {
	s.b.WriteString(terminal.Indent(label, text, s.cols))
}

// said writes what a rule says, its identifier first.
func (s *sheet) said(rule, text string) {
	s.b.WriteString(terminal.Hang("      ", "        ", rule+s.say(havre.Text{FR: " : ", EN: ": "})+text, s.cols))
}

// aside writes what supports the line above.
func (s *sheet) aside(text string) {
	s.b.WriteString(s.style.Faint(terminal.Hang("        ↳ ", "          ", text, s.cols)))
}

// warning writes what the reader must not miss about the line above.
func (s *sheet) warning(text string) {
	s.b.WriteString(s.style.Doubt(terminal.Hang("      ", "        ", text, s.cols)))
}

// title starts a section.
func (s *sheet) title(t havre.Text, args ...any) {
	s.b.WriteString("\n" + s.style.Strong(s.say(t, args...)) + "\n")
}

func (s *sheet) header() {
	name := s.d.Dossier
	if s.d.Title != "" {
		name = s.d.Title + " (" + s.d.Dossier + ")"
	}
	s.b.WriteString(s.style.Strong(terminal.Indent("", name, s.cols)))
	var sets []string
	for _, d := range s.d.Doctrine {
		sets = append(sets, d.ID+" "+d.Version)
	}
	s.text("", s.say(havre.Text{
		FR: "Au %[1]s · doctrines : %[2]s · catalogue du %[3]s", EN: "On %[1]s · doctrines: %[2]s · catalogue of %[3]s",
	}, s.d.On.String(), strings.Join(sets, ", "), s.d.Catalogue.Version))
}

// sign is a verdict by sign and by word. Of what is undetermined, it tells the
// offer of which something is known from the one of which nothing is.
func sign(v decision.Verdict, assessable bool) (mark string, word havre.Text) {
	switch {
	case v == decision.Eligible:
		return "✔", v.Text()
	case v == decision.Ineligible:
		return "✘", v.Text()
	case assessable:
		return "?", havre.Text{FR: "éligible sous réserve", EN: "eligible if confirmed"}
	default:
		return "?", havre.Text{FR: "non évaluable", EN: "cannot be assessed"}
	}
}

// paint colours a text like a verdict.
func paint(st terminal.Style, v decision.Verdict, text string) string {
	switch v {
	case decision.Eligible:
		return st.Good(text)
	case decision.Ineligible:
		return st.Bad(text)
	default:
		return st.Doubt(text)
	}
}

// paintOf colours a text like the verdict of an offer: one that holds only thanks to
// a derogation is not green.
func paintOf(st terminal.Style, v *decision.OfferRuled, text string) string {
	if byDerogation(v) {
		return st.Doubt(text)
	}
	return paint(st, v.Verdict, text)
}

func (s *sheet) offers() {
	s.title(havre.Text{FR: "OFFRES", EN: "OFFERS"})
	wide, words := 0, 0
	for i := range s.d.Verdicts {
		v := &s.d.Verdicts[i]
		_, word := signOf(v)
		wide, words = max(wide, terminal.Cells(v.Offer)), max(words, terminal.Cells(s.say(word)))
	}
	for i := range s.d.Verdicts {
		s.offer(&s.d.Verdicts[i], wide, words)
	}
	if len(s.d.Verdicts) == 0 {
		s.text("  ", s.say(havre.Text{FR: "Le catalogue ne connaît aucune offre ce jour-là.", EN: "The catalogue knows of no offer on that day."}))
	}
}

// offer is its line, then the rules that decide with their reasons.
func (s *sheet) offer(v *decision.OfferRuled, wide, words int) {
	rank := ""
	if v.Rank > 0 {
		rank = fmt.Sprintf("%d.", v.Rank)
	}
	mark, word := signOf(v)
	label := fmt.Sprintf("%3s %s  %s  ", rank, paintOf(s.style, v, mark+" "+terminal.Pad(s.say(word), words)), s.style.Strong(terminal.Pad(v.Offer, wide)))
	room := s.cols - (8 + words + wide + 2)
	s.b.WriteString(strings.TrimRight(label+terminal.Cut(v.Title, max(room, 8)), " ") + "\n")
	limit := 2
	if s.long || byDerogation(v) { // every rule that was waived is named
		limit = len(v.Rules)
	}
	shown, left := atMost(decidingRules(v), limit)
	for _, r := range shown {
		s.rule(r)
	}
	if left > 0 {
		s.text("      ", s.say(havre.Text{FR: "… et %s", EN: "… and %s"}, havre.Count(left, havre.Text{FR: "autre règle", EN: "more rule"}, havre.Text{FR: "autres règles", EN: "more rules"})))
	}
	if v.Verdict == decision.Eligible {
		s.eligible(v)
	}
	for _, r := range rulesThat(v, doctrine.Should, doctrine.Fail) {
		if v.Verdict != decision.Ineligible {
			s.said(s.say(havre.Text{FR: "réserve, ", EN: "reservation, "})+r.ID, r.Because)
		}
	}
	for _, text := range s.disagreements(v) {
		s.warning(text)
	}
}

func atMost[T any](list []T, n int) (shown []T, left int) {
	if len(list) <= n {
		return list, 0
	}
	return list[:n], len(list) - n
}

// eligible tells why an offer is: its rank, and the rules it was put to.
func (s *sheet) eligible(v *decision.OfferRuled) {
	passed := rulesThat(v, doctrine.Must, doctrine.Pass)
	var ids []string
	for _, r := range passed {
		ids = append(ids, r.ID)
	}
	if len(ids) > 0 {
		s.b.WriteString(terminal.Hang("      ", "        ", s.say(havre.Text{FR: "satisfait %s", EN: "satisfies %s"}, strings.Join(ids, ", ")), s.cols))
	}
	if len(v.RankedBy) > 0 {
		s.b.WriteString(s.style.Faint(terminal.Hang("      ", "        ", s.say(havre.Text{FR: "rang : %s", EN: "rank: %s"}, s.enumerate(v.RankedBy)), s.cols)))
	}
}

// rule is a rule that decides: its reason, then the facts and the source it is
// founded on.
func (s *sheet) rule(r *decision.RuleSaid) {
	s.said(r.ID, r.Because)
	if r.Outcome == decision.Waived {
		granted, doubt := s.waived(r)
		s.aside(granted)
		if doubt != "" {
			s.b.WriteString(s.style.Doubt(terminal.Hang("        ↳ ", "          ", s.say(havre.Text{FR: "attention : %s", EN: "warning: %s"}, doubt), s.cols)))
		}
	}
	s.aside(s.enumerate(s.facts(r.Facts)))
	if source := s.source(r.Source); source != "" {
		s.aside(s.say(havre.Text{FR: "règle : ", EN: "rule: "}) + source)
	}
}

// facts are the facts a rule read, in a few words each; the catalogue's first,
// for they are what an offer is judged on.
func (s *sheet) facts(facts []decision.FactRead) []string {
	var offer, need []string
	for _, f := range facts {
		text := fmt.Sprintf("%s = %s", f.Path, s.value(f.Value))
		switch {
		case f.From == "dossier" && f.Line > 0:
			need = append(need, text+s.say(havre.Text{FR: " (dossier, ligne %d)", EN: " (dossier, line %d)"}, f.Line))
		case f.From == "dossier":
			need = append(need, text)
		case f.Source != "":
			offer = append(offer, text+" ("+s.cited(f)+")")
		default:
			offer = append(offer, text)
		}
	}
	if s.long {
		return append(offer, need...)
	}
	slices.Reverse(offer)                            // what the rule requires is read after whom it concerns
	yes := " = " + s.value(havre.Yes.String()) + " " // what stands in the way comes first
	slices.SortStableFunc(offer, func(a, b string) int {
		return cmp.Compare(strings.Count(a, yes), strings.Count(b, yes))
	})
	shown, _ := atMost(append(offer, need...), 1)
	return shown
}

// enumerate puts a semicolon between texts, with the spaces of the language.
func (a *app) enumerate(texts []string) string {
	return strings.Join(texts, a.say(havre.Text{FR: " ; ", EN: "; "}))
}

// value is a value as a person reads it: yes, no and unknown in words.
func (a *app) value(v string) string {
	for _, t := range []havre.Truth{havre.Yes, havre.No, havre.Unknown} {
		if v == t.String() {
			return t.Text().In(a.lang)
		}
	}
	words := strings.Split(v, ", ")
	for i, w := range words {
		if strings.Contains(w, "@") { // a place and the way to it, which no document writes like that
			words[i] = a.say(fact.Label(w))
		}
	}
	return strings.Join(words, ", ")
}

// cited is where a fact of the catalogue comes from: its own words when they are
// few, the source when there is room, the date.
func (s *sheet) cited(f decision.FactRead) string {
	var parts []string
	if f.Words != "" && (s.long || terminal.Cells(f.Words) <= 24) {
		parts = append(parts, s.say(havre.Text{FR: "« %s »", EN: "“%s”"}, f.Words))
	}
	if s.long || len(parts) == 0 {
		parts = append(parts, f.Source)
	}
	if !f.Date.IsZero() {
		parts = append(parts, f.Date.String())
	}
	return strings.Join(parts, ", ")
}

// source names where a rule comes from, and how well it is known when it is not
// verified.
func (a *app) source(r decision.RuleSource) string {
	text := r.Title
	if r.Article != "" {
		text += ", " + r.Article
	}
	if text != "" && r.Confidence != havre.Verified {
		text += " (" + r.Confidence.Text().In(a.lang) + ")"
	}
	return text
}
