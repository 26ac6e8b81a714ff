package main

import (
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// followDeployment follows a deployment until it no longer moves, step by step on a
// terminal.
func (r *remote) followDeployment(i *wire.Instance) (*wire.Deployment, error) {
	f := &following{remote: r, told: map[string]bool{}}
	if !r.quiet {
		f.progress = terminal.NewProgress(r.err, i.Metadata.Name)
	}
	d, err := r.FollowDeployment(r.ctx, i.ID, f.tell)
	f.progress.Clear()
	return d, err
}

// following is a deployment that somebody watches.
type following struct {
	*remote
	progress *terminal.Progress // nil when nobody watches
	told     map[string]bool    // steps that were told
}

// tell writes the steps that have ended since the last time, then how far the others are.
func (f *following) tell(d *wire.Deployment) {
	if f.progress == nil || d.Status.Run == nil {
		return
	}
	done, now := 0, ""
	steps := d.Status.Run.Steps
	for i := range steps {
		s := &steps[i]
		switch s.State {
		case "done", "failed", "cancelled":
			done++
			f.ended(d, s)
		case "trying", "pending":
			if now == "" {
				now = f.stepWords(s)
			}
		}
	}
	text := d.Status.StateText
	if now != "" {
		text = now
	}
	f.progress.Set(int64(done), int64(len(steps)), text)
}

// ended writes a step that has ended, once.
func (f *following) ended(d *wire.Deployment, s *wire.DeploymentStep) {
	id := fmt.Sprintf("%s/%d", d.Status.Run.ID, s.Number)
	if f.told[id] {
		return
	}
	f.told[id] = true
	f.progress.Clear()
	fmt.Fprintln(f.err, stepSign(s)+" "+f.stepWords(s)) //nolint:errcheck // a lost line loses nothing
}

// stepMark is how a step begins.
var stepSigns = map[string]string{"waiting": "·", "trying": "→", "pending": "→", "done": "✔", "failed": "✘", "cancelled": "·"}

func stepSign(s *wire.DeploymentStep) string { return orElse(stepSigns[s.State], "·") }

// stepWords say what a step does, how long it took and what became of it.
func (r *remote) stepWords(s *wire.DeploymentStep) string {
	words := s.VerbText + " " + s.Key
	if s.Loses {
		words += r.say(havre.Text{FR: ", avec ses données", EN: ", with its data"})
	}
	words += r.say(havre.Text{FR: " : ", EN: ": "}) + s.StateText
	if !s.StartedAt.IsZero() && !s.EndedAt.IsZero() {
		words += fmt.Sprintf(" (%d s)", int(s.EndedAt.Sub(s.StartedAt).Seconds()))
	}
	if s.Attempts > 1 {
		words += r.say(havre.Text{FR: ", %d essais", EN: ", %d attempts"}, s.Attempts)
	}
	return words
}

// settled writes a deployment that was followed; one that is not as it should be gives a
// code.
func (r *remote) settled(d *wire.Deployment) error {
	if err := r.showDeployment(d); err != nil {
		return err
	}
	if !sound(d) {
		return exitCode(exitFailure)
	}
	return nil
}

// sound says whether a deployment is where it was to come.
func sound(d *wire.Deployment) bool { return d.Status.State == "running" || d.Status.State == "gone" }

// followExits are the codes of commands that follow a deployment.
var followExits = []exitLine{
	{exitOK, havre.Text{FR: "la ressource est comme commandée, ou supprimée", EN: "the resource is as ordered, or deleted"}},
	{exitFailure, havre.Text{FR: "refusé, ou le travail a échoué, est arrêté ou en pause", EN: "refused, or the work failed, is stopped or paused"}},
	{exitUsage, havre.Text{FR: "la ligne de commande ou ce qui est demandé est faux : le champ et ce qui était attendu sont indiqués", EN: "the command line or what is asked for is wrong: the field and what was expected are given"}},
}
