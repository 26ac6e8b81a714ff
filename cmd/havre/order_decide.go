package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) orderDecide() *cobra.Command {
	var set []string
	c := a.orderVerb(entry{
		use: havre.Text{FR: "decide COMMANDE LIGNE", EN: "decide ORDER ITEM"}, short: havre.Text{FR: "accorder moins que ce qui est demandé", EN: "grant less than was asked"},
		long: havre.Text{
			FR: "Les champs donnés par --set changent, les autres restent comme demandés. Ce que la ligne ne prend plus est rendu aussitôt ; ce qui était demandé reste à côté. Réservé à ceux qu’une étape attend, qui l’approuvent ensuite par « havre approve ».",
			EN: "The fields given by --set change, the others stay as asked. What the item no longer takes is given back at once; what was asked stays beside it. For those whom a step awaits, who then approve it by \"havre approve\".",
		},
		example: havre.Same("havre order decide CMD-2026-00042 1 --set cpu=2 --set memory=4GiB"),
		args:    between(2, 2, orderAndItem),
	}, func(r *remote, o *wire.Order, tag string, args []string) (*wire.Order, error) {
		it, err := itemOf(o, args[0])
		if err != nil {
			return nil, err
		}
		choices, problems := readChoices(set)
		if len(set) == 0 {
			problems = havre.Problems{{Field: "--set", Message: havre.Text{FR: "dites ce qui est accordé, par exemple --set cpu=2", EN: "say what is granted, for example --set cpu=2"}}}
		}
		if err := problems.Err(); err != nil {
			return nil, err
		}
		if err := r.inUnits(choices, it.Offer, it.Plan); err != nil {
			return nil, err
		}
		o, _, err = r.DecideItem(r.ctx, o.ID, it.Number, tag, choices)
		return o, flagged(err)
	})
	a.setFlag(c, &set)
	return c
}

var orderAndItem = havre.Text{FR: "la commande, puis le numéro de la ligne", EN: "the order, then the number of the item"}

// itemOf is an item of an order by its number.
func itemOf(o *wire.Order, number string) (*wire.OrderedItem, error) {
	n, err := strconv.Atoi(number)
	i := slices.IndexFunc(o.Status.Items, func(it wire.OrderedItem) bool { return it.Number == n })
	if err == nil && i >= 0 {
		return &o.Status.Items[i], nil
	}
	if len(o.Status.Items) == 0 {
		return nil, havre.Problems{{Value: number, Message: havre.Text{FR: "cette commande n’a pas de ligne", EN: "this order has no items"}}}
	}
	var known []string
	for k := range o.Status.Items {
		known = append(known, strconv.Itoa(o.Status.Items[k].Number))
	}
	return nil, havre.Problems{{Value: number, Message: havre.Text{FR: "le numéro d’une ligne de la commande est attendu : %s", EN: "the number of an item of the order is expected: %s"}.With(strings.Join(known, ", "))}}
}
