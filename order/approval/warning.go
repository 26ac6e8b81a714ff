package approval

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Warnings are what somebody who writes chains should look at twice: a step that nearly
// anybody may settle, and the people whom a chain no longer asks because it replaces the
// chain that did.
func (cs *Chains) Warnings(chains []Chain) (out havre.Problems) {
	for i := range chains {
		c := &chains[i]
		warn := func(field, value string, m havre.Text) {
			out = append(out, havre.Problem{File: c.File, Line: c.Line, Column: c.Column, Field: field, Value: value, Message: m, Warning: true})
		}
		for _, s := range c.Steps {
			if s.By.Role == identity.Reader {
				warn("spec.steps", s.ID, havre.Text{
					FR: "l’étape « %[1]s » est demandée à tout lecteur : presque tout le monde pourra l’approuver",
					EN: "the step “%[1]s” is asked of any reader: nearly anybody will be able to approve it",
				}.With(s.Title))
			}
		}
		for _, id := range c.Replaces {
			x, _ := cs.Chain(id)
			for _, lost := range x.Steps {
				if asksSame(chains, lost.By) {
					continue
				}
				warn("spec.replaces", id, havre.Text{
					FR: "en remplaçant « %[1]s », ce circuit ne demande plus « %[2]s » (%[3]s)",
					EN: "by replacing “%[1]s”, this chain no longer asks for “%[2]s” (%[3]s)",
				}.With(x.Title, lost.Title, lost.By.Text()))
			}
		}
	}
	return out
}

// asksSame says whether one of these chains asks the same people.
func asksSame(chains []Chain, by By) bool {
	return slices.ContainsFunc(chains, func(c Chain) bool {
		return slices.ContainsFunc(c.Steps, func(r Rule) bool { return r.By == by })
	})
}
