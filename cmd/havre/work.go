package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

var oneWork = havre.Text{FR: "l'identifiant de la tâche", EN: "the identifier of the work"}

func (a *app) workCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("work"),
		short: havre.Text{FR: "ce qu'un opérateur réalise à la main", EN: "what an operator makes by hand"},
		long: havre.Text{
			FR: "Les plateformes sans API ont des opérateurs : chaque ligne d'une commande validée devient une tâche, avec une date attendue.",
			EN: "Platforms without an API have operators: each item of an approved order becomes a work, with a day when it is expected.",
		},
		example: havre.Same("havre work list --open\nhavre work take 6rk1…\nhavre work done 6rk1… --reference srv-42"),
	}, nil)
	list := a.listKind(kindNamed("Work"))
	list.Use, list.Aliases, list.Example = "list", nil, "havre work list --open\nhavre work list --mine -o json"
	c.AddCommand(
		list, a.workShow(), a.workTake(),
		a.workReport("done", "done", havre.Text{FR: "dire qu'une tâche est faite", EN: "say that a work is done"}),
		a.workReport("partly", "partly-done", havre.Text{FR: "dire qu'une tâche est faite en partie", EN: "say that a work is partly done"}),
		a.workReport("impossible", "impossible", havre.Text{FR: "dire qu'une tâche est impossible", EN: "say that a work is impossible"}),
	)
	return c
}

// workVerb is a command that does something to one work, then shows it.
func (a *app) workVerb(e entry, do func(r *remote, w *wire.Work, tag string) (*wire.Work, error)) *cobra.Command {
	var r *remote
	e.args = between(1, 1, oneWork)
	c := a.command(e, func(_ *cobra.Command, args []string) error {
		w, tag, err := client.Works.Get(r.ctx, r.Client, args[0])
		if err != nil {
			return err
		}
		if w, err = do(r, w, tag); err != nil {
			return err
		}
		return r.showWork(w)
	})
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	r = a.remote(c)
	return c
}

func (a *app) workShow() *cobra.Command {
	return a.workVerb(entry{
		use: havre.Text{FR: "show TÂCHE", EN: "show WORK"}, short: havre.Text{FR: "ce qu'une tâche demande", EN: "what a work asks for"},
		long:    havre.Text{FR: "Tout ce qu'il faut pour réaliser la ligne commandée.", EN: "All that it takes to make the item that was ordered."},
		example: havre.Same("havre work show 6rk1…\nhavre work show 6rk1… -o json"),
	}, func(_ *remote, w *wire.Work, _ string) (*wire.Work, error) { return w, nil })
}

func (a *app) workTake() *cobra.Command {
	return a.workVerb(entry{
		use: havre.Text{FR: "take TÂCHE", EN: "take WORK"}, short: havre.Text{FR: "prendre une tâche", EN: "take a work"},
		long:    havre.Text{FR: "Le demandeur ne peut plus l'annuler seul.", EN: "The requester can no longer cancel it alone."},
		example: havre.Same("havre work take 6rk1…"),
	}, func(r *remote, w *wire.Work, tag string) (*wire.Work, error) {
		w, _, err := client.Works.Act(r.ctx, r.Client, w.ID, "take", tag, nil)
		return w, err
	})
}

// workReport is the command that says what became of a work.
func (a *app) workReport(verb, state string, short havre.Text) *cobra.Command {
	var report wire.WorkReport
	c := a.workVerb(entry{
		use: havre.Text{FR: verb + " TÂCHE", EN: verb + " WORK"}, short: short,
		long:    havre.Text{FR: "La ligne de la commande se termine ainsi, et le demandeur est prévenu.", EN: "The item of the order ends so, and the requester is told."},
		example: havre.Same("havre work " + verb + " 6rk1… --note 'deux disques sur trois' --reference srv-42"),
	}, func(r *remote, w *wire.Work, tag string) (*wire.Work, error) {
		report.State = state
		w, _, err := client.Works.Act(r.ctx, r.Client, w.ID, "settle", tag, report)
		return w, havre.Retold(err, func(p *havre.Problem) { p.Field = "--" + p.Field })
	})
	c.Flags().StringVar(&report.Reference, "reference", "", a.say(havre.Text{FR: "comment la plateforme `nomme` ce qui a été fait", EN: "how the platform `names` what was made"}))
	c.Flags().StringVar(&report.Note, "note", "", a.say(havre.Text{FR: "`précision` pour le demandeur ; obligatoire si tout n'est pas fait", EN: "`note` for the requester; compulsory unless all is done"}))
	return c
}

// showWork writes a work: for people, or whole for programs.
func (r *remote) showWork(w *wire.Work) error {
	if r.format != formatTable {
		return r.record(w)
	}
	var b bytes.Buffer
	s := &w.Status
	b.WriteString(r.style().Strong(w.Metadata.Title) + "\n")
	line := func(head havre.Text, value string) {
		if value != "" {
			b.WriteString(terminal.Indent("  "+terminal.Pad(r.say(head), 14)+" ", value, r.width()))
		}
	}
	line(havre.Same("id"), w.ID)
	line(havre.Text{FR: "état", EN: "state"}, s.StateText)
	line(havre.Text{FR: "pour le", EN: "due"}, w.Spec.Due.String())
	line(havre.Text{FR: "commande", EN: "order"}, s.OrderNumber)
	line(havre.Text{FR: "dossier", EN: "need"}, s.DossierTitle)
	line(havre.Text{FR: "organisation", EN: "organisation"}, s.OrganisationTitle)
	line(havre.Text{FR: "demandeur", EN: "requester"}, s.Contact)
	line(havre.Text{FR: "demande", EN: "request"}, s.RequestNote)
	line(havre.Text{FR: "prise par", EN: "taken by"}, s.AssigneeName)
	line(havre.Text{FR: "référence", EN: "reference"}, s.Reference)
	line(havre.Text{FR: "réponse", EN: "answer"}, s.Note)
	if s.For != nil && s.For.Requested != nil {
		for _, field := range slices.Sorted(maps.Keys(s.For.Requested.Choices)) {
			value, err := json.Marshal(s.For.Requested.Choices[field])
			if err != nil {
				return fmt.Errorf("reading what is asked for: %w", err)
			}
			line(havre.Same(field), string(value))
		}
	}
	_, err := b.WriteTo(r.out)
	return err
}
