package doctrine

import (
	"regexp"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/document"
)

// wide is the doctrine over a model in which open facts also have the words that
// its conditions and cases use. A rule may name a platform that the catalogue at
// hand does not hold: against that catalogue it concerns no offer, but checking it
// must not conclude that it never could.
func (d *Doctrine) wide() *Doctrine {
	m := d.model
	words := d.openWords()
	for _, side := range []fact.Side{fact.Dossier, fact.Offer} {
		for _, def := range m.Defs(side) {
			if more := added(&def, words); len(more) > 0 {
				m = m.WithValues(def.Name(), append(slices.Clone(def.Values), more...))
			}
		}
	}
	if m == d.model {
		return d
	}
	w := &Doctrine{model: m, sets: d.sets, definitions: d.definitions}
	var again havre.Problems // compiled once already: there can be none
	w.compiled, w.shared = compile(m, &library{sets: d.sets, definitions: d.definitions}, &again)
	return w
}

// added are the words, in order, that an open fact lacks.
func added(def *fact.Def, words map[string]bool) []string {
	var out []string
	if def.Open {
		for w := range words {
			if def.Index(w) < 0 {
				out = append(out, w)
			}
		}
	}
	slices.Sort(out)
	return out
}

// openWords are the words that conditions and cases give to open facts. They go
// together, because facts that are compared must have the same words.
func (d *Doctrine) openWords() map[string]bool {
	words := map[string]bool{}
	open := map[string]openFact{}
	for _, side := range []fact.Side{fact.Dossier, fact.Offer} {
		for _, def := range d.model.Defs(side) {
			if def.Open {
				open[def.Name()] = newOpenFact(def.Name())
			}
		}
	}
	note := func(text string) {
		for _, o := range open {
			o.words(text, words)
		}
	}
	for _, x := range d.definitions {
		note(x.Means)
	}
	for _, s := range d.sets {
		for _, x := range s.Definitions {
			note(x.Means)
		}
		for _, r := range s.Rules {
			note(r.When)
			note(r.Concerns)
			note(r.Requires)
			for _, c := range r.Cases {
				c.dossier.openWords(fact.Dossier, open, words)
				c.offer.openWords(fact.Offer, open, words)
			}
		}
	}
	return words
}

// openFact finds the words that a condition compares an open fact with.
type openFact struct{ equal, member, list *regexp.Regexp }

func newOpenFact(name string) openFact {
	n := regexp.QuoteMeta(name)
	return openFact{
		equal:  regexp.MustCompile(`\b` + n + `\s*[=!]=\s*["']([^"']*)["']`),
		member: regexp.MustCompile(`["']([^"']*)["']\s*in\s+` + n + `\b`),
		list:   regexp.MustCompile(`\b` + n + `\s+in\s*\[([^\]]*)\]`),
	}
}

func (o openFact) words(text string, into map[string]bool) {
	for _, re := range []*regexp.Regexp{o.equal, o.member} {
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			into[m[1]] = true
		}
	}
	for _, m := range o.list.FindAllStringSubmatch(text, -1) {
		for _, w := range quoted.FindAllString(m[1], -1) {
			into[w[1:len(w)-1]] = true
		}
	}
}

// openWords adds the words that a case gives to open facts.
func (list stated) openWords(side fact.Side, open map[string]openFact, into map[string]bool) {
	for _, s := range list {
		if _, ok := open[side.String()+"."+s.path]; !ok || s.unknownWord() {
			continue
		}
		words := []*document.Node{s.node}
		if s.node.Kind == document.Sequence {
			words = s.node.Items
		}
		for _, n := range words {
			if n.Kind == document.Scalar {
				into[n.Value] = true
			}
		}
	}
}
