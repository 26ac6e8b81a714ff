package main

import (
	"bytes"
	"os"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

var formExits = []exitLine{
	{exitOK, havre.Text{FR: "le bon est montré, ou établi", EN: "the form is shown, or issued"}},
	{exitFailure, havre.Text{FR: "il est déjà établi : son numéro est donné ; ou autre échec", EN: "it is already issued: its number is given; or any other failure"}},
	{exitUsage, havre.Text{FR: "ce qu'il faut pour l'établir manque ou est faux : chaque champ est indiqué", EN: "what it takes to issue it is missing or wrong: each field is given"}},
}

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
			FR: "Montre les lignes, les totaux et ce qui manque, avec l'option qui le donne. --issue l'établit : il est numéroté, dessiné en PDF/A, joint à la commande, et ne change plus. Une fois établi, montre son numéro ; --issue est alors refusé.",
			EN: "Shows the lines, the totals and what is missing, with the option that gives it. --issue issues it: it is numbered, drawn as PDF/A, joined to the order, and never changes. Once it is issued, shows its number; --issue is then refused.",
		},
		example: havre.Same("havre order form CMD-2026-00042 2026-CLOUD-7\nhavre order form CMD-2026-00042 2026-CLOUD-7 --issue --engagement 1400000042 --service FAC0000075 --place Paris --signatory 'Claire Signataire' --signatory-title 'cheffe de bureau'"), exits: formExits,
		args: between(2, 2, havre.Text{FR: "la commande, puis l'identifiant ou la référence de l'accord", EN: "the order, then the identifier or the reference of the agreement"}),
	}, func(_ *cobra.Command, args []string) error { return g.run(args[0], args[1]) })
	f := c.Flags()
	f.BoolVar(&g.issue, "issue", false, a.say(havre.Text{FR: "l'établir", EN: "issue it"}))
	f.StringVar(&g.draft.SIRET, "siret", "", a.say(havre.Text{FR: "`SIRET` de qui est facturé (par défaut celui de l’organisation)", EN: "`SIRET` of whom is billed (by default that of the organisation)"}))
	f.StringVar(&g.draft.Engagement, "engagement", "", a.say(havre.Text{FR: "`numéro` d'engagement juridique", EN: "`number` of the budget commitment"}))
	f.StringVar(&g.draft.Service, "service", "", a.say(havre.Text{FR: "`code` service Chorus Pro", EN: "Chorus Pro service `code`"}))
	f.StringVar(&g.draft.Signatory.Name, "signatory", "", a.say(havre.Text{FR: "`personne` habilitée qui signe", EN: "empowered `person` who signs"}))
	f.StringVar(&g.draft.Signatory.Title, "signatory-title", "", a.say(havre.Text{FR: "sa `fonction`", EN: "their `position`"}))
	f.StringVar(&g.draft.Signatory.Delegation, "delegation", "", a.say(havre.Text{FR: "`acte` qui lui donne délégation", EN: "`act` that delegates to them"}))
	f.StringVar(&g.on, "signed-on", "", a.say(havre.Text{FR: "`date` de signature (par défaut aujourd'hui)", EN: "`date` of signature (by default today)"}))
	f.StringVar(&g.draft.Place, "place", "", a.say(havre.Text{FR: "`lieu` d'exécution", EN: "`place` of delivery"}))
	f.StringVar(&g.draft.Level, "level", "", a.say(havre.Text{FR: "`niveau` de service (par défaut celui de l'accord)", EN: "`level` of service (by default that of the agreement)"}))
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
		return g.preview(o)
	}
	if done := issuedForm(o, f.ID); done != nil {
		return &havre.Fault{Code: havre.Conflict, Message: g.alreadyIssued(done), Next: g.readForm(o, done)}
	}
	if o, _, err = client.Orders.Act(g.ctx, g.Client, o.ID, "forms", tag, g.draft); err != nil {
		return formFlags(err)
	}
	return g.showOrder(o)
}

// preview shows the form as it would be issued.
func (g *forming) preview(o *wire.Order) error {
	v, err := g.ReviewForm(g.ctx, o.ID, g.draft.Framework)
	if err != nil {
		return err
	}
	if g.format != formatTable {
		return g.record(v)
	}
	var b bytes.Buffer
	if v.Issued != nil {
		b.WriteString(g.style().Strong(g.say(g.alreadyIssued(v.Issued))) + "\n")
		b.WriteString(terminal.Indent("  ", g.say(g.readForm(o, v.Issued)), g.width()))
	}
	for i := range v.Lines {
		b.WriteString(terminal.Indent("  · ", g.lineWords(&v.Lines[i]), g.width()))
	}
	b.WriteString(terminal.Indent("  = ", g.say(havre.Text{FR: "%[1]s HT, %[2]s TTC", EN: "%[1]s excluding VAT, %[2]s including VAT"}.With(v.Net.Text(), v.Total.Text())), g.width()))
	for i := range v.Missing {
		mark := "  ✘ "
		if v.Missing[i].Warning {
			mark = "  ! "
		}
		b.WriteString(terminal.Indent(mark, g.fieldWords(&v.Missing[i]), g.width()))
	}
	_, err = b.WriteTo(g.out)
	return err
}

// fieldWords is what is wrong with a field of a form.
func (g *forming) fieldWords(e *wire.FieldError) string {
	return g.wrongField(orElse(formFields[e.Field], e.Field), e.Message)
}

// lineWords is a line of a form: what, how many, for how long, at which price.
func (g *forming) lineWords(l *wire.FormLine) string {
	price := g.say(havre.Text{FR: "prix inconnu", EN: "price unknown"})
	if l.UnitPrice != nil {
		price = g.say(l.UnitPrice.Text())
	}
	words := g.say(havre.Text{FR: "%[1]s : %[2]d", EN: "%[1]s: %[2]d"}, l.Title, l.Quantity)
	if l.Unit != "" {
		words += " " + l.Unit
	}
	if l.Months > 0 {
		words += " × " + g.say(havre.Count(int(l.Months), havre.Text{FR: "mois", EN: "month"}, havre.Text{FR: "mois", EN: "months"}))
	}
	return words + " × " + price
}

// issuedForm is the form of an agreement that an order has, nil for none.
func issuedForm(o *wire.Order, framework string) *wire.OrderForm {
	for i := range o.Status.Forms {
		if f := &o.Status.Forms[i]; f.Framework == framework {
			return f
		}
	}
	return nil
}

// alreadyIssued names a form that never changes any more.
func (g *forming) alreadyIssued(f *wire.OrderForm) havre.Text {
	return havre.Text{FR: "Le bon de commande %[1]s est déjà établi, le %[2]s.", EN: "Order form %[1]s is already issued, on %[2]s."}.With(f.Number, g.instant(f.IssuedAt))
}

// readForm says how to read it, and what to do instead of changing it.
func (*forming) readForm(o *wire.Order, f *wire.OrderForm) havre.Text {
	return havre.Text{
		FR: "Pour l’enregistrer : havre order file %[1]s %[2]s --to %[2]s.pdf. Pour le modifier, passez une commande de modification.",
		EN: "To save it: havre order file %[1]s %[2]s --to %[2]s.pdf. To change it, order a change.",
	}.With(orElse(o.Status.Number, o.ID), f.Number)
}

// formFields name the fields of a form as the command line does.
var formFields = map[string]string{
	"buyer.siret": "--siret", "engagement": "--engagement", "service": "--service", "signatory.name": "--signatory", "signatory.title": "--signatory-title",
	"signatory.delegation": "--delegation", "signatory.on": "--signed-on", "region": "--region", "place": "--place", "level": "--level", "agreement.subsequent": "--subsequent",
}

// formFlags names what is missing from a form by the flag that gives it.
func formFlags(err error) error {
	return havre.Retold(err, func(p *havre.Problem) {
		if flag, ok := formFields[p.Field]; ok {
			p.Field = flag
		}
	})
}

// attachmentOf is the identifier of a file of an order, or of its order form.
func attachmentOf(o *wire.Order, ref string) string {
	for i := range o.Status.Forms {
		if f := &o.Status.Forms[i]; f.Number == ref {
			return f.Attachment
		}
	}
	return ref
}

func (a *app) orderFile() *cobra.Command {
	var r *remote
	to := ""
	c := a.command(entry{
		use: havre.Text{FR: "file COMMANDE PIÈCE", EN: "file ORDER ATTACHMENT"}, short: havre.Text{FR: "enregistrer un fichier joint à une commande", EN: "save a file joined to an order"},
		long:    havre.Text{FR: "Un bon de commande se désigne par son numéro ; les identifiants des autres fichiers sont dans « havre order message -o json ».", EN: "An order form is named by its number; the identifiers of other files are in \"havre order message -o json\"."},
		example: havre.Same("havre order file CMD-2026-00042 BC-DNUM-2026-00001 --to bon.pdf\nhavre order file CMD-2026-00042 9rt2… --to note.txt"),
		args:    between(2, 2, havre.Text{FR: "la commande, puis l'identifiant du fichier ou le numéro du bon de commande", EN: "the order, then the identifier of the file or the number of the order form"}),
	}, func(_ *cobra.Command, args []string) error {
		o, _, err := r.orderAt(args[0])
		if err != nil {
			return err
		}
		content, err := r.Attachment(r.ctx, o.ID, attachmentOf(o, args[1]))
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
