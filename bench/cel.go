package main

import (
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/doctrine/condition/conditiontest"
	"github.com/havre-cloud/havre/fact"
)

// celGo is cel-go's interpreter, used as well as we know how: definitions and
// "when" once a dossier, the rest once an offer and only for rules that apply, facts
// converted beforehand, unknowns given as values rather than attribute patterns
// (nine times faster), each name found at its first look-up.
type celGo struct {
	w                        *world
	terms                    []conditiontest.Program
	when, concerns, requires []conditiontest.Program
	dossiers, offers         []conditiontest.Values
	applies                  []havre.Truth
	act                      conditiontest.Activation
}

func newCEL(w *world) (*celGo, error) {
	names := map[string]string{}
	for _, t := range w.terms {
		names[t.name] = t.text
	}
	c, err := conditiontest.NewCEL(w.model, names)
	if err != nil {
		return nil, err
	}
	e := &celGo{w: w, applies: make([]havre.Truth, len(w.rules))}
	compile := func(to *[]conditiontest.Program, text string) {
		p, failed := c.Compile(text)
		if failed != nil && err == nil {
			err = fmt.Errorf("cel-go refuses %s: %w", text, failed)
		}
		*to = append(*to, p)
	}
	for _, t := range w.terms {
		compile(&e.terms, t.text)
	}
	for i := range w.rules {
		compile(&e.when, w.rules[i].when)
		compile(&e.concerns, w.rules[i].concerns)
		compile(&e.requires, w.rules[i].requires)
	}
	for _, d := range w.dossiers {
		e.dossiers = append(e.dossiers, c.Values(fact.Dossier, d))
	}
	for _, o := range w.offers {
		e.offers = append(e.offers, c.Values(fact.Offer, o))
	}
	return e, err
}

// begin evaluates what depends on the dossier alone. Definitions are kept with the
// dossier's facts, where rules look first.
func (e *celGo) begin(i int) {
	d := e.dossiers[i]
	e.act = conditiontest.Activation{Dossier: d}
	for k := range e.terms {
		v, err := e.terms[k].Value(&e.act)
		if v == nil {
			panic(err)
		}
		d[e.w.terms[k].name] = v
	}
	for r := range e.when {
		e.applies[r] = e.eval(e.when[r])
	}
	e.act = conditiontest.Activation{Offer: d}
}

func (e *celGo) eval(p conditiontest.Program) havre.Truth {
	v, err := p.Eval(&e.act)
	if err != nil {
		panic(err) // the sameness check has run every rule
	}
	return v
}

// broken says whether the offer at hand breaks rule r. Facts of offers are looked
// up first then: the field's name is about the order, not the side.
func (e *celGo) broken(r int) havre.Truth {
	v := e.applies[r]
	if v != havre.No {
		v = v.And(e.eval(e.concerns[r]))
	}
	if v != havre.No {
		v = v.And(e.eval(e.requires[r]).Not())
	}
	return v
}

func (e *celGo) verdicts(i int, out []havre.Truth) {
	e.begin(i)
	for k, o := range e.offers {
		e.act.Dossier = o
		out[k] = havre.Yes
		for r := range e.w.rules {
			out[k] = out[k].And(e.broken(r).Not())
			if out[k] == havre.No {
				break
			}
		}
	}
}

func (e *celGo) reasons(i int, out []havre.Truth, why []engine.Reason) []engine.Reason {
	e.begin(i)
	for k, o := range e.offers {
		e.act.Dossier = o
		out[k] = havre.Yes
		for r := range e.w.rules {
			if b := e.broken(r); b != havre.No {
				out[k] = out[k].And(b.Not())
				why = append(why, engine.Reason{Offer: int32(k), Rule: int32(r), Certain: b == havre.Yes})
			}
		}
	}
	return why
}
