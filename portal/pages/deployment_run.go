package pages

import (
	"net/http"

	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
)

// runView is the page of one run.
type runView struct {
	*deploymentView
	Run   *provision.Run
	Steps []provision.Step
}

// deploymentRun shows what one run did, step by step.
func (n *needPages) deploymentRun(w http.ResponseWriter, r *web.Request) error {
	d, err := n.deploymentOf(r)
	if err != nil {
		return err
	}
	v := &runView{deploymentView: d}
	if v.Run, v.Steps, err = n.Provision.RunOf(r.Context(), r.Actor, d.ID, r.PathValue("run")); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, runPage(r, v))
}

// facts are the run on a line.
func (v *runView) facts(r *web.Request) []ui.Pair {
	x := v.Run
	out := []ui.Pair{
		{Name: r.Say("Issue", "Outcome"), Value: ui.State(r, runKinds[x.State], runStateText(r, x.State))},
		{Name: r.Say("Pourquoi", "Why"), Value: ui.Text(causeText(r, x.Cause))},
		{Name: r.Say("Par", "By"), Value: ui.Text(web.Capital(v.person(r, x.By)))},
		{Name: r.Say("Commencé", "Begun"), Value: ui.Text(r.Instant(x.StartedAt))},
	}
	if d := lasted(r, x); d != "" {
		out = append(out, ui.Pair{Name: r.Say("Durée", "Duration"), Value: ui.Text(d)})
	}
	return append(out,
		ui.Pair{Name: r.Say("Ressources inchangées", "Resources unchanged"), Value: ui.Text(r.Number(x.Unchanged))},
		ui.Pair{Name: r.Say("Appels à la plateforme", "Calls to the platform"), Value: ui.Text(r.Number(int(x.Calls)))},
	)
}
