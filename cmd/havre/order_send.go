package main

import (
	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) orderSend() *cobra.Command {
	var wait bool
	var key *string
	c := a.orderVerb(entry{
		use: havre.Text{FR: "send COMMANDE", EN: "send ORDER"}, short: havre.Text{FR: "envoyer un panier", EN: "send a basket"},
		long: havre.Text{
			FR: "La décision en vigueur doit le laisser passer, et les quotas, les budgets et les accords suffire ; ils sont réservés, et les validations commencent. « havre order review » dit d'avance ce qui manque.",
			EN: "The decision in force must let it through, and quotas, budgets and agreements be enough; they are reserved, and approvals begin. \"havre order review\" says beforehand what is missing.",
		},
		example: havre.Same("havre order send 5tq2…\nhavre order send 5tq2… --wait"), exits: waitExits,
	}, func(r *remote, o *wire.Order, tag string, _ []string) (*wire.Order, error) {
		o, _, err := r.SendOrder(r.ctx, o.ID, tag, *key)
		if err != nil || !wait {
			return o, havre.Retold(err, func(p *havre.Problem) { p.Field = r.itemField(p.Field) })
		}
		return r.awaitOrder(o)
	})
	a.waitFlag(c, &wait)
	key = a.keyFlag(c)
	return c
}

func (a *app) orderCancel() *cobra.Command {
	var reason string
	c := a.orderVerb(entry{
		use: havre.Text{FR: "cancel COMMANDE", EN: "cancel ORDER"}, short: havre.Text{FR: "annuler une commande", EN: "cancel an order"},
		long: havre.Text{
			FR: "Ce qu'elle réservait est rendu. Pendant la réalisation, seul ce qui n'est pas commencé est retiré. Un panier, lui, se supprime : havre delete order.",
			EN: "What it reserved is given back. While it is being fulfilled, only what has not begun is withdrawn. A basket is deleted instead: havre delete order.",
		},
		example: havre.Text{FR: "havre order cancel CMD-2026-00042 --reason 'plus besoin'", EN: "havre order cancel CMD-2026-00042 --reason 'no longer needed'"},
	}, func(r *remote, o *wire.Order, tag string, _ []string) (*wire.Order, error) {
		o, _, err := client.Orders.Act(r.ctx, r.Client, o.ID, "cancel", tag, wire.OrderReason{Reason: reason})
		return o, fieldFlags(err)
	})
	a.reasonFlag(c, &reason)
	return c
}

func (a *app) orderClone() *cobra.Command {
	var key *string
	c := a.orderVerb(entry{
		use: havre.Text{FR: "clone COMMANDE", EN: "clone ORDER"}, short: havre.Text{FR: "copier une commande dans un nouveau panier", EN: "copy an order to a new basket"},
		long:    havre.Text{FR: "Pour commander la même chose, ou recommencer ce qui a échoué.", EN: "To order the same again, or to try what failed once more."},
		example: havre.Same("havre order clone CMD-2026-00042"),
	}, func(r *remote, o *wire.Order, _ string, _ []string) (*wire.Order, error) {
		o, _, err := r.CloneOrder(r.ctx, o.ID, *key)
		return o, err
	})
	key = a.keyFlag(c)
	return c
}

func (a *app) orderAnswer() *cobra.Command {
	return a.orderVerb(entry{
		use: havre.Text{FR: "answer COMMANDE TEXTE", EN: "answer ORDER TEXT"}, short: havre.Text{FR: "répondre à la question d'un valideur", EN: "answer the question of somebody who approves"},
		long:    havre.Text{FR: "La même étape reprend, et son délai avec elle.", EN: "The same step goes on, and its time limit with it."},
		example: havre.Text{FR: "havre order answer CMD-2026-00042 'Deux ans.'", EN: "havre order answer CMD-2026-00042 'Two years.'"},
		args:    between(2, 2, havre.Text{FR: "la commande, puis la réponse", EN: "the order, then the answer"}),
	}, func(r *remote, o *wire.Order, tag string, args []string) (*wire.Order, error) {
		o, _, err := client.Orders.Act(r.ctx, r.Client, o.ID, "answer", tag, wire.OrderAnswer{Text: args[0]})
		return o, err
	})
}
