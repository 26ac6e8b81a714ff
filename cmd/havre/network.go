package main

import (
	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
)

func (a *app) networkCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("network"),
		short: havre.Text{FR: "les interconnexions : qui peut parler à qui, par où, et qui doit ouvrir quoi", EN: "interconnections: who may talk to whom, by which way, and who must open what"},
		long: havre.Text{
			FR: "Les liaisons entre plateformes et réseaux sont des faits datés du catalogue. Ces commandes répondent à une question, écrivent la matrice de flux d'une application et dessinent la carte.",
			EN: "Links between platforms and networks are dated facts of the catalogue. These commands answer a question, write the flow matrix of an application and draw the map.",
		},
		example: havre.Same("havre network path nubo rosny --port 5432 --protocol tcp"),
	}, nil)
	c.AddCommand(a.networkPath(), a.networkMap(), a.networkWhatIf(), a.networkMatrix(), a.networkImport())
	return c
}
