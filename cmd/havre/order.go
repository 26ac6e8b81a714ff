package main

import (
	"errors"
	"net/url"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) orderCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("order"),
		short: havre.Text{FR: "commander sur un portail ce que la décision permet", EN: "order on a portal what the decision allows"},
		long: havre.Text{
			FR: "Un panier se remplit ligne à ligne pour un dossier décidé, se vérifie, s'envoie ; ceux qui valident, puis ceux qui réalisent, le font avancer. Une commande se désigne par son identifiant ou par son numéro.",
			EN: "A basket is filled item by item for a need that was decided, looked at, sent; those who approve, then those who fulfil, move it on. An order is named by its identifier or by its number.",
		},
		example: havre.Same("havre order begin paie-historique\nhavre order add 5tq2… rosny/hosting --environment acceptance --set form=machines --set cpu=4 --set memory=8GiB --set storage=100GiB\nhavre order review 5tq2…\nhavre order send 5tq2… --wait"),
	}, nil)
	list := a.listKind(kindNamed("Order"))
	list.Use, list.Aliases, list.Example = "list", nil, "havre order list --open\nhavre order list --dossier paie-historique -o csv"
	c.AddCommand(
		list, a.orderShow(), a.orderBegin(), a.orderAdd(), a.orderRemove(), a.orderReview(), a.orderSend(), a.orderDecide(), a.orderCheck(), a.orderHold(), a.orderResume(), a.orderCancel(), a.orderClone(), a.orderAnswer(),
		a.orderTimeline(), a.orderMessage(), a.orderFile(), a.orderForm(),
	)
	return c
}

var oneOrder = havre.Text{FR: "l'identifiant ou le numéro de la commande", EN: "the identifier or the number of the order"}

// keyFlag gives a command the key of its request.
func (a *app) keyFlag(c *cobra.Command) *string {
	return c.Flags().String("idempotency-key", "", a.say(havre.Text{
		FR: "`clé` de la demande : envoyée deux fois, elle n'est faite qu'une (par défaut une nouvelle)", EN: "`key` of the request: sent twice, it is done once (by default a new one)",
	}))
}

// orderAt reads an order by its identifier or its number.
func (r *remote) orderAt(ref string) (*wire.Order, string, error) {
	o, tag, err := client.Orders.Get(r.ctx, r.Client, ref)
	if !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return o, tag, err
	}
	page, lookup := client.Orders.Page(r.ctx, r.Client, url.Values{"number": {ref}}, "")
	if lookup != nil || len(page.Items) == 0 {
		return nil, "", unfound(kindNamed("Order"), ref, err)
	}
	return client.Orders.Get(r.ctx, r.Client, page.Items[0].ID)
}

// orderID is the identifier of an order, by it or by its number.
func (r *remote) orderID(ref string) (string, error) {
	o, _, err := r.orderAt(ref)
	if err != nil {
		return "", err
	}
	return o.ID, nil
}

// dossierID is the identifier of a need, by it or by its name.
func (r *remote) dossierID(ref string) (string, error) {
	o, err := r.read(kindNamed("Dossier"), ref)
	if err != nil {
		return "", err
	}
	return o.ID, nil
}

// orderVerb is a command that does something to one order, then shows it.
func (a *app) orderVerb(e entry, do func(r *remote, o *wire.Order, tag string, args []string) (*wire.Order, error)) *cobra.Command {
	var r *remote
	if e.args == nil {
		e.args = between(1, 1, oneOrder)
	}
	c := a.command(e, func(_ *cobra.Command, args []string) error {
		o, tag, err := r.orderAt(args[0])
		if err != nil {
			return err
		}
		if o, err = do(r, o, tag, args[1:]); err != nil {
			return err
		}
		return r.showOrder(o)
	})
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	r = a.remote(c)
	return c
}
