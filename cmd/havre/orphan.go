package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
)

// orphanKind is how the ledger of orphans is listed.
var orphanKind = objectKind{
	name: "Orphan", words: []string{"orphans", "orphan"}, path: "orphans", title: havre.Text{FR: "orphelins", EN: "orphans"},
	listed: "havre orphan list", none: havre.Text{FR: "Aucun orphelin à montrer.", EN: "No orphan to show."},
	columns: []column{
		{head: havre.Same("id"), path: "id"},
		{head: havre.Text{FR: "depuis", EN: "since"}, path: "status.since"},
		{head: havre.Same("cloud"), path: "spec.cloud"},
		{head: havre.Text{FR: "nature", EN: "kind"}, path: "spec.kind"},
		{head: havre.Text{FR: "nom", EN: "name"}, path: "spec.name"},
		{head: havre.Text{FR: "sur le cloud", EN: "on the cloud"}, path: "spec.external"},
		{head: havre.Text{FR: "commande", EN: "order"}, path: "spec.order"},
		{head: havre.Text{FR: "essais", EN: "tries"}, path: "status.tries"},
		{head: havre.Text{FR: "réglé", EN: "settled"}, path: "status.settled"},
		{head: havre.Text{FR: "pourquoi", EN: "why"}, path: "status.failure.what"},
	},
	filters: []filter{
		searchFilter,
		{query: "deployment", usage: havre.Text{FR: "identifiant de la `ressource`", EN: "identifier of the `resource`"}},
		{query: "cloud", usage: havre.Text{FR: "`cloud`, comme les réglages du portail le nomment", EN: "`cloud`, as the settings of the portal name it"}},
		{query: "open", usage: havre.Text{FR: "seulement ceux dont on ne sait pas ce qu'ils sont devenus", EN: "only those of which nobody knows what became"}, flag: true},
		{query: "raw", usage: havre.Text{FR: "avec la réponse de la plateforme (json, yaml)", EN: "with the answer of the platform (json, yaml)"}, flag: true},
		sortFilter("since", "target"), descFilter,
	},
}

func (a *app) orphanCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("orphan"),
		short: havre.Text{FR: "ce qui n'a pas pu être supprimé d'un cloud, avec la commande qui l'a fait", EN: "what could not be removed from a cloud, with the order that made it"},
		long: havre.Text{
			FR: "Havre réessaie de lui-même de supprimer chaque orphelin. Quand l'opérateur l'a supprimé, ou le garde, « havre orphan settle » le dit.",
			EN: "Havre tries by itself to remove each orphan again. When its operator removed it, or keeps it, \"havre orphan settle\" says so.",
		},
		example: havre.Text{
			FR: "havre orphan list --open\nhavre orphan settle 5tq2… 'supprimé par l’opérateur, ticket 4512'",
			EN: "havre orphan list --open\nhavre orphan settle 5tq2… 'removed by the operator, ticket 4512'",
		},
	}, nil)
	list := a.listKind(&orphanKind)
	list.Use, list.Aliases, list.Example = "list", nil, "havre orphan list --open\nhavre orphan list --cloud cloud-pi -o csv"
	c.AddCommand(list, a.orphanSettle())
	return c
}

func (a *app) orphanSettle() *cobra.Command {
	var r *remote
	c := a.command(entry{
		use: havre.Text{FR: "settle ID CE_QU_IL_EST_DEVENU", EN: "settle ID WHAT_BECAME_OF_IT"}, short: havre.Text{FR: "dire ce qu'est devenu un orphelin", EN: "say what became of an orphan"},
		long:    havre.Text{FR: "Havre cesse d'essayer de le supprimer ; vos mots restent avec lui, et au journal.", EN: "Havre stops trying to remove it; your words stay with it, and in the journal."},
		example: havre.Text{FR: "havre orphan settle 5tq2… 'supprimé par l’opérateur, ticket 4512'", EN: "havre orphan settle 5tq2… 'removed by the operator, ticket 4512'"},
		args:    between(2, 2, havre.Text{FR: "l'identifiant de l'orphelin, puis ce qu'il est devenu", EN: "the identifier of the orphan, then what became of it"}),
	}, func(_ *cobra.Command, args []string) error {
		if err := r.SettleOrphan(r.ctx, args[0], args[1]); err != nil {
			if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
				err = unfound(&orphanKind, args[0], err)
			}
			return err
		}
		return r.tell(havre.Text{FR: "Orphelin %s : c'est noté.", EN: "Orphan %s: recorded."}, args[0])
	})
	r = a.remote(c)
	return c
}
