package doctrine

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// Report is what running the cases of a doctrine found.
type Report struct {
	Cases  int        `json:"cases"`
	Passed int        `json:"passed"`
	Rules  []Coverage `json:"rules"`
	// Failures are the cases that did not come out as written, at their line, and
	// the outcomes that a rule can have and no case shows.
	Failures havre.Problems `json:"failures,omitempty"`
}

// OK says that every case passed and every rule was seen in all its outcomes.
func (r *Report) OK() bool { return r.Failures.Err() == nil }

// Coverage is which outcomes a rule can have, and which its cases showed.
type Coverage struct {
	Set      string    `json:"set"`
	Rule     string    `json:"rule"`
	Cases    int       `json:"cases"`
	Possible []Outcome `json:"possible"`
	Seen     []Outcome `json:"seen"`
}

// Complete says that every possible outcome was seen.
func (c *Coverage) Complete() bool { return len(c.absent()) == 0 }

func (c *Coverage) absent() []Outcome {
	return slices.DeleteFunc(slices.Clone(c.Possible), func(o Outcome) bool { return slices.Contains(c.Seen, o) })
}

// Test runs every case of every set. It fails unless each comes out as written
// and every rule is seen to pass, fail, be unknown and not apply (or be met,
// declared, unmet…) wherever the rule makes it possible at all.
func Test(d *Doctrine) *Report {
	d = d.wide()
	r := &runner{model: d.model, compiled: d.compiled, report: &Report{}}
	for _, s := range d.sets {
		for _, rule := range s.Rules {
			r.rule(s, rule)
		}
	}
	r.report.Failures.Sort()
	return r.report
}

type runner struct {
	model    *fact.Model
	compiled map[*Rule]*Applied
	report   *Report
}

func (r *runner) fail(p havre.Problem) { r.report.Failures = append(r.report.Failures, p) }

func (r *runner) rule(s *Set, rule *Rule) {
	a := r.compiled[rule]
	cov := Coverage{Set: s.ID, Rule: rule.ID, Cases: len(rule.Cases)}
	for i := range rule.Cases {
		got, ok := r.run(a, &rule.Cases[i])
		r.report.Cases++
		if ok {
			r.report.Passed++
		}
		if !slices.Contains(cov.Seen, got) {
			cov.Seen = append(cov.Seen, got)
		}
	}
	cov.Seen = slices.DeleteFunc(rule.Judges.Outcomes(), func(o Outcome) bool { return !slices.Contains(cov.Seen, o) })
	possible, ok := a.outcomes(r.model)
	cov.Possible = possible
	if !ok {
		r.fail(rule.where("").warning(tooLarge))
		cov.Possible = cov.Seen
	}
	if absent := cov.absent(); len(absent) > 0 {
		r.fail(rule.where("cases").value(havre.Text{
			FR: "aucun cas ne montre ces résultats, pourtant possibles : %s", EN: "no case shows these outcomes, which can happen: %s",
		}.With(outcomeList(absent)), rule.ID, nil))
	}
	r.report.Rules = append(r.report.Rules, cov)
}

// run is the outcome of one case, and whether it is the one expected.
func (r *runner) run(a *Applied, c *Case) (Outcome, bool) {
	var bad havre.Problems
	d, o := c.facts(r.model, &bad)
	if len(bad) > 0 {
		r.report.Failures = append(r.report.Failures, bad...)
		return "", false
	}
	got := a.caseOutcome(c, d, o)
	if got != c.Outcome {
		r.fail(c.at.value(havre.Text{
			FR: "règle %s, cas « %s » : résultat %s, attendu %s", EN: "rule %s, case %q: outcome %s, expected %s",
		}.With(a.Rule.ID, c.Name, string(got), string(c.Outcome)), "", nil))
		return got, false
	}
	if c.Missing == nil {
		return got, true
	}
	return got, r.missing(a, c, d, o)
}

// facts are both sides of a case.
func (c *Case) facts(m *fact.Model, problems *havre.Problems) (d, o fact.Facts) {
	return c.dossier.facts(m, fact.Dossier, problems), c.offer.facts(m, fact.Offer, problems)
}

// caseOutcome judges a case on its day; a rule not in force applies to nothing.
func (a *Applied) caseOutcome(c *Case, d, o fact.Facts) Outcome {
	if !c.On.IsZero() && !(Member{a.Rule, a.Set}).inForce(c.On) {
		return NotApplicable
	}
	if a.Rule.Judges == Offer {
		return a.Outcome(d, o)
	}
	return a.Obligation(d, o, c.Shown)
}

// missing compares the facts to obtain with those the case names.
func (r *runner) missing(a *Applied, c *Case, d, o fact.Facts) bool {
	needs, err := a.Missing(r.model, d, o)
	if err != nil {
		r.fail(c.at.warning(tooLarge))
		return true
	}
	var got []string
	for _, n := range needs {
		got = append(got, n.Name(r.model))
	}
	extra := slices.DeleteFunc(slices.Clone(got), func(g string) bool {
		return slices.ContainsFunc(c.Missing, func(w string) bool { return designates(w, g) })
	})
	absent := slices.DeleteFunc(slices.Clone(c.Missing), func(w string) bool {
		return slices.ContainsFunc(got, func(g string) bool { return designates(w, g) })
	})
	if len(extra)+len(absent) == 0 {
		return true
	}
	r.fail(c.at.problem(havre.Text{
		FR: "règle %s, cas « %s » : faits manquants %s, attendu %s", EN: "rule %s, case %q: missing facts %s, expected %s",
	}.With(a.Rule.ID, c.Name, strings.Join(got, ", "), strings.Join(c.Missing, ", "))))
	return false
}

// designates says whether what a case writes (data.personal, offer.zones, services)
// names this fact or a set it is a member of.
func designates(written, name string) bool {
	return slices.ContainsFunc([]string{written, "dossier." + written, "offer." + written}, func(w string) bool {
		return w == name || strings.HasPrefix(name, w+".")
	})
}

func outcomeList(list []Outcome) string {
	out := make([]string, len(list))
	for i, o := range list {
		out[i] = string(o)
	}
	return strings.Join(out, ", ")
}

var tooLarge = havre.Text{
	FR: "règle trop complexe pour être analysée exactement", EN: "rule too complex to be analysed exactly",
}
