package main

import (
	"encoding/json"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) orderBegin() *cobra.Command {
	var r *remote
	var title, note string
	var key *string
	c := a.command(entry{
		use: havre.Text{FR: "begin DOSSIER", EN: "begin NEED"}, short: havre.Text{FR: "commencer un panier pour un dossier", EN: "begin a basket for a need"},
		long:    havre.Text{FR: "Rien n'en part avant « havre order send ». Le dossier se désigne par son identifiant ou par son nom.", EN: "Nothing of it leaves before \"havre order send\". The need is named by its identifier or by its name."},
		example: havre.Text{FR: "havre order begin paie-historique --title 'Machines de recette'", EN: "havre order begin paie-historique --title 'Acceptance machines'"},
		args:    between(1, 1, havre.Text{FR: "l'identifiant ou le nom du dossier", EN: "the identifier or the name of the need"}),
	}, func(_ *cobra.Command, args []string) error {
		dossier, err := r.dossierID(args[0])
		if err != nil {
			return err
		}
		body, err := json.Marshal(map[string]any{"metadata": map[string]string{"title": title}, "spec": wire.OrderSpec{Dossier: dossier, Note: note}})
		if err != nil {
			return err
		}
		made, err := r.Send(r.ctx, client.Call{Method: http.MethodPost, Path: client.Orders.Path, Body: body, Key: *key, Create: true})
		if err != nil {
			return err
		}
		var o wire.Order
		if err := json.Unmarshal(made.Body, &o); err != nil {
			return err
		}
		return r.showOrder(&o)
	})
	c.Flags().StringVar(&title, "title", "", a.say(havre.Text{FR: "`titre` (par défaut celui du dossier)", EN: "`title` (by default that of the need)"}))
	c.Flags().StringVar(&note, "note", "", a.say(havre.Text{FR: "`pourquoi`, pour ceux qui valident", EN: "`why`, for those who approve"}))
	key = a.keyFlag(c)
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	r = a.remote(c)
	return c
}
