package pages

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
)

// standing is something that is so, or not, of a deployment.
type standing struct {
	Name  string
	Kind  ui.StateKind
	Words string
}

// conditions are what a reader wants to know of the whole, each with its state.
func (v *deploymentView) conditions(r *web.Request) []standing {
	ready := 0
	for i := range v.Resources {
		if v.Resources[i].Object.State == plan.Ready {
			ready++
		}
	}
	out := []standing{{r.Say("Construite", "Built"), countKind(ready, len(v.Wanted)), r.Say("%s ressources en service, %s commandées", "%s resources in service, %s ordered", r.Number(ready), r.Number(len(v.Wanted)))}}
	drift := standing{r.Say("Conforme à la commande", "As ordered"), ui.Blank, r.Say("Personne n’a encore regardé", "Nobody has looked yet")}
	if !v.ObservedAt.IsZero() {
		drift.Kind, drift.Words = ui.Yes, r.Say("Aucun écart, au %s", "No difference, on %s", r.Instant(v.ObservedAt))
		if v.Drifted > 0 {
			drift.Kind, drift.Words = ui.ToConfirm, r.Say("%s, au %s", "%s, on %s", web.Capital(driftCount(r, v.Drifted)), r.Instant(v.ObservedAt))
		}
	}
	out = append(out, drift)
	if n := len(v.View.Orphans); n > 0 {
		out = append(out, standing{r.Say("Rien d’abandonné", "Nothing left behind"), ui.No, r.Many(n, havre.Text{FR: "%s objet n’a pas pu être supprimé", EN: "%s object could not be removed"}, havre.Text{FR: "%s objets n’ont pas pu être supprimés", EN: "%s objects could not be removed"})})
	}
	if n := len(v.Cautions); n > 0 {
		out = append(out, standing{r.Say("Tout ce qui est déclaré", "All that is declared"), ui.ToConfirm, r.Many(n, havre.Text{FR: "%s point déclaré n’est pas réalisé", EN: "%s thing declared is not carried out"}, havre.Text{FR: "%s points déclarés ne sont pas réalisés", EN: "%s things declared are not carried out"})})
	}
	return out
}

func countKind(ready, wanted int) ui.StateKind {
	if ready < wanted {
		return ui.Planned
	}
	if wanted == 0 {
		return ui.NotApplicable
	}
	return ui.Yes
}

// conditionPairs are the conditions as facts.
func (v *deploymentView) conditionPairs(r *web.Request) (out []ui.Pair) {
	for _, c := range v.conditions(r) {
		out = append(out, ui.Pair{Name: c.Name, Value: ui.State(r, c.Kind, c.Words)})
	}
	return out
}

// recall is the deployment on a line.
func (v *deploymentView) recall(r *web.Request) []ui.Pair {
	cloud := r.Text(or(v.CloudTitle, v.Target))
	out := []ui.Pair{
		{Name: r.Say("Plateforme", "Platform"), Value: ui.Text(cloud)},
		{Name: r.Say("Dossier", "Need"), Value: ui.Link(r, needPath(v.Need), v.NeedTitle)},
	}
	if v.Order != "" {
		out = append(out, ui.Pair{Name: r.Say("Dernière commande", "Last order"), Value: ui.Link(r, orderPath(v.Order), v.Number)})
	}
	if v.Reference != "" {
		out = append(out, ui.Pair{Name: r.Say("Référence de la plateforme", "Reference of the platform"), Value: codeText(v.Reference)})
	}
	return append(out, ui.Pair{Name: r.Say("Par mois HT", "Per month, excl. VAT"), Value: ui.Text(web.Capital(quoteText(r, v.Price)))})
}

// resourceTable is what exists, as it was seen last.
func (v *deploymentView) resourceTable(r *web.Request) ui.TableProps {
	t := ui.TableProps{ID: "liste-ressources", Caption: r.Say("Ressources", "Resources"), Cards: true, Columns: []ui.Head{
		{Name: r.Say("Nom", "Name")},
		{Name: r.Say("Nature", "Kind")},
		{Name: r.Say("État", "State")},
		{Name: r.Say("Adresse", "Address")},
		{Name: r.Say("Identifiant", "Identifier")},
	}}
	for i := range v.Resources {
		x := &v.Resources[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			resourceName(x), ui.Text(web.Capital(kindWords(r, v.Kinds, x.Object.Kind))), resourceState(r, x), ui.Text(dash(addressOf(&x.Object))), codeText(x.Object.ID),
		}})
	}
	return t
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// stateWords are the condition of a resource, and since when.
func stateWords(r *web.Request, x *provision.Resource) string {
	words := web.Capital(r.Text(x.Words))
	if x.Since.IsZero() {
		return words
	}
	return r.Say("%s depuis le %s", "%s since %s", words, r.Date(havre.DateOf(x.Since.In(havre.Paris))))
}

// drift is a resource that is not as it was ordered.
type drift struct {
	*provision.Resource
	Key, Kind, Name string
	Words           string // what is wrong with the whole of it, "" when only fields are
}

// drifts are the resources that are not as ordered, with those that nobody sees.
func (v *deploymentView) drifts(r *web.Request) (out []drift) {
	if v.State != provision.Running {
		return nil
	}
	seen := map[string]bool{}
	for i := range v.Resources {
		x := &v.Resources[i]
		seen[x.Object.Key] = true
		if !x.Differs() {
			continue
		}
		d := drift{Resource: x, Key: x.Object.Key, Kind: x.Object.Kind, Name: x.Object.Name}
		switch {
		case x.Object.State == plan.Absent:
			d.Words = r.Say("Supprimée hors de Havre", "Deleted outside Havre")
		case x.Object.State == plan.Broken:
			d.Words = r.Say("En erreur chez la plateforme", "In error on the platform")
			if x.Object.Words != "" {
				d.Words = r.Say("En erreur chez la plateforme (%s)", "In error on the platform (%s)", x.Object.Words)
			}
		case x.Wanted == nil:
			d.Words = r.Say("En trop : elle n’est plus commandée", "One too many: it is no longer ordered")
		}
		out = append(out, d)
	}
	for i := range v.Wanted {
		if w := &v.Wanted[i]; !seen[w.Key] {
			out = append(out, drift{Key: w.Key, Kind: w.Kind, Name: w.Name, Words: r.Say("Elle n’existe pas", "It does not exist")})
		}
	}
	return out
}

// changes are the fields that differ.
func (d *drift) changes() []plan.Change {
	if d.Resource == nil {
		return nil
	}
	return d.Drift
}

// acceptable says whether what is found may be taken as it is: what is gone or in error
// may not.
func (d *drift) acceptable() bool { return d.Words == "" && len(d.changes()) > 0 }

// acceptable says whether one of them may be accepted.
func acceptable(list []drift) bool {
	for i := range list {
		if list[i].acceptable() {
			return true
		}
	}
	return false
}

// acceptedText are the differences that somebody accepted.
func (v *deploymentView) acceptedText(r *web.Request) string {
	n := 0
	for _, fields := range v.Accepted {
		n += len(fields)
	}
	if n == 0 {
		return ""
	}
	return r.Many(n, havre.Text{FR: "%s écart a été accepté : ce qui a été trouvé tient lieu de ce qui était commandé.", EN: "%s difference was accepted: what was found stands in for what was ordered."}, havre.Text{FR: "%s écarts ont été acceptés : ce qui a été trouvé tient lieu de ce qui était commandé.", EN: "%s differences were accepted: what was found stands in for what was ordered."})
}

// foreignText names an object that no order made.
func foreignText(r *web.Request, kinds map[string]havre.Text, o *plan.Object) string {
	name := o.Name
	if name == "" {
		name = o.ID
	}
	return r.Say("%s « %s »", "%s “%s”", web.Capital(kindWords(r, kinds, o.Kind)), name)
}

// runTable is the history of what was done.
func (v *deploymentView) runTable(r *web.Request) ui.TableProps {
	t := ui.TableProps{ID: "liste-travaux", Caption: r.Say("Travaux", "Runs"), Cards: true, Columns: []ui.Head{
		{Name: r.Say("N°", "No.")},
		{Name: r.Say("Pourquoi", "Why")},
		{Name: r.Say("Par", "By")},
		{Name: r.Say("Commencé", "Begun")},
		{Name: r.Say("Durée", "Duration")},
		{Name: r.Say("Issue", "Outcome")},
	}}
	for i := range v.Runs {
		x := &v.Runs[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Link(r, deploymentPath(v.ID, x.ID), r.Say("Travail n° %s", "Run no. %s", r.Number(x.Number))), ui.Text(causeText(r, x.Cause)), ui.Text(web.Capital(v.person(r, x.By))),
			ui.Text(r.Instant(x.StartedAt)), ui.Text(dash(lasted(r, x))), runOutcome(r, x),
		}})
	}
	return t
}

// safeID is a key as part of the id of an element.
func safeID(key string) string { return strings.NewReplacer("/", "-", " ", "-").Replace(key) }
