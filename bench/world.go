package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
)

// The day and the ministry whose rules and offers the figures are about.
const (
	day      = "2026-11-22"
	ministry = "social"
)

// world is what every engine is given to decide with.
type world struct {
	model    *fact.Model
	rules    []rule
	terms    []term // each after those it uses
	offers   []fact.Facts
	ids      []string // of the offers
	dossiers []fact.Facts
}

// rule is a rule compiled by us, and its text for the others.
type rule struct {
	engine.Rule
	when, concerns, requires string // CEL; "true" when the author left it out
}

// term is a definition over the dossier, which rules use by name.
type term struct{ name, text string }

func (w *world) engineRules() []engine.Rule {
	out := make([]engine.Rule, len(w.rules))
	for i := range w.rules {
		out[i] = w.rules[i].Rule
	}
	return out
}

// shipped is the rules and the catalogue that the program carries.
func shipped() (*world, *decision.Judge, error) {
	cat := catalogue.Builtin()
	m, err := decision.Model(cat)
	if err != nil {
		return nil, nil, err
	}
	doc, err := doctrine.Builtin(m)
	if err != nil {
		return nil, nil, err
	}
	on := havre.MustDate(day)
	judge, err := decision.NewJudge(cat, doc, decision.Options{On: on})
	if err != nil {
		return nil, nil, err
	}
	applied, err := doc.InForce(on, "", ministry)
	if err != nil {
		return nil, nil, err
	}
	w := &world{model: m}
	t := terms{world: w, doc: doc, named: map[*doctrine.Definition]string{}}
	for i := range applied {
		if a := &applied[i]; a.Rule.Judges == doctrine.Offer && a.Rule.Severity == doctrine.Must {
			w.rules = append(w.rules, t.rule(a))
		}
	}
	for i := range judge.View().Offers {
		o := &judge.View().Offers[i]
		w.offers, w.ids = append(w.offers, o.Facts), append(w.ids, o.ID)
	}
	return w, judge, nil
}

// terms gives every definition in use one name: two sets may each have their own
// of the same name.
type terms struct {
	*world
	doc   *doctrine.Doctrine
	named map[*doctrine.Definition]string // what stands for it in a text
}

// rule writes the text of a rule, its "binds" list included.
func (t *terms) rule(a *doctrine.Applied) rule {
	scope := t.scope(a.Set)
	when := t.text(a.Rule.When, scope)
	if !slices.Contains(a.Rule.Binds, doctrine.Everyone) {
		when = fmt.Sprintf("dossier.organisation.kind in [\"%s\"] && (%s)", strings.Join(a.Rule.Binds, `", "`), when)
	}
	return rule{
		Rule: engine.Rule{ID: a.Rule.ID, When: a.When, Concerns: a.Concerns, Requires: a.Requires},
		when: when, concerns: t.text(a.Rule.Concerns, scope), requires: t.text(a.Rule.Requires, scope),
	}
}

// scope is the definitions a set sees: shared ones, then its ancestors', then its
// own, the last of a name winning.
func (t *terms) scope(s *doctrine.Set) map[string]*doctrine.Definition {
	out := map[string]*doctrine.Definition{}
	for _, d := range t.doc.Definitions() {
		out[d.Name] = d
	}
	var chain []*doctrine.Set
	for ; s != nil; s = s.Parent() {
		chain = append(chain, s)
	}
	for _, s := range slices.Backward(chain) {
		for _, d := range s.Definitions {
			out[d.Name] = d
		}
	}
	return out
}

var token = regexp.MustCompile(`"[^"]*"|'[^']*'|[A-Za-z_][A-Za-z0-9_.]*`)

// text is a condition in which definitions have their unique names; those that read
// an offer are put in place.
func (t *terms) text(source string, scope map[string]*doctrine.Definition) string {
	if source == "" {
		return "true"
	}
	return token.ReplaceAllStringFunc(source, func(word string) string {
		d, ok := scope[word]
		if !ok {
			return word
		}
		if name, ok := t.named[d]; ok {
			return name
		}
		meaning := t.text(d.Means, scope)
		name := "(" + meaning + ")"
		if !strings.Contains(meaning, "offer.") {
			name = fmt.Sprintf("%s%d", d.Name, len(t.world.terms))
			t.world.terms = append(t.world.terms, term{name, meaning})
		}
		t.named[d] = name
		return name
	})
}
