package doctrine

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/bdd"
)

// maxProfiles is how many dossiers without an offer a check shows.
const maxProfiles = 5

// CheckFiles is [Load] followed by [Check], for a folder that may not load: a
// doctrine that is refused is reported, not judged further.
func CheckFiles(fsys fs.FS, m *fact.Model, on havre.Date, offers []fact.Facts) havre.Problems {
	d, problems := build(parse(fsys, nil), m)
	if problems.Err() == nil {
		problems = append(problems, Check(d, on, offers)...)
		problems.Sort()
	}
	return problems
}

// Check finds what is wrong in a doctrine that loads: rules that can never apply,
// that another implies, whose cases do not show all they can do; facts,
// definitions and sources that nothing uses; days with no state set, or two. What
// it says of rules is exact, because rules are finite formulas.
//
// With the facts of offers on a day, it also shows dossiers that none of them can
// ever satisfy. What is only worth a look is a warning.
func Check(d *Doctrine, on havre.Date, offers []fact.Facts) havre.Problems {
	c := &checker{d: d.wide()}
	for _, s := range d.sets {
		for _, r := range s.Rules {
			c.rule(c.d.compiled[r])
		}
		c.unusedSources(s)
	}
	c.cases()
	c.implied()
	c.unusedFacts()
	c.unusedDefinitions()
	c.stateTimeline()
	c.inheritedTwice()
	c.withoutOffer(d, on, offers)
	c.problems.Sort()
	return c.problems
}

type checker struct {
	d        *Doctrine
	problems havre.Problems
}

func (c *checker) add(p havre.Problem) { c.problems = append(c.problems, p) }

// rule checks one rule by itself.
func (c *checker) rule(a *Applied) {
	possible, ok := a.outcomes(c.d.model)
	if !ok {
		c.add(a.Rule.where("").warning(tooLarge))
		return
	}
	if !canApply(possible) {
		c.add(a.Rule.where("when").value(havre.Text{
			FR: "cette règle ne peut jamais s'appliquer : ses conditions se contredisent", EN: "this rule can never apply: its conditions contradict one another",
		}, a.Rule.ID, nil))
		return
	}
	if a.Rule.Judges == Offer && a.Rule.Severity == Must && !slices.Contains(possible, Fail) {
		c.add(a.Rule.where("requires").value(havre.Text{
			FR: "cette règle oblige, mais rien ne peut l'enfreindre", EN: "this rule compels, but nothing can break it",
		}, a.Rule.ID, nil))
	}
	if a.Rule.Judges == Offer && !a.Rule.Blocks && !slices.Contains(possible, Pass) {
		c.add(a.Rule.where("requires").value(havre.Text{
			FR: "aucune offre ne peut jamais satisfaire cette règle ; si c'est voulu, écrire « blocks: yes »",
			EN: "no offer can ever satisfy this rule; if this is meant, write \"blocks: yes\"",
		}, a.Rule.ID, nil))
	}
}

func canApply(possible []Outcome) bool {
	return slices.ContainsFunc(possible, func(o Outcome) bool { return o != Unknown && o != NotApplicable })
}

// cases checks what cases state, and that together they show all a rule can do.
func (c *checker) cases() {
	for _, s := range c.d.sets {
		for _, r := range s.Rules {
			shown := map[Outcome]bool{}
			for i := range r.Cases {
				r.Cases[i].facts(c.d.model, &c.problems)
				shown[r.Cases[i].Outcome] = true
			}
			possible, ok := c.d.compiled[r].outcomes(c.d.model)
			absent := slices.DeleteFunc(slices.Clone(possible), func(o Outcome) bool { return shown[o] })
			if ok && canApply(possible) && len(absent) > 0 {
				c.add(r.where("cases").value(havre.Text{
					FR: "aucun cas n'a pour résultat : %s", EN: "no case has the outcome: %s",
				}.With(outcomeList(absent)), r.ID, nil))
			}
		}
	}
}

// implied finds the rules that add nothing to another that always holds with
// them: whatever violates the one violates the other.
func (c *checker) implied() {
	rules, together := c.d.mustRules()
	l := newLogic(c.d.model, rules, nil)
	broken := make([]bdd.Ref, len(rules))
	for i := range rules {
		broken[i] = l.real(l.violates(i))
	}
	for i, a := range rules {
		for j, b := range rules {
			if i == j || broken[i] == bdd.False || !together[[2]*Rule{a.Rule, b.Rule}] || !l.implies(broken[i], l.violates(j)) {
				continue
			}
			if i < j && l.implies(broken[j], l.violates(i)) {
				continue // the two are one: say it once, on the later
			}
			if l.Err() != nil {
				break
			}
			c.add(a.Rule.where("").warning(havre.Text{
				FR: "la règle %[1]s est impliquée par %[2]s (%[3]s) : ce qui enfreint la première enfreint toujours la seconde",
				EN: "rule %[1]s is implied by %[2]s (%[3]s): whatever breaks the first always breaks the second",
			}.With(a.Rule.ID, b.Rule.ID, b.Set.ID)))
			break
		}
	}
	if l.Err() != nil {
		c.add(havre.Problem{Warning: true, Message: havre.Text{
			FR: "règles trop complexes pour savoir si l'une en implique une autre", EN: "rules too complex to tell whether one implies another",
		}})
	}
}

func (l *logic) implies(f, g bdd.Ref) bool {
	return l.real(l.And(f, l.Not(g))) == bdd.False && l.Err() == nil
}

// mustRules are the rules that decide, and which pairs are ever in force together.
func (d *Doctrine) mustRules() ([]*Applied, map[[2]*Rule]bool) {
	var rules []*Applied
	together := map[[2]*Rule]bool{}
	for _, ministry := range append([]string{""}, d.Ministries()...) {
		for _, day := range d.Breakpoints() {
			list, _ := d.InForce(day, "", ministry) // nothing is forced
			var must []*Applied
			for _, a := range list {
				if a.Rule.Judges == Offer && a.Rule.Severity == Must {
					must = append(must, d.compiled[a.Rule])
				}
			}
			for _, a := range must {
				if !slices.Contains(rules, a) {
					rules = append(rules, a)
				}
				for _, b := range must {
					together[[2]*Rule{a.Rule, b.Rule}] = true
				}
			}
		}
	}
	return rules, together
}

// withoutOffer shows, for each ministry, the smallest dossiers that none of the
// offers can ever satisfy.
func (c *checker) withoutOffer(d *Doctrine, on havre.Date, offers []fact.Facts) {
	if len(offers) == 0 {
		return
	}
	shown := map[string]bool{} // what stops every ministry is said once
	for _, ministry := range append([]string{""}, d.Ministries()...) {
		rules, _ := d.InForce(on, "", ministry) // nothing is forced
		given := d.model.NewFacts(fact.Dossier)
		d.model.SetWord(given, fact.Dossier, "organisation.ministry", ministry)
		profiles, err := NoOfferProfiles(d.model, rules, offers, given, maxProfiles)
		if err != nil {
			c.add(havre.Problem{Warning: true, Message: havre.Text{
				FR: "règles trop complexes pour chercher les besoins sans aucune offre", EN: "rules too complex to look for needs without any offer",
			}})
		}
		for _, p := range profiles {
			if shown[p.String()] {
				continue
			}
			shown[p.String()] = true
			c.add(havre.Problem{Warning: true, Field: ministry, Message: havre.Text{
				FR: "le %s, aucune offre ne peut convenir à un dossier tel que %s (règles en cause : %s)",
				EN: "on %s, no offer can ever suit a dossier such as %s (rules at play: %s)",
			}.With(on.String(), p.String(), strings.Join(p.rules(), ", "))})
		}
	}
}

// rules are those that some offer fails, in order of name.
func (p *Profile) rules() []string {
	out := slices.Concat(p.Failed...)
	slices.Sort(out)
	return slices.Compact(out)
}
