package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) quotaCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("quota"),
		short: havre.Text{FR: "ce que des commandes peuvent prendre, en ressources et en euros", EN: "what orders may take, in resources and in euros"},
		long: havre.Text{
			FR: "Zéro n'accorde rien, « unlimited » ne limite pas ; un niveau qui n'en dit rien n'ajoute pas de limite. La production est comptée à part.",
			EN: "Zero grants none, \"unlimited\" is no limit; a level that says nothing adds no limit. Production is counted apart.",
		},
		example: havre.Same("havre quota list\nhavre quota set cpu 64 --class other --organisation dnum\nhavre quota set memory 64GiB --class other --dossier paie-historique\nhavre quota set euros 120000 --year 2027"),
	}, nil)
	list := a.listKind(kindNamed("Quota"))
	list.Use, list.Aliases, list.Example = "list", nil, "havre quota list\nhavre quota list --dossier paie-historique\nhavre quota list --organisation dnum -o csv"
	list.Long = a.say(havre.Text{
		FR: "Tout ce sur quoi tirent les commandes d'un dossier ou d'une organisation, du niveau le plus large au plus étroit : accordé, réservé par les commandes envoyées, engagé par les commandes validées, ce qui reste. Une commande tire sur chaque niveau à la fois ; un niveau absent n'ajoute pas de limite.",
		EN: "All that the orders of a need or of an organisation draw on, from the widest level to the narrowest: granted, reserved by orders sent, committed by approved orders, what is left. An order draws on every level at once; a level that is absent adds no limit.",
	})
	c.AddCommand(list, a.quotaSet())
	return c
}

// granting is a quota to set, as the command line says it.
type granting struct {
	*remote
	class, dossier, organisation, note string
	year                               int
	key                                *string
}

func (a *app) quotaSet() *cobra.Command {
	g := &granting{}
	c := a.command(entry{
		use:   havre.Text{FR: "set RESSOURCE QUANTITÉ|unlimited", EN: "set RESOURCE AMOUNT|unlimited"},
		short: havre.Text{FR: "accorder un quota ou un budget, ou le changer", EN: "grant a quota or a budget, or change it"},
		long: havre.Text{
			FR: "RESSOURCE : cpu (vCPU), memory et storage (une taille avec son unité : Mio, Gio, Tio), gpu, addresses (IP publiques), euros (TTC). Une ressource veut --class, un budget --year. 0 n'accorde rien. Ce que des commandes tiennent déjà n'est pas repris.",
			EN: "RESOURCE: cpu (vCPU), memory and storage (a size with its unit: MiB, GiB, TiB), gpu, addresses (public IP), euros (VAT included). A resource needs --class, a budget --year. 0 grants none. What orders already hold is not taken back.",
		},
		example: havre.Same("havre quota set cpu 64 --class production\nhavre quota set memory 64GiB --class other --dossier paie-historique\nhavre quota set storage unlimited --class other --organisation dnum\nhavre quota set euros 120000.00 --year 2027"),
		args:    between(2, 2, havre.Text{FR: "la ressource, puis la quantité ou « unlimited »", EN: "the resource, then the amount or \"unlimited\""}),
	}, func(_ *cobra.Command, args []string) error { return g.run(args[0], args[1]) })
	f := c.Flags()
	f.StringVar(&g.class, "class", "", a.say(havre.Text{FR: "`classe` : production ou other", EN: "`class`: production or other"}))
	f.IntVar(&g.year, "year", 0, a.say(havre.Text{FR: "`année` d'un budget", EN: "`year` of a budget"}))
	f.StringVar(&g.dossier, "dossier", "", a.say(havre.Text{FR: "`dossier` qui le reçoit, par son identifiant ou son nom", EN: "`need` that holds it, by its identifier or name (--need too)"}))
	f.StringVar(&g.organisation, "organisation", "", a.say(havre.Text{FR: "`organisation` qui le reçoit (par défaut la vôtre)", EN: "`organisation` that holds it (by default yours)"}))
	f.StringVar(&g.note, "note", "", a.say(havre.Text{FR: "`précision`", EN: "`note`"}))
	f.SetNormalizeFunc(needIsDossier)
	g.key = a.keyFlag(c)
	a.complete(c, "class", []string{"production", "other"})
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	g.remote = a.remote(c)
	return c
}

// run grants, or changes what is granted of the same account to the same holder.
func (g *granting) run(resource, amount string) error {
	spec := wire.QuotaSpec{Resource: resource, Class: g.class, Year: g.year, Note: g.note}
	var err error
	if spec.Amount, spec.Unlimited, err = readQuota(resource, amount); err != nil {
		return err
	}
	if g.dossier != "" {
		if spec.Dossier, err = g.dossierID(g.dossier); err != nil {
			return err
		}
	}
	had, err := g.same(&spec)
	if err != nil {
		return err
	}
	var metadata wire.DocumentMetadata
	call := client.Call{Method: http.MethodPost, Path: client.Quotas.Path, Key: *g.key, Create: true}
	if had != nil {
		call = client.Call{Method: http.MethodPut, Path: client.Quotas.Path + "/" + had.ID, Match: `"` + had.version() + `"`}
	} else if spec.Dossier == "" {
		metadata.Organisation = g.organisation
	}
	if call.Body, err = json.Marshal(wire.Document[wire.QuotaSpec]{Metadata: metadata, Spec: spec}); err != nil {
		return err
	}
	made, err := g.Send(g.ctx, call)
	if err != nil {
		return quotaFlags(err)
	}
	var out client.Raw
	if err := json.Unmarshal(made.Body, &out); err != nil {
		return err
	}
	if g.format != formatTable {
		return g.record(out)
	}
	o, err := newObject(&out, "")
	if err != nil {
		return err
	}
	return g.showList(kindNamed("Quota"), []*object{o})
}

// same is what the holder was granted of the account, nil when it was granted nothing.
func (g *granting) same(spec *wire.QuotaSpec) (*object, error) {
	q := url.Values{}
	holder := ""
	switch {
	case spec.Dossier != "":
		q.Set("dossier", spec.Dossier)
	case g.organisation != "":
		o, err := g.read(kindNamed("Organisation"), g.organisation)
		if err != nil {
			return nil, err
		}
		holder = o.ID
		q.Set("organisation", holder)
	default:
		me, err := g.Me(g.ctx)
		if err != nil {
			return nil, err
		}
		holder = me.Home
	}
	found, err := g.all(kindNamed("Quota"), q, 0)
	if err != nil {
		return nil, filterFlags(err)
	}
	for _, o := range found {
		if o.at("status.account") == accountOf(spec) && o.at("spec.dossier") == spec.Dossier && o.at("metadata.organisation") == holder {
			return o, nil
		}
	}
	return nil, nil
}

// accountOf names the account of a quota as the portal does.
func accountOf(s *wire.QuotaSpec) string {
	switch {
	case s.Year != 0:
		return s.Resource + "." + cellOf(float64(s.Year))
	case s.Class != "":
		return s.Resource + "." + s.Class
	}
	return s.Resource
}

// version is that of the object, as its tag has it.
func (o *object) version() string { return o.at("metadata.version") }

// quotaFlags names what is wrong by the flag or the argument that said it.
func quotaFlags(err error) error {
	return havre.Retold(err, func(p *havre.Problem) {
		switch name := strings.TrimPrefix(p.Field, "spec."); name {
		case "class", "year", "dossier", "note":
			p.Field = "--" + name
		case "resource", "amount":
			p.Field = ""
		case "metadata.organisation":
			p.Field = "--organisation"
		}
	})
}
