package main

import (
	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
)

func (a *app) deleteCommand() *cobra.Command {
	var r *remote
	c := a.command(entry{
		use: useKindAndName("delete"), short: havre.Text{FR: "supprimer un objet d'un portail", EN: "delete an object of a portal"},
		long: havre.Text{
			FR: "Supprime un objet tel qu'il est au moment de la commande. « havre restore » annule, sauf pour un jeton, révoqué pour de bon, et une dérogation, qui est retirée.",
			EN: "Deletes an object as it is when the command runs. \"havre restore\" undoes it, but for a token, revoked for good, and a derogation, which is withdrawn.",
		},
		example: havre.Same("havre delete dossier demo-rdv\nhavre delete token 7x3q…"), args: between(2, 2, kindAndName),
	}, func(_ *cobra.Command, args []string) error {
		k, o, err := r.argument(args)
		if err != nil {
			return err
		}
		if err := client.Any(k.path).Delete(r.ctx, r.Client, o.ID, o.tag); err != nil {
			return err
		}
		if k.final {
			return r.tell(havre.Text{FR: "%[1]s %[2]s : c'est fait.", EN: "%[1]s %[2]s: done."}, k.name, o.ID)
		}
		return r.tell(havre.Text{FR: "%[1]s %[2]s : supprimé ; « havre restore %[3]s %[2]s » l'annule.", EN: "%[1]s %[2]s: deleted; \"havre restore %[3]s %[2]s\" undoes it."}, k.name, o.ID, k.words[1])
	})
	c.ValidArgsFunction = completeKinds
	r = a.remote(c)
	return c
}

func (a *app) restoreCommand() *cobra.Command {
	var r *remote
	c := a.command(entry{
		use:   havre.Text{FR: "restore NATURE ID", EN: "restore KIND ID"},
		short: havre.Text{FR: "rétablir un objet supprimé", EN: "restore a deleted object"},
		long:  havre.Text{FR: "Annule une suppression. L'identifiant est celui que « havre delete » a donné, ou « havre list dossiers --deleted ».", EN: "Undoes a deletion. The identifier is the one that \"havre delete\" gave, or \"havre list dossiers --deleted\"."}, example: havre.Same("havre restore dossier 5tq2…"),
		args: between(2, 2, havre.Text{FR: "la nature de l'objet, puis son identifiant", EN: "the kind of object, then its identifier"}),
	}, func(_ *cobra.Command, args []string) error {
		k, err := kindArgument(args[0])
		if err != nil {
			return err
		}
		if _, _, err := client.Any(k.path).Restore(r.ctx, r.Client, args[1]); err != nil {
			return err
		}
		return r.tell(havre.Text{FR: "%[1]s %[2]s : rétabli.", EN: "%[1]s %[2]s: restored."}, k.name, args[1])
	})
	c.ValidArgsFunction = completeKinds
	r = a.remote(c)
	return c
}
