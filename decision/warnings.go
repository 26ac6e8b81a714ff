package decision

import (
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

// Warnings are the names in a dossier that this doctrine and this catalogue do not
// know: a document filed for a rule that does not exist shows nothing, and a flow to
// a mistyped platform goes elsewhere. They refuse nothing.
func (j *Judge) Warnings(d *dossier.Dossier) havre.Problems {
	w := &warnings{dossier: d}
	rules := j.named()
	for i, e := range d.Spec.Evidence {
		w.check("evidence", i, "rule", e.Rule, rules, havre.Text{
			FR: "aucune règle ni aucun article de ce nom : ce document ne montre rien", EN: "no rule and no article of that name: this document shows nothing",
		})
	}
	var offers []string
	for i := range j.view.Offers {
		offers = append(offers, j.view.Offers[i].ID)
	}
	for i, g := range d.Spec.Derogations {
		w.check("derogations", i, "rule", g.Rule, rules, havre.Text{
			FR: "aucune règle de ce nom : cette dérogation ne lève rien", EN: "no rule of that name: this derogation sets nothing aside",
		})
		if g.Offer != "" {
			w.check("derogations", i, "offer", g.Offer, offers, havre.Text{
				FR: "aucune offre de ce nom au catalogue : cette dérogation ne lève rien", EN: "no offer of that name in the catalogue: this derogation sets nothing aside",
			})
		}
	}
	j.strayFlows(d, w)
	return w.found
}

// strayFlows warns of destinations that look like a platform and are none. Others
// are taken for what they are: outside the catalogue.
func (j *Judge) strayFlows(d *dossier.Dossier, w *warnings) {
	r, ok := j.model.Lookup("dossier.flows.to")
	if !ok {
		return
	}
	places := j.model.Def(r).Values
	for i, f := range d.Spec.Flows.List {
		if near := havre.Nearest(f.To, places); near != "" && near != dossier.Elsewhere {
			w.check("flows", i, "to", f.To, places, havre.Text{
				FR: "aucune plateforme de ce nom au catalogue : la destination est tenue pour extérieure", EN: "no platform of that name in the catalogue: the destination is taken to be outside it",
			})
		}
	}
}

// ruleNames are the identifiers of every rule of every set, and their articles.
func (j *Judge) ruleNames() []string {
	var out []string
	for _, s := range j.doc.List() {
		for _, r := range s.Rules {
			article, _, _ := strings.Cut(r.ID, "-")
			out = append(out, r.ID, article)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

type warnings struct {
	dossier *dossier.Dossier
	found   havre.Problems
}

func (w *warnings) check(list string, i int, field, value string, known []string, message havre.Text) {
	if slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, value) }) {
		return
	}
	path := list + "." + strconv.Itoa(i) + "." + field
	line, column := w.dossier.Position(path)
	w.found = append(w.found, havre.Problem{
		File: w.dossier.File(), Line: line, Column: column, Field: "spec." + path, Value: value,
		Message: message, Suggestion: havre.Nearest(value, known), Warning: true,
	})
}
