package main

import (
	"bytes"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

var reviewExits = []exitLine{
	{exitOK, havre.Text{FR: "le panier partirait", EN: "the basket would be sent"}},
	{exitFailure, havre.Text{FR: "il ne partirait pas : ce qui manque est dit ; ou autre échec", EN: "it would not be sent: what is missing is told; or any other failure"}},
	usualExits[2],
}

func (a *app) orderReview() *cobra.Command {
	var r *remote
	c := a.command(entry{
		use: havre.Text{FR: "review COMMANDE", EN: "review ORDER"}, short: havre.Text{FR: "ce que deviendrait un panier s'il était envoyé", EN: "what would become of a basket if it were sent"},
		long: havre.Text{
			FR: "Dit en une fois ce que la décision refuse, ce qui manque champ par champ, les quotas qui ne suffisent pas, qui validera, ce qu'il faudra montrer et le prix. Rien n'est changé.",
			EN: "Says all at once what the decision refuses, what is missing field by field, the quotas that are not enough, who will approve, what will have to be shown and the price. Nothing is changed.",
		},
		example: havre.Same("havre order review 5tq2…\nhavre order review 5tq2… -o json"), exits: reviewExits, args: between(1, 1, oneOrder),
	}, func(_ *cobra.Command, args []string) error {
		o, _, err := r.orderAt(args[0])
		if err != nil {
			return err
		}
		review, err := r.Review(r.ctx, o.ID)
		if err != nil {
			return err
		}
		if err := r.showReview(review); err != nil || review.Ready {
			return err
		}
		return exitCode(exitFailure)
	})
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	r = a.remote(c)
	return c
}

func (r *remote) showReview(v *wire.OrderReview) error {
	if r.format != formatTable {
		return r.record(v)
	}
	var b bytes.Buffer
	bad := func(words string) { b.WriteString(terminal.Indent("  ✘ ", words, r.width())) }
	if v.Ready {
		b.WriteString(r.style().Strong(r.say(havre.Text{FR: "Le panier peut partir.", EN: "The basket can be sent."})) + "\n")
	} else {
		b.WriteString(r.style().Strong(r.say(havre.Text{FR: "Le panier ne peut pas partir.", EN: "The basket cannot be sent."})) + "\n")
	}
	if v.Gate != nil {
		bad(v.Gate.Detail + " " + v.Gate.Next)
		for i := range v.Gate.Errors {
			bad(r.wrongField(r.itemField(v.Gate.Errors[i].Field), v.Gate.Errors[i].Message))
		}
	}
	for i := range v.Problems {
		bad(r.wrongField(r.itemField(v.Problems[i].Field), v.Problems[i].Message))
	}
	for i := range v.Shortages {
		bad(r.wrongField("quotas."+v.Shortages[i].Account, v.Shortages[i].Message))
	}
	cost := r.costOf(v.Quote.TotalVAT, v.Quote.Complete == havre.Yes)
	b.WriteString(terminal.Indent("  = ", r.say(havre.Text{FR: "prix publiés, TTC : %s", EN: "published prices, VAT included: %s"}, cost), r.width()))
	if v.Purchase != nil {
		b.WriteString(terminal.Indent("  = ", v.Purchase.Text, r.width()))
	}
	r.orderSteps(&b, v.Steps)
	r.orderChecks(&b, v.Checks)
	_, err := b.WriteTo(r.out)
	return err
}

// itemField names the field of an item as the command line does: item 1, --estimate.
func (a *app) itemField(field string) string {
	rest, ok := strings.CutPrefix(field, "items.")
	number, name, more := strings.Cut(rest, ".")
	if !ok || !more {
		return field
	}
	if name == "offer" {
		return a.say(havre.Text{FR: "ligne %s", EN: "item %s"}, number)
	}
	return a.say(havre.Text{FR: "ligne %[1]s, %[2]s", EN: "item %[1]s, %[2]s"}, number, orElse(itemFlags[name], name))
}

// wrongField is what is wrong with a field, with the field.
func (a *app) wrongField(field, message string) string {
	if field == "" {
		return message
	}
	return a.say(havre.Text{FR: "%[1]s : %[2]s", EN: "%[1]s: %[2]s"}, field, message)
}
