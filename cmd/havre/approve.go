package main

import (
	"bytes"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// voting is what somebody says of a step, as the command line says it.
type voting struct {
	*remote
	reject, ask, refer     bool
	comment, reference, on string
}

func (a *app) approveCommand() *cobra.Command {
	v := &voting{}
	c := a.command(entry{
		use:   havre.Text{FR: "approve [COMMANDE [ÉTAPE]]", EN: "approve [ORDER [STEP]]"},
		short: havre.Text{FR: "ce qui attend votre avis, et le donner", EN: "what awaits you, and settle it"},
		long: havre.Text{
			FR: "Sans argument, liste ce qui vous attend : étapes à régler, bons de commande à établir, questions auxquelles répondre ; aussi à la place de ceux qui vous ont donné délégation.\n\nAvec une commande, approuve l'étape que vous pouvez régler. --reject refuse, --ask demande une précision au demandeur, --refer note que l'avis d'un organisme est demandé. Nul ne règle sa propre commande.",
			EN: "Without argument, lists what awaits you: steps to settle, order forms to issue, questions to answer; also in the place of those who delegated to you.\n\nWith an order, approves the step that you may settle. --reject rejects, --ask asks the requester for information, --refer records that a body was asked for its opinion. Nobody settles their own order.",
		},
		example: havre.Text{
			FR: "havre approve\nhavre approve CMD-2026-00042\nhavre approve CMD-2026-00042 security-officer --reject --comment 'analyse de risque absente'\nhavre approve CMD-2026-00042 --ask --comment 'Pour combien de temps ?'\nhavre approve CMD-2026-00042 --refer --reference 2026-117 --on 2026-11-20",
			EN: "havre approve\nhavre approve CMD-2026-00042\nhavre approve CMD-2026-00042 security-officer --reject --comment 'no risk analysis'\nhavre approve CMD-2026-00042 --ask --comment 'For how long?'\nhavre approve CMD-2026-00042 --refer --reference 2026-117 --on 2026-11-20",
		},
		args: between(0, 2, havre.Text{}),
	}, func(_ *cobra.Command, args []string) error {
		if len(args) == 0 || len(args) == 1 && args[0] == "list" {
			return v.inbox()
		}
		return v.settle(args)
	})
	f := c.Flags()
	f.BoolVar(&v.reject, "reject", false, a.say(havre.Text{FR: "refuser ; dites pourquoi par --comment", EN: "reject; say why by --comment"}))
	f.BoolVar(&v.ask, "ask", false, a.say(havre.Text{FR: "demander une précision ; dites laquelle par --comment", EN: "ask for information; say which by --comment"}))
	f.BoolVar(&v.refer, "refer", false, a.say(havre.Text{FR: "noter que l'avis d'un organisme est demandé", EN: "record that a body was asked for its opinion"}))
	f.StringVar(&v.comment, "comment", "", a.say(havre.Text{FR: "`raison`, que le demandeur lira", EN: "`reason`, that the requester will read"}))
	f.StringVar(&v.reference, "reference", "", a.say(havre.Text{FR: "`référence` de l'avis", EN: "`reference` of the opinion"}))
	f.StringVar(&v.on, "on", "", a.say(havre.Text{FR: "`date` de l'avis", EN: "`date` of the opinion"}))
	c.MarkFlagsMutuallyExclusive("reject", "ask", "refer")
	a.formats(c, allFormats...)
	v.remote = a.remote(c)
	return c
}

// inbox lists what awaits the reader.
func (v *voting) inbox() error {
	items, err := gathered(client.Inbox.List(v.ctx, v.Client, nil))
	if err != nil {
		return err
	}
	if len(items) == 0 && v.format == formatTable {
		return v.tell(havre.Text{FR: "Rien ne vous attend.", EN: "Nothing awaits you."})
	}
	l := listing{
		kind: "AwaitingOrderList", items: items,
		columns: []havre.Text{{FR: "commande", EN: "order"}, {FR: "avant", EN: "before"}, {FR: "coût TTC", EN: "cost incl. VAT"}, {FR: "demandeur", EN: "requester"}, {FR: "dossier", EN: "need"}, {FR: "à faire", EN: "to do"}},
	}
	for i := range items {
		w := &items[i]
		what, due := v.awaited(w)
		l.rows = append(l.rows, []string{w.Number, due, v.costOf(w.Cost, w.Complete), w.Requester, w.DossierTitle, what})
	}
	return v.app.list(l)
}

// awaited is what an order awaits of the reader, and when the first limit passes.
func (v *voting) awaited(w *wire.AwaitingOrder) (what, due string) {
	var parts []string
	var first time.Time
	late := false
	for i := range w.Steps {
		s := &w.Steps[i]
		parts = append(parts, s.Title+" ("+s.ID+")")
		if !s.DueAt.IsZero() && (first.IsZero() || s.DueAt.Before(first)) {
			first = s.DueAt
		}
		late = late || s.Late
	}
	if w.Issue {
		parts = append(parts, v.say(havre.Text{FR: "établir le bon de commande", EN: "issue the order form"}))
	}
	if w.Answer {
		parts = append(parts, v.say(havre.Text{FR: "répondre : « %s »", EN: "answer: “%s”"}, w.Asked))
	}
	due = v.instant(first)
	if !first.IsZero() && late {
		due += v.say(havre.Text{FR: ", en retard", EN: ", late"})
	}
	return strings.Join(parts, ", "), due
}

// settle says something of a step of an order.
func (v *voting) settle(args []string) error {
	vote, err := v.vote()
	if err != nil {
		return err
	}
	o, tag, err := v.orderAt(args[0])
	if err != nil {
		return err
	}
	step := ""
	if len(args) > 1 {
		step = args[1]
	} else if step, err = v.onlyStep(o); err != nil {
		return err
	}
	if o, _, err = v.Vote(v.ctx, o.ID, step, tag, *vote); err != nil {
		return votedFlags(err)
	}
	if v.format != formatTable {
		return v.record(o)
	}
	var b bytes.Buffer
	b.WriteString(terminal.Indent("", o.Status.Number+" "+o.Status.StateText, v.width()))
	v.orderSteps(&b, o.Status.Steps)
	_, err = b.WriteTo(v.out)
	return err
}

func (v *voting) vote() (*wire.StepVote, error) {
	out := &wire.StepVote{Vote: "approve", Comment: v.comment, Reference: v.reference}
	switch {
	case v.reject:
		out.Vote = "reject"
	case v.ask:
		out.Vote = "ask"
	case v.refer:
		out.Vote = "refer"
	}
	return out, readDate("--on", v.on, &out.On).Err()
}

// onlyStep is the step of an order that awaits the reader, when there is only one.
func (v *voting) onlyStep(o *wire.Order) (string, error) {
	items, err := gathered(client.Inbox.List(v.ctx, v.Client, nil))
	if err != nil {
		return "", err
	}
	var steps []string
	for i := range items {
		for k := range items[i].Steps {
			if items[i].Order == o.ID {
				steps = append(steps, items[i].Steps[k].ID)
			}
		}
	}
	switch len(steps) {
	case 1:
		return steps[0], nil
	case 0:
		return "", &havre.Fault{
			Code:    havre.Forbidden,
			Message: havre.Text{FR: "Aucune étape de cette commande n'attend votre avis.", EN: "No step of this order awaits you."},
			Next:    havre.Text{FR: "« havre order show » dit qui est attendu.", EN: "\"havre order show\" says who is awaited."},
		}
	}
	return "", havre.Problems{{Value: o.Status.Number, Message: havre.Text{
		FR: "plusieurs étapes vous attendent, dites laquelle : %s", EN: "several steps await you, say which: %s",
	}.With(strings.Join(steps, ", "))}}
}

// votedFlags names what is wrong with a vote by the flag that said it.
func votedFlags(err error) error {
	flags := map[string]string{"comment": "--comment", "reference": "--reference", "on": "--on", "vote": "--refer"}
	return havre.Retold(err, func(p *havre.Problem) {
		if flag, ok := flags[p.Field]; ok {
			p.Field = flag
		}
	})
}
