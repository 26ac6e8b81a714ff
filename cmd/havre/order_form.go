package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// forming is an order form to look at or to issue, as the command line says it.
type forming struct {
	*remote
	draft wire.OrderFormDraft
	issue bool
	on    string
}

func (a *app) orderForm() *cobra.Command {
	g := &forming{}
	c := a.command(entry{
		use: havre.Text{FR: "form COMMANDE ACCORD", EN: "form ORDER AGREEMENT"}, short: havre.Text{FR: "voir ou établir un bon de commande", EN: "look at or issue an order form"},
		long: havre.Text{
			FR: "Montre les lignes, les totaux et ce qui manque. --issue l'établit : il est numéroté, dessiné en PDF/A, joint à la commande, et ne change plus.",
			EN: "Shows the lines, the totals and what is missing. --issue issues it: it is numbered, drawn as PDF/A, joined to the order, and never changes.",
		},
		example: havre.Same("havre order form CMD-2026-00042 2026-CLOUD-7\nhavre order form CMD-2026-00042 2026-CLOUD-7 --issue --engagement 1400000042 --service FAC0000075 --signatory 'Claire Signataire' --signatory-title 'cheffe de bureau'"),
		args:    between(2, 2, havre.Text{FR: "la commande, puis l'identifiant ou la référence de l'accord", EN: "the order, then the identifier or the reference of the agreement"}),
	}, func(_ *cobra.Command, args []string) error { return g.run(args[0], args[1]) })
	f := c.Flags()
	f.BoolVar(&g.issue, "issue", false, a.say(havre.Text{FR: "l'établir", EN: "issue it"}))
	f.StringVar(&g.draft.Engagement, "engagement", "", a.say(havre.Text{FR: "`numéro` d'engagement juridique", EN: "`number` of the budget commitment"}))
	f.StringVar(&g.draft.Service, "service", "", a.say(havre.Text{FR: "`code` service Chorus Pro", EN: "Chorus Pro service `code`"}))
	f.StringVar(&g.draft.Signatory.Name, "signatory", "", a.say(havre.Text{FR: "`personne` habilitée qui signe", EN: "empowered `person` who signs"}))
	f.StringVar(&g.draft.Signatory.Title, "signatory-title", "", a.say(havre.Text{FR: "sa `fonction`", EN: "their `position`"}))
	f.StringVar(&g.draft.Signatory.Delegation, "delegation", "", a.say(havre.Text{FR: "`acte` qui lui donne délégation", EN: "`act` that delegates to them"}))
	f.StringVar(&g.on, "signed-on", "", a.say(havre.Text{FR: "`date` de signature (par défaut aujourd'hui)", EN: "`date` of signature (by default today)"}))
	f.StringVar(&g.draft.Region, "region", "", a.say(havre.Text{FR: "`région` d'hébergement", EN: "hosting `region`"}))
	f.StringVar(&g.draft.Subsequent, "subsequent", "", a.say(havre.Text{FR: "`référence` du marché subséquent", EN: "`reference` of the subsequent contract"}))
	f.StringVar(&g.draft.Note, "note", "", a.say(havre.Text{FR: "`précision`", EN: "`note`"}))
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	g.remote = a.remote(c)
	return c
}

func (g *forming) run(order, agreement string) error {
	if err := readDate("--signed-on", g.on, &g.draft.Signatory.On).Err(); err != nil {
		return err
	}
	o, tag, err := g.orderAt(order)
	if err != nil {
		return err
	}
	f, err := g.read(kindNamed("Framework"), agreement)
	if err != nil {
		return err
	}
	g.draft.Framework = f.ID
	if !g.issue {
		return g.preview(o.ID)
	}
	if o, _, err = client.Orders.Act(g.ctx, g.Client, o.ID, "forms", tag, g.draft); err != nil {
		return err
	}
	return g.showOrder(o)
}

// preview shows the form as it would be issued.
func (g *forming) preview(order string) error {
	v, err := g.ReviewForm(g.ctx, order, g.draft.Framework)
	if err != nil {
		return err
	}
	if g.format != formatTable {
		return g.record(v)
	}
	var b bytes.Buffer
	for i := range v.Lines {
		l := &v.Lines[i]
		price := "?"
		if l.UnitPrice != nil {
			price = g.say(l.UnitPrice.Text())
		}
		b.WriteString(terminal.Indent("  · ", fmt.Sprintf("%s : %d × %d × %s", l.Title, l.Quantity, l.Months, price), g.width()))
	}
	b.WriteString(terminal.Indent("  € ", g.say(havre.Text{FR: "%[1]s HT, %[2]s TTC", EN: "%[1]s excluding VAT, %[2]s including VAT"}.With(v.Net.Text(), v.Total.Text())), g.width()))
	for i := range v.Missing {
		mark := "  ✘ "
		if v.Missing[i].Warning {
			mark = "  ! "
		}
		b.WriteString(terminal.Indent(mark, v.Missing[i].Field+" : "+v.Missing[i].Message, g.width()))
	}
	_, err = b.WriteTo(g.out)
	return err
}

func (a *app) orderFile() *cobra.Command {
	var r *remote
	to := ""
	c := a.command(entry{
		use: havre.Text{FR: "file COMMANDE PIÈCE", EN: "file ORDER ATTACHMENT"}, short: havre.Text{FR: "enregistrer un fichier joint à une commande", EN: "save a file joined to an order"},
		long:    havre.Text{FR: "Les identifiants des fichiers sont dans « havre order message -o json », celui d'un bon de commande dans « havre order show -o json ».", EN: "The identifiers of files are in \"havre order message -o json\", that of an order form in \"havre order show -o json\"."},
		example: havre.Same("havre order file CMD-2026-00042 9rt2… --to bon.pdf"),
		args:    between(2, 2, havre.Text{FR: "la commande, puis l'identifiant du fichier", EN: "the order, then the identifier of the file"}),
	}, func(_ *cobra.Command, args []string) error {
		o, _, err := r.orderAt(args[0])
		if err != nil {
			return err
		}
		content, err := r.Attachment(r.ctx, o.ID, args[1])
		if err != nil {
			return err
		}
		if to == "" {
			_, err = r.out.Write(content)
			return err
		}
		return os.WriteFile(to, content, 0o600)
	})
	c.Flags().StringVar(&to, "to", "", a.say(havre.Text{FR: "`fichier` à écrire (par défaut la sortie standard)", EN: "`file` to write (by default standard output)"}))
	r = a.remote(c)
	return c
}
