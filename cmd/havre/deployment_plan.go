package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) planCommand() *cobra.Command {
	var ending bool
	c := a.deploymentVerb(entry{
		use: havre.Text{FR: "plan RESSOURCE", EN: "plan RESOURCE"}, short: havre.Text{FR: "ce que l'application changerait sur le cloud, sans rien changer", EN: "what applying would change on the cloud, changing nothing"},
		long: havre.Text{
			FR: "Interroge le cloud et montre la différence avec ce qui est commandé : + créer, ~ modifier, -/+ remplacer, - supprimer, attribut par attribut, et le prix. --ending montre ce que ferait la fin de la ressource.\n\nUne ressource se désigne par son identifiant, son nom, ou DOSSIER/ENVIRONNEMENT/NOM.",
			EN: "Asks the cloud and shows the difference with what is ordered: + create, ~ update, -/+ replace, - delete, attribute by attribute, and the price. --ending shows what the end of the resource would do.\n\nA resource is named by its identifier, its name, or NEED/ENVIRONMENT/NAME.",
		},
		example: havre.Same("havre plan conges\nhavre plan conges-agents/acceptance/conges --ending\nhavre plan conges -o csv"),
	}, rowFormats, func(r *remote, i *wire.Instance, _ []string) error {
		p, err := r.previewed(i, ending)
		if err != nil {
			return err
		}
		return r.showPlan(p)
	})
	c.Flags().BoolVar(&ending, "ending", false, a.say(havre.Text{FR: "ce que ferait la fin de la ressource", EN: "what the end of the resource would do"}))
	return c
}

// previewed is what applying, or ending, would do to a resource that the portal builds.
func (r *remote) previewed(i *wire.Instance, ending bool) (*wire.DeploymentPlan, error) {
	if _, err := r.deployed(i, false); err != nil {
		return nil, err
	}
	return r.PreviewDeployment(r.ctx, i.ID, ending)
}

// showPlan writes a plan in the format asked for.
func (r *remote) showPlan(p *wire.DeploymentPlan) error {
	switch r.format {
	case formatTable:
	case formatCSV:
		return writeItems(r.out, p.Changes)
	default:
		return r.record(p)
	}
	var b bytes.Buffer
	r.writePlan(&b, p)
	_, err := b.WriteTo(r.out)
	return err
}

// planMarks are how a change begins.
var planMarks = map[string]string{"create": "+", "update": "~", "replace": "-/+", "delete": "-"}

// writePlan writes a plan for people.
func (r *remote) writePlan(b *bytes.Buffer, p *wire.DeploymentPlan) {
	for i := range p.Changes {
		c := &p.Changes[i]
		line := fmt.Sprintf("%3s %s", planMarks[c.Verb], c.Key)
		if c.ID != "" {
			line += " (" + c.ID + ")"
		}
		b.WriteString(r.marked(c.Verb, line))
		if c.Loses {
			b.WriteString("  " + r.style().Bad(r.say(havre.Text{FR: "! des données sont perdues", EN: "! data is lost"})))
		}
		b.WriteString("\n")
		for _, x := range c.Changes {
			b.WriteString(terminal.Hang("      ", "        ", attributeLine(c.Verb, &x), r.width()))
		}
	}
	if len(p.Changes) > 0 {
		b.WriteString("\n")
	}
	b.WriteString(terminal.Indent("", r.style().Strong(p.Text), r.width()))
	if price := r.priceWords(&p.Price, p.Ending); price != "" {
		b.WriteString(terminal.Indent("", price, r.width()))
	}
	r.bullets(b, havre.Text{FR: "DÉCLARÉ ET NON RÉALISÉ", EN: "DECLARED AND NOT CARRIED OUT"}, p.Cautions)
	r.bullets(b, havre.Text{FR: "OBJETS QU'AUCUNE COMMANDE N'A FAITS, LAISSÉS TELS QUELS", EN: "OBJECTS THAT NO ORDER MADE, LEFT ALONE"}, foreignLines(p.Foreign))
}

// marked is a line in the colour of what it does.
func (r *remote) marked(verb, line string) string {
	switch verb {
	case "create":
		return r.style().Good(line)
	case "update":
		return r.style().Doubt(line)
	}
	return r.style().Bad(line)
}

// attributeLine is an attribute of a change.
func attributeLine(verb string, c *wire.AttributeChange) string {
	if verb == "create" {
		return c.Field + ": " + valueText(c.To)
	}
	return c.Field + ": " + valueText(c.From) + " → " + valueText(c.To)
}

// longValue is how much of a value is worth a line.
const longValue = 160

// valueText is a value of an attribute on one line.
func valueText(v any) string {
	text := strings.TrimPrefix(strings.Join(strings.Fields(cellOf(v)), " "), "@") // a reference is the name of what it refers to
	if list, ok := v.([]any); ok {
		parts := make([]string, len(list))
		for i := range list {
			parts[i] = cellOf(list[i])
		}
		text = strings.Join(parts, ", ")
	}
	return terminal.Cut(orElse(text, "–"), longValue)
}

// priceWords is what a resource costs by month, before and after.
func (r *remote) priceWords(p *wire.DeploymentPrice, ending bool) string {
	before, after := r.monthly(p.Before), r.monthly(p.After)
	switch {
	case ending && p.After != nil:
		return r.say(havre.Text{FR: "Prix par mois, HT : %[1]s, puis rien.", EN: "Price by month, VAT excluded: %[1]s, then nothing."}, after)
	case p.After == nil:
		return ""
	case p.Before == nil || before == after:
		return r.say(havre.Text{FR: "Prix par mois, HT : %[1]s.", EN: "Price by month, VAT excluded: %[1]s."}, after)
	}
	return r.say(havre.Text{FR: "Prix par mois, HT : %[1]s avant la commande, %[2]s depuis.", EN: "Price by month, VAT excluded: %[1]s before the order, %[2]s since."}, before, after)
}

func (r *remote) monthly(p *wire.MonthlyPrice) string {
	if p == nil {
		return ""
	}
	return r.costOf(p.Monthly, p.Complete == havre.Yes)
}

// bullets are lines under a head, when there are any.
func (r *remote) bullets(b *bytes.Buffer, head havre.Text, lines []string) {
	r.section(b, head, len(lines))
	for _, l := range lines {
		b.WriteString(terminal.Hang("  · ", "    ", l, r.width()))
	}
}

func foreignLines(list []wire.ForeignObject) (lines []string) {
	for i := range list {
		o := &list[i]
		lines = append(lines, strings.TrimSpace(o.KindText+" "+o.Name)+" ("+o.ID+")")
	}
	return lines
}
