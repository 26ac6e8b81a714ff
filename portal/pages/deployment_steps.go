package pages

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
)

// stepsShown is how many steps the page of a deployment lists: those of a larger plan are
// all on the page of their run.
const stepsShown = 80

// stepTitle says what a step does, to what.
func stepTitle(r *web.Request, kinds map[string]havre.Text, st *plan.Step) string {
	verb := r.Text(st.Verb.Text())
	switch {
	case st.Renew && st.Verb == plan.Delete:
		verb = r.Say("supprimer, pour le refaire,", "delete, to make it again,")
	case st.Renew:
		verb = r.Say("refaire", "make again")
	}
	return r.Say("%s « %s » (%s)", "%s “%s” (%s)", web.Capital(verb), nameOfStep(st), kindWords(r, kinds, st.Kind))
}

// nameOfStep is how the platform shows what a step is about.
func nameOfStep(st *plan.Step) string {
	if st.Name == "" {
		return st.Key
	}
	return st.Name
}

// stepAt is where a step is, in the words of every work.
func stepAt(s provision.StepState) ui.StepState {
	switch s {
	case provision.Trying, provision.Awaiting:
		return ui.Running
	case provision.Done:
		return ui.Done
	case provision.Broken:
		return ui.Failed
	case provision.Skipped:
		return ui.Cancelled
	case provision.Waiting:
	}
	return ui.Waiting
}

// stepNote says when a step began, how long it took and how often it was tried.
func stepNote(r *web.Request, st *provision.Step) string {
	var parts []string
	switch {
	case st.State == provision.Waiting && st.Attempts > 0:
		parts = append(parts, r.Say("un autre essai suit", "another try follows"))
	case st.State == provision.Awaiting:
		parts = append(parts, r.Say("la plateforme y travaille", "the platform is at work on it"))
	}
	if !st.StartedAt.IsZero() {
		text := r.Say("commencé à %s", "begun at %s", clockText(r, st.StartedAt))
		if !st.EndedAt.IsZero() {
			text += r.Say(", en %s", ", in %s", lastedText(r, st.EndedAt.Sub(st.StartedAt)))
		}
		parts = append(parts, text)
	}
	if st.Attempts > 1 {
		parts = append(parts, r.Many(st.Attempts, havre.Text{FR: "%s essai", EN: "%s attempt"}, havre.Text{FR: "%s essais", EN: "%s attempts"}))
	}
	return r.Remarks(parts...)
}

// stepsOf are the steps of a run as a list of work.
func stepsOf(r *web.Request, kinds map[string]havre.Text, steps []provision.Step) []ui.Step {
	out := make([]ui.Step, len(steps))
	for i := range steps {
		st := &steps[i]
		out[i] = ui.Step{Name: stepTitle(r, kinds, &st.Step), Note: stepNote(r, st), State: stepAt(st.State)}
		if st.Failure != nil {
			out[i].More = stepTrouble(r, st)
		}
	}
	return out
}

// stepsNow are the steps to show of a plan: all of a small one; of a larger one, what is
// under way, what failed and what comes next.
func stepsNow(steps []provision.Step) []provision.Step {
	if len(steps) <= stepsShown {
		return steps
	}
	var out []provision.Step
	for _, keep := range []func(*provision.Step) bool{
		func(st *provision.Step) bool { return st.State == provision.Broken },
		func(st *provision.Step) bool { return st.State == provision.Trying || st.State == provision.Awaiting },
		func(st *provision.Step) bool { return st.State == provision.Waiting },
		func(st *provision.Step) bool { return st.State == provision.Done || st.State == provision.Skipped },
	} {
		for i := range steps {
			if len(out) < stepsShown && keep(&steps[i]) {
				out = append(out, steps[i])
			}
		}
	}
	return out
}

// doneOf counts the steps that are done.
func doneOf(steps []provision.Step) (n int) {
	for i := range steps {
		if steps[i].State == provision.Done {
			n++
		}
	}
	return n
}

// firstTrouble is the step that failed first, nil when none has.
func firstTrouble(steps []provision.Step) (first *provision.Step) {
	for i := range steps {
		st := &steps[i]
		if st.State == provision.Broken && st.Failure != nil && (first == nil || st.EndedAt.Before(first.EndedAt)) {
			first = st
		}
	}
	return first
}

// progress is how far the run under way is.
func (v *deploymentView) progress(r *web.Request) ui.ProgressProps {
	p := ui.ProgressProps{Done: doneOf(v.Steps), Total: len(v.Steps), Status: deploymentText(r, &v.Deployment) + "."}
	switch x := v.run(); {
	case x == nil:
		p.Total = 0
	case !v.live():
		p.Total = 0 // it is over: the list says the rest
	case len(v.Steps) == 0:
		p.Status = r.Say("%s : préparation du plan.", "%s: preparing the plan.", deploymentText(r, &v.Deployment))
	default:
		p.Status = r.Say("%s : %s sur %s.", "%s: %s of %s.", deploymentText(r, &v.Deployment),
			r.Many(p.Done, havre.Text{FR: "%s étape terminée", EN: "%s step done"}, havre.Text{FR: "%s étapes terminées", EN: "%s steps done"}), r.Number(p.Total))
		p.Note = r.Say("Vous pouvez quitter cette page : le travail continue, et vous serez prévenu s’il échoue.", "You may leave this page: the work goes on, and you will be told if it fails.")
	}
	return p
}

// stepsHeading names the run whose steps are shown.
func (v *deploymentView) stepsHeading(r *web.Request) string {
	x := v.run()
	if v.live() {
		return r.Say("Étapes du travail en cours (n° %s)", "Steps of the run under way (no. %s)", r.Number(x.Number))
	}
	return r.Say("Étapes du dernier travail (n° %s)", "Steps of the last run (no. %s)", r.Number(x.Number))
}

// rawID names the raw answer of a step.
func rawID(st *provision.Step) string { return "brut-" + strconv.Itoa(st.Number) }

// stepTrouble is what went wrong with a step.
func stepTrouble(r *web.Request, st *provision.Step) templ.Component {
	return troubleWords(r, rawID(st), st.Failure, st.State == provision.Done)
}
