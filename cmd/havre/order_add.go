package main

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// adding is a line to put in a basket, as the command line says it.
type adding struct {
	change, end                       string
	name, environment, framework      string
	set                               []string
	on, until, estimate, estimateNote string
}

func (a *app) orderAdd() *cobra.Command {
	w := &adding{}
	c := a.orderVerb(entry{
		use:   havre.Text{FR: "add COMMANDE [OFFRE/GABARIT]", EN: "add ORDER [OFFER/PLAN]"},
		short: havre.Text{FR: "ajouter une ligne à un panier", EN: "add an item to a basket"},
		long: havre.Text{
			FR: "Ajoute une ressource d'un gabarit ; --change en modifie une qui existe, --end met fin à une autre. Les champs du gabarit se donnent par --set ; « havre catalogue plans » les dit. « havre list instances » énumère les ressources. --on et --until sont compris.",
			EN: "Adds a resource of a plan; --change changes one that exists, --end ends one. The fields of the plan are given by --set; \"havre catalogue plans\" tells them. \"havre list instances\" lists resources. --on and --until are included.",
		},
		example: havre.Same("havre order add 5tq2… rosny/hosting --environment acceptance --name calcul --set form=machines --set cpu=4 --set memory=8GiB --until 2027-12-31 --estimate 1200 --estimate-note 'convention 2026'\nhavre order add 5tq2… snc-private/infrastructure --environment production --framework 2026-CLOUD-7 --set cpu=2\nhavre order add 5tq2… --change calcul --set cpu=8\nhavre order add 5tq2… --end calcul --on 2027-06-30"),
		args:    between(1, 2, havre.Text{FR: "la commande, puis l'offre et le gabarit (rosny/hosting)", EN: "the order, then the offer and the plan (rosny/hosting)"}),
	}, func(r *remote, o *wire.Order, tag string, args []string) (*wire.Order, error) {
		wish, err := w.wish(args)
		if err != nil {
			return nil, err
		}
		if wish.Instance, err = r.instanceID(o, wish.Instance); err != nil {
			return nil, err
		}
		if err := r.inPlanUnits(wish); err != nil {
			return nil, err
		}
		if wish.Framework, err = r.frameworkID(wish.Framework); err != nil {
			return nil, err
		}
		o, _, err = r.AddItem(r.ctx, o.ID, tag, wish)
		return o, w.flagged(err)
	})
	f := c.Flags()
	f.StringVar(&w.change, "change", "", a.say(havre.Text{FR: "`ressource` à modifier, par son nom ou son identifiant", EN: "`resource` to change, by its name or identifier"}))
	f.StringVar(&w.end, "end", "", a.say(havre.Text{FR: "`ressource` à terminer, par son nom ou son identifiant", EN: "`resource` to end, by its name or identifier"}))
	f.StringVar(&w.name, "name", "", a.say(havre.Text{FR: "`nom` court de la ressource (par défaut celui du gabarit)", EN: "short `name` of the resource (by default that of the plan)"}))
	f.StringVar(&w.environment, "environment", "", a.say(havre.Text{FR: "`environnement` : production, recette, développement…", EN: "`environment`: production, acceptance, development…"}))
	a.complete(c, "environment", dossier.Environments)
	a.setFlag(c, &w.set)
	f.StringVar(&w.on, "on", "", a.say(havre.Text{FR: "premier jour, ou dernier d'une fin, à cette `date`", EN: "first day, or last one of an end, on that `date`"}))
	f.StringVar(&w.until, "until", "", a.say(havre.Text{FR: "dernier jour, compris, à cette `date` (par défaut sans fin)", EN: "last day, included, on that `date` (by default no end)"}))
	f.StringVar(&w.framework, "framework", "", a.say(havre.Text{FR: "identifiant ou référence de l'`accord-cadre` ou de la convention", EN: "identifier or reference of the `framework` agreement or convention"}))
	f.StringVar(&w.estimate, "estimate", "", a.say(havre.Text{FR: "`coût` TTC estimé sur la période, faute de prix publié", EN: "estimated `cost` over the period, VAT included, for want of a published price"}))
	f.StringVar(&w.estimateNote, "estimate-note", "", a.say(havre.Text{FR: "`origine` de l'estimation", EN: "`origin` of the estimate"}))
	return c
}

// instanceID is the identifier of a resource of the need of an order, by it or by its
// name. One that is not found is left to the order, which refuses it.
func (r *remote) instanceID(o *wire.Order, ref string) (string, error) {
	if ref == "" {
		return "", nil
	}
	k := kindNamed("Instance")
	all, err := r.all(k, url.Values{"dossier": {o.Spec.Dossier}}, 0)
	if err != nil {
		return "", err
	}
	found := slices.DeleteFunc(all, func(i *object) bool {
		return i.at("metadata.name") != ref || k.ended(i.at("status.state"))
	})
	switch len(found) {
	case 0:
		return ref, nil
	case 1:
		return found[0].ID, nil
	}
	return "", ambiguous(ref, found)
}

// wish is the line that the flags and the argument say.
func (w *adding) wish(args []string) (*wire.ItemWish, error) {
	out := &wire.ItemWish{Name: w.name, Environment: environmentOf(w.environment), Framework: w.framework, EstimateNote: w.estimateNote}
	var problems havre.Problems
	switch {
	case w.change != "":
		out.Action, out.Instance = "modify", w.change
	case w.end != "":
		out.Action, out.Instance = "delete", w.end
	case len(args) == 0:
		problems = append(problems, havre.Problem{Message: havre.Text{FR: "que commander ? OFFRE/GABARIT (rosny/hosting), --change ou --end", EN: "order what? OFFER/PLAN (rosny/hosting), --change or --end"}})
	default:
		offer, plan, ok := strings.Cut(args[0], "/")
		if !ok {
			problems = append(problems, havre.Problem{Value: args[0], Message: havre.Text{FR: "OFFRE/GABARIT est attendu, par exemple rosny/hosting", EN: "OFFER/PLAN is expected, for example rosny/hosting"}})
		}
		out.Offer, out.Plan = offer, plan
	}
	choices, wrong := readChoices(w.set)
	out.Choices = choices
	problems = append(problems, wrong...)
	problems = append(problems, readDate("--on", w.on, &out.On)...)
	problems = append(problems, readDate("--until", w.until, &out.LastDay)...)
	if w.estimate != "" {
		e, err := havre.ParseEuro(w.estimate)
		if err != nil {
			problems = append(problems, havre.Problem{Field: "--estimate", Value: w.estimate, Message: havre.Text{FR: "un montant en euros est attendu (1200.00)", EN: "an amount in euros is expected (1200.00)"}})
		}
		out.Estimate = &wire.Euro{Euro: e}
	}
	return out, problems.Err()
}

// readChoices reads the fields of a plan, nil for none.
func readChoices(set []string) (out wire.Choices, problems havre.Problems) {
	for _, s := range set {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			problems = append(problems, havre.Problem{Field: "--set", Value: s, Message: havre.Text{FR: "champ=valeur est attendu, par exemple cpu=4", EN: "field=value is expected, for example cpu=4"}})
			continue
		}
		if out == nil {
			out = wire.Choices{}
		}
		out[name] = valueIn(value)
	}
	return out, problems
}

// setFlag gives a command the fields of a plan.
func (a *app) setFlag(c *cobra.Command, set *[]string) {
	c.Flags().StringArrayVar(set, "set", nil, a.say(havre.Text{
		FR: "`champ=valeur` du gabarit (répétable) ; une taille avec son unité : memory=64Gio", EN: "`field=value` of the plan (repeatable); a size with its unit: memory=64GiB",
	}))
}

// valueIn is what somebody typed: a number, true or false, else a text.
func valueIn(s string) any {
	switch s {
	case "true", "false":
		return s == "true"
	}
	if _, err := strconv.ParseInt(s, 10, 64); err == nil {
		return json.Number(s)
	}
	return s
}

// readDate reads the date of a flag, nothing for nothing.
func readDate(flag, text string, into *havre.Date) havre.Problems {
	if text == "" {
		return nil
	}
	d, err := havre.ParseDate(text)
	if err != nil {
		return havre.Problems{{Field: flag, Value: text, Message: havre.Text{FR: "une date de la forme AAAA-MM-JJ est attendue", EN: "a date of the form YYYY-MM-DD is expected"}}}
	}
	*into = d
	return nil
}

// itemFlags name the fields of a line as the command line does.
var itemFlags = map[string]string{
	"name": "--name", "environment": "--environment", "framework": "--framework", "on": "--on", "lastDay": "--until", "estimate": "--estimate", "estimateNote": "--estimate-note", "instance": "--change",
}

// flagged names what is wrong by the flag that said it.
func flagged(err error) error {
	return havre.Retold(err, func(p *havre.Problem) {
		if flag, ok := itemFlags[p.Field]; ok {
			p.Field = flag
		}
		if p.Field == "choices" {
			p.Field = "--set"
		}
		if field, ok := strings.CutPrefix(p.Field, "choices."); ok {
			p.Field = "--set " + field
		}
	})
}

// flagged is the same, of a line that changes or ends a resource.
func (w *adding) flagged(err error) error {
	return havre.Retold(flagged(err), func(p *havre.Problem) {
		if p.Field == "--change" && w.end != "" {
			p.Field = "--end"
		}
	})
}

func (a *app) orderRemove() *cobra.Command {
	return a.orderVerb(entry{
		use: havre.Text{FR: "remove COMMANDE LIGNE", EN: "remove ORDER ITEM"}, short: havre.Text{FR: "retirer une ligne d'un panier", EN: "take an item out of a basket"},
		long:    havre.Text{FR: "« havre order show » donne les numéros ; les autres lignes gardent le leur.", EN: "\"havre order show\" gives the numbers; the other items keep theirs."},
		example: havre.Same("havre order remove 5tq2… 2"),
		args:    between(2, 2, orderAndItem),
	}, func(r *remote, o *wire.Order, tag string, args []string) (*wire.Order, error) {
		it, err := itemOf(o, args[0])
		if err != nil {
			return nil, err
		}
		o, _, err = r.RemoveItem(r.ctx, o.ID, tag, it.Number)
		return o, err
	})
}
