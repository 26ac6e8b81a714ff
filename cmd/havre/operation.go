package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) operationCommand() *cobra.Command {
	c := a.command(entry{
		use:     havre.Same("operation"),
		short:   havre.Text{FR: "les travaux longs d'un portail : les suivre", EN: "the long work of a portal: follow it"},
		long:    havre.Text{FR: "Un import du catalogue ou une vérification du journal rend une opération, à suivre jusqu'à sa fin.", EN: "An import of the catalogue or a verification of the journal gives an operation, to follow to its end."},
		example: havre.Same("havre operation watch edition-12"),
	}, nil)
	c.AddCommand(a.operationWatch())
	return c
}

func (a *app) operationWatch() *cobra.Command {
	var r *remote
	c := a.command(entry{
		use:   havre.Text{FR: "watch ID", EN: "watch ID"},
		short: havre.Text{FR: "suivre une opération jusqu'à sa fin", EN: "follow an operation to its end"},
		long:  havre.Text{FR: "Montre où elle en est sur un terminal, puis son résultat. Le code est 1 si elle échoue.", EN: "Shows how far it is on a terminal, then its result. The exit code is 1 if it fails."}, example: havre.Same("havre operation watch edition-12\nhavre operation watch edition-12 -o json"),
		args: between(1, 1, havre.Text{FR: "l'identifiant de l'opération", EN: "the identifier of the operation"}),
	}, func(_ *cobra.Command, args []string) error { return r.watch(args[0]) })
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	r = a.remote(c)
	return c
}

func (r *remote) watch(id string) error {
	var progress *terminal.Progress
	if !r.quiet {
		progress = terminal.NewProgress(r.err, id)
	}
	o, err := r.Follow(r.ctx, id, func(o *wire.Operation) {
		progress.Set(int64(o.Status.Done), int64(o.Status.Total), o.Status.Message)
	})
	progress.Clear()
	if err != nil {
		return err
	}
	if r.format != formatTable {
		if err := r.record(o); err != nil {
			return err
		}
	} else if _, err := fmt.Fprintln(r.out, r.say(havre.Text{FR: "%[1]s : %[2]s", EN: "%[1]s: %[2]s"}, o.ID, o.Status.Message)); err != nil {
		return err
	}
	if o.Status.State == "failed" {
		return exitCode(exitFailure)
	}
	return nil
}
