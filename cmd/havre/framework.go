package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
)

func (a *app) frameworkCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("framework"),
		short: havre.Text{FR: "les accords-cadres et les conventions sous lesquels on commande", EN: "the framework agreements and conventions that orders are placed under"},
		long: havre.Text{
			FR: "Une commande hors de la validité, du périmètre ou du plafond d'un accord est refusée avec la raison. Les prix de son bordereau passent avant ceux du catalogue.",
			EN: "An order outside the validity, the scope or the ceiling of an agreement is refused with the reason. The prices of its schedule come before those of the catalogue.",
		},
		example: havre.Same("havre framework list --offer ovh-snc\nhavre framework show CONV-2026-1\nhavre framework apply -f convention.yaml"),
	}, nil)
	list := a.listKind(kindNamed("Framework"))
	list.Use, list.Aliases, list.Example = "list", nil, "havre framework list\nhavre framework list --offer ovh-snc -o csv"
	apply := a.applyCommand()
	apply.Short = a.say(havre.Text{FR: "créer ou changer un accord pour qu'il soit comme dans un fichier", EN: "create or change an agreement so that it is as in a file"})
	apply.Long += "\n\n" + a.say(havre.Text{
		FR: "Un accord : kind: Framework, un titre dans metadata, et dans spec route, reference, buyer, holder, offers, period (from et lastDay, compris tous deux), ceiling (plafond HT), prices, clauses. « havre framework show -o yaml » montre ceux qui existent.",
		EN: "An agreement: kind: Framework, a title in metadata, and in spec route, reference, buyer, holder, offers, period (from and lastDay, both included), ceiling (VAT excluded), prices, clauses. \"havre framework show -o yaml\" shows those that exist.",
	})
	apply.Example = "havre framework apply -f convention.yaml\nhavre framework show CONV-2026-1 -o yaml | havre framework apply -f -"
	c.AddCommand(list, a.frameworkShow(), apply)
	return c
}

// frameworkID is the identifier of an agreement, by it or by its reference. One that
// cannot be read is left to the order, which says whether it is open to it.
func (r *remote) frameworkID(ref string) (string, error) {
	if ref == "" {
		return "", nil
	}
	f, err := r.read(kindNamed("Framework"), ref)
	switch {
	case errors.Is(err, &havre.Fault{Code: havre.NotFound}):
		return ref, nil
	case err != nil:
		return "", err
	}
	return f.ID, nil
}

func (a *app) frameworkShow() *cobra.Command {
	var r *remote
	c := a.command(entry{
		use: havre.Text{FR: "show ACCORD", EN: "show AGREEMENT"}, short: havre.Text{FR: "un accord, et ce que des commandes en tiennent", EN: "an agreement, and what orders hold of it"},
		long:    havre.Text{FR: "Se désigne par son identifiant ou par sa référence.", EN: "It is named by its identifier or by its reference."},
		example: havre.Same("havre framework show CONV-2026-1\nhavre framework show CONV-2026-1 -o yaml"),
		args:    between(1, 1, havre.Text{FR: "l'identifiant ou la référence de l'accord", EN: "the identifier or the reference of the agreement"}),
	}, func(_ *cobra.Command, args []string) error {
		o, err := r.read(kindNamed("Framework"), args[0])
		if err != nil {
			return err
		}
		if r.format != formatTable {
			return r.record(o.Raw)
		}
		return r.describe(o)
	})
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	r = a.remote(c)
	return c
}
