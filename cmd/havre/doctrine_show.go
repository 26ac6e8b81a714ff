package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/internal/terminal"
)

// setView is a set as programs read it.
type setView struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	setItem
	Inherits string         `json:"inherits,omitempty"`
	Repeals  []repealView   `json:"repeals,omitempty"`
	Sources  []havre.Source `json:"sources"`
	Rules    []ruleView     `json:"rules"`
}

type repealView struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// ruleView is a rule as published.
type ruleView struct {
	ID         string            `json:"id"`
	Doctrine   string            `json:"doctrine"`
	Title      string            `json:"title"`
	Text       string            `json:"text"`
	Judges     doctrine.Judges   `json:"judges"`
	Severity   doctrine.Severity `json:"severity"`
	From       havre.Date        `json:"from,omitzero"`
	Until      havre.Date        `json:"until,omitzero"`
	Binds      []string          `json:"binds"`
	When       string            `json:"when,omitempty"`
	Concerns   string            `json:"concerns,omitempty"`
	Requires   string            `json:"requires,omitempty"`
	Evidence   []string          `json:"evidence,omitempty"`
	Derogation *derogationView   `json:"derogation,omitempty"`
	Sources    []havre.Source    `json:"sources"`
	Cases      int               `json:"cases"`
}

type derogationView struct {
	Authority   string `json:"authority"`
	Proof       string `json:"proof,omitempty"`
	CountsFrom  string `json:"countsFrom,omitempty"`
	Months      int    `json:"months,omitempty"`
	EngagedOnly bool   `json:"engagedOnly,omitempty"`
}

func (a *app) doctrineShow() *cobra.Command {
	var by choice
	rule := ""
	c := a.command(entry{
		use:     havre.Text{FR: "show [DOCTRINE]", EN: "show [DOCTRINE]"},
		short:   havre.Text{FR: "les règles d'une doctrine, ou une règle en entier", EN: "the rules of a doctrine, or a rule in full"},
		long:    havre.Text{FR: "Montre une doctrine avec ses règles, celles dont elle hérite comprises ; sans identifiant, celles en vigueur à la date. --rule montre une règle en entier : ce qu'elle demande, à qui, ses conditions, ses sources.", EN: "Shows a doctrine with its rules, inherited ones included; without an identifier, those in force on the date. --rule shows a rule in full: what it asks, of whom, its conditions, its sources."},
		example: havre.Same("havre doctrine show state-2023\nhavre doctrine show --rule R9-HDS\nhavre doctrine show social -o yaml"),
		args:    between(0, 1, havre.Text{}),
	}, func(_ *cobra.Command, args []string) error { return a.showSets(by, args, rule) })
	a.dayFlag(c, &by)
	a.dataFlags(c, &by)
	c.Flags().StringVar(&rule, "rule", "", a.say(havre.Text{FR: "`règle` à montrer en entier", EN: "`rule` to show in full"}))
	c.ValidArgsFunction = completeSets
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	return c
}

func (a *app) showSets(by choice, args []string, rule string) error {
	on, err := a.day("--on", by.on)
	if err != nil {
		return err
	}
	d, err := load(by)
	if err != nil {
		return err
	}
	var sets []*doctrine.Set
	switch {
	case len(args) == 1:
		s, err := setOf(d.doc, args[0])
		if err != nil {
			return err
		}
		sets = append(sets, s)
	case rule != "":
		sets = d.doc.List()
	default:
		for _, s := range d.doc.List() {
			if s.Period.Contains(on) {
				sets = append(sets, s)
			}
		}
	}
	if rule != "" {
		return a.showRule(sets, rule)
	}
	return a.writeSets(sets, on)
}

func (a *app) writeSets(sets []*doctrine.Set, on havre.Date) error {
	if a.format != formatTable {
		views := make([]setView, len(sets))
		for i, s := range sets {
			views[i] = a.setView(s, on)
		}
		if len(views) == 1 {
			return a.record(views[0])
		}
		return a.list(listing{kind: "RuleSetList", items: views})
	}
	var b bytes.Buffer
	s := a.sheet(&b, nil, true)
	for i, set := range sets {
		if i > 0 {
			b.WriteString("\n")
		}
		s.set(set)
	}
	_, err := b.WriteTo(a.out)
	return err
}

func (a *app) setView(s *doctrine.Set, on havre.Date) setView {
	v := setView{
		APIVersion: havre.APIVersion, Kind: "RuleSet", Inherits: s.Inherits, Sources: s.Sources.In(a.lang), Rules: []ruleView{},
		setItem: setItem{s.ID, s.Title.In(a.lang), s.Version, string(s.Level), s.Ministry, s.Period.From, s.Period.Until, s.Period.Contains(on), len(s.Effective()), s.Digest},
	}
	for _, r := range s.Repeals {
		v.Repeals = append(v.Repeals, repealView{r.Rule, r.Reason.In(a.lang)})
	}
	for _, m := range s.Effective() {
		v.Rules = append(v.Rules, a.ruleView(m))
	}
	return v
}

func (a *app) ruleView(m doctrine.Member) ruleView {
	r := m.Rule
	v := ruleView{
		ID: r.ID, Doctrine: m.Set.ID, Title: r.Title.In(a.lang), Text: r.Text.In(a.lang), Judges: r.Judges, Severity: r.Severity,
		From: r.Period.From, Until: r.Period.Until, Binds: r.Binds, When: oneLine(r.When), Concerns: oneLine(r.Concerns), Requires: oneLine(r.Requires), Sources: r.Sources.In(a.lang), Cases: len(r.Cases),
	}
	for _, e := range r.Evidence {
		v.Evidence = append(v.Evidence, e.In(a.lang))
	}
	if d := r.Derogation; d != nil {
		v.Derogation = &derogationView{d.Authority.In(a.lang), d.Proof.In(a.lang), d.CountsFrom.In(a.lang), d.Months, d.EngagedOnly}
	}
	return v
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

var judgesTexts = map[doctrine.Judges]havre.Text{
	doctrine.Offer: {FR: "offre", EN: "offer"}, doctrine.Project: {FR: "projet", EN: "project"}, doctrine.Organisation: {FR: "organisme", EN: "organisation"},
}

// set is a doctrine with one line for each rule.
func (s *sheet) set(set *doctrine.Set) {
	s.b.WriteString(s.style.Strong(set.ID) + "  " + set.Title.In(s.lang) + "\n")
	until := s.say(havre.Text{FR: "toujours en vigueur", EN: "still in force"})
	if !set.Period.Until.IsZero() {
		until = s.say(havre.Text{FR: "jusqu'au %s (exclu)", EN: "until %s (excluded)"}, set.Period.Until.String())
	}
	s.text("", s.say(havre.Text{FR: "version %[1]s, %[2]s, du %[3]s, %[4]s", EN: "version %[1]s, %[2]s, from %[3]s, %[4]s"}, set.Version, levelTexts[set.Level], set.Period.From.String(), until))
	if set.Inherits != "" {
		s.text("", s.say(havre.Text{FR: "reprend %s", EN: "takes over %s"}, set.Inherits))
	}
	for _, r := range set.Repeals {
		s.b.WriteString(terminal.Hang("  ", "    ", s.say(havre.Text{FR: "abroge %[1]s : %[2]s", EN: "repeals %[1]s: %[2]s"}, r.Rule, r.Reason), s.cols))
	}
	wide := 0
	for _, m := range set.Effective() {
		wide = max(wide, len(m.Rule.ID))
	}
	b := terminal.Pad
	for _, m := range set.Effective() {
		label := "  " + b(m.Rule.ID, wide) + "  " + b(s.say(judgesTexts[m.Rule.Judges]), 12) + "  " + b(string(m.Rule.Severity), 6) + "  "
		s.text(label, m.Rule.Title.In(s.lang))
	}
}

// showRule shows a rule in full, in every set that states it.
func (a *app) showRule(sets []*doctrine.Set, id string) error {
	var found []doctrine.Member
	var known []string
	for _, s := range sets {
		for _, m := range s.Effective() {
			known = append(known, m.Rule.ID)
			if m.Rule.ID == id && !slices.Contains(found, m) {
				found = append(found, m)
			}
		}
	}
	if len(found) == 0 {
		return havre.Problems{{Field: "--rule", Value: id, Suggestion: havre.Nearest(id, known), Message: havre.Text{FR: "règle inconnue", EN: "unknown rule"}}}
	}
	if a.format != formatTable {
		views := make([]ruleView, len(found))
		for i, m := range found {
			views[i] = a.ruleView(m)
		}
		if len(views) == 1 {
			return a.record(views[0])
		}
		return a.list(listing{kind: "RuleList", items: views})
	}
	var b bytes.Buffer
	s := a.sheet(&b, nil, true)
	for i, m := range found {
		if i > 0 {
			b.WriteString("\n")
		}
		s.publishedRule(m)
	}
	_, err := b.WriteTo(a.out)
	return err
}

func (s *sheet) publishedRule(m doctrine.Member) {
	v := s.ruleView(m)
	s.b.WriteString(s.style.Strong(v.ID) + "  " + v.Title + "\n")
	line := func(label havre.Text, text string) {
		if text != "" {
			s.text("  "+terminal.Pad(s.say(label), 11)+" ", text)
		}
	}
	period := v.From.String()
	if !v.Until.IsZero() {
		period += " → " + v.Until.String()
	}
	line(havre.Text{FR: "doctrine", EN: "doctrine"}, m.Set.ID+" "+m.Set.Version)
	line(havre.Text{FR: "demande", EN: "asks"}, v.Text)
	line(havre.Text{FR: "juge", EN: "judges"}, s.say(judgesTexts[v.Judges])+", "+s.say(severityText(v.Severity)))
	line(havre.Text{FR: "période", EN: "period"}, period)
	line(havre.Text{FR: "lie", EN: "binds"}, strings.Join(v.Binds, ", "))
	line(havre.Text{FR: "si", EN: "when"}, v.When)
	line(havre.Text{FR: "concerne", EN: "concerns"}, v.Concerns)
	line(havre.Text{FR: "exige", EN: "requires"}, v.Requires)
	line(havre.Text{FR: "pièces", EN: "evidence"}, s.enumerate(v.Evidence))
	for _, src := range v.Sources {
		s := s
		line(havre.Text{FR: "source", EN: "source"}, s.citation(src))
	}
	if d := v.Derogation; d != nil {
		line(havre.Text{FR: "dérogation", EN: "derogation"}, s.opening(&decision.Opening{
			Authority: d.Authority, Proof: d.Proof, Months: d.Months, CountsFrom: d.CountsFrom, Engaged: d.EngagedOnly,
		}))
	}
}

// citation is a source with its article, date, confidence and address.
func (a *app) citation(src havre.Source) string {
	parts := []string{src.Title}
	for _, p := range []string{src.Article, src.Date.String(), a.say(src.Confidence.Text()), src.URL} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}
