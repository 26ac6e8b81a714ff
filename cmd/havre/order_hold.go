package main

import (
	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) orderHold() *cobra.Command {
	var reason string
	c := a.orderVerb(entry{
		use: havre.Text{FR: "hold COMMANDE", EN: "hold ORDER"}, short: havre.Text{FR: "suspendre une commande", EN: "put an order on hold"},
		long: havre.Text{
			FR: "Elle garde ce qu’elle a réservé, et le demandeur lit la raison. « havre order resume » la reprend.",
			EN: "It keeps what it reserved, and the requester reads the reason. \"havre order resume\" goes on with it.",
		},
		example: havre.Text{FR: "havre order hold CMD-2026-00042 --reason 'devis à revoir'", EN: "havre order hold CMD-2026-00042 --reason 'quotation to be revised'"},
	}, func(r *remote, o *wire.Order, tag string, _ []string) (*wire.Order, error) {
		o, _, err := client.Orders.Act(r.ctx, r.Client, o.ID, "hold", tag, wire.OrderReason{Reason: reason})
		return o, fieldFlags(err)
	})
	a.reasonFlag(c, &reason)
	return c
}

func (a *app) orderResume() *cobra.Command {
	return a.orderVerb(entry{
		use: havre.Text{FR: "resume COMMANDE", EN: "resume ORDER"}, short: havre.Text{FR: "reprendre une commande suspendue", EN: "go on with an order on hold"},
		long: havre.Text{
			FR: "Refusé tant que ce qui l’a suspendue n’est pas réglé : « havre order show » dit quoi.",
			EN: "Refused until what held it is settled: \"havre order show\" says what.",
		},
		example: havre.Same("havre order resume CMD-2026-00042"),
	}, func(r *remote, o *wire.Order, tag string, _ []string) (*wire.Order, error) {
		o, _, err := client.Orders.Act(r.ctx, r.Client, o.ID, "resume", tag, nil)
		return o, err
	})
}

func (a *app) reasonFlag(c *cobra.Command, reason *string) {
	c.Flags().StringVar(reason, "reason", "", a.say(havre.Text{FR: "`pourquoi`, que le demandeur lira", EN: "`why`, that the requester will read"}))
}

// fieldFlags names what is wrong by the flag of the same name.
func fieldFlags(err error) error {
	return havre.Retold(err, func(p *havre.Problem) {
		if p.Field != "" {
			p.Field = "--" + p.Field
		}
	})
}
