package approval

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// considerAll looks at the automatic rule of every chain that speaks of the order, and
// approves the steps that those which hold cover.
func (p *planning) considerAll() {
	for _, s := range p.spoke {
		if s.Automatic != nil {
			p.consider(s)
		}
	}
	for i := range p.considered {
		p.considered[i].Why = p.explain(&p.considered[i])
	}
}

// consider looks at one automatic rule: it holds when its condition and that of its
// chain are both settled and true.
func (p *planning) consider(s spoken) {
	f := s.auto.eval(p.facts)
	found := finding{value: f.value.And(s.found.value)}
	for _, g := range []finding{s.found, f} {
		if g.value == found.value {
			found.merge(g)
		}
	}
	c := Considered{
		ID: s.Automatic.ID, Chain: s.ID, Title: s.Automatic.Title, Text: s.Automatic.Text, Source: s.Automatic.Source,
		Holds: found.value, Why: values(found),
	}
	if c.Holds == havre.Yes {
		for i := range p.steps {
			if step := &p.steps[i]; step.State != ByRule && p.covered(step, s) {
				step.State, step.AutomaticRule = ByRule, c.ID
				c.Steps = append(c.Steps, step.ID)
			}
		}
	}
	p.considered = append(p.considered, c)
}

// covered says that every chain that asks for a step leaves it to the rule of one.
func (p *planning) covered(step *planned, rule spoken) bool {
	if step.Opinion != "" {
		return false
	}
	return !slices.ContainsFunc(step.asked, func(x *Chain) bool { return !p.leaves(x, rule.Chain) })
}

// leaves says whether a chain may be approved by the automatic rule of another: by its
// own always; by one that names it when that one is of the same organisation or above,
// or when it is a choice for everybody. No organisation frees itself of what a text or
// one above it asks.
func (p *planning) leaves(x, rule *Chain) bool {
	if x == rule {
		return true
	}
	if !slices.Contains(rule.Automatic.Approves, x.ID) {
		return false
	}
	if x.Organisation == "" || rule.Organisation == "" {
		return x.replaceable()
	}
	return slices.Index(p.c.Organisations, x.Organisation) >= slices.Index(p.c.Organisations, rule.Organisation)
}

// merge adds what another finding read, each variable once.
func (f *finding) merge(g finding) {
	for _, r := range g.read {
		if !slices.ContainsFunc(f.read, func(o reading) bool { return o.variable == r.variable }) {
			f.read = append(f.read, r)
		}
	}
	for _, v := range g.unknown {
		if !slices.Contains(f.unknown, v) {
			f.unknown = append(f.unknown, v)
		}
	}
}

// explain says whether a rule applied, with the values, and to which steps. Its Why
// holds the values alone until then.
func (p *planning) explain(c *Considered) havre.Text {
	rule := havre.Text{FR: "« %s »", EN: "\"%s\""}.With(c.Title)
	switch {
	case c.Holds == havre.Unknown:
		return havre.Text{
			FR: "La règle %[1]s n’approuve rien : elle demande que tout soit connu%[2]s.",
			EN: "The rule %[1]s approves nothing: it requires everything to be known%[2]s.",
		}.With(rule, c.Why)
	case c.Holds == havre.No:
		return havre.Text{
			FR: "La règle %[1]s ne s’applique pas%[2]s.", EN: "The rule %[1]s does not apply%[2]s.",
		}.With(rule, c.Why)
	case len(c.Steps) == 0:
		return havre.Text{
			FR: "La règle %[1]s s’applique%[2]s, mais d’autres circuits demandent les mêmes étapes à des personnes.",
			EN: "The rule %[1]s applies%[2]s, but other chains ask people for the same steps.",
		}.With(rule, c.Why)
	}
	return havre.Text{
		FR: "La règle %[1]s s’applique%[2]s : elle approuve sans intervention humaine %[3]s.",
		EN: "The rule %[1]s applies%[2]s: it approves without a human %[3]s.",
	}.With(rule, c.Why, p.titles(c.Steps))
}

// titles are the names of steps, one after the other.
func (p *planning) titles(ids []string) havre.Text {
	var out []havre.Text
	for _, s := range p.steps {
		if slices.Contains(ids, s.ID) {
			out = append(out, havre.Text{FR: "« %s »", EN: "\"%s\""}.With(s.Title))
		}
	}
	return joined(out, ", ", ", ")
}
