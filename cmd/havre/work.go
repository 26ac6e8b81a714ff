package main

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

var oneWork = havre.Text{FR: "l'identifiant de la tâche", EN: "the identifier of the task"}

func (a *app) workCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("work"),
		short: havre.Text{FR: "ce qu'un opérateur réalise à la main", EN: "what an operator makes by hand"},
		long: havre.Text{
			FR: "Les plateformes sans API ont des opérateurs : chaque ligne d'une commande validée devient une tâche, avec une date attendue.",
			EN: "Platforms without an API have operators: each item of an approved order becomes a task, with the day when it is expected.",
		},
		example: havre.Same("havre work list --open\nhavre work take 6rk1…\nhavre work done 6rk1… --reference srv-42"),
	}, nil)
	list := a.listKind(kindNamed("Work"))
	list.Use, list.Aliases, list.Example = "list", nil, "havre work list --open\nhavre work list --mine -o json"
	c.AddCommand(
		list, a.workShow(), a.workTake(), a.workMessage(),
		a.workReport("done", "done", havre.Text{FR: "dire qu'une tâche est faite", EN: "say that a task is done"}),
		a.workReport("partly", "partly-done", havre.Text{FR: "dire qu'une tâche est faite en partie", EN: "say that a task is partly done"}),
		a.workReport("impossible", "impossible", havre.Text{FR: "dire qu'une tâche est impossible", EN: "say that a task is impossible"}),
	)
	return c
}

// workVerb is a command that does something to one work, then shows it.
func (a *app) workVerb(e entry, do func(r *remote, w *wire.Work, tag string) (*wire.Work, error)) *cobra.Command {
	var r *remote
	e.args = between(1, 1, oneWork)
	c := a.command(e, func(_ *cobra.Command, args []string) error {
		w, tag, err := client.Works.Get(r.ctx, r.Client, args[0])
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return unfound(kindNamed("Work"), args[0], err)
		}
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
		use: havre.Text{FR: "show TÂCHE", EN: "show TASK"}, short: havre.Text{FR: "ce qu'une tâche demande", EN: "what a task asks for"},
		long:    havre.Text{FR: "Tout ce qu'il faut pour réaliser la ligne commandée.", EN: "All that it takes to make the item that was ordered."},
		example: havre.Same("havre work show 6rk1…\nhavre work show 6rk1… -o json"),
	}, func(_ *remote, w *wire.Work, _ string) (*wire.Work, error) { return w, nil })
}

func (a *app) workTake() *cobra.Command {
	return a.workVerb(entry{
		use: havre.Text{FR: "take TÂCHE", EN: "take TASK"}, short: havre.Text{FR: "prendre une tâche", EN: "take a task"},
		long:    havre.Text{FR: "Le demandeur ne peut plus l'annuler seul.", EN: "The requester can no longer cancel it alone."},
		example: havre.Same("havre work take 6rk1…"),
	}, func(r *remote, w *wire.Work, tag string) (*wire.Work, error) {
		w, _, err := client.Works.Act(r.ctx, r.Client, w.ID, "take", tag, nil)
		return w, err
	})
}

// workMessage asks the requester something, or reads what was said.
func (a *app) workMessage() *cobra.Command {
	return a.messages(entry{
		use: havre.Text{FR: "message TÂCHE [TEXTE]", EN: "message TASK [TEXT]"}, short: havre.Text{FR: "écrire au demandeur, ou lire l'échange", EN: "write to the requester, or read the talk"},
		long: havre.Text{
			FR: "Sans texte, montre ce qui s'est écrit sur la commande depuis son approbation. Avec un texte, l'ajoute : le demandeur est prévenu, et sa réponse vous revient.",
			EN: "Without a text, shows what was written on the order since it was approved. With one, adds it: the requester is told, and the answer comes back to you.",
		},
		example: havre.Text{
			FR: "havre work message 6rk1…\nhavre work message 6rk1… 'Dans quel réseau ?' --file reseaux.pdf",
			EN: "havre work message 6rk1…\nhavre work message 6rk1… 'In which network?' --file networks.pdf",
		},
		args: between(1, 2, oneWork),
	}, talk{
		on:   func(_ *remote, name string) (string, error) { return name, nil },
		list: client.WorkMessages, say: (*client.Client).SayOnWork,
	})
}

// workReport is the command that says what became of a work.
func (a *app) workReport(verb, state string, short havre.Text) *cobra.Command {
	report := wire.WorkReport{State: state}
	var set []string
	c := a.workVerb(entry{
		use: havre.Text{FR: verb + " TÂCHE", EN: verb + " TASK"}, short: short,
		long:    havre.Text{FR: "La ligne de la commande se termine ainsi, et le demandeur est prévenu.", EN: "The item of the order ends so, and the requester is told."},
		example: workExamples[verb],
	}, func(r *remote, w *wire.Work, tag string) (*wire.Work, error) {
		var problems havre.Problems
		if report.Choices, problems = readChoices(set); problems != nil {
			return nil, problems
		}
		if it := w.Status.For; it != nil {
			if err := r.inUnits(report.Choices, it.Offer, it.Plan); err != nil {
				return nil, err
			}
		}
		w, _, err := client.Works.Act(r.ctx, r.Client, w.ID, "settle", tag, report)
		return w, reportFlags(err)
	})
	c.Flags().StringVar(&report.Reference, "reference", "", a.say(havre.Text{FR: "`référence` de ce qui a été fait, sur la plateforme", EN: "`reference` of what was made, on the platform"}))
	c.Flags().StringVar(&report.Note, "note", "", a.say(havre.Text{FR: "`précision` pour le demandeur ; obligatoire si tout n'est pas fait", EN: "`note` for the requester; compulsory unless all is done"}))
	if verb == "partly" {
		c.Flags().StringArrayVar(&set, "set", nil, a.say(havre.Text{
			FR: "`champ=valeur` de ce qui est livré, quand c’est moins que commandé (répétable) ; le reste est rendu", EN: "`field=value` of what is delivered, when it is less than ordered (repeatable); the rest is given back",
		}))
	}
	return c
}

var workExamples = map[string]havre.Text{
	"done": havre.Same("havre work done 6rk1… --reference srv-42"),
	"partly": {
		FR: "havre work partly 6rk1… --set storage=200GiB --note 'deux disques sur trois' --reference srv-42",
		EN: "havre work partly 6rk1… --set storage=200GiB --note 'two disks of three' --reference srv-42",
	},
	"impossible": {
		FR: "havre work impossible 6rk1… --note 'plus de place avant mars'",
		EN: "havre work impossible 6rk1… --note 'no room before March'",
	},
}

// reportFlags names what is wrong with a report by the flag that said it.
func reportFlags(err error) error {
	return havre.Retold(err, func(p *havre.Problem) {
		if field, ok := strings.CutPrefix(p.Field, "choices."); ok {
			p.Field = "--set " + field
			return
		}
		if p.Field == "choices" {
			p.Field = "set"
		}
		p.Field = "--" + p.Field
	})
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
	line(havre.Text{FR: "pour le", EN: "due"}, r.say(w.Spec.Due.Words()))
	line(havre.Text{FR: "commande", EN: "order"}, s.OrderNumber)
	line(havre.Text{FR: "dossier", EN: "need"}, s.DossierTitle)
	line(havre.Text{FR: "organisation", EN: "organisation"}, s.OrganisationTitle)
	line(havre.Text{FR: "demandeur", EN: "requester"}, s.Contact)
	line(havre.Text{FR: "demande", EN: "request"}, s.RequestNote)
	line(havre.Text{FR: "prise par", EN: "taken by"}, s.AssigneeName)
	line(havre.Text{FR: "référence", EN: "reference"}, s.Reference)
	line(havre.Text{FR: "réponse", EN: "answer"}, s.Note)
	if wanted := made(w); wanted != nil {
		line(havre.Text{FR: "à fournir", EN: "to provide"}, r.taken(wanted))
		line(havre.Text{FR: "premier jour", EN: "first day"}, r.say(s.For.On.Words()))
		line(havre.Text{FR: "dernier jour", EN: "last day"}, r.say(wanted.LastDay.Words()))
		for _, field := range slices.Sorted(maps.Keys(wanted.Choices)) {
			value := cellOf(wanted.Choices[field])
			if strings.Contains(value, "\n") { // a text for programs, shown as it is written
				b.WriteString("  " + field + "\n\n    " + strings.ReplaceAll(strings.TrimSpace(value), "\n", "\n    ") + "\n\n")
				continue
			}
			line(havre.Same(field), value)
		}
	}
	_, err := b.WriteTo(r.out)
	return err
}

// made is what an operator is asked to make: what was granted, which may be less than what
// was asked for. Nil when something is to be ended.
func made(w *wire.Work) *wire.ItemWanted {
	if w.Status.For == nil {
		return nil
	}
	return standing(w.Status.For)
}
