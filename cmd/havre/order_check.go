package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) orderCheck() *cobra.Command {
	c := a.command(entry{
		use: havre.Same("check"), short: havre.Text{FR: "montrer ce que la décision oblige à montrer", EN: "show what the decision obliges to show"},
		long: havre.Text{
			FR: "Les obligations de la décision sont une liste de points, chacun avec son moment ; « havre order show » les énumère. Un point est montré par la référence d’un document.",
			EN: "The obligations of the decision are a list of checks, each with its moment; \"havre order show\" lists them. A check is shown by the reference of a document.",
		},
		example: havre.Text{
			FR: "havre order check show CMD-2026-00042 R4-EXIT --proof 'plan de réversibilité du 2026-05-02'\nhavre order check hide CMD-2026-00042 R4-EXIT",
			EN: "havre order check show CMD-2026-00042 R4-EXIT --proof 'exit plan of 2026-05-02'\nhavre order check hide CMD-2026-00042 R4-EXIT",
		},
	}, nil)
	c.AddCommand(a.orderCheckShow(), a.orderCheckHide())
	return c
}

var orderAndCheck = havre.Text{FR: "la commande, puis le point (R4-EXIT)", EN: "the order, then the check (R4-EXIT)"}

func (a *app) orderCheckShow() *cobra.Command {
	var proof string
	c := a.orderVerb(entry{
		use: havre.Text{FR: "show COMMANDE POINT", EN: "show ORDER CHECK"}, short: havre.Text{FR: "montrer un point", EN: "show a check"},
		long: havre.Text{
			FR: "--proof donne la référence et la date du document ; « havre order message --file » joint le document lui-même. Le dernier point qu’une commande validée attendait la laisse continuer.",
			EN: "--proof gives the reference and the date of the document; \"havre order message --file\" joins the document itself. The last check that an approved order waited for lets it go on.",
		},
		example: havre.Text{
			FR: "havre order check show CMD-2026-00042 R4-EXIT --proof 'plan de réversibilité du 2026-05-02'",
			EN: "havre order check show CMD-2026-00042 R4-EXIT --proof 'exit plan of 2026-05-02'",
		},
		args: between(2, 2, orderAndCheck),
	}, func(r *remote, o *wire.Order, tag string, args []string) (*wire.Order, error) {
		changed, _, err := client.Orders.Act(r.ctx, r.Client, o.ID, "checks/show", tag, wire.CheckShown{Check: args[0], Proof: proof})
		return changed, checkFault(o, err)
	})
	c.Flags().StringVar(&proof, "proof", "", a.say(havre.Text{FR: "`référence` et date du document qui le montre", EN: "`reference` and date of the document that shows it"}))
	return c
}

func (a *app) orderCheckHide() *cobra.Command {
	return a.orderVerb(entry{
		use: havre.Text{FR: "hide COMMANDE POINT", EN: "hide ORDER CHECK"}, short: havre.Text{FR: "reprendre un point montré par erreur", EN: "take back a check shown by mistake"},
		long:    havre.Text{FR: "Le point est de nouveau à montrer.", EN: "The check is to be shown again."},
		example: havre.Same("havre order check hide CMD-2026-00042 R4-EXIT"),
		args:    between(2, 2, orderAndCheck),
	}, func(r *remote, o *wire.Order, tag string, args []string) (*wire.Order, error) {
		changed, _, err := client.Orders.Act(r.ctx, r.Client, o.ID, "checks/hide", tag, wire.CheckHidden{Check: args[0]})
		return changed, checkFault(o, err)
	})
}

// checkFault names what is wrong with a check as the command line does, with the checks
// that the order has.
func checkFault(o *wire.Order, err error) error {
	return havre.Retold(err, func(p *havre.Problem) {
		switch p.Field {
		case "proof":
			p.Field = "--proof"
		case "check":
			var known []string
			for i := range o.Status.Checks {
				known = append(known, o.Status.Checks[i].ID)
			}
			p.Field = ""
			if known == nil {
				p.Message = havre.Text{FR: "cette commande n’a rien à montrer", EN: "this order has nothing to show"}
				return
			}
			p.Suggestion = havre.Nearest(strings.ToUpper(p.Value), known)
			p.Message = havre.Text{FR: "%[1]s ; il y a : %[2]s", EN: "%[1]s; there are: %[2]s"}.With(p.Message, strings.Join(known, ", "))
		}
	})
}
