package api

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/provision"
)

// deploymentView is for whom a deployment is shown, with the words of its kinds of
// resources.
type deploymentView struct {
	view
	kinds map[string]havre.Text
	raw   bool // with the answers of the cloud
}

func (a *API) deploymentView(ctx context.Context, kinds map[string]havre.Text, raw bool) deploymentView {
	return deploymentView{a.view(ctx), kinds, raw}
}

// kindText is a kind of resource in words; one that no driver declares is its own.
func (v deploymentView) kindText(kind string) string { return cmp.Or(v.say(v.kinds[kind]), kind) }

func deploymentMetadata(d *provision.Deployment) wire.Metadata {
	m := metadata(d.Stamps)
	m.Name, m.Organisation = d.Name, d.Organisation
	return m
}

func deploymentSpec(d *provision.Deployment) wire.DeploymentSpec {
	return wire.DeploymentSpec{
		Dossier: d.Need, Offer: d.Offer, Plan: d.Plan, Environment: d.Environment, Cloud: d.Target, Order: d.Order, Item: d.Item, Generation: d.Generation,
	}
}

func showDeploymentItem(v view, d *provision.Deployment) wire.DeploymentItem {
	return wire.DeploymentItem{ID: d.ID, Metadata: deploymentMetadata(d), Spec: deploymentSpec(d), Status: v.deploymentStatus(d)}
}

// deploymentStatus is where a deployment is, in short.
func (v view) deploymentStatus(d *provision.Deployment) wire.DeploymentItemStatus {
	return wire.DeploymentItemStatus{
		State: string(d.State), StateText: v.say(d.State.Text()), Paused: d.Paused, DossierTitle: d.NeedTitle, OrderNumber: d.Number,
		Drifted: d.Drifted, ObservedAt: d.ObservedAt, Why: v.say(d.Why), Next: v.say(d.Next), Conditions: v.deploymentConditions(d),
	}
}

// deploymentConditions are what is true of a deployment, each with what it means.
func (v view) deploymentConditions(d *provision.Deployment) []wire.Condition {
	working := d.State == provision.Building || d.State == provision.Undoing || d.State == provision.Leaving
	progress := havre.Text{FR: "Rien n'est en cours.", EN: "Nothing is under way."}
	switch {
	case working && d.Paused:
		progress = havre.Text{FR: "En pause : rien de nouveau ne commence ; ce qui était commencé se termine.", EN: "Paused: nothing new begins; what was begun ends."}
	case working:
		progress = d.State.Means()
	}
	reason := reasonOf(string(d.State))
	return []wire.Condition{
		v.condition("Ready", d.State == provision.Running, reason, d.State.Means(), d.UpdatedAt),
		v.asWanted(d),
		v.condition("Progressing", working && !d.Paused, reason, progress, d.UpdatedAt),
	}
}

// asWanted says whether anything differed at the last look: nobody knows before the
// first one.
func (v view) asWanted(d *provision.Deployment) wire.Condition {
	c := wire.Condition{Type: "AsWanted", Status: havre.Unknown, Reason: "NeverLooked", Message: v.say(havre.Text{FR: "Personne n'a encore cherché d'écart.", EN: "Nobody has looked for drift yet."}), Since: d.ObservedAt}
	switch {
	case d.State == provision.Gone:
		c.Reason, c.Message = "Gone", v.say(havre.Text{FR: "Il ne reste rien à comparer.", EN: "Nothing is left to compare."})
	case d.ObservedAt.IsZero():
	case d.Drifted == 0 && d.State != provision.Running:
		c.Reason = "Outdated"
		c.Message = v.say(havre.Text{FR: "Rien ne différait au dernier examen, et des étapes ont été menées ou abandonnées depuis.", EN: "Nothing differed at the last look, and steps were carried out or given up since."})
	case d.Drifted == 0:
		c.Status, c.Reason = havre.Yes, "NoDrift"
		c.Message = v.say(havre.Text{FR: "Rien ne diffère de ce qui est voulu.", EN: "Nothing differs from what is wanted."})
	default:
		c.Status, c.Reason = havre.No, "Drifted"
		c.Message = v.say(havre.Text{FR: "Objets qui diffèrent de ce qui est voulu : %[1]d.", EN: "Objects that differ from what is wanted: %[1]d."}.With(d.Drifted))
	}
	return c
}

func showDeployment(v deploymentView, d *provision.View) wire.Deployment {
	out := wire.Deployment{
		ID: d.ID, Metadata: deploymentMetadata(&d.Deployment), Spec: deploymentSpec(&d.Deployment),
		Status: wire.DeploymentStatus{
			DeploymentItemStatus: v.deploymentStatus(&d.Deployment),
			CloudTitle:           v.say(d.CloudTitle), Reference: d.Reference, Actions: []string{}, Refusals: []wire.DeploymentRefusal{}, Resources: []wire.DeployedResource{},
			Cautions: v.texts(d.Cautions), Foreign: v.foreign(d.Foreign), Orphans: []wire.Orphan{}, Price: v.prices(d), Accesses: []wire.DeploymentAccess{},
		},
	}
	for _, verb := range provision.Verbs {
		if why, ok := d.May(verb); ok {
			out.Status.Actions = append(out.Status.Actions, string(verb))
		} else {
			out.Status.Refusals = append(out.Status.Refusals, wire.DeploymentRefusal{Verb: string(verb), Why: v.say(why)})
		}
	}
	for i := range d.Runs {
		if r := &d.Runs[i]; r.ID == d.Run {
			shown := v.run(r, d.Steps)
			out.Status.Run = &shown
		}
	}
	for i := range d.Resources {
		out.Status.Resources = append(out.Status.Resources, v.resource(&d.Resources[i]))
	}
	for i := range d.Orphans {
		out.Status.Orphans = append(out.Status.Orphans, v.orphan(&d.Orphans[i]))
	}
	for i := range d.Accesses {
		out.Status.Accesses = append(out.Status.Accesses, v.access(&d.Accesses[i], d))
	}
	return out
}

func (v view) texts(list []havre.Text) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = v.say(list[i])
	}
	return out
}

func (v deploymentView) foreign(list []plan.Object) []wire.ForeignObject {
	out := []wire.ForeignObject{}
	for i := range list {
		o := &list[i]
		out = append(out, wire.ForeignObject{Kind: o.Kind, KindText: v.kindText(o.Kind), ID: o.ID, Name: o.Name})
	}
	return out
}

func (v view) prices(d *provision.View) wire.DeploymentPrice {
	return wire.DeploymentPrice{Before: monthly(d.PriceBefore), After: monthly(d.Price)}
}

func monthly(q *pricing.Quote) *wire.MonthlyPrice {
	if q == nil {
		return nil
	}
	return &wire.MonthlyPrice{Monthly: q.Monthly, Complete: q.Complete, Unknown: append([]string{}, q.Unknown...)}
}

func (v deploymentView) resource(r *provision.Resource) wire.DeployedResource {
	o := &r.Object
	return wire.DeployedResource{
		Key: o.Key, Kind: o.Kind, KindText: v.kindText(o.Kind), ID: o.ID, Name: o.Name, State: cmp.Or(string(o.State), "absent"), StateText: v.say(o.State.Text()),
		Wanted: r.Wanted != nil, Differs: r.Differs(), Drift: attributeChanges(r.Drift), Since: r.Since, ObservedAt: r.ObservedAt,
	}
}

func attributeChanges(list []plan.Change) []wire.AttributeChange {
	out := []wire.AttributeChange{}
	for _, c := range list {
		out = append(out, wire.AttributeChange(c))
	}
	return out
}

// run shows a run, with its steps when they are given.
func (v deploymentView) run(r *provision.Run, steps []provision.Step) wire.DeploymentRun {
	out := wire.DeploymentRun{
		ID: r.ID, Number: r.Number, Cause: string(r.Cause), CauseText: v.say(r.Cause.Text()), Generation: r.Generation, By: r.By,
		State: string(r.State), StateText: v.say(r.State.Text()), Ended: r.State.Ended(), Unchanged: r.Unchanged, Calls: r.Calls, Why: v.say(r.Why),
		StartedAt: r.StartedAt, EndedAt: r.EndedAt,
	}
	for i := range steps {
		out.Steps = append(out.Steps, v.step(&steps[i]))
	}
	return out
}

func (v deploymentView) step(s *provision.Step) wire.DeploymentStep {
	out := wire.DeploymentStep{
		Number: s.Number, Verb: string(s.Verb), VerbText: v.say(s.Verb.Text()), Key: s.Key, Kind: s.Kind, KindText: v.kindText(s.Kind), Name: s.Name,
		Renews: s.Renew, Loses: s.Loses, Changes: attributeChanges(s.Changes), State: string(s.State), StateText: v.say(s.State.Text()), Attempts: s.Attempts,
		StartedAt: s.StartedAt, TriedAt: s.TriedAt, EndedAt: s.EndedAt,
	}
	if !s.State.Over() {
		out.NextAt = s.NextAt
	}
	if s.Failure != nil {
		out.Failure = v.failure(s.Failure)
	}
	return out
}

func (v deploymentView) failure(t *provision.Trouble) *wire.StepFailure {
	out := &wire.StepFailure{Reason: string(t.Reason), What: v.say(t.What), Next: v.say(t.Next), At: t.At}
	if v.raw {
		out.Raw = t.Raw
	}
	return out
}

// showDeploymentPlan shows a plan resource by resource: the two steps that make one
// again are one change.
func showDeploymentPlan(v deploymentView, d *provision.View, p *plan.Plan) wire.DeploymentPlan {
	out := wire.DeploymentPlan{
		APIVersion: havre.APIVersion, Kind: "DeploymentPlan", Deployment: d.ID, Name: d.Name, Text: v.say(p.Text()), Empty: p.Empty(), Loses: p.Loses(),
		Counts:  wire.PlanCounts{Create: p.Count(plan.Create), Update: p.Count(plan.Update), Replace: p.Count(plan.Replace), Delete: p.Count(plan.Delete), Unchanged: p.Unchanged},
		Changes: []wire.PlannedChange{}, Foreign: v.foreign(p.Foreign), Cautions: v.texts(d.Cautions), Price: v.prices(d),
	}
	gone := map[string]*plan.Step{} // what is deleted to be made again
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Renew && s.Verb == plan.Delete {
			gone[s.Key] = s
		}
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		verb := s.Means()
		if verb == "" {
			continue
		}
		c := wire.PlannedChange{
			Verb: string(verb), VerbText: v.say(verb.Text()), Key: s.Key, Kind: s.Kind, KindText: v.kindText(s.Kind), Name: s.Name, ID: s.Found.ID,
			Loses: s.Loses, Changes: plannedAttributes(s, verb),
		}
		if old := gone[s.Key]; old != nil {
			c.ID, c.Loses = old.Found.ID, c.Loses || old.Loses
		}
		out.Changes = append(out.Changes, c)
	}
	return out
}

// plannedAttributes are what changes of a resource: all of it when it is created.
func plannedAttributes(s *plan.Step, verb plan.Verb) []wire.AttributeChange {
	if verb != plan.Create {
		return attributeChanges(s.Changes)
	}
	out := []wire.AttributeChange{}
	for _, field := range slices.Sorted(maps.Keys(s.Wanted.With)) {
		out = append(out, wire.AttributeChange{Field: field, To: s.Wanted.With[field]})
	}
	return out
}

// latest is the latest of some instants.
func latest(list ...time.Time) time.Time {
	return slices.MaxFunc(list, time.Time.Compare)
}
