package main

import (
	"strconv"
	"strings"

	"github.com/havre-cloud/havre/decision"
)

// comparisonColumns are those of a comparison as a sheet: one row for each cause of
// each change, and one for each obligation that moved, which has no offer.
var comparisonColumns = []string{
	"dossier", "fromOn", "toOn", "offer", "from", "to",
	"rule", "severity", "cause", "decides", "outcomeFrom", "outcomeTo", "because", "facts",
}

func comparisonRows(c *decision.Comparison) (out [][]string) {
	head := []string{c.Dossier, c.From.On.String(), c.To.On.String()}
	row := func(cells ...string) {
		cells = append(append([]string{}, head...), cells...)
		out = append(out, append(cells, make([]string, len(comparisonColumns)-len(cells))...))
	}
	for i := range c.Changes {
		x := &c.Changes[i]
		offer := []string{x.Offer, string(x.From), string(x.To)}
		for k := range x.Causes {
			row(append(offer, causeCells(&x.Causes[k])...)...)
		}
		if len(x.Causes) == 0 {
			row(offer...)
		}
	}
	for _, o := range c.Obligations {
		row("", "", "", o.Rule, "", "obligation", "", string(o.From), string(o.To))
	}
	return out
}

func causeCells(c *decision.Cause) []string {
	var facts []string
	for _, f := range c.Facts {
		facts = append(facts, f.Path+": "+f.From+" → "+f.To)
	}
	return []string{
		c.Rule, string(c.Weight), string(c.Kind), strconv.FormatBool(c.Decides), string(c.From), string(c.To), c.Because, strings.Join(facts, "; "),
	}
}

// explanationColumns are those of an explanation as a sheet: one row for each rule
// and fact, and one for a rule that reads none.
var explanationColumns = []string{
	"dossier", "on", "offer", "verdict", "rule", "doctrine", "severity", "outcome", "because", "missing", "source", "sourceURL",
	"fact", "value", "from", "line", "words", "factSource", "date", "confidence", "factURL", "conflicts",
}

func explanationRows(x *explanation) (out [][]string) {
	for i := range x.Offer.Rules {
		r := &x.Offer.Rules[i]
		rule := []string{
			x.Dossier, x.On.String(), x.Offer.Offer, string(x.Offer.Verdict), r.ID, r.Doctrine, string(r.Severity), string(r.Outcome),
			r.Because, strings.Join(r.Missing, " "), cited(&r.Source), r.Source.URL,
		}
		for k := range r.Facts {
			out = append(out, append(append([]string{}, rule...), factCells(&r.Facts[k])...))
		}
		if len(r.Facts) == 0 {
			out = append(out, append(rule, make([]string, len(explanationColumns)-len(rule))...))
		}
	}
	return out
}

func cited(s *decision.RuleSource) string {
	if s.Article == "" {
		return s.Title
	}
	return s.Title + ", " + s.Article
}

func factCells(f *decision.FactRead) []string {
	line := ""
	if f.Line > 0 {
		line = strconv.Itoa(f.Line)
	}
	var conflicts []string
	for _, c := range f.Conflicts {
		conflicts = append(conflicts, c.Value+" ("+c.Source+")")
	}
	return []string{f.Path, f.Value, f.From, line, f.Words, f.Source, f.Date.String(), string(f.Confidence), f.URL, strings.Join(conflicts, "; ")}
}
