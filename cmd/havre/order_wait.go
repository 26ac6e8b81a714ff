package main

import (
	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// waitExits are the codes of commands that may follow an order to its end.
var waitExits = []exitLine{
	{exitOK, havre.Text{FR: "c'est fait ; avec --wait, la commande est livrée", EN: "it is done; with --wait, the order is delivered"}},
	{exitFailure, havre.Text{FR: "refusé ; avec --wait, la commande est refusée, annulée, non réalisée ou livrée en partie", EN: "refused; with --wait, the order is rejected, cancelled, failed or partly delivered"}},
	{exitUsage, havre.Text{FR: "la ligne de commande ou ce qui est demandé est faux : le champ et ce qui était attendu sont indiqués", EN: "the command line or what is asked for is wrong: the field and what was expected are given"}},
}

func (a *app) waitFlag(c *cobra.Command, wait *bool) {
	c.Flags().BoolVar(wait, "wait", false, a.say(havre.Text{
		FR: "suivre la commande jusqu'à sa fin ; attendre des personnes n'est pas une erreur, Ctrl-C cesse de suivre", EN: "follow the order to its end; waiting for people is no error, Ctrl-C stops following",
	}))
}

// awaitOrder follows an order to its end, with its progress on a terminal. One that
// does not end as it should is shown all the same, and gives a code.
func (r *remote) awaitOrder(o *wire.Order) (*wire.Order, error) {
	var progress *terminal.Progress
	if !r.quiet {
		progress = terminal.NewProgress(r.err, orElse(o.Status.Number, o.ID))
	}
	last, err := r.FollowOrder(r.ctx, o.ID, func(o *wire.Order) {
		done, total := progressOf(o)
		progress.Set(done, total, o.Status.StateText+whereabouts(o))
	})
	progress.Clear()
	if err != nil {
		return nil, err
	}
	if last.Status.State == "completed" {
		return last, nil
	}
	if err := r.showOrder(last); err != nil {
		return nil, err
	}
	return nil, exitCode(exitFailure)
}

// progressOf counts the steps of an order until it is approved, then its items.
func progressOf(o *wire.Order) (done, total int64) {
	if o.Status.ApprovedAt.IsZero() {
		for i := range o.Status.Steps {
			total++
			if !o.Status.Steps[i].SettledAt.IsZero() {
				done++
			}
		}
		return done, total
	}
	for i := range o.Status.Items {
		total++
		switch o.Status.Items[i].State {
		case "completed", "partial", "failed", "cancelled":
			done++
		}
	}
	return done, total
}

// whereabouts is whom an order waits for, or what is being done of it.
func whereabouts(o *wire.Order) string {
	if o.Status.ApprovedAt.IsZero() {
		for i := range o.Status.Steps {
			if s := &o.Status.Steps[i]; s.State == "open" {
				return ", " + s.By
			}
		}
		return ""
	}
	for i := range o.Status.Items {
		if it := &o.Status.Items[i]; it.Message != "" && it.State != "completed" {
			return ", " + it.Message
		}
	}
	return ""
}
